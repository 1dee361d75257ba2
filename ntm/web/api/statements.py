"""Statements: what speaks on a day, everything ever said, and stating more (each request once, by its key)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from ntm.service.access.rights import Action
from ntm.service.entering.statement_rows import STATEMENT_KEYS, statement_row
from ntm.service.entering.stating import state
from ntm.service.entering.withdrawing import take_back_once
from ntm.service.workspace import Ask
from ntm.store.statements import history, show
from ntm.territory.model import Unit
from ntm.web.api import contracts
from ntm.web.api.answers import document, rows, told
from ntm.web.api.asked import Code, Criteria, Day, Item, KnownAt, Limit, On, SetId
from ntm.web.api.caller import Calling

router = APIRouter(tags=["statements"])

_Text = Annotated[str, Field(max_length=2_000)]
_Number = Annotated[str, Field(max_length=40, examples=["142"])]

_Key = Annotated[
    str,
    Header(
        pattern=r"^[A-Za-z0-9_.:-]{8,100}$",
        description="Unique to this request; sent again, it is done once.",
    ),
]


class Said(BaseModel):
    """One statement: an item, its day, and a value or its two counts. Numbers are strings, written as officers do."""

    model_config = ConfigDict(extra="forbid")

    item: Item
    on: Day
    value: Annotated[
        _Text | None, Field(examples=["46,5"], description="46,5 · 142/412 · đạt · không áp dụng: lý do")
    ] = None
    numerator: _Number | None = None
    denominator: _Number | None = None
    criteria: SetId | None = None
    note: _Text | None = None
    responsible: _Text | None = None
    due: Day | None = None
    evidence: _Text | None = None


class Append(BaseModel):
    """Statements to be recorded: all of them, or none."""

    model_config = ConfigDict(extra="forbid")

    statements: Annotated[list[Said], Field(min_length=1, max_length=500)]


@router.get("/units/{code}/statements", **told(contracts.Statements))
def speaking(
    caller: Calling,
    code: Code,
    on: On = None,
    criteria: Criteria = None,
    known_at: KnownAt = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only numbers after this.")] = 0,
    limit: Limit = 200,
) -> Response:
    """What speaks of a commune on a day, by number."""
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    unit = caller.commune(code, Action.SEE, ask.day)
    with workspace.stored.reading() as connection:
        found = show(connection, unit.code, unit.valid_from, ask.set_id, ask.day, known_at)
    listed = [statement_row(one) for one in sorted(found, key=lambda one: one.seq) if one.seq > after]
    return _page(unit, ask, listed, limit)


@router.get("/units/{code}/statements/{item}", **told(contracts.Statements))
def said(
    caller: Calling,
    code: Code,
    item: Item,
    on: On = None,
    criteria: Criteria = None,
    known_at: KnownAt = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="Only numbers after this.")] = 0,
    limit: Limit = 200,
) -> Response:
    """Everything ever stated of one item of a commune (as it is on the day), what was withdrawn too, by number."""
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    unit = caller.commune(code, Action.SEE, ask.day)
    with workspace.stored.reading() as connection:
        found = history(connection, unit.code, unit.valid_from, ask.set_id, item, known_at)
    listed = [statement_row(one) for one in found if one.withdraws is None and one.seq > after]
    return _page(unit, ask, listed, limit)


@router.post("/units/{code}/statements", **told(contracts.AppendedShape, status=201))
def append(
    caller: Calling,
    code: Code,
    body: Append,
    idempotency_key: _Key,
) -> Response:
    """State items of a commune: all of them, or none. With the same key it is done once, however often it is sent."""
    for day in sorted({one.on for one in body.statements}):
        caller.commune(code, Action.ENTER, day)
    cells = [{"unit": code, **one.model_dump()} for one in body.statements]
    token = caller.bearer.token
    answer, again = state(
        caller.workspace, caller.rights, token.login, f"api:{token.id}:{idempotency_key}", cells
    )
    return document(answer, 201, {"idempotent-replayed": "true"} if again else None)


class Withdraw(BaseModel):
    """What is taken back of an item: what speaks on this day."""

    model_config = ConfigDict(extra="forbid")

    on: Day
    criteria: SetId | None = None
    note: _Text | None = None


@router.post("/units/{code}/statements/{item}/withdraw", **told(contracts.WithdrawnShape, status=201))
def withdraw(caller: Calling, code: Code, item: Item, body: Withdraw, idempotency_key: _Key) -> Response:
    """Take back what the commune itself stated of an item and speaks on the day; what spoke before speaks again."""
    unit = caller.commune(code, Action.ENTER, body.on)
    ask = caller.ask(caller.workspace, body.on, body.criteria)
    token = caller.bearer.token
    answer, again = take_back_once(
        caller.workspace, caller.rights, token.login, f"api:{token.id}:{idempotency_key}", unit, ask, item, body.note
    )  # fmt: skip
    return document(answer, 201, {"idempotent-replayed": "true"} if again else None)


def _page(unit: Unit, ask: Ask, listed: list[dict[str, object]], limit: int) -> Response:
    page = listed[:limit]
    return document(
        {
            "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
            "on": ask.day.isoformat(), "criteria_set": ask.set_id,
            "statements": rows(page, STATEMENT_KEYS),
            "next": page[-1]["seq"] if len(listed) > limit else None,
        }
    )  # fmt: skip
