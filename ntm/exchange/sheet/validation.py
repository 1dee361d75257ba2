"""What Excel and LibreOffice check while a sheet is filled in: lists to choose from, bounds of numbers, days.

They warn and explain; the import checks everything again. Lists stand on the hidden sheet under defined names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ntm.criteria.model import Kind, Measure
from ntm.exchange.sheet.formulas import DECLARED_WORDS, MET_WORD, NOT_MET_WORD
from ntm.exchange.sheet.layout import LISTS, At
from ntm.exchange.sheet.pattern import Pattern
from ntm.scoring.wording import plain

Cell = tuple[int, int]
_YES_NO, _DECLARED = "ntm_dat", "ntm_ket_luan"
_TYPED = "Ghi bằng số. Phần thập phân theo dấu của máy: 82,5 hoặc 82.5."


class Lists:
    """The ranges on the hidden sheet that drop-downs choose from, each under a name of the workbook."""

    def __init__(self, book: Workbook, sheet: Worksheet, first_row: int) -> None:
        """Write lists into the sheet from that row (from 0) down."""
        self._book, self._sheet, self._row = book, sheet, first_row
        self._names: dict[tuple[str, ...], str] = {}
        for name, words in ((_YES_NO, (MET_WORD, NOT_MET_WORD)), (_DECLARED, DECLARED_WORDS)):
            self._add(name, words)

    def name_of(self, words: Sequence[str]) -> str:
        """The name under which these words stand, written when first asked for."""
        key = tuple(words)
        return self._names.get(key) or self._add(f"ntm_muc_{len(self._names) + 1}", key)

    def _add(self, name: str, words: tuple[str, ...]) -> str:
        last = self._row + len(words)
        for offset, word in enumerate(words):
            self._sheet.write_string(self._row + offset, 1, word)
        self._book.define_name(name, f"={LISTS}!$B${self._row + 1}:$B${last}")
        self._row = last
        self._names[words] = name
        return name


class Validations:
    """The checks of one pattern's sheets: cells that are checked alike are checked by one rule."""

    def __init__(self, pattern: Pattern, lists: Lists) -> None:
        groups: dict[str, list[Cell]] = defaultdict(list)
        self._options: dict[str, Mapping[str, Any]] = {}
        for row, line in enumerate(pattern.lines, start=_first(pattern)):
            for at, options in _checks(pattern, line.measure, line.indicator, line.level, lists):
                key = repr(options)
                self._options[key] = options
                groups[key].append((row, at))
        self._groups = groups

    def lay(self, sheet: Worksheet) -> None:
        """Put them on a sheet."""
        for key, cells in self._groups.items():
            (row, column), *others = cells
            options = dict(self._options[key])
            options["other_cells"] = [[r, c, r, c] for r, c in others]
            sheet.data_validation(row, column, row, column, options)


def _first(pattern: Pattern) -> int:
    return pattern.last_row - len(pattern.lines)


def _checks(
    pattern: Pattern, measure: int, indicator: int, level: str, lists: Lists
) -> list[tuple[At, dict[str, Any]]]:
    found: list[tuple[At, dict[str, Any]]] = []
    if measure >= 0:
        found += _figures(pattern.criteria_set.measures[measure], lists)
        found.append((At.DUE, _day()))
    if level != "measure":
        found.append((At.DECLARED, _list(lists.name_of(DECLARED_WORDS))))
    if level in ("single", "indicator"):
        reason = pattern.criteria_set.indicators[indicator].not_applicable_if
        if reason is not None:
            told = f"Chọn hoặc ghi lý do. Quyết định cho phép khi: {reason}"
            found.append((At.NOT_APPLICABLE, _list(lists.name_of([reason]), told, free=True)))
    return found


def _figures(measure: Measure, lists: Lists) -> list[tuple[At, dict[str, Any]]]:
    match measure.kind:
        case Kind.YES_NO:
            return [(At.VALUE, _list(lists.name_of((MET_WORD, NOT_MET_WORD))))]
        case Kind.GRADE:
            grades = measure.scale.grades if measure.scale is not None else ()
            return [(At.VALUE, _list(lists.name_of(grades)))] if grades else []
        case Kind.NUMBER:
            return [(At.VALUE, _number(measure))]
        case Kind.PERCENTAGE | Kind.RATIO:
            count = _number(None)
            return [(At.VALUE, _number(measure)), (At.NUMERATOR, count), (At.DENOMINATOR, count)]


def _list(
    name: str, told: str = "Chọn một trong các từ của danh sách.", free: bool = False
) -> dict[str, Any]:
    options: dict[str, Any] = {
        "validate": "list", "source": f"={name}", "error_title": "Không có trong danh sách",
        "error_message": _short(told, 225), "error_type": "information" if free else "stop",
    }  # fmt: skip
    if free:
        options |= {"input_title": "Không áp dụng", "input_message": _short(told, 255)}
    return options


def _number(measure: Measure | None) -> dict[str, Any]:
    bound = measure.upper_bound if measure is not None else None
    whole = measure is not None and measure.whole and measure.kind is Kind.NUMBER
    told = _TYPED
    limits: dict[str, Any] = {"criteria": ">=", "value": 0}
    if bound is not None:
        limits = {"criteria": "between", "minimum": 0, "maximum": float(bound)}
        told = f"Ghi một số từ 0 đến {plain(bound)}. {_TYPED}"
    return {
        "validate": "integer" if whole else "decimal", **limits, "error_title": "Xem lại số đã ghi",
        "error_message": told, "error_type": "warning",
    }  # fmt: skip


def _day() -> dict[str, Any]:
    return {
        "validate": "date", "criteria": ">=", "value": 36526, "error_title": "Xem lại ngày",
        "error_message": "Ghi một ngày, ví dụ 30/9/2024.", "error_type": "warning",
    }  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
