"""What if: communes scored again on changed values, places or law, beside how they stand.

Nothing is written and nothing given is changed. Both scores are made by the one `score()`; the whole province
is scored, so that averages before and after are of the same communes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ntm.criteria.draft import province_of, with_draft
from ntm.criteria.library import require_scorable
from ntm.criteria.model import CriteriaSet, Threshold
from ntm.errors import DataError
from ntm.scenario.assignments import Assumed, NewValue, read_assumed
from ntm.scenario.crossing import cross
from ntm.scenario.flips import Flip, find_flips
from ntm.scenario.relocating import relocate
from ntm.scenario.scenario import Draft, Scenario
from ntm.scenario.stepping import stepped
from ntm.scenario.supposing import suppose_thresholds, suppose_values
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.scoring.engine import score
from ntm.scoring.rules import Sets, rules_for
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.shape import shape_of
from ntm.scoring.snapshot import Snapshot
from ntm.scoring.value_words import Said


@dataclass(frozen=True, slots=True)
class OtherSet:
    """The set to score by instead, as it stands in each province, and what is stated in it of the same communes.

    On another day `held` is what is stated that day in the set that is scored by now.
    """

    sets: Sets
    snapshot: Snapshot | None = None
    held: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class AveragedGroup:
    """A district or province whose average is followed: its rows, and its communes that are in no row."""

    unit: UnitLabel
    rows: tuple[int, ...]
    absent: int = 0


@dataclass(frozen=True, slots=True)
class AverageChange:
    """A group's average before and after."""

    unit: UnitLabel
    before: Average
    after: Average


@dataclass(frozen=True)
class WhatIf:
    """How the units in `rows` stand, how they would stand in a scenario, and what that changes.

    `thresholds_before` are the thresholds of the later set that were replaced, by measure: one for each context
    of these units. `values` are the assumed values with the rows they are of, steps made into what they come to.
    """

    rows: tuple[int, ...]
    before: Scorecard
    after: Scorecard
    flips: tuple[Flip, ...]
    averages: tuple[AverageChange, ...]
    scenario: Scenario
    assumed: Assumed
    values: Sequence[tuple[NewValue, int, Said]]
    thresholds_before: Mapping[str, Sequence[Threshold | None]]

    @property
    def row(self) -> int:
        """The first of the units: the one, where a commune was asked about."""
        return self.rows[0]


def what_if(
    snapshot: Snapshot,
    sets: Sets,
    rows: Sequence[int],
    scenario: Scenario,
    *,
    find: Callable[[str], int],
    other: OtherSet | None = None,
    groups: Sequence[AveragedGroup] = (),
    before: Scorecard | None = None,
) -> WhatIf:
    """Score a snapshot as it is and as a scenario has it, and compare the units in these rows.

    `find` gives the row of a commune that the scenario names (raises DataError); what names none is of all
    `rows`. `other` is what the scenario's set, or its other day, is scored by instead. Values and thresholds are
    of the set scored by afterwards. Everything is checked before anything is changed; raises DataError with all
    that is wrong. A threshold is changed for all communes to which it applies, and a set is changed for all, so
    that an average is never of two laws. `before` is the first score where it was made already.
    """
    focus = tuple(rows)
    first = snapshot.units[focus[0]].province_code
    held = _in(sets, first)
    later_sets = sets if other is None else other.sets
    target = _in(later_sets, first)
    for criteria_set in (held, target):
        require_scorable(criteria_set)
    for draft in scenario.drafts:
        later_sets = _drafted(later_sets, draft)
    assumed = read_assumed(target, scenario.values, scenario.thresholds)
    base = _base(snapshot, held, target, other)
    base = relocate(base, scenario.places, focus, find)
    if scenario.law_on is not None:
        base = replace(base, day=scenario.law_on)
    values = _values(base, assumed.values, focus, find)
    later_sets, asked = _required(base, later_sets, focus, assumed)
    by_row: dict[int, list[Said]] = {}
    for _given, row, said in values:
        by_row.setdefault(row, []).append(said)
    later = suppose_values(base, target, by_row)
    first_card = score(snapshot, sets) if before is None else before
    after = score(later, later_sets)
    return WhatIf(
        focus,
        first_card,
        after,
        find_flips(first_card, after, focus),
        tuple(
            AverageChange(
                group.unit,
                average(first_card, group.rows, group.absent),
                average(after, group.rows, group.absent),
            )
            for group in groups
        ),
        scenario,
        assumed,
        values,
        asked,
    )


def _base(snapshot: Snapshot, held: CriteriaSet, target: CriteriaSet, other: OtherSet | None) -> Snapshot:
    """What is known by the set scored by afterwards: another day's statements, or what crosses to another set."""
    if other is None:
        return snapshot
    if held.id == target.id:
        return other.snapshot or snapshot
    return cross(other.held or snapshot, held, target, other.snapshot)


def _drafted(sets: Sets, draft: Draft) -> Sets:
    """The sets with a draft laid on those of the province that it is for."""
    province = province_of(draft.name, draft.text)

    def in_province(code: str | None) -> CriteriaSet:
        laid = _in(sets, code)
        return with_draft(laid, draft.name, draft.text) if province in (None, code) else laid

    return in_province


def _required(
    base: Snapshot, sets: Sets, focus: Sequence[int], assumed: Assumed
) -> tuple[Sets, dict[str, list[Threshold | None]]]:
    """The sets with the assumed thresholds wherever units in focus are judged, and what was asked there before."""
    asked: dict[str, list[Threshold | None]] = {one.measure.id: [] for one in assumed.thresholds}
    if not assumed.thresholds:
        return sets, asked
    table, context_of = rules_for(base, sets)
    used: dict[str | None, dict[int, None]] = {}
    for row in focus:
        province = None if isinstance(sets, CriteriaSet) else base.units[row].province_code
        used.setdefault(province, {})[int(context_of[row])] = None
    changed: dict[str | None, CriteriaSet] = {}
    for province, numbers in used.items():
        columns = [table.columns[number] for number in numbers]
        criteria_set = _in(sets, province)
        index_of = shape_of(criteria_set).measure_index
        for item, before in asked.items():
            before += [column.thresholds[index_of[item]] for column in columns]
        contexts = [column.context for column in columns]
        changed[province] = suppose_thresholds(criteria_set, contexts, assumed.thresholds)
    return changed[None] if isinstance(sets, CriteriaSet) else _instead(sets, changed), asked


def _values(
    base: Snapshot, given: Sequence[NewValue], focus: Sequence[int], find: Callable[[str], int]
) -> list[tuple[NewValue, int, Said]]:
    """What is assumed of which row; raises DataError with every step that cannot be taken."""
    values: list[tuple[NewValue, int, Said]] = []
    problems = []
    for one in given:
        unit = one.assignment.unit
        for row in focus if unit is None else (find(unit),):
            said = one.said
            if one.step is not None:
                said, problem = stepped(base, row, one.step)
                if problem is not None:
                    problems.append(one.assignment.problem(problem.message, problem.remedy))
            if said is not None:
                values.append((one, row, said))
    if problems:
        raise DataError(problems[0].sentence(), problems[1:])
    return values


def _in(sets: Sets, province: str | None) -> CriteriaSet:
    return sets if isinstance(sets, CriteriaSet) else sets(province)


def _instead(sets: Sets, changed: Mapping[str | None, CriteriaSet]) -> Sets:
    """The sets with others in some provinces."""

    def in_province(code: str | None) -> CriteriaSet:
        return changed[code] if code in changed else _in(sets, code)

    return in_province
