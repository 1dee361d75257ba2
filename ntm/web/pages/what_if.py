"""Page 5, what if: values changed in place, verdicts and averages move; and the shortest plan. Nothing is written."""

from __future__ import annotations

from starlette.responses import Response

from ntm.scenario.plan_words import heading, notes, step_rows, warnings
from ntm.scoring.average_words import unit_title
from ntm.service import supposing_page as service
from ntm.service.plan import plan, read_goal
from ntm.service.rights import Action
from ntm.territory.model import COMMUNE_KINDS
from ntm.web.visit import Visited, page_router

router = page_router()

PREFIX = "v-"
"""Before the item in the name of a field: `v-17.1`."""


@router.get("/communes/{code}/what-if")
def suppose(visit: Visited, code: str) -> Response:
    """The commune's values to be changed, and what would come of it."""
    unit = visit.commune(code, Action.SUPPOSE)
    asked = visit.request.query_params
    ask = visit.workspace.ask(visit.day)
    values = {
        name.removeprefix(PREFIX): text.strip()[:100]
        for name, text in asked.items()
        if name.startswith(PREFIX) and text.strip()
    }
    name = asked.get("name", "").strip()[:100]
    view = service.supposing(visit.workspace, ask, unit, values, name)
    part = "what_if_outcome.html.j2" if visit.request.headers.get("hx-request") else "what_if.html.j2"
    return visit.page(part, unit=unit, ask=ask, view=view, name=name, prefix=PREFIX, title_of=unit_title)


@router.get("/plans/{code}")
def shortest(visit: Visited, code: str) -> Response:
    """The shortest plan of a commune (to the standard, or so many criteria) or of a district (to the average)."""
    unit = visit.unit(code)
    visit.rights.require(Action.SUPPOSE, unit, visit.day)
    commune = unit.kind in COMMUNE_KINDS
    reach = visit.request.query_params.get("reach", "").strip()[:20] or ("standard" if commune else "average")
    ask = visit.workspace.ask(visit.day)
    planned = plan(visit.workspace, ask, unit.code, read_goal(reach))
    return visit.page(
        "plan.html.j2", unit=unit, ask=ask, reach=reach, commune=commune, planned=planned,
        rows=step_rows(planned, list(planned.plan.steps), shown=True), heading=heading(planned),
        notes=notes(planned), warnings=warnings(planned),
    )  # fmt: skip
