"""The audit, and the one clock of the store: every act has a later moment than the act before it.

An answer "as known at a moment" can only be made again when nothing is later recorded before that moment.
So an act takes its moment inside the write transaction, and one that would fall behind the last is moved on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from ntm.store.database import get_note, set_note
from ntm.store.tables import act, meta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit. `action` reads `source:subject:action`, such as `cli:statement:append`."""

    moment: datetime
    action: str
    who: str
    detail: Mapping[str, object]


def begin_act(connection: Connection, at: datetime | None = None) -> datetime:
    """The moment of a new act: `at` (default: now), or just after the last act when that is later.

    The transaction holds the store's clock until it ends, so writers follow one another.
    """
    last = connection.execute(
        select(meta.c.value).where(meta.c.key == "last_moment").with_for_update()
    ).scalar_one()
    moment = max(at or datetime.now(UTC), _EPOCH + (int(last) + 1) * _MICROSECOND)
    set_note(connection, "last_moment", str((moment - _EPOCH) // _MICROSECOND))
    return moment


def last_moment(connection: Connection) -> datetime:
    """The moment of the last act: as known at it, every answer given now can be given again."""
    return _EPOCH + int(get_note(connection, "last_moment") or 0) * _MICROSECOND


def record(
    connection: Connection, moment: datetime, action: str, who: str, detail: Mapping[str, object]
) -> None:
    """Write one line of the audit; `action` is `source:subject:action`."""
    if action.count(":") != 2 or not all(action.split(":")):
        raise ValueError(f"an act reads source:subject:action, not {action!r}")
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    connection.execute(act.insert().values(moment=moment, action=action, who=who, detail=text))


def acts(connection: Connection) -> list[Act]:
    """The whole audit, oldest first."""
    rows = connection.execute(select(act).order_by(act.c.moment, act.c.id))
    return [Act(row.moment, row.action, row.who, json.loads(row.detail)) for row in rows]
