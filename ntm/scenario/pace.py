"""The pace of a figure: how fast it has been moving, where it will be at that pace, when it reaches what is asked.

The pace is the median of the slopes between all pairs of points (Theil and Sen's estimator, as scipy has it), which
one odd figure does not move; the estimate goes on from the last figure at that pace. Its range lies about the line
through all points: the estimator's interval for the slope, and as far off on both sides as the farthest point was.
What is estimated is a float: no verdict on what *is* rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from ntm.criteria.model import Comparator, Threshold

CONFIDENCE = 0.95
"""Of the interval for the slope. How many later figures the whole range held, benchmarks/forecast.py tells."""
MIN_POINTS = 4
MIN_DAYS = 150
"""Fewer figures, or a shorter time between first and last, are not enough history."""
WINDOW = timedelta(days=3 * 366)
"""Older figures say nothing of the present pace."""


class Point(NamedTuple):
    """A figure on a day."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with its range: `low` ≤ `middle` ≤ `high`."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How a figure has been moving: the last one and its day, and the change a day with its range.

    `base` is where the line through the figures is on the last day, and `spread` how far the farthest of them lies off
    it. `points` figures from `first` on were used.
    """

    points: int
    first: date
    last: date
    value: float
    per_day: float
    low: float
    high: float
    base: float
    spread: float

    def at(self, day: date) -> Range:
        """Where the figure will be on a later day at this pace."""
        days = (day - self.last).days
        if days <= 0:
            return Range(self.value, self.value, self.value)
        return Range(
            self.value + days * self.per_day,
            self.base + days * self.low - self.spread,
            self.base + days * self.high + self.spread,
        )


class Asked(NamedTuple):
    """What is asked of a figure from a day on; None where nothing is known."""

    start: date
    threshold: Threshold | None


def pace_of(points: Sequence[Point]) -> Pace | None:
    """The pace of figures in the order of their days, one a day; None where there is not enough history."""
    held = [point for point in points if points[-1].day - point.day <= WINDOW] if points else []
    if len(held) < MIN_POINTS or (held[-1].day - held[0].day).days < MIN_DAYS:
        return None
    from scipy.stats import theilslopes  # heavy: only where something is forecast

    last = held[-1]
    days = [(point.day - last.day).days for point in held]
    values = [point.value for point in held]
    slope, base, low, high = map(float, theilslopes(values, days, CONFIDENCE, method="joint"))
    spread = max(abs(value - base - slope * day) for value, day in zip(values, days, strict=True))
    return Pace(len(held), held[0].day, last.day, last.value, slope, low, high, base, spread)


def worse_is_low(comparator: Comparator, required: float) -> bool:
    """Whether a lower figure is the worse one. What must equal nothing at all must come down to it."""
    if comparator is Comparator.EQUAL:
        return required != 0
    return comparator in (Comparator.AT_LEAST, Comparator.MORE)


def holds(value: float, comparator: Comparator, required: float) -> bool:
    """Whether an estimated figure meets what is asked."""
    match comparator:
        case Comparator.AT_LEAST:
            return value >= required
        case Comparator.MORE:
            return value > required
        case Comparator.LESS:
            return value < required
        case Comparator.AT_MOST:
            return value <= required
        case Comparator.EQUAL:
            return value <= 0 if required == 0 else value == required


@dataclass(frozen=True, slots=True)
class Reached:
    """When a figure will reach what is asked: at the present pace, at the best of its range, at the worst.

    None is "not by the last day looked at".
    """

    middle: date | None
    earliest: date | None
    latest: date | None


def reached(pace: Pace, asked: Sequence[Asked], start: date, end: date) -> Reached:
    """When the figure first meets what is asked after `start`, thresholds changing on the way; by `end`."""
    lines = (
        (pace.per_day, pace.value),
        (pace.low, pace.base - pace.spread),
        (pace.high, pace.base + pace.spread),
    )
    found = [_first(pace.last, slope, origin, asked, start, end) for slope, origin in lines]
    known = [day for day in found[1:] if day is not None]
    latest = max(known) if len(known) == 2 else None
    return Reached(found[0], min(known, default=None), latest)


def _first(
    last: date, slope: float, origin: float, asked: Sequence[Asked], start: date, end: date
) -> date | None:
    """The first day after `start` on which one line meets what is then asked."""
    for number, one in enumerate(asked):
        begin = max(one.start, start + timedelta(days=1))
        until = asked[number + 1].start - timedelta(days=1) if number + 1 < len(asked) else end
        until = min(until, end)
        if one.threshold is None or one.threshold.value is None or until < begin:
            continue
        day = _within(last, slope, origin, one.threshold, begin, until)
        if day is not None:
            return day
    return None


def _within(
    last: date, slope: float, origin: float, threshold: Threshold, begin: date, until: date
) -> date | None:
    assert threshold.value is not None  # noqa: S101 - the caller looked
    required, comparator = float(threshold.value), threshold.comparator

    def value(day: date) -> float:
        return origin + slope * (day - last).days

    if holds(value(begin), comparator, required):
        return begin
    if slope == 0 or (slope > 0) is not worse_is_low(comparator, required):
        return None
    wait = (required - origin) / slope
    if wait > (date.max - last).days:  # next to no pace: no day of the calendar, perhaps no finite number
        return None
    days = ceil(wait)
    for more in (0, 1):  # a strict comparator, or the last bit of a float, may ask for one more day
        day = _later(last, days + more)
        if day is not None and begin <= day <= until and holds(value(day), comparator, required):
            return day
    return None


def _later(day: date, days: int) -> date | None:
    return day + timedelta(days=days) if 0 <= days <= (date.max - day).days else None
