"""Saves already taken, by the key their sender made: what is sent again is answered and not done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select

from ntm.store.acts import begin_act
from ntm.store.office_tables import saved
from ntm.store.tables import MEASUREMENT, key_day, statement

KEPT = timedelta(days=90)
"""How long a key is remembered: longer than any browser waits for its line."""


def taken(connection: Connection, key: str, who: str) -> Mapping[str, Any] | None:
    """What was answered to that person's save of that key, None when there was none.

    The transaction holds the store's clock from here on: the same save sent twice at once is taken once.
    """
    begin_act(connection)
    query = select(saved.c.answer).where(saved.c.key == key, saved.c.who == who)
    found = connection.execute(query).scalar()
    return None if found is None else dict(json.loads(found))


def take(connection: Connection, key: str, who: str, moment: datetime, answer: Mapping[str, Any]) -> None:
    """Remember what is answered to a save; keys long past are forgotten."""
    connection.execute(delete(saved).where(saved.c.moment < moment - KEPT))
    text = json.dumps(dict(answer), ensure_ascii=False)
    connection.execute(saved.insert().values(key=key, who=who, moment=moment, answer=text))


def last_seqs(
    connection: Connection, unit: tuple[str, Any], set_id: str, items: list[str] | None = None
) -> dict[str, int]:
    """The number of the last measurement (or its withdrawal) of each item: the version a save is based on."""
    query = select(statement.c.item, func.max(statement.c.seq).label("last")).where(
        statement.c.unit_code == unit[0], statement.c.unit_from == key_day(unit[1]),
        statement.c.set_id == set_id, statement.c.kind == MEASUREMENT,
    )  # fmt: skip
    if items is not None:
        query = query.where(statement.c.item.in_(items))
    return {row.item: row.last for row in connection.execute(query.group_by(statement.c.item))}
