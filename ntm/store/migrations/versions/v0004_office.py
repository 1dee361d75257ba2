"""Reporting periods, submissions with their steps, evidence, and saves already taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the office."""
    op.create_table(
        "period",
        sa.Column("province_code", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("commune_due", sa.Date),
        sa.Column("district_due", sa.Date),
        sa.Column("province_due", sa.Date),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("province_code", "id", name="pk_period"),
        comment="reporting periods a province opened: 2024-06, 2024-Q2, 2024; until when each level has it",
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("province_code", sa.Text, nullable=False),
        sa.Column("period_id", sa.Text, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.ForeignKeyConstraint(
            ["province_code", "period_id"], ["period.province_code", "period.id"], name="fk_submission_period"
        ),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_submission_unit"
        ),
        sa.UniqueConstraint(
            "unit_code", "unit_from", "set_id", "province_code", "period_id", name="uq_submission_unit"
        ),
        comment="a commune's submission of a period: where it stands; none yet means draft",
    )
    op.create_index("ix_submission_period_id", "submission", ["period_id", "state"])
    op.create_table(
        "submission_step",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("submission_id", sa.Integer, nullable=False),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("seal", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_submission_step"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_submission_step_submission"),
        comment="submit, return, accept, confirm: by whom, when, why; flags as JSON {item: comment}; seal as SHA-256",
    )
    op.create_index("ix_submission_step_submission_id", "submission_step", ["submission_id"])
    op.create_table(
        "evidence_file",
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_file"),
        comment="the files of evidence, once each",
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("unit_code", sa.Text, nullable=False),
        sa.Column("unit_from", sa.Date, nullable=False),
        sa.Column("set_id", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("removed_at", sa.BigInteger),
        sa.Column("removed_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_file.sha256"], name="fk_evidence_evidence_file"),
        sa.ForeignKeyConstraint(
            ["unit_code", "unit_from"], ["unit.code", "unit.valid_from"], name="fk_evidence_unit"
        ),
        comment="which file is evidence of which indicator, since when, by whom; taken away, never deleted",
    )
    op.create_index("ix_evidence_unit_code", "evidence", ["unit_code", "unit_from", "set_id"])
    op.create_table(
        "saved",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("moment", sa.BigInteger, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_saved"),
        comment="saves already taken, by the key the sender made: sent again, they are answered and not done again",
    )
    op.create_index("ix_saved_moment", "saved", ["moment"])
