"""People: added, given roles, reset and disabled; signing in and out.

Passwords are hashed with argon2. Every attempt is counted before the password is looked at, so that guessing
many at once gains nothing; the waits are bounded, so that nobody is locked out for good.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ntm.errors import DataError, NtmError, UsageError
from ntm.service.access.rights import Grant, Role
from ntm.service.workspace import Workspace
from ntm.store import people as store
from ntm.store.database import Database
from ntm.store.people import StoredPerson, StoredRole
from ntm.territory.model import Unit
from ntm.vietnamese.dates import now
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold, nfc

if TYPE_CHECKING:
    from pwdlib import PasswordHash

IDLE = timedelta(hours=12)
"""A session not used for so long is over."""
LONGEST = timedelta(days=7)
"""A session is over after so long in any case."""
LEAST_LETTERS = 10
MOST_LETTERS = 200
_SEEN_EVERY = timedelta(minutes=5)
_FREE = {"login": 5, "address": 40}
"""Failures before the waits begin: of one login, and from one address (an office has one for everybody)."""
_LONGEST_WAIT = {"login": timedelta(minutes=15), "address": timedelta(minutes=5)}
_FORGET = timedelta(days=1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_LOGIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_@")
_HASHING = threading.BoundedSemaphore(2)  # each takes 64 MB


class SignInRefused(NtmError):
    """Wrong name or password, or too many attempts; `wait` says for how long to wait."""

    exit_code = 2

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Person:
    """A person as everybody may know them."""

    id: int
    login: str
    name: str
    must_change: bool
    disabled_at: datetime | None
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be given at a place, from and to which day (inclusive; None: open)."""

    role: Role
    unit: Unit
    valid_from: date | None = None
    valid_to: date | None = None

    def check(self) -> None:
        """Raise UsageError where the role does not belong to such a place, or ends before it begins."""
        kinds = self.role.kinds
        if kinds is not None and self.unit.kind not in kinds:
            raise UsageError(
                _("Vai trò {role} không gắn với {unit} được.").format(
                    role=self.role.word, unit=self.unit.title
                )
            )
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            raise UsageError(_("Ngày kết thúc vai trò ở trước ngày bắt đầu."))

    def stored(self, person_id: int) -> StoredRole:
        """As it is stored for that person."""
        unit = self.unit
        return StoredRole(
            0, person_id, self.role.value, unit.code, unit.valid_from, self.valid_from, self.valid_to
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser. `token_hash` names the session."""

    person: Person
    token_hash: str
    expires_at: datetime


def random_password() -> str:
    """Twelve letters in three groups: 59 bits, easy to read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _at in range(4)) for _group in range(3))


def add(
    workspace: Workspace,
    login: str,
    name: str,
    by: str,
    *,
    role: NewRole | None = None,
    source: str = "cli",
    password: str | None = None,
) -> str:
    """A new person; gives the password (random unless given), to be changed at the first sign-in."""
    login, name = _login(login), nfc(name).strip()
    if not name or len(name) > 200:
        raise UsageError(_("Tên người dùng phải có từ 1 đến 200 ký tự."))
    if role is not None:
        role.check()
    secret = password or random_password()
    hashed = _hash(secret)
    with workspace.stored.writing() as connection:
        if store.person_by_login(connection, login) is not None:
            raise UsageError(_("Đã có người dùng “{login}”.").format(login=login))
        made = store.add_person(connection, login, name, hashed, by, source)
        if role is not None:
            store.add_role(connection, role.stored(made), login, by, source)
    return secret


def grant(workspace: Workspace, login: str, role: NewRole, by: str, source: str = "cli") -> None:
    """Give a person a role at a place; raises UsageError where the role does not belong to such a place."""
    role.check()
    with workspace.stored.writing() as connection:
        who = _known(store.person_by_login(connection, _login(login)), login)
        store.add_role(connection, role.stored(who.id), who.login, by, source)


def end_grant(
    workspace: Workspace, login: str, role: Role, place: str, last: date, by: str, source: str = "cli"
) -> Unit:
    """The last day of a role at a place, named by code or name; gives the place.

    Raises UsageError where the person has no such role that goes on beyond that day.
    """
    with workspace.stored.writing() as connection:
        who = _known(store.person_by_login(connection, _login(login)), login)
        for held in store.roles(connection, [who.id]):
            unit = _place(workspace, held)
            goes_on = held.valid_to is None or held.valid_to > last
            if held.role == role.value and goes_on and unit is not None and _names(place, unit):
                store.end_role(connection, held, who.login, last, by, source)
                return unit
    raise UsageError(
        _("“{login}” không có vai trò {role} ở {unit}.").format(login=login, role=role.word, unit=place)
    )


