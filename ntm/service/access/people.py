"""People: added, given roles, reset and disabled. How they sign in is in ntm.service.access.signing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from ntm.errors import DataError, UsageError
from ntm.service.access.passwords import attempt_key, hashed, random_password
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
    pass

_LOGIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_@")


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
    password_hash = hashed(secret)
    with workspace.stored.writing() as connection:
        if store.person_by_login(connection, login) is not None:
            raise UsageError(_("Đã có người dùng “{login}”.").format(login=login))
        made = store.add_person(connection, login, name, password_hash, by, source)
        if role is not None:
            store.add_role(connection, role.stored(made), login, by, source)
    return secret


def grant(workspace: Workspace, login: str, role: NewRole, by: str, source: str = "cli") -> None:
    """Give a person a role at a place; raises UsageError where the role does not belong to such a place."""
    role.check()
    with workspace.stored.writing() as connection:
        who = known(store.person_by_login(connection, _login(login)), login)
        store.add_role(connection, role.stored(who.id), who.login, by, source)


def end_grant(
    workspace: Workspace, login: str, role: Role, place: str, last: date, by: str, source: str = "cli"
) -> Unit:
    """The last day of a role at a place, named by code or name; gives the place.

    Raises UsageError where the person has no such role that goes on beyond that day.
    """
    with workspace.stored.writing() as connection:
        who = known(store.person_by_login(connection, _login(login)), login)
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
    password_hash = hashed(secret)
    database = workspace.stored
    with database.writing() as connection:
        who = known(store.person_by_login(connection, _login(login)), login)
        store.set_password(connection, who, password_hash, True, by, source)
        store.set_attempt(connection, attempt_key("login", who.login), 0, now())
    return secret


def set_passwords(database: Database, logins: Sequence[str], password: str, by: str, source: str) -> None:
    """One password for several people, to be kept: for the accounts of a demonstration only."""
    password_hash = hashed(password)
    with database.writing() as connection:
        for login in logins:
            who = known(store.person_by_login(connection, login), login)
            store.set_password(connection, who, password_hash, False, by, source)
            store.set_attempt(connection, attempt_key("login", login), 0, now())


def disable(workspace: Workspace, login: str, by: str, source: str = "cli", enable: bool = False) -> None:
    """The person may no longer sign in (or may again), and every session ends."""
    with workspace.stored.writing() as connection:
        who = known(store.person_by_login(connection, _login(login)), login)
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


def _login(text: str) -> str:
    login = nfc(text).strip().lower()
    if not 3 <= len(login) <= 60 or not set(login) <= _LOGIN:
        raise UsageError(
            _(
                "Tên đăng nhập “{login}” không dùng được: cần 3 đến 60 ký tự, chỉ gồm chữ không dấu, số và . - _ @"
            ).format(login=text.strip())
        )
    return login


def known(found: StoredPerson | None, login: str) -> StoredPerson:
    """The person that was found; raises DataError where there is none."""
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
    who = known(store.person_by_login(connection, _login(login)), login)
    return person_of(who, store.roles(connection, [who.id]))


def person_of(who: StoredPerson, held: list[StoredRole]) -> Person:
    """A stored person as everybody may know them."""
    grants = tuple(
        Grant(Role(one.role), one.unit_code, one.unit_from, one.valid_from, one.valid_to) for one in held
    )
    return Person(who.id, who.login, who.name, who.must_change, who.disabled_at, grants)
