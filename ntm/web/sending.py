"""Answers that are files: a listing to be saved, a paper, a workbook. Names are plain, contents are never run."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from ntm.errors import UsageError
from ntm.exchange.listing import Column, Row, render
from ntm.vietnamese.messages import _

TYPES = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}


def attached(name: str, content: bytes) -> Response:
    """A file to be saved under that name."""
    suffix = name[name.rfind(".") :]
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type=TYPES.get(suffix, "application/octet-stream"), headers=headers)


def listed(name: str, form: str, rows: Sequence[Row], columns: Sequence[Column]) -> Response:
    """A listing as CSV (with the mark by which spreadsheets know UTF-8) or JSON."""
    if form not in ("csv", "json"):
        raise UsageError(_("Chỉ xuất được csv hoặc json."))
    text = render(rows, columns, "csv" if form == "csv" else "json")
    return attached(f"{name}.{form}", (("\ufeff" if form == "csv" else "") + text + "\n").encode())
