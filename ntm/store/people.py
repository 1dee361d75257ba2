"""People, their roles and their sessions, read and written; every change is in the audit.

Hashing and the rules of who may do what are in ntm.service; here are rows and values alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update

from ntm.store.acts import begin_act, record
from ntm.store.people_tables import attempt, person, person_role, session
from ntm.store.tables import from_key_day, key_day

_BY_ID = select(person).where(person.c.id == bindparam("asked"))
_ROLES = select(person_role).order_by(person_role.c.id)
_ROLES_OF = _ROLES.where(person_role.c.person_id.in_(bindparam("of", expanding=True)))
_NAMES = select(person.c.login, person.c.name).where(person.c.login.in_(bindparam("of", expanding=True)))


@dataclass(frozen=True, slots=True)
class StoredRole:
    """A role of a person at a place, from and to which day (inclusive; None: open)."""

    id: int
    person_id: int
    role: str
    unit_code: str
    unit_from: date | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A person as stored; `password_hash` never leaves the service."""

    id: int
    login: str
    name: str
    password_hash: str
    must_change: bool
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A signed-in browser, known by the hash of its token."""

    token_hash: str
    person_id: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    device: str | None


def add_person(
    connection: Connection, login: str, name: str, password_hash: str, by: str, source: str
) -> int:
    """A new person without roles, who must change the password; gives the id. The login must be free."""
    moment = begin_act(connection)
    made = connection.execute(
        person.insert().values(
            login=login, name=name, password_hash=password_hash, must_change=True, created_at=moment
        )
    )
    assert made.inserted_primary_key is not None  # noqa: S101 - an insert of one row gives its key
    record(connection, moment, f"{source}:person:add", by, {"login": login, "name": name})
    return int(made.inserted_primary_key[0])


def set_password(
    connection: Connection, who: StoredPerson, password_hash: str, must_change: bool, by: str, source: str
) -> None:
    """Another password; every session of the person ends."""
    moment = begin_act(connection)
    connection.execute(
        person.update()
        .where(person.c.id == who.id)
        .values(password_hash=password_hash, must_change=must_change)
    )
    end_sessions(connection, who.id, moment)
    record(connection, moment, f"{source}:person:password", by, {"login": who.login, "reset": must_change})


def rehash(connection: Connection, person_id: int, password_hash: str) -> None:
    """The same password hashed as is advised today."""
    connection.execute(person.update().where(person.c.id == person_id).values(password_hash=password_hash))


def disable_person(connection: Connection, who: StoredPerson, by: str, source: str) -> None:
    """The person may no longer sign in, and every session ends."""
    moment = begin_act(connection)
    connection.execute(person.update().where(person.c.id == who.id).values(disabled_at=moment))
    end_sessions(connection, who.id, moment)
    record(connection, moment, f"{source}:person:disable", by, {"login": who.login})


def enable_person(connection: Connection, who: StoredPerson, by: str, source: str) -> None:
    """The person may sign in again."""
    moment = begin_act(connection)
    connection.execute(person.update().where(person.c.id == who.id).values(disabled_at=None))
    record(connection, moment, f"{source}:person:enable", by, {"login": who.login})


def add_role(connection: Connection, role: StoredRole, login: str, by: str, source: str) -> int:
    """A role at a place (`role.id` is not looked at); gives its id."""
    moment = begin_act(connection)
    made = connection.execute(
        person_role.insert().values(
            person_id=role.person_id, role=role.role, unit_code=role.unit_code,
            unit_from=key_day(role.unit_from), valid_from=role.valid_from, valid_to=role.valid_to,
        )
    )  # fmt: skip
    detail = {
        "login": login, "role": role.role, "unit": role.unit_code,
        "from": role.valid_from.isoformat() if role.valid_from else None,
        "to": role.valid_to.isoformat() if role.valid_to else None,
    }  # fmt: skip
    record(connection, moment, f"{source}:role:add", by, detail)
    assert made.inserted_primary_key is not None  # noqa: S101 - an insert of one row gives its key
    return int(made.inserted_primary_key[0])


def end_role(connection: Connection, role: StoredRole, login: str, last: date, by: str, source: str) -> None:
    """The role's last day."""
    moment = begin_act(connection)
    connection.execute(person_role.update().where(person_role.c.id == role.id).values(valid_to=last))
    detail = {"login": login, "role": role.role, "unit": role.unit_code, "to": last.isoformat()}
    record(connection, moment, f"{source}:role:end", by, detail)


def person_by_login(connection: Connection, login: str) -> StoredPerson | None:
    """The person of that login (folded to lower case)."""
    return _person(connection.execute(select(person).where(person.c.login == login)).one_or_none())


def person_by_id(connection: Connection, person_id: int) -> StoredPerson | None:
    """The person of that id."""
    return _person(connection.execute(_BY_ID, {"asked": person_id}).one_or_none())


def people(connection: Connection) -> list[StoredPerson]:
    """Everybody, by login."""
    rows = connection.execute(select(person).order_by(person.c.login))
    return [made for made in map(_person, rows) if made is not None]


def names_by_login(connection: Connection) -> dict[str, str]:
    """The name of each login."""
    return {row.login: row.name for row in connection.execute(select(person.c.login, person.c.name))}


def names_of(connection: Connection, logins: Iterable[str]) -> dict[str, str]:
    """The name of each of these logins that is a person's."""
    rows = connection.execute(_NAMES, {"of": list(logins)})
    return {row.login: row.name for row in rows}


def any_person(connection: Connection) -> bool:
    """Whether there is anybody."""
    return connection.execute(select(person.c.id).limit(1)).first() is not None


