"""Page 8, people: added, given roles, roles ended, passwords reset, by the province's administrator."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import FormData
from starlette.responses import Response

from ntm.errors import DataError, UsageError
from ntm.service.access import people_here as service
from ntm.service.access.people import NewRole
from ntm.service.access.rights import Action, Role
from ntm.territory.names import UnitNotFound
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.web.visit import Posted, Visit, Visited, page_router, text_of, to

router = page_router()


@router.get("/people")
def listing(visit: Visited) -> Response:
    """The people of the administrator's places."""
    return _page(visit)


@router.post("/people")
def add(visit: Visited, posted: Posted) -> Response:
    """A new person with a first role; their password is told once."""
    visit.rights.require_somewhere(Action.MANAGE_PEOPLE)
    login, name = text_of(posted, "login", 60).lower(), text_of(posted, "name", 200)
    try:
        secret = service.add(visit.workspace, visit.rights, visit.person, login, name, _role(visit, posted))
    except (UsageError, UnitNotFound) as error:
        return _page(visit, 422, message=str(error), typed=posted)
    told = _("Đã thêm {login}. Mật khẩu dùng một lần: {password}").format(login=login, password=secret)
    return _page(visit, told=told)


@router.post("/people/{login}/grant")
def grant(visit: Visited, posted: Posted, login: str) -> Response:
    """Another role."""
    visit.rights.require_somewhere(Action.MANAGE_PEOPLE)
    service.grant(visit.workspace, visit.rights, visit.person, login, _role(visit, posted))
    return to(f"/people#{login}")


@router.post("/people/{login}/end")
def end(visit: Visited, posted: Posted, login: str) -> Response:
    """The last day of a role."""
    visit.rights.require_somewhere(Action.MANAGE_PEOPLE)
    role, last = text_of(posted, "role", 40), _day(posted, "last") or visit.office.today
    if role not in tuple(Role):
        raise UsageError(_("Hãy chọn vai trò."))
    service.end_role(
        visit.workspace, visit.rights, visit.person, login, Role(role), text_of(posted, "place", 20), last
    )
    return to(f"/people#{login}")


@router.post("/people/{login}/reset")
def reset(visit: Visited, login: str) -> Response:
    """A new password, told once."""
    visit.rights.require_somewhere(Action.MANAGE_PEOPLE)
    secret = service.reset(visit.workspace, visit.rights, visit.person, login)
    told = _("{login}: mật khẩu dùng một lần: {password}").format(login=login, password=secret)
    return _page(visit, told=told)


@router.post("/people/{login}/disable")
def disable(visit: Visited, posted: Posted, login: str) -> Response:
    """The person may no longer sign in, or may again."""
    visit.rights.require_somewhere(Action.MANAGE_PEOPLE)
    undo = text_of(posted, "undo") == "1"
    service.disable(visit.workspace, visit.rights, visit.person, login, undo)
    return to(f"/people#{login}")


def _page(
    visit: Visit, status: int = 200, told: str = "", message: str = "", typed: FormData | None = None
) -> Response:
    found = service.seen(visit.workspace, visit.rights)
    return visit.page(
        "people.html.j2", status, people=found, titles=service.titles(visit.workspace, found), roles=list(Role),
        refusal=lambda person: service.refusal(visit.rights, person), told=told, message=message,
        typed={name: value for name, value in (typed or {}).items() if isinstance(value, str)},
    )  # fmt: skip


def _role(visit: Visit, posted: FormData) -> NewRole:
    return service.role_at(
        visit.workspace, text_of(posted, "role", 40), text_of(posted, "place", 100), visit.office.today,
        _day(posted, "from"), _day(posted, "to"),
    )  # fmt: skip


def _day(posted: FormData, name: str) -> date | None:
    text = text_of(posted, name, 20)
    try:
        return parse_day(text) if text else None
    except DayError as error:
        raise DataError(str(error)) from error
