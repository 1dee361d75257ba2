"""The audit, and the one clock of the store: every act has a later moment than the act before it.

An answer "as known at a moment" can only be made again when nothing is later recorded before that moment.
So an act takes its moment inside the write transaction, and one that would fall behind the last is moved on.
Each act carries a hash over itself and the act before it, so that a changed or missing one is found
(ntm.store.chain).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from ntm.store.notes import CLOCK, COUNT, get_note, hold_clock, set_note
from ntm.store.tables import act

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST = select(act.c.hash).order_by(act.c.id.desc()).limit(1)
_ADD = act.insert()


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit. `action` reads `source:subject:action`, such as `cli:statement:append`."""

    moment: datetime
    action: str
    who: str
    detail: Mapping[str, object]
    id: int = 0

    @property
    def told(self) -> str:
        """The detail in one line."""
        return ", ".join(f"{name}: {value}" for name, value in self.detail.items())


@dataclass(frozen=True, slots=True)
class Sought:
    """Which acts: parts of `source:subject:action`, by whom, from which moment on, before which. Empty: all."""

    source: str = ""
    subject: str = ""
    verb: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


def begin_act(connection: Connection, at: datetime | None = None) -> datetime:
    """The moment of a new act: `at` (default: now), or just after the last act when that is later.

    The transaction holds the store's clock until it ends, so writers follow one another.
    """
    last = hold_clock(connection)
    moment = max(at or datetime.now(UTC), _EPOCH + (last + 1) * _MICROSECOND)
    set_note(connection, CLOCK, str((moment - _EPOCH) // _MICROSECOND))
    return moment


def last_moment(connection: Connection) -> datetime:
    """The moment of the last act: as known at it, every answer given now can be given again."""
    return _EPOCH + int(get_note(connection, CLOCK) or 0) * _MICROSECOND


def record(
    connection: Connection, moment: datetime, action: str, who: str, detail: Mapping[str, object]
) -> None:
    """Write one line of the audit; `action` is `source:subject:action`."""
    if action.count(":") != 2 or not all(action.split(":")):
        raise ValueError(f"an act reads source:subject:action, not {action!r}")
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    count, _space, last = (get_note(connection, COUNT) or "0 ").partition(" ")
    if not last:  # written before there was a chain, or the first
        last = connection.execute(_LAST).scalar() or ""
    linked = link(last, moment, action, who, text)
    connection.execute(_ADD, {"moment": moment, "action": action, "who": who, "detail": text, "hash": linked})
    set_note(connection, COUNT, f"{int(count) + 1} {linked}")


def link(previous: str, moment: datetime, action: str, who: str, detail: str) -> str:
    """The hash of an act: SHA-256 over the hash before it and everything the act says (detail as its JSON text)."""
    text = json.dumps([previous, (moment - _EPOCH) // _MICROSECOND, action, who, detail])
    return hashlib.sha256(text.encode()).hexdigest()


def acts(connection: Connection) -> list[Act]:
    """The whole audit, oldest first."""
    rows = connection.execute(select(act).order_by(act.c.moment, act.c.id))
    return [_act(row) for row in rows]


def find(
    connection: Connection,
    sought: Sought,
    *,
    hidden: Sequence[str] = (),
    before: int | None = None,
    most: int,
) -> list[Act]:
    """The acts sought, the newest first, at most `most`, with numbers below `before`; none of people in `hidden`."""
    query = select(act).order_by(act.c.id.desc()).limit(most)
    named = (sought.source, sought.subject, sought.verb)
    if any(named):
        pattern = ":".join(_escaped(part) if part else "%" for part in named)
        query = query.where(act.c.action.like(pattern, escape="\\"))
    if sought.who:
        query = query.where(act.c.who == sought.who)
    if sought.since is not None:
        query = query.where(act.c.moment >= sought.since)
    if sought.until is not None:
        query = query.where(act.c.moment < sought.until)
    if before is not None:
        query = query.where(act.c.id < before)
    if hidden:
        query = query.where(act.c.who.not_in(list(hidden)))
    return [_act(row) for row in connection.execute(query)]


def action_parts(connection: Connection) -> tuple[list[str], list[str], list[str]]:
    """The sources, subjects and verbs that occur, each in order."""
    found = [action.split(":") for action in connection.execute(select(act.c.action).distinct()).scalars()]
    sources, subjects, verbs = (sorted({parts[at] for parts in found}) for at in range(3))
    return sources, subjects, verbs


def _act(row: Row[Any]) -> Act:
    return Act(row.moment, row.action, row.who, json.loads(row.detail), row.id)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
