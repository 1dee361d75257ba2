"""Papers as .docx, to be edited in Word before they are signed: made from the very page that becomes the PDF.

The filled template is walked once: head, headings, paragraphs, tables with their widths, annexes as sections of
their own, the signature block. So both forms have the same text and tables, whoever's templates they are.
"""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import tinyhtml5
from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm

from ntm.reports.paper import Paper
from ntm.reports.pictures import picture
from ntm.reports.rendering import fill
from ntm.reports.word_page import shape_page, shape_styles
from ntm.reports.word_table import fix_widths, keep_whole, narrow_margins, never_split, shade
from ntm.reports.word_text import (
    CENTRE,
    LEFT,
    TEXT_MM,
    drop_first,
    leave_gap,
    tighten,
    write_paragraph,
    write_side_line,
    write_title,
    write_words,
)  # fmt: skip

_ACROSS_MM = 252


def editable(paper: Paper, templates: Path | None = None) -> bytes:
    """The paper as the bytes of a .docx; the same paper gives the same bytes."""
    tree = tinyhtml5.parse(fill(paper, templates), namespace_html_elements=False)
    body = tree.find("body")
    assert body is not None  # noqa: S101 - the parser makes one where there is none
    document = Document()
    shape_styles(document)
    title = tree.findtext("head/title") or ""
    _properties(document, paper, title)
    shape_page(document.sections[0], body, first=True)
    _Walk(document).blocks(body)
    return _packed(document)


class _Walk:
    """One pass over the page, writing as it goes."""

    def __init__(self, document: Written) -> None:
        self.document = document
        self.width = TEXT_MM

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
                write_title(self.document, child)
            elif child.tag == "div":
                self._picture_and_words(child)
            elif child.tag in ("h2", "h3"):
                paragraph = self.document.add_paragraph(
                    style="Heading 1" if child.tag == "h2" else "Heading 2"
                )
                write_words(paragraph, child, bold=True)
            elif child.tag == "p":
                write_paragraph(self.document, child, kind)
            elif child.tag == "table":
                self._table(child, 10 if "matrix" in kind else 12 if self.width == TEXT_MM else 11)

    def _annex(self, element: Element, across: bool) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        shape_page(section, None, first=False)
        if across:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
            self.width = _ACROSS_MM
        else:
            section.orientation = WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = Mm(210), Mm(297)
        self.blocks(element)
        self.width = TEXT_MM

    def _side_by_side(self, element: Element, names: tuple[str, str], shares: tuple[int, int]) -> None:
        """Two columns without borders: the head's two sides, the addressees and the signature."""
        if "end" in (element.get("class") or "").split():
            leave_gap(self.document, 12).paragraph_format.keep_with_next = True
        table = self.document.add_table(1, 2)
        fix_widths(table, [share * self.width / 100 for share in shares])
        keep_whole(table)
        for cell, name in zip(table.rows[0].cells, names, strict=True):
            part = next(one for one in element if name in (one.get("class") or "").split())
            lines = [line for line in part if line.tag == "p"]
            for line in lines:
                kinds = (line.get("class") or "").split()
                write_side_line(cell, line, kinds, centred=name != "to" or "sign" in kinds)
            if name == "who":
                for _blank in range(4):  # room to sign
                    cell.add_paragraph()
            drop_first(cell)

    def _picture_and_words(self, element: Element) -> None:
        for child in element:
            if child.tag.rpartition("}")[2] == "svg":
                paragraph = self.document.add_paragraph()
                paragraph.alignment = LEFT
                content, wide, high = picture(child)
                paragraph.paragraph_format.first_line_indent = Mm(0)
                paragraph.add_run().add_picture(io.BytesIO(content), Mm(wide), Mm(high))
            elif child.tag == "p":
                write_paragraph(self.document, child, {"note"})
                self.document.paragraphs[-1].alignment = CENTRE

    def _table(self, element: Element, size: int) -> None:
        shares = [
            float((col.get("style") or "width:1%").split(":")[1].rstrip("%")) for col in element.iter("col")
        ]
        rows = list(element.iter("tr"))
        heads = len(list(element.findall("thead/tr")))
        leave_gap(self.document, 6).paragraph_format.keep_with_next = True
        table = self.document.add_table(len(rows), len(shares), style="Table Grid")
        fix_widths(table, [share * self.width / 100 for share in shares])
        narrow_margins(table)
        for at, row in enumerate(rows):
            cells = table.rows[at].cells
            never_split(table, at, repeated=at < heads)
            column = 0
            for source in row:
                span = int(source.get("colspan") or 1)
                cell = cells[column] if span == 1 else cells[column].merge(cells[column + span - 1])
                kind = set((source.get("class") or "").split())
                bold = source.tag == "th" or row.get("class") == "group" or "unmet" in kind
                paragraph = cell.paragraphs[0]
                paragraph.alignment = CENTRE if source.tag == "th" or "c" in kind else LEFT
                tighten(paragraph)
                paragraph.paragraph_format.keep_with_next = row.get("class") == "group" or at < heads
                write_words(paragraph, source, size=size, bold=bold)
                if row.get("class") == "group" or "unmet" in kind:
                    shade(cell)
                column += span
        leave_gap(self.document, 4)


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
