"""Signing in and out, changing the password, choosing the language."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ntm.errors import UsageError
from ntm.service.access import people, signing
from ntm.service.access.rights import Forbidden
from ntm.service.access.signing import LONGEST, SignInRefused
from ntm.vietnamese.messages import _
from ntm.web.office import Office
from ntm.web.security import LANGUAGE, cookie_name, local_path, may_sign_in, set_cookie
from ntm.web.visit import (
    SESSION,
    VISITOR,
    MaybeVisited,
    Posted,
    Visited,
    fill,
    page_router,
    text_of,
    to,
)

router = page_router()


@router.get("/sign-in")
def form(request: Request, visit: MaybeVisited) -> Response:
    """The sign-in form; a person who is signed in is led on."""
    onward = local_path(request.query_params.get("next"))
    if visit is not None:
        return to(onward)
    return _form(request, onward)


@router.post("/sign-in")
def sign_in(request: Request, posted: Posted) -> Response:
    """Sign in and go on to where the person wanted to be."""
    if not may_sign_in(request):
        raise Forbidden(
            _("Kết nối này không được mã hóa nên không nhận mật khẩu. Hãy mở trang bằng https://.")
        )
    onward = local_path(text_of(posted, "next"))
    office: Office = request.app.state.office
    login = text_of(posted, "login", 200)
    password = posted.get("password")
    address = request.client.host if request.client else "?"
    try:
        token = signing.sign_in(
            office.database, login, password if isinstance(password, str) else "", address,
            request.headers.get("user-agent", ""),
        )  # fmt: skip
    except SignInRefused as error:
        status = 429 if error.wait else 403
        response = _form(request, onward, login=login, message=str(error), status=status)
        if error.wait:
            response.headers["retry-after"] = str(int(error.wait.total_seconds()) + 1)
        return response
    response = to(onward)
    set_cookie(request, response, SESSION, token, int(LONGEST.total_seconds()))
    response.delete_cookie(cookie_name(request, VISITOR), secure=request.url.scheme == "https", httponly=True)
    return response


@router.post("/sign-out")
def sign_out(request: Request, visit: Visited) -> Response:
    """End this browser's session; what the browser kept of pages is dropped."""
    signing.sign_out(visit.office.database, visit.signed)
    response = to("/sign-in")
    response.delete_cookie(cookie_name(request, SESSION), secure=request.url.scheme == "https", httponly=True)
    response.headers["clear-site-data"] = '"cache"'
    return response


@router.get("/password")
def password_form(visit: Visited) -> Response:
    """The form for another password."""
    return visit.page("password.html.j2", message=None)


@router.post("/password")
def change_password(request: Request, visit: Visited, posted: Posted) -> Response:
    """Change the password; every session of the person ends, this one is signed in anew."""
    old, new, again = (str(posted.get(name) or "") for name in ("old", "new", "again"))
    address = request.client.host if request.client else "?"
    try:
        if new != again:
            raise UsageError(_("Hai lần nhập mật khẩu mới không giống nhau."))
        signing.change_password(visit.office.database, visit.signed, old, new, address)
        token = signing.sign_in(
            visit.office.database, visit.person.login, new, address, request.headers.get("user-agent", "")
        )
    except (UsageError, SignInRefused) as error:
        return visit.page("password.html.j2", 422, message=str(error))
    response = to("/")
    set_cookie(request, response, SESSION, token, int(LONGEST.total_seconds()))
    return response


@router.post("/language")
def choose_language(request: Request, posted: Posted) -> Response:
    """Vietnamese or English from now on, at the page where the person was."""
    response = to(local_path(text_of(posted, "next")))
    chosen = "en" if text_of(posted, "language") == "en" else "vi"
    response.set_cookie(
        LANGUAGE, chosen, max_age=31_536_000, samesite="lax", httponly=True,
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


def _form(
    request: Request, onward: str, login: str = "", message: str | None = None, status: int = 200
) -> Response:
    office: Office = request.app.state.office
    visitor = request.cookies.get(cookie_name(request, VISITOR)) or secrets.token_urlsafe(24)
    request.state.visitor = visitor
    response = HTMLResponse(
        fill(
            request, "sign_in.html.j2", None, onward=onward, login=login, message=message,
            nobody=not people.anybody(office.database),
        ),
        status,
    )  # fmt: skip
    set_cookie(request, response, VISITOR, visitor)
    return response
