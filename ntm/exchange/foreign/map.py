"""The map of an office's own spreadsheet: which sheet, rows and columns, and what its marks mean.

A map is a small YAML file. It is validated whole, every fault with its line, before the spreadsheet is opened, and it
must say what an empty mark means: nothing is assumed. The two layouts are `matrix` (communes in rows, items in
columns) and `list` (items in rows, one column a commune).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ntm.criteria.fields import Faults, Fields
from ntm.criteria.nodes import Mapping as Node
from ntm.criteria.nodes import read_nodes
from ntm.errors import DataError
from ntm.exchange.cell_values import clean
from ntm.exchange.file_bytes import read_bytes
from ntm.exchange.sheet_scan import column_number
from ntm.vietnamese.messages import _

MAX_BYTES = 200_000
LAYOUTS = ("matrix", "list")
BLANKS = ("nothing", "not_met")
OTHERS = ("refuse", "value")
HIDDEN = ("read", "skip")
BODIES = ("commune", "district", "province")
WORDS = ("đạt", "chưa đạt", "cơ bản đạt", "không áp dụng", "nothing")
"""What a mark may mean; "nothing" is for marks that say nothing ("…", "chưa xét")."""
_KEYS = [
    "layout", "sheet", "first_row", "last_row", "skip_rows", "skip_words", "hidden_rows",
    "unit_column", "items", "item_column", "communes", "note_column",
    "on", "criteria", "by", "words", "blank", "other", "not_applicable_reason",
]  # fmt: skip
_LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class SheetMap:
    """How to read one sheet. Columns are numbers from 1; `columns` gives an item (matrix) or a commune (list) each."""

    file: str
    layout: Literal["matrix", "list"]
    sheet: str | None
    first_row: int
    last_row: int | None
    skip_rows: frozenset[int]
    skip_words: tuple[str, ...]
    hidden_rows: str | None
    key_column: int
    columns: Mapping[int, str]
    lines: Mapping[int, int]
    note_column: int | None
    on: date
    criteria: str | None
    by: str | None
    words: Mapping[str, str]
    blank: str
    other: str
    not_applicable_reason: str | None


def folded(text: str) -> str:
    """A mark as marks are compared: composed, trimmed, no case; diacritics count."""
    return (clean(text) or "").casefold()


def read_map(path: Path, by: str | None = None) -> SheetMap:
    """The map in a file; `by` stands for the map's own. Raises DataError with every fault and its line."""
    file = path.name
    try:
        text = read_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(_("{file} không phải UTF-8.").format(file=file)) from error
    root = read_nodes(file, text)
    faults = Faults()
    if not isinstance(root, Node):
        raise DataError(_("{file} không phải là bản đồ đọc bảng.").format(file=file))
    fields = Fields(file, root, faults, _KEYS)
    found = _read(fields, by)
    if faults.problems:
        raise DataError(
            _("Bản đồ {file} có {count} chỗ phải sửa:").format(file=file, count=len(faults.problems)),
            faults.problems,
        )
    return found


def _read(fields: Fields, by: str | None) -> SheetMap:
    layout = _one_of(fields, "layout", LAYOUTS)
    key, table = ("unit_column", "items") if layout != "list" else ("item_column", "communes")
    columns, lines = _columns(fields, table)
    body = by or (_one_of(fields, "by", BODIES) if fields.optional("by") else None)
    if body is None:
        fields.fault(
            fields.line_of("by"), _("chưa ghi cấp nào xét (by)."),
            _("Ghi by: commune, district hoặc province; hoặc dùng --by."),
        )  # fmt: skip
    other = _one_of(fields, "other", OTHERS) if fields.optional("other") else "refuse"
    words = _words(fields)
    on = fields.day("on")
    if on is None:
        fields.fault(
            fields.line_of("on"), _("chưa ghi ngày của số liệu (on)."), _("Ghi ví dụ on: 2024-06-30.")
        )
    reason = fields.optional("not_applicable_reason")
    if "không áp dụng" in words.values() and not reason:
        fields.fault(
            fields.line_of("words"), _("có dấu nghĩa là “không áp dụng” mà chưa ghi lý do."),
            _("Ghi not_applicable_reason: lý do theo văn bản."),
        )  # fmt: skip
    if fields.optional("blank") is None:
        fields.fault(
            fields.line_of("blank"), _("chưa ghi ô trống nghĩa là gì (blank)."),
            _("Ghi blank: nothing (chưa nói gì) hoặc blank: not_met (chưa đạt)."),
        )  # fmt: skip
        blank = "nothing"
    else:
        blank = _one_of(fields, "blank", BLANKS)
    return SheetMap(
        file=fields.file,
        layout="list" if layout == "list" else "matrix",
        sheet=fields.optional("sheet"),
        first_row=fields.number("first_row"),
        last_row=fields.number("last_row") if fields.optional("last_row") else None,
        skip_rows=frozenset(_rows(fields)),
        skip_words=tuple(folded(word) for word in fields.texts("skip_words")),
        hidden_rows=_one_of(fields, "hidden_rows", HIDDEN) if fields.optional("hidden_rows") else None,
        key_column=_column(fields, key, fields.text(key)),
        columns=columns,
        lines=lines,
        note_column=_column(fields, "note_column", fields.text("note_column"))
        if fields.optional("note_column")
        else None,
        on=on or date.min,
        criteria=fields.optional("criteria"),
        by=body,
        words=words,
        blank=blank,
        other=other,
        not_applicable_reason=reason,
    )