def roles(connection: Connection, of: Iterable[int] | None = None) -> list[StoredRole]:
    """The roles of these people (None: of everybody), in the order they were given."""
    rows = connection.execute(_ROLES) if of is None else connection.execute(_ROLES_OF, {"of": list(of)})
    return [
        StoredRole(
            row.id, row.person_id, row.role, row.unit_code, from_key_day(row.unit_from),
            row.valid_from, row.valid_to,
        )
        for row in rows
    ]  # fmt: skip


def begin_session(
    connection: Connection, token_hash: str, who: StoredPerson, expires_at: datetime, device: str, source: str
) -> None:
    """A browser of the person's is signed in."""
    moment = begin_act(connection)
    connection.execute(
        session.insert().values(
            token_hash=token_hash, person_id=who.id, created_at=moment, seen_at=moment,
            expires_at=expires_at, device=device,
        )
    )  # fmt: skip
    record(connection, moment, f"{source}:session:begin", who.login, {"device": device})


def refuse_session(connection: Connection, login: str, address: str, source: str) -> None:
    """A sign-in that was refused, for the audit."""
    record(connection, begin_act(connection), f"{source}:session:refuse", login, {"address": address})


@cache
def _at() -> Select[Any]:
    """A session, its person, their roles: a row a role, or one without."""
    parts = ((session, StoredSession), (person, StoredPerson), (person_role, StoredRole))
    columns = [table.c[one.name] for table, stored in parts for one in fields(stored)]
    return (
        select(*columns)
        .join_from(session, person, person.c.id == session.c.person_id)
        .outerjoin(person_role, person_role.c.person_id == person.c.id)
        .where(session.c.token_hash == bindparam("asked"))
        .order_by(person_role.c.id)
    )


def who_is_at(
    connection: Connection, token_hash: str
) -> tuple[StoredSession, StoredPerson, list[StoredRole]] | None:
    """The session of that token, ended or not, with its person and their roles, in one question."""
    rows = [tuple(row) for row in connection.execute(_at(), {"asked": token_hash})]
    if not rows:
        return None
    at = len(fields(StoredSession))
    who = at + len(fields(StoredPerson))
    held = [StoredRole(*row[who:]) for row in rows if row[who] is not None]
    held = [replace(one, unit_from=from_key_day(one.unit_from)) for one in held if one.unit_from is not None]
    return StoredSession(*rows[0][:at]), StoredPerson(*rows[0][at:who]), held


def sessions_of(connection: Connection, person_id: int) -> list[StoredSession]:
    """The sessions of a person that were not ended, the last seen first."""
    query = select(session).where(session.c.person_id == person_id, session.c.ended_at.is_(None))
    return [_session(row) for row in connection.execute(query.order_by(session.c.seen_at.desc()))]


def see_session(connection: Connection, token_hash: str, moment: datetime) -> None:
    """The session was used."""
    connection.execute(session.update().where(session.c.token_hash == token_hash).values(seen_at=moment))


def end_session(connection: Connection, token_hash: str, login: str, source: str) -> None:
    """One browser is signed out."""
    moment = begin_act(connection)
    connection.execute(session.update().where(session.c.token_hash == token_hash).values(ended_at=moment))
    record(connection, moment, f"{source}:session:end", login, {})


def end_sessions(connection: Connection, person_id: int, moment: datetime) -> None:
    """Every browser of the person is signed out."""
    connection.execute(
        update(session)
        .where(session.c.person_id == person_id, session.c.ended_at.is_(None))
        .values(ended_at=moment)
    )


def end_other_sessions(connection: Connection, person_id: int, kept: str, login: str, source: str) -> int:
    """Every browser of the person but the one of the `kept` token's hash is signed out; gives how many."""
    moment = begin_act(connection)
    ended = connection.execute(
        update(session)
        .where(session.c.person_id == person_id, session.c.ended_at.is_(None), session.c.token_hash != kept)
        .values(ended_at=moment)
    ).rowcount
    record(connection, moment, f"{source}:session:end", login, {"others": ended})
    return int(ended)


def attempts(connection: Connection, keys: Iterable[str]) -> dict[str, tuple[int, datetime]]:
    """Failed attempts by key: how many, and when the last was. Until the transaction ends nobody else counts."""
    begin_act(connection)  # also where there is no row yet to be locked
    rows = connection.execute(select(attempt).where(attempt.c.key.in_(list(keys))))
    return {row.key: (row.failures, row.last_at) for row in rows}


def set_attempt(connection: Connection, key: str, failures: int, moment: datetime) -> None:
    """How often it failed for that key; none: forgotten."""
    if failures <= 0:
        connection.execute(delete(attempt).where(attempt.c.key == key))
        return
    values = {"failures": failures, "last_at": moment}
    if connection.execute(update(attempt).where(attempt.c.key == key).values(values)).rowcount == 0:
        connection.execute(attempt.insert().values(key=key, **values))


def forget_attempts(connection: Connection, before: datetime) -> None:
    """Forget attempts that are long past."""
    connection.execute(delete(attempt).where(attempt.c.last_at < before))


def _person(row: Row[Any] | None) -> StoredPerson | None:
    if row is None:
        return None
    return StoredPerson(
        row.id, row.login, row.name, row.password_hash, row.must_change, row.created_at, row.disabled_at
    )


def _session(row: Row[Any]) -> StoredSession:
    return StoredSession(
        row.token_hash, row.person_id, row.created_at, row.seen_at, row.expires_at, row.ended_at, row.device
    )
