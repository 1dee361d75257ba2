"""Which statement speaks on a day, as known at a moment; and the table of what speaks now.

Of measurements the latest day speaks, then the higher body, then the last recorded; of declarations the
higher body, then the latest day, then the last recorded. A statement withdrawn by the moment does not speak,
and nothing crosses a unit's `valid_from`: it is part of the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    null,
    select,
)
from sqlalchemy.sql.selectable import CTE

from ntm.store.tables import DECLARATION, MEASUREMENT, current, statement

T = TypeVar("T")
Asked: TypeAlias = T | BindParameter[T]

CHUNK = 500
"""How many units one query asks for."""

PAIR = ("set_id", "unit_code", "unit_from", "kind", "item")
"""What identifies a row of `current`."""
SPOKEN = ("day", "seq", "body", "code", "verdict", "illustrative")
"""What a row of `current` says of the speaking statement."""


class Rank(NamedTuple):
    """What decides between two statements of one kind on one item: the greater speaks."""

    first: Any
    second: Any
    seq: int


def rank(kind: int, day: date, body: int, seq: int) -> Rank:
    """The rank of a statement: (day, body, seq) of a measurement, (body, day, seq) of a declaration."""
    return Rank(day, body, seq) if kind == MEASUREMENT else Rank(body, day, seq)


def chunks(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    """The codes in portions of CHUNK."""
    for start in range(0, len(codes), CHUNK):
        yield codes[start : start + CHUNK]


def any_later(connection: Connection, set_id: str, unit_from: date, codes: Sequence[str], day: date) -> bool:
    """Whether some of what speaks now of these units is later than the day, so that its past is sought."""
    query = select(exists().where(of_units(set_id, unit_from, codes), current.c.day > day))
    return bool(connection.execute(query).scalar_one())


def sought(
    set_id: Asked[str],
    unit_from: Asked[date],
    codes: Asked[Sequence[str]],
    day: Asked[date],
    known_at: Asked[datetime] | None = None,
    later_only: bool = False,
) -> CTE:
    """For every pair ever stated of these units, the key of what spoke on the day: one index seek a pair.

    What is asked are values, or bound parameters of a query that is made once.

    `later_only` leaves out the pairs whose present speaker is not later than the day: it spoke then too.
    """
    chosen = []
    for kind in (MEASUREMENT, DECLARATION):
        seek = _seek(kind, day, known_at).scalar_subquery()
        pairs = select(*(current.c[name] for name in PAIR), seek.label("seq")).where(
            of_units(set_id, unit_from, codes), current.c.kind == kind
        )
        chosen.append(pairs.where(current.c.day > day) if later_only else pairs)
    return chosen[0].union_all(chosen[1]).cte("chosen").prefix_with("MATERIALIZED")


def spoken(key: CTE) -> ColumnElement[bool]:
    """The condition that joins a statement to the key that `sought` chose."""
    return and_(*(statement.c[name] == key.c[name] for name in (*PAIR, "seq")))


def refresh(connection: Connection, pair: tuple[Any, ...]) -> None:
    """Find anew what speaks now of one pair (its values in the order of PAIR), after a withdrawal."""
    kind = pair[PAIR.index("kind")]
    here = and_(*(statement.c[name] == value for name, value in zip(PAIR, pair, strict=True)))
    found = connection.execute(
        select(*(statement.c[name] for name in SPOKEN))
        .where(here, _speaks(None))
        .order_by(*_order(kind))
        .limit(1)
    ).one_or_none()
    values = dict.fromkeys(SPOKEN) if found is None else found._asdict()
    there = and_(*(current.c[name] == value for name, value in zip(PAIR, pair, strict=True)))
    connection.execute(current.update().where(there).values(**values))


def rebuild(connection: Connection) -> None:
    """Make the table of what speaks now anew from the statements."""
    connection.execute(delete(current))
    connection.execute(insert(current).from_select([*PAIR, *SPOKEN], _expected()))


def differences(connection: Connection) -> int:
    """How many rows of the table of what speaks now are not what the statements say; 0 when it is sound."""
    stored = select(*(current.c[name] for name in (*PAIR, *SPOKEN)))
    expected = _expected()
    wrong: set[tuple[Any, ...]] = set()
    for part in (stored.except_(expected), expected.except_(stored)):
        wrong.update(tuple(row)[: len(PAIR)] for row in connection.execute(part))
    return len(wrong)


def of_units(set_id: Asked[str], unit_from: Asked[date], codes: Asked[Sequence[str]]) -> ColumnElement[bool]:
    """The rows of `current` of these units (alike in their first day) in a set."""
    return and_(current.c.set_id == set_id, current.c.unit_from == unit_from, current.c.unit_code.in_(codes))


def _order(kind: int) -> tuple[ColumnElement[Any], ...]:
    day, body, seq = statement.c.day.desc(), statement.c.body.desc(), statement.c.seq.desc()
    return (day, body, seq) if kind == MEASUREMENT else (body, day, seq)


def _speaks(known_at: Asked[datetime] | None) -> ColumnElement[bool]:
    """Recorded by the moment, no withdrawal itself, and not withdrawn by the moment.

    A withdrawal carries the key and the day of what it withdraws, so it is found beside it.
    """
    later = statement.alias("later")
    withdrawn = and_(
        *(later.c[name] == statement.c[name] for name in (*PAIR, "day")), later.c.withdraws == statement.c.seq
    )
    if known_at is None:
        return and_(statement.c.withdraws.is_(None), ~exists().where(withdrawn))
    return and_(
        statement.c.withdraws.is_(None),
        statement.c.recorded_at <= known_at,
        ~exists().where(withdrawn, later.c.recorded_at <= known_at),
    )


def _seek(kind: int, day: Asked[date], known_at: Asked[datetime] | None) -> Select[int]:
    return (
        select(statement.c.seq)
        .where(
            *(statement.c[name] == current.c[name] for name in PAIR),
            statement.c.day <= day,
            _speaks(known_at),
        )
        .correlate(current)
        .order_by(*_order(kind))
        .limit(1)
    )


def _expected() -> Select[Any]:
    """What `current` must hold, found in another way than row by row: by numbering each pair's statements."""
    speaks = _speaks(None)
    pair = [statement.c[name] for name in PAIR]
    measured = statement.c.kind == MEASUREMENT
    # Days and bodies change places for declarations; both orders end with the last recorded.
    order = (
        case((speaks, 0), else_=1),
        case((measured, statement.c.day), else_=null()).desc(),
        statement.c.body.desc(),
        statement.c.day.desc(),
        statement.c.seq.desc(),
    )
    numbered = select(
        *pair,
        *(statement.c[name] for name in SPOKEN),
        case((speaks, 1), else_=0).label("speaks"),
        func.row_number().over(partition_by=pair, order_by=order).label("place"),
    ).subquery()
    values = [case((numbered.c.speaks == 1, numbered.c[name]), else_=null()).label(name) for name in SPOKEN]
    return select(*(numbered.c[name] for name in PAIR), *values).where(numbered.c.place == 1)
