"""Measures a sheet's XML before anything loads it: how far it reaches, and which cells need a second look.

A reader that keeps a sheet as one block of memory pays for the whole rectangle between its first and last cell: two
cells can ask for gigabytes. So the positions are read here first, in pieces, with a pattern that every common
program's cells match; a sheet whose cells are written in any other way is refused, with the cure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

Mark = Literal["error", "percent", "uncomputed"]
RefusedKind = Literal["document type", "form", "encoding", "marks"]

MAX_PIECE = 4_000_000
"""No single cell is longer than this many bytes of XML."""
MAX_MARKS = 250_000
"""Cells of one sheet that show errors, per cent or formulas without a result."""
MAX_HIDDEN = 200_000
"""Hidden rows after this one are not told of."""
_DOCUMENT_TYPE = b"<!DOCTYPE"
_NAME = rb"[^\s<>/:]+"
_ANY_CELL = re.compile(rb"<(?:" + _NAME + rb":)?c(?=[\s/>])")
_ODD_CELL = re.compile(rb"<c[\t\n\r/>]")
_PREFIX = re.compile(rb"<(" + _NAME + rb":)?worksheet[\s>]")
_WRITTEN_OUT = re.compile(rb' t="(?![snbe]")')
_STYLE = re.compile(rb' s="(\d+)"')
_SHARED = re.compile(rb' t="s"[^<>]*>\s*<(?:' + _NAME + rb":)?v>(\d+)<")
_HIDDEN_ROW = re.compile(rb"<(?:" + _NAME + rb':)?row (?:[^<>]* )?r="(\d+)"[^<>]* hidden="(?:1|true)"')
_COLUMN = re.compile(rb"<(?:" + _NAME + rb":)?col ([^<>]*)>")
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_BOUND = {name: re.compile(rb"\b" + name + rb'="(\d+)"') for name in (b"min", b"max")}


class Refused(Exception):
    """A sheet that cannot be read safely; the text is for programmers, `kind` for the sentence."""

    def __init__(self, kind: RefusedKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass
class Scan:
    """What a sheet's XML holds: filled cells, their rectangle (rows and columns from 1), marks and hidden parts."""

    cells: int = 0
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)
    texts: int = 0
    written_out: bool = False
    """Whether a cell holds its text itself, not a number or a pointer to a shared one."""
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def area(self) -> int:
        """Cells of the rectangle from A1 to the last filled one."""
        return self.last[0] * self.last[1]


