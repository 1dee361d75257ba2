"""Workbooks that come in: every xlsx is read here, bounded in size, rows and time, each fault with its cell.

    book = read_workbook(path)            # or open_workbook(name, content) for what came over the web
    for sheet in book.sheets:             # in the book's order; sheet.hidden tells
        for row in sheet.rows():          # read as asked for, one sheet in memory at a time
            row.number, row.values[0]     # row from 1; values from column A

What a value is, ntm.exchange.cell_values says. Formulas with a kept result give the result; macros, external links
and everything else that runs are not even looked at. What a workbook *is* is told by its content.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ntm.errors import DataError, Problem
from ntm.exchange.archive import Archive
from ntm.exchange.cell_values import Known, Meaning, Row
from ntm.exchange.file_bytes import read_bytes, require_size
from ntm.exchange.sheet_scan import Refused, Scan, column_letter, plain, scan, shared_references
from ntm.exchange.workbook_parts import BadXml, Book, SheetPart, percent_styles, read_book, text_lengths
from ntm.exchange.workbook_refusals import old_excel, other_zip, unsafe
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MAX_CELLS = 1_000_000
"""Filled cells of all sheets together."""
MAX_SHEET_CELLS = 600_000
"""Filled cells of one sheet: a status file of 50 thousand rows and every column."""
MAX_AREA = 1_000_000
"""Cells of one sheet's rectangle, empty ones too."""
MAX_SHEETS = 2_000
MAX_SHARED = 16_000_000
MAX_TEXT = 16_000_000
"""Bytes of text in all cells of a sheet together, a text that stands in many cells counted in each."""

_KEPT_WHOLE = 40_000_000
"""Bytes of XML of all sheets up to which the reader is handed the measured text, so that none is unpacked twice."""
_PER_CELL = 60
"""Bytes of XML around a text that stands in its cell."""

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NORMAL_EPOCH, _MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 9999-12-31


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whether it is hidden, its size and its hidden columns (from 1)."""

    file: str
    name: str
    hidden: bool
    height: int
    width: int
    hidden_columns: frozenset[int]
    _scan: Scan = field(repr=False)
    _book: CalamineWorkbook = field(repr=False)
    _known: Known = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Every row down to the last filled one, blank ones too, so that numbers stay true."""
        with _calm(self.file):
            sheet = self._book.get_sheet_by_name(self.name)
            start = sheet.start
            source = iter(sheet.iter_rows()) if start else iter(())
        meaning, hidden = Meaning(self._scan.marks, self.width, self._known), self._scan.hidden_rows
        first = start[1] if start else 0
        for number in range(1, self.height + 1):
            yield Row(number, number in hidden, next(source, ()), first, meaning)

    def problem(self, row: int, column: int | None, message: str, remedy: str = "") -> Problem:
        """A problem at a cell of this sheet, or at a row when no column is given."""
        letter = column_letter(column) if column else None
        return Problem(message, remedy, file=self.file, sheet=self.name, row=row, column=letter)


@dataclass(frozen=True)
class Workbook:
    """A workbook that was found sound: its file's name and its sheets of cells, hidden ones too."""

    file: str
    sheets: tuple[Sheet, ...]
    epoch_1904: bool

    def day(self, number: Decimal) -> date | None:
        """The day a bare serial number stands for by this book's epoch; None for what is no day after 1950."""
        epoch = _MAC_EPOCH if self.epoch_1904 else _NORMAL_EPOCH
        if number != int(number) or not 0 < number <= _LAST_SERIAL:
            return None
        day = epoch + timedelta(days=int(number))
        return day if day.year >= 1950 else None


def read_workbook(path: Path) -> Workbook:
    """The workbook in a file; raises DataError with a sentence for everything that is none or is unsafe."""
    return open_workbook(path.name, read_bytes(path))


def open_workbook(file: str, content: bytes) -> Workbook:
    """The workbook in `content`, called `file` to people; raises DataError as read_workbook does."""
    require_size(file, content)
    if content[:8] == OLD_EXCEL:
        raise DataError(old_excel(file, content))
    if content[:4] != ZIP:
        raise DataError(
            _("{file}: không phải là sổ tính. Hãy dùng tệp .xlsx do Excel hoặc LibreOffice lưu.").format(
                file=file
            )
        )
    archive = Archive(file, content)
    with _calm(file):
        book = read_book(archive)
        if book is None:
            raise DataError(other_zip(archive))
        if len(book.sheets) > MAX_SHEETS:
            raise DataError(
                _("{file}: có {count} trang, quá nhiều.").format(file=file, count=len(book.sheets))
            )
        return _checked(archive, book)


def is_workbook(content: bytes) -> bool:
    """Whether content claims, by its first bytes, to be a workbook, of the new or the old kind."""
    return content[:4] == ZIP or content[:8] == OLD_EXCEL


