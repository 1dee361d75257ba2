"""Measures a sheet's XML before anything loads it: how far it reaches, and which cells need a second look.

A reader that keeps a sheet as one block of memory pays for the whole rectangle between its first and last cell: two
cells can ask for gigabytes. So the positions are read here first (ntm.exchange.sheet_cells), by rules that every
common program's cells keep; a sheet whose cells are written in any other way is refused, with the cure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ntm.exchange.sheet_cells import ANY_CELL, NAME, Numbers, OddForm, Tags, sound_attributes

Mark = Literal["error", "percent", "uncomputed"]
RefusedKind = Literal["document type", "form", "encoding", "marks"]

MAX_PIECE = 4_000_000
"""No single cell is longer than this many bytes of XML."""
MAX_MARKS = 250_000
"""Cells of one sheet that show errors, per cent or formulas without a result."""
MAX_HIDDEN = 200_000
"""Hidden rows after this one are not told of."""
_DOCUMENT_TYPE = b"<!DOCTYPE"
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[1-9]\d{0,6}"(?: s="\d+")?/>')
_FORMULA = re.compile(rb'<f(?: [a-z]+="[^"<>]*")*>[^<]*</f>')
_FORMULA_AND_RESULT = re.compile(_FORMULA.pattern + rb"(?:<v>[^<]*</v>)?")
_PREFIX = re.compile(rb"<(" + NAME + rb":)?worksheet[\s>]")
_WRITTEN_OUT = re.compile(rb' t="(?![snbe]")')
_STYLE = re.compile(rb' s="(\d+)"')
_SHARED = re.compile(rb' t="s"[^<>]*>\s*<(?:' + NAME + rb":)?v>(\d+)<")
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ROW = re.compile(rb"<(?:" + NAME + rb':)?row (?:[^<>]* )?r="(\d+)"')
_COLUMN = re.compile(rb"<(?:" + NAME + rb":)?col ")
_BOUND = {name: re.compile(rb"\b" + name + rb'="(\d+)"') for name in (b"min", b"max")}


class Refused(Exception):
    """A sheet that cannot be read safely; the text is for programmers, `kind` for the sentence."""

    def __init__(self, kind: RefusedKind) -> None:
        super().__init__(kind)
        self.kind = kind


class Marks:
    """Cells that hold no plain value: per cent, errors, formulas without a result. Rows and columns count from 1."""

    def __init__(self) -> None:
        self._found: list[tuple[Mark, Numbers, Numbers]] = []
        self._count = 0

    def add(self, mark: Mark, rows: Numbers, columns: Numbers) -> None:
        """Mark these cells; what is marked later covers what was marked before. Raises Refused for too many."""
        self._count += len(rows)
        if self._count > MAX_MARKS:
            raise Refused("marks")
        if len(rows):
            self._found.append((mark, rows, columns))

    def by_row(self, wanted: Sequence[int] | None = None) -> Mapping[int, Mapping[int, Mark]]:
        """The marks of each row by column, those of some columns or (None) of all."""
        found: dict[int, dict[int, Mark]] = defaultdict(dict)
        for mark, rows, columns in self._found:
            chosen = slice(None) if wanted is None else np.isin(columns, wanted)
            for row, column in zip(rows[chosen].tolist(), columns[chosen].tolist(), strict=True):
                found[row][column] = mark
        return found


@dataclass
class Scan:
    """What a sheet's XML holds: filled cells, the last row and column (from 1), marks and hidden parts."""

    cells: int = 0
    last: tuple[int, int] = (0, 0)
    texts: int = 0
    written_out: bool = False
    """Whether a cell holds its text itself, not a number or a pointer to a shared one."""
    marks: Marks = field(default_factory=Marks)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    kept: list[bytes] = field(default_factory=list)
    """The XML that was measured, without what no reader needs; nothing where it was not asked to be kept."""

    def take(self) -> bytes:
        """The XML that was kept; it is no longer held here then."""
        taken, self.kept = b"".join(self.kept), []
        return taken

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
        if _DOCUMENT_TYPE in piece or _DOCUMENT_TYPE in tail + piece[: len(_DOCUMENT_TYPE)]:
            raise Refused("document type")
        tail = (tail + piece[-len(_DOCUMENT_TYPE) :])[-len(_DOCUMENT_TYPE) :]
        yield piece


