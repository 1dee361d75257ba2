"""Small CSV tables with named columns: every cell as text with its place, every fault of form as a problem."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.exchange.file_bytes import csv_encoding, read_bytes
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MAX_BYTES = 5_000_000
MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column name ("" for nothing), and where it stands (`row` counts from 1).

    Of a workbook also the sheet, and the letters of its columns.
    """

    file: str
    row: int
    cells: Mapping[str, str]
    sheet: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict)

    def problem(self, column: str, message: str, remedy: str = "") -> Problem:
        """A problem that points at this row's cell in `column`."""
        place = self.letters.get(column, column) if self.sheet is not None else column
        return Problem(
            message, remedy, file=self.file, sheet=self.sheet, row=self.row, column=place, field=column
        )


def read_table(
    path: Path, required: Sequence[str], optional: Sequence[str], problems: list[Problem]
) -> list[TableRow]:
    """The rows of a CSV file, separated by comma, semicolon or tab; faults of form go to `problems`.

    Raises DataError for a file that cannot be read as such at all.
    """
    text, file = _text(path), path.name
    known = (*required, *optional)
    first = next((line for line in text.split("\n") if line.strip()), "")
    sign = max(",;\t", key=lambda one: sum(column_name(cell) in known for cell in first.split(one)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    names: list[str] | None = None
    rows: list[TableRow] = []
    before = 0
    try:
        for record in reader:
            at, before = before + 1, reader.line_num
            cells = [nfc(cell).replace("\u00a0", " ").strip() for cell in record]
            if not any(cells):
                continue
            if names is None:
                names = [column_name(cell) for cell in cells]
                problems += head_problems(file, at, names, required, known)
            elif any(cells[len(names) :]):
                problems.append(
                    Problem(
                        _("dòng có nhiều ô hơn dòng tiêu đề."),
                        _("Số có dấu phẩy trong tệp CSV phải đặt trong ngoặc kép: \"46,5\"."),
                        file=file, row=at,
                    )
                )  # fmt: skip
            else:
                rows.append(
                    TableRow(file, at, dict.fromkeys(known, "") | dict(zip(names, cells, strict=False)))
                )
            if len(rows) > MAX_ROWS:
                raise DataError(_("{file}: quá {limit} dòng.").format(file=file, limit=MAX_ROWS))
    except csv.Error as error:
        raise DataError(
            _("{file}, dòng {line}: dòng CSV hỏng ({reason}). Hãy kiểm tra dấu ngoặc kép.").format(
                file=file, line=reader.line_num, reason=error
            )
        ) from error
    return rows


def head_problems(
    file: str, row: int, names: Sequence[str], required: Sequence[str], known: Sequence[str]
) -> list[Problem]:
    """What is wrong with the row of names: unknown, twice, or lacking."""
    listed = _("Các cột được dùng: {names}.").format(names=", ".join(known))
    found = [
        Problem(_("cột “{name}” không có trong mẫu.").format(name=name), listed, file=file, row=row)
        for name in dict.fromkeys(names)
        if name not in known
    ]
    found += [
        Problem(_("cột “{name}” có hai lần.").format(name=name), _("Hãy bỏ bớt một cột."), file=file, row=row)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    lacking = [name for name in required if name not in names]
    if lacking:
        found.append(
            Problem(_("thiếu cột {names}.").format(names=", ".join(lacking)), listed, file=file, row=row)
        )
    return found


def column_name(cell: str) -> str:
    """A column's name as names are compared."""
    return nfc(cell).strip().strip('"').casefold()


def _text(path: Path) -> str:
    content = read_bytes(path, MAX_BYTES)
    text = content.decode(csv_encoding(path.name, content))
    if "\x00" in text or not text.strip():
        raise DataError(_("{file}: không phải tệp CSV UTF-8 có nội dung.").format(file=path.name))
    return text