def reset(workspace: Workspace, login: str, by: str, source: str = "cli", password: str | None = None) -> str:
    """A new password (random unless given), to be changed at the next sign-in; every session ends."""
    secret = password or random_password()
    hashed = _hash(secret)
    database = workspace.stored
    with database.writing() as connection:
        who = _known(store.person_by_login(connection, _login(login)), login)
        store.set_password(connection, who, hashed, True, by, source)
        store.set_attempt(connection, _key("login", who.login), 0, now())
    return secret


def set_passwords(database: Database, logins: Sequence[str], password: str, by: str, source: str) -> None:
    """One password for several people, to be kept: for the accounts of a demonstration only."""
    hashed = _hash(password)
    with database.writing() as connection:
        for login in logins:
            who = _known(store.person_by_login(connection, login), login)
            store.set_password(connection, who, hashed, False, by, source)
            store.set_attempt(connection, _key("login", login), 0, now())


def disable(workspace: Workspace, login: str, by: str, source: str = "cli", enable: bool = False) -> None:
    """The person may no longer sign in (or may again), and every session ends."""
    with workspace.stored.writing() as connection:
        who = _known(store.person_by_login(connection, _login(login)), login)
        if enable:
            store.enable_person(connection, who, by, source)
        else:
            store.disable_person(connection, who, by, source)


def everybody(database: Database) -> list[Person]:
    """All people with their roles, by login."""
    with database.reading() as connection:
        found = store.people(connection)
        held: dict[int, list[StoredRole]] = {}
        for one in store.roles(connection):
            held.setdefault(one.person_id, []).append(one)
    return [person_of(one, held.get(one.id, [])) for one in found]


def names(database: Database) -> dict[str, str]:
    """The name of each login, for telling who said what."""
    with database.reading() as connection:
        return store.names_by_login(connection)


def names_of(database: Database, logins: Iterable[str]) -> dict[str, str]:
    """The names of these logins alone; those of programs and of people unknown here are left out."""
    wanted = sorted(set(logins))
    if not wanted:
        return {}
    with database.reading() as connection:
        return store.names_of(connection, wanted)


def anybody(database: Database) -> bool:
    """Whether there is anybody who could sign in."""
    with database.reading() as connection:
        return store.any_person(connection)


# -- signing in and out ------------------------------------------------------------------------------------


def sign_in(database: Database, login: str, password: str, address: str, device: str) -> str:
    """Sign a browser in and give the session's token; raises SignInRefused with a sentence.

    An unknown name takes as long as a known one, and is told the same.
    """
    login = nfc(login).strip().lower()[:200]
    keys = {kind: _key(kind, text) for kind, text in (("login", login), ("address", address))}
    _count(database, keys, login, address)
    with database.reading() as connection:
        who = store.person_by_login(connection, login)
    good, renewed = _verify(password[:MOST_LETTERS], who.password_hash if who else _nobodys_hash())
    if who is None or who.disabled_at is not None or not good:
        with database.writing() as connection:
            store.refuse_session(connection, login, address, "web")
        raise SignInRefused(_("Tên đăng nhập hoặc mật khẩu không đúng."))
    token = secrets.token_urlsafe(32)
    with database.writing() as connection:
        found = store.attempts(connection, keys.values())
        store.set_attempt(connection, keys["login"], 0, now())
        failures, last = found.get(keys["address"], (0, now()))
        store.set_attempt(connection, keys["address"], failures - 1, last)
        if renewed is not None:
            store.rehash(connection, who.id, renewed)
        store.begin_session(connection, token_hash(token), who, now() + LONGEST, device[:200], "web")
    return token


def signed_in(database: Database, token: str) -> SignedIn | None:
    """Who is signed in with that token; None when nobody, or no longer."""
    moment, hashed = now(), token_hash(token)
    with database.reading() as connection:
        held = store.who_is_at(connection, hashed)
    if held is None:
        return None
    found, who, roles = held
    if found.ended_at is not None or who.disabled_at is not None:
        return None
    if moment >= found.expires_at or moment >= found.seen_at + IDLE:
        return None
    person = person_of(who, roles)
    if moment - found.seen_at > _SEEN_EVERY:
        with database.writing() as connection:
            store.see_session(connection, hashed, moment)
    return SignedIn(person, hashed, found.expires_at)


def sign_out(database: Database, who: SignedIn) -> None:
    """End this browser's session."""
    with database.writing() as connection:
        store.end_session(connection, who.token_hash, who.person.login, "web")


