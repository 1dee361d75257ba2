"""Taking back what speaks of an item on a day: by command, and once for each key by a program."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ntm.criteria.model import CriteriaSet
from ntm.errors import Conflict, DataError
from ntm.scoring.verdict import Body
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.closing import refuse_closed
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import last_moment
from ntm.store.entries import Entry, Recorded
from ntm.store.saves import take, taken
from ntm.store.statements import show, withdraw
from ntm.territory.model import Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

SCHEMA = "ntm.withdrawn/1"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be taken back: of which unit's item in which set, spoken on a day, by which body (None: any)."""

    unit: Unit
    criteria: CriteriaSet
    item: str
    day: date
    body: Body | None = None


def take_back(
    connection: Connection, what: Spoken, by: str, note: str | None, source: str = "cli"
) -> list[Recorded]:
    """Withdraw what speaks, in the caller's transaction; gives it. What spoke before speaks again.

    Raises DataError where nothing speaks, Closed where the period is closed to the commune.
    """
    rows = [
        one
        for one in show(connection, what.unit.code, what.unit.valid_from, what.criteria.id, what.day)
        if one.stated.item == what.item and (what.body is None or one.stated.by is what.body)
    ]
    if not rows:
        raise DataError(
            _("{unit} không có phát biểu nào về {item} vào ngày {day}. Xem: ntm status show").format(
                unit=what.unit.title, item=what.item, day=format_day(what.day)
            )
        )
    entries = [Entry(what.unit.code, what.unit.valid_from, what.criteria.id, one.stated) for one in rows]
    refuse_closed(connection, entries, [what.criteria])
    for one in rows:
        withdraw(connection, one, by, note=note, source=source)
    return rows


def take_back_once(
    workspace: Workspace, rights: Rights, by: str, key: str, unit: Unit, ask: Ask, item: str, note: str | None
) -> tuple[dict[str, Any], bool]:
    """A commune's own statement taken back by a program; gives the answer and whether it was given before.

    Raises Forbidden, Conflict for a key that was used for something else, and as `take_back` does.
    """
    rights.require(Action.ENTER, unit, ask.day)
    province = workspace.territory.province_of(unit, ask.day)
    criteria = workspace.sets(ask)(province.code if province is not None else None)
    asked = [unit.code, str(unit.valid_from), ask.set_id, item, ask.day.isoformat(), note]
    digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
    with workspace.stored.writing() as connection:
        before = taken(connection, key, by)
        if before is not None:
            if before["digest"] != digest:
                raise Conflict(
                    _("Khóa của yêu cầu đã dùng cho nội dung khác; chưa ghi gì. Hãy dùng khóa mới.")
                )
            return dict(before["answer"]), True
        what = Spoken(unit, criteria, item, ask.day, Body.COMMUNE)
        rows = take_back(connection, what, by, note, source="api")
        moment = last_moment(connection)
        answer = {
            "schema": SCHEMA,
            "moment": moment.isoformat(),
            "withdrawn": [
                {
                    "unit": unit.code, "criteria_set": ask.set_id, "item": one.stated.item,
                    "on": one.stated.on.isoformat(), "seq": one.seq,
                }
                for one in rows
            ],
        }  # fmt: skip
        take(connection, key, by, moment, {"digest": digest, "answer": answer})
    return answer, False
