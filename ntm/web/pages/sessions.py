"""My sign-ins: the browsers where the person is signed in; ending one, or all others."""

from __future__ import annotations

from starlette.responses import Response

from ntm.service.access import sessions as service
from ntm.vietnamese.messages import _
from ntm.web.visit import Posted, Visited, page_router, text_of

router = page_router()


@router.get("/sessions")
def page(visit: Visited) -> Response:
    """The browsers where the person is signed in."""
    return _page(visit)


@router.post("/sessions/end")
def end(visit: Visited, posted: Posted) -> Response:
    """End one of them."""
    service.end(visit.office.database, visit.signed, text_of(posted, "session", 64))
    return _page(visit, _("Đã kết thúc phiên đó."))


@router.post("/sessions/end-others")
def end_others(visit: Visited) -> Response:
    """End all but this one."""
    count = service.end_others(visit.office.database, visit.signed)
    return _page(visit, _("Đã kết thúc {count} phiên khác.").format(count=count))


def _page(visit: Visited, told: str = "") -> Response:
    return visit.page(
        "sessions.html.j2", sessions=service.own(visit.office.database, visit.signed), told=told
    )
