"""Snapshots out of the database: what speaks of communes on a day, read as columns into the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Integer, String, select, type_coerce

from ntm.criteria.model import CriteriaSet
from ntm.scoring.assemble import code_of, from_codes
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE
from ntm.scoring.shape import Shape, shape_of
from ntm.scoring.snapshot import Declarations, Snapshot, Stated, UnitRow
from ntm.scoring.verdict import Body
from ntm.store import speaking
from ntm.store.acts import last_moment
from ntm.store.database import Database
from ntm.store.entries import recorded
from ntm.store.statements import whole_statements
from ntm.store.tables import KIND_WORDS, MEASUREMENT, current, key_day, statement


def snapshot(
    database: Database,
    criteria_set: CriteriaSet,
    day: date,
    units: Sequence[UnitRow],
    known_at: datetime | None = None,
    *,
    overlays: tuple[str, ...] | None = None,
    places_complete: bool = True,
) -> Snapshot:
    """What the database knows of these units on a day, in the set; as known at a moment (None: now).

    What speaks now is read from the table kept for it; a pair whose present speaker is later than the day,
    and every pair when an earlier moment is asked for, is sought among its statements. `stated` is read when
    asked for, as known at the same moment as the rest.
    """
    filling = _Filling(criteria_set, units)
    with database.reading() as connection:
        last = last_moment(connection)
        past = known_at if known_at is not None and known_at < last else None
        for unit_from, rows in _by_first_day(units).items():
            for codes in speaking.chunks(list(rows)):
                if past is None:
                    filling.fill(rows, _present(connection, criteria_set.id, unit_from, codes, day))
                    if speaking.any_later(connection, criteria_set.id, unit_from, codes, day):
                        filling.fill(
                            rows,
                            _past(connection, criteria_set.id, unit_from, codes, day, None, later_only=True),
                        )
                else:
                    filling.fill(rows, _past(connection, criteria_set.id, unit_from, codes, day, past))
    codes_of, on_indicators, on_criteria = filling.done()
    stated = _SpokenStatements(database, criteria_set.id, day, units, filling.reporting, past or last)
    return from_codes(
        criteria_set,
        day,
        units,
        codes_of,
        filling.reporting,
        on_indicators=on_indicators,
        on_criteria=on_criteria,
        stated=stated,
        known_at=known_at,
        illustrative=filling.illustrative,
        overlays=overlays,
        places_complete=places_complete,
    )


# The columns that fill a snapshot, and after them a grade's word: its place depends on the set's scale, and
# so on the version of the law. Days are only compared with each other, so they stay as the driver gives them.
_COLUMNS = ("unit_code", "kind", "item", "code", "verdict", "body", "day", "illustrative")


def _by_first_day(units: Sequence[UnitRow]) -> dict[date, dict[str, int]]:
    """Row by code, for the units that begin on the same day."""
    groups: dict[date, dict[str, int]] = {}
    for row, unit in enumerate(units):
        groups.setdefault(key_day(unit.valid_from), {})[unit.code] = row
    return groups


def _plain(table: Any) -> list[Any]:
    columns = [table.c[name] for name in _COLUMNS[:-2]]
    return [*columns, type_coerce(table.c.day, String), type_coerce(table.c.illustrative, Integer)]


def _present(
    connection: Connection, set_id: str, unit_from: date, codes: Sequence[str], day: date
) -> Sequence[Any]:
    here = speaking.of_units(set_id, unit_from, codes)
    grade = (
        select(statement.c.grade)
        .where(
            *(statement.c[name] == current.c[name] for name in (*speaking.PAIR, "day", "seq")),
            current.c.kind == MEASUREMENT,
            current.c.code.is_(None),
        )
        .correlate(current)
        .scalar_subquery()
    )
    return connection.execute(select(*_plain(current), grade).where(here, current.c.day <= day)).all()


def _past(
    connection: Connection,
    set_id: str,
    unit_from: date,
    codes: Sequence[str],
    day: date,
    known_at: datetime | None,
    later_only: bool = False,
) -> Sequence[Any]:
    chosen = speaking.sought(set_id, unit_from, codes, day, known_at, later_only)
    query = select(*_plain(statement), statement.c.grade).join(chosen, speaking.spoken(chosen))
    return connection.execute(query).all()


class _Filling:
    """The matrix and the declarations while they are being filled."""

    def __init__(self, criteria_set: CriteriaSet, units: Sequence[UnitRow]) -> None:
        self._measures = criteria_set.measures
        self._shape: Shape = shape_of(criteria_set)
        self._codes: npt.NDArray[np.int64] = np.full(
            (len(criteria_set.measures), len(units)), MISSING, np.int64
        )
        self._not_applicable: list[tuple[int, str, Any]] = []
        self._days: dict[tuple[int, int], Any] = {}
        self._on_indicators: list[tuple[int, int, int, int]] = []
        self._on_criteria: list[tuple[int, int, int, int]] = []
        self.reporting: npt.NDArray[np.bool_] = np.zeros(len(units), np.bool_)
        self.illustrative = False
        # A "not applicable" on an indicator is compared by day with what is said of its several measures.
        self._dated = {
            at for start, stop in self._shape.measure_spans if stop - start > 1 for at in range(start, stop)
        }

    def fill(self, rows: Mapping[str, int], spoken: Sequence[Any]) -> None:
        """Put what speaks where it belongs. Items the set (in this version) does not have are passed over."""
        measures = self._shape.measure_index
        places: list[tuple[int, int, int]] = []
        for unit_code, kind, item, code, verdict, body, day, illustrative, grade in spoken:
            row = rows[unit_code]
            self.reporting[row] = True
            if illustrative:
                self.illustrative = True
            if kind != MEASUREMENT:
                self._declare(row, item, verdict, body)
                continue
            measure = measures.get(item)
            if code == NOT_APPLICABLE:
                self._not_applicable.append((row, item, day))
            elif measure is not None:
                if code is None:
                    code = self._grade(measure, grade)
                places.append((measure, row, code))
                if measure in self._dated:
                    self._days[row, measure] = day
        if places:
            filled = np.array(places, np.int64)
            self._codes[filled[:, 0], filled[:, 1]] = filled[:, 2]

    def done(self) -> tuple[npt.NDArray[np.int64], Declarations, Declarations]:
        """The matrix, and the declarations on indicators and on criteria."""
        for row, item, day in self._not_applicable:
            indicator = self._shape.indicator_index.get(item)
            if indicator is None:
                if item in self._shape.measure_index:
                    self._codes[self._shape.measure_index[item], row] = NOT_APPLICABLE
                continue
            for at in range(*self._shape.measure_spans[indicator]):
                own = self._days.get((row, at))
                if own is None or own <= day:
                    self._codes[at, row] = NOT_APPLICABLE
        return self._codes, _declarations(self._on_indicators), _declarations(self._on_criteria)

    def _declare(self, row: int, item: str, verdict: int, body: int) -> None:
        criterion = self._shape.criterion_index.get(item)
        if criterion is not None:
            self._on_criteria.append((row, criterion, verdict, body))
        elif item in self._shape.indicator_index:
            self._on_indicators.append((row, self._shape.indicator_index[item], verdict, body))

    def _grade(self, measure: int, grade: str) -> int:
        said = Stated(self._measures[measure].id, date.min, Body.COMMUNE, grade=grade)
        return code_of(self._measures[measure], said)


def _declarations(found: Sequence[tuple[int, int, int, int]]) -> Declarations:
    if not found:
        return Declarations.empty()
    columns = np.array(found, np.int32)
    narrow = columns.astype(np.int8)
    return Declarations(columns[:, 0].copy(), columns[:, 1].copy(), narrow[:, 2].copy(), narrow[:, 3].copy())


class _SpokenStatements(Mapping[int, Mapping[tuple[str, str], Stated]]):
    """The speaking statements of the units that report, by row; a unit's are read when first asked for.

    Nothing stays open between the questions, and all answers are as known at one moment.
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
        self._read: dict[int, dict[tuple[str, str], Stated]] = {}

    def __getitem__(self, row: int) -> Mapping[tuple[str, str], Stated]:
        """What speaks of the unit in that row."""
        if row not in self._reporting:
            raise KeyError(row)
        if row not in self._read:
            self._fetch([row])
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
        units = [self._units[row] for row in rows]
        self._read.update({row: {} for row in rows})
        with self._database.reading() as connection:
            for unit_from, by_code in _by_first_day(units).items():
                for codes in speaking.chunks(list(by_code)):
                    query = whole_statements(codes, unit_from, set_id, day, known_at)
                    for found in connection.execute(query):
                        one = recorded(found)
                        row = rows[by_code[one.unit_code]]
                        self._read[row][one.stated.item, KIND_WORDS[found.kind]] = one.stated
