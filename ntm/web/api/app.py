"""The API's app, mounted at /api/v1: its routers, its bounds, its OpenAPI document, errors in one shape."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from ntm import __version__
from ntm.vietnamese.messages import _
from ntm.web import errors
from ntm.web.api import law, papers, places, scores, statements
from ntm.web.api.bounds import Bounds
from ntm.web.api.caller import TokenNeeded, TooOften
from ntm.web.api.pace import Pace
from ntm.web.office import Office

PREFIX = "/api/v1"
ROUTERS = (places.router, law.router, statements.router, scores.router, papers.router)
MOST_BYTES = 2 * 1024 * 1024
"""The longest request: 500 statements with their notes."""


def create_api(office: Office, pace: Pace | None = None) -> FastAPI:
    """The API of an office. No page of another site may ask it (no CORS), and it serves no page of its own."""
    api = FastAPI(
        title="ntm", version=__version__, docs_url=None, redoc_url=None, openapi_url="/openapi.json",
        description="Ask with `Authorization: Bearer ntm_…`; see docs/api.md.",
        servers=[{"url": PREFIX}], root_path_in_servers=False, max_body_size=MOST_BYTES, redirect_slashes=False,
    )  # fmt: skip
    api.state.office = office
    api.state.pace = pace or Pace()
    errors.add_handlers(api)

    @api.exception_handler(TokenNeeded)
    def _no_token(request: Request, error: TokenNeeded) -> Response:
        message = _("Cần mã truy cập còn hiệu lực: Authorization: Bearer ntm_…")
        return _with(errors.error_json(401, message), error)

    @api.exception_handler(TooOften)
    def _too_often(request: Request, error: TooOften) -> Response:
        message = _("Hỏi quá nhiều. Hãy chờ {seconds} giây.").format(
            seconds=(error.headers or {})["retry-after"]
        )
        return _with(errors.error_json(429, message), error)

    for router in ROUTERS:
        api.include_router(router)
    return api


def bounded(api: FastAPI) -> ASGIApp:
    """The API behind the bound on a request's length, ready to be mounted."""
    return Bounds(api, MOST_BYTES)


def _with(made: Response, error: TokenNeeded | TooOften) -> Response:
    made.headers.update(error.headers or {})
    return made
