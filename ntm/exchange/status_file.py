"""Status files: CSV or xlsx with the columns `unit, item, on, value`, read into rows that know their cells.

Reading decides nothing about units, items or verdicts: it gives every cell as text, exact number or day with
its position, and every fault of form as a problem. What a file *is* is told from its content, not its name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.exchange.cell_values import Unread, Value, clean
from ntm.exchange.file_bytes import csv_encoding, read_bytes
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.workbook import Sheet, Workbook, is_workbook, open_workbook
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

REQUIRED = ("unit", "item", "on", "value")
OPTIONAL = ("criteria", "by", "note", "numerator", "denominator", "responsible", "due", "evidence")
MAX_ROWS = 50_000
"""Rows of one file: a large province has 35 thousand (469 communes, 75 indicators)."""

Cell = str | Decimal | date | None
"""A cell as read: text (NFC, trimmed, never empty), an exact number, a day, or nothing said."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One row of a status file: its cells by column name, and where it stands (`row` counts from 1)."""

    file: str
    row: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]
    sheet: str | None = None

    def text(self, column: str) -> str:
        """The cell as text, "" when nothing is said; numbers and days in the program's own spelling."""
        cell = self.cells.get(column)
        if cell is None:
            return ""
        if isinstance(cell, date):
            return cell.isoformat()
        if isinstance(cell, Decimal):
            return format(cell, "f").replace(".", ",")
        return cell

    def problem(self, column: str, message: str, remedy: str = "") -> Problem:
        """A problem that points at this row's cell in `column`."""
        place = self.letters.get(column, column)
        return Problem(
            message, remedy, file=self.file, sheet=self.sheet, row=self.row, column=place, field=column
        )


@dataclass
class StatusFile:
    """The rows of a file and the faults of form found while reading it."""

    rows: list[StatusRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_status_file(path: Path) -> StatusFile:
    """The rows of a CSV or xlsx status file; raises DataError when it is neither or cannot be opened."""
    content = read_bytes(path)
    if is_workbook(content):
        return _read_workbook(path.name, content)
    return _read_csv(path.name, content)


def _read_csv(file: str, content: bytes) -> StatusFile:
    encoding = csv_encoding(file, content)
    if encoding == "utf-8-sig" and b"\x00" in content:
        raise DataError(
            _("{file}: không phải tệp CSV hay xlsx. Hãy dùng tệp CSV UTF-8 hoặc .xlsx.").format(file=file)
        )
    with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as text:
        first = next((line for line in text if line.strip()), "")
    if not first:
        raise DataError(_("{file}: tệp trống. Cần dòng tiêu đề: unit, item, on, value.").format(file=file))
    delimiter = max(",;\t", key=lambda sign: sum(_column(name) is not None for name in first.split(sign)))
    result = StatusFile()
    with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            _collect(result, file, None, _records(reader))
        except csv.Error as error:
            raise DataError(
                _("{file}, dòng {line}: dòng CSV hỏng ({reason}). Hãy kiểm tra dấu ngoặc kép.").format(
                    file=file, line=reader.line_num, reason=error
                )
            ) from error
    return result


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, Sequence[Value]]]:
    """The records of a CSV file with the line each begins on."""
    before = 0
    for record in reader:
        yield before + 1, [clean(cell) for cell in record]
        before = reader.line_num  # type: ignore[attr-defined]  # a csv.reader, whose type has no public name


def _read_workbook(file: str, content: bytes) -> StatusFile:
    book = open_workbook(file, content)
    result = StatusFile()
    for sheet in book.sheets:
        rows = ((row.number, row.values) for row in sheet.rows())
        if sheet.hidden:
            _refuse_hidden(result, sheet, rows)
        else:
            _collect(result, file, sheet.name, rows, book)
    if not result.rows and not result.problems:
        raise DataError(
            _("{file}: không có dòng số liệu nào. Cần các cột: unit, item, on, value.").format(file=file)
        )
    return result


def _refuse_hidden(result: StatusFile, sheet: Sheet, rows: Iterable[tuple[int, Sequence[Value]]]) -> None:
    """A hidden sheet with status in it is told of: what nobody sees is neither taken nor left out in silence."""
    for number, values in rows:
        names = {_column(value) for value in values if isinstance(value, str)}
        if set(REQUIRED) <= names:
            result.problems.append(
                sheet.problem(
                    number,
                    None,
                    _("trang ẩn có số liệu."),
                    _("Bỏ ẩn trang (Unhide) hoặc xóa trang rồi nhập lại."),
                )
            )
        if any(value is not None for value in values):
            return


