"""Status files: CSV or xlsx with the columns `unit, item, on, value`, read into rows that know their cells.

Reading decides nothing about units, items or verdicts: it gives every cell as text, exact number or day with
its position, and every fault of form as a problem. What a file *is* is told from its content, not its name.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason
from ntm.vietnamese.text import nfc

REQUIRED = ("unit", "item", "on", "value")
OPTIONAL = ("criteria", "by", "note", "numerator", "denominator", "responsible", "due", "evidence")
MAX_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_ROWS = 1_000_000

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
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                _("{file}: tệp lớn hơn {limit} MB. Hãy chia nhỏ tệp rồi nhập từng phần.").format(
                    file=path.name, limit=MAX_BYTES // 1_000_000
                )
            )
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            _("Không mở được tệp {file}: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.").format(
                file=path, reason=reason(error)
            )
        ) from error
    if content[:4] == b"PK\x03\x04":
        return _read_workbook(path.name, content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DataError(
            _(
                "{file}: tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy mở bằng Excel và lưu lại thành .xlsx."
            ).format(file=path.name)
        )
    return _read_csv(path.name, content)


def _decode(file: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            _(
                "{file}, dòng {line}: tệp không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258). "
                "Hãy lưu lại dưới dạng “CSV UTF-8”."
            ).format(file=file, line=line)
        ) from error
    if "\x00" in text:
        raise DataError(
            _("{file}: không phải tệp CSV hay xlsx. Hãy dùng tệp CSV UTF-8 hoặc .xlsx.").format(file=file)
        )
    return text


def _read_csv(file: str, content: bytes) -> StatusFile:
    text = _decode(file, content)
    if not text.strip():
        raise DataError(_("{file}: tệp trống. Cần dòng tiêu đề: unit, item, on, value.").format(file=file))
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=lambda sign: sum(_column(name) is not None for name in first.split(sign)))
    result = StatusFile()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[tuple[int, list[Cell]]] = []
    before = 0
    try:
        for record in reader:
            table.append((before + 1, [_clean(cell) for cell in record]))
            before = reader.line_num
    except csv.Error as error:
        raise DataError(
            _("{file}, dòng {line}: dòng CSV hỏng ({reason}). Hãy kiểm tra dấu ngoặc kép.").format(
                file=file, line=reader.line_num, reason=error
            )
        ) from error
    _collect(result, file, None, table)
    return result


def _read_workbook(file: str, content: bytes) -> StatusFile:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise DataError(
                _("{file}: khi giải nén tệp quá lớn ({size} MB). Hãy chia nhỏ tệp.").format(
                    file=file, size=unpacked // 1_000_000
                )
            )
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, PasswordError, zipfile.BadZipFile) as error:
        raise DataError(
            _("{file}: không đọc được như một tệp xlsx. Hãy mở bằng Excel và lưu lại thành .xlsx.").format(
                file=file
            )
        ) from error
    result = StatusFile()
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height == 0:
            continue
        rows = sheet.to_python(skip_empty_area=False)
        table = [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1)]
        _collect(result, file, name, table)
    if not result.rows and not result.problems:
        raise DataError(
            _("{file}: không có dòng số liệu nào. Cần các cột: unit, item, on, value.").format(file=file)
        )
    return result


def _collect(
    result: StatusFile, file: str, sheet: str | None, table: Sequence[tuple[int, list[Cell]]]
) -> None:
    """Add the rows of one table whose first non-empty row names the columns."""
    filled = [(number, cells) for number, cells in table if any(cell is not None for cell in cells)]
    if not filled:
        return
    header_row, header = filled[0]
    names: dict[int, str] = {}
    for index, cell in enumerate(header):
        name = _column(cell) if isinstance(cell, str) else None
        if name is None:
            if cell is not None:
                result.problems.append(
                    Problem(
                        _("cột “{name}” không có trong mẫu.").format(name=cell),
                        _("Các cột được dùng: {names}.").format(names=", ".join(REQUIRED + OPTIONAL)),
                        file=file, sheet=sheet, row=header_row, column=_letter(index),
                    )
                )  # fmt: skip
        elif name in names.values():
            result.problems.append(
                Problem(
                    _("cột “{name}” có hai lần.").format(name=name), _("Hãy bỏ bớt một cột."),
                    file=file, sheet=sheet, row=header_row, column=_letter(index),
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
                ),
                file=file, sheet=sheet, row=header_row,
            )
        )  # fmt: skip
        return
    if len(filled) > MAX_ROWS:
        result.problems.append(
            Problem(
                _("quá {limit} dòng.").format(limit=MAX_ROWS), _("Hãy chia nhỏ tệp."), file=file, sheet=sheet
            )
        )
        return
    letters = {name: _letter(index) for index, name in names.items()}
    for number, cells in filled[1:]:
        if any(cell is not None for cell in cells[len(header) :]):
            result.problems.append(
                Problem(
                    _("dòng có nhiều ô hơn dòng tiêu đề."),
                    _("Số có dấu phẩy trong tệp CSV phải đặt trong ngoặc kép: \"46,5\"."),
                    file=file, sheet=sheet, row=number,
                )
            )  # fmt: skip
            continue
        row = {names[index]: cell for index, cell in enumerate(cells) if index in names}
        result.rows.append(StatusRow(file, number, row, letters, sheet))


def _column(name: str) -> str | None:
    key = nfc(name).strip().strip('"').casefold()
    return key if key in REQUIRED or key in OPTIONAL else None


def _clean(text: str) -> str | None:
    return nfc(text).replace("\u00a0", " ").strip() or None


def _cell(value: object) -> Cell:
    """A workbook's cell: floats become the decimal a person sees in Excel, never a binary tail."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return str(value)
        return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _clean(str(value)) if value is not None else None


def _letter(index: int) -> str:
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_names() -> Iterable[str]:
    """Every column a status file may have, in the order of the template."""
    return REQUIRED + OPTIONAL
