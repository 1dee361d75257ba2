"""Scenarios kept by name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of kept scenarios."""
    op.create_table(
        "scenario",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("shared", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenario"),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_scenario_unit"
        ),
        comment="scenarios kept by name: the text is the scenario file (YAML); nothing of them is status",
    )
    op.create_index("ix_scenario_owner", "scenario", ["owner"])
