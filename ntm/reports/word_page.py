"""The pages of a .docx: type, margins, heads and feet as the decree gives them (Nghị định 30/2020/NĐ-CP)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section, _Footer, _Header
from docx.shared import Mm, Pt

from ntm.reports.word_text import CENTRE, JUSTIFY, LEFT, tighten

FONT = "Times New Roman"


def shape_styles(document: Written) -> None:
    """The type of the text and of the headings."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    shape = normal.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(6), Pt(0), 1.0
    shape.first_line_indent, shape.alignment = Mm(10), JUSTIFY
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
        shape.first_line_indent, shape.keep_with_next, shape.alignment = Mm(0), True, LEFT


def shape_page(section: Section, body: Element | None, first: bool) -> None:
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
        _line_of(section.first_page_header, body.get("data-draft") or "", 12, LEFT)
        for part in (section.first_page_footer, section.footer):
            _line_of(part, body.get("data-label") or "", 10, CENTRE)
        _number(section.header)
    elif not first:
        section.first_page_header.is_linked_to_previous = False
        _line_of(section.first_page_header, "", 12, LEFT)


def _line_of(part: _Header | _Footer, text: str, size: int, place: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = part.paragraphs[0]
    paragraph.alignment = place
    tighten(paragraph)
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(size)


def _number(header: _Header) -> None:
    paragraph = header.paragraphs[0]
    paragraph.alignment = CENTRE
    tighten(paragraph)
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
