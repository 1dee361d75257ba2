"""Stating, withdrawing and reading back: who said what of which unit's which item, and when it was recorded.

Statements are only ever added. Whether a value may be stated at all is decided at the door, not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Result, Select, and_, bindparam, select

from ntm.errors import DataError
from ntm.store import speaking
from ntm.store.acts import begin_act, record
from ntm.store.chain import digest
from ntm.store.entries import Appended, Entry, Recorded, recorded, row_of
from ntm.store.notes import NUMBER, get_note, set_note
from ntm.store.tables import (
    KIND_WORDS,
    current,
    key_day,
    statement,
    unit,
)
from ntm.vietnamese.messages import _

_CONTENT = (
    "body", "value", "numerator", "denominator", "grade", "not_applicable", "verdict", "note", "responsible",
    "due", "evidence", "illustrative",
)  # fmt: skip

_FEW = 20
_ADD = statement.insert()


def append(
    connection: Connection,
    entries: Sequence[Entry],
    by: str,
    at: datetime | None = None,
    source: str = "cli",
) -> Appended:
    """Record the entries in the connection's transaction: all of them, or none.

    An entry that says again what the last statement of the same item, day and body says changes nothing.
    Raises DataError for a unit the database does not have and for a day before the unit's own.
    """
    moment = begin_act(connection, at)
    _check_units(connection, entries)
    rows = [row_of(entry) for entry in entries]
    known = _last_said(connection, rows)
    speakers = _speakers(connection, rows)
    stored = frozenset(speakers)
    seq = last_statement(connection)
    new: list[dict[str, Any]] = []
    changed: dict[tuple[Any, ...], dict[str, Any]] = {}
    seqs: list[int | None] = []
    for row in rows:
        pair = _pair(row)
        said = (*pair, row["day"], row["body"])
        content = _content(row)
        if known.get(said) == content:
            seqs.append(None)
            continue
        known[said] = content
        seq += 1
        seqs.append(seq)
        row |= {"seq": seq, "withdraws": None, "recorded_at": moment, "recorded_by": by}
        new.append(row)
        here = speaking.rank(row["kind"], row["day"], row["body"], seq)
        if pair not in speakers or (there := speakers[pair]) is None or here > there:
            changed[pair] = row
            speakers[pair] = here
    if new:
        connection.execute(_ADD, new)
        _write_current(connection, changed, stored)
        set_note(connection, NUMBER, str(seq))
        detail = {
            "recorded": len(new),
            "unchanged": len(rows) - len(new),
            "first": new[0]["seq"],
            "last": seq,
            "digest": digest(new),
        }
        record(connection, moment, f"{source}:statement:append", by, detail)
    return Appended(moment, tuple(seqs))


def last_statement(connection: Connection) -> int:
    """The number of the last statement; 0 before the first."""
    return int(get_note(connection, NUMBER) or 0)


def withdraw(
    connection: Connection,
    target: Recorded,
    by: str,
    at: datetime | None = None,
    note: str | None = None,
    source: str = "cli",
) -> int:
    """Take a statement back, by a new statement that names it; gives the new one's sequence number.

    Raises DataError when it is a withdrawal itself or was withdrawn before.
    """
    moment = begin_act(connection, at)
    kind = KIND_WORDS.index(target.kind)
    pair = (target.set_id, target.unit_code, key_day(target.unit_from), kind, target.stated.item)
    here = and_(*(statement.c[name] == value for name, value in zip(speaking.PAIR, pair, strict=True)))
    found = connection.execute(select(statement).where(here, statement.c.seq == target.seq)).one_or_none()
    if found is None or found.withdraws is not None:
        raise DataError(
            _("Không có phát biểu số {seq} để rút. Hãy xem: ntm status history").format(seq=target.seq)
        )
    if connection.execute(select(statement.c.seq).where(here, statement.c.withdraws == target.seq)).first():
        raise DataError(_("Phát biểu số {seq} đã được rút trước đó.").format(seq=target.seq))
    seq = last_statement(connection) + 1
    row = {
        **dict(zip(speaking.PAIR, pair, strict=True)),
        "day": found.day, "seq": seq, "body": found.body, "note": note, "illustrative": found.illustrative,
        "withdraws": target.seq, "recorded_at": moment, "recorded_by": by,
    }  # fmt: skip
    connection.execute(statement.insert().values(**row))
    set_note(connection, NUMBER, str(seq))
    speaking.refresh(connection, pair)
    detail = {"seq": seq, "withdraws": target.seq, "digest": digest([row])}
    record(connection, moment, f"{source}:statement:withdraw", by, detail)
    return seq


def history(
    connection: Connection,
    unit_code: str,
    unit_from: date | None,
    set_id: str,
    item: str | Sequence[str] | None = None,
    known_at: datetime | None = None,
) -> list[Recorded]:
    """Everything recorded of a unit's item or items (None: all) in a set, withdrawals too, oldest first."""
    asked: dict[str, Any] = {"code": unit_code, "begins": key_day(unit_from), "set": set_id}
    if item is not None:
        asked["items"] = [item] if isinstance(item, str) else list(item)
    if known_at is not None:
        asked["known_at"] = known_at
    rows = connection.execute(_history(item is not None, known_at is not None), asked).all()
    withdrawn = {row.withdraws: row.recorded_at for row in rows if row.withdraws is not None}
    return [replace(recorded(row), withdrawn_at=withdrawn.get(row.seq)) for row in rows]


