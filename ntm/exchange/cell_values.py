"""What cells hold, as the officer sees it: values, and rows that give them cell by cell when asked.

A value is text (NFC, blanks trimmed, never empty), an exact Decimal as Excel shows it (15 digits), a day, True or
False, None for nothing, or an `Unread`. A number shown as per cent is the text `82,5%`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from ntm.exchange.sheet_scan import Mark, Marks
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number
from ntm.vietnamese.text import nfc

_KEPT = 5_000
"""Different contents of a book that are remembered."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that holds no value to go by: an error, or a formula without a result."""

    why: Literal["error", "uncomputed"]

    @property
    def message(self) -> str:
        """What is wrong, for a problem at the cell."""
        if self.why == "error":
            return _("ô báo lỗi công thức.")
        return _("ô có công thức chưa được tính.")

    @property
    def remedy(self) -> str:
        """What the officer can do."""
        if self.why == "error":
            return _("Sửa công thức, hoặc ghi thẳng giá trị.")
        return _("Mở bằng Excel hoặc LibreOffice và lưu lại, hoặc ghi thẳng giá trị.")


Value = str | Decimal | date | bool | Unread | None


class Row:
    """A row of a sheet: its number from 1, whether it is hidden, and its values, each worked out when asked for."""

    __slots__ = ("_content", "_from", "_meaning", "_values", "hidden", "number")

    def __init__(
        self, number: int, hidden: bool, content: Sequence[object], first: int, meaning: Meaning
    ) -> None:
        """`content` is what the reader gave, from the column `first` (0: A) on."""
        self.number, self.hidden = number, hidden
        self._content, self._from, self._meaning = content, first, meaning
        self._values: Sequence[Value] | None = None

    @property
    def values(self) -> Sequence[Value]:
        """The values from column A on."""
        if self._values is None:
            self._values = self._meaning.row(self.number, self._content, self._from)
        return self._values

    def __getitem__(self, column: int) -> Value:
        """The value in a column counted from 1; None beyond the last."""
        return self.values[column - 1] if 0 < column <= len(self.values) else None

    def given(self, columns: tuple[int, ...]) -> dict[int, Value]:
        """What stands in these columns (from 1), without those in which nothing stands."""
        return self._meaning.given(self.number, self._content, self._from + 1, columns)

    @property
    def empty(self) -> bool:
        """Whether nothing is said in it."""
        return all(value is None for value in self.values)


_There: TypeAlias = tuple[Sequence[int], Callable[[Sequence[object]], Iterable[object]]]


class Meaning:
    """What the contents of a sheet's cells mean, as its marks have it."""

    def __init__(self, marks: Marks, width: int, known: Known) -> None:
        """`known` may be shared by the sheets of a book."""
        self._marks, self._width, self._known = marks, width, known
        self._taken: dict[tuple[int, int, tuple[int, ...]], _There] = {}
        self._by_row: dict[tuple[int, ...] | None, Mapping[int, Mapping[int, Mark]]] = {}

    def row(self, number: int, content: Sequence[object], first: int) -> Sequence[Value]:
        """The values of a row from column A on; its content begins in the column `first` (0: A)."""
        of = self._known.of
        values: list[Value] = [None] * first + [of(one) for one in content]
        marks = self._marked(None).get(number)
        if marks:
            values.extend([None] * (self._width - len(values)))
            for column, mark in marks.items():
                values[column - 1] = _marked(values[column - 1], mark)
        return values

    def given(
        self, number: int, content: Sequence[object], first: int, columns: tuple[int, ...]
    ) -> dict[int, Value]:
        """What stands in some columns (from 1) of a row whose content begins in the column `first`."""
        found: dict[int, Value] = {}
        if content:
            there, contents = self._there(len(content), first, columns)
            of = self._known.of
            for column, one in zip(there, contents(content), strict=True):
                if one != "" and (value := of(one)) is not None:
                    found[column] = value
        for column, mark in self._marked(columns).get(number, _NONE).items():
            if (value := _marked(found.get(column), mark)) is not None:
                found[column] = value
        return found

    def _there(self, width: int, first: int, columns: tuple[int, ...]) -> _There:
        """Those of the columns that rows of this width have, and how their contents are taken out."""
        key = (width, first, columns)
        if key not in self._taken:
            there = [column for column in columns if 0 <= column - first < width]
            at = [column - first for column in there]
            self._taken[key] = there, itemgetter(*at) if len(at) > 1 else lambda row: [row[one] for one in at]
        return self._taken[key]

    def _marked(self, columns: tuple[int, ...] | None) -> Mapping[int, Mapping[int, Mark]]:
        found = self._by_row.get(columns)
        if found is None:
            found = self._by_row[columns] = self._marks.by_row(columns)
        return found


_NONE: Mapping[int, Mark] = {}


def _marked(value: Value, mark: Mark) -> Value:
    """The value of a marked cell; the reader gives nothing where there is no result."""
    if mark == "percent":
        return per_cent(value) if isinstance(value, Decimal) else value
    return Unread(mark)


class Known:
    """What contents mean, worked out once for each different one: most cells of a book repeat others."""

    def __init__(self) -> None:
        self._texts, self._numbers = _Kept(clean), _Kept(_number)

    def of(self, content: object) -> Value:
        """The value of a cell with this content."""
        kept = self._texts if type(content) is str else self._numbers if type(content) is float else None
        return _other(content) if kept is None else kept[content]


class _Kept(dict[Any, Value]):
    def __init__(self, meaning: Callable[[Any], Value]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, content: Any) -> Value:
        found = self._meaning(content)
        if len(self) < _KEPT:
            self[content] = found
        return found


def clean(text: str) -> str | None:
    """Text as it is kept: NFC, no invisible signs, plain blanks, trimmed; None when nothing is left."""
    if not text.isascii():
        text = nfc(text.translate(_INVISIBLE)).replace("\u00a0", " ")
    return text.strip() or None


def _number(value: float) -> Decimal:
    """The decimal a person sees in Excel (15 digits), never a binary tail."""
    return Decimal(int(value)) if value.is_integer() and abs(value) < 1e15 else Decimal(f"{value:.15g}")


def _other(value: object) -> Value:
    """The value of a cell that is neither text nor a number."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return clean(str(value)) if value is not None else None


def per_cent(value: Decimal) -> str:
    """A fraction as the per cent Excel shows; a zero is added where three decimals could be read as thousands."""
    text = format_number(value * 100).replace(".", "")
    return f"{text}0%" if len(text.partition(",")[2]) == 3 else f"{text}%"
