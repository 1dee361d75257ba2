"""The terms of a paper as a page's form gives them: issuer, number, day signed, requests."""

from __future__ import annotations

from datetime import date

from ntm.errors import DataError
from ntm.service.papers.readiness import Wishes
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MOST_REQUESTS = 20
_MOST_ISSUER = 100
_MOST_NUMBER = 20


def wishes_of(issuer: str, number: str, dated: str, requests: str = "", since: str = "") -> Wishes:
    """The terms of a form, `requests` one a line; raises DataError for what is no day, no number, or too much."""
    lines = tuple(" ".join(line.split()) for line in nfc(requests).splitlines() if line.strip())
    if len(lines) > MOST_REQUESTS:
        raise DataError(_("Nhiều nhất {most} kiến nghị, mỗi kiến nghị một dòng.").format(most=MOST_REQUESTS))
    symbol = nfc(number).strip()
    if not symbol.isprintable() or len(symbol) > _MOST_NUMBER or len(issuer) > _MOST_ISSUER:
        raise DataError(_("Số văn bản hay cơ quan ban hành không dùng được: quá dài, hoặc có ký tự lạ."))
    return Wishes(issuer.strip() or None, symbol or None, day_of(dated), day_of(since), lines)


def day_of(text: str) -> date | None:
    """The day written in a form's field; None for an empty one. Raises DataError."""
    try:
        return parse_day(text) if text.strip() else None
    except DayError as error:
        raise DataError(str(error)) from error
