"""Sheets of tasks, in and out: one row an item of a commune, as xlsx for people or as CSV.

A workbook has Vietnamese headings, a CSV file the names of the columns; both are read again. Reading decides nothing:
it gives every cell with its place, and every fault of form as a problem.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.exchange.cell_values import Row, Unread, Value
from ntm.exchange.csv_table import read_table
from ntm.exchange.file_bytes import read_bytes
from ntm.exchange.listing import cell as cell_text
from ntm.exchange.listing import spreadsheet_safe
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.status_file import Cell, StatusRow
from ntm.exchange.workbook import Sheet, is_workbook, open_workbook
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

TOLD = ("unit", "name", "verdict", "gap")
"""Columns that are written for people; of them only `unit` is read, where there is no `code`."""
SAID = (
    "responsible",
    "support",
    "given_on",
    "due",
    "state",
    "done_on",
    "cost",
    "fund",
    "steps",
    "note",
    "account",
)
"""Columns that say something of a task."""
COLUMNS = ("code", "unit", "item", "name", "verdict", "gap", *SAID, "number", "version")
DAYS = ("given_on", "due", "done_on")
MAX_HEAD = 10
"""The headings stand in one of the first rows."""


def heading(column: str) -> str:
    """A column's heading as people read it."""
    return {
        "code": _("Mã xã"), "unit": _("Xã"), "item": _("Chỉ tiêu"), "name": _("Nội dung"), "verdict": _("Kết luận"),
        "gap": _("Còn thiếu"), "responsible": _("Phụ trách"), "support": _("Phối hợp"), "given_on": _("Ngày giao"),
        "due": _("Hạn"), "state": _("Trạng thái"), "done_on": _("Ngày xong"), "cost": _("Kinh phí (triệu đồng)"),
        "fund": _("Nguồn vốn"), "steps": _("Các bước"), "note": _("Ghi chú"), "account": _("Tài khoản"),
        "number": _("Số"), "version": _("Bản"),
    }[column]  # fmt: skip


TaskRow = StatusRow
"""A row of a sheet of tasks knows its cells and their places as a row of status does."""


