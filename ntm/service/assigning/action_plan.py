"""The action plan of a commune: what is lacking, who does it, by when, with what money, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ntm.criteria.model import CarriedBy
from ntm.reports.commune_tables import criteria_table
from ntm.reports.head import MADE_UP, Head, recipients_of
from ntm.reports.paper import Paper
from ntm.scenario.plan import Goal
from ntm.scoring.scorecard import score_json
from ntm.scoring.wording import verdict_word
from ntm.service.assigning.task_rules import step_words
from ntm.service.assigning.work import Line, by_urgency, carried_word, state_text, work_of
from ntm.service.papers.paper import paper_data, seal
from ntm.service.papers.readiness import (
    Wishes,
    condition_rows,
    grounds,
    issuer_of,
    recognition_standing,
    remarks,
    verdict_sentence,
)
from ntm.service.papers.readiness_plan import INFRASTRUCTURE, who_text
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.supposing.plan import closing_order, plan
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import KIND_WORDS
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.numbers import format_number
from ntm.vietnamese.quarters import Quarter

TEMPLATE = "action-plan/report.html.j2"
KIND = "action-plan"
SYMBOL = "KH-UBND"


def action_plan(workspace: Workspace, ask: Ask, text: str, wishes: Wishes | None = None) -> Paper:
    """The action plan of a commune on a day. Raises as units, sets and databases do."""
    wishes = wishes or Wishes()
    found = commune_standing(workspace, ask, text)
    conditions = recognition_standing(workspace, ask, found.unit.code)
    with in_vietnamese():
        data = paper_data(workspace, KIND, [found, *([conditions] if conditions else [])], None)
        return Paper(TEMPLATE, _context(workspace, found, conditions, wishes) | seal(data), data)


def ordered(workspace: Workspace, found: CommuneStanding) -> list[Line]:
    """What is lacking in a commune and not closed, in the order of the shortest plan to the standard.

    Tasks that are open though their item is met stand last, by due day.
    """
    made = plan(workspace, found.standing.ask, found.unit.code, Goal("standard"))
    place = {item: at for at, (_code, item) in enumerate(closing_order(made))}
    lines = [line for line in work_of(workspace, found.standing) if line.open]
    return sorted(lines, key=lambda line: (place.get(line.item, len(place)), *by_urgency(line)))


def _context(
    workspace: Workspace, found: CommuneStanding, conditions: CommuneStanding | None, wishes: Wishes
) -> dict[str, Any]:
    ask, card, row, unit = found.standing.ask, found.standing.scorecard, found.row, found.unit
    document, meets = score_json(card, row), bool(card.meets_set[row])
    criteria = card.column(row).criteria_set
    issuer = issuer_of(workspace, ask, unit, wishes.issuer)
    lines = ordered(workspace, found)
    made_up = (
        card.snapshot.illustrative
        or card.column(row).illustrative
        or any(line.task is not None and line.task.assignment.illustrative for line in lines)
    )
    return {
        "head": Head(
            issuer, wishes.number, wishes.dated, ask.day.year, recipients_of(unit, issuer),
            (MADE_UP,) if made_up else (), SYMBOL,
        ),
        "unit_title": f"{KIND_WORDS[unit.kind]} {unit.name}",
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "grounds": grounds(criteria.decision, criteria.title, ask.day),
        "verdict": verdict_sentence(document, meets, condition_rows(document, meets, conditions)),
        "remarks": remarks(document),
        "persons": _persons(lines),
        "quarters": _quarters(lines),
        "money": _money(lines),
        "people": [line.item for line in lines if line.carried_by is CarriedBy.PEOPLE],
        "without_person": [line.item for line in lines if not line.assigned],
        "without_day": [line.item for line in lines if line.due is None],
        "rows": [_row(line) for line in lines],
        "requests": wishes.requests,
        "criteria": criteria_table(card, row),
        "set": criteria,
        "warnings": document["warnings"],
    }  # fmt: skip


def _row(line: Line) -> dict[str, Any]:
    said = line.task.assignment if line.task is not None else None
    cost = _amount(said.cost) if said is not None and said.cost is not None else ""
    return {
        "id": line.item,
        "name": line.name,
        "verdict": verdict_word(line.verdict),
        "gap": line.gap or ("" if line.met else verdict_word(line.verdict)),
        "carried_by": carried_word(line.carried_by),
        "responsible": line.responsible or _("chưa phân công"),
        "support": (said.support if said else None) or "",
        "due": format_day(line.due) if line.due is not None else _("chưa giao"),
        "state": state_text(line),
        "steps": [step_words(step) for step in said.steps] if said else [],
        "cost": cost,
        "fund": (said.fund if said else None) or "",
    }


def _persons(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Every person named, with what they answer for and what is due first."""
    names = sorted({line.responsible for line in lines if line.responsible}, key=collation_key)
    rows = []
    for name in names:
        mine = [line for line in lines if line.responsible == name]
        days = [line.due for line in mine if line.due is not None]
        rows.append(
            {
                "name": name,
                "items": [line.item for line in mine],
                "first": format_day(min(days)) if days else "",
                "cost": _amount(_sum(mine)) if _sum(mine) else "",
            }
        )
    return rows


def _quarters(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """What is overdue, then what falls due in each quarter, with what of it belongs to infrastructure."""
    parts: dict[Quarter | None, list[Line]] = {}
    for line in lines:
        if line.due is not None:
            parts.setdefault(None if line.overdue else line.quarter, []).append(line)
    return [
        {
            "title": _("Quá hạn") if quarter is None else quarter.text,
            "rows": [{"id": line.item, "who": who_text(line)} for line in sorted(held, key=by_urgency)],
            "infrastructure": [
                line.item for line in held if INFRASTRUCTURE in (line.criterion.group or "").casefold()
            ],
        }
        for quarter, held in sorted(parts.items(), key=lambda part: part[0].first if part[0] else date.min)
    ]


def _money(lines: Sequence[Line]) -> dict[str, Any]:
    """What the tasks cost together, by fund, and what has no cost stated."""
    funds: dict[str, Decimal] = {}
    for line in lines:
        said = line.task.assignment if line.task is not None else None
        if said is not None and said.cost is not None:
            name = said.fund or _("chưa rõ nguồn")
            funds[name] = funds.get(name, Decimal(0)) + said.cost
    silent = [line.item for line in lines if line.task is None or line.task.assignment.cost is None]
    return {
        "total": _amount(_sum(lines)),
        "funds": [{"name": name, "cost": _amount(cost)} for name, cost in funds.items()],
        "silent": silent,
    }


def _sum(lines: Iterable[Line]) -> Decimal:
    found = (line.task.assignment.cost for line in lines if line.task is not None)
    return sum((cost for cost in found if cost is not None), Decimal(0))


def _amount(cost: Decimal) -> str:
    return format_number(cost)
