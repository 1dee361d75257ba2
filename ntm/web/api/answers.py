"""How a route tells OpenAPI what it answers, and how an answer is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from ntm.exchange.listing import plain
from ntm.web.api.contracts import ErrorShape

_WHY = {
    400: "The request is not of the form it must have.",
    401: "No token, or one that is good no more.",
    403: "The token may not do this; the message says who may.",
    404: "There is no such unit, set or paper.",
    409: "The same key was used for something else, or somebody changed the same thing meanwhile.",
    413: "The request is too large.",
    422: "The data cannot be taken; every problem is told with its place.",
    429: "Too many requests; `retry-after` says when to ask again.",
    503: "The database is not to be had.",
}


def told(answer: Any, *, status: int = 200, content: Iterable[str] = ()) -> dict[str, Any]:
    """What `responses=` of a route is: its answer by schema (or media types), and every error it may give."""
    errors: dict[int | str, dict[str, Any]] = {
        code: {"model": ErrorShape, "description": why} for code, why in _WHY.items()
    }
    good: dict[str, Any] = {"description": "Done."}
    if answer is not None:
        good["model"] = answer
    else:
        binary = {"schema": {"type": "string", "format": "binary"}}
        good["content"] = dict.fromkeys(content, binary)
    return {"responses": {status: good, **errors}, "status_code": status, "response_model": None}


def document(
    body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON answer, letters as they are."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, dict(headers or {}), "application/json")


def rows(found: Iterable[Mapping[str, object]], keys: Sequence[str]) -> list[dict[str, object]]:
    """Rows as a command's `--format json` writes them."""
    return [{key: plain(row.get(key)) for key in keys} for row in found]
