"""Signing in and out, and one's own password.

Every attempt is counted before the password is looked at, so that guessing many at once gains nothing; the waits are
bounded, so that nobody is locked out for good.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from ntm.errors import NtmError, UsageError
from ntm.service.access.passwords import (
    MOST_LETTERS,
    attempt_key,
    hashed,
    nobodys_hash,
    token_hash,
    verified,
    weak,
)
from ntm.service.access.people import Person, known, person_of
from ntm.store import people as store
from ntm.store.database import Database
from ntm.vietnamese.dates import now
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

IDLE = timedelta(hours=12)
"""A session not used for so long is over."""
LONGEST = timedelta(days=7)
"""A session is over after so long in any case."""
_SEEN_EVERY = timedelta(minutes=5)
_FREE = {"login": 5, "address": 40}
"""Failures before the waits begin: of one login, and from one address (an office has one for everybody)."""
_LONGEST_WAIT = {"login": timedelta(minutes=15), "address": timedelta(minutes=5)}
_FORGET = timedelta(days=1)


class SignInRefused(NtmError):
    """Wrong name or password, or too many attempts; `wait` says for how long to wait."""

    exit_code = 2

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a browser. `token_hash` names the session."""

    person: Person
    token_hash: str
    expires_at: datetime


def sign_in(database: Database, login: str, password: str, address: str, device: str) -> str:
    """Sign a browser in and give the session's token; raises SignInRefused with a sentence.

    An unknown name takes as long as a known one, and is told the same.
    """
    login = nfc(login).strip().lower()[:200]
    keys = {kind: attempt_key(kind, text) for kind, text in (("login", login), ("address", address))}
    _count(database, keys, login, address)
    with database.reading() as connection:
        who = store.person_by_login(connection, login)
    good, renewed = verified(password[:MOST_LETTERS], who.password_hash if who else nobodys_hash())
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
    moment, held_as = now(), token_hash(token)
    with database.reading() as connection:
        held = store.who_is_at(connection, held_as)
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
            store.see_session(connection, held_as, moment)
    return SignedIn(person, held_as, found.expires_at)


def sign_out(database: Database, who: SignedIn) -> None:
    """End this browser's session."""
    with database.writing() as connection:
        store.end_session(connection, who.token_hash, who.person.login, "web")


def change_password(database: Database, who: SignedIn, old: str, new: str, address: str) -> None:
    """Another password, chosen by its owner; every session ends. Raises UsageError with what it must be."""
    keys = {"login": attempt_key("login", who.person.login)}
    _count(database, keys, who.person.login, address)
    with database.reading() as connection:
        stored = known(store.person_by_id(connection, who.person.id), who.person.login)
    good, _renewed = verified(old[:MOST_LETTERS], stored.password_hash)
    if not good:
        raise UsageError(_("Mật khẩu hiện tại không đúng."))
    if problem := weak(nfc(new), who.person.login):
        raise UsageError(problem)
    if nfc(new) == nfc(old):
        raise UsageError(_("Mật khẩu mới phải khác mật khẩu hiện tại."))
    password_hash = hashed(nfc(new))
    with database.writing() as connection:
        store.set_attempt(connection, keys["login"], 0, now())
        store.set_password(connection, stored, password_hash, False, stored.login, "web")


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
