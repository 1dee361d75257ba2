"""A real server for a real browser: Debian's Chromium, driven by Playwright, on a loopback port."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from ntm.service.demonstration.demo_status import DAY
from ntm.store.database import Database
from ntm.web.app import create
from tests.web.office import PASSWORD

CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def serving(database: Database) -> Iterator[str]:
    """The office served on a free port for as long as the block lasts: its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create(database, DAY), log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"  # connections queue up until it answers
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a screen."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)


def sign_in(page: Page, address: str, login: str, path: str = "/") -> None:
    """Sign in as a person does, and go to a page."""
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}{path}")


def signed_in(browser: Browser, address: str, login: str, path: str = "/", **more: object) -> Page:
    """A new window of that person's, at a page; `more` are the context's options."""
    context: BrowserContext = browser.new_context(**more)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, address, login, path)
    return page
