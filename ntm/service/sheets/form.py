"""The paper form of a commune: the rows of its sheet, with their codes, to be filled in by hand."""

from __future__ import annotations

from typing import Any

from ntm.criteria.model import Kind, Measure
from ntm.exchange.sheet.formulas import MET_WORD, NOT_MET_WORD
from ntm.exchange.sheet.layout import Line
from ntm.exchange.sheet.pattern import Pattern
from ntm.exchange.sheet.record import Record
from ntm.reports.head import MADE_UP
from ntm.reports.paper import Paper
from ntm.scoring.verdict import Body
from ntm.service.standing import commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import KIND_WORDS
from ntm.vietnamese.dates import format_day_words
from ntm.vietnamese.messages import in_vietnamese

TEMPLATE = "form/form.html.j2"


def form(workspace: Workspace, ask: Ask, text: str) -> Paper:
    """The form of a commune for a day. Raises as units, sets and databases do."""
    found = commune_standing(workspace, ask, text)
    card = found.standing.scorecard
    with in_vietnamese():
        pattern = Pattern(card.column(found.row), Body.COMMUNE)
        record = Record(card, found.row, pattern)
        context = {
            "unit_title": f"{KIND_WORDS[found.unit.kind]} {found.unit.name}",
            "day_words": format_day_words(ask.day),
            "labels": [MADE_UP] if record.illustrative else [],
            "rows": [_row(pattern, record, at, line) for at, line in enumerate(pattern.lines)],
            "set": pattern.criteria_set,
        }
    return Paper(TEMPLATE, context)


def _row(pattern: Pattern, record: Record, at: int, line: Line) -> dict[str, Any]:
    measure = pattern.criteria_set.measures[line.measure] if line.measure >= 0 else None
    indicator = (
        pattern.criteria_set.indicators[line.indicator] if line.level in ("single", "indicator") else None
    )
    name, _break, counts = pattern.names[at].partition("\n")
    return {
        "level": line.level,
        "item": line.item,
        "name": name,
        "counts": counts,
        "required": pattern.required[at],
        "held": record.held_words(line).split("\n"),
        "figure": measure is not None,
        "words": _words(measure),
        "unit": measure.unit if measure is not None else "",
        "absence": indicator is not None and indicator.not_applicable_if is not None,
    }


def _words(measure: Measure | None) -> tuple[str, ...]:
    """The words one of which is marked; none where a figure is written."""
    if measure is None:
        return ()
    if measure.kind is Kind.YES_NO:
        return (MET_WORD, NOT_MET_WORD)
    if measure.kind is Kind.GRADE and measure.scale is not None:
        return measure.scale.grades
    return ()
