"""What people write as a value, and what it states: 46,5 · 92/100 · đạt · cơ bản đạt · không áp dụng: lý do.

The words decide the kind of statement, never who says it:

- a criterion's bare number with a verdict word declares the criterion; with a quantity it is that
  criterion's single measure;
- a verdict word on a yes/no indicator is its measurement (save `cơ bản đạt`, always a declaration), on any
  other indicator a declaration;
- a grade is a word of the measure's scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ntm.criteria.model import CriteriaSet, Indicator, Kind, Measure
from ntm.errors import DataError, Problem
from ntm.scoring.snapshot import Stated
from ntm.scoring.statement_rules import check_stated, unknown_item
from ntm.scoring.verdict import Body, Verdict
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, parse_counts, parse_number
from ntm.vietnamese.text import fold, nfc

VERDICT_WORDS = {
    "dat": Verdict.MET,
    "chua dat": Verdict.NOT_MET,
    "khong dat": Verdict.NOT_MET,
    "co ban dat": Verdict.BASICALLY_MET,
}
"""Verdict words, folded (no case, no diacritics)."""
_NOT_APPLICABLE = "khong ap dung"
_LONGEST_GRADE = 80


class ValueRefused(DataError):
    """What was written is no value for the item; `problems` says why and what to write."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].text, problems)


@dataclass(frozen=True, slots=True)
class Said:
    """What a written value states: the item it is on (perhaps not the one written) and its parts."""

    item: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    grade: str | None = None
    not_applicable: str | None = None
    verdict: Verdict | None = None

    @property
    def is_declaration(self) -> bool:
        """Whether it is a declaration; else a measurement."""
        return self.verdict is not None

    def stated(self, on: date, by: Body = Body.COMMUNE, **more: Any) -> Stated:
        """The statement of it for a day by a body; `more` are other fields of Stated (note, due …)."""
        return Stated(
            item=self.item,
            on=on,
            by=by,
            value=self.value,
            numerator=self.numerator,
            denominator=self.denominator,
            grade=self.grade,
            not_applicable=self.not_applicable,
            verdict=self.verdict,
            **more,
        )


def parse_value(criteria_set: CriteriaSet, item: str, text: str) -> Said:
    """What `text` states of `item` in a set, checked by the set's rules.

    Raises ValueRefused with every reason in Vietnamese, and what to write instead.
    """
    item, text = nfc(item).strip(), nfc(text).strip()
    known = (criteria_set.measure_by_id, criteria_set.indicator_by_id, criteria_set.criterion_by_number)
    if not any(item in items for items in known):
        raise ValueRefused([unknown_item(criteria_set, item)])
    if not text:
        raise _refused(
            _("{item}: chưa ghi giá trị.").format(item=item), _("Ghi ví dụ 46,5 hoặc 92/100 hoặc đạt.")
        )
    said = _say(criteria_set, item, text)
    problems = check_stated(criteria_set, said.stated(date.min))
    if problems:
        raise ValueRefused(problems)
    return said


def _say(criteria_set: CriteriaSet, item: str, text: str) -> Said:
    folded = fold(text)
    if folded == _NOT_APPLICABLE or folded.startswith(_NOT_APPLICABLE + " "):
        reason = text.partition(":")[2].strip()
        return Said(_single_indicator(criteria_set, item), not_applicable=reason)
    measure = criteria_set.measure_by_id.get(item)
    if measure is not None and measure.kind is Kind.GRADE:
        grade = _grade(measure, folded)
        if grade is not None:
            return Said(item, grade=grade)
    verdict = VERDICT_WORDS.get(folded)
    if verdict is not None:
        return _verdict(criteria_set, item, verdict)
    return _quantity(_single_measure(criteria_set, item), text, folded)


def _verdict(criteria_set: CriteriaSet, item: str, verdict: Verdict) -> Said:
    if item in criteria_set.criterion_by_number:
        return Said(item, verdict=verdict)
    measure = criteria_set.measure_by_id.get(item)
    if measure is not None and measure.kind is Kind.YES_NO and verdict is not Verdict.BASICALLY_MET:
        return Said(item, value=Decimal(1 if verdict is Verdict.MET else 0))
    return Said(item, verdict=verdict)


def _single_indicator(criteria_set: CriteriaSet, item: str) -> str:
    if item in criteria_set.indicator_by_id or item in criteria_set.measure_by_id:
        return item
    indicators = criteria_set.criterion_by_number[item].indicators
    return indicators[0].id if len(indicators) == 1 else item


def _single_measure(criteria_set: CriteriaSet, item: str) -> Measure:
    measure = criteria_set.measure_by_id.get(item)
    if measure is not None:
        return measure
    within: tuple[Indicator, ...]
    if item in criteria_set.indicator_by_id:
        within = (criteria_set.indicator_by_id[item],)
    else:
        within = criteria_set.criterion_by_number[item].indicators
    measures = [measure for indicator in within for measure in indicator.measures]
    if len(measures) == 1:
        return measures[0]
    raise _refused(
        _("{item} gồm nhiều số liệu, không ghi chung một giá trị được.").format(item=item),
        _("Ghi cho từng mục: {items}; hoặc ghi kết luận: đạt, cơ bản đạt, chưa đạt.").format(
            items=", ".join(measure.id for measure in measures)
        ),
    )


def _grade(measure: Measure, folded: str) -> str | None:
    grades = measure.scale.grades if measure.scale is not None else ()
    return next((grade for grade in grades if fold(grade) == folded), None)


def _quantity(measure: Measure, text: str, folded: str) -> Said:
    if measure.kind is Kind.GRADE:
        known = measure.scale.grades if measure.scale is not None else ()
        grade = _grade(measure, folded)
        if grade is None and not known and len(text) <= _LONGEST_GRADE:
            grade = text  # the order of grades is not known: kept as written, and undetermined
        return Said(measure.id, grade=grade if grade is not None else text)
    if measure.kind is Kind.YES_NO:
        raise _refused(
            _("{item}: “{text}” không phải là đạt hay chưa đạt.").format(item=measure.id, text=text),
            _("Ghi «đạt» hoặc «chưa đạt»."),
        )
    try:
        if "/" in text:
            numerator, denominator = parse_counts(text)
            return Said(measure.id, numerator=numerator, denominator=denominator)
        percent_like = measure.kind is Kind.PERCENTAGE
        return Said(
            measure.id,
            value=parse_number(text, percent_like=percent_like, whole=measure.whole and not percent_like),
        )
    except NumberError as error:
        raise _refused(f"{measure.id}: {error}", "") from error


def _refused(message: str, remedy: str) -> ValueRefused:
    return ValueRefused([Problem(message, remedy, field="value")])
