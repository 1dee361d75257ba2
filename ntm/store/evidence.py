"""Files of evidence, each kept once by its SHA-256, and what they are evidence of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from ntm.store.acts import begin_act, record
from ntm.store.office_tables import evidence, evidence_file
from ntm.store.tables import from_key_day, key_day


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as evidence of an indicator of a commune: which, since which day, added when and by whom."""

    id: int
    unit_code: str
    unit_from: date | None
    set_id: str
    item: str
    day: date
    sha256: str
    name: str
    media_type: str
    size: int
    recorded_at: datetime
    recorded_by: str


def add_evidence(
    connection: Connection,
    unit: tuple[str, date | None],
    set_id: str,
    item: str,
    day: date,
    file: tuple[str, str, bytes],
    name: str,
    by: str,
    source: str,
) -> None:
    """Keep a file (sha256, media type, content) as evidence; the same file on the same item is kept once."""
    sha256, media_type, content = file
    moment = begin_act(connection)
    known = connection.execute(select(evidence_file.c.sha256).where(evidence_file.c.sha256 == sha256)).first()
    if known is None:
        connection.execute(
            evidence_file.insert().values(
                sha256=sha256, media_type=media_type, size=len(content), content=content
            )
        )
    if any(held.sha256 == sha256 for held in evidence_of(connection, unit, set_id, item)):
        return
    connection.execute(
        evidence.insert().values(
            unit_code=unit[0], unit_from=key_day(unit[1]), set_id=set_id, item=item, day=day, sha256=sha256,
            name=name, recorded_at=moment, recorded_by=by,
        )
    )  # fmt: skip
    detail = {"unit": unit[0], "set": set_id, "item": item, "sha256": sha256, "name": name}
    record(connection, moment, f"{source}:evidence:add", by, detail)


def remove_evidence(connection: Connection, held: Evidence, by: str, source: str) -> None:
    """It is evidence no longer; the file and the record of it stay."""
    moment = begin_act(connection)
    connection.execute(
        update(evidence).where(evidence.c.id == held.id).values(removed_at=moment, removed_by=by)
    )
    detail = {"unit": held.unit_code, "set": held.set_id, "item": held.item, "sha256": held.sha256}
    record(connection, moment, f"{source}:evidence:remove", by, detail)


def evidence_of(
    connection: Connection,
    unit: tuple[str, date | None],
    set_id: str,
    item: str | None = None,
    known_at: datetime | None = None,
) -> list[Evidence]:
    """The evidence of a commune's item (None: of all), as known at a moment; by item, oldest first."""
    if item is None and known_at is None:
        asked = {"code": unit[0], "begins": key_day(unit[1]), "set": set_id}
        return [_evidence(row) for row in connection.execute(_now(), asked)]
    query = _query().where(
        evidence.c.unit_code == unit[0], evidence.c.unit_from == key_day(unit[1]), evidence.c.set_id == set_id
    )
    if item is not None:
        query = query.where(evidence.c.item == item)
    if known_at is None:
        query = query.where(evidence.c.removed_at.is_(None))
    else:
        query = query.where(
            evidence.c.recorded_at <= known_at,
            (evidence.c.removed_at.is_(None)) | (evidence.c.removed_at > known_at),
        )
    return [_evidence(row) for row in connection.execute(query.order_by(evidence.c.item, evidence.c.id))]


def evidence_by_id(connection: Connection, number: int) -> Evidence | None:
    """The evidence of that number, taken away or not."""
    row = connection.execute(_query().where(evidence.c.id == number)).one_or_none()
    return None if row is None else _evidence(row)


def content_of(connection: Connection, sha256: str) -> bytes | None:
    """A file's content."""
    found = connection.execute(
        select(evidence_file.c.content).where(evidence_file.c.sha256 == sha256)
    ).scalar()
    return None if found is None else bytes(found)


def _query() -> Any:
    joined = evidence.join(evidence_file, evidence.c.sha256 == evidence_file.c.sha256)
    return select(evidence, evidence_file.c.media_type, evidence_file.c.size).select_from(joined)


@cache
def _now() -> Select[Any]:
    """All evidence of a commune in a set now: asked with every page of a commune, so made once."""
    here = (
        evidence.c.unit_code == bindparam("code"),
        evidence.c.unit_from == bindparam("begins"),
        evidence.c.set_id == bindparam("set"),
    )
    found: Select[Any] = _query().where(*here, evidence.c.removed_at.is_(None))
    return found.order_by(evidence.c.item, evidence.c.id)


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(
        row.id, row.unit_code, from_key_day(row.unit_from), row.set_id, row.item, row.day, row.sha256, row.name,
        row.media_type, row.size, row.recorded_at, row.recorded_by,
    )  # fmt: skip
