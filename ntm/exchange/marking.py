"""A user's own workbook written back with its bad cells marked and explained, everything else left as it is.

Only files that ntm.exchange.workbook found sound come here. openpyxl keeps their cells, formulas, lists and looks;
macros, pictures and links to other files are not carried over.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ntm.errors import DataError, Problem
from ntm.exchange.archive import Archive
from ntm.exchange.file_bytes import read_bytes
from ntm.exchange.sheet_scan import Refused, plain
from ntm.exchange.workbook import is_workbook
from ntm.vietnamese.messages import _

SHEET = "Cần sửa"
"""The sheet in front that lists every problem."""
_MARK = PatternFill("solid", fgColor="FF8A80")
_AUTHOR = "ntm"
_LONGEST = 1_000


def write_marked(source: Path, target: Path, problems: Sequence[Problem]) -> None:
    """Write the workbook of `source` to `target` with the problems marked in it.

    Raises DataError when the source is no workbook, OSError for the target.
    """
    content = read_bytes(source)
    if not is_workbook(content):
        raise DataError(
            _("{file}: chỉ đánh dấu được trong tệp .xlsx; các chỗ phải sửa được kể ở trên.").format(
                file=source.name
            ),
            problems,
        )
    _require_plain(Archive(source.name, content))
    book = load_workbook(io.BytesIO(content), keep_links=False)
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for problem in problems:
        if problem.sheet in book.sheetnames and problem.row is not None:
            told[problem.sheet, f"{problem.column or 'A'}{problem.row}"].append(problem.text)
    for (name, cell), texts in told.items():
        _mark(book[name], cell, texts)
    _list(book, problems)
    partial = target.with_name(target.name + ".part")
    try:
        book.save(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _require_plain(archive: Archive) -> None:
    """Raise DataError for what only openpyxl reads, and should not: parts too large, or with entities."""
    archive.require_bounds(archive.names)
    try:
        for name in archive.names:
            if name.lower().endswith((".xml", ".rels", ".vml")):
                for _piece in plain(archive.chunks(name)):
                    pass
    except Refused as error:
        raise DataError(
            _("{file}: tệp được viết theo cách lạ. Hãy mở bằng Excel hoặc LibreOffice và lưu lại.").format(
                file=archive.file
            )
        ) from error


def _mark(sheet: Worksheet, place: str, texts: Sequence[str]) -> None:
    cell = sheet[place]
    if isinstance(cell, MergedCell):  # part of a merged range: the range's first cell shows for all
        [merged] = [one for one in sheet.merged_cells.ranges if place in one]
        cell = sheet.cell(merged.min_row, merged.min_col)
    cell.fill = _MARK
    comment = Comment("\n".join(texts)[:_LONGEST], _AUTHOR)
    comment.width, comment.height = 320, 40 + 20 * sum(1 + len(text) // 45 for text in texts)
    cell.comment = comment


def _list(book: Workbook, problems: Sequence[Problem]) -> None:
    name = SHEET
    while name in book.sheetnames:
        name += "'"
    sheet = book.create_sheet(name, 0)
    for column, (head, width) in enumerate(((_("Ô"), 30), (_("Vì sao"), 70), (_("Cách sửa"), 70)), start=1):
        cell = sheet.cell(1, column, head)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, problem in enumerate(problems, start=2):
        place = problem.place.removeprefix(f"{problem.file}: ")
        for column, text in enumerate((place, problem.message, problem.remedy), start=1):
            cell = sheet.cell(row, column)
            cell.value, cell.data_type = text, "s"  # a text, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if problem.sheet in book.sheetnames and problem.row is not None:
            there = problem.sheet.replace("'", "''")
            sheet.cell(row, 1).hyperlink = f"#'{there}'!{problem.column or 'A'}{problem.row}"
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    book.active = 0
