"""One commune's sheet, written: what is on record, the cells to fill in, and the verdicts previewed beside them.

Rows are written from the top down, as XlsxWriter's constant memory asks for. Formulas are written with the values
they have now, so that a viewer that does not compute shows what holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ntm.criteria.model import Kind
from ntm.exchange.sheet.layout import FIRST_ROW, KEYS_ROW, MADE_UP, At, Identity, Line
from ntm.exchange.sheet.pattern import WORDS, Pattern
from ntm.exchange.sheet.record import Record
from ntm.exchange.sheet.styles import Styles
from ntm.exchange.sheet.validation import Validations
from ntm.scoring.verdict import Verdict

HEADS = {
    At.ITEM: "Mã", At.NAME: "Tiêu chí, chỉ tiêu", At.REQUIRED: "Yêu cầu", At.HELD: "Đang có",
    At.VALUE: "Giá trị", At.NUMERATOR: "Số đạt (tử số)", At.DENOMINATOR: "Tổng số (mẫu số)",
    At.RATIO: "Tỷ lệ tính được", At.NOT_APPLICABLE: "Không áp dụng (ghi lý do)", At.DECLARED: "Kết luận (nếu có)",
    At.SHOWN: "Kết quả xem trước", At.EVIDENCE: "Minh chứng", At.NOTE: "Ghi chú", At.RESPONSIBLE: "Phụ trách",
    At.DUE: "Hạn",
}  # fmt: skip
_WIDTHS = {
    At.KEY: 4, At.ITEM: 8, At.NAME: 38, At.REQUIRED: 14, At.HELD: 18, At.VALUE: 10, At.NUMERATOR: 9,
    At.DENOMINATOR: 9, At.RATIO: 9, At.NOT_APPLICABLE: 12, At.DECLARED: 10, At.SHOWN: 16, At.EVIDENCE: 12,
    At.NOTE: 12, At.RESPONSIBLE: 11, At.DUE: 11,
}  # fmt: skip
_LETTERS_A_WIDTH = 1.05  # letters of 11 points in one unit of a column's width, also where there is no Times
_LINE_HEIGHT = 14.5
_ALLOWED = {"format_rows": True, "format_columns": True, "select_locked_cells": True}
"""What the protection of a sheet leaves open beside the input cells: heights and widths."""
_LEGEND = (
    "Chỉ điền ô nền vàng; để trống nghĩa là chưa nói gì, không phải số 0. Có hai số đếm thì ghi hai số đếm, tỷ lệ tự "
    "tính. Kết quả ở đây là xem trước: khi nhập, chương trình tính lại. Yêu cầu có dấu * chưa đối chiếu với văn bản, "
    "** còn nghi ngờ."
)


class CommuneSheet:
    """Writes communes' sheets into one workbook."""

    def __init__(
        self, styles: Styles, heading: str, set_line: str, validations: dict[Pattern, Validations]
    ) -> None:
        """`heading` stands on top; `set_line` names the set and the day; `validations` are made once a pattern."""
        self._styles, self._heading, self._set_line = styles, heading, set_line
        self._validations = validations

    def write(
        self, sheet: Worksheet, title: str, identity: Identity, pattern: Pattern, record: Record
    ) -> None:
        """Write one commune."""
        self._page(sheet, title)
        self._top(sheet, title, identity, pattern, record)
        for line, key, name, required, ratio, scale, shown, row in zip(
            pattern.lines, pattern.keys, pattern.names, pattern.required, pattern.ratios, pattern.scales,
            pattern.shown, range(FIRST_ROW, pattern.last_row), strict=True,
        ):  # fmt: skip
            held = record.held_words(line)
            kept = record.measurement(line.item) if line.measure >= 0 else None
            who = kept.responsible or "" if kept is not None else ""
            texts = {At.NAME: name, At.REQUIRED: required, At.HELD: held, At.RESPONSIBLE: who}
            sheet.set_row(row, _height(texts))
            sheet.write_string(row, At.KEY, key, self._styles.hidden)
            sheet.write_string(row, At.ITEM, line.item, self._cell(line, centred=True))
            sheet.write_string(row, At.NAME, name, self._cell(line))
            sheet.write_string(row, At.REQUIRED, required, self._cell(line, centred=True))
            sheet.write_string(row, At.HELD, held, self._cell(line))
            if line.level == "criterion":
                self._criterion(sheet, row, line, shown, pattern, record)
            else:
                self._figures(sheet, row, line, ratio, pattern, record)
                self._verdict(sheet, row, line, shown, pattern, record)
            if scale is not None:
                sheet.write_formula(row, At.SCALE, scale, None, 1)
        for verdict in Verdict:
            sheet.conditional_format(
                FIRST_ROW, At.SHOWN, pattern.last_row - 1, At.SHOWN,
                {"type": "cell", "criteria": "==", "value": f'"{WORDS[verdict]}"',
                 "format": self._styles.coloured(verdict)},
            )  # fmt: skip
        self._validations[pattern].lay(sheet)
        sheet.print_area(0, At.ITEM, pattern.last_row - 1, At.DUE)

    def _page(self, sheet: Worksheet, title: str) -> None:
        for at in At:
            hidden = at == At.KEY or at > At.DUE
            sheet.set_column(at, at, _WIDTHS.get(at, 4), None, {"hidden": True} if hidden else None)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(FIRST_ROW - 1)
        sheet.freeze_panes(FIRST_ROW, At.NAME)
        sheet.set_footer(f"&L&9{title.replace('&', '&&')}&R&9&P/&N")
        sheet.hide_gridlines(2)
        sheet.protect("", _ALLOWED)

    def _top(
        self, sheet: Worksheet, title: str, identity: Identity, pattern: Pattern, record: Record
    ) -> None:
        styles = self._styles
        sheet.set_row(0, 22)
        sheet.write_string(0, At.KEY, identity.text(), styles.hidden)
        sheet.merge_range(0, At.ITEM, 0, At.DUE, f"{self._heading} – {title}", styles.title)
        sheet.merge_range(1, At.ITEM, 1, At.DUE, self._set_line, styles.line)
        sheet.set_row(2, 20)
        sheet.merge_range(2, At.ITEM, 2, At.DUE, "", styles.preview)
        sheet.write_formula(2, At.ITEM, pattern.preview, styles.preview, _preview(record))
        sheet.set_row(3, 32)
        legend = f"{MADE_UP} {_LEGEND}" if record.illustrative else _LEGEND
        sheet.merge_range(3, At.ITEM, 3, At.DUE, legend, styles.line)
        sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
        for at in At:
            sheet.write_string(KEYS_ROW, at, at.name.lower(), styles.hidden)
        sheet.set_row(FIRST_ROW - 1, 48)
        for at, head in HEADS.items():
            sheet.write_string(FIRST_ROW - 1, at, head, styles.head)

    def _criterion(
        self, sheet: Worksheet, row: int, line: Line, shown: str, pattern: Pattern, record: Record
    ) -> None:
        styles = self._styles
        code = record.criteria[line.criterion]
        for at in range(At.VALUE, At.DECLARED):
            sheet.write_blank(row, at, None, styles.criterion)
        said = record.said(line.item, row + 1)
        sheet.write_blank(row, At.DECLARED, None, styles.open_word if said.cell else styles.shut)
        sheet.write_formula(row, At.SHOWN, shown, styles.criterion_centre, WORDS[code])
        for at in range(At.EVIDENCE, At.DUE + 1):
            sheet.write_blank(row, at, None, styles.criterion)
        sheet.write_formula(row, At.CRITERION, pattern.criterion(line.criterion, said), None, code)

    def _cell(self, line: Line, centred: bool = False) -> Format:
        if line.level == "criterion":
            return self._styles.criterion_centre if centred else self._styles.criterion
        return self._styles.centre if centred else self._styles.text

    def _figures(
        self, sheet: Worksheet, row: int, line: Line, ratio: str | None, pattern: Pattern, record: Record
    ) -> None:
        """The cells for the line's figures."""
        styles = self._styles
        is_open = line.measure >= 0 and record.is_open(line.item)
        worded = line.measure >= 0 and pattern.criteria_set.measures[line.measure].kind in (
            Kind.YES_NO,
            Kind.GRADE,
        )
        value = styles.open_word if worded else styles.open_number
        sheet.write_blank(row, At.VALUE, None, value if is_open else styles.shut)
        count = styles.open_number if is_open and ratio is not None else styles.shut
        sheet.write_blank(row, At.NUMERATOR, None, count)
        sheet.write_blank(row, At.DENOMINATOR, None, count)
        if ratio is not None:
            sheet.write_formula(row, At.RATIO, ratio, styles.ratio, "")
        else:
            sheet.write_blank(row, At.RATIO, None, styles.shut)
        indicator = pattern.criteria_set.indicators[line.indicator]
        absent = line.level != "measure" and indicator.not_applicable_if is not None
        open_absent = absent and record.is_open(indicator.id)
        sheet.write_blank(row, At.NOT_APPLICABLE, None, styles.open_text if open_absent else styles.shut)

    def _verdict(
        self, sheet: Worksheet, row: int, line: Line, shown: str, pattern: Pattern, record: Record
    ) -> None:
        """The line's declaration, its verdict, who and when, and the hidden cells that decide."""
        styles = self._styles
        whole = line.level != "measure"
        said = record.said(line.item, row + 1) if whole else None
        sheet.write_blank(
            row, At.DECLARED, None, styles.open_word if said is not None and said.cell else styles.shut
        )
        code = record.indicators[line.indicator] if whole else record.measures[line.measure]
        word = WORDS[code]
        if not whole and pattern.rules[line.measure].total and code == Verdict.NOT_APPLICABLE:
            word = "–"
        sheet.write_formula(row, At.SHOWN, shown, styles.shown, word)
        if line.measure >= 0:
            self._follow_up(sheet, row, line, record)
            base = record.measures[line.measure]
            absence = record.absence(line)
            formula = pattern.code(line.measure, record.is_open(line.item), absence)
            sheet.write_number(row, At.BASE, base)
            sheet.write_formula(row, At.CODE, formula, None, base)
        else:
            for at in range(At.EVIDENCE, At.DUE + 1):
                sheet.write_blank(row, at, None, styles.shut)
        if said is not None:
            verdict, doubt = pattern.indicator(line.indicator, said)
            sheet.write_formula(row, At.INDICATOR, verdict, None, record.indicators[line.indicator])
            if doubt != "=0":
                sheet.write_formula(row, At.DOUBT, doubt, None, 0)

    def _follow_up(self, sheet: Worksheet, row: int, line: Line, record: Record) -> None:
        """Evidence and note to fill in; who is responsible and by when, as they are on record."""
        styles = self._styles
        held = record.measurement(line.item)
        is_open = record.is_open(line.item)
        text, day = (styles.open_text, styles.open_day) if is_open else (styles.shut, styles.shut)
        sheet.write_blank(row, At.EVIDENCE, None, text)
        sheet.write_blank(row, At.NOTE, None, text)
        if held is not None and held.responsible:
            sheet.write_string(row, At.RESPONSIBLE, held.responsible, text)
            sheet.write_string(row, At.HELD_RESPONSIBLE, held.responsible, styles.hidden)
        else:
            sheet.write_blank(row, At.RESPONSIBLE, None, text)
        if held is not None and held.due is not None:
            sheet.write_datetime(row, At.DUE, datetime.combine(held.due, time()), day)
            sheet.write_string(row, At.HELD_DUE, held.due.isoformat(), styles.hidden)
        else:
            sheet.write_blank(row, At.DUE, None, day)


def _height(texts: Mapping[At, str]) -> float:
    """The height that shows the longest of the texts whole: programs set no height of their own when opening."""
    rows = max(
        sum(-(-len(part) // int(_WIDTHS[at] * _LETTERS_A_WIDTH)) or 1 for part in text.split("\n"))
        for at, text in texts.items()
    )
    return rows * _LINE_HEIGHT + 2


def _preview(record: Record) -> str:
    """What the line that sums the sheet up says before anything is filled in."""
    parts = [
        f"Xem trước: đạt {record.met}/{len(record.criteria)} tiêu chí "
        f"({record.indicators.count(Verdict.MET)}/{len(record.indicators)} chỉ tiêu)"
    ]
    for verdict in (Verdict.BASICALLY_MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE):
        if count := record.criteria.count(verdict):
            parts.append(f"{WORDS[verdict]} {count}")
    return "; ".join(parts)
