"""What a scenario assumes of values and thresholds, read and checked whole before anything is touched.

17.6=46,5 · 17.1=142/412 · 7=đạt          what is stated instead
10.1=+5 · 11.1=-1,5                       so much more or less, in the measure's unit (points of a per cent)
17.1="+17 hộ"                             so many more of what is counted
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ntm.criteria.model import CriteriaSet, Kind, Measure
from ntm.errors import DataError, Problem, UsageError
from ntm.scoring.fixed import THRESHOLD_DECIMALS
from ntm.scoring.value_words import Said, ValueRefused, parse_value
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, parse_number
from ntm.vietnamese.text import fold, nfc

T = TypeVar("T")
_STEP = re.compile(r"([+\u2212-])\s*([0-9][0-9.,]*)\s*(.*)")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assumption as written: of which item, what; by an option, or on a line of a scenario's file.

    `unit` is the commune as people write it; None: all in focus.
    """

    item: str
    text: str
    option: str = "--set"
    unit: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def written(self) -> str:
        """As it was written."""
        said = f"{self.item}={self.text}" if self.unit is None else f"{self.unit}/{self.item}={self.text}"
        return f"{self.option} {said}"

    def problem(self, message: str, remedy: str = "") -> Problem:
        """A problem that points at where it was written."""
        if self.file is not None:
            return Problem(message, remedy, file=self.file, line=self.line)
        return Problem(f"{self.written}: {message}", remedy)


@dataclass(frozen=True, slots=True)
class Step:
    """So much more (or less) of a measure: in its unit, or of what is counted."""

    measure: Measure
    amount: Decimal
    counted: bool = False


@dataclass(frozen=True, slots=True)
class NewValue:
    """An assumed value: what is said instead, or a step from what is known."""

    assignment: Assignment
    said: Said | None = None
    step: Step | None = None

    @property
    def item(self) -> str:
        """The item it is of."""
        if self.said is not None:
            return self.said.item
        return self.step.measure.id if self.step is not None else self.assignment.item


@dataclass(frozen=True, slots=True)
class NewThreshold:
    """An assumed requirement on a measure: its exact value, for a grade with the grade's word."""

    measure: Measure
    value: Decimal
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """Everything a scenario assumes of values and thresholds, admissible in the set it was read for."""

    values: tuple[NewValue, ...] = ()
    thresholds: tuple[NewThreshold, ...] = ()


def read_assignments(texts: Sequence[str], option: str = "--set") -> list[Assignment]:
    """The assignments in texts like `17.6=46,5` or `Xuân Dương/17.6=46,5`; raises UsageError for one that is none."""
    found: list[Assignment] = []
    for text in texts:
        item, sign, value = (part.strip() for part in nfc(text).partition("="))
        unit, _slash, item = (part.strip() for part in item.rpartition("/"))
        if not (item and sign and value):
            raise UsageError(
                _("{option} {text}: ghi MỤC=GIÁ TRỊ, ví dụ 17.6=46,5 hoặc 7=đạt.").format(
                    option=option, text=text
                )
            )
        found.append(Assignment(item, value, option, unit or None))
    return found


def read_assumed(
    criteria_set: CriteriaSet, values: Sequence[Assignment], thresholds: Sequence[Assignment] = ()
) -> Assumed:
    """What is assumed, in a set; raises DataError with every problem, each with what to write instead."""
    problems: list[Problem] = []
    said = _read_all(values, lambda one: _value(criteria_set, one), problems)
    required = _read_all(thresholds, lambda one: (one, _threshold(criteria_set, one)), problems)
    problems += _twice(
        [
            (
                one.assignment,
                (one.assignment.unit, one.item, one.said is not None and one.said.is_declaration),
            )
            for one in said
        ]
    )
    problems += _twice([(one, new.measure.id) for one, new in required])
    if len(problems) == 1:
        raise DataError(problems[0].sentence())
    if problems:
        raise DataError(_("Giả định có {count} chỗ sai.").format(count=len(problems)), problems)
    return Assumed(tuple(said), tuple(new for _one, new in required))


