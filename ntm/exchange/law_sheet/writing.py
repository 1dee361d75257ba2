"""The law as a workbook an officer checks with the decision in hand: thresholds, indicators, head; empty rows to add.

Only input cells are unlocked, choices are drop-downs, and the hidden sheet carries which text the workbook was made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ntm.exchange.law_sheet.fields import (
    DELETE,
    FORM,
    HEAD,
    HIDDEN,
    INDICATOR_FIELDS,
    INDICATORS,
    SIGNER,
    THRESHOLD_FIELDS,
    THRESHOLDS,
    Field,
)
from ntm.exchange.law_sheet.spelling import DAY
from ntm.exchange.law_sheet.text import LawText, TableRow
from ntm.exchange.sheet.writing import writing
from ntm.exchange.sheet_scan import column_letter

if TYPE_CHECKING:
    from xlsxwriter import Workbook

HEADER_ROW = 3
"""The heads of a table stand in this row (from 1); data begin in the next."""
NEW_THRESHOLDS, NEW_INDICATORS = 120, 60
_LISTS = "Danh mục"
_NAME_WIDTH, _UNIT_WIDTH = 44, 9
_LINE = 15
"""Points of one line of text."""


class _Formats:
    """The looks of cells: locked or for input, text, number or day."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
        cell = {**base, "border": 1, "border_color": "#999999", "text_wrap": True}
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.note = book.add_format({**base, "italic": True, "text_wrap": True})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#E7E6E6", "align": "center"})
        self.locked = book.add_format({**cell, "bg_color": "#F2F2F2"})
        self.text = book.add_format({**cell, "locked": False, "num_format": "@"})
        self.number = book.add_format({**cell, "locked": False, "num_format": "#,##0.####", "align": "right"})
        self.day = book.add_format({**cell, "locked": False, "num_format": "dd/mm/yyyy", "align": "left"})
        self.missing = book.add_format({"bg_color": "#FCE4D6"})
        self.read = book.add_format({"bg_color": "#E2EFDA"})

    def of(self, value: object, field: Field) -> Any:
        """The format of an input cell."""
        if isinstance(value, Decimal) or field.path in ("value", "totals.criteria", "totals.indicators"):
            return self.number
        return self.day if field.spelling is DAY else self.text


def write_law(path: Path, law: LawText, title: str, hidden: Mapping[str, str], notes: Sequence[str]) -> None:
    """Write the workbook; `hidden` identifies the text it was made of, `notes` stand on its first sheet."""
    with writing(path) as book:
        formats = _Formats(book)
        _write_head(book, law, title, notes, formats)
        columns = [field for field in THRESHOLD_FIELDS if law.overlay or field.path != "tightens"]
        _write_table(
            book, THRESHOLDS, title, columns, list(law.thresholds()), NEW_THRESHOLDS, formats, deletes=True
        )
        if not law.overlay:
            rows = list(law.indicators())
            _write_table(book, INDICATORS, title, INDICATOR_FIELDS, rows, NEW_INDICATORS, formats)
        lists = book.add_worksheet(_LISTS)
        lists.hide()
        choices = {field.path: field.spelling.choices for field in (*THRESHOLD_FIELDS, *INDICATOR_FIELDS)}
        known = list(dict.fromkeys(words for words in choices.values() if words))
        for row in range(max(map(len, known))):
            for column, words in enumerate(known):
                if row < len(words):
                    lists.write_string(row, column, words[row])
        keep = book.add_worksheet(HIDDEN)
        keep.very_hidden()
        for row, (key, text) in enumerate({"form": FORM, **hidden}.items()):
            keep.write_row(row, 0, [key, text])


