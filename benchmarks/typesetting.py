"""The page of a paper as Typst markup: the same words, tables with the same widths, annexes and drawings.

Made from the filled HTML, so that the benchmark gives Typst the very content that WeasyPrint gets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

import tinyhtml5

_BLANKS = re.compile(r"[ \n\t]+")
_SVG = "http://www.w3.org/2000/svg"
_HEAD = """
#set text(font: "Liberation Serif", size: 14pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 1cm, all: true), spacing: 12pt, leading: 5pt)
#set table(stroke: 0.5pt, inset: (x: 3pt, y: 2.5pt))
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm),
  header: context { if counter(page).get().first() > 1 { align(center, counter(page).display()) } })
#show table: set text(size: 12pt)
#show table: set par(justify: false, first-line-indent: 0pt, leading: 4pt)
"""


def typst(html: str) -> str:
    """The page as Typst markup."""
    body = tinyhtml5.parse(html, namespace_html_elements=False).find("body")
    assert body is not None
    return _HEAD + "\n".join(_blocks(body))


def _blocks(parent: Element) -> Iterator[str]:
    for child in parent:
        kind = set((child.get("class") or "").split())
        if child.tag == "section":
            inside = "\n".join(_blocks(child))
            turned = "flipped: true, " if "across" in kind else ""
            size = "#show table: set text(size: 11pt)\n" if turned else ""
            yield f"#page({turned})[#counter(page).update(1)\n{size}{inside}]"
        elif child.tag == "div" and kind & {"head", "end"}:
            left, right = (f"[#align(center)[{_lines(part)}]]" for part in child)
            yield f"#block(breakable: false, grid(columns: (42%, 58%), {left}, {right}))"
        elif child.tag == "div" and "title" in kind:
            yield f"#align(center)[#strong[{_lines(child)}]]"
        elif child.tag == "div":
            yield from _drawn(child)
        elif child.tag in ("h2", "h3"):
            yield f"\n#block(sticky: true)[#strong[{_words(child)}]]\n"
        elif child.tag == "p":
            words = _words(child)
            yield f"\n#emph[{words}]\n" if kind & {"basis", "with"} else f"\n{words}\n"
        elif child.tag == "table":
            yield _table(child)


def _drawn(parent: Element) -> Iterator[str]:
    for child in parent:
        if child.tag.rpartition("}")[2] == "svg":
            yield f'#image(bytes({_literal(_svg(child))}), format: "svg")'
        else:
            yield f"\n{_words(child)}\n"


def _svg(element: Element) -> str:
    """The drawing's source with its namespace said once, wherever the parser has put it."""
    text = tostring(element, encoding="unicode").replace("ns0:", "").replace(":ns0", "")
    bare = re.sub(r' (xmlns(:ns1)?|ns1:xmlns)="[^"]*"', "", text)
    return bare.replace("<svg", f'<svg xmlns="{_SVG}"', 1)


def _table(element: Element) -> str:
    widths = [str(col.get("style")).split(":")[1] for col in element.iter("col")]
    head = ", ".join(_cell(cell) for row in element.findall("thead/tr") for cell in row)
    rows = [", ".join(_cell(cell) for cell in row) for row in element.findall("tbody/tr")]
    body = ",\n".join(rows)
    return f"#table(columns: ({', '.join(widths)},), table.header({head}),\n{body})"


def _cell(cell: Element) -> str:
    words = _words(cell)
    kind = set((cell.get("class") or "").split())
    words = f"#strong[{words}]" if cell.tag == "th" else words
    options = [f"colspan: {cell.get('colspan')}"] if cell.get("colspan") else []
    options += ["align: center"] if cell.tag == "th" or "c" in kind else []
    return f"table.cell({', '.join([*options, 'breakable: false'])})[{words}]"


def _lines(parent: Element) -> str:
    return " \\\n".join(_words(line) for line in parent.iter("p"))


def _words(element: Element) -> str:
    made = []
    for text, bold in _pieces(element, False):
        piece = " \\\n" if text == "\n" else f"#{_literal(text)};"
        made.append(f"#strong[{piece}]" if bold else piece)
    return "".join(made)


def _pieces(element: Element, bold: bool) -> Iterator[tuple[str, bool]]:
    heavy = bold or element.tag == "b"
    if element.text:
        yield _BLANKS.sub(" ", element.text), heavy
    for child in element:
        if child.tag == "br":
            yield "\n", False
        else:
            yield from _pieces(child, heavy)
        if child.tail:
            yield _BLANKS.sub(" ", child.tail), heavy


def _literal(text: str) -> str:
    """A Typst string: only the backslash and the quotation mark need a backslash."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
