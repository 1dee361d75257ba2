"""Listings: rows as a table for people, as JSON for programs, as CSV for spreadsheets.

Every listing command goes through `render`; the words "table", "json" and "csv" mean the same everywhere.
JSON gives exact numbers as strings. CSV cells that a spreadsheet would run as a formula are written so that
it does not. Wide official tables with merged heads are not made here.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal

Form = Literal["table", "json", "csv"]
FORMS: tuple[Form, ...] = ("table", "json", "csv")
Align = Literal["left", "right", "center"]
Row = Mapping[str, object]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NEGATIVE = re.compile(r"-\d[\d.,]*%?")
_NARROWEST = 12
"""A column that wraps on a narrow terminal keeps at least this many cells."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a listing: the row's key, the heading people read, and the side its cells keep to."""

    key: str
    heading: str
    align: Align = "left"


def render(
    rows: Sequence[Row],
    columns: Sequence[Column],
    form: Form = "table",
    *,
    width: int | None = None,
    title: str | None = None,
) -> str:
    """The listing as text, without a final newline.

    `width` is the terminal's number of cells; None means no terminal: one line a row, nothing wrapped.
    `title` stands above a table only. JSON and CSV name their columns by key, so that scripts do not
    depend on the language.
    """
    if form == "json":
        picked = [{column.key: plain(row.get(column.key)) for column in columns} for row in rows]
        return json.dumps(picked, ensure_ascii=False, indent=2)
    if form == "csv":
        return _csv(rows, columns)
    return _plain_table(rows, columns, title) if width is None else _wide_table(rows, columns, width, title)


def plain(value: object) -> object:
    """A value as JSON may hold it: exact numbers and days as text, mappings and sequences inside out."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(part) for part in value]
    return cell(value)


def cell(value: object) -> str:
    """A value as one cell of text; None is empty, days are ISO, decimals are never in exponent form."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(cell(part) for part in value)
    return str(value)


def spreadsheet_safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; plain negative numbers stay numbers."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NEGATIVE.fullmatch(text):
        return "'" + text
    return text


def _csv(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in columns])
    for row in rows:
        writer.writerow([spreadsheet_safe(cell(row.get(column.key))) for column in columns])
    return out.getvalue().removesuffix("\n")


def _plain_table(rows: Sequence[Row], columns: Sequence[Column], title: str | None) -> str:
    texts = [[_one_line(cell(row.get(column.key))) for column in columns] for row in rows]
    widths = [
        max([len(column.heading), *(len(line[index]) for line in texts)])
        for index, column in enumerate(columns)
    ]
    lines = [title] if title else []
    lines.append(_line([column.heading for column in columns], widths, columns))
    lines.append("  ".join("-" * width for width in widths))
    lines.extend(_line(line, widths, columns) for line in texts)
    return "\n".join(lines)


def _line(texts: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    signs = {"left": "<", "right": ">", "center": "^"}
    parts = [
        format(text, f"{signs[column.align]}{width}")
        for text, width, column in zip(texts, widths, columns, strict=True)
    ]
    return "  ".join(parts).rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _wide_table(rows: Sequence[Row], columns: Sequence[Column], width: int, title: str | None) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        # A right-aligned column holds numbers: a number broken over two lines cannot be read.
        numeric = column.align == "right"
        longest = max([len(column.heading), *(len(cell(row.get(column.key))) for row in rows)], default=0)
        table.add_column(
            column.heading,
            justify=column.align,
            no_wrap=numeric,
            overflow="fold",
            min_width=min(longest, _NARROWEST) if not numeric else None,
        )
    for row in rows:
        table.add_row(*(Text(cell(row.get(column.key))) for column in columns))
    out = io.StringIO()
    # Colour codes would be lost in a string that is echoed later: bold heads are all a listing needs.
    Console(file=out, width=width, force_terminal=True, color_system=None).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").split("\n"))
