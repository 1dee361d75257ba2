"""Whether the audit and the statements are as they were written: a changed, missing or added entry is found.

Every act's hash covers the act before it; an act that recorded statements carries a digest of them. Whoever can
write to the database could make the whole chain anew: the last hash, kept elsewhere, shows that too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

from sqlalchemy import Connection, func, select

from ntm.store.acts import link
from ntm.store.notes import get_note
from ntm.store.tables import act, statement
from ntm.vietnamese.dates import moment_shown
from ntm.vietnamese.messages import _

_COLUMNS = tuple(column.name for column in statement.columns)
_JSON = json.JSONEncoder(default=methodcaller("isoformat"))  # of days and moments


@dataclass(frozen=True)
class Chain:
    """The audit as it was found: how many acts, the last one's hash, and every fault as a sentence.

    `sealed` of the `statements` are covered by a digest; those recorded before there were digests are not.
    """

    acts: int
    head: str
    statements: int
    sealed: int
    faults: tuple[str, ...]


def digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over statements (rows of the table, or what is to be one), the same in every database."""
    hashed = hashlib.sha256()
    for row in rows:
        hashed.update(_JSON.encode([row.get(name) for name in _COLUMNS]).encode() + b"\n")
    return hashed.hexdigest()


def check(connection: Connection) -> Chain:
    """Go through every act and every statement; gives what was found."""
    faults: list[str] = []
    covers: list[_Cover] = []
    previous, count = "", 0
    for row in connection.execute(select(act).order_by(act.c.id)):
        count += 1
        if row.hash != link(previous, row.moment, row.action, row.who, row.detail):
            faults.append(
                _(
                    "Nhật ký: mục số {id} ({action}, {moment}) đã bị sửa, hoặc mục ngay trước nó bị xóa, sửa hay chèn."
                ).format(id=row.id, action=row.action, moment=moment_shown(row.moment))
            )
        previous = row.hash
        covers += _covers(row.action, row.detail)
    noted, _space, head = (get_note(connection, "acts") or "0 ").partition(" ")
    if (int(noted), head) != (count, previous):
        faults.append(
            _("Nhật ký: có {count} mục, lẽ ra {noted}; mục cuối đã bị xóa hoặc thay.").format(
                count=count, noted=noted
            )
        )
    sealed, wrong = _statements(connection, covers)
    statements = int(connection.execute(select(func.count()).select_from(statement)).scalar_one())
    return Chain(count, previous, statements, sealed, (*faults, *wrong))


@dataclass(frozen=True, slots=True)
class _Cover:
    """The statements from `first` to `last`, with their digest (empty: recorded before there were digests)."""

    first: int
    last: int
    digest: str


def _covers(action: str, detail: str) -> Iterator[_Cover]:
    if ":statement:" not in action:
        return
    try:
        told = json.loads(detail)
        if action.endswith(":append"):
            yield _Cover(int(told["first"]), int(told["last"]), str(told.get("digest", "")))
        elif action.endswith(":withdraw"):
            yield _Cover(int(told["seq"]), int(told["seq"]), str(told.get("digest", "")))
    except (ValueError, KeyError, TypeError):
        return  # the act itself was changed, which its hash told already


def _statements(connection: Connection, covers: list[_Cover]) -> tuple[int, list[str]]:
    """How many statements a digest covers, and what is wrong with them."""
    faults, sealed, after = [], 0, 0
    rows = iter(connection.execute(select(statement).order_by(statement.c.seq)).mappings())
    waiting = next(rows, None)
    for cover in sorted(covers, key=lambda one: one.first):
        stray = 0
        while waiting is not None and waiting["seq"] < cover.first:
            stray, waiting = stray + 1, next(rows, None)
        if stray:
            faults.append(_strays(stray, after + 1, cover.first - 1))
        held: list[Mapping[str, Any]] = []
        while waiting is not None and waiting["seq"] <= cover.last:
            held.append(dict(waiting))
            waiting = next(rows, None)
        after = cover.last
        whole = len(held) == cover.last - cover.first + 1
        if cover.digest:
            sealed += len(held)
            whole = whole and digest(held) == cover.digest
        if not whole:
            faults.append(
                _("Phát biểu số {first} đến {last}: có phát biểu đã bị sửa hoặc xóa.").format(
                    first=cover.first, last=cover.last
                )
            )
    left = (1 if waiting is not None else 0) + sum(1 for _row in rows)
    if left:
        faults.append(_strays(left, after + 1, after + left))
    return sealed, faults


def _strays(count: int, first: int, last: int) -> str:
    return _("{count} phát biểu (số {first} đến {last}) không có mục nhật ký nào ghi nhận.").format(
        count=count, first=first, last=last
    )
