"""The communes a person may see, as the way to each commune's page."""

from __future__ import annotations

from starlette.responses import Response

from ntm.service.access.rights import Action
from ntm.web.visit import Visited, page_router

router = page_router()


@router.get("/communes")
def listing(visit: Visited) -> Response:
    """The communes of the person's places on the day."""
    visit.rights.require_somewhere(Action.SEE)
    found = visit.rights.communes(Action.SEE, visit.day)
    return visit.page("communes.html.j2", communes=found, day=visit.day)
