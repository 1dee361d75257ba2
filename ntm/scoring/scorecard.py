"""The scorecard: what `score()` returns, as arrays for many communes. Counts are made when asked.

Explanations of a single commune are in ntm.scoring.explain, the contract `ntm.score/1` in
ntm.scoring.score_json.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import CriteriaSet, Threshold
from ntm.scoring.declaring import Layer
from ntm.scoring.rules import RuleColumn, RuleTable
from ntm.scoring.shape import Shape
from ntm.scoring.snapshot import BoolArray, Int8Array, Snapshot
from ntm.scoring.verdict import Basis, Body, Verdict

Int16Array = npt.NDArray[np.int16]


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
        counts: Int16Array = (self.criteria.verdicts == verdict).view(np.int8).sum(axis=0, dtype=np.int16)
        return counts

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
        counts: Int16Array = (
            (self.indicators.verdicts == Verdict.MET).view(np.int8).sum(axis=0, dtype=np.int16)
        )
        return counts

    @cached_property
    def meets_set(self) -> BoolArray:
        """Per unit: every criterion is met or not applicable, and at least one is met."""
        meets: BoolArray = (self.criteria.verdicts <= Verdict.MET).all(axis=0) & (self.met > 0)
        return meets

    @property
    def reporting(self) -> BoolArray:
        """Per unit: any statement in this set speaks for the day."""
        return self.snapshot.reporting

    @cached_property
    def counted(self) -> BoolArray:
        """Per unit: of kind xã, so that averages count it."""
        return np.array([unit.counted for unit in self.snapshot.units], np.bool_)

    def declared_by(self, body: Body) -> Int16Array:
        """Criteria met by that body's declaration, per unit (the lowest body of deciding indicators)."""
        layer = self.criteria
        declared = (layer.verdicts == Verdict.MET) & (layer.bases == Basis.DECLARED) & (layer.bodies == body)
        counts: Int16Array = declared.view(np.int8).sum(axis=0, dtype=np.int16)
        return counts

    def column(self, row: int) -> RuleColumn:
        """What the set asks of the unit in that row: its context and thresholds."""
        return self.table.columns[int(self.context_of[row])]

    def threshold(self, row: int, measure: int) -> Threshold | None:
        """The threshold that applies to a measure (by index) of the unit in that row, or None."""
        return self.column(row).thresholds[measure]
