"""People as the province's administrator keeps them: whom they may see and change, and only within their places.

An administrator changes a person only when every role in force of that person lies within the administrator's
places: else a password reset would open another province.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ntm.errors import DataError, UsageError
from ntm.service.access import people
from ntm.service.access.people import NewRole, Person
from ntm.service.access.rights import Action, Forbidden, Grant, Rights, Role
from ntm.service.workspace import Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _


def seen(workspace: Workspace, rights: Rights) -> list[Person]:
    """The people with a role, past or present, in the administrator's places; raises Forbidden for others."""
    rights.require_somewhere(Action.MANAGE_PEOPLE)
    everybody = people.everybody(workspace.stored)
    return [one for one in everybody if any(_mine(rights, grant) for grant in one.grants)]


def refusal(rights: Rights, person: Person) -> str | None:
    """Why the administrator may not change this person; None: may."""
    live = [one for one in person.grants if one.valid_to is None or one.valid_to >= rights.today]
    if not any(_mine(rights, grant) for grant in person.grants):
        return _("Người này không có vai trò nào trong nơi ông/bà quản trị.")
    if not all(_mine(rights, grant) for grant in live):
        return _("Người này còn có vai trò ở nơi khác; việc này của người quản trị máy chủ.")
    return None


def add(workspace: Workspace, rights: Rights, by: Person, login: str, name: str, role: NewRole) -> str:
    """A new person with a first role; gives the password, told once."""
    _require_place(rights, role.unit)
    return people.add(workspace, login, name, by.login, role=role, source="web")


def grant(workspace: Workspace, rights: Rights, by: Person, login: str, role: NewRole) -> None:
    """Another role for a person of the administrator's."""
    _require_place(rights, role.unit)
    _changeable(workspace, rights, login)
    people.grant(workspace, login, role, by.login, source="web")


def end_role(
    workspace: Workspace, rights: Rights, by: Person, login: str, role: Role, place: str, last: date
) -> None:
    """The last day of a role; raises UsageError where one would end one's own administration."""
    person = _person(workspace, login)
    if not any(_mine(rights, one) for one in person.grants if one.role is role and one.unit_code == place):
        raise Forbidden(_("Vai trò này nằm ngoài nơi ông/bà quản trị."))
    if person.id == by.id and role is Role.PROVINCE_ADMIN:
        raise UsageError(_("Không tự thôi vai trò quản trị của mình; hãy nhờ người quản trị khác."))
    people.end_grant(workspace, login, role, place, last, by.login, source="web")


def reset(workspace: Workspace, rights: Rights, by: Person, login: str) -> str:
    """A new password, told once; every session of the person ends."""
    _changeable(workspace, rights, login)
    return people.reset(workspace, login, by.login, source="web")


def disable(workspace: Workspace, rights: Rights, by: Person, login: str, enable: bool) -> None:
    """The person may no longer sign in, or may again."""
    if _changeable(workspace, rights, login).id == by.id:
        raise UsageError(_("Không tự khóa tài khoản của mình."))
    people.disable(workspace, login, by.login, source="web", enable=enable)


def role_at(
    workspace: Workspace, role: str, place: str, day: date, first: date | None, last: date | None
) -> NewRole:
    """The role as asked for, its place found by code or name on its first day; raises UsageError, DataError."""
    if role not in tuple(Role):
        raise UsageError(_("Hãy chọn vai trò."))
    chosen = Role(role)
    kinds = chosen.kinds
    prefer = "commune" if kinds is not None and "xa" in kinds else "district"
    if not place:
        raise UsageError(_("Hãy ghi nơi: mã hoặc tên đơn vị."))
    unit = workspace.find(place, first or day, "commune" if prefer == "commune" else "district")
    return NewRole(chosen, unit, first, last)


def titles(workspace: Workspace, found: Sequence[Person]) -> dict[tuple[str, date | None], str]:
    """The titles of the places of these people's roles."""
    keys = {(grant.unit_code, grant.unit_from) for one in found for grant in one.grants}
    named = {}
    for code, first in keys:
        unit = next((one for one in workspace.territory.of_code(code) if one.valid_from == first), None)
        named[code, first] = unit.title if unit is not None else code
    return named


def _mine(rights: Rights, held: Grant) -> bool:
    unit = next(
        (one for one in rights.territory.of_code(held.unit_code) if one.valid_from == held.unit_from), None
    )
    if unit is None:
        return False
    return rights.may(Action.MANAGE_PEOPLE, unit, min(unit.valid_to or rights.today, rights.today))


def _require_place(rights: Rights, unit: Unit) -> None:
    rights.require(Action.MANAGE_PEOPLE, unit, max(rights.today, unit.valid_from or rights.today))


def _person(workspace: Workspace, login: str) -> Person:
    found = next((one for one in people.everybody(workspace.stored) if one.login == login), None)
    if found is None:
        raise DataError(_("Không có người dùng “{login}”.").format(login=login[:60]))
    return found


def _changeable(workspace: Workspace, rights: Rights, login: str) -> Person:
    person = _person(workspace, login)
    if refused := refusal(rights, person):
        raise Forbidden(refused)
    return person