def scan(pieces: Iterable[bytes], percent: frozenset[int], uncalculated: bool, keep: bool = False) -> Scan:
    """Measure a sheet given in pieces; `percent` are the styles that show per cent. Raises Refused.

    `keep`: the XML is kept without what no reader needs, which then is also what is measured: so a reader can be
    given exactly that.
    """
    found = Scan()
    reader: _Reader | None = None
    try:
        for block in _blocks(pieces):
            if reader is None:
                root = _PREFIX.search(block)
                reader = _Reader(root[1] or b"" if root else b"", percent, uncalculated)
            measured = _without_needless(block, uncalculated) if keep else block
            reader.add(measured, found)
            if keep:
                found.kept.append(measured)
    except OddForm as error:
        raise Refused("form") from error
    return found


def _without_needless(block: bytes, uncalculated: bool) -> bytes:
    """XML without what no reader needs: blank cells, texts of formulas, and results that are nobody's."""
    formula = _FORMULA_AND_RESULT if uncalculated else _FORMULA
    return formula.sub(b"<f/>", _BLANK_CELL.sub(b"", block))


def _blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The XML in blocks that break no cell."""
    waiting = b""
    for piece in plain(pieces):
        waiting += piece
        if len(waiting) < 1 << 20:
            continue
        cut = waiting.rfind(b"</sheetData>")
        if cut < 0:
            starts = [one.start() for one in ANY_CELL.finditer(waiting, max(0, len(waiting) - (1 << 16)))]
            cut = starts[-1] if starts else waiting.rfind(b"<")
        if cut > 0:
            yield waiting[:cut]
            waiting = waiting[cut:]
        if len(waiting) > MAX_PIECE:
            raise Refused("form")
    yield waiting


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a cell's attributes say of it."""

    mark: Mark | None
    shared: bool
    written_out: bool


class _Kinds(dict[bytes, int]):
    """The kinds of cells met so far, numbered by the text of their attributes; raises OddForm for an odd one."""

    def __init__(self, percent: frozenset[int]) -> None:
        super().__init__()
        self._percent = percent
        self.all: list[_Kind] = []

    def __missing__(self, attributes: bytes) -> int:
        if not sound_attributes(attributes):
            raise OddForm
        self[attributes] = len(self.all)
        self.all.append(
            _Kind(
                self._mark(attributes), b' t="s"' in attributes, _WRITTEN_OUT.search(attributes) is not None
            )
        )
        return self[attributes]

    def _mark(self, attributes: bytes) -> Mark | None:
        if b' t="e"' in attributes:
            return "error"
        style = _STYLE.search(attributes)
        text = b' t="s"' in attributes or b' t="str"' in attributes or b' t="inlineStr"' in attributes
        return "percent" if style and int(style[1]) in self._percent and not text else None


class _Reader:
    """Measures the blocks of one sheet, whose elements carry one prefix."""

    def __init__(self, prefix: bytes, percent: frozenset[int], uncalculated: bool) -> None:
        self._prefix, self._uncalculated = prefix, uncalculated
        self._kinds = _Kinds(percent)

    def add(self, block: bytes, found: Scan) -> None:
        tags = Tags(block, self._prefix)
        kinds = np.fromiter(map(self._kinds.__getitem__, tags.attributes()), np.int64, len(tags.cells))
        filled = ~tags.blank
        if filled.any():
            self._measure(tags.rows[filled], tags.columns[filled], kinds[filled], found)
        if len(tags.formulas):
            owners = tags.cell_of(tags.formulas if self._uncalculated else tags.without_result())
            found.marks.add("uncomputed", tags.rows[owners], tags.columns[owners])
        self._hidden(block, found)

    def _measure(self, rows: Numbers, columns: Numbers, kinds: Numbers, found: Scan) -> None:
        found.cells += len(rows)
        found.last = (max(found.last[0], int(rows.max())), max(found.last[1], int(columns.max())))
        counts = np.bincount(kinds)
        for number in np.flatnonzero(counts).tolist():
            kind = self._kinds.all[number]
            found.texts += int(counts[number]) if kind.shared else 0
            found.written_out = found.written_out or kind.written_out
            if kind.mark is not None:
                found.marks.add(kind.mark, rows[kinds == number], columns[kinds == number])

    @staticmethod
    def _hidden(block: bytes, found: Scan) -> None:
        for match in _HIDDEN.finditer(block):
            tag = block[block.rfind(b"<", 0, match.start()) : block.find(b">", match.end())]
            if (row := _ROW.match(tag)) and int(row[1]) <= MAX_HIDDEN:
                found.hidden_rows.add(int(row[1]))
            elif _COLUMN.match(tag):
                bounds = [pattern.search(tag) for pattern in _BOUND.values()]
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
