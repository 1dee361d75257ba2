"""Papers as .docx, to be edited in Word before they are signed: made from the very page that becomes the PDF.

The filled template is walked once: head, headings, paragraphs, tables with their widths, annexes as sections of
their own, the signature block. So both forms have the same text and tables, whoever's templates they are.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import tinyhtml5
from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section, _Footer, _Header
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from ntm.reports.paper import Paper
from ntm.reports.pictures import picture
from ntm.reports.rendering import fill
from ntm.resources import shipped_folder

FONT = "Times New Roman"
_TEXT_MM = 165  # A4 portrait between margins of 30 and 15 mm
_ACROSS_MM = 252
_RUN = re.compile("[ \\n\\t]+")
_CENTRE, _JUSTIFY, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT

Block = Written | _Cell | _Header | _Footer


def editable(paper: Paper, templates: Path | None = None) -> bytes:
    """The paper as the bytes of a .docx; the same paper gives the same bytes."""
    tree = tinyhtml5.parse(fill(paper, templates), namespace_html_elements=False)
    body = tree.find("body")
    assert body is not None  # noqa: S101 - the parser makes one where there is none
    document = Document()
    _style(document)
    title = tree.findtext("head/title") or ""
    _properties(document, paper, title)
    _section(document.sections[0], body, first=True)
    _Walk(document).blocks(body)
    return _packed(document)


class _Walk:
    """One pass over the page, writing as it goes."""

    def __init__(self, document: Written) -> None:
        self.document = document
        self.width = _TEXT_MM

    def blocks(self, parent: Element) -> None:
        """Write every block below an element, in order."""
        for child in parent:
            kind = set((child.get("class") or "").split())
            if child.tag == "section":
                self._annex(child, across="across" in kind)
            elif child.tag == "div" and "head" in kind:
                self._side_by_side(child, ("issuer", "nation"), (42, 58))
            elif child.tag == "div" and "end" in kind:
                self.document.paragraphs[-1].paragraph_format.keep_with_next = True
                self._side_by_side(child, ("to", "who"), (50, 50))
            elif child.tag == "div" and "title" in kind:
                _title(self.document, child)
            elif child.tag == "div":
                self._picture_and_words(child)
            elif child.tag in ("h2", "h3"):
                paragraph = self.document.add_paragraph(
                    style="Heading 1" if child.tag == "h2" else "Heading 2"
                )
                _words(paragraph, child, bold=True)
            elif child.tag == "p":
                _paragraph(self.document, child, kind)
            elif child.tag == "table":
                self._table(child, 10 if "matrix" in kind else 12 if self.width == _TEXT_MM else 11)

    def _annex(self, element: Element, across: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _section(section, None, first=False)
        if across:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            self.width = _ACROSS_MM
        else:
            section.orientation = WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = Mm(210), Mm(297)
        self.blocks(element)
        self.width = _TEXT_MM

    def _side_by_side(self, element: Element, names: tuple[str, str], shares: tuple[int, int]) -> None:
        """Two columns without borders: the head's two sides, the addressees and the signature."""
        if "end" in (element.get("class") or "").split():
            _gap(self.document, 12).paragraph_format.keep_with_next = True
        table = self.document.add_table(1, 2)
        _fixed(table, [share * self.width / 100 for share in shares])
        _keep_whole(table)
        for cell, name in zip(table.rows[0].cells, names, strict=True):
            part = next(one for one in element if name in (one.get("class") or "").split())
            lines = [line for line in part if line.tag == "p"]
            for line in lines:
                kinds = (line.get("class") or "").split()
                _side_line(cell, line, kinds, centred=name != "to" or "sign" in kinds)
            if name == "who":
                for _blank in range(4):  # room to sign
                    cell.add_paragraph()
            _drop_first(cell)

    def _picture_and_words(self, element: Element) -> None:
        for child in element:
            if child.tag.rpartition("}")[2] == "svg":
                paragraph = self.document.add_paragraph()
                paragraph.alignment = _LEFT
                content, wide, high = picture(child)
                paragraph.paragraph_format.first_line_indent = Mm(0)
                paragraph.add_run().add_picture(io.BytesIO(content), Mm(wide), Mm(high))
            elif child.tag == "p":
                _paragraph(self.document, child, {"note"})
                self.document.paragraphs[-1].alignment = _CENTRE

    def _table(self, element: Element, size: int) -> None:
        shares = [
            float((col.get("style") or "width:1%").split(":")[1].rstrip("%")) for col in element.iter("col")
        ]
        rows = list(element.iter("tr"))
        heads = len(list(element.findall("thead/tr")))
        _gap(self.document, 6).paragraph_format.keep_with_next = True
        table = self.document.add_table(len(rows), len(shares), style="Table Grid")
        _fixed(table, [share * self.width / 100 for share in shares])
        _narrow(table)
        for at, row in enumerate(rows):
            cells = table.rows[at].cells
            _never_split(table, at, repeated=at < heads)
            column = 0
            for source in row:
                span = int(source.get("colspan") or 1)
                cell = cells[column] if span == 1 else cells[column].merge(cells[column + span - 1])
                kind = set((source.get("class") or "").split())
                bold = source.tag == "th" or row.get("class") == "group" or "unmet" in kind
                paragraph = cell.paragraphs[0]
                paragraph.alignment = _CENTRE if source.tag == "th" or "c" in kind else _LEFT
                _tight(paragraph)
                paragraph.paragraph_format.keep_with_next = row.get("class") == "group" or at < heads
                _words(paragraph, source, size=size, bold=bold)
                if row.get("class") == "group" or "unmet" in kind:
                    _shade(cell)
                column += span
        _gap(self.document, 4)


