"""The statements that speak of a snapshot's units, whole: read when asked for, several units at once.

A snapshot itself holds codes alone; who said a value, when and with which note is wanted of a few units mostly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Row

from ntm.scoring.snapshot import Stated, UnitRow
from ntm.store import speaking
from ntm.store.database import Database
from ntm.store.entries import recorded
from ntm.store.statements import whole_statements
from ntm.store.tables import KIND_WORDS, key_day

Key = tuple[str, str]
"""An item and a kind: "measurement" or "declaration"."""


def by_first_day(units: Sequence[UnitRow]) -> dict[date, dict[str, int]]:
    """Row by code, for the units that begin on the same day."""
    groups: dict[date, dict[str, int]] = {}
    for row, unit in enumerate(units):
        groups.setdefault(key_day(unit.valid_from), {})[unit.code] = row
    return groups


class SpokenStatements(Mapping[int, Mapping[Key, Stated]]):
    """The speaking statements of the units that report, by row.

    Nothing stays open between the questions, and all answers are as known at one moment. One unit is read by
    itself; who goes on to others gets as many read ahead as were read before, since many are wanted then.
    """

    def __init__(
        self,
        database: Database,
        set_id: str,
        day: date,
        units: Sequence[UnitRow],
        reporting: npt.NDArray[np.bool_],
        known_at: datetime,
    ) -> None:
        self._database = database
        self._asked = (set_id, day, known_at)
        self._units = tuple(units)
        self._rows = [int(row) for row in np.flatnonzero(reporting)]
        self._reporting = frozenset(self._rows)
        self._read: dict[int, _OfUnit] = {}

    def __getitem__(self, row: int) -> Mapping[Key, Stated]:
        """What speaks of the unit in that row."""
        if row not in self._reporting:
            raise KeyError(row)
        if row not in self._read:
            following = [one for one in self._rows if one >= row and one not in self._read]
            self._fetch(following[: max(1, len(self._read))])
        return self._read[row]

    def __iter__(self) -> Iterator[int]:
        """The rows; whoever goes through them wants them all, so they are read together."""
        self._fetch([row for row in self._rows if row not in self._read])
        return iter(self._rows)

    def __len__(self) -> int:
        """How many units report."""
        return len(self._rows)

    def __contains__(self, row: object) -> bool:
        """Whether the unit in that row reports."""
        return row in self._reporting

    def _fetch(self, rows: Sequence[int]) -> None:
        set_id, day, known_at = self._asked
        if not rows:
            return
        found: dict[int, dict[Key, Row[Any]]] = {row: {} for row in rows}
        with self._database.reading() as connection:
            for unit_from, by_code in by_first_day([self._units[row] for row in rows]).items():
                for codes in speaking.chunks(list(by_code)):
                    for one in whole_statements(connection, codes, unit_from, set_id, day, known_at):
                        found[rows[by_code[one.unit_code]]][one.item, KIND_WORDS[one.kind]] = one
        self._read.update((row, _OfUnit(held)) for row, held in found.items())


class _OfUnit(Mapping[Key, Stated]):
    """What speaks of one unit; a statement is made of its row when it is looked at."""

    def __init__(self, rows: Mapping[Key, Row[Any]]) -> None:
        self._rows = rows
        self._made: dict[Key, Stated] = {}

    def __getitem__(self, key: Key) -> Stated:
        """The statement that speaks of that item."""
        if key not in self._made:
            self._made[key] = recorded(self._rows[key]).stated
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        """What is spoken of, by item as text."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many statements speak."""
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        """Whether anything speaks of that item."""
        return key in self._rows