def plain(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an XML part, passed on; raises Refused on a document type or an encoding that is not UTF-8."""
    tail = b""
    first = True
    for piece in pieces:
        if first and piece:
            first = False
            head = piece[:200]
            declared = re.search(rb"encoding=[\"']([^\"']*)", head)
            if b"\x00" in head or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
                raise Refused("encoding")
        if _DOCUMENT_TYPE in tail + piece:
            raise Refused("document type")
        tail = piece[-len(_DOCUMENT_TYPE) :]
        yield piece


def scan(pieces: Iterable[bytes], percent: frozenset[int], uncalculated: bool) -> Scan:
    """Measure a sheet given in pieces; `percent` are the styles that show per cent. Raises Refused."""
    found = Scan()
    reader: _Reader | None = None
    for block in _blocks(pieces):
        if reader is None:
            root = _PREFIX.search(block)
            reader = _Reader(root[1] or b"" if root else b"", percent, uncalculated)
        reader.add(block, found)
    return found


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The XML in blocks that break no cell."""
    waiting = b""
    for piece in plain(pieces):
        waiting += piece
        if len(waiting) < 1 << 20:
            continue
        cut = waiting.rfind(b"</sheetData>")
        if cut < 0:
            starts = [one.start() for one in _ANY_CELL.finditer(waiting, max(0, len(waiting) - (1 << 16)))]
            cut = starts[-1] if starts else waiting.rfind(b"<")
        if cut > 0:
            yield waiting[:cut]
            waiting = waiting[cut:]
        if len(waiting) > MAX_PIECE:
            raise Refused("form")
    yield waiting


class _Reader:
    """The patterns of a sheet whose elements carry one prefix, and what its cells' attributes mean."""

    def __init__(self, prefix: bytes, percent: frozenset[int], uncalculated: bool) -> None:
        tag = re.escape(prefix)
        self._begins = b"<" + prefix + b"c "
        self._formula_tag = b"<" + prefix + b"f"
        self._cell = re.compile(
            rb"<" + tag + rb'c r="([A-Z]{1,3})([1-9]\d{0,6})"((?: [A-Za-z:]+="[^"<>]*")*) ?(/?)>'
        )
        empty = rb"\s*(?:</" + tag + rb"c>|<" + tag + rb"v\s*/>|<" + tag + rb"v>\s*</" + tag + rb"v>)"
        formula = rb"\s*<" + tag + rb"f(?=[\s/>])(?:[^<>]*/>|[^<>]*>[^<]*</" + tag + rb"f>)"
        self._formula = re.compile(
            rb"<"
            + tag
            + rb'c r="([A-Z]{1,3})([1-9]\d{0,6})"[^<>]*>'
            + formula
            + (b"" if uncalculated else empty)
        )
        self._percent = percent
        self._attributes: dict[bytes, Mark | None] = {}

    def add(self, block: bytes, found: Scan) -> None:
        cells = self._cell.findall(block)
        odd = b":c" in block or _ODD_CELL.search(
            block
        )  # a quick look first: the full one is as dear as the rest
        if block.count(self._begins) != len(cells) or (odd and len(_ANY_CELL.findall(block)) != len(cells)):
            raise Refused("form")
        filled = [cell for cell in cells if not cell[3]] if b"/>" in block else cells
        if filled:
            letters, digits = {cell[0] for cell in filled}, {cell[1] for cell in filled}
            rows, columns = [int(row) for row in digits], [column_number(name.decode()) for name in letters]
            if not found.cells:
                found.first = (min(rows), min(columns))
            found.first = (min(found.first[0], *rows), min(found.first[1], *columns))
            found.last = (max(found.last[0], *rows), max(found.last[1], *columns))
            found.cells += len(filled)
            self._mark(filled, found)
        if self._formula_tag in block:
            for match in self._formula.finditer(block):
                found.marks[int(match[2]), column_number(match[1].decode())] = "uncomputed"
        if len(found.marks) > MAX_MARKS:
            raise Refused("marks")
        self._hidden(block, found)

    def _mark(self, filled: list[tuple[bytes, bytes, bytes, bytes]], found: Scan) -> None:
        known = self._attributes
        special = False
        counts = Counter(map(itemgetter(2), filled))
        for attributes, count in counts.items():
            found.texts += count if b' t="s"' in attributes else 0
            if attributes not in known:
                known[attributes] = self._meaning(attributes)
            found.written_out = found.written_out or _WRITTEN_OUT.search(attributes) is not None
            special = special or known[attributes] is not None
        if special:
            for letters, row, attributes, _closed in filled:
                mark = known[attributes]
                if mark is not None:
                    found.marks[int(row), column_number(letters.decode())] = mark

    def _meaning(self, attributes: bytes) -> Mark | None:
        if b' t="e"' in attributes:
            return "error"
        style = _STYLE.search(attributes)
        text = b' t="s"' in attributes or b' t="str"' in attributes or b' t="inlineStr"' in attributes
        return "percent" if style and int(style[1]) in self._percent and not text else None

    @staticmethod
    def _hidden(block: bytes, found: Scan) -> None:
        if b' hidden="' not in block:
            return
        found.hidden_rows.update(row for row in map(int, _HIDDEN_ROW.findall(block)) if row <= MAX_HIDDEN)
        for attributes in _COLUMN.findall(block):
            if _HIDDEN.search(attributes):
                bounds = [pattern.search(attributes) for pattern in _BOUND.values()]
                if bounds[0] and bounds[1]:
                    first, last = int(bounds[0][1]), min(int(bounds[1][1]), 16_384)
                    found.hidden_columns.update(range(first, last + 1))


def shared_references(pieces: Iterable[bytes]) -> Iterator[int]:
    """The numbers of the shared texts that a sheet's cells point to, one for each such cell."""
    for block in _blocks(pieces):
        yield from map(int, _SHARED.findall(block))


def column_number(letters: str) -> int:
    """The number of a column, from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letter(number: int) -> str:
    """The letters of a column counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
