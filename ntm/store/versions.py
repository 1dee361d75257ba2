"""Which version of the law was used when: the texts of every set version, and from when each was in use.

A past answer is made again by the version known then, though the files that ship have changed since.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from ntm.criteria.model import CriteriaSet
from ntm.store.acts import begin_act, record
from ntm.store.database import Database
from ntm.store.tables import set_use, set_version

Documents = tuple[tuple[str, str], ...]
"""The texts a set was made of, as (name, text), the national file first."""


def remember(database: Database, criteria_set: CriteriaSet, by: str = "ntm", source: str = "cli") -> bool:
    """Keep the version of the set now used, when it is not the one used last; true when it was new."""
    with database.reading() as connection:
        if _last_use(connection, criteria_set.id, criteria_set.overlays) == criteria_set.hash:
            return False
    with database.writing() as connection:
        moment = begin_act(connection)
        if _last_use(connection, criteria_set.id, criteria_set.overlays) == criteria_set.hash:
            return False
        known = select(set_version.c.hash).where(set_version.c.hash == criteria_set.hash)
        if connection.execute(known).first() is None:
            connection.execute(
                set_version.insert().values(
                    hash=criteria_set.hash,
                    set_id=criteria_set.id,
                    documents=json.dumps(criteria_set.documents, ensure_ascii=False),
                    first_used_at=moment,
                )
            )
        connection.execute(
            set_use.insert().values(
                set_id=criteria_set.id,
                overlays=" ".join(criteria_set.overlays),
                used_from=moment,
                hash=criteria_set.hash,
            )
        )
        detail = {"set": criteria_set.id, "overlays": list(criteria_set.overlays), "hash": criteria_set.hash}
        record(connection, moment, f"{source}:criteria:use", by, detail)
    return True


def version_known_at(
    database: Database, set_id: str, moment: datetime, overlays: Sequence[str] = ()
) -> Documents | None:
    """The texts of the version in use at the moment, with those overlays; None when none was used by then."""
    with database.reading() as connection:
        found = _last_use(connection, set_id, overlays, moment)
        return None if found is None else _documents(connection, found)


def version(database: Database, version_hash: str) -> Documents | None:
    """The texts of the version with that hash, None when the database never used it."""
    with database.reading() as connection:
        return _documents(connection, version_hash)


_LAST_USE = (
    select(set_use.c.hash)
    .where(set_use.c.set_id == bindparam("set"), set_use.c.overlays == bindparam("over"))
    .order_by(set_use.c.used_from.desc())
    .limit(1)
)
_LAST_USE_THEN = _LAST_USE.where(set_use.c.used_from <= bindparam("known_at"))


def _last_use(
    connection: Connection, set_id: str, overlays: Sequence[str], moment: datetime | None = None
) -> str | None:
    """The hash of the version used last, or last up to a moment."""
    asked: dict[str, Any] = {"set": set_id, "over": " ".join(overlays)}
    if moment is None:
        return connection.execute(_LAST_USE, asked).scalar()
    return connection.execute(_LAST_USE_THEN, asked | {"known_at": moment}).scalar()


def _documents(connection: Connection, version_hash: str) -> Documents | None:
    text = connection.execute(
        select(set_version.c.documents).where(set_version.c.hash == version_hash)
    ).scalar()
    return None if text is None else tuple((name, content) for name, content in json.loads(text))
