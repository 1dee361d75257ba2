"""Figures that cross from one criteria set to another: those linked by `same_as`, and no others.

Items never cross by their number: 14.1 is schooling in one set and health insurance in another. Only figures
cross; declarations and "not applicable" are said of a set's own indicator and stay there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ntm.criteria.difference import links
from ntm.criteria.model import CriteriaSet, Kind
from ntm.scoring.assemble import MEASUREMENT, from_codes
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE
from ntm.scoring.snapshot import Snapshot, Stated

Entries = Mapping[tuple[str, str], Stated]


@dataclass(frozen=True)
class _Crossed(Mapping[int, Entries]):
    """The statements of both sets as the second knows them; its own go before those that cross."""

    source: Mapping[int, Entries]
    own: Mapping[int, Entries]
    linked: Mapping[str, str]
    crossed: Mapping[int, frozenset[str]]

    def __getitem__(self, row: int) -> Entries:
        items = self.crossed.get(row, frozenset())
        found = dict(self.own.get(row, {}))
        if not items and not found:
            raise KeyError(row)
        said = self.source.get(row, {}) if items else {}
        for old, new in self.linked.items():
            stated = said.get((old, MEASUREMENT))
            if new in items and stated is not None:
                found[new, MEASUREMENT] = replace(stated, item=new)
        return found

    def __iter__(self) -> Iterator[int]:
        yield from sorted(self.crossed.keys() | set(self.own))

    def __len__(self) -> int:
        return len(self.crossed.keys() | set(self.own))


def linked_items(source: CriteriaSet, target: CriteriaSet) -> dict[str, str]:
    """The measures of the same figure, source to target; the kind and the scale of grades must be the same."""
    found: dict[str, str] = {}
    for old, new in links(source, target).items():
        a, b = source.measure_by_id[old], target.measure_by_id[new]
        if a.kind is b.kind and (a.kind is not Kind.GRADE or a.scale == b.scale):
            found[old] = new
    return found


def cross(
    source: Snapshot, source_set: CriteriaSet, target_set: CriteriaSet, own: Snapshot | None
) -> Snapshot:
    """The source's communes as the target set sees them: what is stated in it, else linked figures.

    `own` is what is stated in the target set of the same communes in the same order, None for nothing. Every
    other item is open.
    """
    if own is None:
        shape = (len(target_set.measures), len(source.units))
        own = from_codes(
            target_set,
            source.day,
            source.units,
            np.full(shape, MISSING, np.int32),
            np.zeros(len(source.units), np.bool_),
            known_at=source.known_at,
            overlays=source.overlays,
            places_complete=source.places_complete,
        )
    linked = linked_items(source_set, target_set)
    old_at = {measure.id: index for index, measure in enumerate(source_set.measures)}
    new_at = {measure.id: index for index, measure in enumerate(target_set.measures)}
    codes = own.codes.astype(np.int64)
    carried: dict[int, set[str]] = {}
    for old, new in linked.items():
        coming = source.codes[old_at[old]]
        takes = (codes[new_at[new]] == MISSING) & (coming != MISSING) & (coming != NOT_APPLICABLE)
        codes[new_at[new]] = np.where(takes, coming, codes[new_at[new]])
        for row in np.flatnonzero(takes).tolist():
            carried.setdefault(row, set()).add(new)
    reporting = own.reporting.copy()
    reporting[list(carried)] = True
    crossed = {row: frozenset(items) for row, items in carried.items()}
    return from_codes(
        target_set,
        source.day,
        source.units,
        codes,
        reporting,
        on_indicators=own.on_indicators,
        on_criteria=own.on_criteria,
        supposed_indicators=own.supposed_indicators,
        supposed_criteria=own.supposed_criteria,
        stated=_Crossed(source.stated, own.stated, linked, crossed),
        known_at=source.known_at,
        illustrative=source.illustrative or own.illustrative,
        overlays=own.overlays,
        places_complete=source.places_complete,
    )
