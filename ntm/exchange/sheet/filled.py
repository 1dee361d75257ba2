"""Our workbook read back: sheets known by their hidden marks, and in each the lines that say something.

Names, the order of rows and added columns do not matter; the hidden keys do. What a line means is not decided
here: every line becomes a row of a status file whose faults point at the sheet's own cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ntm.errors import Problem
from ntm.exchange.cell_values import Row, Unread, Value
from ntm.exchange.sheet.layout import CARRIED, INPUTS, SCHEMA, At, Identity, read_identity
from ntm.exchange.sheet_scan import column_letter
from ntm.exchange.status_file import Cell, StatusRow
from ntm.exchange.workbook import Sheet, Workbook
from ntm.vietnamese.messages import _

_SEARCHED = 40
"""The rows from the top in which a sheet's marks are looked for."""
_SAYING = frozenset(INPUTS)
_NAMES = {at: at.name.lower() for at in At}
_KEYS = {name: at for at, name in _NAMES.items()}
_HEADS = {
    At.VALUE: "Giá trị", At.NUMERATOR: "Số đạt", At.DENOMINATOR: "Tổng số", At.NOT_APPLICABLE: "Không áp dụng",
    At.DECLARED: "Kết luận", At.EVIDENCE: "Minh chứng", At.NOTE: "Ghi chú", At.RESPONSIBLE: "Phụ trách", At.DUE: "Hạn",
}  # fmt: skip


class FilledLine(NamedTuple):
    """A line in which something stands: its hidden key taken apart, its cells, and where each is."""

    file: str
    sheet: str
    number: int
    level: str
    item: str
    meaning: str
    cells: Mapping[At, Value]
    letters: Mapping[str, str]

    def says(self, *columns: At) -> bool:
        """Whether any of these cells says something."""
        return not self.cells.keys().isdisjoint(columns)

    def problem(self, at: At, message: str, remedy: str = "") -> Problem:
        """A problem at one of the line's cells."""
        letter = self.letters[_NAMES[at]]
        return Problem(message, remedy, file=self.file, sheet=self.sheet, row=self.number, column=letter)

    def row(self, **cells: At) -> StatusRow:
        """The line as a row of a status file, its columns taken from these cells; faults point at them.

        What cannot be read is left out: `unread` tells of it.
        """
        return StatusRow(
            self.file,
            self.number,
            {name: _cell(self.cells.get(at)) for name, at in cells.items()},
            {name: self.letters[_NAMES[at]] for name, at in cells.items()},
            self.sheet,
        )

    def unread(self) -> Iterator[Problem]:
        """The cells that hold no value to go by: errors, formulas never computed."""
        for at, value in self.cells.items():
            if isinstance(value, Unread) and at in INPUTS:
                yield self.problem(at, value.message, value.remedy)


@dataclass(frozen=True)
class FilledSheet:
    """One commune's sheet: whose it is and for what, and its lines."""

    file: str
    name: str
    identity: Identity
    lines: Sequence[FilledLine]

    def problem(self, message: str, remedy: str = "") -> Problem:
        """A problem of the sheet as a whole."""
        return Problem(message, remedy, file=self.file, sheet=self.name, row=1, column="A")


