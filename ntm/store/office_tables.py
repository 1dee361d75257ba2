"""The tables of the office: reporting periods, submissions with their steps, evidence, saves already taken.

Steps and evidence are only added. A submission's row says where it stands; its steps say how it came there.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from ntm.store.tables import Moment, metadata

period = Table(
    "period",
    metadata,
    Column("province_code", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("commune_due", Date),
    Column("district_due", Date),
    Column("province_due", Date),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Text, nullable=False),
    comment="reporting periods a province opened: 2024-06, 2024-Q2, 2024; until when each level has it",
)

submission = Table(
    "submission",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("province_code", Text, nullable=False),
    Column("period_id", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("set_id", Text, nullable=False),
    Column("ends", Date, nullable=False),
    Column("state", Text, nullable=False),
    ForeignKeyConstraint(["province_code", "period_id"], ["period.province_code", "period.id"]),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    UniqueConstraint(
        "unit_code", "unit_from", "set_id", "province_code", "period_id", name="uq_submission_unit"
    ),
    Index(None, "period_id", "state"),
    comment="a commune's submission of a period: where it stands; none yet means draft",
)

submission_step = Table(
    "submission_step",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", Integer, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("comment", Text),
    Column("flags", Text, nullable=False),
    Column("seal", Text),
    ForeignKeyConstraint(["submission_id"], ["submission.id"]),
    Index(None, "submission_id"),
    comment="submit, return, accept, confirm: by whom, when, why; flags as JSON {item: comment}; seal as SHA-256",
)

evidence_file = Table(
    "evidence_file",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    comment="the files of evidence, once each",
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("unit_from", Date, nullable=False),
    Column("set_id", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("removed_at", Moment),
    Column("removed_by", Text),
    ForeignKeyConstraint(["unit_code", "unit_from"], ["unit.code", "unit.valid_from"]),
    ForeignKeyConstraint(["sha256"], ["evidence_file.sha256"]),
    Index(None, "unit_code", "unit_from", "set_id"),
    comment="which file is evidence of which indicator, since when, by whom; taken away, never deleted",
)

saved = Table(
    "saved",
    metadata,
    Column("key", Text, primary_key=True),
    Column("who", Text, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("answer", Text, nullable=False),
    Index(None, "moment"),
    comment="saves already taken, by the key the sender made: sent again, they are answered and not done again",
)
