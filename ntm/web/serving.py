"""Running the office: one process, or several that take requests from one address, watched by the first.

uvicorn's supervisor starts the workers, starts another in place of one that dies, and ends them all when it is told
to stop. Workers share nothing but the database, the bound of the API's pace and the address they listen on.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from ntm.store.database import Database, open_database
from ntm.web.api.pace import Buckets, Pace

if TYPE_CHECKING:
    from fastapi import FastAPI

_THREADS = 40
"""How many requests a server answers at once, divided among its workers."""
_FEWEST_THREADS = 10
_MOST_BY_ITSELF = {True: 2, False: 4}
"""Workers that are started unasked: on SQLite, where one writes at a time, and on PostgreSQL."""
_KEEP_ALIVE = 65
"""Seconds that a browser's connection stays open: over a poor line a new one costs its person a second or more."""
_HANGING = 30
"""Seconds after which a worker that says nothing is replaced."""


def sensible_workers(database: Database) -> int:
    """How many workers a server is given unasked: as many as it has processors, within bounds."""
    if os.name != "posix":
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    processors = len(affinity(0)) if affinity is not None else os.cpu_count() or 1
    return min(processors, _MOST_BY_ITSELF[database.is_sqlite])


def serve(database: Database, day: date | None, workers: int, **options: Any) -> None:
    """Serve the database's office until it is stopped; `options` are uvicorn's (host, port, certificate, proxy).

    `day` stands for today in a demonstration. The database is closed when several workers open it for themselves.
    """
    import uvicorn

    options = {
        "log_level": "warning", "access_log": False, "server_header": False, "timeout_graceful_shutdown": 5,
        "timeout_keep_alive": _KEEP_ALIVE, **options,
    }  # fmt: skip
    if workers == 1:
        from ntm.web.app import create

        uvicorn.run(create(database, day, threads=_THREADS), **options)
        return
    from uvicorn.supervisors import Multiprocess

    url = database.engine.url.render_as_string(hide_password=False)
    database.close()
    worker = Worker(url, day, max(_FEWEST_THREADS, _THREADS // workers))
    config = uvicorn.Config(
        worker, factory=True, workers=workers, timeout_worker_healthcheck=_HANGING, **options
    )
    with suppress(KeyboardInterrupt):
        Multiprocess(config, sockets=[_prompt(config.bind_socket())]).run()


def _prompt(listening: socket.socket) -> socket.socket:
    """The socket, known as TCP's by number: only then asyncio sends small answers at once (TCP_NODELAY).

    Otherwise the second of two answers on a connection waits 40 ms for the browser's acknowledgement.
    """
    return socket.socket(listening.family, listening.type, socket.IPPROTO_TCP, fileno=listening.detach())


@dataclass(frozen=True)
class Worker:
    """What a worker is started with; called in its own process, it makes the app."""

    url: str
    day: date | None
    threads: int
    buckets: Buckets = field(default_factory=Buckets.shared)

    def __call__(self) -> FastAPI:
        """The app of this process."""
        from ntm.web.app import create  # the supervisor does without the pages and all they load

        _end_with_parent()
        return create(
            open_database(self.url, pooled=True), self.day, Pace(buckets=self.buckets), self.threads
        )


def _end_with_parent() -> None:
    """Stop when the supervisor is gone, also where it was killed and could not say so."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="ntm-parent", daemon=True).start()