def _one_of(fields: Fields, key: str, allowed: tuple[str, ...]) -> str:
    found = fields.text(key)
    if found and found not in allowed:
        fields.fault(
            fields.line_of(key), _("{key} không có giá trị “{text}”.").format(key=key, text=found),
            _("Dùng một trong: {names}.").format(names=", ".join(allowed)),
        )  # fmt: skip
    return found if found in allowed else allowed[0]


def _column(fields: Fields, key: str, text: str, line: int | None = None) -> int:
    letters = text.strip().upper()
    if not _LETTERS.fullmatch(letters) or column_number(letters) > 16_384:
        if text:
            fields.fault(
                line or fields.line_of(key), _("“{text}” không phải là cột.").format(text=text),
                _("Ghi chữ của cột, ví dụ B."),
            )  # fmt: skip
        return 0
    return column_number(letters)


def _columns(fields: Fields, key: str) -> tuple[dict[int, str], dict[int, int]]:
    found: dict[int, str] = {}
    lines: dict[int, int] = {}
    node = fields.node(key)
    if not isinstance(node, Node) or not node.entries:
        fields.fault(
            fields.line_of(key), _("thiếu mục “{key}”.").format(key=key),
            _("Ghi mỗi cột một dòng, ví dụ D: '1'."),
        )  # fmt: skip
        return found, lines
    for letters, line, value in node.entries:
        number = _column(fields, key, letters, line)
        text = clean(getattr(value, "text", None) or "")
        if text is None:
            fields.fault(line, _("cột {name} chưa ghi là gì.").format(name=letters), _("Ghi ví dụ D: '1'."))
        elif number in found:
            fields.fault(line, _("cột {name} có hai lần.").format(name=letters), _("Bỏ bớt một lần."))
        elif number:
            found[number], lines[number] = text, line
    again = {text for text in found.values() if list(found.values()).count(text) > 1}
    for number, text in found.items():
        if text in again:
            fields.fault(
                lines[number], _("“{text}” ở hai cột.").format(text=text), _("Mỗi cột một mục khác nhau.")
            )
    return found, lines


def _rows(fields: Fields) -> list[int]:
    texts = fields.texts("skip_rows")
    if not all(text.isdecimal() for text in texts):
        fields.fault(
            fields.line_of("skip_rows"), _("skip_rows phải là số dòng."), _("Ghi ví dụ skip_rows: [10, 24].")
        )
        return []
    return [int(text) for text in texts]


def _words(fields: Fields) -> dict[str, str]:
    """Marks by their folded text, to the word each means."""
    if fields.node("words") is None:
        return {}
    section = fields.section("words", WORDS)
    found: dict[str, str] = {}
    for meaning in WORDS:
        for mark in section.names(meaning):
            key = folded(mark)
            if not key:
                fields.fault(
                    section.line_of(meaning), _("ô trống không phải là dấu."), _("Dùng blank cho ô trống.")
                )
            elif found.get(key, meaning) != meaning:
                fields.fault(
                    section.line_of(meaning),
                    _("dấu “{mark}” vừa là “{one}” vừa là “{two}”.").format(
                        mark=mark, one=found[key], two=meaning
                    ),
                    _("Mỗi dấu chỉ có một nghĩa."),
                )
            else:
                found[key] = meaning
    return found