def _checked(archive: Archive, book: Book) -> Workbook:
    """Every part measured, then handed to the reader as a copy that holds nothing else."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    parts = {sheet.part for sheet in book.sheets if sheet.part in archive.names}
    shared = next((name for name in archive.names if name.lower() == "xl/sharedstrings.xml"), None)
    kept = [name for name in archive.names if name in parts or name == shared or _is_head(name)]
    archive.require_bounds(kept)
    percent = percent_styles(archive)
    keep = sum(map(archive.size, parts)) <= _KEPT_WHOLE
    scans = {
        name: _scanned(archive, name, _title(book, name), percent, book.uncalculated, keep)
        for name in sorted(parts)
    }
    for name in kept:
        if name not in parts and name != shared:
            for _piece in plain(archive.chunks(name)):
                pass
    if sum(found.cells for found in scans.values()) > MAX_CELLS:
        raise DataError(
            _("{file}: quá {limit} ô có dữ liệu. Hãy chia nhỏ tệp rồi nhập từng phần.").format(
                file=archive.file, limit=format_number(Decimal(MAX_CELLS))
            )
        )
    if shared is not None:
        _require_texts(archive, shared, scans)
    measured = {name: found.take() for name, found in scans.items()} if keep else {}
    loaded = CalamineWorkbook.from_filelike(archive.copy(kept, measured))
    known = Known()
    cells = {one.name for one in loaded.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet}
    sheets = tuple(
        _sheet(archive.file, part, scans[part.part], loaded, known)
        for part in book.sheets
        if part.part in scans and part.name in cells
    )
    return Workbook(archive.file, sheets, book.epoch_1904)


def _sheet(file: str, part: SheetPart, found: Scan, loaded: CalamineWorkbook, known: Known) -> Sheet:
    return Sheet(
        file, part.name, part.hidden, found.last[0], found.last[1],
        frozenset(column for column in found.hidden_columns if column <= found.last[1]), found, loaded, known,
    )  # fmt: skip


def _is_head(name: str) -> bool:
    lower = name.lower()
    return lower in ("[content_types].xml", "_rels/.rels", "xl/styles.xml") or (
        lower.startswith(("xl/workbook", "xl/_rels/workbook")) and lower.endswith((".xml", ".rels"))
    )


def _title(book: Book, part: str) -> str:
    return next(sheet.name for sheet in book.sheets if sheet.part == part)


def _scanned(
    archive: Archive, part: str, title: str, percent: frozenset[int], uncalculated: bool, keep: bool
) -> Scan:
    found = scan(archive.chunks(part), percent, uncalculated, keep)
    if found.written_out and archive.size(part) - _PER_CELL * found.cells > MAX_TEXT:
        raise DataError(_("{file}: chữ trong các ô dài quá mức. Hãy chia nhỏ tệp.").format(file=archive.file))
    if found.area > MAX_AREA or found.cells > MAX_SHEET_CELLS:
        raise DataError(
            _(
                "{file}: trang “{sheet}” trải đến ô {cell}, quá lớn. "
                "Hãy xóa các dòng, cột thừa (chọn rồi Delete) và lưu lại, hoặc chia nhỏ tệp."
            ).format(file=archive.file, sheet=title, cell=f"{column_letter(found.last[1])}{found.last[0]}")
        )
    return found


def _require_texts(archive: Archive, shared: str, scans: dict[str, Scan]) -> None:
    """Raise DataError when shared texts, written out in every cell that points to them, grow too long."""
    if archive.size(shared) > MAX_SHARED:
        raise DataError(_("{file}: chữ trong các ô dài quá mức. Hãy chia nhỏ tệp.").format(file=archive.file))
    lengths = text_lengths(plain(archive.chunks(shared)))
    longest = max(lengths, default=0)
    for part, found in scans.items():
        if found.texts * longest <= MAX_TEXT:
            continue
        references = shared_references(archive.chunks(part))
        if sum(lengths[index] for index in references if index < len(lengths)) > MAX_TEXT:
            raise DataError(
                _("{file}: chữ trong các ô dài quá mức. Hãy chia nhỏ tệp.").format(file=archive.file)
            )


@contextmanager
def _calm(file: str) -> Iterator[None]:
    """What the reading libraries may raise, as one sentence about the file."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except Refused as error:
        raise DataError(unsafe(file, error)) from error
    except (CalamineError, PasswordError, zipfile.BadZipFile, BadXml, OSError, ValueError) as error:
        raise DataError(
            _("{file}: tệp hỏng, không đọc được như một tệp xlsx. Hãy mở bằng Excel và lưu lại.").format(
                file=file
            )
        ) from error
    except BaseException as error:
        # A panic of the Rust reader comes as a BaseException of its own that no module exports.
        if type(error).__name__ != "PanicException":
            raise
        raise DataError(
            _("{file}: tệp hỏng, không đọc được như một tệp xlsx. Hãy mở bằng Excel và lưu lại.").format(
                file=file
            )
        ) from error
