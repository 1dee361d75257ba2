"""Every act carries a hash over itself and the act before it; those that are there are chained as they stand."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the hash, and fill it in the order of the acts."""
    op.add_column("act", sa.Column("hash", sa.Text, nullable=False, server_default=""))
    act = sa.table(
        "act", sa.column("id"), sa.column("moment"), sa.column("action"), sa.column("who"),
        sa.column("detail"), sa.column("hash"),
    )  # fmt: skip
    connection = op.get_bind()
    previous, count = "", 0
    for row in connection.execute(sa.select(act).order_by(act.c.id)).all():
        text = json.dumps([previous, row.moment, row.action, row.who, row.detail])
        previous = hashlib.sha256(text.encode()).hexdigest()
        connection.execute(act.update().where(act.c.id == row.id).values(hash=previous))
        count += 1
    meta = sa.table("meta", sa.column("key"), sa.column("value"))
    connection.execute(meta.insert().values(key="acts", value=f"{count} {previous}"))
