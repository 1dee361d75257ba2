"""The shape of a set: which measures make an indicator, which indicators a criterion, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ntm.criteria.model import CriteriaSet


@dataclass(frozen=True, slots=True)
class Same:
    """A criteria set that is equal to itself alone, so that caching does not hash the whole law."""

    criteria_set: CriteriaSet

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.criteria_set is self.criteria_set

    def __hash__(self) -> int:
        return id(self.criteria_set)


@dataclass(frozen=True, slots=True)
class Shape:
    """Spans are (start, stop) in the order of the set. `totals` are the measures that can only disprove.

    `lone_totals` are such measures with none beside them that could prove met; they are not in `totals`.
    """

    measure_spans: tuple[tuple[int, int], ...]
    indicator_spans: tuple[tuple[int, int], ...]
    totals: tuple[int, ...]
    lone_totals: tuple[int, ...]
    measure_index: Mapping[str, int]
    indicator_index: Mapping[str, int]
    criterion_index: Mapping[str, int]
    criterion_of: tuple[int, ...]


def shape_of(criteria_set: CriteriaSet) -> Shape:
    """The shape of a set; made once a set."""
    return _shape_of(Same(criteria_set))


@lru_cache(maxsize=64)
def _shape_of(same: Same) -> Shape:
    criteria_set = same.criteria_set
    measure_spans: list[tuple[int, int]] = []
    indicator_spans: list[tuple[int, int]] = []
    totals: list[int] = []
    lone: list[int] = []
    criterion_of: list[int] = []
    at = 0
    for number, criterion in enumerate(criteria_set.criteria):
        first = len(measure_spans)
        for indicator in criterion.indicators:
            alone = all(measure.only_disproves for measure in indicator.measures)
            for offset, measure in enumerate(indicator.measures):
                if measure.only_disproves:
                    (lone if alone else totals).append(at + offset)
            measure_spans.append((at, at + len(indicator.measures)))
            at += len(indicator.measures)
            criterion_of.append(number)
        indicator_spans.append((first, len(measure_spans)))
    return Shape(
        tuple(measure_spans),
        tuple(indicator_spans),
        tuple(totals),
        tuple(lone),
        {measure.id: index for index, measure in enumerate(criteria_set.measures)},
        {indicator.id: index for index, indicator in enumerate(criteria_set.indicators)},
        {criterion.number: index for index, criterion in enumerate(criteria_set.criteria)},
        tuple(criterion_of),
    )
