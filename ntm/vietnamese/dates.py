"""Days and moments: read and written the Vietnamese way; the day that is scored; today in Vietnam."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone

from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has kept UTC+7 without summer time since 1975, so no time-zone database is needed."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class DayError(ValueError):
    """A day or moment that cannot be read or does not exist; its text is a sentence for the reader."""


def parse_day(text: str) -> date:
    """A day written `2024-06-30` or `30/6/2024`; raises DayError."""
    written = nfc(text).strip()
    if match := _ISO.fullmatch(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := _VIETNAMESE.fullmatch(written):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise DayError(
            _("“{text}” không phải là ngày. Ghi 2024-06-30 hoặc 30/6/2024.").format(text=text.strip())
        )
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DayError(
            _("Không có ngày {day}/{month}/{year}.").format(day=day, month=month, year=year)
        ) from error


def format_day(day: date) -> str:
    """The day as papers write it in tables: `30/6/2024`, days under 10 and months 1 and 2 padded."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def format_day_words(day: date) -> str:
    """The day in words: `ngày 05 tháng 01 năm 2024` (padded as Nghị định 30/2020/NĐ-CP asks)."""
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def months_after(day: date, months: int) -> date:
    """The day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Vietnam."""
    return datetime.now(VIETNAM).date()


def scored_day(option: str | None) -> date:
    """The day to score: the option, else NTM_ON, else today in Vietnam; raises DayError."""
    written = option or os.environ.get("NTM_ON")
    return parse_day(written) if written else today()


def moment_shown(moment: datetime) -> str:
    """A UTC moment in Vietnam's time: `30/6/2024 14:05`."""
    local = moment.astimezone(VIETNAM)
    return f"{format_day(local.date())} {local:%H:%M}"


def parse_moment(text: str) -> datetime:
    """A moment as UTC: a date and time (Vietnam's unless it names a zone) or a whole day; DayError."""
    written = nfc(text).strip()
    try:
        day = parse_day(written)
    except DayError:
        try:
            moment = datetime.fromisoformat(written)
        except ValueError as error:
            raise DayError(
                _("“{text}” không phải là thời điểm. Ghi 2024-06-30 hoặc 2024-06-30T14:05.").format(
                    text=written
                )
            ) from error
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    end = datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, tzinfo=VIETNAM)
    return end.astimezone(UTC)
