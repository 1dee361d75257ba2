"""Declarations and suppositions laid over computed verdicts, and what every verdict then rests on.

The rules, at the indicator first and then, on the joined verdicts, at the criterion:

1. Where the computed verdict is undetermined, the declaration gives it; basis `declared`.
2. Where both speak and agree, the verdict is computed.
3. Where both speak and differ, the computed one stands and the difference is kept in `disagrees`.
4. Save that a computed verdict resting on a doubtful threshold does not overrule a district's or a province's
   declaration: then the declared one stands, basis `declared`, and the difference is still kept.
5. A supposed verdict (in a what-if) overrides both; basis `supposed`, nothing disagrees.

A verdict rests on doubt: not met, when every not met part rests on a doubtful threshold (one certain failure
is enough to be sure); met, when any met part does; not applicable and undetermined, never. The parts of an
indicator are its measures, the parts of a criterion its indicators; an indicator whose verdict was declared
or supposed does not rest on a threshold at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ntm.scoring.rules import RuleTable
from ntm.scoring.shape import Shape
from ntm.scoring.snapshot import BoolArray, Declarations, Int8Array, Snapshot
from ntm.scoring.verdict import Basis, Body, Verdict

_NOBODY = 0
Rows = npt.NDArray[np.signedinteger]


@dataclass
class Layer:
    """The verdicts of all indicators, or of all criteria; every array has the shape (items, units).

    `computed` are the verdicts before this layer's declarations and suppositions; `bodies` says who declared
    where the basis is `declared` (0: nobody); `disagrees` where a declaration differs from what was computed;
    `given` where this item's own declaration or supposition gave the verdict, and nothing below decides it.
    """

    verdicts: Int8Array
    computed: Int8Array
    bases: Int8Array
    bodies: Int8Array
    disagrees: BoolArray
    given: BoolArray
    touched: bool = False

    @classmethod
    def of(cls, computed: Int8Array) -> Layer:
        """A layer on which nothing is declared yet (the computed verdicts are shared, not copied)."""
        shape = computed.shape
        bases, bodies = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        return cls(computed, computed, bases, bodies, np.zeros(shape, np.bool_), np.zeros(shape, np.bool_))

    def touch(self) -> None:
        """Keep the computed verdicts apart before the first change."""
        if not self.touched:
            self.computed = self.verdicts.copy()
            self.touched = True


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which computed verdicts rest on doubtful thresholds; asked only where a declaration differs."""

    measures: Int8Array
    table: RuleTable
    context_of: npt.NDArray[np.intp]
    shape: Shape

    def of_indicator(self, item: int, rows: Rows, verdicts: Int8Array) -> BoolArray:
        """For one indicator and some communes, given its computed verdicts there."""
        start, stop = self.shape.measure_spans[item]
        parts = self.measures[start:stop][:, rows]
        doubtful = self.table.doubtful[start:stop][:, self.context_of[rows]]
        return _rests(verdicts, parts, doubtful)

    def of_criterion(self, item: int, rows: Rows, verdicts: Int8Array, indicators: Layer) -> BoolArray:
        """For one criterion and some communes, given the verdicts joined from its indicators."""
        start, stop = self.shape.indicator_spans[item]
        parts = indicators.verdicts[start:stop][:, rows]
        computed = indicators.bases[start:stop][:, rows] == Basis.COMPUTED
        doubtful = np.stack(
            [
                self.of_indicator(indicator, rows, parts[indicator - start]) & computed[indicator - start]
                for indicator in range(start, stop)
            ]
        )
        return _rests(verdicts, parts, doubtful)


def _rests(verdicts: Int8Array, parts: Int8Array, doubtful: BoolArray) -> BoolArray:
    failing, passing = parts == Verdict.NOT_MET, parts == Verdict.MET
    every_failure: BoolArray = (~failing | doubtful).all(axis=0)
    any_success: BoolArray = (passing & doubtful).any(axis=0)
    met = (verdicts == Verdict.MET) | (verdicts == Verdict.BASICALLY_MET)
    rests: BoolArray = ((verdicts == Verdict.NOT_MET) & every_failure) | (met & any_success)
    return rests


