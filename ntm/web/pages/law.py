"""Page 8, the law: the sets, what each asks with marks and sources, what changed between two sets or days."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from ntm.criteria.model import Mark
from ntm.criteria.requirement import mark_word
from ntm.errors import DataError
from ntm.service.access.rights import Action
from ntm.service.legislation import law_view as service
from ntm.vietnamese.dates import DayError, parse_day
from ntm.web.visit import Visit, Visited, page_router

router = page_router()


@router.get("/law")
def sets(visit: Visited) -> Response:
    """Every set, when it is in force and how far it was checked."""
    visit.rights.require_somewhere(Action.SEE)
    found = service.sets(visit.workspace, visit.rights, visit.day)
    return visit.page("law.html.j2", sets=found, marks=_marks())


@router.get("/law/compare")
def compare(visit: Visited) -> Response:
    """What changed between two sets, or between two days of one."""
    visit.rights.require_somewhere(Action.SEE)
    asked = visit.request.query_params
    names = [one.summary.id for one in service.sets(visit.workspace, visit.rights, visit.day)]
    first, second = asked.get("a", ""), asked.get("b", "")
    day_a, day_b = _day(visit, "day_a"), _day(visit, "day_b")
    found, linked = (
        service.compared(visit.workspace, visit.rights, first, second, day_a, day_b)
        if first and second
        else ([], True)
    )
    return visit.page(
        "law_compare.html.j2", names=names, a=first, b=second, day_a=day_a, day_b=day_b, found=found,
        linked=linked,
    )  # fmt: skip


@router.get("/law/{set_id}")
def one(visit: Visited, set_id: str) -> Response:
    """A set on the day: criteria, indicators in the decision's words, requirements, marks, sources."""
    visit.rights.require_somewhere(Action.SEE)
    view = service.set_view(visit.workspace, visit.rights, set_id, visit.day)
    return visit.page("law_set.html.j2", view=view, marks=_marks())


def _marks() -> list[tuple[Mark, str]]:
    return [(mark, mark_word(mark)) for mark in Mark]


def _day(visit: Visit, name: str) -> date:
    text = visit.request.query_params.get(name, "")
    try:
        return parse_day(text) if text else visit.day
    except DayError as error:
        raise DataError(str(error)) from error
