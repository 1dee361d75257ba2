"""A person's own tasks are found by their sign-in name."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index of accounts."""
    op.create_index("ix_task_version_account", "task_version", ["account"])
