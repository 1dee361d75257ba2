"""The tables, as SQLAlchemy Core sees them; what makes and changes them on disk is in ntm.store.migrations.

Everything people stated, and everything that can change an answer, is append-only and carries the moment it
was recorded. `current` alone is derived: what speaks now, rebuilt by `ntm doctor --rebuild`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)

ORIGIN = date(1, 1, 1)
"""Stands in keys for "since before records begin" (a `valid_from` of None)."""

MEASUREMENT = 0
DECLARATION = 1
KIND_WORDS = ("measurement", "declaration")
"""The word of each kind of statement, by its number."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as microseconds since 1970: the same, in the same order, in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To microseconds; the moment must know its time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value}")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From microseconds."""
        return None if value is None else _EPOCH + int(value) * _MICROSECOND


def key_day(day: date | None) -> date:
    """A unit's `valid_from` as it stands in keys."""
    return ORIGIN if day is None else day


def from_key_day(day: date) -> date | None:
    """The `valid_from` a key stands for."""
    return None if day == ORIGIN else day


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="notes about the database: overlays laid on every set, the last sequence number and moment",
)

act = Table(
    "act",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("moment", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", Text, nullable=False, server_default=""),
    Index(None, "moment"),
    comment="the audit: source:subject:action, by whom, when, detail as JSON",
)

unit = Table(
    "unit",
    metadata,
    Column("code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    comment="a place is (code, valid_from): codes are reused",
)

unit_version = Table(
    "unit_version",
    metadata,
    Column("code", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("recorded_at", Moment, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_code", Text),
    Column("valid_to", Date),
    Column("legal_basis", Text),
    ForeignKeyConstraint(["code", "valid_from"], ["unit.code", "unit.valid_from"]),
    comment="what is known of a unit; the last recorded speaks",
)

succession = Table(
    "succession",
    metadata,
    Column("old_code", Text, primary_key=True),
    Column("old_from", Date, primary_key=True),
    Column("new_code", Text, primary_key=True),
    Column("new_from", Date, primary_key=True),
    Column("recorded_at", Moment, primary_key=True),
    Column("share", Text, nullable=False),
    Column("legal_basis", Text),
    comment="who became whom; the last recorded speaks",
)

unit_attribute = Table(
    "unit_attribute",
    metadata,
    Column("code", Text, primary_key=True),
    Column("unit_from", Date, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("recorded_at", Moment, primary_key=True),
    Column("value", Text, nullable=False),
    Column("valid_to", Date),
    Column("source", Text),
    Column("illustrative", Boolean(create_constraint=False), nullable=False),
    ForeignKeyConstraint(["code", "unit_from"], ["unit.code", "unit.valid_from"]),
    comment="dated attributes of units; the last recorded speaks",
)

statement = Table(
    "statement",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("unit_from", Date, primary_key=True),
    Column("set_id", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("body", SmallInteger, nullable=False),
    Column("value", Text),
    Column("numerator", Text),
    Column("denominator", Text),
    Column("grade", Text),
    Column("not_applicable", Text),
    Column("code", BigInteger),
    Column("verdict", SmallInteger),
    Column("note", Text),
    Column("responsible", Text),
    Column("due", Date),
    Column("evidence", Text),
    Column("illustrative", Boolean(create_constraint=False), nullable=False),
    Column("withdraws", BigInteger),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    CheckConstraint("day >= unit_from", name="not_before_unit"),
    CheckConstraint("kind = 1 or verdict is null", name="verdict_is_declared"),
    # One index seek finds what speaks on a day, so the rows themselves lie in this order.
    sqlite_with_rowid=False,
    comment="who said what, of which day, recorded when; append-only",
)

current = Table(
    "current",
    metadata,
    Column("set_id", Text, primary_key=True),
    Column("unit_code", Text, primary_key=True),
    Column("unit_from", Date, primary_key=True),
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column("item", Text, primary_key=True),
    # All of these are null where everything stated was withdrawn: the pair stays, so that past days find it.
    Column("day", Date),
    Column("seq", BigInteger),
    Column("body", SmallInteger),
    Column("code", BigInteger),
    Column("verdict", SmallInteger),
    Column("illustrative", Boolean(create_constraint=False)),
    sqlite_with_rowid=False,
    comment="derived: the statement that speaks now, per unit, set, item and kind",
)

set_version = Table(
    "set_version",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("set_id", Text, nullable=False),
    Column("documents", Text, nullable=False),
    Column("first_used_at", Moment, nullable=False),
    comment="the texts of every version of a set that was used, as JSON [[name, text], …]",
)

set_use = Table(
    "set_use",
    metadata,
    Column("set_id", Text, primary_key=True),
    Column("overlays", Text, primary_key=True),
    Column("used_from", Moment, primary_key=True),
    Column("hash", Text, nullable=False),
    ForeignKeyConstraint(["hash"], ["set_version.hash"]),
    comment="from which moment which version of a set (with its overlays) was used",
)
