"""Our workbook read back: sheets known by their hidden marks, and in each the lines that say something.

Names, the order of rows and added columns do not matter; the hidden keys do. What a line means is not decided
here: every line becomes a row of a status file whose faults point at the sheet's own cells.
"""

from __future__ import annotations

from collections import Counter
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
    notices: list[str] = field(default_factory=list)
    """What was passed over, in sentences."""


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
    rows = chain(top, rest)
    columns: dict[At, int] = {}
    for row in rows:
        columns = _columns(row)
        if columns or row.number >= _SEARCHED:
            break
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
    lines = _Lines(found, sheet, columns)
    for row in rows:
        lines.add(row)
    lines.tell_beside()
    found.sheets.append(FilledSheet(found.file, sheet.name, identity, lines.lines))


class _Lines:
    """The lines of one sheet as they are read; what belongs to none is told, never passed over in silence."""

    def __init__(self, found: FilledBook, sheet: Sheet, columns: Mapping[At, int]) -> None:
        self.lines: list[FilledLine] = []
        self._found, self._sheet = found, sheet
        self._key = columns[At.KEY]
        self._carried = {columns[at]: at for at in CARRIED if at in columns}
        self._wanted = (*self._carried, self._key)
        self._letters = {_NAMES[at]: column_letter(number) for at, number in columns.items()}
        own = set(columns.values())
        self._beside = tuple(number for number in range(1, sheet.width + 1) if number not in own)
        self._notes: Counter[int] = Counter()
        self._seen: dict[tuple[str, str], FilledLine] = {}

    def add(self, row: Row) -> None:
        """Take a row below the one that names the columns."""
        given = row.given(self._wanted)
        if self._beside:
            self._notes.update(row.given(self._beside).keys())
        key = given.pop(self._key, None)
        if not given:
            return
        level, item, meaning = _parts(key) if isinstance(key, str) else ("", "", "")
        cells = {self._carried[column]: value for column, value in given.items()}
        if _SAYING.isdisjoint(cells):
            return
        line = FilledLine(
            self._found.file, self._sheet.name, row.number, level, item, meaning, cells, self._letters
        )
        if level:
            self._add(line)
        elif not _is_head(cells):
            self._found.problems.append(
                line.problem(
                    next(at for at in cells if at in _SAYING),
                    _("dòng này không có mã ẩn, nên không biết ô này nói về mục nào."),
                    _("Ghi vào dòng của đúng mục, hoặc xóa ô."),
                )
            )

    def _add(self, line: FilledLine) -> None:
        before = self._seen.setdefault((line.level, line.item), line)
        if before is line:
            self.lines.append(line)
        elif line.cells != before.cells:
            message = _("dòng {item} đã có ở hàng {row}, ghi khác.").format(item=line.item, row=before.number)
            self._found.problems.append(
                line.problem(next(iter(line.cells)), message, _("Giữ lại một dòng đúng."))
            )

    def tell_beside(self) -> None:
        """Tell of cells in columns that are not the sheet's own: they are the officers', and are not read."""
        if self._notes:
            self._found.notices.append(
                _("{sheet}: {count} ô ở các cột thêm ({columns}) không được nhập.").format(
                    sheet=self._sheet.name,
                    count=self._notes.total(),
                    columns=", ".join(column_letter(number) for number in sorted(self._notes)),
                )
            )


def _is_head(cells: Mapping[At, Value]) -> bool:
    """Whether this is the row of the heads that people read."""
    return all(at not in _HEADS or str(value).startswith(_HEADS[at]) for at, value in cells.items())


def _columns(row: Row) -> dict[At, int]:
    """The columns (from 1) by what they hold, where this row is the one that names them."""
    named = {
        _KEYS[value]: at
        for at, value in enumerate(row.values, start=1)
        if isinstance(value, str) and value in _KEYS
    }
    return named if At.KEY in named and len(named) > 3 else {}


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
