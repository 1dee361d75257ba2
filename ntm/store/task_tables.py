"""The tables of assignments: a task on an indicator of a commune, and every version of what was said of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, Table, Text

from ntm.store.tables import Moment, metadata

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("set_id", Text, nullable=False),
    Column("item", Text, nullable=False),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    Index(None, "unit_code", "unit_from", "set_id"),
    comment="what is assigned: an indicator (or a criterion) of a unit in a set; at most one is open at a time",
)

task_version = Table(
    "task_version",
    metadata,
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("account", Text),
    Column("support", Text),
    Column("given_on", Date, nullable=False),
    Column("due", Date),
    Column("done_on", Date),
    Column("cost", Text),
    Column("fund", Text),
    Column("steps", Text, nullable=False),
    Column("note", Text),
    Column("illustrative", Boolean(create_constraint=False), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(["task"], ["task.id"]),
    Index(None, "account"),
    comment="what was said of a task, in order; append-only, the last recorded speaks; steps as JSON",
)
