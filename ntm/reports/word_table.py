"""Tables of a .docx: fixed widths, rows that are never split, heads that are repeated."""

from __future__ import annotations

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table, _Cell


def fix_widths(table: Table, widths: list[float]) -> None:
    """Give the columns their widths in millimetres, whatever is in them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def narrow_margins(table: Table) -> None:
    """A millimetre between a cell's border and its text, as in the PDF."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def never_split(table: Table, at: int, repeated: bool) -> None:
    """Keep a row on one page; `repeated` rows are heads that come again on the next."""
    shape = table.rows[at]._tr.get_or_add_trPr()
    shape.append(OxmlElement("w:cantSplit"))
    if repeated:
        shape.append(OxmlElement("w:tblHeader"))


def keep_whole(table: Table) -> None:
    """Keep every row of a table on one page."""
    for at in range(len(table.rows)):
        never_split(table, at, repeated=False)


def shade(cell: _Cell) -> None:
    """Lay a light grey below a cell."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E6E6E6")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
