"""What a what-if assumes, as people write it (ITEM=VALUE), read and checked whole before anything is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ntm.criteria.model import CriteriaSet, Kind, Measure
from ntm.errors import DataError, Problem, UsageError
from ntm.scoring.fixed import THRESHOLD_DECIMALS
from ntm.scoring.value_words import Said, ValueRefused, parse_value
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One `ITEM=VALUE` and the option it was given with."""

    item: str
    text: str
    option: str = "--set"

    @property
    def written(self) -> str:
        """As it was written."""
        return f"{self.option} {self.item}={self.text}"


@dataclass(frozen=True, slots=True)
class NewThreshold:
    """An assumed requirement on a measure: its exact value, for a grade with the grade's word."""

    measure: Measure
    value: Decimal
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Assumed:
    """Everything a what-if assumes of values and thresholds, admissible in the set it was read for."""

    values: tuple[Said, ...] = ()
    thresholds: tuple[NewThreshold, ...] = ()


def read_assignments(texts: Sequence[str], option: str = "--set") -> list[Assignment]:
    """The assignments in texts like `17.6=46,5`; raises UsageError for one that is none."""
    found: list[Assignment] = []
    for text in texts:
        item, sign, value = (part.strip() for part in nfc(text).partition("="))
        if not (item and sign and value):
            raise UsageError(
                _("{option} {text}: ghi MỤC=GIÁ TRỊ, ví dụ 17.6=46,5 hoặc 7=đạt.").format(
                    option=option, text=text
                )
            )
        found.append(Assignment(item, value, option))
    return found


def read_assumed(
    criteria_set: CriteriaSet, values: Sequence[Assignment], thresholds: Sequence[Assignment] = ()
) -> Assumed:
    """What is assumed, in a set; raises DataError with every problem, each with what to write instead."""
    problems: list[Problem] = []
    said = _read_all(values, lambda one: parse_value(criteria_set, one.item, one.text), problems)
    required = _read_all(thresholds, lambda one: _threshold(criteria_set, one), problems)
    problems += _twice([(one.item, one.is_declaration) for one in said], "--set")
    problems += _twice([(one.measure.id, False) for one in required], "--threshold")
    if len(problems) == 1:
        raise DataError(problems[0].sentence())
    if problems:
        raise DataError(_("Giả định có {count} chỗ sai.").format(count=len(problems)), problems)
    return Assumed(tuple(said), tuple(required))


def _read_all(
    given: Sequence[Assignment], read: Callable[[Assignment], T], problems: list[Problem]
) -> list[T]:
    found: list[T] = []
    for one in given:
        try:
            found.append(read(one))
        except ValueRefused as refused:
            problems += [
                Problem(f"{one.written}: {problem.message}", problem.remedy) for problem in refused.problems
            ]
    return found


def _twice(items: Sequence[tuple[str, bool]], option: str) -> list[Problem]:
    again = dict.fromkeys(item for item in items if items.count(item) > 1)
    return [
        Problem(_("{option}: {item} được giả định hai lần.").format(option=option, item=item), _("Bỏ một."))
        for item, _is_declaration in again
    ]


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
    return ValueRefused([Problem(message, remedy or _("Ghi ví dụ 17.6=90."))])
