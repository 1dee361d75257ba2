"""Error pages: what happened, in a sentence, and the next step. The API and scripts get the same as JSON.

The status follows the kind of error: 400 wrong use, 403 not allowed, 404 not there, 409 changed meanwhile,
422 data that cannot be taken, 500 a fault of the program, 503 the database is not to be had.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from ntm.criteria.library import SetIncomplete
from ntm.errors import Conflict, NtmError, Problem, UsageError
from ntm.service.access.rights import Forbidden
from ntm.store.faults import DatabaseFault
from ntm.territory.names import UnitNotFound
from ntm.vietnamese.messages import _
from ntm.web.misfit import told
from ntm.web.visit import NotFound, PasswordNeeded, SignInNeeded, fill, maybe_visited

log = logging.getLogger("ntm.web")


_STATUS: tuple[tuple[type[NtmError], int], ...] = (
    (Forbidden, 403), (NotFound, 404), (UnitNotFound, 404), (Conflict, 409), (DatabaseFault, 503),
    (UsageError, 400), (NtmError, 422),
)  # fmt: skip
_CODES = {
    400: "bad_request", 401: "sign_in_needed", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    409: "conflict", 413: "too_large", 422: "bad_data", 429: "too_many_requests", 500: "fault",
    503: "unavailable",
}  # fmt: skip


def status_of(error: NtmError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def wants_json(request: Request) -> bool:
    """Whether a program asks, and not a person at a page."""
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or accepts.startswith("application/json")


def error_json(status: int, message: str, problems: tuple[Problem, ...] = ()) -> Response:
    """The one shape of an error in JSON."""
    listed = [
        {"place": problem.place, "message": problem.message, "remedy": problem.remedy} for problem in problems
    ]
    body = {"error": {"code": _CODES.get(status, "error"), "message": message, "problems": listed}}
    return JSONResponse(body, status)


def answer(
    request: Request, status: int, message: str, problems: tuple[Problem, ...] = (), template: str = "error.html.j2",
    **more: object,
) -> Response:  # fmt: skip
    """The error as a page (`template` sees `more`), or as JSON for a program."""
    if wants_json(request):
        return error_json(status, message, problems)
    visit = getattr(request.state, "visit", None)
    shown = [problem for problem in problems if problem.text != message]
    return HTMLResponse(
        fill(
            request, template, visit, status=status, title=_titles(status), message=message, problems=shown,
            next_step=_next_steps(status), **more,
        ),
        status,
    )  # fmt: skip


def add_handlers(app: FastAPI) -> None:
    """Answer every error of the app."""

    @app.exception_handler(SetIncomplete)
    def _incomplete(request: Request, error: SetIncomplete) -> Response:
        return answer(request, 422, str(error), template="incomplete.html.j2", error=error)

    @app.exception_handler(NtmError)
    def _refused(request: Request, error: NtmError) -> Response:
        return answer(request, status_of(error), str(error), error.problems)

    @app.exception_handler(SignInNeeded)
    def _sign_in(request: Request, error: SignInNeeded) -> Response:
        message = _("Hãy đăng nhập.")
        if wants_json(request) or request.headers.get("hx-request"):
            return error_json(401, message)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        next_page = here if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={quote(next_page)}", 303)

    @app.exception_handler(PasswordNeeded)
    def _password(request: Request, error: PasswordNeeded) -> Response:
        if wants_json(request) or request.headers.get("hx-request"):
            return error_json(403, _("Hãy đổi mật khẩu trước."))
        return RedirectResponse("/password", 303)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        problems = tuple(Problem(told(one), field=_place(one["loc"])) for one in error.errors())
        return answer(request, 422, _("Yêu cầu có chỗ không đúng dạng."), problems)

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and not wants_json(request):
            maybe_visited(request)  # no route asked who it is: the page keeps the person's menu
        made = answer(request, error.status_code, _messages(error.status_code))
        made.headers.update(error.headers or {})
        return made

    @app.exception_handler(Exception)
    def _fault(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.exception("fault %s at %s %s", number, request.method, request.url.path, exc_info=error)
        message = _("Chương trình gặp lỗi (số {number}); chưa có gì được ghi. Hãy báo số này cho quản trị.")
        return answer(request, 500, message.format(number=number))


def _place(location: Sequence[str | int]) -> str:
    """Where in a request something is: `statements[3].value`, a parameter's name."""
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location[1:])
    return parts.removeprefix(".") or str(location[0])


def _titles(status: int) -> str:
    return {
        400: _("Yêu cầu không đúng"), 401: _("Cần đăng nhập"), 403: _("Không được phép"),
        404: _("Không tìm thấy"), 405: _("Yêu cầu không đúng"), 409: _("Có thay đổi của người khác"),
        413: _("Tệp quá lớn"), 422: _("Số liệu chưa dùng được"), 429: _("Hãy chờ một lát"),
        500: _("Chương trình gặp lỗi"), 503: _("Cơ sở dữ liệu chưa sẵn sàng"),
    }.get(status, _("Không thực hiện được"))  # fmt: skip


def _messages(status: int) -> str:
    return {
        404: _("Không có trang này."), 405: _("Trang này không nhận yêu cầu như vậy."),
        413: _("Tệp gửi lên vượt quá giới hạn."),
    }.get(status, _titles(status))  # fmt: skip


def _next_steps(status: int) -> str:
    return {
        403: _("Nếu cần quyền này, hãy hỏi quản trị tỉnh. Mục lục bên trên chỉ liệt kê những gì được phép."),
        404: _("Hãy kiểm tra địa chỉ, hoặc tìm từ trang đầu."),
        409: _("Hãy mở lại trang để thấy thay đổi, rồi làm lại nếu vẫn cần."),
        413: _("Hãy gửi tệp nhỏ hơn hoặc gửi từng tệp."),
        422: _("Hãy quay lại, sửa chỗ nêu trên rồi gửi lại."),
        500: _("Hãy thử lại sau ít phút."),
        503: _("Hãy thử lại sau ít phút; nếu vẫn vậy, báo quản trị."),
    }.get(status, _("Hãy quay lại trang trước rồi làm lại."))  # fmt: skip