# -- paragraphs ----------------------------------------------------------------------------------------


def _paragraph(into: Block, element: Element, kind: set[str]) -> None:
    paragraph = into.add_paragraph()
    shape = paragraph.paragraph_format
    if kind & {"note", "with", "hash", "to-whom"}:
        shape.first_line_indent = Mm(0)
    if kind & {"with", "to-whom"}:
        paragraph.alignment = _CENTRE
    if "hash" in kind:
        paragraph.alignment = _LEFT
    _words(paragraph, element, size=12 if "note" in kind else 14, italic=bool(kind & {"basis", "with"}))


def _gap(document: Written, points: int) -> Paragraph:
    """An empty paragraph so many points high."""
    paragraph = document.add_paragraph()
    _tight(paragraph, size=points)
    return paragraph


def _title(document: Written, element: Element) -> None:
    _gap(document, 12)
    for line in element:
        paragraph = document.add_paragraph()
        paragraph.alignment = _CENTRE
        _tight(paragraph)
        paragraph.paragraph_format.keep_with_next = True
        _words(paragraph, line, bold=True)
        _rule(document, line, 14, _TEXT_MM)
    _gap(document, 6)


_SIDE_SIZES = {"body-name": 12, "state": 12, "motto": 13, "symbol": 13, "place": 13, "head-to": 12, "one": 11}


def _side_line(cell: _Cell, element: Element, kind: list[str], centred: bool) -> None:
    paragraph = cell.add_paragraph()
    paragraph.alignment = _CENTRE if centred else _LEFT
    _tight(paragraph)
    name = kind[0] if kind else ""
    if name in ("symbol", "place"):
        paragraph.paragraph_format.space_before = Pt(6)
    size = _SIDE_SIZES.get(name, 14)
    _words(
        paragraph, element, size=size, bold=name not in ("symbol", "place", "one"),
        italic=name in ("place", "head-to"),
    )  # fmt: skip
    wide = cell.width.mm if cell.width is not None else _TEXT_MM
    _rule(cell, element, size, wide)


def _words(
    paragraph: Paragraph, element: Element, size: int = 14, bold: bool = False, italic: bool = False
) -> None:
    """The text below an element as runs; line ends of the source are blanks, <br> is a new line."""
    pieces = list(_pieces(element, bold))
    for at, (text, heavy) in enumerate(pieces):
        shown = text if at else text.lstrip(" ")
        shown = shown if at < len(pieces) - 1 else shown.rstrip(" ")
        if not shown:
            continue
        run = paragraph.add_run(shown)
        run.font.size, run.bold, run.italic = Pt(size), heavy, italic


def _pieces(element: Element, bold: bool) -> Iterator[tuple[str, bool]]:
    heavy = bold or element.tag == "b"
    if element.text:
        yield _blanks(element.text), heavy
    for child in element:
        if child.tag == "br":
            yield "\n", heavy
        elif "rule" not in (child.get("class") or "").split():
            yield from _pieces(child, heavy)
        if child.tail:
            yield _blanks(child.tail), heavy