@dataclass
class TaskFile:
    """The rows of a file and the faults of form found while reading it."""

    rows: list[TaskRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_task_file(path: Path) -> TaskFile:
    """The rows of a CSV or xlsx file of tasks; raises DataError when it is neither or cannot be opened."""
    content = read_bytes(path)
    if is_workbook(content):
        return _read_workbook(path.name, content)
    found = TaskFile()
    optional = [name for name in COLUMNS if name != "item"]
    for row in read_table(path, ("item",), optional, found.problems):
        cells: dict[str, Cell] = {name: _bare(text) for name, text in row.cells.items()}
        found.rows.append(TaskRow(row.file, row.row, cells, {}))
    return found


def _bare(text: str) -> str | None:
    """A cell of ours as it was before it was made harmless to spreadsheets."""
    if text.startswith("'") and spreadsheet_safe(text[1:]) == text:
        text = text[1:]
    return text or None


def _read_workbook(file: str, content: bytes) -> TaskFile:
    found, book = TaskFile(), open_workbook(file, content)
    headed = False
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        names: dict[int, str] | None = None
        for row in sheet.rows():
            if names is None:
                if row.number > MAX_HEAD:
                    break
                names = _head(row)
                headed = headed or names is not None
            elif not row.empty:
                found.rows.append(_row(sheet, row, names, found.problems, book.day))
    if not headed:
        raise DataError(
            _("{file}: không thấy dòng tiêu đề. Cần ít nhất các cột: {names}.").format(
                file=file, names=", ".join(heading(name) for name in ("code", "item", "responsible", "due"))
            )
        )
    return found


def _head(row: Row) -> dict[int, str] | None:
    """The columns by their index, where a row holds the headings."""
    known = {fold(heading(name)): name for name in COLUMNS} | {fold(name): name for name in COLUMNS}
    names: dict[int, str] = {}
    for index, value in enumerate(row.values):
        name = known.get(fold(value)) if isinstance(value, str) else None
        if name is not None and name not in names.values():
            names[index] = name
    held = set(names.values())
    return names if "item" in held and held & {"code", "unit"} and held & set(SAID) else None


def _row(
    sheet: Sheet,
    row: Row,
    names: Mapping[int, str],
    problems: list[Problem],
    day: Callable[[Decimal], date | None],
) -> TaskRow:
    cells: dict[str, Cell] = {}
    letters = {name: column_letter(index + 1) for index, name in names.items()}
    for index, name in names.items():
        value: Value = row.values[index] if index < len(row.values) else None
        if isinstance(value, Unread):
            if name in SAID or name in ("code", "item"):
                problems.append(sheet.problem(row.number, index + 1, value.message, value.remedy))
        elif isinstance(value, bool):
            cells[name] = str(value)
        elif isinstance(value, Decimal) and name in DAYS:
            cells[name] = day(value) or value
        else:
            cells[name] = value
    return TaskRow(sheet.file, row.number, cells, letters, sheet.name)


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV in UTF-8 with the columns' names; raises OSError. No cell runs as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([spreadsheet_safe(cell_text(row.get(name))) for name in COLUMNS])


def write_workbook(
    path: Path, rows: Sequence[Mapping[str, object]], title: str, states: Sequence[str]
) -> None:
    """Write rows as a workbook for people, whole or not at all; raises OSError.

    What can be filled in is coloured; `states` are the words to choose from. Items and codes are texts, so that 17.10
    does not become 17.1.
    """
    from ntm.exchange.sheet.styles import Styles
    from ntm.exchange.sheet.writing import writing

    with writing(path) as book:
        styles = Styles(book)
        sheet = book.add_worksheet(_("Nhiệm vụ"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(2, 3)
        sheet.repeat_rows(1)
        for index, name in enumerate(COLUMNS):
            hidden = {"hidden": True} if name in ("number", "version") else None
            sheet.set_column(index, index, _WIDTHS.get(name, _WIDTH), None, hidden)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_row(1, 3 * _LINE)
        sheet.write_string(0, 0, title, styles.title_plain)
        for index, name in enumerate(COLUMNS):
            sheet.write_string(1, index, heading(name), styles.head)
        last = max(len(rows) + 1, 2)
        at = COLUMNS.index("state")
        sheet.data_validation(2, at, last, at, {"validate": "list", "source": list(states)})
        for number, row in enumerate(rows, start=2):
            sheet.set_row(number, _LINE * _lines(row))
            for index, name in enumerate(COLUMNS):
                value = row.get(name)
                if name in DAYS:
                    if isinstance(value, date):
                        sheet.write_datetime(number, index, value, styles.open_day)
                    else:
                        sheet.write_blank(number, index, None, styles.open_day)
                elif name == "cost":
                    if isinstance(value, Decimal):
                        sheet.write_number(number, index, float(value), styles.open_number)
                    else:
                        sheet.write_blank(number, index, None, styles.open_number)
                else:
                    look = styles.open_text if name in SAID else styles.text
                    sheet.write_string(number, index, cell_text(value), look)


_WIDTHS: Mapping[str, int] = {
    "code": 7, "unit": 12, "item": 7, "name": 34, "gap": 15, "verdict": 11, "responsible": 14, "support": 18,
    "cost": 10, "fund": 15, "steps": 34, "note": 12, "account": 11, "number": 5, "version": 5,
}  # fmt: skip
_WIDTH = 11
_LINE = 15.0
"""Points of one line of text."""


def _lines(row: Mapping[str, object]) -> int:
    """How many lines the fullest cell of a row takes, so that nothing is cut where a program does not look itself."""
    return max(
        sum(
            -(-max(len(line), 1) // _WIDTHS.get(name, _WIDTH))
            for line in cell_text(row.get(name)).split("\n")
        )
        for name in COLUMNS
    )