def declare_indicators(layer: Layer, snapshot: Snapshot, doubt: Doubt) -> None:
    """Lay the snapshot's declarations and suppositions on the indicators (changes the layer in place)."""
    if snapshot.on_indicators.rows.size:
        _declare(layer, snapshot.on_indicators, doubt.of_indicator)
    _suppose(layer, snapshot.supposed_indicators)


def declare_criteria(layer: Layer, indicators: Layer, snapshot: Snapshot, doubt: Doubt) -> None:
    """Carry up what the joined verdicts rest on, then lay declarations and suppositions on the criteria.

    A joined verdict is supposed when an indicator that decides it is; else declared when any deciding
    indicator is (for not met: when all are, since one computed failure is enough); else computed. The
    deciding indicators are those whose verdict is the joined one. The body is then the lowest among the
    deciding declarations.
    """
    if indicators.touched:
        _carry_up(layer, indicators, doubt.shape)
    if snapshot.on_criteria.rows.size:

        def rests(item: int, rows: Rows, verdicts: Int8Array) -> BoolArray:
            return doubt.of_criterion(item, rows, verdicts, indicators)

        _declare(layer, snapshot.on_criteria, rests)
    _suppose(layer, snapshot.supposed_criteria)


class _Rests(Protocol):
    def __call__(self, item: int, rows: Rows, verdicts: Int8Array, /) -> BoolArray: ...


def _declare(layer: Layer, said: Declarations, rests: _Rests) -> None:
    layer.touch()
    computed = layer.computed[said.items, said.rows]
    wins = computed == Verdict.UNDETERMINED
    differs = ~wins & (computed != said.verdicts)
    contested = differs & (said.bodies >= Body.DISTRICT)
    for item in np.unique(said.items[contested]).tolist():
        at = np.flatnonzero(contested & (said.items == item))
        wins[at] = rests(item, said.rows[at], computed[at])
    items, rows = said.items[wins], said.rows[wins]
    layer.verdicts[items, rows] = said.verdicts[wins]
    layer.bases[items, rows] = Basis.DECLARED
    layer.bodies[items, rows] = said.bodies[wins]
    layer.given[items, rows] = True
    layer.disagrees[said.items[differs], said.rows[differs]] = True


def _suppose(layer: Layer, supposed: Declarations) -> None:
    if not supposed.rows.size:
        return
    layer.touch()
    at = (supposed.items, supposed.rows)
    layer.verdicts[at] = supposed.verdicts
    layer.bases[at] = Basis.SUPPOSED
    layer.bodies[at] = _NOBODY
    layer.given[at] = True
    layer.disagrees[at] = False


def _carry_up(layer: Layer, indicators: Layer, shape: Shape) -> None:
    for item, (start, stop) in enumerate(shape.indicator_spans):
        if start == stop:
            continue
        rows = np.flatnonzero(indicators.bases[start:stop].any(axis=0))
        if not rows.size:
            continue
        joined = layer.verdicts[item, rows]
        bases = indicators.bases[start:stop][:, rows]
        deciding = indicators.verdicts[start:stop][:, rows] == joined
        supposed = (deciding & (bases == Basis.SUPPOSED)).any(axis=0)
        by_declaration = deciding & (bases == Basis.DECLARED)
        declared = np.where(
            joined == Verdict.NOT_MET,
            (~deciding | (bases == Basis.DECLARED)).all(axis=0),
            by_declaration.any(axis=0),
        )
        layer.bases[item, rows] = np.where(supposed, Basis.SUPPOSED, np.where(declared, Basis.DECLARED, 0))
        bodies = np.where(by_declaration, indicators.bodies[start:stop][:, rows], 127).min(axis=0)
        layer.bodies[item, rows] = np.where(declared & ~supposed, bodies, _NOBODY)
