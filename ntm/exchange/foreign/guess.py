"""Proposes a map for a matrix of communes and criteria: heads, commune rows, totals and marks, as far as seen.

A proposal decides nothing: what an empty mark means, who judged, and a day that no title gives are left for the officer
to write, and the import refuses the map until they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError
from ntm.exchange.cell_values import Row
from ntm.exchange.foreign.map import folded
from ntm.exchange.foreign.reading import text_of
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.workbook import Sheet, read_workbook
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

MAX_ROWS = 2_000
_HEAD_ROWS = 40
_FEWEST = 3
"""A head must name at least so many items, and a column hold at least so many communes."""
MEANINGS: Mapping[str, Sequence[str]] = {
    "đạt": ("x", "đ", "đạt", "1", "+", "v", "✓", "√", "true"),
    "chưa đạt": ("0", "k", "ko", "chưa", "chưa đạt", "không đạt", "false"),
    "cơ bản đạt": ("cb", "cbđ", "cơ bản", "cơ bản đạt"),
}
_TOTALS = (
    "tong cong",
    "tong so",
    "tong",
    "cong",
    "toan huyen",
    "toan tinh",
    "binh quan",
    "ty le",
    "trung binh",
)
_NUMBERED = re.compile(r"(?:(?:tieu chi|tc)(?: so)? ?)?(\d{1,2})(?: (.*))?")
_INDICATOR = re.compile(r"(?:chỉ tiêu|ct)?\s*(\d{1,2}\.\d{1,2})\b.*", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")


SetOn = Callable[[date | None], CriteriaSet]
"""The set to read heads by, given the day that a title names."""


@dataclass
class Guess:
    """What was seen in a sheet; the criteria are those its day (or the asker) chose."""

    criteria: CriteriaSet
    sheet: str
    unit_column: int
    first_row: int
    last_row: int
    items: dict[int, str]
    day: date | None = None
    day_row: int | None = None
    totals: dict[int, str] = field(default_factory=dict)
    strangers: dict[int, str] = field(default_factory=dict)
    marks: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    blanks: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def guess(path: Path, set_on: SetOn, is_commune: Callable[[str], bool], day: date | None = None) -> Guess:
    """The likeliest matrix of a workbook, for `day`, else for the day its title names; raises DataError for none."""
    found: list[Guess] = []
    for sheet in read_workbook(path).sheets:
        if not sheet.hidden and sheet.height:
            seen = _of_sheet(sheet, set_on, is_commune)
            if seen is not None:
                found.append(seen)
    if not found:
        raise DataError(
            _(
                "{file}: không thấy bảng xã × tiêu chí nào (một cột tên xã, các cột tiêu chí 1, 2, 3… hoặc tên "
                "tiêu chí). Hãy viết bản đồ bằng tay theo hướng dẫn."
            ).format(file=path.name)
        )
    best = max(found, key=lambda one: len(one.items) * (one.last_row - one.first_row + 1))
    if day is not None:
        best.day, best.day_row = day, None
    return best


def _of_sheet(sheet: Sheet, set_on: SetOn, is_commune: Callable[[str], bool]) -> Guess | None:
    rows = [row for row, _turn in zip(sheet.rows(), range(MAX_ROWS), strict=False)]
    known: dict[str, bool] = {}

    def commune(value: object) -> bool:
        if not isinstance(value, str) or not any(sign.isalpha() for sign in value):
            return False
        if value not in known:
            known[value] = is_commune(value)
        return known[value]

    counts = Counter(index + 1 for row in rows for index, value in enumerate(row.values) if commune(value))
    if not counts or counts.most_common(1)[0][1] < _FEWEST:
        return None
    column = counts.most_common(1)[0][0]
    units = [row for row in rows if commune(row[column])]
    first = units[0].number
    day, day_row = _titled_day(rows[: first - 1])
    criteria = set_on(day)
    items = _items(rows[: min(first - 1, _HEAD_ROWS)], column, criteria)
    if len(items) < _FEWEST:
        return None
    found = Guess(criteria, sheet.name, column, first, units[-1].number, items, day, day_row)
    _look_at_rows(found, rows, commune)
    found.hidden_columns = sorted(sheet.hidden_columns & items.keys())
    return found


def _items(head: Sequence[Row], unit_column: int, criteria: CriteriaSet) -> dict[int, str]:
    """The items that the heads name, by column: the row that names most; numbers that merely count columns do not."""
    best: dict[int, str] = {}
    for row in head:
        named: dict[int, str] = {}
        for index, value in enumerate(row.values):
            item = _item(text_of(value), criteria)
            if item is not None and item not in named.values():
                named[index + 1] = item
        counted = named.get(unit_column) is not None or any(column < unit_column for column in named)
        if not counted and len(named) > len(best):
            best = named
    return best


def _item(text: str | None, criteria: CriteriaSet) -> str | None:
    if text is None:
        return None
    indicator = _INDICATOR.fullmatch(text)
    if indicator:
        return indicator[1] if indicator[1] in criteria.indicator_by_id else None
    bare = fold(text)
    numbered = _NUMBERED.fullmatch(bare)
    if numbered:
        criterion = criteria.criterion_by_number.get(str(int(numbered[1])))
        if criterion is None:
            return None
        rest = numbered[2]
        return criterion.number if not rest or _alike(rest, fold(criterion.name)) else None
    for criterion in criteria.criteria:
        if _alike(bare, fold(criterion.name)):
            return criterion.number
    return None


def _alike(one: str, two: str) -> bool:
    return one == two or (len(one) > 5 and SequenceMatcher(None, one, two).ratio() > 0.85)


def _look_at_rows(found: Guess, rows: Sequence[Row], commune: Callable[[object], bool]) -> None:
    """Marks, totals and rows that are neither, from the first commune on."""
    for row in rows[found.first_row - 1 :]:
        key = row[found.unit_column]
        lead = [text_of(value) or "" for value in row.values[: found.unit_column]]
        filled = any(row[column] is not None for column in found.items)
        total = next((text for text in lead if fold(text).startswith(_TOTALS)), None)
        if row.number > found.last_row and not filled:
            continue
        if total is not None:
            found.totals[row.number] = total
        elif commune(key):
            found.last_row = max(found.last_row, row.number)
            if row.hidden:
                found.hidden_rows.append(row.number)
            _marks(found, row)
        elif filled and row.number <= found.last_row:
            found.strangers[row.number] = text_of(key) or ""


def _marks(found: Guess, row: Row) -> None:
    for column in found.items:
        text = text_of(row[column])
        if text is None:
            found.blanks += row[column] is None
            continue
        meaning = next((word for word, marks in MEANINGS.items() if folded(text) in marks), None)
        if meaning is None:
            found.unknown.setdefault(text, f"{column_letter(column)}{row.number}")
        elif text not in found.marks.setdefault(meaning, []):
            found.marks[meaning].append(text)


def _titled_day(head: Sequence[Row]) -> tuple[date | None, int | None]:
    """The first day that a title names, and its row."""
    for row in head:
        for value in row.values:
            match = _DAY.search(value) if isinstance(value, str) else None
            day = _day(match[0]) if match else None
            if day is not None:
                return day, row.number
    return None, None


def _day(text: str) -> date | None:
    try:
        return parse_day(text.replace(".", "/").replace("-", "/"))
    except DayError:
        return None


def written(found: Guess, file: str) -> str:
    """The proposal as a map to be read, completed and kept."""
    names = {criterion.number: criterion.name for criterion in found.criteria.criteria}
    out = [
        f"# Bản đồ đề xuất cho {_comment(file)}. Hãy xem từng dòng; chỗ để trống phải được điền trước khi nhập.",
        "layout: matrix",
        f"sheet: {_quoted(found.sheet)}",
        _day_line(found),
        f"criteria: {found.criteria.id}",
        "by:  # cấp nào xét: commune, district hoặc province",
        f"unit_column: {column_letter(found.unit_column)}",
        f"first_row: {found.first_row}",
        f"last_row: {found.last_row}",
    ]  # fmt: skip
    skipped = {**found.totals, **found.strangers}
    if skipped:
        out.append(f"skip_rows: [{', '.join(str(row) for row in sorted(skipped))}]")
        out += [f"  # dòng {row}: {_comment(skipped[row]) or 'không có tên'}" for row in sorted(skipped)]
    if found.hidden_rows:
        rows = ", ".join(map(str, found.hidden_rows))
        out.append(f"hidden_rows:  # read hoặc skip; dòng bị ẩn: {rows}")
    out.append("items:")
    for column, item in found.items.items():
        hidden = "; cột bị ẩn" if column in found.hidden_columns else ""
        out.append(
            f"  {column_letter(column)}: '{item}'  # {_comment(names.get(item, ''))}{hidden}".rstrip(" #")
        )
    out.append("words:")
    for meaning, marks in found.marks.items():
        out.append(f"  {meaning}: [{', '.join(_quoted(mark) for mark in marks)}]")
    if not found.marks:
        out[-1] = "words: {}"
    for mark, cell in list(found.unknown.items())[:20]:
        out.append(f"  # chưa rõ nghĩa, xếp vào một dòng trên: {_quoted(mark)} (ô {cell})")
    out.append(f"blank:  # ô trống ({found.blanks} ô): nothing (chưa nói gì) hoặc not_met (chưa đạt)")
    out.append("other: refuse")
    return "\n".join(out) + "\n"


def _day_line(found: Guess) -> str:
    if found.day is None:
        return "on:  # ngày của số liệu, ví dụ 2024-06-30"
    seen = f"  # thấy ở dòng {found.day_row}, hãy kiểm tra" if found.day_row else ""
    return f"on: {found.day.isoformat()}{seen}"


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _comment(text: str) -> str:
    return " ".join(text.split())[:80]
