"""Quarters of a year: read and written the Vietnamese way (Quý III/2024), and their first and last days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

_ROMAN = ("I", "II", "III", "IV")
_WRITTEN = re.compile(r"(?:quy )?(i{1,3}|iv|[1-4]) (?:nam )?(\d{4})|(\d{4}) ?(?:q|quy )?([1-4]|i{1,3}|iv)")


class QuarterError(ValueError):
    """A quarter that cannot be read; its text is a sentence for the reader."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year: the year, and its number from 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def text(self) -> str:
        """As papers write it: `Quý III/2024`."""
        return _("Quý {number}/{year}").format(number=_ROMAN[self.number - 1], year=self.year)

    @property
    def code(self) -> str:
        """As programs and addresses write it, in any language: `2024-Q3`."""
        return f"{self.year}-Q{self.number}"

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def parse_quarter(text: str) -> Quarter:
    """A quarter written `Quý III/2024`, `III/2024`, `3/2024` or `2024-Q3`; raises QuarterError."""
    match = _WRITTEN.fullmatch(fold(text))
    if match is None:
        raise QuarterError(_("“{text}” không phải là một quý. Ghi III/2024 hoặc 2024-Q3.").format(text=text))
    number, year = match[1] or match[4], int(match[2] or match[3])
    if not 1 <= year < date.max.year:
        raise QuarterError(_("“{text}” không phải là một quý. Ghi III/2024 hoặc 2024-Q3.").format(text=text))
    return Quarter(year, int(number) if number.isdigit() else _ROMAN.index(number.upper()) + 1)
