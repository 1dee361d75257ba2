"""The forecast: the communes of a snapshot as they will stand on later days, with the best and the worst of it.

Figures move at their own pace where there is enough history. What is said with yes or no, a grade, or by a
declaration takes its due day: met from then on at the middle, and never at the worst. Everything else stays as it
is: what has too little history, what nobody stated. A later day is then scored by the one `score()`, once a side,
with that day's thresholds. Places stay as they are on the snapshot's day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import Comparator, CriteriaSet, Kind, Measure, Threshold
from ntm.scenario.pace import Pace, Point, Range, pace_of, worse_is_low
from ntm.scoring.engine import score
from ntm.scoring.fixed import MAX_VALUE, MIN_CODE, NOT_APPLICABLE, encode_fraction, encode_threshold
from ntm.scoring.rules import RuleColumn, Sets, rules_for
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.shape import shape_of
from ntm.scoring.snapshot import Declarations, Snapshot
from ntm.scoring.verdict import Basis, Verdict

History = Mapping[tuple[int, str], Sequence[tuple[date, float]]]
"""By row and measure: the figures of each day, oldest first."""
Due = Mapping[tuple[int, str], date]
"""By row and indicator (or criterion): by when a person is to have done it."""
YEARS_AHEAD = 5
QUANTITIES = (Kind.PERCENTAGE, Kind.NUMBER, Kind.RATIO)
"""Kinds of measure that move at a pace."""
_SIDES = ("low", "paced", "middle", "high")


@dataclass(frozen=True)
class Standings:
    """One later day, scored at the worst, in the middle and at the best of the range.

    `paced` is the middle without anything that is only promised: what the pace alone brings.
    """

    day: date
    low: Scorecard
    paced: Scorecard
    middle: Scorecard
    high: Scorecard

    @property
    def sides(self) -> Mapping[str, Scorecard]:
        """The scorecards by the name of their side, the worst first."""
        return {"low": self.low, "paced": self.paced, "middle": self.middle, "high": self.high}


@dataclass(frozen=True)
class Forecast:
    """Communes now and later. `until` is the last day for which anything is looked for."""

    now: Scorecard
    days: tuple[Standings, ...]
    paces: Mapping[tuple[int, int], Pace]
    due: Due
    until: date

    def steady(self, row: int) -> bool:
        """Whether nothing of a commune has a pace: it is counted as it is today."""
        return not any((row, index) in self.paces for index in range(len(self.now.criteria_set.measures)))


def forecast(
    snapshot: Snapshot, sets: Sets, now: Scorecard, history: History, due: Due, days: Sequence[date]
) -> Forecast:
    """The communes of a scored snapshot on later days. Days that are not later than the snapshot's are refused."""
    if any(day <= snapshot.day for day in days):
        raise ValueError("a forecast is of later days")
    criteria = now.criteria_set
    paces: dict[tuple[int, int], Pace] = {}
    index_of = shape_of(criteria).measure_index
    for (row, item), held in history.items():
        index = index_of.get(item)
        if index is None or criteria.measures[index].kind not in QUANTITIES:
            continue
        pace = pace_of([Point(*one) for one in held])
        if pace is not None and int(snapshot.codes[index, row]) >= MIN_CODE:
            paces[row, index] = pace
    found = Forecast(now, (), paces, due, _until(criteria, snapshot.day))
    standings = [
        Standings(day, *(score(_later(found, sets, day, side), sets) for side in _SIDES))
        for day in sorted(set(days))
    ]
    return replace(found, days=tuple(standings))


def _until(criteria: CriteriaSet, day: date) -> date:
    """The set's last day, or some years from now."""
    far = date(day.year + YEARS_AHEAD, 12, 31)
    return far if criteria.in_force_to is None else max(day, min(far, criteria.in_force_to))


# -- a later day ---------------------------------------------------------------------------------------


