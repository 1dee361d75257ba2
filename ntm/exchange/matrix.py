"""The matrix communes × criteria and × indicators, out as a workbook, CSV or JSON (`ntm.matrix/1`).

Verdicts stand as words, with colours beside them in the workbook. Names and other texts are written so that no
spreadsheet takes them for formulas.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from ntm.exchange.listing import spreadsheet_safe
from ntm.exchange.sheet.layout import MADE_UP
from ntm.exchange.sheet.pattern import WORDS
from ntm.exchange.sheet.styles import Styles
from ntm.exchange.sheet.writing import writing
from ntm.scoring.average_words import band_words, two_decimals, unit_title
from ntm.scoring.averages import Average, UnitLabel
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import in_vietnamese
from ntm.vietnamese.numbers import format_fixed

SCHEMA = "ntm.matrix/1"
_FIXED = ("Mã", "Đơn vị", "Huyện", "Số tiêu chí đạt", "Chưa đạt", "Chưa đủ số liệu")
_KEYS = ("code", "name", "district", "met", "not_met", "undetermined")
_WIDTHS = (7, 17, 13, 7, 7, 8)
_HEAD_ROW = 3
_SHORT = 8  # letters that fit in one line of a verdict's cell


@dataclass(frozen=True, slots=True)
class Matrix:
    """A scorecard's communes in the order to show (`rows`), and the averages of the groups they make up."""

    title: str
    card: Scorecard
    rows: Sequence[int]
    averages: Sequence[tuple[UnitLabel, Average]]

    @property
    def illustrative(self) -> bool:
        """Whether anything in it is made up for a demonstration."""
        return self.card.snapshot.illustrative or any(
            column.illustrative for column in self.card.table.columns
        )

    def line(self, row: int) -> dict[str, Any]:
        """One commune: who it is and how many criteria it meets."""
        unit, card = self.card.snapshot.units[row], self.card
        return {
            "code": unit.code, "name": unit.name, "district": unit.district_name or "", "met": int(card.met[row]),
            "not_met": int(card.not_met[row]), "undetermined": int(card.undetermined[row]),
        }  # fmt: skip

    def verdicts(self, row: int) -> Iterator[tuple[str, Verdict]]:
        """The verdict of every criterion (by number), then of every indicator."""
        criteria, card = self.card.criteria_set, self.card
        for index, criterion in enumerate(criteria.criteria):
            yield criterion.number, Verdict(int(card.criteria.verdicts[index, row]))
        for index, indicator in enumerate(criteria.indicators):
            yield indicator.id, Verdict(int(card.indicators.verdicts[index, row]))


