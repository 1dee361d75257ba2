"""The first tables: places through time, statements, what speaks now, versions of the law, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
        comment="notes about the database: overlays laid on every set, the last sequence number and moment",
    )
    op.create_table(
        "act",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
        comment="the audit: source:subject:action, by whom, when, detail as JSON",
    )
    op.create_index("ix_act_moment", "act", ["moment"])
    _places()
    _statements()
    op.create_table(
        "set_version",
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("documents", sa.Text, nullable=False),
        sa.Column("first_used_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_set_version"),
        comment="the texts of every version of a set that was used, as JSON [[name, text], …]",
    )
    op.create_table(
        "set_use",
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("overlays", sa.Text, nullable=False),
        sa.Column("used_from", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("set_id", "overlays", "used_from", name="pk_set_use"),
        sa.ForeignKeyConstraint(["hash"], ["set_version.hash"], name="fk_set_use_set_version"),
        comment="from which moment which version of a set (with its overlays) was used",
    )
    op.bulk_insert(
        sa.table("meta", sa.column("key", sa.Text), sa.column("value", sa.Text)),
        [{"key": "last_seq", "value": "0"}, {"key": "last_moment", "value": "0"}],
    )


def _places() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("code", "valid_from", name="pk_unit"),
        comment="a place is (code, valid_from): codes are reused",
    )
    op.create_table(
        "unit_version",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text),
        sa.Column("valid_to", sa.Date),
        sa.Column("legal_basis", sa.Text),
        sa.PrimaryKeyConstraint("code", "valid_from", "recorded_at", name="pk_unit_version"),
        sa.ForeignKeyConstraint(
            ["code", "valid_from"], ["unit.code", "unit.valid_from"], name="fk_unit_version_unit"
        ),
        comment="what is known of a unit; the last recorded speaks",
    )
    op.create_table(
        "succession",
        sa.Column("old_code", sa.Text, nullable=False),
        sa.Column("old_from", sa.Date, nullable=False),
        sa.Column("new_code", sa.Text, nullable=False),
        sa.Column("new_from", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("share", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text),
        sa.PrimaryKeyConstraint(
            "old_code", "old_from", "new_code", "new_from", "recorded_at", name="pk_succession"
        ),
        comment="who became whom; the last recorded speaks",
    )
    op.create_table(
        "unit_attribute",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("source", sa.Text),
        sa.Column("illustrative", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(
            "code", "unit_from", "name", "valid_from", "recorded_at", name="pk_unit_attribute"
        ),
        sa.ForeignKeyConstraint(
            ["code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_unit_attribute_unit"
        ),
        comment="dated attributes of units; the last recorded speaks",
    )


def _statements() -> None:
    op.create_table(
        "statement",
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("body", sa.SmallInteger, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("numerator", sa.Text),
        sa.Column("denominator", sa.Text),
        sa.Column("grade", sa.Text),
        sa.Column("not_applicable", sa.Text),
        sa.Column("code", sa.BigInteger),
        sa.Column("verdict", sa.SmallInteger),
        sa.Column("note", sa.Text),
        sa.Column("responsible", sa.Text),
        sa.Column("due", sa.Date),
        sa.Column("evidence", sa.Text),
        sa.Column("illustrative", sa.Boolean, nullable=False),
        sa.Column("withdraws", sa.BigInteger),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "unit_code", "unit_from", "set_id", "item", "kind", "day", "seq", name="pk_statement"
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_statement_unit"
        ),
        sa.CheckConstraint("day >= unit_from", name="ck_statement_not_before_unit"),
        sa.CheckConstraint("kind = 1 or verdict is null", name="ck_statement_verdict_is_declared"),
        sqlite_with_rowid=False,
        comment="who said what, of which day, recorded when; append-only",
    )
    op.create_table(
        "current",
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("seq", sa.BigInteger),
        sa.Column("body", sa.SmallInteger),
        sa.Column("code", sa.BigInteger),
        sa.Column("verdict", sa.SmallInteger),
        sa.Column("illustrative", sa.Boolean),
        sa.PrimaryKeyConstraint("set_id", "unit_code", "unit_from", "kind", "item", name="pk_current"),
        sqlite_with_rowid=False,
        comment="derived: the statement that speaks now, per unit, set, item and kind",
    )


def downgrade() -> None:
    """Drop everything; statements are lost."""
    for table in (
        "set_use", "set_version", "current", "statement", "unit_attribute", "succession", "unit_version",
        "unit", "act", "meta",
    ):  # fmt: skip
        op.drop_table(table)