@cache
def _history(of_items: bool, known_at: bool) -> Select[Any]:
    """The query of a history, made once."""
    c = statement.c
    query = select(statement).where(
        c.unit_code == bindparam("code"), c.unit_from == bindparam("begins"), c.set_id == bindparam("set")
    )
    if of_items:
        query = query.where(c.item.in_(bindparam("items", expanding=True)))
    if known_at:
        query = query.where(c.recorded_at <= bindparam("known_at"))
    return query.order_by(c.seq)


def show(
    connection: Connection,
    unit_code: str,
    unit_from: date | None,
    set_id: str,
    day: date,
    known_at: datetime | None = None,
) -> list[Recorded]:
    """The statements that speak of a unit on a day in a set, by item as text."""
    found = whole_statements(connection, [unit_code], key_day(unit_from), set_id, day, known_at)
    return [recorded(row) for row in found]


def whole_statements(
    connection: Connection,
    codes: Sequence[str],
    unit_from: date,
    set_id: str,
    day: date,
    known_at: datetime | None,
) -> Result[Any]:
    """The whole statements that speak of units alike in their first day (ORIGIN: none)."""
    asked = {"set_id": set_id, "unit_from": unit_from, "codes": list(codes), "day": day}
    if known_at is not None:
        asked["known_at"] = known_at
    return connection.execute(_whole_statements(known_at is not None), asked)


@cache
def _whole_statements(known_at: bool) -> Select[Any]:
    """The query, with places for what is asked: made once, since making it takes longer than running it."""
    chosen = speaking.sought(
        bindparam("set_id", type_=statement.c.set_id.type),
        bindparam("unit_from", type_=statement.c.unit_from.type),
        bindparam("codes", type_=statement.c.unit_code.type, expanding=True),
        bindparam("day", type_=statement.c.day.type),
        bindparam("known_at", type_=statement.c.recorded_at.type) if known_at else None,
    )
    query = select(statement).join(chosen, speaking.spoken(chosen))
    return query.order_by(statement.c.unit_code, statement.c.item, statement.c.kind)


def sets_stated(connection: Connection, unit_code: str, unit_from: date | None) -> list[str]:
    """The sets in which anything was ever stated of a unit."""
    query = select(current.c.set_id).distinct()
    query = query.where(current.c.unit_code == unit_code, current.c.unit_from == key_day(unit_from))
    return sorted(connection.execute(query).scalars())


def items_stated(connection: Connection) -> list[tuple[str, str]]:
    """Every (set, item) of which anything was ever stated."""
    query = select(current.c.set_id, current.c.item).distinct().order_by(current.c.set_id, current.c.item)
    return [(row.set_id, row.item) for row in connection.execute(query)]


def _pair(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in speaking.PAIR)


def _content(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _CONTENT)


def _check_units(connection: Connection, entries: Sequence[Entry]) -> None:
    wanted = {(entry.unit_code, key_day(entry.unit_from)) for entry in entries}
    codes = sorted({code for code, _from in wanted})
    found: set[tuple[str, date]] = set()
    for part in speaking.chunks(codes):
        found.update((row.code, row.valid_from) for row in connection.execute(_UNITS, {"codes": part}))
    if lacking := sorted(wanted - found):
        raise DataError(
            _(
                "Cơ sở dữ liệu chưa có đơn vị mã {codes}. "
                "Hãy chạy ntm init, hoặc nhập bằng: ntm places import"
            ).format(codes=", ".join(code for code, _from in lacking[:10]))
        )
    for entry in entries:
        if entry.unit_from is not None and entry.stated.on < entry.unit_from:
            raise DataError(
                _(
                    "Số liệu {item} ngày {on} của đơn vị mã {code} có trước ngày đơn vị được lập ({start}). "
                    "Hãy nhập cho đơn vị cũ."
                ).format(
                    item=entry.stated.item,
                    on=entry.stated.on.isoformat(),
                    code=entry.unit_code,
                    start=entry.unit_from.isoformat(),
                )
            )