def _later(found: Forecast, sets: Sets, day: date, side: str) -> Snapshot:
    """The snapshot on a later day, at one side of the range."""
    now = found.now
    later = replace(now.snapshot, day=day).prepared()
    table, context_of = rules_for(later, sets)
    codes = now.snapshot.codes.astype(np.int64)
    for (row, index), pace in found.paces.items():
        threshold = table.columns[int(context_of[row])].thresholds[index]
        measure = now.criteria_set.measures[index]
        if int(codes[index, row]) != NOT_APPLICABLE:
            codes[index, row] = _code(measure, threshold, pace.at(day), side)
    supposed: dict[tuple[int, int], int] = {}
    if side in ("middle", "high"):
        for (row, item), by in found.due.items():
            if now.snapshot.day <= by <= day:
                column = table.columns[int(context_of[row])]
                _fulfil(found, column, codes, supposed, row, item, side)
    limit = np.iinfo(np.int32).max
    return replace(
        later,
        codes=np.ascontiguousarray(codes if codes.size and codes.max() > limit else codes.astype(np.int32)),
        supposed_criteria=_supposed(supposed),
        stated={},
    ).prepared()


def _code(measure: Measure, threshold: Threshold | None, at: Range, side: str) -> int:
    comparator = measure.comparator if threshold is None else threshold.comparator
    required = float(threshold.value) if threshold is not None and threshold.value is not None else 0.0
    low_is_worse = worse_is_low(comparator, required)
    value = {
        "middle": at.middle,
        "paced": at.middle,
        "low": at.low if low_is_worse else at.high,
        "high": at.high if low_is_worse else at.low,
    }[side]
    if measure.whole:
        value = floor(value) if low_is_worse else ceil(value)
    top = float(measure.upper_bound) if measure.upper_bound is not None else float(MAX_VALUE)
    return encode_fraction(Fraction(min(max(value, 0.0), top)).as_integer_ratio())


def _fulfil(
    found: Forecast,
    column: RuleColumn,
    codes: npt.NDArray[np.int64],
    supposed: dict[tuple[int, int], int],
    row: int,
    item: str,
    side: str,
) -> None:
    """Make an item met from its due day on: in the middle only what no pace tells of, and is stated."""
    now, shape = found.now, found.now.shape
    if item in shape.criterion_index:
        at = shape.criterion_index[item]
        if int(now.criteria.verdicts[at, row]) == Verdict.NOT_MET and _no_figures(now, row, at):
            supposed[row, at] = int(Verdict.MET)
        return
    for index in range(*shape.measure_spans[shape.indicator_index[item]]):
        measure = now.criteria_set.measures[index]
        verdict = int(now.measures[index, row])
        if verdict == Verdict.MET or measure.only_disproves or (row, index) in found.paces:
            continue
        promised = measure.kind not in QUANTITIES and verdict == Verdict.NOT_MET
        met = _meeting(column.thresholds[index])
        if met is not None and (promised or side == "high"):
            codes[index, row] = met


def _no_figures(now: Scorecard, row: int, criterion: int) -> bool:
    """Whether a criterion's verdict rests on a declaration of the criterion itself."""
    return int(now.criteria.bases[criterion, row]) == Basis.DECLARED and bool(
        now.criteria.given[criterion, row]
    )


def _meeting(threshold: Threshold | None) -> int | None:
    """The code of a figure that just meets a threshold."""
    if threshold is None or threshold.value is None:
        return None
    code = encode_threshold(threshold.value)
    return code + {Comparator.MORE: 1, Comparator.LESS: -1}.get(threshold.comparator, 0)


def _supposed(found: Mapping[tuple[int, int], int]) -> Declarations:
    if not found:
        return Declarations.empty()
    where = np.array(list(found), np.int32)
    said = np.array(list(found.values()), np.int8)
    return Declarations(where[:, 0].copy(), where[:, 1].copy(), said, np.zeros(len(said), np.int8))
