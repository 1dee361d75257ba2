"""Assignments in the database: who answers for which indicator of which commune, by when, with what money.

Every change is a new version; the last recorded speaks, and what spoke at an earlier moment can be read again.
Whether an assignment may be made at all is decided in ntm.service.assigning.tasks; here only what would break the
record is refused: a second open task on the same item, and a change to something that has since been changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from ntm.errors import Conflict, DataError
from ntm.store.acts import begin_act, record
from ntm.store.speaking import chunks
from ntm.store.tables import from_key_day, key_day
from ntm.store.task_tables import task, task_version
from ntm.vietnamese.messages import _

UnitKey = tuple[str, date | None]
"""A unit: its code and the day it begins (None: since before records begin)."""


class State(StrEnum):
    """How far an assignment is: open in the first two, closed in the others."""

    GIVEN = "given"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self in (State.GIVEN, State.DOING)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a task, with its own day."""

    name: str
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is said of a task. `cost` is in millions of đồng; `account` is the sign-in name of the person."""

    responsible: str
    given_on: date
    state: State = State.GIVEN
    due: date | None = None
    done_on: date | None = None
    support: str | None = None
    cost: Decimal | None = None
    fund: str | None = None
    steps: tuple[Step, ...] = ()
    note: str | None = None
    account: str | None = None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it was recorded in one version: on which item of which unit in which set, and what was said."""

    id: int
    unit: UnitKey
    set_id: str
    item: str
    version: int
    assignment: Assignment
    recorded_at: datetime
    recorded_by: str


class TaskChanged(Conflict):
    """Somebody changed the task after it was seen; `now` is how it stands."""

    def __init__(self, now: Task) -> None:
        super().__init__(
            _(
                "Nhiệm vụ số {number} đã được {who} sửa sau khi bạn mở. Hãy xem lại bản mới rồi sửa tiếp."
            ).format(number=now.id, who=now.recorded_by)
        )
        self.now = now


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be recorded: a new task (`task` None), or a new version of a known one.

    `seen` is the version the change was made upon; None means whichever is the last.
    """

    unit: UnitKey
    set_id: str
    item: str
    assignment: Assignment
    task: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What `save` did: the moment, the number of each task in the order given, and how many were new or changed."""

    moment: datetime
    ids: tuple[int, ...]
    new: int = 0
    changed: int = 0
    unchanged: int = 0


def save(
    connection: Connection,
    wanted: Sequence[Wanted],
    by: str,
    action: str,
    source: str = "cli",
    at: datetime | None = None,
) -> Saved:
    """Record everything in the connection's transaction, or nothing; `action` is the last word of the audit's act.

    What says again what is already said changes nothing. Raises DataError for a second open task on an item and for
    a task that is not there, TaskChanged for one that was changed since it was seen.
    """
    moment = begin_act(connection, at)
    held = {one.id: one for one in tasks(connection, {one.unit for one in wanted})}
    opened = {_place(one): one.id for one in held.values() if one.assignment.state.open}
    ids: list[int] = []
    new = changed = 0
    for one in wanted:
        before = None if one.task is None else _known(held, one)
        if before is not None and before.assignment == one.assignment:
            ids.append(before.id)
            continue
        place = _place(one)
        if one.assignment.state.open and opened.get(place, one.task) != one.task:
            raise DataError(
                _("Mục {item} đã giao ở nhiệm vụ số {number}, chưa xong. Hãy sửa nhiệm vụ đó.").format(
                    item=one.item, number=opened[place]
                )
            )
        number = before.id if before is not None else _make(connection, one)
        version = before.version + 1 if before is not None else 1
        _write(connection, number, version, one.assignment, moment, by)
        new, changed = new + (before is None), changed + (before is not None)
        held[number] = Task(number, one.unit, one.set_id, one.item, version, one.assignment, moment, by)
        if one.assignment.state.open:
            opened[place] = number
        elif opened.get(place) == number:
            del opened[place]
        ids.append(number)
    saved = Saved(moment, tuple(ids), new, changed, len(wanted) - new - changed)
    if new or changed:
        detail = {"tasks": sorted(set(ids)), "new": new, "changed": changed, "unchanged": saved.unchanged}
        record(connection, moment, f"{source}:task:{action}", by, detail)
    return saved