def _read_all(
    given: Sequence[Assignment], read: Callable[[Assignment], T], problems: list[Problem]
) -> list[T]:
    found: list[T] = []
    for one in given:
        try:
            found.append(read(one))
        except ValueRefused as refused:
            problems += [one.problem(problem.message, problem.remedy) for problem in refused.problems]
    return found


def _twice(given: Sequence[tuple[Assignment, object]]) -> list[Problem]:
    keys = [key for _one, key in given]
    again = {key: one for one, key in given if keys.count(key) > 1}
    return [
        Problem(
            _("{option}: {item} được giả định hai lần.").format(option=one.option, item=one.item),
            _("Bỏ một."), file=one.file, line=one.line,
        )
        for one in again.values()
    ]  # fmt: skip


def _value(criteria_set: CriteriaSet, one: Assignment) -> NewValue:
    match = _STEP.fullmatch(one.text)
    measure = criteria_set.measure_by_id.get(one.item)
    # A minus sign alone may begin a value as well; of what can be below zero nothing is stated here.
    if match is None or measure is None:
        return NewValue(one, said=parse_value(criteria_set, one.item, one.text))
    sign, digits, word = match.groups()
    if measure.kind in (Kind.YES_NO, Kind.GRADE):
        raise _refused(_("{item}: không cộng trừ được với mục này.").format(item=one.item), _("Ghi «đạt»."))
    counted = measure.counts is not None and fold(word) == fold(measure.counts.unit) and bool(word)
    if word and not counted and fold(word) not in (fold(measure.unit), "", "diem"):
        raise _refused(
            _("{item}: không biết “{word}” là đơn vị gì.").format(item=one.item, word=word),
            _("Ghi +5 (theo đơn vị của chỉ tiêu) hoặc +5 {unit}.").format(
                unit=measure.counts.unit if measure.counts is not None else measure.unit
            ),
        )
    try:
        amount = parse_number(digits)
    except NumberError as error:
        raise _refused(f"{one.item}: {error}", "") from error
    return NewValue(one, step=Step(measure, amount if sign == "+" else -amount, counted))


def _refused(message: str, remedy: str) -> ValueRefused:
    return ValueRefused([Problem(message, remedy)])


def _threshold(criteria_set: CriteriaSet, one: Assignment) -> NewThreshold:
    said = parse_value(criteria_set, one.item, one.text)
    measure = criteria_set.measure_by_id.get(said.item)
    if measure is None or said.verdict is not None or said.not_applicable is not None:
        raise _no_threshold(
            _("{item}: ở đây phải là một mức yêu cầu, không phải kết luận.").format(item=one.item)
        )
    if measure.kind is Kind.YES_NO:
        if said.value != 1:
            raise _no_threshold(
                _("{item}: mức yêu cầu của mục này chỉ có thể là đạt.").format(item=measure.id),
                _("Ghi «đạt»."),
            )
        return NewThreshold(measure, Decimal(1))
    if measure.kind is Kind.GRADE:
        grades = measure.scale.grades if measure.scale is not None else ()
        if said.grade not in grades:
            raise _no_threshold(
                _("{item}: chưa biết thứ tự các mức, nên không đặt được mức yêu cầu.").format(item=measure.id)
            )
        return NewThreshold(measure, Decimal(grades.index(said.grade) + 1), said.grade)
    if said.value is None:
        raise _no_threshold(
            _("{item}: mức yêu cầu là một số, không phải hai số đếm.").format(item=measure.id)
        )
    if said.value != said.value.quantize(Decimal(1).scaleb(-THRESHOLD_DECIMALS)):
        raise _no_threshold(
            _("{item}: mức yêu cầu có nhiều nhất {limit} chữ số thập phân.").format(
                item=measure.id, limit=THRESHOLD_DECIMALS
            )
        )
    return NewThreshold(measure, said.value)


def _no_threshold(message: str, remedy: str = "") -> ValueRefused:
    return _refused(message, remedy or _("Ghi ví dụ 17.6=90."))
