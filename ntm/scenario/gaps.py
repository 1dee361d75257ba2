"""Gaps: the criteria of communes that are not shown to be met, and the indicators that keep each of them so.

What is undetermined is a gap like what is not met: it is not shown to be met. What would follow from closing
gaps is asked of the one evaluator, `score()`, and never reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ntm.criteria.model import CarriedBy
from ntm.scenario.supposing import suppose_verdicts
from ntm.scoring.engine import score
from ntm.scoring.rules import Sets
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Snapshot
from ntm.scoring.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion (by index) of the commune in `row`, and its indicators (by index) that are not shown met.

    With `concluded` a body's declaration holds it back even when all its indicators are met: that body has to
    conclude anew.
    """

    row: int
    criterion: int
    indicators: tuple[int, ...]
    concluded: bool = False


def find_gaps(card: Scorecard, sets: Sets, rows: Sequence[int]) -> list[Gap]:
    """The gaps of the communes in these rows, by row and then in the order of the set."""
    verdicts, spans = card.criteria.verdicts, card.shape.indicator_spans
    found: list[Gap] = []
    for row in rows:
        for criterion in np.flatnonzero(verdicts[:, row] > Verdict.MET).tolist():
            start, stop = spans[criterion]
            at = np.flatnonzero(card.indicators.verdicts[start:stop, row] > Verdict.MET)
            found.append(Gap(row, criterion, tuple((at + start).tolist())))
    closed = score(suppose_closed(card.snapshot, [replace(gap, concluded=False) for gap in found]), sets)
    return [
        replace(gap, concluded=bool(closed.criteria.verdicts[gap.criterion, gap.row] != Verdict.MET))
        for gap in found
    ]


def suppose_closed(snapshot: Snapshot, gaps: Iterable[Gap]) -> Snapshot:
    """The snapshot in which these gaps are closed: their indicators met and, where need be, so concluded."""
    closed = list(gaps)
    reporting = snapshot.reporting.copy()
    reporting[[gap.row for gap in closed]] = True
    indicators = {(gap.row, item): Verdict.MET for gap in closed for item in gap.indicators}
    criteria = {(gap.row, gap.criterion): Verdict.MET for gap in closed if gap.concluded}
    return replace(
        snapshot,
        reporting=reporting,
        supposed_indicators=suppose_verdicts(snapshot.supposed_indicators, indicators),
        supposed_criteria=suppose_verdicts(snapshot.supposed_criteria, criteria),
    ).prepared()


def carried_by_people(card: Scorecard, gap: Gap) -> bool:
    """Whether everything that is lacking rests with the people, so that it can start at once."""
    indicators = card.criteria_set.indicators
    return bool(gap.indicators) and all(
        indicators[item].carried_by is CarriedBy.PEOPLE for item in gap.indicators
    )
