"""A table with named columns in a workbook, read by the one bounded reader into the rows a CSV gives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ntm.errors import DataError, Problem
from ntm.exchange.cell_values import Row, Unread, Value
from ntm.exchange.csv_table import MAX_ROWS, TableRow, column_name, head_problems
from ntm.exchange.foreign.reading import text_of
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.workbook import Sheet, open_workbook
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc


def read_workbook_table(
    file: str,
    content: bytes,
    required: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
    as_written: Sequence[str] = (),
) -> list[TableRow]:
    """The rows of a workbook's one sheet with content; faults of form go to `problems`.

    The columns in `as_written` hold names: a number with decimals there is a problem, for 17.10 would be 17.1.

    What nobody sees (a hidden sheet or row with something in it) is neither taken nor left out in silence. Raises
    DataError for what is no workbook of ours to read.
    """
    sheets = [sheet for sheet in open_workbook(file, content).sheets if sheet.height]
    seen = [sheet for sheet in sheets if not sheet.hidden]
    if len(seen) != 1:
        raise DataError(
            _("{file}: cần đúng một trang tính có nội dung, đang có {count}.").format(
                file=file, count=len(seen)
            )
        )
    for sheet in sheets:
        if sheet.hidden:
            problems.append(
                sheet.problem(1, None, _("trang ẩn có nội dung."), _("Bỏ ẩn hoặc xóa trang rồi làm lại."))
            )
    return _rows(seen[0], file, required, (*required, *optional), problems, as_written)


def _rows(
    sheet: Sheet, file: str, required: Sequence[str], known: Sequence[str], problems: list[Problem],
    as_written: Sequence[str],
) -> list[TableRow]:  # fmt: skip
    names: list[str] | None = None
    rows: list[TableRow] = []
    for row in sheet.rows():
        if row.empty:
            continue
        cells = [_text(sheet, row, at, problems) for at in range(len(row.values))]
        if names is None:
            names = [column_name(cell) for cell in cells if cell]
            letters = {column_name(cell): column_letter(at + 1) for at, cell in enumerate(cells) if cell}
            at_column = {column_name(cell): at for at, cell in enumerate(cells) if cell}
            problems += head_problems(file, row.number, names, required, known)
            continue
        if row.hidden:
            problems.append(
                sheet.problem(row.number, None, _("dòng ẩn có nội dung."), _("Bỏ ẩn hoặc xóa dòng."))
            )
        held = {name: cells[at] for name, at in at_column.items() if at < len(cells)}
        for name in as_written:
            if name in at_column and _fraction(row[at_column[name] + 1]):
                problems.append(
                    sheet.problem(
                        row.number, at_column[name] + 1,
                        _("ô là một số: 17.1 và 17.10 không phân biệt được."),
                        _("Định dạng cột là Text rồi ghi lại mục."),
                    )
                )  # fmt: skip
        places = {name: letter for name, letter in letters.items() if name in known}
        rows.append(TableRow(file, row.number, dict.fromkeys(known, "") | held, sheet.name, places))
        if len(rows) > MAX_ROWS:
            raise DataError(_("{file}: quá {limit} dòng.").format(file=file, limit=MAX_ROWS))
    return rows


def _fraction(value: Value) -> bool:
    return isinstance(value, Decimal) and value != value.to_integral_value()


def _text(sheet: Sheet, row: Row, at: int, problems: list[Problem]) -> str:
    value = row.values[at]
    if isinstance(value, Unread):
        problems.append(sheet.problem(row.number, at + 1, value.message, value.remedy))
    return nfc(text_of(value) or "").replace("\u00a0", " ").strip()
