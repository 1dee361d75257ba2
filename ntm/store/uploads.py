"""Files sent to be imported, known by their SHA-256 to the one who sent them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, select

from ntm.store.upload_tables import upload

KEPT = timedelta(days=7)


def keep(connection: Connection, who: str, name: str, content: bytes, now: datetime) -> str:
    """Keep a file for its sender and forget those that are too old; gives its SHA-256."""
    connection.execute(upload.delete().where(upload.c.created_at < now - KEPT))
    digest = hashlib.sha256(content).hexdigest()
    connection.execute(upload.delete().where(_of(digest, who)))
    values = {"sha256": digest, "who": who, "name": name, "created_at": now, "content": content}
    connection.execute(upload.insert().values(**values))
    return digest


def held(connection: Connection, who: str, digest: str) -> tuple[str, bytes] | None:
    """The name and content of a file that person sent; None where there is none (any more)."""
    row = connection.execute(select(upload.c.name, upload.c.content).where(_of(digest, who))).one_or_none()
    return None if row is None else (row.name, row.content)


def forget(connection: Connection, who: str, digest: str) -> None:
    """Drop a file."""
    connection.execute(upload.delete().where(_of(digest, who)))


def _of(digest: str, who: str) -> ColumnElement[bool]:
    return and_(upload.c.sha256 == digest, upload.c.who == who)
