"""Snapshots out of the database: what speaks of communes on a day, read as columns into the matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    not_,
    select,
    type_coerce,
)

from ntm.criteria.model import CriteriaSet
from ntm.scoring.assemble import code_of, from_codes
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE
from ntm.scoring.shape import Shape, shape_of
from ntm.scoring.snapshot import Declarations, Snapshot, Stated, UnitRow
from ntm.scoring.verdict import Body
from ntm.store import speaking
from ntm.store.acts import last_moment
from ntm.store.database import Database
from ntm.store.spoken import SpokenStatements, by_first_day
from ntm.store.tables import DECLARATION, MEASUREMENT, current, statement


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
        for unit_from, rows in by_first_day(units).items():
            for codes in speaking.chunks(list(rows)):
                group = _Group(connection, criteria_set.id, unit_from, codes, day)
                if past is not None:
                    _fill_past(filling, rows, group, past, later_only=False)
                    continue
                few = len(codes) <= _FEW
                if _fill_few(filling, rows, group) if few else _fill_present(filling, rows, group):
                    _fill_past(filling, rows, group, None, later_only=True)
                if filling.needs_days and not few:  # the others gave their days
                    filling.put_days(rows, _days(group, filling.dated))
    codes_of, on_indicators, on_criteria = filling.done()
    stated = SpokenStatements(database, criteria_set.id, day, units, filling.reporting, past or last)
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


_SEPARATOR = "\n"  # stands in no item's id
_FEW = 8
"""So few units are asked of in one question, row by row; of many, four questions bring the same in less time."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Units alike in their first day, few enough for one query, and what is asked of them."""

    connection: Connection
    set_id: str
    unit_from: date
    codes: Sequence[str]
    day: date

    def tuples(self, query: Select[Any], **more: Any) -> Sequence[Any]:
        """The rows as the driver gives them: these columns need no conversion, and Row objects double the cost."""
        asked = {"set": self.set_id, "begins": self.unit_from, "codes": self.codes, "day": self.day} | more
        with self.connection.execute(query, asked) as result:
            rows: Sequence[Any] = result.cursor.fetchall()
            return rows


def _fill_present(filling: _Filling, rows: Mapping[str, int], group: _Group) -> bool:
    """Fill in what speaks now and is not later than the day; whether something later hides what spoke then."""
    present = _present()
    filling.put_joined(rows, group.tuples(present.numbers))
    filling.put_words(rows, group.tuples(present.words))
    filling.put_declarations(rows, group.tuples(present.declared))
    [(illustrative, hidden)] = group.tuples(present.marks)
    filling.illustrative = filling.illustrative or bool(illustrative)
    return bool(hidden)


@dataclass(frozen=True, slots=True)
class _Present:
    """The queries of what speaks now of a group's units and is not later than its day."""

    numbers: Select[Any]
    words: Select[Any]
    declared: Select[Any]
    marks: Select[Any]


def _here() -> ColumnElement[bool]:
    """A group's rows in the table of what speaks now."""
    c = current.c
    return speaking.of_units(
        bindparam("set", type_=c.set_id.type),
        bindparam("begins", type_=c.unit_from.type),
        bindparam("codes", type_=c.unit_code.type, expanding=True),
    )


@cache
def _present() -> _Present:
    """Made once: making the four takes longer than asking them of one commune."""
    c = current.c
    day = bindparam("day", type_=c.day.type)
    then = and_(_here(), c.day <= day)
    measured = and_(then, c.kind == MEASUREMENT)
    plain = and_(c.code.is_not(None), c.code != NOT_APPLICABLE)
    numbers = select(c.unit_code, _joined(c.item), _joined(cast(c.code, Text)))
    grade = select(statement.c.grade).where(
        *(statement.c[name] == c[name] for name in (*speaking.PAIR, "day", "seq"))
    )
    words = select(
        c.unit_code,
        c.item,
        c.code,
        type_coerce(c.day, String),
        grade.correlate(current).scalar_subquery(),
    )
    made_up = func.max(case((and_(c.day <= day, c.illustrative), 1), else_=0))
    later = func.max(case((c.day > day, 1), else_=0))
    return _Present(
        numbers.where(measured, plain).group_by(c.unit_code),
        words.where(measured, not_(plain)),
        select(c.unit_code, c.item, c.verdict, c.body).where(then, c.kind == DECLARATION),
        select(made_up, later).where(_here()),
    )