def _collect(
    result: StatusFile,
    file: str,
    sheet: str | None,
    table: Iterable[tuple[int, Sequence[Value]]],
    book: Workbook | None = None,
) -> None:
    """Add the rows of one table whose first non-empty row names the columns."""
    filled = ((number, cells) for number, cells in table if any(cell is not None for cell in cells))
    header_row, header = next(filled, (0, ()))
    if not header:
        return
    names: dict[int, str] = {}
    for index, cell in enumerate(header):
        name = _column(cell) if isinstance(cell, str) else None
        if name is None:
            if cell is not None:
                result.problems.append(
                    Problem(
                        _("cột “{name}” không có trong mẫu.").format(name=cell),
                        _("Các cột được dùng: {names}.").format(names=", ".join(REQUIRED + OPTIONAL)),
                        file=file, sheet=sheet, row=header_row, column=column_letter(index + 1),
                    )
                )  # fmt: skip
        elif name in names.values():
            result.problems.append(
                Problem(
                    _("cột “{name}” có hai lần.").format(name=name), _("Hãy bỏ bớt một cột."),
                    file=file, sheet=sheet, row=header_row, column=column_letter(index + 1),
                )
            )  # fmt: skip
        else:
            names[index] = name
    counted = {"numerator", "denominator"} <= set(names.values())
    lacking = [name for name in REQUIRED if name not in names.values() and not (name == "value" and counted)]
    if lacking:
        result.problems.append(
            Problem(
                _("thiếu cột {names}.").format(names=", ".join(lacking)),
                _("Dòng tiêu đề phải có: {names}; phân cách bằng dấu phẩy, chấm phẩy hoặc tab.").format(
                    names=", ".join(REQUIRED)
                )
                if sheet is None
                else _("Dòng tiêu đề phải có: {names}. Bảng riêng của cơ quan: nhập bằng --guess-map, --map.").format(
                    names=", ".join(REQUIRED)
                ),
                file=file, sheet=sheet, row=header_row,
            )
        )  # fmt: skip
        return
    letters = {name: column_letter(index + 1) for index, name in names.items()}
    headless: set[int] = set()
    for number, cells in filled:
        if len(result.rows) >= MAX_ROWS:
            result.problems.append(
                Problem(
                    _("quá {limit} dòng.").format(limit=MAX_ROWS),
                    _("Hãy chia nhỏ tệp."),
                    file=file,
                    sheet=sheet,
                )
            )
            return
        if any(cell is not None for cell in cells[len(header) :]):
            result.problems.append(
                Problem(
                    _("dòng có nhiều ô hơn dòng tiêu đề."),
                    _("Số có dấu phẩy trong tệp CSV phải đặt trong ngoặc kép: \"46,5\"."),
                    file=file, sheet=sheet, row=number,
                )
            )  # fmt: skip
            continue
        row: dict[str, Cell] = {}
        for index, value in enumerate(cells):
            name = names.get(index)
            if name is None:
                if value is not None and header[index] is None and index not in headless:
                    headless.add(index)
                    result.problems.append(
                        Problem(
                            _("ô nằm dưới một cột không có tên."),
                            _("Ghi tên cột, hoặc xóa các ô của cột này."),
                            file=file, sheet=sheet, row=number, column=column_letter(index + 1),
                        )
                    )  # fmt: skip
                continue
            if isinstance(value, Unread):
                result.problems.append(
                    Problem(
                        value.message, value.remedy,
                        file=file, sheet=sheet, row=number, column=letters[name], field=name,
                    )
                )  # fmt: skip
            else:
                row[name] = _cell(name, value, book)
        result.rows.append(StatusRow(file, number, row, letters, sheet))


def _column(name: str) -> str | None:
    key = nfc(name).strip().strip('"').casefold()
    return key if key in REQUIRED or key in OPTIONAL else None


def _cell(name: str, value: str | Decimal | date | bool | None, book: Workbook | None) -> Cell:
    """A cell as a status row keeps it; a bare serial number in a column of days is the day it stands for."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, Decimal) and name in ("on", "due") and book is not None:
        return book.day(value) or value
    return value


def column_names() -> Iterable[str]:
    """Every column a status file may have, in the order of the template."""
    return REQUIRED + OPTIONAL
