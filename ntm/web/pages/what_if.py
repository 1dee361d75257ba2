"""Page 5, what if: values changed in place, verdicts and averages move; and the shortest plan. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import Response

from ntm.scenario.plan_words import heading, notes, step_rows, warnings
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if_words import assumptions, cautions
from ntm.scoring.average_words import unit_title
from ntm.service.access.rights import Action
from ntm.service.supposing import scenarios, supposing_page
from ntm.service.supposing.plan import plan, read_goal
from ntm.service.supposing.scenarios import Held
from ntm.service.supposing.what_if import what_if
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.web.visit import NotFound, Visit, Visited, page_router, to

router = page_router()

PREFIX = "v-"
"""Before the item in the name of a field: `v-17.1`."""


@router.get("/communes/{code}/what-if")
def suppose(visit: Visited, code: str) -> Response:
    """The commune's values to be changed, and what would come of it; `?scenario=3` opens a kept one in the fields."""
    unit = visit.commune(code, Action.SUPPOSE)
    asked = visit.request.query_params
    ask = visit.workspace.ask(visit.day)
    number = asked.get("scenario", "")
    held = held_of(visit, number) if number else None
    if held is not None and not (held.by_fields and (held.unit, held.kept.day) == (unit, ask.day)):
        return to(f"/scenarios/{held.kept.id}")
    values = fields_of(asked)
    rest, name = Scenario(""), asked.get("name", "").strip()[:100]
    if held is not None:
        kept, rest = supposing_page.apart(visit.workspace, ask, unit, held.scenario)
        if not any(key.startswith(PREFIX) for key in asked):
            values, name = kept, held.kept.name
    scenario = supposing_page.joined(rest, values, name)
    scenarios.require_places(visit.workspace, visit.rights, ask.day, scenario)
    view = supposing_page.supposing(visit.workspace, ask, unit, values, scenario)
    part = "what_if_outcome.html.j2" if visit.request.headers.get("hx-request") else "what_if.html.j2"
    return visit.page(
        part, unit=unit, ask=ask, view=view, name=name, prefix=PREFIX, title_of=unit_title, held=held,
        rest=rest, rest_lines=_lines(visit, unit, rest), cautions=cautions, shared=_shared(asked, held),
    )  # fmt: skip


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


def _lines(visit: Visit, unit: Unit, rest: Scenario) -> list[str]:
    """What a kept scenario assumes beside what the fields show, one sentence each."""
    if not rest.assumes:
        return []
    [found] = what_if(visit.workspace, unit.code, [rest], day=visit.workspace.ask(visit.day).day)
    return assumptions(found)


def _shared(asked: Mapping[str, str], held: Held | None) -> bool:
    """Whether the box is ticked: as it was sent, else as the scenario is kept."""
    if any(key.startswith(PREFIX) for key in asked) or held is None:
        return bool(asked.get("shared"))
    return held.kept.shared


def fields_of(asked: Mapping[str, object]) -> dict[str, str]:
    """What stands in the fields, by item; empty ones are left out."""
    return {
        name.removeprefix(PREFIX): text.strip()[:100]
        for name, text in asked.items()
        if name.startswith(PREFIX) and isinstance(text, str) and text.strip()
    }


def held_of(visit: Visit, number: str | int) -> Held:
    """The kept scenario of that number, which the person may see; raises NotFound and Forbidden."""
    text = str(number)
    found = None
    if text.isascii() and text.isdecimal() and len(text) < 10:
        found = scenarios.opened(visit.workspace, visit.rights, visit.person, int(text))
    if found is None:
        raise NotFound(_("Không có phương án này; có thể nó đã bị xóa."))
    return found


def of_fields(visit: Visit, held: Held | None, asked: Mapping[str, object], name: str) -> Scenario:
    """The scenario that stands in a posted form's fields, laid on the rest of the kept one it was opened from."""
    if held is None:
        return supposing_page.joined(Scenario(""), fields_of(asked), name)
    if not any(key.startswith(PREFIX) for key in asked):
        return replace(held.scenario, name=name)
    ask = visit.workspace.ask(held.kept.day)
    _fields, rest = supposing_page.apart(visit.workspace, ask, held.unit, held.scenario)
    return supposing_page.joined(rest, fields_of(asked), name)
