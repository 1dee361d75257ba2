"""What is lacking: the distance from a value to its threshold, in its unit and, for a ratio, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ntm.criteria.model import Comparator, Kind, Measure, Threshold
from ntm.scoring.snapshot import Stated
from ntm.scoring.wording import exact_string, exact_value, required_text, with_unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

_CONTINUOUS = frozenset({"km", "m", "ha", "m2", "m²", "m3", "m³", "tấn", "triệu đồng"})
"""Units of counts that can be had in parts; all others are counted one by one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a measure that is not met lacks.

    `amount` is exact, in the measure's unit (per cent points for a percentage). `more` says whether the value
    must rise. `beyond` is true where reaching the threshold is not yet enough (comparators > and <). `counts`
    is the least change of the numerator, the denominator kept, and `of` the denominator; None where the value
    is not a ratio of counts or no change of the numerator can do it.
    """

    amount: Fraction
    more: bool
    beyond: bool
    unit: str
    counts: Fraction | None = None
    of: Decimal | None = None
    counts_unit: str = ""

    @property
    def amount_string(self) -> str:
        """The amount as the JSON contracts write it."""
        return exact_string(self.amount)

    @property
    def text(self) -> str:
        """The gap in words: "cần thêm 4,13 điểm %: 17/412 hộ"."""
        need = _("cần thêm") if self.more else _("cần giảm")
        if self.beyond:
            need = _("cần thêm hơn") if self.more else _("cần giảm hơn")
        amount = rounded_up(self.amount)
        unit = _("điểm %") if self.unit == "%" else self.unit
        text = f"{need} {with_unit(amount, unit)}"
        return f"{text}: {self.counts_text}" if self.counts is not None else text

    @property
    def counts_text(self) -> str:
        """The change in counts: "17/412 hộ"; empty where there is none."""
        if self.counts is None or self.of is None:
            return ""
        return f"{rounded_up(self.counts)}/{format_number(self.of)} {self.counts_unit}".rstrip()


def rounded_up(amount: Fraction) -> str:
    """An amount that is lacking, in at most two decimals and never shown smaller than it is."""
    hundredths = -((-amount * 100).numerator // (amount * 100).denominator)
    return format_number(Decimal(hundredths) / 100)


def gap_of(measure: Measure, stated: Stated | None, threshold: Threshold | None) -> Gap | None:
    """What a not met number or ratio lacks; None for anything else (met, missing, yes/no, grades)."""
    if stated is None or threshold is None or threshold.value is None:
        return None
    if measure.kind in (Kind.YES_NO, Kind.GRADE):
        return None
    value = exact_value(measure, stated)
    if value is None:
        return None
    required = Fraction(threshold.value)
    comparator = threshold.comparator
    if _holds(value, comparator, required):
        return None
    more = value < required or (value == required and comparator is Comparator.MORE)
    beyond = comparator in (Comparator.MORE, Comparator.LESS)
    amount = abs(required - value)
    if stated.numerator is None or stated.denominator is None:
        return Gap(amount, more, beyond, measure.unit)
    unit = measure.counts.unit if measure.counts is not None else ""
    change = _change(measure, stated.numerator, stated.denominator, comparator, required, unit)
    return Gap(amount, more, beyond, measure.unit, change, stated.denominator, unit)


def _holds(value: Fraction, comparator: Comparator, required: Fraction) -> bool:
    match comparator:
        case Comparator.AT_LEAST:
            return value >= required
        case Comparator.AT_MOST:
            return value <= required
        case Comparator.EQUAL:
            return value == required
        case Comparator.MORE:
            return value > required
        case Comparator.LESS:
            return value < required


def _change(
    measure: Measure,
    numerator: Decimal,
    denominator: Decimal,
    comparator: Comparator,
    required: Fraction,
    unit: str,
) -> Fraction | None:
    """The least change of the numerator that makes the verdict met.

    Where things are counted one by one it is a whole number; where they can be had in parts (km), exact. A
    strict comparator on parts has no least change: the bound is given, and the gap says "more than".
    """
    factor = 100 if measure.kind is Kind.PERCENTAGE else 1
    wanted = required * Fraction(denominator) / factor
    one_by_one = unit not in _CONTINUOUS and numerator == numerator.to_integral_value()
    if not one_by_one:
        return abs(wanted - Fraction(numerator))
    below = wanted.numerator // wanted.denominator
    above = below if wanted.denominator == 1 else below + 1
    match comparator:
        case Comparator.AT_LEAST:
            target = above
        case Comparator.AT_MOST:
            target = below
        case Comparator.MORE:
            target = below + 1
        case Comparator.LESS:
            target = above - 1
        case Comparator.EQUAL:
            if wanted.denominator != 1:
                return None
            target = below
    return Fraction(abs(Fraction(target) - Fraction(numerator))) if target >= 0 else None


def required_grade_text(measure: Measure, threshold: Threshold | None) -> str:
    """What a not met grade lacks, in words."""
    return _("cần đạt {required}").format(required=required_text(measure, threshold))
