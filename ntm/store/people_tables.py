"""The tables of people: who may sign in, what they may do where, their sessions, and failed attempts.

Passwords and session tokens are kept only as hashes. Nobody is deleted: a person is disabled, a role ends.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from ntm.store.tables import Moment, metadata

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean(create_constraint=False), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    UniqueConstraint("login", name="uq_person_login"),
    comment="who may sign in; the login is folded to lower case",
)

person_role = Table(
    "person_role",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    ForeignKeyConstraint(["person_id"], ["person.id"]),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    Index(None, "person_id"),
    comment="a role at a place, from and to which day (both inclusive; null: open)",
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("device", Text),
    ForeignKeyConstraint(["person_id"], ["person.id"]),
    Index(None, "person_id"),
    comment="signed-in browsers: the hash of the token in the cookie; ended by a person, an administrator or time",
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    comment="failed sign-ins by login and by address; guessing is slowed by them, then they are forgotten",
)
