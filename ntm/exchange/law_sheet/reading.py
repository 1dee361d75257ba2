"""A law workbook read back: which text it was made of, and every typed cell as canonical text with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.exchange.cell_values import Row, Unread, Value
from ntm.exchange.law_sheet.fields import (
    DELETE,
    FORM,
    HEAD,
    HIDDEN,
    INDICATOR_FIELDS,
    INDICATORS,
    OVERLAY_FIELDS,
    SET_FIELDS,
    SIGNER,
    THRESHOLD_FIELDS,
    THRESHOLDS,
    Field,
)
from ntm.exchange.law_sheet.spelling import Misspelled
from ntm.exchange.workbook import Sheet, Workbook, read_workbook
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

_LOOK_FOR_HEADS = 20


@dataclass(frozen=True)
class FilledRow:
    """A row as filled: its key ("" for a new one), cells by field path, and the sheet, row and columns they are in."""

    sheet: Sheet
    number: int
    key: str
    cells: dict[str, str]
    columns: dict[str, int]
    delete: bool = False

    def problem(self, path: str, message: str, remedy: str = "") -> Problem:
        """A problem at the cell of a field."""
        return self.sheet.problem(self.number, self.columns.get(path), message, remedy)


@dataclass
class Filled:
    """What a law workbook holds."""

    file: str
    made_of: dict[str, str]
    head: dict[str, FilledRow] = field(default_factory=dict)
    thresholds: list[FilledRow] = field(default_factory=list)
    indicators: list[FilledRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_law(path: Path) -> Filled:
    """The law workbook in a file; raises DataError when it is none, collects what is misspelt."""
    book = read_workbook(path)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    made_of = _made_of(book, sheets.get(HIDDEN))
    filled = Filled(book.file, made_of)
    overlay = bool(made_of.get("overlay"))
    _read_head(filled, _sheet(book, sheets, HEAD), (*(OVERLAY_FIELDS if overlay else SET_FIELDS), *SIGNER))
    thresholds = [one for one in THRESHOLD_FIELDS if overlay or one.path != "tightens"]
    filled.thresholds = _read_table(filled, _sheet(book, sheets, THRESHOLDS), [*thresholds, DELETE])
    if not overlay:
        filled.indicators = _read_table(filled, _sheet(book, sheets, INDICATORS), INDICATOR_FIELDS)
    return filled


def _made_of(book: Workbook, sheet: Sheet | None) -> dict[str, str]:
    found = {str(row[1]): str(row[2] or "") for row in sheet.rows() if row[1] is not None} if sheet else {}
    if found.get("form") != FORM:
        raise DataError(
            _(
                "{file}: không phải tệp do `ntm criteria export` tạo (thiếu trang ẩn “{sheet}”). "
                "Hãy xuất lại và điền vào tệp đó."
            ).format(file=book.file, sheet=HIDDEN)
        )
    return found


def _sheet(book: Workbook, sheets: dict[str, Sheet], name: str) -> Sheet:
    if name not in sheets:
        raise DataError(
            _("{file}: thiếu trang “{sheet}”. Hãy xuất lại bằng `ntm criteria export`.").format(
                file=book.file, sheet=name
            )
        )
    return sheets[name]


def _read_head(filled: Filled, sheet: Sheet, fields: Sequence[Field]) -> None:
    by_label = {fold(one.head): one for one in fields}
    for row in sheet.rows():
        label = row[1]
        one = by_label.get(fold(label)) if isinstance(label, str) else None
        if one is not None and one.path not in filled.head:
            cells = {one.path: _canonical(filled, sheet, row, 2, one)}
            filled.head[one.path] = FilledRow(sheet, row.number, one.path, cells, {one.path: 2})
    missing = [one.head for one in fields if one.path not in filled.head]
    if missing:
        raise DataError(
            _("{file}: trang “{sheet}” thiếu dòng: {names}. Hãy xuất lại.").format(
                file=filled.file, sheet=sheet.name, names=", ".join(missing)
            )
        )


def _read_table(filled: Filled, sheet: Sheet, fields: Sequence[Field]) -> list[FilledRow]:
    found: list[FilledRow] = []
    columns: dict[str, int] = {}
    for row in sheet.rows():
        if not columns:
            columns = _columns(filled, sheet, row, fields)
            continue
        key = row[1]
        typed = [row[column] for column in columns.values()]
        if key is None and all(value is None for value in typed):
            continue
        cells = {
            one.path: _canonical(filled, sheet, row, columns[one.path], one)
            for one in fields
            if one is not DELETE
        }
        sign = row[columns[DELETE.path]] if DELETE.path in columns else None
        delete = sign is not None
        if delete and (not isinstance(sign, str) or fold(sign) not in ("x", "xoa")):
            filled.problems.append(
                sheet.problem(
                    row.number,
                    columns[DELETE.path],
                    _("không rõ có xóa dòng hay không."),
                    _("Ghi x, hoặc để trống."),
                )
            )
        found.append(FilledRow(sheet, row.number, str(key or ""), cells, columns, delete))
    if not columns:
        raise DataError(
            _("{file}: trang “{sheet}” không còn dòng tiêu đề. Hãy xuất lại.").format(
                file=filled.file, sheet=sheet.name
            )
        )
    return found


def _columns(filled: Filled, sheet: Sheet, row: Row, fields: Sequence[Field]) -> dict[str, int]:
    """The columns by field path when this is the row of heads; raises DataError when a column was deleted."""
    heads = {
        fold(value): index + 1
        for index, value in reversed(list(enumerate(row.values)))
        if isinstance(value, str)
    }
    named = {one.path: heads[fold(one.head)] for one in fields if fold(one.head) in heads}
    if len(named) < len(fields) // 2:
        if row.number > _LOOK_FOR_HEADS:
            raise DataError(
                _("{file}: trang “{sheet}” không còn dòng tiêu đề. Hãy xuất lại.").format(
                    file=filled.file, sheet=sheet.name
                )
            )
        return {}
    missing = [one.head for one in fields if one.path not in named]
    if missing:
        raise DataError(
            _("{file}: trang “{sheet}” thiếu cột: {names}. Hãy xuất lại.").format(
                file=filled.file, sheet=sheet.name, names=", ".join(missing)
            )
        )
    return named


def _canonical(filled: Filled, sheet: Sheet, row: Row, column: int, one: Field) -> str:
    value: Value = row[column]
    if isinstance(value, Unread):
        filled.problems.append(sheet.problem(row.number, column, value.message, value.remedy))
        return ""
    try:
        return one.spelling.read(value)
    except Misspelled as error:
        filled.problems.append(sheet.problem(row.number, column, str(error)))
        return ""
