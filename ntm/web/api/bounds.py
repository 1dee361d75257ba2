"""The length of a request: one that is too long is refused before it is read, in the one shape of errors.

A request that does not say its length is read up to the app's own bound and no further.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ntm.vietnamese.messages import _
from ntm.web.errors import answer


class Bounds:
    """Refuses what says it is longer than `most` bytes."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 413."""
        written = Request(scope).headers.get("content-length", "0") if scope["type"] == "http" else "0"
        if written.isdecimal() and int(written) > self._most:
            message = _("Yêu cầu dài quá {limit} MB. Hãy chia nhỏ.").format(limit=self._most // 1_048_576)
            await answer(Request(scope), 413, message)(scope, receive, send)
            return
        await self._app(scope, receive, send)
