"""Page 1, Việc đang chờ tôi: what waits for the person, and until when."""

from __future__ import annotations

from starlette.responses import Response

from ntm.web.visit import Visited, page_router

router = page_router()


@router.get("/")
def start(visit: Visited) -> Response:
    """The start page."""
    return visit.page("waiting.html.j2")
