"""What if: one commune scored again on changed values, changed thresholds or another set, beside how it stands.

Nothing is written and nothing given is changed. Both scores are made by the one `score()`; the whole province
is scored, so that the averages of the district and the province before and after are of the same communes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ntm.criteria.library import require_scorable
from ntm.criteria.model import CriteriaSet, Threshold
from ntm.scenario.assignments import Assignment, Assumed, read_assumed
from ntm.scenario.crossing import cross, linked_items
from ntm.scenario.supposing import suppose_thresholds, suppose_values
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.scoring.engine import score
from ntm.scoring.rules import Sets, rules_for
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.shape import shape_of
from ntm.scoring.snapshot import Snapshot
from ntm.scoring.verdict import Verdict


@dataclass(frozen=True, slots=True)
class OtherSet:
    """The set to score by instead, as it stands in each province, and what is stated in it of the same communes."""

    sets: Sets
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class AveragedGroup:
    """A district or province whose average is followed: its rows, and its communes that are in no row."""

    unit: UnitLabel
    rows: tuple[int, ...]
    absent: int = 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that changed; `item` is the number of a criterion or the id of an indicator."""

    item: str
    name: str
    of_criterion: bool
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class AverageChange:
    """A group's average before and after."""

    unit: UnitLabel
    before: Average
    after: Average


@dataclass(frozen=True)
class WhatIf:
    """How the unit in `row` stands, how it would stand, and what that changes.

    `thresholds_before` are the thresholds of the later set that were replaced, by measure.
    """

    row: int
    before: Scorecard
    after: Scorecard
    flips: tuple[Flip, ...]
    averages: tuple[AverageChange, ...]
    assumed: Assumed
    thresholds_before: Mapping[str, Threshold | None]


def what_if(
    snapshot: Snapshot,
    sets: Sets,
    row: int,
    *,
    values: Sequence[Assignment] = (),
    thresholds: Sequence[Assignment] = (),
    other: OtherSet | None = None,
    groups: Sequence[AveragedGroup] = (),
) -> WhatIf:
    """Score a snapshot as it is and as assumed, and compare the unit in that row.

    Values and thresholds are of the set scored by afterwards: the other one where there is one. Every one is
    checked before anything is changed; raises DataError with all that is wrong. A threshold is changed for all
    communes to which it applies, and a set is changed for all, so that an average is never of two laws.
    """
    province = snapshot.units[row].province_code
    held = _in(sets, province)
    target = held if other is None else _in(other.sets, province)
    for criteria_set in (held, target):
        require_scorable(criteria_set)
    assumed = read_assumed(target, values, thresholds)
    before = score(snapshot, sets)
    base = snapshot if other is None else cross(snapshot, held, target, other.snapshot)
    later_sets = sets if other is None else other.sets
    table, context_of = rules_for(base, later_sets)
    column = table.columns[int(context_of[row])]
    index_of = shape_of(target).measure_index
    changed = suppose_thresholds(target, column, assumed.thresholds)
    later = suppose_values(base, target, row, assumed.values)
    after = score(later, _instead(later_sets, province, changed) if changed is not target else later_sets)
    return WhatIf(
        row,
        before,
        after,
        _flips(before, after, row, held, target),
        tuple(
            AverageChange(
                group.unit,
                average(before, group.rows, group.absent),
                average(after, group.rows, group.absent),
            )
            for group in groups
        ),
        assumed,
        {one.measure.id: column.thresholds[index_of[one.measure.id]] for one in assumed.thresholds},
    )


def _in(sets: Sets, province: str | None) -> CriteriaSet:
    return sets if isinstance(sets, CriteriaSet) else sets(province)


def _instead(sets: Sets, province: str | None, changed: CriteriaSet) -> Sets:
    """The sets with another one in a province."""

    def in_province(code: str | None) -> CriteriaSet:
        return changed if code == province else _in(sets, code)

    return changed if isinstance(sets, CriteriaSet) else in_province


def _flips(
    before: Scorecard, after: Scorecard, row: int, held: CriteriaSet, target: CriteriaSet
) -> tuple[Flip, ...]:
    """The verdicts that changed, criteria first, each in the order of the set scored by afterwards.

    Between two sets only indicators whose every measure is the same figure can be compared, each under its
    id in the later set.
    """
    flips: list[Flip] = []
    if held.id == target.id:
        for index, criterion in enumerate(target.criteria):
            was, now = (int(card.criteria.verdicts[index, row]) for card in (before, after))
            if was != now:
                flips.append(Flip(criterion.number, criterion.name, True, Verdict(was), Verdict(now)))
    old_of = _linked_indicators(held, target)
    for index, indicator in enumerate(target.indicators):
        old = old_of.get(indicator.id)
        if old is None:
            continue
        was = int(before.indicators.verdicts[before.shape.indicator_index[old], row])
        now = int(after.indicators.verdicts[index, row])
        if was != now:
            flips.append(Flip(indicator.id, indicator.name, False, Verdict(was), Verdict(now)))
    return tuple(flips)


def _linked_indicators(held: CriteriaSet, target: CriteriaSet) -> dict[str, str]:
    """The indicators of the later set that are those of the earlier one, later to earlier."""
    if held.id == target.id:
        return {indicator.id: indicator.id for indicator in target.indicators}
    back = {new: old for old, new in linked_items(held, target).items()}
    found: dict[str, str] = {}
    for indicator in target.indicators:
        olds = [back.get(measure.id) for measure in indicator.measures]
        homes = {held.indicator_of_measure[old].id for old in olds if old is not None}
        if None not in olds and len(homes) == 1:
            home = held.indicator_by_id[homes.pop()]
            if len(home.measures) == len(olds):
                found[indicator.id] = home.id
    return found
