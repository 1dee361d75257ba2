"""What the sheets of communes judged alike have in common: rows, words, formulas, drop-downs; made once.

Communes differ in what is on record. Where that changes a formula, the formula is made for that case and kept,
so that a province's sheets cost little more than the writing of their cells.
"""

from __future__ import annotations

from functools import cached_property

from ntm.criteria.model import Indicator, Kind, Mark, Measure
from ntm.criteria.requirement import requirement
from ntm.exchange.sheet import formulas
from ntm.exchange.sheet.formulas import Absence, Said, figures, rules_of
from ntm.exchange.sheet.layout import FIRST_ROW, LETTERS, At, Line, key_of, lines
from ntm.scoring.rules import RuleColumn
from ntm.scoring.shape import shape_of
from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import required_text, verdict_word
from ntm.vietnamese.messages import in_vietnamese

with in_vietnamese():  # sheets have one language, as papers do
    WORDS = tuple(verdict_word(verdict) for verdict in Verdict)
"""The words of the verdicts, by their numbers."""
_MARKS = {Mark.RECALLED: " *", Mark.DOUBTFUL: " **"}


class Pattern:
    """The sheet of every commune in one context, filled in by one body."""

    def __init__(self, column: RuleColumn, body: Body) -> None:
        """Compile the set as it stands in that column."""
        self.column = column
        self.body = body
        self.criteria_set = column.criteria_set
        self.shape = shape_of(self.criteria_set)
        self.rules = rules_of(column)
        self.lines: tuple[Line, ...] = tuple(lines(self.criteria_set))
        self.keys = tuple(key_of(line, self.criteria_set) for line in self.lines)
        self._codes: dict[tuple[int, bool, Absence | None], str] = {}
        self._declared: dict[tuple[str, int, Said], tuple[str, str]] = {}
        self.measure_row: dict[int, int] = {}
        self.indicator_row: dict[int, int] = {}
        self.criterion_row: dict[int, int] = {}
        for number, line in enumerate(self.lines, start=FIRST_ROW + 1):
            if line.level == "criterion":
                self.criterion_row[line.criterion] = number
            elif line.level != "measure":
                self.indicator_row[line.indicator] = number
            if line.measure >= 0:
                self.measure_row[line.measure] = number

    @property
    def last_row(self) -> int:
        """The last row (from 1) that holds a line."""
        return FIRST_ROW + len(self.lines)

    def cells(self, at: At) -> str:
        """All cells of a column: `V7:V96`."""
        return f"{LETTERS[at]}{FIRST_ROW + 1}:{LETTERS[at]}{self.last_row}"

    # -- words -----------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What every line is called, with what its two counts are."""
        return tuple(self._name(line) for line in self.lines)

    def _name(self, line: Line) -> str:
        if line.level == "criterion":
            return self.criteria_set.criteria[line.criterion].name
        indicator = self.criteria_set.indicators[line.indicator]
        if line.measure < 0:
            return indicator.name
        measure = self.criteria_set.measures[line.measure]
        name = indicator.name if line.level == "single" else _part_name(indicator, measure)
        if measure.counts is None:
            return name
        return f"{name}\n({measure.counts.numerator} / {measure.counts.denominator})"

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The requirement of every line, * where it was not compared with the law, ** where it is doubted."""
        return tuple("" if line.measure < 0 else self._required(line.measure) for line in self.lines)

    def _required(self, index: int) -> str:
        measure, threshold = self.criteria_set.measures[index], self.column.thresholds[index]
        if threshold is not None and threshold.repealed:
            return requirement(measure, threshold)
        return required_text(measure, threshold) + _MARKS.get(self.column.marks[index], "")

    # -- formulas --------------------------------------------------------------------------------------

    def code(self, measure: int, is_open: bool, absence: Absence | None) -> str:
        """The formula of a measure's verdict."""
        key = (measure, is_open, absence)
        if key not in self._codes:
            self._codes[key] = formulas.measure_code(
                self.rules[measure], self.measure_row[measure], is_open=is_open, absence=absence
            )
        return self._codes[key]

    def indicator(self, index: int, said: Said) -> tuple[str, str]:
        """The formulas of an indicator's verdict and of whether it rests on doubt."""
        key = ("indicator", index, said)
        if key not in self._declared:
            start, stop = self.shape.measure_spans[index]
            cells = [f"{LETTERS[At.CODE]}{self.measure_row[at]}" for at in range(start, stop)]
            computed = cells[0] if len(cells) == 1 else f"MAX({cells[0]}:{cells[-1]})"
            rests = formulas.rests_on_measures(computed, cells, self.rules[start:stop])
            own = f"{LETTERS[At.INDICATOR]}{self.indicator_row[index]}"
            self._declared[key] = (
                formulas.declared(computed, said, rests),
                formulas.doubt_flag(computed, own, rests),
            )
        return self._declared[key]

    def criterion(self, index: int, said: Said) -> str:
        """The formula of a criterion's verdict."""
        key = ("criterion", index, said)
        if key not in self._declared:
            start, stop = self.shape.indicator_spans[index]
            computed, rests = str(int(Verdict.UNDETERMINED)), ""
            if stop > start:
                first, last = self.indicator_row[start], self._last_row_of(stop - 1)
                span = f"{LETTERS[At.INDICATOR]}{first}:{LETTERS[At.INDICATOR]}{last}"
                computed = f"MAX({span})"
                if said.may_overrule:
                    doubts = f"{LETTERS[At.DOUBT]}{first}:{LETTERS[At.DOUBT]}{last}"
                    rests = formulas.rests_on_indicators(computed, span, doubts)
            self._declared[key] = (formulas.declared(computed, said, rests), "")
        return self._declared[key][0]

    def _last_row_of(self, indicator: int) -> int:
        _start, stop = self.shape.measure_spans[indicator]
        return self.measure_row[stop - 1]

    def absence_cell(self, indicator: int) -> str:
        """The cell in which "không áp dụng" is filled in."""
        return f"{LETTERS[At.NOT_APPLICABLE]}{self.indicator_row[indicator]}"

    def figures_of(self, indicator: int) -> str:
        """The cells of all figures of an indicator."""
        start, stop = self.shape.measure_spans[indicator]
        return figures(self.measure_row[start], self.measure_row[stop - 1])

    @cached_property
    def ratios(self) -> tuple[str | None, ...]:
        """The formula of the computed ratio of every line, None where there are no counts."""
        return tuple(
            formulas.ratio_shown(self.rules[line.measure], self.measure_row[line.measure])
            if line.measure >= 0 and self.takes_counts(line.measure)
            else None
            for line in self.lines
        )

    @cached_property
    def scales(self) -> tuple[str | None, ...]:
        """The formula of every line's scale, None where there are no counts."""
        return tuple(
            formulas.scale(number) if ratio is not None else None
            for number, ratio in enumerate(self.ratios, start=FIRST_ROW + 1)
        )

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The formula of the verdict in words of every line; a total that proves nothing shows a dash."""
        return tuple(self._shown(line, number) for number, line in enumerate(self.lines, start=FIRST_ROW + 1))

    def _shown(self, line: Line, row: int) -> str:
        words = list(WORDS)
        if line.level == "measure":
            if self.rules[line.measure].total:
                words[Verdict.NOT_APPLICABLE] = "–"
            return formulas.shown(f"{LETTERS[At.CODE]}{row}", words)
        at = At.CRITERION if line.level == "criterion" else At.INDICATOR
        return formulas.shown(f"{LETTERS[at]}{row}", words)

    @cached_property
    def preview(self) -> str:
        """The formula of the line that sums the sheet up."""
        criteria, indicators = self.cells(At.CRITERION), self.cells(At.INDICATOR)

        def count(cells: str, verdict: Verdict) -> str:
            return f"COUNTIF({cells},{int(verdict)})"

        parts = [
            f'"Xem trước: đạt "&{count(criteria, Verdict.MET)}&"/{len(self.criteria_set.criteria)} tiêu chí ("',
            f'{count(indicators, Verdict.MET)}&"/{len(self.criteria_set.indicators)} chỉ tiêu)"',
        ]
        for verdict in (Verdict.BASICALLY_MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE):
            number = count(criteria, verdict)
            parts.append(f'IF({number}=0,"","; {WORDS[verdict]} "&{number})')
        wrong = f"SUMPRODUCT(--ISERROR({self.cells(At.CODE)}))"
        parts.append(f'IF({wrong}=0,"","; phải xem lại "&{wrong}&" mục")')
        return "=" + "&".join(parts)

    # -- what may be filled in -------------------------------------------------------------------------

    def takes_counts(self, measure: int) -> bool:
        """Whether two counts may be given for the measure."""
        return self.criteria_set.measures[measure].kind in (Kind.PERCENTAGE, Kind.RATIO)


def _part_name(indicator: Indicator, measure: Measure) -> str:
    name = measure.name.removeprefix(indicator.name).strip(" –-")
    if name:
        return f"– {name}"
    return "– chung cả nam và nữ" if measure.only_disproves else "– chung"
