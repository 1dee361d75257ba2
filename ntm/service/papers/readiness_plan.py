"""The plan and the forecast of a readiness report: who answers for what, what is due, what the pace will reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ntm.criteria.model import CarriedBy
from ntm.scenario.outlook import losing, outlooks
from ntm.service.assigning.work import Line, by_urgency, work_of
from ntm.service.standing import CommuneStanding
from ntm.service.supposing.forecast import forecast_of
from ntm.service.supposing.forecast_words import cautions, course_lost, outlook_text, standing_lines
from ntm.service.workspace import Workspace
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.quarters import quarter_of

INFRASTRUCTURE = "hạ tầng"
"""What the decisions call the group of works: its lines end in the quarter that is planned."""


def who_text(line: Line) -> str:
    """Who answers for a line and by when: "cán bộ 1, hạn 30/9/2024"."""
    due = _("hạn {day}").format(day=format_day(line.due)) if line.due is not None else None
    return ", ".join(part for part in (line.responsible, due) if part) or _("chưa phân công")


def plan_section(workspace: Workspace, found: CommuneStanding) -> dict[str, Any]:
    """`who` (by item), `due` (overdue, and due in the quarter that follows) and `outlook` (None: no history kept)."""
    lines = sorted(work_of(workspace, found.standing), key=by_urgency)
    return {
        "who": {line.item: who_text(line) for line in lines},
        "due": due_soon(lines, found.standing.ask.day),
        "outlook": _outlook(workspace, found),
    }


def due_soon(lines: Sequence[Line], day: date) -> dict[str, Any]:
    """What is overdue, what falls due in the quarter of the day after, what rests with the people and is not met."""
    quarter = quarter_of(day + timedelta(days=1))
    rows = [line for line in lines if line.open and line.due is not None and day <= line.due <= quarter.last]
    return {
        "quarter": quarter.text,
        "overdue": [_row(line) for line in lines if line.overdue],
        "rows": [_row(line) for line in rows],
        "infrastructure": [line.item for line in rows if INFRASTRUCTURE in (line.criterion.group or "").casefold()],
        "people": [line.item for line in lines if line.carried_by is CarriedBy.PEOPLE and line.open and not line.met],
    }  # fmt: skip


def _row(line: Line) -> dict[str, Any]:
    return {"id": line.item, "who": who_text(line), "due": line.due}


def _outlook(workspace: Workspace, found: CommuneStanding) -> dict[str, Any] | None:
    if workspace.database is None:
        return None
    outcome = forecast_of(workspace, found.standing.ask, found.unit.code, alone=True)
    held = outcome.forecast
    lines = outlooks(held, 0)
    return {
        "standings": list(standing_lines(held, 0)),
        "rows": [{"id": line.item, "text": outlook_text(line, found.standing.ask.day)} for line in lines],
        "losing": [course_lost(course) for course in losing(held, 0)],
        "note": cautions(outcome)[0],
    }
