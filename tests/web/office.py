"""An office asked in the test's own process: each person at a browser of their own."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import date
from types import TracebackType
from typing import Self

from fastapi.testclient import TestClient
from httpx import Response

from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store.database import Database
from ntm.territory.model import Unit
from ntm.web.app import create

PASSWORD = "mot mat khau de thu"  # noqa: S105 - of people who exist in tests alone
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)
"""The smallest PNG there is."""
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


def unit_of(workspace: Workspace, code: str) -> Unit:
    """The unit of that code on the demonstration's day."""
    found = workspace.territory.unit(code, DAY)
    assert found is not None
    return found


class Browser:
    """A browser of one person's (or nobody's): follows nothing by itself, sends the form's token."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, **more: str) -> Response:
        """Open a page; `more` are headers (`accept="…"`)."""
        answer: Response = self.client.get(path, headers=more)
        return answer

    def post(self, path: str, data: dict[str, str] | None = None, token: str | None = None) -> Response:
        """Post a form with this browser's token (or another)."""
        answer: Response = self.client.post(path, data={"form_token": token or self.token(), **(data or {})})
        return answer

    def token(self) -> str:
        """The form token of a page this browser can open."""
        page = self.client.get("/password")
        if page.status_code == 303:
            page = self.client.get("/sign-in")
        found = _TOKEN.search(page.text)
        assert found is not None, page.text
        return found[1]

    def sign_in(self, login: str, password: str = PASSWORD, onward: str = "/") -> Response:
        """Sign in through the form."""
        return self.post("/sign-in", {"login": login, "password": password, "next": onward})


class OfficeUnderTest:
    """The app on a database, and its browsers."""

    def __init__(self, database: Database, day: date = DAY) -> None:
        self.database = database
        self.app = create(database, day)
        self._open = ExitStack()
        self._signed_in: dict[str, Browser] = {}

    def browser(self, base: str = "http://localhost") -> Browser:
        """A new browser of nobody's."""
        client = TestClient(self.app, base_url=base, follow_redirects=False, raise_server_exceptions=False)
        return Browser(self._open.enter_context(client))

    def of(self, login: str) -> Browser:
        """The browser of that person, signed in."""
        if login not in self._signed_in:
            browser = self.browser()
            answer = browser.sign_in(login)
            assert answer.status_code == 303, answer.text
            self._signed_in[login] = browser
        return self._signed_in[login]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