@dataclass
class FilledBook:
    """Our sheets of one workbook, and the faults of form found in them."""

    file: str
    sheets: list[FilledSheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_filled(book: Workbook) -> FilledBook | None:
    """The communes' sheets of a workbook; None when none of its sheets is ours."""
    found = FilledBook(book.file)
    ours = False
    for sheet in book.sheets:
        rows = sheet.rows()
        top, identity = _top(rows)
        if identity is None:
            continue
        ours = True
        if isinstance(identity, str):
            found.problems.append(
                Problem(
                    _("biểu này có dấu nhận biết hỏng, không biết là của xã nào."),
                    _("Lập biểu mới bằng «ntm status template» rồi chép số liệu sang."),
                    file=book.file, sheet=sheet.name, row=1, column="A",
                )
            )  # fmt: skip
            continue
        _read(found, sheet, identity, top, rows)
    return found if ours else None


def _top(rows: Iterator[Row]) -> tuple[list[Row], Identity | str | None]:
    """The rows up to the one that bears the identity: the identity, its text when broken, None for none."""
    top: list[Row] = []
    for row in rows:
        top.append(row)
        for value in row.values[:3]:
            if isinstance(value, str) and value.startswith(f"{SCHEMA}|"):
                try:
                    return top, read_identity(value)
                except (ValueError, KeyError):
                    return top, value
        if len(top) >= 3:
            break
    return top, None


def _read(
    found: FilledBook, sheet: Sheet, identity: Identity, top: Sequence[Row], rest: Iterator[Row]
) -> None:
    columns: dict[At, int] = {}
    carried: dict[int, At] = {}
    wanted: tuple[int, ...] = ()
    key = 0
    lines: list[FilledLine] = []
    letters: dict[str, str] = {}
    seen: dict[tuple[str, str], FilledLine] = {}
    for row in chain(top, rest):
        if not columns:
            columns = _columns(row)
            letters = {_NAMES[at]: column_letter(number) for at, number in columns.items()}
            carried = {columns[at]: at for at in CARRIED if at in columns}
            key = columns.get(At.KEY, 0)
            wanted = (*carried, key)
            if not columns and row.number >= _SEARCHED:
                break
            continue
        line = _line(found.file, sheet.name, row.number, row.given(wanted), key, carried, letters)
        if line is None:
            continue
        if (before := seen.setdefault((line.level, line.item), line)) is not line:
            if line.cells != before.cells:
                message = _("dòng {item} đã có ở hàng {row}, ghi khác.").format(
                    item=line.item, row=before.number
                )
                at = next(iter(line.cells))
                found.problems.append(line.problem(at, message, _("Giữ lại một dòng đúng.")))
            continue
        lines.append(line)
    lacking = [_HEADS[at] for at in INPUTS if at not in columns]
    if lacking:
        message = (
            _("không còn cột {names} hoặc dòng khóa của nó.").format(names=", ".join(lacking))
            if columns
            else _("không còn dòng khóa của các cột.")
        )
        found.problems.append(
            Problem(
                message, _("Lập biểu mới bằng «ntm status template» rồi chép số liệu sang."),
                file=found.file, sheet=sheet.name, row=1, column="A",
            )
        )  # fmt: skip
        return
    found.sheets.append(FilledSheet(found.file, sheet.name, identity, lines))


def _columns(row: Row) -> dict[At, int]:
    """The columns (from 1) by what they hold, where this row is the one that names them."""
    named = {
        _KEYS[value]: at
        for at, value in enumerate(row.values, start=1)
        if isinstance(value, str) and value in _KEYS
    }
    return named if At.KEY in named and len(named) > 3 else {}


def _line(
    file: str,
    sheet: str,
    number: int,
    given: dict[int, Value],
    key_column: int,
    carried: Mapping[int, At],
    letters: Mapping[str, str],
) -> FilledLine | None:
    """The line a row holds, `given` in its columns; None when it is none of ours, or none of its cells speaks."""
    key = given.pop(key_column, None)
    if not given or not isinstance(key, str):
        return None
    level, item, meaning = _parts(key)
    cells = {carried[column]: value for column, value in given.items()}
    if not level or _SAYING.isdisjoint(cells):
        return None
    return FilledLine(file, sheet, number, level, item, meaning, cells, letters)


@lru_cache(maxsize=10_000)
def _parts(key: str) -> tuple[str, str, str]:
    """A line's hidden key taken apart: level, item, print of the meaning; the level empty where it is none of ours."""
    level, _blank, rest = key.partition(" ")
    item, _blank, meaning = rest.partition(" ")
    ours = level in ("criterion", "indicator", "measure", "single") and item
    return level if ours else "", item, meaning


def _cell(value: Value) -> Cell:
    if isinstance(value, bool):
        return str(value).upper()
    return None if isinstance(value, Unread) else value
