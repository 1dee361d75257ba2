"""Reporting periods and what communes submit in them: rows and values; who may act is decided in ntm.service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from ntm.store.acts import begin_act, record
from ntm.store.office_tables import period, submission, submission_step
from ntm.store.tables import from_key_day, key_day

UnitKey = tuple[str, date | None]
"""A unit by code and first day."""


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period of a province; `due` days are until when each level has it (None: no deadline set)."""

    province_code: str
    id: str
    kind: str
    starts: date
    ends: date
    commune_due: date | None = None
    district_due: date | None = None
    province_due: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A commune's submission of a period. `id` 0 and state "draft": nothing was submitted yet."""

    id: int
    province_code: str
    period_id: str
    unit_code: str
    unit_from: date | None
    set_id: str
    ends: date
    state: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a submission: by whom (login and name then), for which level, when, why.

    `flags` are the items sent back, each with the reviewer's words; `seal` is the SHA-256 of what was accepted.
    """

    id: int
    submission_id: int
    moment: datetime
    who: str
    name: str
    level: str
    act: str
    comment: str | None
    flags: Mapping[str, str]
    seal: str | None


def open_period(connection: Connection, one: Period, by: str, source: str) -> None:
    """Open a period, or change the deadlines of one that is open."""
    moment = begin_act(connection)
    due = {"commune_due": one.commune_due, "district_due": one.district_due, "province_due": one.province_due}
    here = (period.c.province_code == one.province_code, period.c.id == one.id)
    if connection.execute(update(period).where(*here).values(due)).rowcount == 0:
        connection.execute(
            period.insert().values(
                province_code=one.province_code, id=one.id, kind=one.kind, starts=one.starts, ends=one.ends,
                opened_at=moment, opened_by=by, **due,
            )
        )  # fmt: skip
    detail = {"province": one.province_code, "period": one.id} | {
        name: day.isoformat() if day else None for name, day in due.items()
    }
    record(connection, moment, f"{source}:period:open", by, detail)


def periods(connection: Connection, province_code: str) -> list[Period]:
    """The periods a province opened, the last ending first."""
    rows = connection.execute(_PERIODS, {"province": province_code})
    return [
        Period(
            row.province_code, row.id, row.kind, row.starts, row.ends,
            row.commune_due, row.district_due, row.province_due,
        )
        for row in rows
    ]  # fmt: skip


def find_submission(
    connection: Connection, unit: UnitKey, set_id: str, province_code: str, period_id: str
) -> Submission | None:
    """A commune's submission of a period, None while nothing was submitted."""
    asked = _unit(unit, set_id) | {"province": province_code, "period": period_id}
    row = connection.execute(_ONE, asked).one_or_none()
    return None if row is None else _submission(row)


def submissions_of(connection: Connection, unit: UnitKey, set_id: str) -> list[Submission]:
    """Every submission of a commune in a set, the last ending first."""
    return [_submission(row) for row in connection.execute(_ALL, _unit(unit, set_id))]


def submissions_in(
    connection: Connection,
    province_code: str,
    states: Sequence[str] | None = None,
    period_id: str | None = None,
) -> list[Submission]:
    """The submissions of a province, in these states or all, of a period or all; by commune."""
    query = select(submission).where(submission.c.province_code == province_code)
    if states is not None:
        query = query.where(submission.c.state.in_(list(states)))
    if period_id is not None:
        query = query.where(submission.c.period_id == period_id)
    return [
        _submission(row)
        for row in connection.execute(query.order_by(submission.c.unit_code, submission.c.ends))
    ]


def steps_of(connection: Connection, submission_ids: Sequence[int]) -> list[Step]:
    """The steps of submissions, oldest first."""
    if not submission_ids:
        return []
    return [
        Step(
            row.id, row.submission_id, row.moment, row.who, row.name, row.level, row.act, row.comment,
            json.loads(row.flags), row.seal,
        )
        for row in connection.execute(_STEPS, {"of": list(submission_ids)})
    ]  # fmt: skip


def take_step(
    connection: Connection,
    one: Submission,
    state: str,
    act: str,
    who: str,
    name: str,
    level: str,
    comment: str | None,
    flags: Mapping[str, str],
    seal: str | None,
    source: str,
) -> datetime:
    """Bring a submission into a state by one step; the row is made with the first. Gives the moment."""
    moment = begin_act(connection)
    number = one.id
    if number == 0:
        made = connection.execute(
            submission.insert().values(
                province_code=one.province_code, period_id=one.period_id, unit_code=one.unit_code,
                unit_from=key_day(one.unit_from), set_id=one.set_id, ends=one.ends, state=state,
            )
        )  # fmt: skip
        assert made.inserted_primary_key is not None  # noqa: S101 - an insert of one row gives its key
        number = int(made.inserted_primary_key[0])
    else:
        connection.execute(update(submission).where(submission.c.id == number).values(state=state))
    connection.execute(
        submission_step.insert().values(
            submission_id=number, moment=moment, who=who, name=name, level=level, act=act, comment=comment,
            flags=json.dumps(dict(flags), ensure_ascii=False, sort_keys=True), seal=seal,
        )
    )  # fmt: skip
    detail = {"unit": one.unit_code, "period": one.period_id, "set": one.set_id, "state": state, "seal": seal}
    record(connection, moment, f"{source}:submission:{act}", who, detail)
    return moment


_PERIODS = (
    select(period)
    .where(period.c.province_code == bindparam("province"))
    .order_by(period.c.ends.desc(), period.c.starts.desc())
)
_OF_UNIT = select(submission).where(
    submission.c.unit_code == bindparam("code"),
    submission.c.unit_from == bindparam("begins"),
    submission.c.set_id == bindparam("set"),
)
_ONE = _OF_UNIT.where(
    submission.c.province_code == bindparam("province"), submission.c.period_id == bindparam("period")
)
_ALL = _OF_UNIT.order_by(submission.c.ends.desc())
_STEPS = (
    select(submission_step)
    .where(submission_step.c.submission_id.in_(bindparam("of", expanding=True)))
    .order_by(submission_step.c.id)
)


def _unit(unit: UnitKey, set_id: str) -> dict[str, Any]:
    return {"code": unit[0], "begins": key_day(unit[1]), "set": set_id}


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        row.id, row.province_code, row.period_id, row.unit_code, from_key_day(row.unit_from), row.set_id,
        row.ends, row.state,
    )  # fmt: skip
