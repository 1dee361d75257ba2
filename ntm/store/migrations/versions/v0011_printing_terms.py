"""The terms of an order to print: issuer, number, day signed, requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("print_job", sa.Column("terms", sa.Text))