def tasks(
    connection: Connection,
    units: Iterable[UnitKey],
    set_id: str | None = None,
    known_at: datetime | None = None,
) -> list[Task]:
    """The tasks of these units (of one set, or of all), each in its last version by the moment, by number."""
    wanted = {(code, key_day(first)) for code, first in units}
    last = select(task_version.c.task, func.max(task_version.c.version).label("version"))
    if known_at is not None:
        last = last.where(task_version.c.recorded_at <= known_at)
    spoken = last.group_by(task_version.c.task).subquery()
    query = (
        select(task, task_version)
        .join(task_version, task_version.c.task == task.c.id)
        .join(
            spoken,
            and_(spoken.c.task == task_version.c.task, spoken.c.version == task_version.c.version),
        )
        .order_by(task.c.id)
    )
    if set_id is not None:
        query = query.where(task.c.set_id == set_id)
    found = []
    for codes in chunks(sorted({code for code, _first in wanted})):
        rows = connection.execute(query.where(task.c.unit_code.in_(codes)))
        found += [_task(row) for row in rows if (row.unit_code, row.unit_from) in wanted]
    return sorted(found, key=lambda one: one.id)


def versions(connection: Connection, number: int, known_at: datetime | None = None) -> list[Task]:
    """Everything ever said of a task, oldest first; empty where there is no such task."""
    query = select(task, task_version).join(task_version, task_version.c.task == task.c.id)
    query = query.where(task.c.id == number).order_by(task_version.c.version)
    if known_at is not None:
        query = query.where(task_version.c.recorded_at <= known_at)
    return [_task(row) for row in connection.execute(query)]


def open_of_account(connection: Connection, account: str, until: date) -> list[Task]:
    """The open tasks whose last version names this sign-in name, due by `until`, the earliest first.

    One index seek by the account; the versions that no longer speak are left out by the key.
    """
    later = task_version.alias("later")
    newer = select(later.c.task).where(
        later.c.task == task_version.c.task, later.c.version > task_version.c.version
    )
    query = (
        select(task, task_version)
        .join(task_version, task_version.c.task == task.c.id)
        .where(
            task_version.c.account == account,
            task_version.c.state.in_([state.value for state in State if state.open]),
            task_version.c.due <= until,
            ~newer.exists(),
        )
        .order_by(task_version.c.due, task.c.id)
    )
    return [_task(row) for row in connection.execute(query)]


def _place(one: Task | Wanted) -> tuple[UnitKey, str, str]:
    return one.unit, one.set_id, one.item


def _known(held: dict[int, Task], one: Wanted) -> Task:
    before = held.get(one.task or 0)
    if before is None or _place(before) != _place(one):
        raise DataError(_("Không có nhiệm vụ số {number} của mục này.").format(number=one.task))
    if one.seen is not None and one.seen != before.version:
        raise TaskChanged(before)
    return before


def _make(connection: Connection, one: Wanted) -> int:
    values = {
        "unit_code": one.unit[0], "unit_from": key_day(one.unit[1]), "set_id": one.set_id, "item": one.item
    }  # fmt: skip
    [number] = connection.execute(task.insert().values(**values)).inserted_primary_key or [0]
    return int(number)


def _write(
    connection: Connection, number: int, version: int, said: Assignment, moment: datetime, by: str
) -> None:
    connection.execute(
        task_version.insert().values(
            task=number, version=version, state=said.state.value, responsible=said.responsible,
            account=said.account, support=said.support, given_on=said.given_on, due=said.due, done_on=said.done_on,
            cost=None if said.cost is None else format(said.cost, "f"), fund=said.fund,
            steps=json.dumps([_step_json(step) for step in said.steps], ensure_ascii=False),
            note=said.note, illustrative=said.illustrative, recorded_at=moment, recorded_by=by,
        )
    )  # fmt: skip


def _step_json(step: Step) -> dict[str, str | None]:
    return {"name": step.name, "due": _iso(step.due), "done_on": _iso(step.done_on)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        unit=(row.unit_code, from_key_day(row.unit_from)),
        set_id=row.set_id,
        item=row.item,
        version=row.version,
        assignment=Assignment(
            responsible=row.responsible,
            given_on=row.given_on,
            state=State(row.state),
            due=row.due,
            done_on=row.done_on,
            support=row.support,
            cost=None if row.cost is None else Decimal(row.cost),
            fund=row.fund,
            steps=tuple(
                Step(one["name"], _day(one["due"]), _day(one["done_on"])) for one in json.loads(row.steps)
            ),
            note=row.note,
            account=row.account,
            illustrative=row.illustrative,
        ),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
