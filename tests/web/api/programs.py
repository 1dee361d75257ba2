"""Programs that ask the API in the test's own process, each with the token of a person's role."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from fastapi.testclient import TestClient
from httpx import Response

from ntm.service.access import tokens
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store.database import Database
from ntm.web.api.app import PREFIX
from ntm.web.api.pace import Pace
from ntm.web.app import create


class ApiUnderTest:
    """The app on a database, asked by programs."""

    def __init__(self, database: Database, pace: Pace | None = None) -> None:
        self.database = database
        self.app = create(database, DAY, pace or Pace(10_000, 10_000))
        self.client = TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)
        self._secrets: dict[str, str] = {}

    def secret(self, login: str) -> str:
        """The token of that person's one role in force."""
        if login not in self._secrets:
            made = tokens.add(Workspace(self.database), login, "thử", "test", on=DAY)
            self._secrets[login] = made.secret
        return self._secrets[login]

    def ask(self, login: str | None, path: str, **params: Any) -> Response:
        """GET `path` as that person's program (None: with no token)."""
        headers = {"authorization": f"Bearer {self.secret(login)}"} if login else {}
        answer: Response = self.client.get(PREFIX + path, params=params or None, headers=headers)
        return answer

    def send(
        self, login: str | None, path: str, body: object, key: str | None = None, **params: Any
    ) -> Response:
        """POST `body` as JSON, with an idempotency key."""
        headers = {"authorization": f"Bearer {self.secret(login)}"} if login else {}
        if key is not None:
            headers["idempotency-key"] = key
        answer: Response = self.client.post(PREFIX + path, json=body, params=params or None, headers=headers)
        return answer

    def __enter__(self) -> Self:
        self.client.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, error, trace)
