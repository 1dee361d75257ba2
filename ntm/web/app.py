"""The app: layers, error pages, static files, and every page's router. `create` makes one for a database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ntm import __version__
from ntm.store.database import Database
from ntm.web import errors
from ntm.web.api.app import PREFIX, bounded, create_api
from ntm.web.api.bounds import Bounds
from ntm.web.api.pace import Pace
from ntm.web.office import Office
from ntm.web.pages import (
    areas,
    commune,
    communes,
    evidence,
    handbook,
    history,
    imports,
    law,
    officer,
    papers,
    people,
    periods,
    places,
    scenarios,
    sessions,
    sign_in,
    submission,
    task,
    task_imports,
    tasks,
    waiting,
    what_if,
)
from ntm.web.security import MOST_BYTES, Guard
from ntm.web.templating import STATIC

PAGES = (
    sign_in,
    sessions,
    waiting,
    communes,
    commune,
    evidence,
    submission,
    periods,
    tasks,
    task_imports,
    officer,
    task,
    areas,
    handbook,
    history,
    imports,
    law,
    papers,
    people,
    places,
    scenarios,
    what_if,
)
"""The page modules; each has a `router` made by `ntm.web.visit.page_router`."""


class _Static(StaticFiles):
    """Static files; one asked for with its hash may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        response = await super().get_response(path, scope)
        kept = b"v=" in scope["query_string"] and response.status_code == 200
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
        return response


def _worker() -> Response:
    """The service worker, at the root so that it may answer for every page."""
    return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers={"cache-control": "no-cache"})


def create(
    database: Database, day: date | None = None, pace: Pace | None = None, threads: int | None = None
) -> FastAPI:
    """The office of a database (opened with `pooled`); `day` stands for today in a demonstration.

    `pace` is how often a program's token may ask the API; `threads` how many requests are answered at once.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        if threads is not None:
            current_default_thread_limiter().total_tokens = threads
        yield
        database.close()

    app = FastAPI(
        title="ntm", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life
    )
    app.state.office = Office(database, day)
    errors.add_handlers(app)
    for page in PAGES:
        app.include_router(page.router)
    app.get("/sw.js", include_in_schema=False)(_worker)
    app.state.api = create_api(app.state.office, pace)
    app.mount(PREFIX, bounded(app.state.api), name="api")
    app.mount("/static", _Static(directory=STATIC), name="static")
    # A third of the time of the greatest compression, for files a tenth longer.
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=6)
    # A request that says it is too long is refused before it is read; one that does not say is read so far.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)
    app.add_middleware(Bounds, most=MOST_BYTES)
    app.add_middleware(Guard)
    return app
