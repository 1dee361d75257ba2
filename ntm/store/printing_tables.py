"""The table of orders to print (ntm.store.printing)."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, Table, Text

from ntm.store.tables import Moment, metadata

print_job = Table(
    "print_job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("who", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("set_id", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("problem", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("name", Text),
    Column("digest", Text),
    Column("content", LargeBinary),  # null once the file was cleaned
    Column("terms", Text),  # JSON (ntm.service.papers.terms)
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    Index(None, "state"),
    comment="orders to print: waiting, running, done, failed; the file as it was printed, with its SHA-256",
)
