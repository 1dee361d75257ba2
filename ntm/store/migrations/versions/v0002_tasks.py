"""Assignments: tasks and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "task",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_task_unit"
        ),
        comment="what is assigned: an indicator (or a criterion) of a unit in a set; at most one is open at a time",
    )
    op.create_index("ix_task_unit_code", "task", ["unit_code", "unit_from", "set_id"])
    op.create_table(
        "task_version",
        sa.Column("task", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("responsible", sa.Text, nullable=False),
        sa.Column("account", sa.Text),
        sa.Column("support", sa.Text),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("done_on", sa.Date),
        sa.Column("cost", sa.Text),
        sa.Column("fund", sa.Text),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("illustrative", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("task", "version", name="pk_task_version"),
        sa.ForeignKeyConstraint(["task"], ["task.id"], name="fk_task_version_task"),
        comment="what was said of a task, in order; append-only, the last recorded speaks; steps as JSON",
    )


def downgrade() -> None:
    """Drop both; what was assigned is lost."""
    op.drop_table("task_version")
    op.drop_table("task")
