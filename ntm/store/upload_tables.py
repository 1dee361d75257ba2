"""The table of files sent to be imported (ntm.store.uploads): kept until they are applied, a week at most."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text

from ntm.store.tables import Moment, metadata

upload = Table(
    "upload",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
    comment="files sent to be imported, between being shown and being applied",
)
