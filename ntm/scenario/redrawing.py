"""Boundaries redrawn: a snapshot in which some communes became one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ntm.criteria.model import CriteriaSet
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.snapshot import Declarations, Snapshot, Stated, UnitRow

Entries = Mapping[tuple[str, str], Stated]


@dataclass(frozen=True)
class _Kept(Mapping[int, Entries]):
    """The statements of the rows that stay, under their new numbers, then those of the new units."""

    base: Mapping[int, Entries]
    rows: Sequence[int]
    added: Sequence[Entries]

    def __getitem__(self, row: int) -> Entries:
        return self.base[self.rows[row]] if row < len(self.rows) else self.added[row - len(self.rows)]

    def __iter__(self) -> Iterator[int]:
        yield from (row for row, old in enumerate(self.rows) if old in self.base)
        yield from range(len(self.rows), len(self.rows) + len(self.added))

    def __len__(self) -> int:
        return sum(1 for _row in self)


def merged(
    snapshot: Snapshot, criteria_set: CriteriaSet, rows: Sequence[int], unit: UnitRow, entries: Entries
) -> Snapshot:
    """The snapshot with the units in these rows gone and one in their place, in its last row."""
    gone = set(rows)
    kept = [row for row in range(len(snapshot.units)) if row not in gone]
    builder = SnapshotBuilder(criteria_set, snapshot.day, [unit], overlays=snapshot.overlays)
    for stated in entries.values():
        builder.put(0, stated)
    new = builder.build()
    place = np.full(len(snapshot.units), -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return replace(
        snapshot,
        units=(*(snapshot.units[row] for row in kept), unit),
        codes=np.ascontiguousarray(np.concatenate([snapshot.codes[:, kept], new.codes], axis=1)),
        reporting=np.append(snapshot.reporting[kept], new.reporting),
        on_indicators=_moved(snapshot.on_indicators, place),
        on_criteria=_moved(snapshot.on_criteria, place),
        supposed_indicators=_moved(snapshot.supposed_indicators, place),
        supposed_criteria=_moved(snapshot.supposed_criteria, place),
        stated=_Kept(snapshot.stated, kept, [entries]),
    ).prepared()


def _moved(held: Declarations, place: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Declarations:
    rows = place[held.rows]
    stays = rows >= 0
    return Declarations(rows[stays], held.items[stays], held.verdicts[stays], held.bodies[stays])
