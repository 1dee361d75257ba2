"""Paragraphs of a .docx: the words of an element of the page, their size and weight, the rules below the heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Footer, _Header
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from ntm.resources import shipped_folder

TEXT_MM = 165
"""Between the margins of 30 and 15 mm on A4 portrait."""
CENTRE, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
_RUN = re.compile("[ \\n\\t]+")

Block = Written | _Cell | _Header | _Footer


def write_paragraph(into: Block, element: Element, kind: set[str]) -> None:
    """A paragraph of the page, of the classes in `kind`."""
    paragraph = into.add_paragraph()
    shape = paragraph.paragraph_format
    if kind & {"note", "with", "hash", "to-whom"}:
        shape.first_line_indent = Mm(0)
    if kind & {"with", "to-whom"}:
        paragraph.alignment = CENTRE
    if "hash" in kind:
        paragraph.alignment = LEFT
    write_words(paragraph, element, size=12 if "note" in kind else 14, italic=bool(kind & {"basis", "with"}))


def leave_gap(document: Written, points: int) -> Paragraph:
    """An empty paragraph so many points high."""
    paragraph = document.add_paragraph()
    tighten(paragraph, size=points)
    return paragraph


def write_title(document: Written, element: Element) -> None:
    """The kind and subject of the paper, or an annex's number and name; an annex stands in Word's outline."""
    leave_gap(document, 12)
    for line in element:
        paragraph = document.add_paragraph()
        paragraph.alignment = CENTRE
        tighten(paragraph)
        paragraph.paragraph_format.keep_with_next = True
        if line.tag == "h2":
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), "0")
            paragraph._p.get_or_add_pPr().append(level)
        write_words(paragraph, line, bold=True)
        _rule(document, line, 14, TEXT_MM)
    leave_gap(document, 6)


_SIDE_SIZES = {"body-name": 12, "state": 12, "motto": 13, "symbol": 13, "place": 13, "head-to": 12, "one": 11}


def write_side_line(cell: _Cell, element: Element, kind: list[str], centred: bool) -> None:
    """A line beside another: of the head, of the addressees, of who signs."""
    paragraph = cell.add_paragraph()
    paragraph.alignment = CENTRE if centred else LEFT
    tighten(paragraph)
    name = kind[0] if kind else ""
    if name in ("symbol", "place"):
        paragraph.paragraph_format.space_before = Pt(6)
    size = _SIDE_SIZES.get(name, 14)
    write_words(
        paragraph, element, size=size, bold=name not in ("symbol", "place", "one"),
        italic=name in ("place", "head-to"),
    )  # fmt: skip
    wide = cell.width.mm if cell.width is not None else TEXT_MM
    _rule(cell, element, size, wide)


def write_words(
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
    tighten(paragraph, size=4)
    paragraph.paragraph_format.space_before = Pt(2)
    margin = max(0.0, (within - (0 if within == TEXT_MM else 3.8) - length) / 2)  # Word pads a cell by 1,9 mm
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


def drop_first(cell: _Cell) -> None:
    """A new cell begins with an empty paragraph; what was written stands after it."""
    empty = cell.paragraphs[0]._p
    empty.getparent().remove(empty)


def tighten(paragraph: Paragraph, size: int | None = None) -> None:
    """Take the room around a paragraph away, and give its line a height in points."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.first_line_indent = Mm(0)
    if size is not None:
        shape.line_spacing = Pt(size)
