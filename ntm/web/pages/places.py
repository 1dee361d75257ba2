"""Page 8, places: units on a day, their dated attributes with sources, who became whom."""

from __future__ import annotations

from starlette.responses import Response

from ntm.service.access.rights import Action
from ntm.territory.model import Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.text import fold
from ntm.web.visit import Visited, page_router

router = page_router()


@router.get("/places")
def listing(visit: Visited) -> Response:
    """The units of the person's places on the day, each level under the one above; `q` keeps those so named."""
    visit.rights.require_somewhere(Action.SEE)
    wanted = fold(visit.request.query_params.get("q", ""))[:80]
    territory, day = visit.workspace.territory, visit.day
    seen = [
        unit
        for unit in territory.units
        if unit.kind != "thon" and unit.alive(day) and visit.rights.may(Action.SEE, unit, day)
    ]
    kept = [unit for unit in seen if not wanted or wanted in fold(unit.title) or wanted == unit.code]

    def order(unit: Unit) -> tuple[object, ...]:
        above = []
        here: Unit | None = unit
        while here is not None:
            above.append(collation_key(here.name))
            here = territory.parent(here, day)
        return tuple(reversed(above))

    rows = [(unit, territory.parent(unit, day)) for unit in sorted(kept, key=order)]
    return visit.page("places.html.j2", rows=rows, q=visit.request.query_params.get("q", ""))


@router.get("/places/{code}")
def one(visit: Visited, code: str) -> Response:
    """A unit: where it lies, its attributes with their sources, what it was made of and what it became."""
    unit = visit.unit(code)
    visit.rights.require(Action.SEE, unit, visit.day)
    territory, day = visit.workspace.territory, visit.day
    attributes = [
        (name, value, territory.source_of(unit, day, name) or "")
        for name, value in sorted(territory.attributes_of(unit, day).items())
    ]
    return visit.page(
        "place.html.j2", unit=unit, parent=territory.parent(unit, day), attributes=attributes,
        before=territory.predecessors(unit), after=territory.successors(unit),
        same=[one for one in territory.of_code(code) if one != unit],
        inside=len(territory.children(unit, day)),
    )  # fmt: skip
