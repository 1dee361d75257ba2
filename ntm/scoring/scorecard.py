"""The scorecard: what `score()` returns, as arrays for many communes. Counts are made when asked.

The contract `ntm.score/1` of a single commune is made here too; explanations are in ntm.scoring.explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import CriteriaSet, Criterion, Indicator, Kind, Measure, Threshold
from ntm.scoring.cautions import warnings_for
from ntm.scoring.declaring import Layer
from ntm.scoring.gap import gap_of
from ntm.scoring.rules import RuleColumn, RuleTable
from ntm.scoring.shape import Shape
from ntm.scoring.snapshot import BoolArray, Int8Array, Snapshot, Stated
from ntm.scoring.verdict import Basis, Body, Verdict
from ntm.scoring.wording import plain, value_string

SCHEMA = "ntm.score/1"

Int16Array = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared verdict, by whom, and the statement of it where the snapshot keeps statements."""

    verdict: Verdict
    by: Body
    stated: Stated | None


def _counted(flags: BoolArray) -> Int16Array:
    """How many rows are true, per unit; summed in bytes where they suffice, which is several times faster."""
    narrow = np.int8 if len(flags) <= np.iinfo(np.int8).max else np.int16
    counts: Int16Array = flags.view(np.int8).sum(axis=0, dtype=narrow).astype(np.int16)
    return counts


@dataclass(frozen=True)
class Scorecard:
    """Verdicts of all communes of a snapshot.

    `measures` has the shape (measures, units); `indicators` and `criteria` are layers of (items, units) with
    verdicts, bases, bodies and disagreements. `context_of` gives each unit's column in the rule table.
    In `measures` a total that can only disprove and does not is `not_applicable`: it weighs nothing.
    """

    snapshot: Snapshot
    criteria_set: CriteriaSet
    table: RuleTable
    context_of: npt.NDArray[np.intp]
    shape: Shape
    measures: Int8Array
    indicators: Layer
    criteria: Layer

    def _count(self, verdict: Verdict) -> Int16Array:
        return _counted(self.criteria.verdicts == verdict)

    @cached_property
    def met(self) -> Int16Array:
        """Criteria met, per unit."""
        return self._count(Verdict.MET)

    @cached_property
    def basically_met(self) -> Int16Array:
        """Criteria basically met, per unit; not counted as met."""
        return self._count(Verdict.BASICALLY_MET)

    @cached_property
    def not_met(self) -> Int16Array:
        """Criteria not met, per unit."""
        return self._count(Verdict.NOT_MET)

    @cached_property
    def undetermined(self) -> Int16Array:
        """Criteria undetermined, per unit."""
        return self._count(Verdict.UNDETERMINED)

    @cached_property
    def not_applicable(self) -> Int16Array:
        """Criteria not applicable, per unit."""
        return self._count(Verdict.NOT_APPLICABLE)

    @cached_property
    def possible(self) -> Int16Array:
        """Criteria met or undetermined, per unit: the most that may turn out met."""
        return self.met + self.undetermined

    @cached_property
    def indicators_met(self) -> Int16Array:
        """Indicators met, per unit."""
        return _counted(self.indicators.verdicts == Verdict.MET)

    @cached_property
    def meets_set(self) -> BoolArray:
        """Per unit: every criterion is met or not applicable, and at least one is met."""
        meets: BoolArray = (self.criteria.verdicts <= Verdict.MET).all(axis=0) & (self.met > 0)
        return meets

    @property
    def of(self) -> int:
        """The number of criteria of the set."""
        return len(self.criteria_set.criteria)

    @property
    def reporting(self) -> BoolArray:
        """Per unit: any statement in this set speaks for the day."""
        return self.snapshot.reporting

    @property
    def counted(self) -> BoolArray:
        """Per unit: of kind xã, so that averages count it."""
        return self.snapshot.counted

    def declared_by(self, body: Body) -> Int16Array:
        """Criteria met by that body's declaration, per unit (the lowest body of deciding indicators)."""
        layer = self.criteria
        declared = (layer.verdicts == Verdict.MET) & (layer.bases == Basis.DECLARED) & (layer.bodies == body)
        return _counted(declared)

    def measurement(self, row: int, item: str) -> Stated | None:
        """The measurement that speaks of an item of the unit in that row."""
        return self.snapshot.stated.get(row, {}).get((item, "measurement"))

    def not_applicable_reason(self, row: int, indicator: Indicator) -> str | None:
        """The reason why an indicator was stated not applicable to the unit in that row."""
        stated = self.measurement(row, indicator.id)
        return stated.not_applicable if stated is not None else None

    def declaration(self, row: int, item: str) -> Declared | None:
        """The declaration that speaks of a criterion (by number) or an indicator of the unit in that row."""
        stated = self.snapshot.stated.get(row, {}).get((item, "declaration"))
        if stated is not None and stated.verdict is not None:
            return Declared(stated.verdict, stated.by, stated)
        if item in self.shape.criterion_index:
            said, index = self.snapshot.on_criteria, self.shape.criterion_index[item]
        else:
            said, index = self.snapshot.on_indicators, self.shape.indicator_index[item]
        at = np.flatnonzero((said.rows == row) & (said.items == index))
        if not at.size:
            return None
        return Declared(Verdict(int(said.verdicts[at[-1]])), Body(int(said.bodies[at[-1]])), None)

    def column(self, row: int) -> RuleColumn:
        """What the set asks of the unit in that row: its context and thresholds."""
        return self.table.columns[int(self.context_of[row])]

    def threshold(self, row: int, measure: int) -> Threshold | None:
        """The threshold that applies to a measure (by index) of the unit in that row, or None."""
        return self.column(row).thresholds[measure]