def _joined(column: ColumnElement[str]) -> ColumnElement[str]:
    """A unit's values in one line each: one row a commune costs a fifth of one row a value."""
    return func.aggregate_strings(column, _SEPARATOR)


def _fill_few(filling: _Filling, rows: Mapping[str, int], group: _Group) -> bool:
    """What `_fill_present` does, for a few units, with the days."""
    found = group.tuples(_few())
    _put(filling, rows, [row[:-1] for row in found if not row[-1]])
    return any(row[-1] for row in found)


@cache
def _few() -> Select[Any]:
    """What speaks now, whether it is later than the day last."""
    c = current.c
    grade = select(statement.c.grade).where(
        *(statement.c[name] == c[name] for name in (*speaking.PAIR, "day", "seq"))
    )
    worded = and_(c.kind == MEASUREMENT, c.code.is_(None))
    later = case((c.day > bindparam("day", type_=c.day.type), 1), else_=0)
    return select(
        c.kind, c.unit_code, c.item, c.code, type_coerce(c.day, String),
        case((worded, grade.correlate(current).scalar_subquery())), c.verdict, c.body,
        type_coerce(c.illustrative, Integer), later,
    ).where(_here(), c.day.is_not(None))  # fmt: skip


def _fill_past(
    filling: _Filling, rows: Mapping[str, int], group: _Group, known_at: datetime | None, *, later_only: bool
) -> None:
    """Fill in what spoke on the day, sought pair by pair."""
    known = {} if known_at is None else {"known_at": known_at}
    _put(filling, rows, group.tuples(_past(known_at is not None, later_only), **known))


def _put(filling: _Filling, rows: Mapping[str, int], found: Sequence[Any]) -> None:
    """Put (kind, unit, item, code, day, grade, verdict, body, illustrative) where it belongs."""
    measured = [row[1:6] for row in found if row[0] == MEASUREMENT]
    filling.put_numbers(rows, [row[:3] for row in measured if row[2] not in (None, NOT_APPLICABLE)])
    filling.put_words(rows, [row for row in measured if row[2] in (None, NOT_APPLICABLE)])
    filling.put_days(rows, [(row[0], row[1], row[3]) for row in measured if row[1] in filling.dated])
    filling.put_declarations(rows, [(*row[1:3], *row[6:8]) for row in found if row[0] == DECLARATION])
    filling.illustrative = filling.illustrative or any(row[-1] for row in found)


@cache
def _past(known_at: bool, later_only: bool) -> Select[Any]:
    """The query of what spoke on a day, made once."""
    chosen = speaking.sought(
        bindparam("set", type_=statement.c.set_id.type),
        bindparam("begins", type_=statement.c.unit_from.type),
        bindparam("codes", type_=statement.c.unit_code.type, expanding=True),
        bindparam("day", type_=statement.c.day.type),
        bindparam("known_at", type_=statement.c.recorded_at.type) if known_at else None,
        later_only,
    )
    c = statement.c
    columns = (c.kind, c.unit_code, c.item, c.code, type_coerce(c.day, String), c.grade, c.verdict, c.body)
    query = select(*columns, type_coerce(c.illustrative, Integer))
    return query.join(chosen, speaking.spoken(chosen))


@cache
def _days_query() -> Select[Any]:
    c = current.c
    return select(c.unit_code, c.item, type_coerce(c.day, String)).where(
        _here(),
        c.kind == MEASUREMENT,
        c.item.in_(bindparam("items", expanding=True)),
        c.day <= bindparam("day", type_=c.day.type),
    )


def _days(group: _Group, items: Iterable[str]) -> Sequence[Any]:
    """The days of what speaks now of these items."""
    return group.tuples(_days_query(), items=sorted(items))


