"""The head and the end of an official paper: who issues it, its number and day, to whom it goes, who signs.

Wording and order follow Nghị định 30/2020/NĐ-CP, Phụ lục I. A paper without a number and a day is a draft, and
says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ntm.scoring.snapshot import UnitRow
from ntm.vietnamese.dates import format_day_words
from ntm.vietnamese.messages import _

BLANK = "\u00a0" * 6
"""What is left open, to be written by hand."""

MADE_UP = "SỐ LIỆU MINH HỌA – không phải số liệu của xã có thật"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A People's Committee: the unit's title ("xã Xuân Dương"), its name, and the level it stands at."""

    title: str
    name: str
    level: str  # "commune" | "district" | "province"

    @property
    def chairman(self) -> str:
        """Who signs for the committee."""
        return "CHỦ TỊCH"


@dataclass(frozen=True, slots=True)
class Head:
    """Everything of a paper that is not its subject matter.

    `number` and `dated` are None where they are left open; `labels` are words that stand on every page. A paper with no
    `symbol` carries no number.
    """

    issuer: Issuer
    number: str | None
    dated: date | None
    year: int
    recipients: tuple[str, ...]
    labels: tuple[str, ...] = ()
    symbol: str = "BC-UBND"

    @property
    def draft(self) -> bool:
        """Whether the paper is still a draft: no number (where it carries one), or no day."""
        return (self.number is None and bool(self.symbol)) or self.dated is None

    @property
    def number_line(self) -> str:
        """`Số: 05/BC-UBND`; a number under 10 is padded, one not given is left open; "" with no symbol."""
        if not self.symbol:
            return ""
        number = BLANK if self.number is None else self.number.zfill(2)
        return f"Số: {number}/{self.symbol}"

    @property
    def dateline(self) -> str:
        """`Xuân Dương, ngày 05 tháng 01 năm 2024`, or with the day and the month left open."""
        return f"{self.issuer.name}, {self._day}"

    @property
    def _day(self) -> str:
        if self.dated is not None:
            return format_day_words(self.dated)
        return f"ngày{BLANK}tháng{BLANK}năm {self.year}"

    @property
    def reference(self) -> str:
        """How the annexes name the paper: `số 05/BC-UBND ngày 05 tháng 01 năm 2024`."""
        number = self.number_line.removeprefix("Số: ")
        return f"số {number} {self._day}"


def recipients_of(unit: UnitRow, issuer: Issuer) -> tuple[str, ...]:
    """To whom a commune's report goes: the level above on that day, which after 30/6/2025 is the province."""
    lines = []
    if issuer.level == "commune" and unit.district_name is not None:
        lines.append(_("UBND huyện {name};").format(name=unit.district_name))
    elif unit.province_name is not None and issuer.level != "province":
        lines.append(_("UBND tỉnh {name};").format(name=unit.province_name))
    if issuer.level == "commune":
        lines.append(_("Đảng ủy, HĐND xã;"))
    else:
        lines.append(_("UBND xã {name};").format(name=unit.name))
    return (*lines, _("Lưu: VT."))