def matrix_json(matrix: Matrix) -> str:
    """The contract `ntm.matrix/1`."""
    card, criteria = matrix.card, matrix.card.criteria_set
    units, count = [], len(criteria.criteria)
    for row in matrix.rows:
        unit = card.snapshot.units[row]
        said = [(item, verdict.word) for item, verdict in matrix.verdicts(row)]
        more: dict[str, Any] = {
            "kind": unit.kind, "reporting": bool(card.reporting[row]), "counted": unit.counted,
            "criteria": dict(said[:count]), "indicators": dict(said[count:]),
        }  # fmt: skip
        units.append(matrix.line(row) | more)
    document = {
        "schema": SCHEMA,
        "on": card.snapshot.day.isoformat(),
        "criteria_set": criteria.id,
        "set_hash": criteria.hash,
        "illustrative": matrix.illustrative,
        "units": units,
        "averages": [_average_json(label, average) for label, average in matrix.averages],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _average_json(label: UnitLabel, average: Average) -> dict[str, Any]:
    return {
        "unit": dict(label), "met": average.met, "communes": average.communes, "reporting": average.reporting,
        "average": two_decimals(average.value), "partial": average.partial,
        "bands": [{"from": one.lowest, "to": one.highest, "communes": one.communes} for one in average.bands],
    }  # fmt: skip


def matrix_csv(matrix: Matrix) -> str:
    """One line a commune, its criteria and then its indicators; UTF-8 with the mark that Excel looks for."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    criteria = matrix.card.criteria_set
    items = [f"criterion {one.number}" for one in criteria.criteria] + [one.id for one in criteria.indicators]
    writer.writerow([*_KEYS, *items])
    for row in matrix.rows:
        line = [str(value) for value in matrix.line(row).values()]
        words = [WORDS[verdict] for _item, verdict in matrix.verdicts(row)]
        writer.writerow([spreadsheet_safe(text) for text in (*line, *words)])
    return "\ufeff" + out.getvalue()


def write_matrix(path: Path, matrix: Matrix) -> None:
    """Write the workbook, in Vietnamese: criteria, indicators, averages and bands, what each number stands for."""
    criteria = matrix.card.criteria_set
    count = len(criteria.criteria)
    with in_vietnamese(), writing(path) as book:
        styles = Styles(book)
        for name, items, span in (
            ("Tiêu chí", [f"{one.number}. {one.name}" for one in criteria.criteria], slice(0, count)),
            ("Chỉ tiêu", [one.id for one in criteria.indicators], slice(count, None)),
        ):
            sheet = book.add_worksheet(name)
            _matrix(sheet, styles, matrix, items, span)
        _averages(book.add_worksheet("Bình quân"), styles, matrix)
        _names(book.add_worksheet("Danh mục"), styles, matrix)


def _top(sheet: Worksheet, styles: Styles, matrix: Matrix) -> None:
    card, criteria = matrix.card, matrix.card.criteria_set
    sheet.write_string(0, 0, matrix.title, styles.title_plain)
    told = f"{criteria.title} ({criteria.decision}); bộ {criteria.id}, bản {criteria.hash[:12]}; "
    sheet.write_string(1, 0, f"{told}ngày {format_day(card.snapshot.day)}", styles.plain)
    if matrix.illustrative:
        sheet.write_string(2, 0, MADE_UP, styles.title_plain)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)


def _matrix(sheet: Worksheet, styles: Styles, matrix: Matrix, items: Sequence[str], span: slice) -> None:
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    first, last = len(_FIXED), len(_FIXED) + len(items) - 1
    sheet.set_column(first, last, 8)
    _top(sheet, styles, matrix)
    sheet.set_row(_HEAD_ROW, 105 if len(items[0]) > 5 else 48)
    for at, head in enumerate((*_FIXED, *items)):
        sheet.write_string(_HEAD_ROW, at, head, styles.head)
    for number, row in enumerate(matrix.rows, start=_HEAD_ROW + 1):
        shown = [(WORDS[verdict], verdict) for _item, verdict in matrix.verdicts(row)][span]
        sheet.set_row(number, 30 if any(len(word) > _SHORT for word, _verdict in shown) else 16)
        for at, value in enumerate(matrix.line(row).values()):
            if isinstance(value, int):
                sheet.write_number(number, at, value, styles.whole)
            else:
                sheet.write_string(number, at, value, styles.name)
        for at, (word, verdict) in enumerate(shown, start=first):
            sheet.write_string(number, at, word, styles.of_verdict(verdict))
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(matrix.rows), last)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.repeat_columns(0, 1)
    if len(items) <= 20:
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_paper(8)  # A3, in pages side by side: on one page nobody could read it
        sheet.set_print_scale(70)


def _averages(sheet: Worksheet, styles: Styles, matrix: Matrix) -> None:
    """Averages with numerator and denominator, and how many communes lie in each band."""
    bands = [band_words(one.lowest, one.highest) for one in matrix.averages[0][1].bands]
    heads = ["Địa bàn", "Bình quân tiêu chí/xã", "Số tiêu chí đạt", "Xã báo cáo", "Tổng số xã", *bands]
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(heads) - 1, 13)
    _top(sheet, styles, matrix)
    sheet.set_row(_HEAD_ROW, 32)
    for at, head in enumerate(heads):
        sheet.write_string(_HEAD_ROW, at, head, styles.head)
    for number, (label, average) in enumerate(matrix.averages, start=_HEAD_ROW + 1):
        sheet.write_string(number, 0, unit_title(label), styles.name)
        if average.value is None:
            sheet.write_string(number, 1, "–", styles.average)
        else:
            sheet.write_number(number, 1, float(two_decimals(average.value) or 0), styles.average)
        counts = (average.met, average.reporting, average.communes)
        for at, count in enumerate(counts, start=2):
            sheet.write_number(number, at, count, styles.whole)
        for at, band in enumerate(average.bands, start=2 + len(counts)):
            share = f"{band.communes} ({format_fixed(100 * band.share)}%)"
            sheet.write_string(number, at, share, styles.centre)
    sheet.write_string(
        _HEAD_ROW + len(matrix.averages) + 2, 0,
        "Chỉ tính đơn vị là xã. Bình quân = tổng số tiêu chí đạt ÷ số xã báo cáo, làm tròn đến hai chữ số thập phân.",
        styles.plain,
    )  # fmt: skip
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _names(sheet: Worksheet, styles: Styles, matrix: Matrix) -> None:
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 110)
    _top(sheet, styles, matrix)
    row = _HEAD_ROW
    for criterion in matrix.card.criteria_set.criteria:
        sheet.write_string(row, 0, criterion.number, styles.criterion_centre)
        sheet.write_string(row, 1, criterion.name, styles.criterion)
        for indicator in criterion.indicators:
            row += 1
            sheet.write_string(row, 0, indicator.id, styles.centre)
            sheet.write_string(row, 1, indicator.name, styles.name)
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
