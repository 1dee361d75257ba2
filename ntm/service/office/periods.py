"""Reporting periods: a province opens months, quarters or years, with the day until when each level has them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from ntm.errors import UsageError
from ntm.service.access.rights import Level
from ntm.service.workspace import Workspace
from ntm.store.submissions import Period
from ntm.store.submissions import open_period as store_period
from ntm.store.submissions import periods as stored
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _

_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_ROMAN = ("", "I", "II", "III", "IV")


def days_of(period_id: str) -> tuple[str, date, date]:
    """The kind, first and last day of `2024-06` (month), `2024-Q2` (quarter) or `2024` (year); UsageError."""
    found = _WRITTEN.fullmatch(period_id)
    if found is None:
        raise UsageError(
            _("“{text}” không phải là kỳ báo cáo. Ghi 2024-06, 2024-Q2 hoặc 2024.").format(text=period_id)
        )
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        last = int(quarter) * 3
        return "quarter", date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])
    if month:
        return "month", date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])
    return "year", date(year, 1, 1), date(year, 12, 31)


def period_words(period_id: str) -> str:
    """The period as people read it: "quý II năm 2024"."""
    kind, first, last = days_of(period_id)
    if kind == "quarter":
        return _("quý {quarter} năm {year}").format(quarter=_ROMAN[last.month // 3], year=first.year)
    if kind == "month":
        return _("tháng {month} năm {year}").format(month=first.month, year=first.year)
    return _("năm {year}").format(year=first.year)


def open_period(
    workspace: Workspace,
    province: Unit,
    period_id: str,
    by: str,
    *,
    commune_due: date | None = None,
    district_due: date | None = None,
    province_due: date | None = None,
    source: str = "cli",
) -> Period:
    """Open a period for a province, or change its deadlines; raises UsageError for what cannot be."""
    kind, first, last = days_of(period_id)
    if province.kind != "tinh":
        raise UsageError(_("Kỳ báo cáo do tỉnh mở; {unit} không phải là tỉnh.").format(unit=province.title))
    known = [day for day in (commune_due, district_due, province_due) if day is not None]
    if known != sorted(known) or any(day < first for day in known):
        raise UsageError(_("Hạn của xã, huyện, tỉnh phải theo thứ tự và không trước ngày đầu kỳ."))
    made = Period(province.code, period_id, kind, first, last, commune_due, district_due, province_due)
    with workspace.stored.writing() as connection:
        store_period(connection, made, by, source)
    return made


def periods_of(workspace: Workspace, province_code: str) -> list[Period]:
    """The periods a province opened, the last ending first."""
    with workspace.stored.reading() as connection:
        return stored(connection, province_code)


def current_period(opened: Sequence[Period], today: date) -> Period | None:
    """The period to work on: of those begun, the one the communes must finish first; else the last one."""
    begun = [one for one in opened if one.starts <= today]
    waiting = [one for one in begun if (one.commune_due or one.ends) >= today]
    if waiting:
        return min(waiting, key=lambda one: (one.commune_due or one.ends, one.ends))
    return max(begun, key=lambda one: one.ends) if begun else None


def due_of(period: Period, level: Level | None) -> date | None:
    """Until when a level has the period."""
    return {
        Level.COMMUNE: period.commune_due,
        Level.DISTRICT: period.district_due,
        Level.PROVINCE: period.province_due,
        None: None,
    }[level]
