"""The cells of a sheet's XML found as arrays: where each begins, its row and column, its attributes, its formula.

Nothing is parsed as XML here. A cell is accepted only in the form that every common program writes it in
(`<c r="B2" s="4" t="s">`, its position first); any other form raises `OddForm`, so that no cell can hide from the
measuring. Work on arrays of the bytes costs a tenth of what a pattern that captures every cell costs.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NAME = rb"[^\s<>/:]+"
ANY_CELL = re.compile(rb"<(?:" + NAME + rb":)?c(?=[\s/>])")
"""Where a cell begins, whatever its prefix."""
_ATTRIBUTES = re.compile(rb'(?: [A-Za-z:]+="[^"<>]*")* ?/?>')
_LETTERS, _DIGITS = 3, 7
_AHEAD = 32
"""So many bytes more than a name has are looked at beyond a tag's beginning."""
_LEAD = b' r="'
_LESS, _GREATER, _QUOTE, _SLASH = (ord(sign) for sign in '<>"/')
_ENDS_NAME = np.zeros(256, bool)
_ENDS_NAME[[ord(sign) for sign in " \t\n\r/>"]] = True


class OddForm(Exception):
    """A cell that is written as no common program writes it."""


class Tags:
    """The tags of a piece of a sheet's XML whose elements carry one prefix; raises OddForm.

    `cells` are the places where cells begin, `ends` those of their tags' closing signs; `rows` and `columns` (from 1)
    are theirs in the same order.
    """

    def __init__(self, block: bytes, prefix: bytes) -> None:
        self._block, self._prefix = block, prefix
        self._text = np.frombuffer(block + bytes(_AHEAD + len(prefix)), np.uint8)
        self._opened = np.flatnonzero(self._text == _LESS)
        cells = self._named(b"c")
        self.cells = self._opened[cells]
        self._require_all_found()
        self.rows, self.columns, self._attributes_at = self._positions(self.cells + len(prefix) + 2)
        self.ends = self._ends(cells)

    def attributes(self) -> list[bytes]:
        """What stands in each cell's tag after its position, its closing sign included; raises OddForm."""
        block = self._block
        return [
            block[start:end]
            for start, end in zip(self._attributes_at.tolist(), (self.ends + 1).tolist(), strict=True)
        ]

    @property
    def blank(self) -> Flags:
        """Which cells are closed in their own tag, and so hold nothing."""
        closed: Flags = self._text[self.ends - 1] == _SLASH
        return closed

    @property
    def formulas(self) -> Numbers:
        """Where formulas begin."""
        return self._opened[self._formulas]

    def cell_of(self, places: Numbers) -> Numbers:
        """The number of the cell in which each place lies; raises OddForm for one before the first cell."""
        found = np.searchsorted(self.cells, places) - 1
        if found.size and found[0] < 0:
            raise OddForm
        return found

    def without_result(self) -> Numbers:
        """The formulas (places) after which their cell holds no value."""
        places = self.formulas
        ends = self._ends(self._formulas)
        whole = self._text[ends - 1] != _SLASH
        # Behind `<f …>text` stands `</f>`: the next tag, since the text of a formula holds none.
        behind = np.append(self._opened, len(self._block))[self._formulas + 1] + len(self._prefix) + 4
        after = np.where(whole, np.maximum(behind, ends + 1), ends + 1)
        # Nearly every formula is followed at once by a value that begins with no blank: those need no closer look.
        value = self._is(after, b"<" + self._prefix + b"v>")
        first = self._text[np.minimum(after + len(self._prefix) + 3, len(self._text) - 1)]
        doubtful = ~value | (first == _LESS) | (first <= ord(" "))
        tag = re.escape(self._prefix)
        empty = re.compile(
            rb"\s*(?:</" + tag + rb"c>|<" + tag + rb"v\s*/>|<" + tag + rb"v>\s*</" + tag + rb"v>)"
        )
        chosen = [
            place
            for place, start in zip(places[doubtful].tolist(), after[doubtful].tolist(), strict=True)
            if empty.match(self._block, start)
        ]
        return np.array(chosen, np.int64)

    # -- finding -----------------------------------------------------------------------------------------

    @cached_property
    def _formulas(self) -> Numbers:
        return self._named(b"f")

    def _named(self, name: bytes) -> Numbers:
        """Which of the opened tags are elements of that name."""
        chosen = np.arange(len(self._opened))
        places = self._opened
        for sign in self._prefix + name:
            places = places + 1
            fits = self._text[places] == sign
            chosen, places = chosen[fits], places[fits]
        return chosen[_ENDS_NAME[self._text[places + 1]]]

    def _is(self, places: Numbers, words: bytes) -> Flags:
        places = np.minimum(places, len(self._text) - len(words))
        found = np.ones(len(places), bool)
        for offset, sign in enumerate(words):
            found &= self._text[places + offset] == sign
        return found

    def _require_all_found(self) -> None:
        """No cell carries another prefix, or none where the others do."""
        if (self._prefix or b":c" in self._block) and len(ANY_CELL.findall(self._block)) != len(self.cells):
            raise OddForm

    def _ends(self, chosen: Numbers) -> Numbers:
        """Where some of the opened tags end; raises OddForm for one with another tag inside, or no end."""
        # Nearly always the next tag follows at once; else the first closing sign is looked for.
        ends = np.append(self._opened, len(self._block))[chosen + 1] - 1
        for at in np.flatnonzero(self._text[ends] != _GREATER).tolist():
            end = self._block.find(b">", int(self._opened[chosen[at]]), int(ends[at]))
            if end < 0:
                raise OddForm
            ends[at] = end
        return ends

    def _positions(self, at: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Rows, columns and where the other attributes begin, of cells whose first attribute begins at `at`."""
        if not self._is(at, _LEAD).all():
            raise OddForm
        columns, letters = self._counted(at + len(_LEAD), ord("A"), 1, 26, _LETTERS)
        at = at + len(_LEAD) + letters
        rows, digits = self._counted(at, ord("0"), 0, 10, _DIGITS)
        leading_zero = self._text[at] == ord("0")
        at = at + digits
        if not (letters.all() and digits.all()) or leading_zero.any() or (self._text[at] != _QUOTE).any():
            raise OddForm
        return rows, columns, at + 1

    def _counted(
        self, at: Numbers, first: int, worth: int, base: int, longest: int
    ) -> tuple[Numbers, Numbers]:
        """The numbers that stand at these places, and how many signs each has; the `first` sign is `worth` so much."""
        numbers, signs = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
        going = np.ones(len(at), bool)
        for offset in range(longest):
            place = self._text[at + offset] - np.uint8(first)  # what stands below it goes round to above
            going = going & (place < base)
            if not going.any():
                break
            numbers = np.where(going, numbers * base + place + worth, numbers)
            signs += going
        return numbers, signs


def sound_attributes(attributes: bytes) -> bool:
    """Whether a tag's rest, as `Tags.attributes` gives it, is plainly written: names and quoted values."""
    return _ATTRIBUTES.fullmatch(attributes) is not None
