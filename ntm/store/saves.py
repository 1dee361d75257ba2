"""Saves already taken, by the key their sender made: what is sent again is answered and not done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from ntm.store.notes import hold_clock
from ntm.store.office_tables import saved
from ntm.store.tables import MEASUREMENT, key_day, statement

KEPT = timedelta(days=90)
"""How long a key is remembered: longer than any browser waits for its line."""
_TAKEN = select(saved.c.answer).where(saved.c.key == bindparam("asked"), saved.c.who == bindparam("by"))
_FORGET = delete(saved).where(saved.c.moment < bindparam("before"))
_TAKE = saved.insert()
_FORGET_EVERY = 64


def taken(connection: Connection, key: str, who: str) -> Mapping[str, Any] | None:
    """What was answered to that person's save of that key, None when there was none.

    The transaction holds the store's clock from here on: the same save sent twice at once is taken once.
    """
    hold_clock(connection)
    found = connection.execute(_TAKEN, {"asked": key, "by": who}).scalar()
    return None if found is None else dict(json.loads(found))


def take(connection: Connection, key: str, who: str, moment: datetime, answer: Mapping[str, Any]) -> None:
    """Remember what is answered to a save; keys long past are forgotten."""
    if (
        moment.microsecond % _FORGET_EVERY == 0
    ):  # now and then: no save waits for it, and none is forgotten early
        connection.execute(_FORGET, {"before": moment - KEPT})
    text = json.dumps(dict(answer), ensure_ascii=False)
    connection.execute(_TAKE, {"key": key, "who": who, "moment": moment, "answer": text})


def last_seqs(
    connection: Connection, unit: tuple[str, Any], set_id: str, items: list[str] | None = None
) -> dict[str, int]:
    """The number of the last measurement (or its withdrawal) of each item: the version a save is based on."""
    asked: dict[str, Any] = {"code": unit[0], "begins": key_day(unit[1]), "set": set_id}
    if items is not None:
        asked["items"] = items
    query = _LAST_SEQS if items is None else _LAST_SEQS_OF
    return {row[0]: row[1] for row in connection.execute(query, asked)}


_LAST_SEQS = (
    select(statement.c.item, func.max(statement.c.seq))
    .where(
        statement.c.unit_code == bindparam("code"),
        statement.c.unit_from == bindparam("begins"),
        statement.c.set_id == bindparam("set"),
        statement.c.kind == MEASUREMENT,
    )
    .group_by(statement.c.item)
)
_LAST_SEQS_OF = _LAST_SEQS.where(statement.c.item.in_(bindparam("items", expanding=True)))
