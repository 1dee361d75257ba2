"""An office's own spreadsheet, read by its map into the rows of a status file, each knowing its cell.

What a row states is decided where every status file's rows are (ntm.service.entering.enter). Here marks become words as
the map says; a mark the map does not know, a hidden row it does not speak of and marks in a row without a name are
problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ntm.errors import DataError
from ntm.exchange.cell_values import Row, Unread, Value
from ntm.exchange.foreign.map import SheetMap, folded
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.status_file import Cell, StatusFile, StatusRow
from ntm.exchange.workbook import Sheet, Workbook, read_workbook
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

_VERDICTS = {"đạt": "đạt", "chưa đạt": "chưa đạt", "cơ bản đạt": "cơ bản đạt"}
_ITEM = re.compile(r"\d{1,3}(?:\.\d{1,3})*(?::[\w-]+)?")


@dataclass
class Read:
    """What was read, and what was passed over on the map's word.

    `skipped` are rows, `unread` columns (from 1) in which something stands; `blanks` counts the blank marks.
    """

    file: StatusFile = field(default_factory=StatusFile)
    skipped: list[int] = field(default_factory=list)
    unread: set[int] = field(default_factory=set)
    blanks: int = 0
    blank: str = "nothing"

    @property
    def blank_word(self) -> str:
        """What the map says an empty mark means, in words."""
        return _("chưa nói gì") if self.blank == "nothing" else _("chưa đạt")


def read_foreign(path: Path, layout: SheetMap) -> Read:
    """The rows of a spreadsheet by its map; raises DataError when the workbook or its sheet cannot be read."""
    sheet = _sheet(read_workbook(path), layout)
    result = Read(blank=layout.blank)
    _require_columns(sheet, layout)
    own = {layout.key_column, layout.note_column, *layout.columns}
    beside = tuple(number for number in range(1, sheet.width + 1) if number not in own)
    for row in sheet.rows():
        if row.number < layout.first_row or (layout.last_row and row.number > layout.last_row) or row.empty:
            continue
        if _skipped(row, layout):
            result.skipped.append(row.number)
        elif row.hidden and layout.hidden_rows != "read":
            if layout.hidden_rows is None:
                result.file.problems.append(
                    sheet.problem(
                        row.number, None, _("dòng bị ẩn."),
                        _("Ghi hidden_rows: read hoặc skip trong bản đồ, hoặc bỏ ẩn dòng."),
                    )
                )  # fmt: skip
            result.skipped.append(row.number)
        else:
            result.unread.update(row.given(beside))
            _read_row(sheet, row, layout, result)
    if not result.file.rows and not result.file.problems:
        raise DataError(
            _("{file}: không có ô nào theo bản đồ. Hãy xem lại first_row và các cột.").format(file=path.name)
        )
    return result


def text_of(value: Value) -> str | None:
    """A cell's value as text, numbers in the program's own spelling; None for nothing and for what is unread."""
    if value is None or isinstance(value, Unread):
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format_number(value).replace(".", "")
    return format_day(value) if isinstance(value, date) else value


def _sheet(book: Workbook, layout: SheetMap) -> Sheet:
    if layout.sheet is not None:
        for sheet in book.sheets:
            if folded(sheet.name) == folded(layout.sheet):
                return sheet
    visible = [sheet for sheet in book.sheets if not sheet.hidden and sheet.height]
    if layout.sheet is None and len(visible) == 1:
        return visible[0]
    raise DataError(
        _("{file}: bản đồ phải ghi sheet là một trong: {names}.").format(
            file=book.file, names=", ".join(sheet.name for sheet in book.sheets)
        )
    )


def _require_columns(sheet: Sheet, layout: SheetMap) -> None:
    """Raise DataError when the map points beyond the sheet: columns were deleted, or it is another sheet's map."""
    beyond = [
        column_letter(number) for number in (layout.key_column, *layout.columns) if number > sheet.width
    ]
    if beyond:
        raise DataError(
            _("{file}: trang “{sheet}” không có cột {names}. Hãy xem lại bản đồ {map}.").format(
                file=sheet.file, sheet=sheet.name, names=", ".join(beyond), map=layout.file
            )
        )


def _skipped(row: Row, layout: SheetMap) -> bool:
    if row.number in layout.skip_rows:
        return True
    if not layout.skip_words:
        return False
    leading = (folded(value) for value in row.values[: layout.key_column] if isinstance(value, str))
    return any(text == word or text.startswith(word + " ") for text in leading for word in layout.skip_words)


def _read_row(sheet: Sheet, row: Row, layout: SheetMap, result: Read) -> None:
    key = row[layout.key_column]
    name = None if isinstance(key, Unread) else text_of(key)
    if isinstance(key, Decimal) and layout.layout == "list":
        name = f"{key:f}"
    if name is None or (layout.layout == "list" and not _ITEM.fullmatch(name)):
        for column in layout.columns:
            if row[column] is not None:
                what = _("đơn vị") if layout.layout == "matrix" else _("mục")
                result.file.problems.append(
                    sheet.problem(
                        row.number, column, _("ô có dấu mà dòng không có tên {what}.").format(what=what),
                        _("Điền tên, hoặc ghi dòng này vào skip_rows của bản đồ."),
                    )
                )  # fmt: skip
                break
        return
    # A number stays one: 17.1 typed as a number may be 17.10, and the law tells whether it may.
    item_here: Cell = key if isinstance(key, Decimal) else name
    for column, named in layout.columns.items():
        unit, item = (name, named) if layout.layout == "matrix" else (named, item_here)
        for value in _meaning(sheet, row, column, layout, result):
            result.file.rows.append(_status_row(sheet, row, column, layout, unit, item, value))


def _meaning(sheet: Sheet, row: Row, column: int, layout: SheetMap, result: Read) -> Iterator[Cell]:
    """What a cell says: one value, or none."""
    value = row[column]
    if isinstance(value, Unread):
        result.file.problems.append(sheet.problem(row.number, column, value.message, value.remedy))
        return
    text = text_of(value)
    if text is None:
        result.blanks += 1
        if layout.blank == "not_met":
            yield "chưa đạt"
        return
    word = layout.words.get(folded(text))
    if word in _VERDICTS:
        yield _VERDICTS[word]
    elif word == "không áp dụng":
        yield f"không áp dụng: {layout.not_applicable_reason}"
    elif word is None:
        if layout.other == "value":
            yield value if isinstance(value, Decimal) else text
        else:
            result.file.problems.append(
                sheet.problem(
                    row.number, column, _("bản đồ không nói dấu “{mark}” nghĩa là gì.").format(mark=text[:40]),
                    _("Thêm vào words của {map}, hoặc ghi other: value nếu là số liệu.").format(map=layout.file),
                )
            )  # fmt: skip


def _status_row(
    sheet: Sheet, row: Row, column: int, layout: SheetMap, unit: str, item: Cell, value: Cell
) -> StatusRow:
    cells: dict[str, Cell] = {"unit": unit, "item": item, "on": layout.on, "value": value, "by": layout.by}
    if layout.criteria:
        cells["criteria"] = layout.criteria
    if layout.note_column:
        cells["note"] = text_of(row[layout.note_column])
    here, there = column_letter(column), column_letter(layout.key_column)
    letters = dict.fromkeys(cells, here)
    letters["unit" if layout.layout == "matrix" else "item"] = there
    return StatusRow(sheet.file, row.number, cells, letters, sheet.name)