class _Filling:
    """The matrix and the declarations while they are being filled.

    Items the set (in this version) does not have are passed over; their unit reports nevertheless. Days are only
    compared with each other, so they stay as the driver gives them.
    """

    def __init__(self, criteria_set: CriteriaSet, units: Sequence[UnitRow]) -> None:
        self._measures = criteria_set.measures
        self._shape: Shape = shape_of(criteria_set)
        # A measure the set does not have goes to one more row, which is left behind in the end.
        self._codes: npt.NDArray[np.int64] = np.full((len(self._measures) + 1, len(units)), MISSING, np.int64)
        self._not_applicable: list[tuple[int, str, Any]] = []
        self._days: dict[tuple[int, str], Any] = {}
        self._on_indicators: list[tuple[int, int, int, int]] = []
        self._on_criteria: list[tuple[int, int, int, int]] = []
        self.reporting: npt.NDArray[np.bool_] = np.zeros(len(units), np.bool_)
        self.illustrative = False
        self.needs_days = False
        self.dated = frozenset(
            self._measures[at].id
            for start, stop in self._shape.measure_spans
            if stop - start > 1
            for at in range(start, stop)
        )

    def put_numbers(self, rows: Mapping[str, int], said: Sequence[tuple[str, str, int]]) -> None:
        """Put (unit, item, code) where they belong."""
        for unit_code, item, code in said:
            row = rows[unit_code]
            self._codes[self._shape.measure_index.get(item, len(self._measures)), row] = code
            self.reporting[row] = True

    def put_joined(self, rows: Mapping[str, int], said: Sequence[tuple[str, str, str]]) -> None:
        """Put (unit, its items, their codes), both joined in the same order."""
        beyond, index = len(self._measures), self._shape.measure_index
        places: dict[str, list[int]] = {}
        for unit_code, items, codes in said:
            row = rows[unit_code]
            if items not in places:  # communes mostly state the same items
                places[items] = [index.get(item, beyond) for item in items.split(_SEPARATOR)]
            self._codes[places[items], row] = np.array(codes.split(_SEPARATOR), np.int64)
            self.reporting[row] = True

    def put_words(
        self, rows: Mapping[str, int], said: Sequence[tuple[str, str, int | None, Any, str]]
    ) -> None:
        """Put (unit, item, code, day, grade): "not applicable" (by its code), or a grade (no code).

        A grade's place depends on the set's scale, and so on the version of the law: it is found now.
        """
        for unit_code, item, code, day, grade in said:
            row = rows[unit_code]
            self.reporting[row] = True
            if code == NOT_APPLICABLE:
                self._not_applicable.append((row, item, day))
                self.needs_days = (
                    self.needs_days or item in self.dated or item not in self._shape.measure_index
                )
            elif (measure := self._shape.measure_index.get(item)) is not None:
                self._codes[measure, row] = self._grade(measure, grade)

    def put_days(self, rows: Mapping[str, int], said: Sequence[tuple[str, str, Any]]) -> None:
        """Keep the days (unit, item, day) of what is said of one of several measures of an indicator."""
        self._days.update(((rows[unit_code], item), day) for unit_code, item, day in said)

    def put_declarations(self, rows: Mapping[str, int], said: Sequence[tuple[str, str, int, int]]) -> None:
        """Put (unit, item, verdict, body): on a criterion by its number, else on an indicator."""
        for unit_code, item, verdict, body in said:
            row = rows[unit_code]
            self.reporting[row] = True
            if (criterion := self._shape.criterion_index.get(item)) is not None:
                self._on_criteria.append((row, criterion, verdict, body))
            elif (indicator := self._shape.indicator_index.get(item)) is not None:
                self._on_indicators.append((row, indicator, verdict, body))

    def done(self) -> tuple[npt.NDArray[np.int64], Declarations, Declarations]:
        """The matrix, and the declarations on indicators and on criteria.

        "Not applicable" covers every measure of its indicator, save one stated anew on a later day.
        """
        for row, item, day in self._not_applicable:
            indicator = self._shape.indicator_index.get(item)
            if indicator is None:
                self._codes[self._shape.measure_index.get(item, len(self._measures)), row] = NOT_APPLICABLE
                continue
            for at in range(*self._shape.measure_spans[indicator]):
                own = self._days.get((row, self._measures[at].id))
                if own is None or own <= day:
                    self._codes[at, row] = NOT_APPLICABLE
        codes = self._codes[: len(self._measures)]
        return codes, _declarations(self._on_indicators), _declarations(self._on_criteria)

    def _grade(self, measure: int, grade: str) -> int:
        said = Stated(self._measures[measure].id, date.min, Body.COMMUNE, grade=grade)
        return code_of(self._measures[measure], said)


def _declarations(found: Sequence[tuple[int, int, int, int]]) -> Declarations:
    if not found:
        return Declarations.empty()
    columns = np.array(found, np.int32)
    narrow = columns.astype(np.int8)
    return Declarations(columns[:, 0].copy(), columns[:, 1].copy(), narrow[:, 2].copy(), narrow[:, 3].copy())
