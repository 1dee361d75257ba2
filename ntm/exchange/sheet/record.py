"""What is on record of one commune, as its sheet needs it: words to show, verdicts to start from, what is closed.

A statement filled in on the sheet's day by the sheet's body takes the place of what is on record, save where a
higher body stated or declared the same: there the cell is closed, because what it said would not speak.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from ntm.exchange.sheet.formulas import Absence, Rule, Said, figures
from ntm.exchange.sheet.layout import LETTERS, At, Line
from ntm.exchange.sheet.pattern import Pattern
from ntm.scoring.assemble import DECLARATION, MEASUREMENT
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import body_word, exact_value, value_text, verdict_word
from ntm.vietnamese.dates import format_day


class Record:
    """One commune (a row of a scorecard) before anything is filled in."""

    def __init__(self, card: Scorecard, row: int, pattern: Pattern) -> None:
        self._card, self._row, self._pattern = card, row, pattern
        self._entries: Mapping[tuple[str, str], Stated] = card.snapshot.stated.get(row, {})
        self.day: date = card.snapshot.day
        self.measures: list[int] = card.measures[:, row].tolist()
        self.indicators: list[int] = card.indicators.verdicts[:, row].tolist()
        self.criteria: list[int] = card.criteria.verdicts[:, row].tolist()
        self.reporting = bool(card.reporting[row])
        self.met = int(card.met[row])
        # Made up for a demonstration: the sheet says so.
        self.illustrative = pattern.column.illustrative or any(
            stated.illustrative for stated in self._entries.values()
        )

    def measurement(self, item: str) -> Stated | None:
        """The figure (or "not applicable") on record for an item."""
        return self._entries.get((item, MEASUREMENT))

    def is_open(self, item: str) -> bool:
        """Whether a figure filled in for the item would speak."""
        held = self.measurement(item)
        return held is None or held.on < self.day or held.by <= self._pattern.body

    def said(self, item: str, row: int) -> Said:
        """The declaration on record for an indicator or criterion, and where another may be filled in."""
        held = self._entries.get((item, DECLARATION))
        cell, body = f"{LETTERS[At.DECLARED]}{row}", self._pattern.body
        if held is None or held.verdict is None:
            return Said(cell, body)
        return Said(cell if held.by <= body else None, body, int(held.verdict), int(held.by))

    def absence(self, line: Line) -> Absence | None:
        """How "not applicable" stands to a measure; None where neither the law nor the record knows it."""
        pattern = self._pattern
        indicator = pattern.criteria_set.indicators[line.indicator]
        measure = pattern.criteria_set.measures[line.measure]
        held = self.measurement(indicator.id)
        recorded = held is not None and held.not_applicable is not None
        allowed = indicator.not_applicable_if is not None
        if not (recorded or allowed):
            return None
        cell = pattern.absence_cell(line.indicator) if allowed and self.is_open(indicator.id) else None
        cells = pattern.figures_of(line.indicator)
        own = self.measurement(measure.id) if measure.id != indicator.id else None
        if held is None or not recorded or (own is not None and own.on > held.on):
            return Absence(cell, cells)
        bearer = pattern.shape.measure_index.get(indicator.id)
        return Absence(
            cell,
            cells,
            recorded=True,
            lifted_by="" if bearer is None or not self.is_open(indicator.id) else figures(pattern.measure_row[bearer]),
            own=_verdict(pattern.rules[line.measure], own),
            later=held.on < self.day,
        )  # fmt: skip

    def held_words(self, line: Line) -> str:
        """What is on record for a line: figures with their day, declarations with the body and the day."""
        parts = []
        item = line.item
        if line.measure >= 0:
            stated = self.measurement(item)
            if stated is not None:
                measure = self._pattern.criteria_set.measures[line.measure]
                threshold = self._pattern.column.thresholds[line.measure]
                parts.append(f"{value_text(measure, stated, threshold)}\n{_whose(stated)}")
        if line.level != "measure":
            stated = self._entries.get((item, DECLARATION))
            if stated is not None and stated.verdict is not None:
                words = f"{body_word(stated.by)} kết luận: {verdict_word(stated.verdict)}"
                parts.append(f"{words}\n{format_day(stated.on)}")
        return "\n".join(parts)


def _whose(stated: Stated) -> str:
    day = format_day(stated.on)
    return day if stated.by is Body.COMMUNE else f"{day}, {body_word(stated.by)} ghi"


def _verdict(rule: Rule, stated: Stated | None) -> int:
    """The weighed verdict on a figure on record that something else covers."""
    if stated is None or stated.not_applicable is not None:
        return rule.weighed(Verdict.UNDETERMINED)
    value = exact_value(rule.measure, stated)
    if stated.grade is not None:
        grades = rule.measure.scale.grades if rule.measure.scale is not None else ()
        value = Fraction(grades.index(stated.grade) + 1) if stated.grade in grades else None
    return rule.weighed(Verdict.UNDETERMINED) if value is None else rule.of_exact(value)
