"""The table of scenarios kept by name (ntm.store.scenarios)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, Table, Text

from ntm.store.tables import Moment, metadata

scenario = Table(
    "scenario",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("shared", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    Index(None, "owner"),
    comment="scenarios kept by name: the text is the scenario file (YAML); nothing of them is status",
)
