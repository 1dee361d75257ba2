"""The length of a request: one that is too long is refused before it reaches a route, in the one shape of errors."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntm.vietnamese.messages import _
from ntm.web.errors import answer


class Bounds:
    """Refuses what is longer than `most` bytes: by the length it tells, or, where it tells none, as it comes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Request(scope).headers
        told = headers.get("content-length", "0")
        if told.isdecimal() and int(told) > self._most:
            await self._refuse(scope, receive, send)
            return
        if "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        came = await self._read(receive)
        if came is None:
            await self._refuse(scope, receive, send)
            return

        async def again() -> Message:
            return came.pop(0) if came else await receive()

        await self._app(scope, again, send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        """The messages of a body that does not tell its length; None where it is too long."""
        came: list[Message] = []
        size = 0
        while not came or came[-1].get("more_body", False):
            came.append(await receive())
            size += len(came[-1].get("body", b""))
            if size > self._most:
                return None
        return came

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = _("Yêu cầu dài quá {limit} MB. Hãy chia nhỏ.").format(limit=self._most // 1_048_576)
        await answer(Request(scope), 413, message)(scope, receive, send)
