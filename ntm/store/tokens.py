"""Tokens of programs, read and written; every change is in the audit. The token itself is never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from ntm.store.acts import begin_act, record
from ntm.store.people_tables import person
from ntm.store.tables import from_key_day, key_day
from ntm.store.token_tables import api_token


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token as stored: whose, for which role at which place, its last day, when it was seen and revoked."""

    id: int
    person_id: int
    login: str
    name: str
    role: str
    unit_code: str
    unit_from: date | None
    valid_to: date
    created_at: datetime
    created_by: str
    seen_at: datetime | None
    revoked_at: datetime | None


def add_token(connection: Connection, one: StoredToken, token_hash: str, source: str) -> int:
    """A new token (`one.id` and its moments are not looked at); gives its id."""
    moment = begin_act(connection)
    made = connection.execute(
        api_token.insert().values(
            token_hash=token_hash, person_id=one.person_id, name=one.name, role=one.role,
            unit_code=one.unit_code, unit_from=key_day(one.unit_from), valid_to=one.valid_to,
            created_at=moment, created_by=one.created_by,
        )
    )  # fmt: skip
    assert made.inserted_primary_key is not None  # noqa: S101 - an insert of one row gives its key
    number = int(made.inserted_primary_key[0])
    detail = {
        "token": number, "login": one.login, "name": one.name, "role": one.role, "unit": one.unit_code,
        "to": one.valid_to.isoformat(),
    }  # fmt: skip
    record(connection, moment, f"{source}:token:add", one.created_by, detail)
    return number


def revoke_token(connection: Connection, one: StoredToken, by: str, source: str) -> None:
    """The token is good no more."""
    moment = begin_act(connection)
    connection.execute(update(api_token).where(api_token.c.id == one.id).values(revoked_at=moment))
    record(connection, moment, f"{source}:token:revoke", by, {"token": one.id, "login": one.login})


def see_token(connection: Connection, token_id: int, moment: datetime) -> None:
    """The token was used."""
    connection.execute(update(api_token).where(api_token.c.id == token_id).values(seen_at=moment))


def token_by_hash(connection: Connection, token_hash: str) -> StoredToken | None:
    """The token of that hash, good or not."""
    return _token(connection.execute(_tokens().where(api_token.c.token_hash == token_hash)).one_or_none())


def token_by_id(connection: Connection, token_id: int) -> StoredToken | None:
    """The token of that id, good or not."""
    return _token(connection.execute(_tokens().where(api_token.c.id == token_id)).one_or_none())


def tokens(connection: Connection, person_id: int | None = None) -> list[StoredToken]:
    """The tokens of a person (None: of everybody), in the order they were made."""
    query = _tokens().order_by(api_token.c.id)
    if person_id is not None:
        query = query.where(api_token.c.person_id == person_id)
    return [made for made in map(_token, connection.execute(query)) if made is not None]


def _tokens() -> Any:
    return select(api_token, person.c.login).join(person, person.c.id == api_token.c.person_id)


def _token(row: Row[Any] | None) -> StoredToken | None:
    if row is None:
        return None
    return StoredToken(
        row.id, row.person_id, row.login, row.name, row.role, row.unit_code, from_key_day(row.unit_from),
        row.valid_to, row.created_at, row.created_by, row.seen_at, row.revoked_at,
    )  # fmt: skip
