"""A person at a page: who they are, what they may do, the day and the workspace, and how the answer is made.

Every page takes `visit: Visited`; one that changes anything takes its fields from
`posted: Posted`. The form's token is checked for every unsafe request of a page router
(`guarded`), so no page checks it itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from inspect import iscoroutinefunction
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ntm.errors import DataError
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Forbidden, Rights, State
from ntm.service.access.signing import SignedIn, signed_in
from ntm.service.workspace import Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _, language
from ntm.web.navigation import entries
from ntm.web.office import Office
from ntm.web.security import FIELD, HEADER, SAFE, cookie_name, form_token, token_fits
from ntm.web.templating import environment

SESSION = "ntm_session"
VISITOR = "ntm_visitor"
"""The cookie of a browser that is not signed in: its form tokens are bound to it."""


class SignInNeeded(Exception):
    """Nobody is signed in; the person is led to the sign-in page and back."""


class PasswordNeeded(Exception):
    """The password must be changed before anything else."""


class NotFound(DataError):
    """There is no such unit, submission or file."""


@dataclass(frozen=True)
class Visit:
    """A signed-in person at a page."""

    request: Request
    office: Office
    workspace: Workspace
    signed: SignedIn
    rights: Rights
    secret: str

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.signed.person

    @property
    def day(self) -> date:
        """The day spoken of: `?day=2024-06-30`, else today. Raises DataError for what is no day."""
        written = self.request.query_params.get("day")
        try:
            return parse_day(written) if written else self.office.today
        except DayError as error:
            raise DataError(str(error)) from error

    def link(self, path: str, **more: str) -> str:
        """A path of the office that speaks of the same day: `?day=` is kept where one was asked for."""
        asked = {"day": self.day.isoformat()} if self.request.query_params.get("day") else {}
        query = urlencode({**asked, **more})
        return f"{path}?{query}" if query else path

    def unit(self, code: str, day: date | None = None) -> Unit:
        """The unit of that code on the day spoken of; raises NotFound."""
        found = self.workspace.territory.unit(code, day or self.day)
        if found is None:
            raise NotFound(_("Ngày này không có đơn vị nào mang mã {code}.").format(code=code[:20]))
        return found

    def commune(
        self, code: str, action: Action = Action.SEE, day: date | None = None, state: State | None = None
    ) -> Unit:
        """The commune, town or ward of that code, to which the person may do `action`; else Forbidden."""
        found = self.unit(code, day)
        if found.kind not in COMMUNE_KINDS:
            raise NotFound(_("{unit} không phải là đơn vị cấp xã.").format(unit=found.title))
        self.rights.require(action, found, day or self.day, state)
        return found

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """The filled template as the answer; it sees `visit`, the menu, the form token and what is given."""
        return HTMLResponse(fill(self.request, template, self, **context), status)

    @property
    def token(self) -> str:
        """A form token for this browser."""
        return form_token(self.secret)


def fill(request: Request, template: str, visit: Visit | None, **context: Any) -> str:
    """A template filled for a person, or for nobody yet."""
    office: Office = request.app.state.office
    secret = visit.secret if visit is not None else getattr(request.state, "visitor", "")
    return environment().get_template(template).render(
        request=request, visit=visit, menu=entries(visit) if visit is not None else [],
        token=form_token(secret) if secret else "", language=language(), office=office,
        address=request.url.path + (f"?{request.url.query}" if request.url.query else ""), **context,
    )  # fmt: skip


def to(path: str) -> Response:
    """Go on to another page after something was done (so that a reload does it not again)."""
    return RedirectResponse(path, 303)


def maybe_visited(request: Request) -> Visit | None:
    """The visit, None where nobody is signed in; for the few pages that serve both."""
    office: Office = request.app.state.office
    token = request.cookies.get(cookie_name(request, SESSION))
    if not token:
        return None
    with office.database.one_state():
        who = signed_in(office.database, token)
        if who is None:
            return None
        workspace = office.workspace()
    rights = Rights(workspace.territory, who.person.grants, office.today)
    visit = Visit(request, office, workspace, who, rights, token)
    request.state.visit = visit
    return visit


MaybeVisited = Annotated[Visit | None, Depends(maybe_visited)]


def visited(request: Request, visit: MaybeVisited) -> Visit:
    """The visit of a person who is signed in and has a password of their own."""
    if visit is None:
        raise SignInNeeded
    if visit.person.must_change and request.url.path not in ("/password", "/sign-out"):
        raise PasswordNeeded
    return visit


Visited = Annotated[Visit, Depends(visited)]
"""The parameter of a page: `visit: Visited`."""


async def form_of(request: Request) -> FormData:
    """What was posted. Files are not yet looked at: their content is checked where they are taken in."""
    return await request.form(max_files=20, max_fields=2_000)


Posted = Annotated[FormData, Depends(form_of)]
"""The parameter of a page that is posted to: `posted: Posted`."""


async def guarded(request: Request) -> AsyncIterator[None]:
    """Refuse a form that was not made for this browser; give back what its files took when all is done."""
    if request.method in SAFE:
        yield
        return
    secret = request.cookies.get(cookie_name(request, SESSION)) or request.cookies.get(
        cookie_name(request, VISITOR)
    )
    posted = await form_of(request)
    try:
        token = request.headers.get(HEADER) or posted.get(FIELD)
        if not secret or not isinstance(token, str) or not token_fits(secret, token):
            raise Forbidden(
                _("Trang này đã mở quá lâu hoặc phiên làm việc đã đổi. Hãy tải lại trang rồi làm lại.")
            )
        yield
    finally:
        await posted.close()


def page_router(**options: Any) -> APIRouter:
    """The router of a page module: every unsafe request must carry the form's token; a page reads one state."""
    return APIRouter(
        dependencies=[Depends(guarded)], default_response_class=HTMLResponse, route_class=_PageRoute, **options
    )  # fmt: skip


class _PageRoute(APIRoute):
    """A page's route: what it reads it reads of one state of the database, over one connection."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _of_one_state(endpoint), **options)


def _of_one_state(page: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(page):
        return page

    @wraps(page)
    def answered(**given: Any) -> Any:
        visit = next((value for value in given.values() if isinstance(value, Visit)), None)
        if visit is None:
            return page(**given)
        with visit.office.database.one_state():
            return page(**given)

    return answered


def files_of(form: FormData, name: str, most: int) -> list[tuple[str, bytes]]:
    """The files sent under a field's name, each with its own; one byte more than `most` shows that it is too large."""
    return [
        (file.filename or "", file.file.read(most + 1))
        for file in form.getlist(name)
        if isinstance(file, UploadFile)
    ]


def text_of(form: FormData, name: str, most: int = 2_000) -> str:
    """A field's text, trimmed; empty where it was not posted. Raises DataError when it is too long."""
    value = form.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > most:
        raise DataError(_("Ô “{field}” dài quá {limit} ký tự.").format(field=name, limit=most))
    return text
