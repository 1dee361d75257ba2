"""Page 1, Việc đang chờ tôi: what waits for the person, and until when."""

from __future__ import annotations

from starlette.responses import Response

from ntm.service.office.waiting import desk_of
from ntm.web.visit import Visited, page_router

router = page_router()


@router.get("/")
def start(visit: Visited) -> Response:
    """The start page."""
    desk = desk_of(visit.workspace, visit.rights, visit.person)
    return visit.page("waiting.html.j2", desk=desk)
