"""The asking side of the load: a browser's connection, kept open, that sends bytes made ready and reads the answer.

It is plain on purpose: it shares its processors with the server it measures, so what it takes itself must be small.
It knows of HTTP what `ntm serve` sends: an answer with a length, packed or not, whole or a refusal.
"""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.office_people import Seat

HOST = "127.0.0.1"
SECONDS = 30.0
"""An answer that takes longer is an error."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and the body as it was before it was packed."""

    status: int
    body: bytes


class Browser:
    """One person's connection to the server; opened again where the server closed it between two requests."""

    def __init__(self, port: int, seat: Seat) -> None:
        headers = {**seat.headers, "host": f"{HOST}:{port}", "accept-encoding": "gzip"}
        self._port = port
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form as the page's script does, which wants JSON."""
        body = urlencode(fields)
        head = (
            f"POST {path} HTTP/1.1\r\n{self._head}accept: application/json\r\n"
            f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return await self._ask((head + body).encode())

    async def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, request: bytes) -> Answer:
        """Raises OSError, EOFError or TimeoutError where no whole answer comes."""
        async with asyncio.timeout(SECONDS):
            kept = self._streams is not None
            try:
                return await self._once(request)
            except (ConnectionError, EOFError):
                await self.close()
                if not kept:
                    raise
            return await self._once(request)

    async def _once(self, request: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        lines = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
        body = await reader.readexactly(int(lines[b"content-length"]))
        if lines.get(b"content-encoding") == b"gzip":
            body = zlib.decompress(body, 31)
        return Answer(int(head.split(b" ", 2)[1]), body)
