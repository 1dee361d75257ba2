"""How much of a set was checked against the published text: thresholds counted by mark.

The marks are those that may be shown on the day (an amendment not yet compared takes "read" away). The
decision's column *chung* is counted apart and never mixed in: no commune is judged by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ntm.criteria.model import Context, CriteriaSet, Indicator, Mark, Measure, Threshold
from ntm.criteria.requirement import own_law


@dataclass(frozen=True, slots=True)
class Covered:
    """One threshold and its effective mark; `threshold` is None where a unit's measure has none at all."""

    indicator: Indicator
    measure: Measure
    threshold: Threshold | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Coverage:
    """The thresholds of a set, or those that apply to one unit, with their marks on a day."""

    criteria_set: CriteriaSet
    day: date
    lines: tuple[Covered, ...]
    general: tuple[Covered, ...]  # the column chung; empty for a unit

    @property
    def counts(self) -> Mapping[Mark, int]:
        """How many thresholds bear each mark, the column *chung* left out; every mark has a number."""
        return count_marks(self.lines)

    @property
    def general_counts(self) -> Mapping[Mark, int]:
        """The same for the column *chung* alone."""
        return count_marks(self.general)

    @property
    def unchecked(self) -> int:
        """How many thresholds are not marked read."""
        return sum(line.mark is not Mark.READ for line in self.lines)

    @property
    def delegated(self) -> int:
        """How many thresholds are left to the province and not yet entered."""
        return sum(
            line.threshold is not None and line.threshold.delegated and line.mark is Mark.MISSING
            for line in self.lines
        )

    @property
    def illustrative(self) -> int:
        """How many thresholds are made up for the demonstration."""
        return sum(line.threshold is not None and line.threshold.illustrative for line in self.lines)


def coverage(criteria_set: CriteriaSet, day: date, context: Context | None = None) -> Coverage:
    """Coverage of the whole set, or, with a context, of what applies there: one line for each measure.

    In the whole set a threshold that men, women and the total share counts once: it is one line of law.
    """
    if context is not None:
        return Coverage(criteria_set, day, tuple(_applying(criteria_set, day, context)), ())
    lines: list[Covered] = []
    general: list[Covered] = []
    for indicator in criteria_set.indicators:
        for measure in own_law(indicator):
            for threshold in measure.thresholds:
                covered = Covered(indicator, measure, threshold, criteria_set.mark_on(threshold, day))
                (general if threshold.general else lines).append(covered)
    return Coverage(criteria_set, day, tuple(lines), tuple(general))


def _applying(criteria_set: CriteriaSet, day: date, context: Context) -> Iterator[Covered]:
    for indicator in criteria_set.indicators:
        for measure in indicator.measures:
            found = next((threshold for threshold in measure.thresholds if threshold.applies(context)), None)
            mark = Mark.MISSING if found is None else criteria_set.mark_on(found, day)
            yield Covered(indicator, measure, found, mark)


def count_marks(lines: Iterable[Covered]) -> Mapping[Mark, int]:
    """Lines counted by mark, zero included, certain first."""
    counted = Counter(line.mark for line in lines)
    return {mark: counted[mark] for mark in Mark}
