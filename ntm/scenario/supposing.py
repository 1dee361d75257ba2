"""Changing what is known, or the law itself, for a what-if: new snapshots and sets, the old ones untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import Context, CriteriaSet, Indicator, Mark, Measure, Source, Threshold
from ntm.scenario.assignments import NewThreshold
from ntm.scoring.assemble import MEASUREMENT, code_of
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE
from ntm.scoring.rules import RuleColumn, compile_rules
from ntm.scoring.shape import shape_of
from ntm.scoring.snapshot import Declarations, Snapshot, Stated
from ntm.scoring.value_words import Said
from ntm.scoring.verdict import Body, Verdict
from ntm.vietnamese.messages import _

Entries = Mapping[tuple[str, str], Stated]
_NARROW = np.iinfo(np.int32)


@dataclass(frozen=True)
class _SomeChanged(Mapping[int, Entries]):
    """The statements of all units, those of some replaced; the others are read when asked for, as before."""

    base: Mapping[int, Entries]
    changed: Mapping[int, Entries]

    def __getitem__(self, row: int) -> Entries:
        return self.changed[row] if row in self.changed else self.base[row]

    def __iter__(self) -> Iterator[int]:
        yield from (row for row in self.base if row not in self.changed)
        yield from self.changed

    def __len__(self) -> int:
        return len(self.base) + sum(row not in self.base for row in self.changed)


def suppose_values(
    snapshot: Snapshot, criteria_set: CriteriaSet, values: Mapping[int, Sequence[Said]]
) -> Snapshot:
    """The snapshot in which these things are stated of the units in these rows, on the snapshot's day.

    A quantity is a measurement in place of the one that spoke; a verdict on a criterion or an indicator is a
    supposed verdict. The units then report.
    """
    values = {row: said for row, said in values.items() if said}
    if not values:
        return snapshot
    codes = snapshot.codes.astype(np.int64)
    changed: dict[int, Entries] = {}
    supposed: dict[tuple[int, str], Verdict] = {}
    for row, said in values.items():
        entries = dict(snapshot.stated.get(row, {}))
        _state(codes[:, row], entries, criteria_set, snapshot.day, said)
        changed[row] = entries
        supposed |= {(row, one.item): one.verdict for one in said if one.verdict is not None}
    reporting = snapshot.reporting.copy()
    reporting[list(values)] = True
    fits = not codes.size or int(codes.max()) <= _NARROW.max
    shape = shape_of(criteria_set)
    criteria = {
        (row, shape.criterion_index[item]): verdict
        for (row, item), verdict in supposed.items()
        if item in shape.criterion_index
    }
    indicators = {
        (row, shape.indicator_index[item]): verdict
        for (row, item), verdict in supposed.items()
        if item not in shape.criterion_index
    }
    return replace(
        snapshot,
        codes=np.ascontiguousarray(codes.astype(np.int32) if fits else codes),
        reporting=reporting,
        supposed_criteria=suppose_verdicts(snapshot.supposed_criteria, criteria),
        supposed_indicators=suppose_verdicts(snapshot.supposed_indicators, indicators),
        stated=_SomeChanged(snapshot.stated, changed),
    ).prepared()


def _state(
    codes: npt.NDArray[np.int64],
    entries: dict[tuple[str, str], Stated],
    criteria_set: CriteriaSet,
    day: date,
    values: Sequence[Said],
) -> None:
    """State these of one unit, whose codes and statements are given (and changed)."""
    shape = shape_of(criteria_set)
    for said in values:
        if said.verdict is not None:
            continue
        stated = said.stated(day, Body.COMMUNE, note=_("giả định"))
        if said.not_applicable is not None:
            _not_applicable(codes, entries, criteria_set, stated)
            continue
        index = shape.measure_index[said.item]
        _applicable(codes, entries, criteria_set, said.item)
        codes[index] = code_of(criteria_set.measures[index], stated)
        entries[said.item, MEASUREMENT] = stated


def _not_applicable(
    codes: npt.NDArray[np.int64],
    entries: dict[tuple[str, str], Stated],
    criteria_set: CriteriaSet,
    stated: Stated,
) -> None:
    shape = shape_of(criteria_set)
    start, stop = shape.measure_spans[shape.indicator_index[stated.item]]
    codes[start:stop] = NOT_APPLICABLE
    for measure in criteria_set.measures[start:stop]:
        entries.pop((measure.id, MEASUREMENT), None)
    entries[stated.item, MEASUREMENT] = stated


def _applicable(
    codes: npt.NDArray[np.int64],
    entries: dict[tuple[str, str], Stated],
    criteria_set: CriteriaSet,
    item: str,
) -> None:
    """A measure that is given a value makes its indicator applicable again; its other measures are then open."""
    shape = shape_of(criteria_set)
    indicator = criteria_set.indicator_of_measure[item]
    said = entries.get((indicator.id, MEASUREMENT))
    if said is None or said.not_applicable is None:
        return
    del entries[indicator.id, MEASUREMENT]
    span = codes[slice(*shape.measure_spans[shape.indicator_index[indicator.id]])]
    span[span == NOT_APPLICABLE] = MISSING


def suppose_verdicts(held: Declarations, verdicts: Mapping[tuple[int, int], Verdict]) -> Declarations:
    """The suppositions held, with these by (row, item); the later word replaces the earlier."""
    if not verdicts:
        return held
    rows, items = (np.array(side, np.int32) for side in zip(*verdicts, strict=True))
    said = set(verdicts)
    stays = np.array(
        [pair not in said for pair in zip(held.rows.tolist(), held.items.tolist(), strict=True)], np.bool_
    )
    return Declarations(
        np.append(held.rows[stays], rows),
        np.append(held.items[stays], items),
        np.append(held.verdicts[stays], np.array([int(v) for v in verdicts.values()], np.int8)),
        np.append(held.bodies[stays], np.zeros(len(verdicts), np.int8)),
    )


def suppose_thresholds(
    criteria_set: CriteriaSet, contexts: Sequence[Context], required: Sequence[NewThreshold]
) -> CriteriaSet:
    """The set with assumed requirements in place of those that apply in these contexts, marked as assumed.

    Measures that share one line of law with the one named, and ask the same, keep sharing it.
    """
    if not required:
        return criteria_set
    base = criteria_set
    for context in contexts:
        criteria_set = _supposed_in(criteria_set, compile_rules(criteria_set, [context]).columns[0], required)
    written = [f"{one.measure.id}={one.value}" for one in required]
    digest = hashlib.sha256("\n".join([base.hash, "supposed", *written]).encode()).hexdigest()
    return replace(criteria_set, hash=digest)


def _supposed_in(
    criteria_set: CriteriaSet, column: RuleColumn, required: Sequence[NewThreshold]
) -> CriteriaSet:
    changed: dict[str, Measure] = {}
    for one in required:
        indicator = criteria_set.indicator_of_measure[one.measure.id]
        old = _applying(criteria_set, column, one.measure)
        for measure in indicator.measures:
            applies = _applying(criteria_set, column, measure)
            if measure.id == one.measure.id or (old is not None and _same_line(old, applies)):
                changed[measure.id] = _replaced(changed.get(measure.id, measure), applies, column, one)
    criteria = tuple(
        replace(criterion, indicators=tuple(_changed(one, changed) for one in criterion.indicators))
        for criterion in criteria_set.criteria
    )
    return replace(criteria_set, criteria=criteria)


def _applying(criteria_set: CriteriaSet, column: RuleColumn, measure: Measure) -> Threshold | None:
    return column.thresholds[shape_of(criteria_set).measure_index[measure.id]]


def _same_line(one: Threshold, other: Threshold | None) -> bool:
    return other is not None and (one.file, one.line) == (other.file, other.line) and one.value == other.value


def _replaced(measure: Measure, old: Threshold | None, column: RuleColumn, required: NewThreshold) -> Measure:
    supposed = Source(decision=_("Mức giả định"))
    if old is None:
        context = column.context
        new = Threshold(
            measure.id,
            measure.comparator,
            required.value,
            Mark.RECALLED,
            grade=required.grade,
            regions=(context.region,) if context.region is not None else None,
            years=(context.day.year, context.day.year),
            source=supposed,
        )
        return replace(measure, thresholds=(*measure.thresholds, new))
    new = replace(
        old,
        value=required.value,
        grade=required.grade,
        checked=Mark.RECALLED,  # never read: nobody decided it; never doubtful: it is meant to be applied
        stated_mark=None,
        delegated=False,
        delegation_checked=None,
        repealed=False,
        text=None,
        source=supposed,
        overlay=None,
        illustrative=False,
    )
    return replace(measure, thresholds=tuple(new if line is old else line for line in measure.thresholds))


def _changed(indicator: Indicator, changed: Mapping[str, Measure]) -> Indicator:
    measures = tuple(changed.get(measure.id, measure) for measure in indicator.measures)
    return replace(indicator, measures=measures) if measures != indicator.measures else indicator
