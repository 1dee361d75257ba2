"""Scenarios kept by name: whose, of which place and day, their text, and the version a change must be based on.

Each act is in the audit with the text's SHA-256. No statement is read or written here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from ntm.store.acts import begin_act, record
from ntm.store.scenario_tables import scenario
from ntm.store.tables import from_key_day, key_day

Key = tuple[str, date | None]
"""A unit: its code and since when it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario under a name: of which unit and day, as a scenario file's text; `shared` with those who may see it.

    `id` and `version` are 0 while it is not in the database.
    """

    owner: str
    name: str
    unit: Key
    day: date
    text: str
    shared: bool
    id: int = 0
    version: int = 0
    created_at: datetime | None = None
    changed_at: datetime | None = None


def add(connection: Connection, kept: Kept, act: str = "keep") -> int:
    """Keep a new scenario; gives its number. `act` is what the audit calls it."""
    moment = begin_act(connection)
    values = _values(kept) | {"owner": kept.owner, "version": 1, "created_at": moment, "changed_at": moment}
    number = connection.execute(scenario.insert().values(**values)).inserted_primary_key
    assert number is not None  # noqa: S101 - an insert gives its key
    record(connection, moment, f"web:scenario:{act}", kept.owner, _told(kept, int(number[0]), 1))
    return int(number[0])


def change(connection: Connection, kept: Kept) -> bool:
    """Put `kept` in place of the scenario of its number, when it still has that version; False when it has not."""
    where = (scenario.c.id == kept.id, scenario.c.version == kept.version, scenario.c.owner == kept.owner)
    moment = begin_act(connection)
    values = _values(kept) | {"version": kept.version + 1, "changed_at": moment}
    if connection.execute(scenario.update().where(*where).values(**values)).rowcount == 0:
        return False
    record(connection, moment, "web:scenario:change", kept.owner, _told(kept, kept.id, kept.version + 1))
    return True


def remove(connection: Connection, kept: Kept) -> bool:
    """Take a scenario away, when it still has that version; the audit keeps its name and its text's SHA-256."""
    where = (scenario.c.id == kept.id, scenario.c.version == kept.version, scenario.c.owner == kept.owner)
    moment = begin_act(connection)
    if connection.execute(scenario.delete().where(*where)).rowcount == 0:
        return False
    record(connection, moment, "web:scenario:remove", kept.owner, _told(kept, kept.id, kept.version))
    return True


def visible(connection: Connection, owner: str, most: int) -> Sequence[Kept]:
    """A person's own scenarios and those others share, the last changed first."""
    query = (
        select(scenario)
        .where(or_(scenario.c.owner == owner, scenario.c.shared))
        .order_by(scenario.c.changed_at.desc(), scenario.c.id.desc())
        .limit(most)
    )
    return [_kept(row) for row in connection.execute(query)]


def one(connection: Connection, number: int) -> Kept | None:
    """The scenario of that number."""
    row = connection.execute(select(scenario).where(scenario.c.id == number)).one_or_none()
    return None if row is None else _kept(row)


def count(connection: Connection, owner: str) -> int:
    """How many a person keeps."""
    query = select(func.count()).select_from(scenario).where(scenario.c.owner == owner)
    return int(connection.execute(query).scalar_one())


def _values(kept: Kept) -> dict[str, object]:
    return {
        "name": kept.name, "unit_code": kept.unit[0], "unit_from": key_day(kept.unit[1]), "day": kept.day,
        "shared": kept.shared, "text": kept.text,
    }  # fmt: skip


def _told(kept: Kept, number: int, version: int) -> dict[str, object]:
    digest = hashlib.sha256(kept.text.encode()).hexdigest()
    return {"scenario": number, "name": kept.name, "unit": kept.unit[0], "version": version, "sha256": digest}


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.owner, row.name, (row.unit_code, from_key_day(row.unit_from)), row.day, row.text, bool(row.shared),
        row.id, row.version, row.created_at, row.changed_at,
    )  # fmt: skip