def _blanks(text: str) -> str:
    """Runs of blanks as one; no-break spaces are left alone."""
    return _RUN.sub(" ", text)


def _rule(into: Block, element: Element, size: int, within: float) -> None:
    """The rule below a line: a thin paragraph with a border, indented to its length (the text's, or four tenths)."""
    rules = [one for one in element.iter("span") if "rule" in (one.get("class") or "").split()]
    if not rules:
        return
    lines = "".join(text for text, _heavy in _pieces(element, True)).split("\n")
    longest = max(_width(line.strip(), size) for line in lines)
    length = longest if "whole" in (rules[0].get("class") or "").split() else 0.4 * longest
    paragraph = into.add_paragraph()
    _tight(paragraph, size=4)
    paragraph.paragraph_format.space_before = Pt(2)
    margin = max(
        0.0, (within - (0 if within == _TEXT_MM else 3.8) - length) / 2
    )  # Word pads a cell by 1,9 mm
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(margin)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    paragraph._p.get_or_add_pPr().append(border)


@cache
def _advances() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(shipped_folder("reports") / "fonts" / "LiberationSerif-Bold.ttf")
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def _width(text: str, size: float) -> float:
    """The length in millimetres of a line of bold text: Liberation Serif has the widths of Times New Roman."""
    cmap, metrics, em = _advances()
    return sum(metrics[cmap.get(ord(sign), ".notdef")][0] for sign in text) / em * size * 25.4 / 72


# -- the document --------------------------------------------------------------------------------------


def _style(document: Written) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    shape = normal.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(6), Pt(0), 1.0
    shape.first_line_indent, shape.alignment = Mm(10), _JUSTIFY
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(14), True
        style.font.color.rgb = None
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:ascii"), FONT)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
        style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
        for color in style.element.rPr.findall(qn("w:color")):
            style.element.rPr.remove(color)
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(10), Pt(0)
        shape.first_line_indent, shape.keep_with_next, shape.alignment = Mm(0), True, _LEFT


def _section(section: Section, body: Element | None, first: bool) -> None:
    """Margins of the decree; the page number in the top margin from the second page on, counted anew."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)
    if first and body is not None:
        _line_of(section.first_page_header, body.get("data-draft") or "", 12, _LEFT)
        for part in (section.first_page_footer, section.footer):
            _line_of(part, body.get("data-label") or "", 10, _CENTRE)
        _number(section.header)
    elif not first:
        section.first_page_header.is_linked_to_previous = False
        _line_of(section.first_page_header, "", 12, _LEFT)


def _line_of(part: _Header | _Footer, text: str, size: int, place: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = part.paragraphs[0]
    paragraph.alignment = place
    _tight(paragraph)
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(size)


def _number(header: _Header) -> None:
    paragraph = header.paragraphs[0]
    paragraph.alignment = _CENTRE
    _tight(paragraph)
    run = paragraph.add_run()
    run.font.size = Pt(14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _fixed(table: Table, widths: list[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _narrow(table: Table) -> None:
    """A millimetre between a cell's border and its text, as in the PDF."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _never_split(table: Table, at: int, repeated: bool) -> None:
    shape = table.rows[at]._tr.get_or_add_trPr()
    shape.append(OxmlElement("w:cantSplit"))
    if repeated:
        shape.append(OxmlElement("w:tblHeader"))


def _keep_whole(table: Table) -> None:
    for at in range(len(table.rows)):
        _never_split(table, at, repeated=False)


def _drop_first(cell: _Cell) -> None:
    """A new cell begins with an empty paragraph; what was written stands after it."""
    empty = cell.paragraphs[0]._p
    empty.getparent().remove(empty)


def _tight(paragraph: Paragraph, size: int | None = None) -> None:
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.first_line_indent = Mm(0)
    if size is not None:
        shape.line_spacing = Pt(size)


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E6E6E6")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _properties(document: Written, paper: Paper, title: str) -> None:
    held = document.core_properties
    held.title, held.author, held.language, held.comments = title[:255], "", "vi-VN", ""
    if paper.attachment is not None:
        held.created = held.modified = paper.attachment.moment.replace(tzinfo=None)


def _packed(document: Written) -> bytes:
    """The document with every part of one day, so that the same paper gives the same bytes."""
    written, same = io.BytesIO(), io.BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(same, "w", ZIP_DEFLATED) as packed:
        for name in parts.namelist():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            packed.writestr(info, parts.read(name))
    return same.getvalue()
