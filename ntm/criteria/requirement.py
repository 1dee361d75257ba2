"""Thresholds in words ("≥ 95%", "đạt"), their marks in words, and what a measure asks on a day by region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ntm.criteria.combinations import Case, Combinations, Span
from ntm.criteria.model import Comparator, CriteriaSet, Indicator, Kind, Mark, Measure, Threshold
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

SIGNS: dict[Comparator, str] = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.EQUAL: "=",
    Comparator.MORE: ">",
    Comparator.LESS: "<",
}


def requirement(measure: Measure, threshold: Threshold) -> str:
    """What a threshold asks of a measure, without where it applies; a missing one is never given a value."""
    if threshold.repealed:
        return _("đã bãi bỏ, không áp dụng")
    if threshold.value is None or threshold.checked is Mark.MISSING:
        return _("chưa có (cấp tỉnh quy định)") if threshold.delegated else _("chưa có")
    if measure.kind is Kind.YES_NO:
        return _("đạt")
    sign = SIGNS[threshold.comparator]
    if measure.kind is Kind.GRADE:
        return f"{sign} {threshold.grade or ''}".rstrip()
    amount = format_number(threshold.value)
    if measure.unit == "%":
        return f"{sign} {amount}%"
    return f"{sign} {amount} {measure.unit}".rstrip()


def mark_word(mark: Mark) -> str:
    """The mark in words, as screens and papers show it."""
    return {
        Mark.READ: _("đã đối chiếu"),
        Mark.RECALLED: _("chưa đối chiếu"),
        Mark.DOUBTFUL: _("còn nghi ngờ"),
        Mark.MISSING: _("chưa có"),
    }[mark]


@dataclass(frozen=True, slots=True)
class RequiredThere:
    """What a measure asks on a day in one part of the country; no threshold: none is known there."""

    where: str  # empty: everywhere
    threshold: Threshold | None
    mark: Mark


def required_on(
    criteria_set: CriteriaSet, measure: Measure, day: date, *, joined: bool = False
) -> list[RequiredThere]:
    """What a measure asks on a day, one part for each threshold; the column chung left out.

    With `joined`, places where thresholds ask the same, with the same mark and source, are one part.
    """
    law = [threshold for threshold in measure.thresholds if not threshold.general]
    space = Combinations(criteria_set, law, Span(day, day))
    found: dict[object, tuple[Threshold | None, list[Case]]] = {}
    for case in space:
        context = space.context(case)
        threshold = next((one for one in law if one.applies(context)), None)
        key: object = id(threshold)
        if joined and threshold is not None:
            mark = criteria_set.mark_on(threshold, day)
            key = (requirement(measure, threshold), mark, threshold.source, threshold.illustrative)
        found.setdefault(key, (threshold, []))[1].append(case)
    everywhere = sum(1 for _case in space)
    parts = []
    for threshold, cases in found.values():
        mark = Mark.MISSING if threshold is None else criteria_set.mark_on(threshold, day)
        where = "" if len(cases) == everywhere else space.describe(cases)
        parts.append(RequiredThere(where, threshold, mark))
    return parts


def own_law(indicator: Indicator) -> Iterator[Measure]:
    """The measures that have lines of law of their own; men, women and the total share those of the total."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    for measure in indicator.measures:
        lines = tuple((threshold.file, threshold.line) for threshold in measure.thresholds)
        if not lines or lines not in seen:
            yield measure
        seen.add(lines)
