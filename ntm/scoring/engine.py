"""The engine: verdicts of every measure, indicator and criterion of every commune of a snapshot, exactly.

One commune is a country of one row. Verdicts are small integers chosen so that joining is taking the greatest
(ntm.scoring.verdict). Work goes in blocks of a few measures by all communes, so that each stays in the cache.
Declarations and suppositions are sparse and are laid on afterwards, in ntm.scoring.declaring.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import CriteriaSet
from ntm.scoring.declaring import Doubt, Layer, declare_criteria, declare_indicators
from ntm.scoring.fixed import MIN_CODE, NOT_APPLICABLE
from ntm.scoring.rules import RuleTable, Sets, rules_for
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.shape import Shape, shape_of
from ntm.scoring.snapshot import Int8Array, Snapshot
from ntm.scoring.verdict import Verdict

_BLOCK = 80_000
"""Codes compared at a time: few enough for the second-level cache (2 to 3 times faster than all at once)."""


def score(snapshot: Snapshot, sets: Sets) -> Scorecard:
    """The scorecard of every commune of a snapshot by a set, or by each province's form of it.

    `sets` is a CriteriaSet or a function from a province's code to one (the same items, another overlay).
    Raises DataError for a set that is not complete, whose measures are not the snapshot's, or in which two
    thresholds apply at once.
    """
    table, context_of = rules_for(snapshot, sets)
    for column in table.columns:
        if not column.criteria_set.complete:
            _refuse(column.criteria_set)
    criteria_set = sets if isinstance(sets, CriteriaSet) else table.columns[0].criteria_set
    shape = shape_of(criteria_set)
    measures = measure_verdicts(snapshot.codes, table, context_of, shape)
    doubt = Doubt(measures, table, context_of, shape)
    indicators = Layer.of(join(measures, shape.measure_spans))
    declare_indicators(indicators, snapshot, doubt)
    criteria = Layer.of(join(indicators.verdicts, shape.indicator_spans))
    declare_criteria(criteria, indicators, snapshot, doubt)
    return Scorecard(snapshot, criteria_set, table, context_of, shape, measures, indicators, criteria)


def _refuse(criteria_set: CriteriaSet) -> None:
    from ntm.criteria.library import require_scorable  # reads files: not needed to score a complete set

    require_scorable(criteria_set)


def measure_verdicts(
    codes: npt.NDArray[np.signedinteger],
    table: RuleTable,
    context_of: npt.NDArray[np.intp],
    shape: Shape,
) -> Int8Array:
    """The verdict of every measure (shape of `codes`).

    Nothing said: undetermined. Not applicable stands even without a threshold. A missing threshold:
    undetermined. Else met where lo ≤ code ≤ hi. A total that can only disprove is `not_met` or, so that it
    weighs nothing in joining, `not_applicable`.
    """
    count, units = codes.shape
    bounds = table.bounds(codes.dtype)
    verdicts = np.empty((count, units), np.int8)
    height = max(1, min(count, _BLOCK // max(1, units)))
    flags, other = np.empty((height, units), np.bool_), np.empty((height, units), np.bool_)
    for start in range(0, count, height):
        stop = min(count, start + height)
        block, result = codes[start:stop], verdicts[start:stop]
        met, also = flags[: stop - start], other[: stop - start]
        np.greater_equal(block, bounds.lo[start:stop, :1], out=met)
        if bounds.limited[start:stop].any():
            np.less_equal(block, bounds.hi[start:stop, :1], out=also)
            met &= also
        for index in table.varying[(table.varying >= start) & (table.varying < stop)].tolist():
            row, flag = block[index - start], met[index - start]
            np.greater_equal(row, bounds.lo[index].take(context_of), out=flag)
            if bounds.limited[index]:
                flag &= row <= bounds.hi[index].take(context_of)
        np.multiply(met.view(np.int8), np.int8(Verdict.MET - Verdict.NOT_MET), out=result)
        result += np.int8(Verdict.NOT_MET)
        # Neither special code lies within any bounds: both stand as not met until here.
        np.less(block, MIN_CODE, out=met)
        special = np.flatnonzero(met)
        if special.size:
            said = block.reshape(-1)[special] == NOT_APPLICABLE
            result.reshape(-1)[special] = np.where(said, Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED)
    for index in table.without_threshold.tolist():
        np.minimum(verdicts[index], table.cap[index].take(context_of), out=verdicts[index])
    for index in shape.totals:
        verdicts[index] &= np.int8(Verdict.NOT_MET)  # 4 stays 4; 1 and 3 become 0
    for index in shape.lone_totals:
        row = verdicts[index]  # nothing beside it can prove met
        row[row == Verdict.MET] = Verdict.UNDETERMINED
    return verdicts


def join(verdicts: Int8Array, spans: Sequence[tuple[int, int]]) -> Int8Array:
    """The greatest verdict of each span of rows; a span of nothing is undetermined."""
    joined = np.empty((len(spans), verdicts.shape[1]), np.int8)
    for index, (start, stop) in enumerate(spans):
        if stop - start == 1:
            joined[index] = verdicts[start]
        elif stop > start:
            np.maximum.reduce(verdicts[start:stop], axis=0, out=joined[index])
        else:
            joined[index] = Verdict.UNDETERMINED
    return joined