def _groups(rows: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, date], list[str]]:
    """The units of the rows by set and first day."""
    groups: dict[tuple[str, date], dict[str, None]] = {}
    for row in rows:
        groups.setdefault((row["set_id"], row["unit_from"]), {})[row["unit_code"]] = None
    return {key: list(codes) for key, codes in groups.items()}


def _few_items(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The items of the rows where they are so few that it pays to ask for them alone; else none."""
    items = {row["item"] for row in rows}
    return sorted(items) if len(items) <= _FEW else []


def _last_said(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What was last said, and not withdrawn, of each pair by each body on the days of the rows."""
    days = sorted({row["day"] for row in rows})
    few = _few_items(rows)
    said: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for (set_id, unit_from), codes in _groups(rows).items():
        for part in speaking.chunks(codes):
            asked = {"set": set_id, "begins": unit_from, "codes": part, "days": days}
            if few:
                asked["items"] = few
            found = connection.execute(_said(bool(few)), asked)
            everything = [row._asdict() for row in found]
            withdrawn = {row["withdraws"] for row in everything if row["withdraws"] is not None}
            for row in everything:
                if row["withdraws"] is None and row["seq"] not in withdrawn:
                    said[(*_pair(row), row["day"], row["body"])] = _content(row)
    return said


def _speakers(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], speaking.Rank | None]:
    """The rank of what speaks now, for every pair the database knows; None where all of it was withdrawn."""
    ranks: dict[tuple[Any, ...], speaking.Rank | None] = {}
    few = _few_items(rows)
    for (set_id, unit_from), codes in _groups(rows).items():
        for part in speaking.chunks(codes):
            asked = {"set": set_id, "begins": unit_from, "codes": part}
            if few:
                asked["items"] = few
            found = connection.execute(_speaking(bool(few)), asked)
            for row in (one._asdict() for one in found):
                spoken = row["seq"] is not None
                rank = speaking.rank(row["kind"], row["day"], row["body"], row["seq"]) if spoken else None
                ranks[_pair(row)] = rank
    return ranks


_UNITS = select(unit.c.code, unit.c.valid_from).where(unit.c.code.in_(bindparam("codes", expanding=True)))


@cache
def _said(of_items: bool) -> Select[Any]:
    """What was said of units on some days (of some items alone), in the order it was recorded."""
    c = statement.c
    query = select(statement).where(
        c.set_id == bindparam("set"),
        c.unit_from == bindparam("begins"),
        c.unit_code.in_(bindparam("codes", expanding=True)),
        c.day.in_(bindparam("days", expanding=True)),
    )
    if of_items:
        query = query.where(c.item.in_(bindparam("items", expanding=True)))
    return query.order_by(c.seq)


@cache
def _speaking(of_items: bool) -> Select[Any]:
    """What speaks now of units (of some items alone)."""
    query = select(current).where(
        speaking.of_units(
            bindparam("set", type_=current.c.set_id.type),
            bindparam("begins", type_=current.c.unit_from.type),
            bindparam("codes", type_=current.c.unit_code.type, expanding=True),
        )
    )
    return query.where(current.c.item.in_(bindparam("items", expanding=True))) if of_items else query


_SPEAK = current.insert()
_SPEAK_INSTEAD = (
    current.update()
    .where(*(current.c[name] == bindparam(f"key_{name}") for name in speaking.PAIR))
    .values({name: bindparam(f"new_{name}") for name in speaking.SPOKEN})
)


def _write_current(
    connection: Connection,
    changed: Mapping[tuple[Any, ...], Mapping[str, Any]],
    stored: Collection[tuple[Any, ...]],
) -> None:
    """Put the new speakers into the table of what speaks now: in place of those `stored`, or beside them."""
    instead = [
        {f"key_{name}": row[name] for name in speaking.PAIR}
        | {f"new_{name}": row[name] for name in speaking.SPOKEN}
        for pair, row in changed.items()
        if pair in stored
    ]
    names = (*speaking.PAIR, *speaking.SPOKEN)
    beside = [{name: row[name] for name in names} for pair, row in changed.items() if pair not in stored]
    if instead:
        connection.execute(_SPEAK_INSTEAD, instead)
    if beside:
        connection.execute(_SPEAK, beside)