def change_password(database: Database, who: SignedIn, old: str, new: str, address: str) -> None:
    """Another password, chosen by its owner; every session ends. Raises UsageError with what it must be."""
    keys = {"login": _key("login", who.person.login)}
    _count(database, keys, who.person.login, address)
    with database.reading() as connection:
        stored = _known(store.person_by_id(connection, who.person.id), who.person.login)
    good, _renewed = _verify(old[:MOST_LETTERS], stored.password_hash)
    if not good:
        raise UsageError(_("Mật khẩu hiện tại không đúng."))
    if problem := _weak(nfc(new), who.person):
        raise UsageError(problem)
    if nfc(new) == nfc(old):
        raise UsageError(_("Mật khẩu mới phải khác mật khẩu hiện tại."))
    hashed = _hash(nfc(new))
    with database.writing() as connection:
        store.set_attempt(connection, keys["login"], 0, now())
        store.set_password(connection, stored, hashed, False, stored.login, "web")


def token_hash(token: str) -> str:
    """How a session's token is known to the database: the token itself is random enough not to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _weak(password: str, person: Person) -> str | None:
    if len(password) < LEAST_LETTERS:
        return _("Mật khẩu cần ít nhất {count} ký tự.").format(count=LEAST_LETTERS)
    if len(password) > MOST_LETTERS:
        return _("Mật khẩu dài quá {count} ký tự.").format(count=MOST_LETTERS)
    if person.login in password.lower() or len(set(password)) < 5:
        return _("Mật khẩu dễ đoán: đừng dùng tên đăng nhập hay ít ký tự lặp lại.")
    return None


def _count(database: Database, keys: dict[str, str], login: str, address: str) -> None:
    """Count an attempt before it is tried; raises SignInRefused while it must wait."""
    moment = now()
    wait = timedelta(0)
    with database.writing() as connection:
        store.forget_attempts(connection, moment - _FORGET)
        found = store.attempts(connection, keys.values())
        for kind, key in keys.items():
            failures, last = found.get(key, (0, moment))
            wait = max(wait, last + _wait(kind, failures) - moment)
        if wait <= timedelta(0):
            for key in keys.values():
                store.set_attempt(connection, key, found.get(key, (0, moment))[0] + 1, moment)
    if wait > timedelta(0):
        minutes = -(-int(wait.total_seconds()) // 60) or 1
        raise SignInRefused(
            _("Đã thử sai nhiều lần. Hãy chờ {minutes} phút rồi thử lại.").format(minutes=minutes), wait
        )


def _wait(kind: str, failures: int) -> timedelta:
    """How long after the last failure the next attempt must wait: nothing, then 30 s, doubled each time."""
    over = failures - _FREE[kind]
    if over < 0:
        return timedelta(0)
    return min(timedelta(seconds=30 * 2 ** min(over, 10)), _LONGEST_WAIT[kind])


def _key(kind: str, text: str) -> str:
    return f"{kind}:{text}"


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash  # loads argon2: only where passwords are at hand

    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _hash(password: str) -> str:
    with _HASHING:
        return _hasher().hash(nfc(password))


def _verify(password: str, hashed: str) -> tuple[bool, str | None]:
    with _HASHING:
        return _hasher().verify_and_update(nfc(password), hashed)


def _login(text: str) -> str:
    login = nfc(text).strip().lower()
    if not 3 <= len(login) <= 60 or not set(login) <= _LOGIN:
        raise UsageError(
            _(
                "Tên đăng nhập “{login}” không dùng được: cần 3 đến 60 ký tự, chỉ gồm chữ không dấu, số và . - _ @"
            ).format(login=text.strip())
        )
    return login


def _known(found: StoredPerson | None, login: str) -> StoredPerson:
    if found is None:
        raise DataError(_("Không có người dùng “{login}”.").format(login=login))
    return found


def _place(workspace: Workspace, held: StoredRole) -> Unit | None:
    of_code = workspace.territory.of_code(held.unit_code)
    return next((unit for unit in of_code if unit.valid_from == held.unit_from), None)


def _names(text: str, unit: Unit) -> bool:
    return text.strip() == unit.code or fold(text) in (fold(unit.name), fold(unit.title))


def known_person(connection: Connection, login: str) -> Person:
    """The person of that login with their roles; raises DataError where there is none."""
    who = _known(store.person_by_login(connection, _login(login)), login)
    return person_of(who, store.roles(connection, [who.id]))


def person_of(who: StoredPerson, held: list[StoredRole]) -> Person:
    """A stored person as everybody may know them."""
    grants = tuple(
        Grant(Role(one.role), one.unit_code, one.unit_from, one.valid_from, one.valid_to) for one in held
    )
    return Person(who.id, who.login, who.name, who.must_change, who.disabled_at, grants)
