"""Trợ giúp: the user guide inside the program, with its pictures."""

from __future__ import annotations

from starlette.responses import FileResponse, Response

from ntm.vietnamese.messages import _
from ntm.web import guide
from ntm.web.visit import NotFound, Visited, page_router

router = page_router()


@router.get("/help")
def contents(visit: Visited) -> Response:
    """The contents of the guide."""
    return visit.page("help.html.j2", pages=guide.contents())


@router.get("/help/{name}")
def one(visit: Visited, name: str) -> Response:
    """A page of the guide."""
    found = guide.page(name)
    if found is None:
        raise NotFound(_("Hướng dẫn không có trang này."))
    return visit.page("help_page.html.j2", guide=found, pages=guide.contents())


@router.get("/help/images/{name}.png")
def picture(visit: Visited, name: str) -> Response:
    """A picture of the guide."""
    found = guide.picture(name)
    if found is None:
        raise NotFound(_("Hướng dẫn không có hình này."))
    return FileResponse(found, media_type="image/png", headers={"cache-control": "private, max-age=86400"})
