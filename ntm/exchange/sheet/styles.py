"""The looks of our workbooks: fonts, fills, borders, Vietnamese number formats, colours beside the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ntm.scoring.verdict import Verdict

FONT = "Times New Roman"
NUMBER = "[$-42A]#,##0.######"
RATIO = "[$-42A]#,##0.00####"
AVERAGE = "[$-42A]#,##0.00"
DAY = "[$-42A]dd/mm/yyyy"

_INPUT, _HEAD, _CRITERION, _SHUT = "#FFF9DB", "#DCE6F1", "#EEF3F8", "#F0F0F0"
COLOURS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MET: ("#D8F0DC", "#0B5A1E"),
    Verdict.BASICALLY_MET: ("#E3EFD0", "#4A5A0B"),
    Verdict.NOT_MET: ("#FBDDDA", "#8A1410"),
    Verdict.UNDETERMINED: ("#FFF0C8", "#6B4A00"),
    Verdict.NOT_APPLICABLE: ("#E8E8E8", "#404040"),
}
"""Fill and letters of a verdict; the word always stands there too."""

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True}
_LINED: dict[str, Any] = {**_BASE, "border": 1, "border_color": "#8C8C8C"}
_OPEN: dict[str, Any] = {**_LINED, "locked": False, "bg_color": _INPUT}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "bold": True, "font_size": 14, "align": "left"},
    "title_plain": {**_BASE, "bold": True, "font_size": 14, "text_wrap": False},
    "plain": {**_BASE, "text_wrap": False},
    "name": {**_LINED, "quote_prefix": True},
    "line": {**_BASE, "align": "left"},
    "preview": {**_BASE, "bold": True, "font_size": 12, "align": "left", "bg_color": _CRITERION},
    "head": {**_LINED, "bold": True, "align": "center", "bg_color": _HEAD},
    "text": _LINED,
    "centre": {**_LINED, "align": "center"},
    "bold": {**_LINED, "bold": True},
    "shut": {**_LINED, "bg_color": _SHUT},
    "ratio": {**_LINED, "align": "right", "num_format": RATIO, "text_wrap": False},
    "shown": {**_LINED, "align": "center"},
    "average": {**_LINED, "align": "right", "num_format": AVERAGE, "bold": True},
    "whole": {**_LINED, "align": "right", "num_format": "[$-42A]#,##0"},
    "link": {**_LINED, "font_color": "#0B4A8A", "underline": 1},
    "criterion": {**_LINED, "bold": True, "bg_color": _CRITERION},
    "criterion_centre": {**_LINED, "bold": True, "align": "center", "bg_color": _CRITERION},
    "open_number": {**_OPEN, "align": "right", "num_format": NUMBER, "text_wrap": False},
    "open_word": {**_OPEN, "align": "center"},
    "open_text": {**_OPEN, "num_format": "@"},
    "open_day": {**_OPEN, "align": "center", "num_format": DAY},
    "hidden": {"font_name": FONT, "font_size": 8, "num_format": "@"},
}


class Styles:
    """The formats of one workbook, made as they are asked for by name."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __getattr__(self, name: str) -> Format:
        """The format of that name."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._made:
            self._made[name] = self._book.add_format(_STYLES[name])
        return self._made[name]

    def coloured(self, verdict: Verdict) -> Format:
        """Fill and letters of a verdict, to be laid over a cell on condition."""
        name = f"verdict {int(verdict)}"
        if name not in self._made:
            fill, letters = COLOURS[verdict]
            self._made[name] = self._book.add_format({"bg_color": fill, "font_color": letters})
        return self._made[name]

    def of_verdict(self, verdict: Verdict) -> Format:
        """A cell that shows a verdict and stays as it is."""
        name = f"cell {int(verdict)}"
        if name not in self._made:
            fill, letters = COLOURS[verdict]
            self._made[name] = self._book.add_format(
                {**_LINED, "align": "center", "bg_color": fill, "font_color": letters}
            )
        return self._made[name]
