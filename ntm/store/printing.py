"""Orders to print: who asked for which papers, how far they are, and what was printed. Rows stay as the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from ntm.store.acts import begin_act, record
from ntm.store.notes import get_note, set_note
from ntm.store.printing_tables import print_job
from ntm.store.tables import from_key_day, key_day

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
_PRINTER = "printer"
"""The note of who prints, and until when unless it says so again."""
_TOLD = [
    *(column for column in print_job.columns if column.name != "content"),
    print_job.c.content.is_not(None).label("kept"),
]


@dataclass(frozen=True, slots=True)
class Job:
    """An order to print. `problem` says why it failed, or which papers of it could not be printed.

    `terms` are what the one who ordered decided, as JSON; `kept` is False where no file is there (any more).
    """

    id: int
    who: str
    kind: str
    unit_code: str
    unit_from: date | None
    day: date
    set_id: str
    form: str
    state: str
    total: int
    done: int
    problem: str | None
    created_at: datetime
    finished_at: datetime | None
    name: str | None
    digest: str | None
    terms: str | None = None
    kept: bool = False


def add(
    connection: Connection, who: str, kind: str, unit: tuple[str, date | None], day: date, set_id: str, form: str,
    total: int, terms: str | None = None,
) -> int:  # fmt: skip
    """A new order, waiting; gives its number."""
    moment = begin_act(connection)
    values = {
        "who": who, "kind": kind, "unit_code": unit[0], "unit_from": key_day(unit[1]), "day": day, "set_id": set_id,
        "form": form, "state": WAITING, "total": total, "done": 0, "created_at": moment, "terms": terms,
    }  # fmt: skip
    number = connection.execute(print_job.insert().values(**values)).inserted_primary_key
    assert number is not None  # noqa: S101 - an insert gives its key
    detail = {"job": int(number[0]), "kind": kind, "unit": unit[0], "day": day.isoformat(), "papers": total}
    record(connection, moment, "web:paper:order", who, detail)
    return int(number[0])


def next_waiting(connection: Connection) -> Job | None:
    """The oldest order that waits, now running."""
    query = select(*_TOLD).where(print_job.c.state == WAITING).order_by(print_job.c.id).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    connection.execute(print_job.update().where(print_job.c.id == row.id).values(state=RUNNING))
    return _job(row)


def take_over(
    connection: Connection, by: str, until: datetime, gone: Callable[[str], bool]
) -> Literal["kept", "taken"] | None:
    """Be the one who prints, until a moment: by having been it, or in place of one whose time is over or who is gone.

    None while another is. All servers of a database ask here, so that one of them prints.
    """
    moment = begin_act(connection)  # who asks at the same time waits here
    held = get_note(connection, _PRINTER) or ""
    holder, _space, end = held.partition(" ")
    if holder not in ("", by) and moment < datetime.fromisoformat(end) and not gone(holder):
        return None
    set_note(connection, _PRINTER, f"{by} {until.isoformat()}")
    return "kept" if holder == by else "taken"


def give_up(connection: Connection, by: str) -> None:
    """Print no more: the next who is asked may."""
    if (get_note(connection, _PRINTER) or "").partition(" ")[0] == by:
        set_note(connection, _PRINTER, "")


def progress(connection: Connection, number: int, done: int) -> None:
    """How many papers of an order are printed."""
    connection.execute(print_job.update().where(print_job.c.id == number).values(done=done))


def finish(
    connection: Connection, job: Job, name: str, content: bytes, digest: str, problem: str | None
) -> None:
    """An order is done: its file is kept, and the audit tells its digest."""
    moment = begin_act(connection)
    values = {
        "state": DONE, "finished_at": moment, "name": name, "content": content, "digest": digest, "problem": problem,
    }  # fmt: skip
    connection.execute(print_job.update().where(print_job.c.id == job.id).values(**values))
    detail = {"job": job.id, "kind": job.kind, "unit": job.unit_code, "file": name, "sha256": digest}
    record(connection, moment, "web:paper:print", job.who, detail)


def clean(connection: Connection, before: datetime, most_bytes: int) -> list[int]:
    """Drop files finished before that moment, then the oldest while all together are more than `most_bytes`.

    The rows stay as the history. Gives the numbers of the orders whose files were dropped; the audit tells them.
    """
    size = func.length(print_job.c.content)
    query = (
        select(print_job.c.id, print_job.c.finished_at, size.label("size"))
        .where(print_job.c.content.is_not(None))
        .order_by(print_job.c.id.desc())
    )
    dropped, held = [], 0
    for row in connection.execute(query):
        held += row.size
        if row.finished_at < before or held > most_bytes:
            dropped.append(int(row.id))
    if dropped:
        connection.execute(print_job.update().where(print_job.c.id.in_(dropped)).values(content=None))
        record(connection, begin_act(connection), "web:paper:clean", "ntm", {"jobs": sorted(dropped)})
    return dropped


def fail(connection: Connection, number: int, problem: str) -> None:
    """An order could not be printed."""
    values = {"state": FAILED, "problem": problem, "finished_at": begin_act(connection)}
    connection.execute(print_job.update().where(print_job.c.id == number).values(**values))


def running(connection: Connection) -> list[int]:
    """The orders that run, or were running when a server stopped."""
    return list(connection.execute(select(print_job.c.id).where(print_job.c.state == RUNNING)).scalars())


def unfinished(connection: Connection, who: str) -> int:
    """How many orders of a person wait or run."""
    query = select(print_job.c.id).where(print_job.c.who == who, print_job.c.state.in_((WAITING, RUNNING)))
    return len(connection.execute(query).all())


def jobs(connection: Connection, most: int) -> Sequence[Job]:
    """The last orders, the newest first."""
    query = select(*_TOLD).order_by(print_job.c.id.desc()).limit(most)
    return [_job(row) for row in connection.execute(query)]


def one(connection: Connection, number: int) -> tuple[Job, bytes | None] | None:
    """An order with the file that was printed; None where there is no such order."""
    row = connection.execute(select(*_TOLD).where(print_job.c.id == number)).one_or_none()
    if row is None:
        return None
    content = select(print_job.c.content).where(print_job.c.id == number)
    return _job(row), connection.execute(content).scalar_one()


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.who, row.kind, row.unit_code, from_key_day(row.unit_from), row.day, row.set_id, row.form,
        row.state, row.total, row.done, row.problem, row.created_at, row.finished_at, row.name, row.digest,
        row.terms, bool(row.kept),
    )  # fmt: skip
