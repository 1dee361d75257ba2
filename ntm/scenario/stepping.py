"""A step from what is known: so much more or less of a value, worked out exactly."""

from __future__ import annotations

from decimal import Decimal

from ntm.criteria.model import Kind, Measure
from ntm.errors import Problem
from ntm.scenario.assignments import Step
from ntm.scoring.assemble import MEASUREMENT
from ntm.scoring.snapshot import Snapshot, Stated
from ntm.scoring.value_words import Said
from ntm.vietnamese.messages import _


def stepped(snapshot: Snapshot, row: int, step: Step) -> tuple[Said | None, Problem | None]:
    """What the unit in a row then states, or why there is no such step.

    A step in the unit of a per cent keeps the denominator: the numerator moves by so many points of it. No step
    leads below zero or above what the measure can be.
    """
    measure, unit = step.measure, snapshot.units[row]
    stated = snapshot.stated.get(row, {}).get((measure.id, MEASUREMENT))
    if stated is None or stated.not_applicable is not None:
        return None, Problem(
            _("{unit} chưa có số liệu {item} để cộng thêm.").format(unit=unit.name, item=measure.id),
            _("Ghi cả giá trị."),
        )
    if step.counted and stated.numerator is None:
        return None, Problem(
            _("{unit}: {item} không được nhập bằng hai số đếm.").format(unit=unit.name, item=measure.id),
            _("Ghi bước theo đơn vị của chỉ tiêu."),
        )
    return _moved(measure, stated, step), None


def _moved(measure: Measure, stated: Stated, step: Step) -> Said:
    """The value after the step: never below zero, never above what the measure can be."""
    if stated.numerator is not None and stated.denominator is not None:
        share = Decimal(100) if measure.kind is Kind.PERCENTAGE else Decimal(1)
        more = step.amount if step.counted else step.amount * stated.denominator / share
        numerator = max(Decimal(0), stated.numerator + more)
        if measure.upper_bound is not None:
            numerator = min(numerator, measure.upper_bound * stated.denominator / share)
        return Said(measure.id, numerator=numerator, denominator=stated.denominator)
    value = max(Decimal(0), (stated.value or Decimal(0)) + step.amount)
    if measure.upper_bound is not None:
        value = min(value, measure.upper_bound)
    return Said(measure.id, value=value)
