"""The sheet of all: every commune's criteria by formulas that look into its own sheet, and the averages.

Averages count as ntm.scoring.averages does: communes of kind xã that report. A commune reports when something is
on record for it or is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from ntm.exchange.sheet.layout import LETTERS, MADE_UP, At
from ntm.exchange.sheet.pattern import WORDS, Pattern
from ntm.exchange.sheet.record import Record
from ntm.exchange.sheet.styles import Styles
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import VERDICT_SIGNS

_HEAD_ROW = 3
_FIRST = _HEAD_ROW + 1
_NUMBER, _NAME, _GROUP, _MET, _UNMET, _OPEN, _CRITERIA = range(7)
_LEGEND = "; ".join(f"{sign} = {WORDS[verdict]}" for verdict, sign in VERDICT_SIGNS.items())


@dataclass(frozen=True, slots=True)
class Entry:
    """One commune of the workbook: its sheet, its name, the district it lies in, and whether averages count it."""

    sheet: str
    name: str
    group: str
    counted: bool
    pattern: Pattern
    record: Record


class Overview:
    """Writes the sheet of all."""

    def __init__(self, sheet: Worksheet, styles: Styles, entries: Sequence[Entry]) -> None:
        self._sheet, self._styles, self._entries = sheet, styles, entries
        self._numbers = [criterion.number for criterion in entries[0].pattern.criteria_set.criteria]
        self._reports = _CRITERIA + len(self._numbers)  # two hidden columns: reports, and is counted
        self._last = _FIRST + len(entries) - 1

    def write(self, title: str, set_line: str) -> None:
        """Write everything, from the top down."""
        sheet, styles = self._sheet, self._styles
        self._page()
        sheet.merge_range(0, 0, 0, self._reports - 1, title, styles.title)
        sheet.merge_range(1, 0, 1, self._reports - 1, set_line, styles.line)
        made_up = any(entry.record.illustrative for entry in self._entries)
        legend = f"{_LEGEND}; ! = phải xem lại số đã ghi. Kết quả xem trước từ biểu của từng xã."
        legend = f"{MADE_UP} {legend}" if made_up else legend
        sheet.set_row(2, 32)
        sheet.merge_range(2, 0, 2, self._reports - 1, legend, styles.line)
        sheet.set_row(_HEAD_ROW, 32)
        heads = ["TT", "Xã", "Huyện", "Đạt", "Chưa đạt", "Chưa đủ số liệu", *self._numbers]
        for at, head in enumerate(heads):
            sheet.write_string(_HEAD_ROW, at, head, styles.head)
        for row, entry in enumerate(self._entries, start=_FIRST):
            self._commune(row, entry)
        self._averages(self._last + 2)
        for verdict, sign in VERDICT_SIGNS.items():
            sheet.conditional_format(
                _FIRST, _CRITERIA, self._last, self._reports - 1,
                {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": styles.coloured(verdict)},
            )  # fmt: skip

    def _page(self) -> None:
        sheet = self._sheet
        for at, width in ((_NUMBER, 5), (_NAME, 24), (_GROUP, 16), (_MET, 7), (_UNMET, 8), (_OPEN, 9)):
            sheet.set_column(at, at, width)
        sheet.set_column(_CRITERIA, self._reports - 1, 4.3)
        sheet.set_column(self._reports, self._reports + 1, 4, None, {"hidden": True})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.freeze_panes(_FIRST, _GROUP)
        sheet.hide_gridlines(2)
        sheet.protect("", {"format_rows": True, "format_columns": True})

    def _commune(self, row: int, entry: Entry) -> None:
        sheet, styles = self._sheet, self._styles
        record, pattern = entry.record, entry.pattern
        there = "'" + entry.sheet.replace("'", "''") + "'!"
        sheet.write_number(row, _NUMBER, row - _FIRST + 1, styles.centre)
        sheet.write_url(row, _NAME, f"internal:{there}A1", styles.link, entry.name)
        sheet.write_string(row, _GROUP, entry.group, styles.text)
        criteria = there + pattern.cells(At.CRITERION)
        counts = ((_MET, Verdict.MET), (_UNMET, Verdict.NOT_MET), (_OPEN, Verdict.UNDETERMINED))
        for at, verdict in counts:
            formula = f"=COUNTIF({criteria},{int(verdict)})"
            sheet.write_formula(row, at, formula, styles.centre, record.criteria.count(verdict))
        signs = ",".join(f'"{VERDICT_SIGNS[verdict]}"' for verdict in Verdict)
        for index in range(len(self._numbers)):
            cell = f"{there}{LETTERS[At.CRITERION]}{pattern.criterion_row[index]}"
            sign = VERDICT_SIGNS[Verdict(record.criteria[index])]
            formula = f'=IFERROR(CHOOSE({cell}+1,{signs}),"!")'
            sheet.write_formula(row, _CRITERIA + index, formula, styles.centre, sign)
        blocks = ((At.VALUE, At.DENOMINATOR), (At.NOT_APPLICABLE, At.DECLARED))
        inputs = ",".join(there + _block(pattern, first, last) for first, last in blocks)
        reports = int(record.reporting)
        sheet.write_formula(row, self._reports, f"=IF(COUNTA({inputs})>0,1,{reports})", None, reports)
        sheet.write_number(row, self._reports + 1, int(entry.counted))

    def _averages(self, row: int) -> None:
        """Each district's average, where there are several, and that of all."""
        groups = list(dict.fromkeys(entry.group for entry in self._entries))
        heads = ("Bình quân tiêu chí/xã", "Số tiêu chí đạt", "Xã có số liệu", "Tổng số xã")
        sheet, styles = self._sheet, self._styles
        sheet.set_row(row, 32)
        sheet.write_string(row, _NAME, "Địa bàn", styles.head)
        for at, head in zip((_GROUP, _MET, _UNMET, _OPEN), heads, strict=True):
            sheet.write_string(row, at, head, styles.head)
        for group in [*(groups if len(groups) > 1 else []), None]:
            row += 1
            self._average(row, group)

    def _average(self, row: int, group: str | None) -> None:
        sheet, styles = self._sheet, self._styles
        inside = [one for one in self._entries if one.counted and group in (None, one.group)]
        met = sum(one.record.met for one in inside if one.record.reporting)
        reporting = sum(one.record.reporting for one in inside)
        counted = self._column(self._reports + 1)
        if group is not None:
            counted += f'*({self._column(_GROUP)}="{group}")'
        reports, mets = self._column(self._reports), self._column(_MET)
        cells = {at: f"{chr(ord('A') + at)}{row + 1}" for at in (_MET, _UNMET)}
        sheet.write_string(row, _NAME, group or "Tất cả các xã trong tệp", styles.bold)
        average = f'=IF({cells[_UNMET]}=0,"–",ROUND({cells[_MET]}/{cells[_UNMET]},2))'
        value = round(met / reporting, 2) if reporting else "–"
        sheet.write_formula(row, _GROUP, average, styles.average, value)
        sheet.write_formula(row, _MET, f"=SUMPRODUCT({counted}*{reports}*{mets})", styles.whole, met)
        sheet.write_formula(row, _UNMET, f"=SUMPRODUCT({counted}*{reports})", styles.whole, reporting)
        sheet.write_formula(row, _OPEN, f"=SUMPRODUCT({counted}*1)", styles.whole, len(inside))

    def _column(self, at: int) -> str:
        from xlsxwriter.utility import xl_range_abs

        return str(xl_range_abs(_FIRST, at, self._last, at))


def _block(pattern: Pattern, first: At, last: At) -> str:
    return pattern.cells(first).partition(":")[0] + ":" + pattern.cells(last).partition(":")[2]
