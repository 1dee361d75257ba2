"""The table of tokens: programs that act for a person, in one role of theirs at one place."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, Table, Text, UniqueConstraint

from ntm.store.tables import Moment, metadata

api_token = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
    ForeignKeyConstraint(["person_id"], ["person.id"]),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    Index(None, "person_id"),
    comment="tokens of programs, kept as hashes: whose, for which role at which place, until when; never deleted",
)