def score_json(scorecard: Scorecard, row: int) -> dict[str, Any]:
    """The score of the unit in that row as `ntm.score/1`.

    `declared` tells of the criteria met how many rest on a declaration of each body. A criterion `disagrees`
    where its own declaration, or that of one of its indicators, differs from what is computed.
    `unchecked_thresholds` counts the thresholds that apply to the commune and may not be shown as read.
    """
    snapshot, criteria_set = scorecard.snapshot, scorecard.column(row).criteria_set
    unit = snapshot.units[row]
    return {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
        "on": snapshot.day.isoformat(),
        "criteria_set": criteria_set.id,
        "set_hash": criteria_set.hash,
        "met": int(scorecard.met[row]),
        "basically_met": int(scorecard.basically_met[row]),
        "not_met": int(scorecard.not_met[row]),
        "undetermined": int(scorecard.undetermined[row]),
        "not_applicable": int(scorecard.not_applicable[row]),
        "of": len(criteria_set.criteria),
        "possible": int(scorecard.possible[row]),
        "indicators": {"met": int(scorecard.indicators_met[row]), "of": len(criteria_set.indicators)},
        "declared": {body.word: int(scorecard.declared_by(body)[row]) for body in Body},
        "criteria": [
            _criterion(scorecard, row, index, criterion)
            for index, criterion in enumerate(criteria_set.criteria)
        ],
        "unchecked_thresholds": scorecard.column(row).unchecked,
        "warnings": warnings_for(scorecard, row),
    }


def _criterion(scorecard: Scorecard, row: int, index: int, criterion: Criterion) -> dict[str, Any]:
    layer = scorecard.criteria
    start, stop = scorecard.shape.indicator_spans[index]
    disagrees = bool(layer.disagrees[index, row]) or bool(
        scorecard.indicators.disagrees[start:stop, row].any()
    )
    return {
        "number": criterion.number,
        "name": criterion.name,
        "verdict": Verdict(int(layer.verdicts[index, row])).word,
        "basis": Basis(int(layer.bases[index, row])).word,
        "declared": declared_json(scorecard, row, criterion.number),
        "disagrees": disagrees,
        "indicators": [
            _indicator(scorecard, row, start + offset, indicator)
            for offset, indicator in enumerate(criterion.indicators)
        ],
    }


def declared_json(scorecard: Scorecard, row: int, item: str) -> dict[str, Any] | None:
    """What a body declared of an item: verdict, body and day; None where nothing was declared."""
    said = scorecard.declaration(row, item)
    if said is None:
        return None
    on = said.stated.on.isoformat() if said.stated is not None else None
    return {"verdict": said.verdict.word, "by": said.by.word, "on": on}


def _indicator(scorecard: Scorecard, row: int, index: int, indicator: Indicator) -> dict[str, Any]:
    layer = scorecard.indicators
    start, _stop = scorecard.shape.measure_spans[index]
    return {
        "id": indicator.id,
        "name": indicator.name,
        "verdict": Verdict(int(layer.verdicts[index, row])).word,
        "basis": Basis(int(layer.bases[index, row])).word,
        "measures": [
            measure_json(scorecard, row, start + offset, measure)
            for offset, measure in enumerate(indicator.measures)
        ],
    }


def measure_json(scorecard: Scorecard, row: int, index: int, measure: Measure) -> dict[str, Any]:
    """One measure of `ntm.score/1`; value, required and gap are exact strings, null where there is none."""
    column = scorecard.column(row)
    threshold = column.thresholds[index]
    stated = scorecard.measurement(row, measure.id)
    verdict = Verdict(int(scorecard.measures[index, row]))
    gap = gap_of(measure, stated, threshold) if verdict is Verdict.NOT_MET else None
    return {
        "id": measure.id,
        "value": value_string(measure, stated) if stated is not None else None,
        "on": stated.on.isoformat() if stated is not None else None,
        "comparator": (threshold.comparator if threshold is not None else measure.comparator).value,
        "required": required_string(measure, threshold),
        "gap": gap.amount_string if gap is not None else None,
        "verdict": verdict.word,
        "checked": column.marks[index].value,
        "source": threshold.source.citation() or None if threshold is not None else None,
    }


def required_string(measure: Measure, threshold: Threshold | None) -> str | None:
    """The threshold's value as the JSON contracts write it; None where it is missing."""
    if threshold is None or threshold.value is None:
        return None
    if measure.kind is Kind.YES_NO:
        return "yes" if threshold.value else "no"
    if measure.kind is Kind.GRADE:
        return threshold.grade
    return plain(threshold.value)
