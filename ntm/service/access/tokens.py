"""Tokens of programs: made for one role of a person at one place, shown once, revoked, and known again.

A token can do what its person's role can do there, and no more: when the role ends, or the person is disabled, the
token does nothing. It is 256 random bits, so a plain hash of it is enough to keep.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from ntm.errors import DataError, UsageError
from ntm.service.access.passwords import token_hash
from ntm.service.access.people import Person, known_person, person_of
from ntm.service.access.rights import Grant, Rights, Role
from ntm.service.workspace import Workspace
from ntm.store import people as people_store
from ntm.store import tokens as store
from ntm.store.database import Database
from ntm.store.tokens import StoredToken
from ntm.territory.model import Unit
from ntm.vietnamese.dates import now, today
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MARK = "ntm_"
"""What every token begins with, so that one in a file or a log is recognised for what it is."""
LONGEST = timedelta(days=366)
_LONGEST_NAME = 100
_SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token just made; `secret` is shown this once and kept nowhere."""

    id: int
    secret: str
    role: Role
    unit: Unit
    valid_to: date


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks with a token: the person it acts for, and what of the person's roles it may use."""

    token: StoredToken
    person: Person
    grants: tuple[Grant, ...]


def add(
    workspace: Workspace,
    login: str,
    name: str,
    by: str,
    *,
    role: Role | None = None,
    unit: Unit | None = None,
    last: date | None = None,
    on: date | None = None,
    source: str = "cli",
) -> MadeToken:
    """A token for one role the person has on the day `on` (default: today); good to `last` (default: a year).

    `role` and `unit` choose among several. Raises UsageError where the person has no such role, or more than one.
    """
    day = on or today()
    label = nfc(name).strip()
    if not label or len(label) > _LONGEST_NAME:
        raise UsageError(_("Tên của mã truy cập phải có từ 1 đến {limit} ký tự.").format(limit=_LONGEST_NAME))
    until = last or day + LONGEST
    if not day <= until <= day + LONGEST:
        raise UsageError(_("Mã truy cập dùng được nhiều nhất một năm; ngày cuối không ở trước hôm nay."))
    secret = MARK + secrets.token_urlsafe(32)
    with workspace.stored.writing() as connection:
        person = known_person(connection, login)
        held = _chosen(workspace, person, role, unit, day)
        place = workspace.territory.unit(held.unit_code, day)
        assert place is not None  # noqa: S101 - a role in force has its place
        made = StoredToken(
            0, person.id, person.login, label, held.role.value, held.unit_code, held.unit_from, until,
            now(), by, None, None,
        )  # fmt: skip
        number = store.add_token(connection, made, token_hash(secret), source)
    return MadeToken(number, secret, held.role, place, until)


def revoke(workspace: Workspace, token_id: int, by: str, source: str = "cli") -> StoredToken:
    """Make a token good for nothing, at once; raises DataError where there is none of that number."""
    with workspace.stored.writing() as connection:
        found = store.token_by_id(connection, token_id)
        if found is None:
            raise DataError(_("Không có mã truy cập số {id}. Xem: ntm user token list").format(id=token_id))
        if found.revoked_at is None:
            store.revoke_token(connection, found, by, source)
    return found


def listed(workspace: Workspace, login: str | None = None) -> list[StoredToken]:
    """The tokens of a person, or of everybody, in the order they were made."""
    with workspace.stored.reading() as connection:
        return store.tokens(connection, known_person(connection, login).id if login else None)


def bearer(database: Database, secret: str, day: date) -> Bearer | None:
    """Who asks with that token on a day; None where it is unknown, revoked, over, or its person is disabled."""
    moment = now()
    with database.reading() as connection:
        found = store.token_by_hash(connection, token_hash(secret))
        if found is None or found.revoked_at is not None or day > found.valid_to:
            return None
        who = people_store.person_by_id(connection, found.person_id)
        if who is None or who.disabled_at is not None:
            return None
        person = person_of(who, people_store.roles(connection, [who.id]))
    if found.seen_at is None or moment - found.seen_at > _SEEN_EVERY:
        with database.writing() as connection:
            store.see_token(connection, found.id, moment)
    bound = (found.role, found.unit_code, found.unit_from)
    grants = tuple(
        held for held in person.grants if (held.role.value, held.unit_code, held.unit_from) == bound
    )
    return Bearer(found, person, grants)


def _chosen(workspace: Workspace, person: Person, role: Role | None, unit: Unit | None, day: date) -> Grant:
    """The one role in force that the token is for."""
    held = [
        one
        for one in Rights(workspace.territory, person.grants, day).grants
        if role in (None, one.role)
        and (unit is None or (one.unit_code, one.unit_from) == (unit.code, unit.valid_from))
    ]
    if not held:
        raise UsageError(_("“{login}” không có vai trò như vậy đang có hiệu lực.").format(login=person.login))
    if len({(one.role, one.unit_code) for one in held}) > 1:
        names = ", ".join(f"{one.role.value} {one.unit_code}" for one in held)
        raise UsageError(
            _("“{login}” có nhiều vai trò ({names}): chọn một bằng --role và --at.").format(
                login=person.login, names=names
            )
        )
    return held[0]