def _write_head(book: Workbook, law: LawText, title: str, notes: Sequence[str], formats: _Formats) -> None:
    sheet = book.add_worksheet(HEAD)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_column("A:A", 44)
    sheet.set_column("B:B", 60)
    sheet.write_string(0, 0, title, formats.title)
    row = 2
    cells = law.head()
    for field in (*law.head_fields, *SIGNER):
        sheet.write_string(row, 0, field.head, formats.locked)
        _write_cell(sheet, row, 1, field, cells.get(field.path, ""), formats)
        if field.spelling.choices:
            sheet.data_validation(
                row, 1, row, 1, {"validate": "list", "source": list(field.spelling.choices)}
            )
        row += 1
    for note in notes:
        row += 1
        sheet.merge_range(row, 0, row, 1, note, formats.note)
        sheet.set_row(row, _LINE * (1 + len(note) // 115))
    _page(sheet, None)


def _write_table(
    book: Workbook,
    name: str,
    title: str,
    fields: Sequence[Field],
    rows: Sequence[TableRow],
    spare: int,
    formats: _Formats,
    deletes: bool = False,
) -> None:
    sheet = book.add_worksheet(name)
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True})
    shown = (
        [("criterion", "Tiêu chí", 7), ("name", "Nội dung", _NAME_WIDTH), ("unit", "Đơn vị", _UNIT_WIDTH)]
        if deletes
        else []
    )
    heads = ["", *(head for _key, head, _width in shown), *(field.head for field in fields)]
    heads += [DELETE.head] if deletes else []
    first = 1 + len(shown)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    for index, (_key, _head, width) in enumerate(shown):
        sheet.set_column(1 + index, 1 + index, width)
    for index, field in enumerate(fields):
        sheet.set_column(first + index, first + index, field.width)
    sheet.write_string(0, 1, f"{name} - {title}", formats.title)
    sheet.set_row(HEADER_ROW - 1, 3 * _LINE)
    sheet.write_row(HEADER_ROW - 1, 0, heads, formats.head)
    last = HEADER_ROW + len(rows) + spare - 1
    for number in range(len(rows) + spare):
        at, row = HEADER_ROW + number, rows[number] if number < len(rows) else None
        if row:
            sheet.set_row(at, _LINE * _lines(row, fields, deletes))
        sheet.write_string(at, 0, row.key if row else "", formats.locked)
        for index, (key, _head, _width) in enumerate(shown):
            sheet.write_string(at, 1 + index, getattr(row, key) if row else "", formats.locked)
        for index, field in enumerate(fields):
            canonical = row.cells[field.path] if row else ""
            if row and field.fixed:
                sheet.write_string(at, first + index, canonical, formats.locked)
            else:
                _write_cell(sheet, at, first + index, field, canonical, formats)
        if deletes:
            sheet.write_blank(at, first + len(fields), None, formats.text if row else formats.locked)
    _drop_downs(sheet, fields, first, last)
    for index, field in enumerate(fields):
        if field.path == "checked":
            column = column_letter(first + index + 1)
            for word, look in (("chưa có", formats.missing), ("đã đối chiếu", formats.read)):
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": look}
                sheet.conditional_format(f"{column}{HEADER_ROW + 1}:{column}{last + 1}", rule)
    sheet.freeze_panes(HEADER_ROW, first + 1)
    sheet.autofilter(HEADER_ROW - 1, 1, last, len(heads) - 1)
    _page(sheet, HEADER_ROW - 1)


def _lines(row: TableRow, fields: Sequence[Field], named: bool) -> int:
    """How many lines of text the tallest cell of a row has; no program measures wrapped rows for us."""
    texts = [(row.cells[field.path], field.width) for field in fields]
    texts += [(row.name, _NAME_WIDTH), (row.unit, _UNIT_WIDTH)] if named else []
    return min(12, max(-(-len(text) * 10 // (width * 11)) for text, width in texts if text))


def _drop_downs(sheet: Any, fields: Sequence[Field], first: int, last: int) -> None:
    known = list(
        dict.fromkeys(
            field.spelling.choices
            for field in (*THRESHOLD_FIELDS, *INDICATOR_FIELDS)
            if field.spelling.choices
        )
    )
    for index, field in enumerate(fields):
        if field.spelling.choices:
            column = column_letter(known.index(field.spelling.choices) + 1)
            source = f"='{_LISTS}'!${column}$1:${column}${len(field.spelling.choices)}"
            # Several regions may be typed with semicolons: the list helps and does not forbid.
            rule = {"validate": "list", "source": source, "error_type": "information"}
            sheet.data_validation(HEADER_ROW, first + index, last, first + index, rule)


def _write_cell(sheet: Any, row: int, column: int, field: Field, canonical: str, formats: _Formats) -> None:
    value = field.spelling.write(canonical) if canonical else ""
    look = formats.of(value, field)
    if value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)


def _page(sheet: Any, repeated: int | None) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if repeated is not None:
        sheet.repeat_rows(repeated)
