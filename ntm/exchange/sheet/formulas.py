"""The criteria set compiled to spreadsheet formulas, so that verdicts are previewed where there is no program.

Every formula gives a verdict's number (ntm.scoring.verdict), so that joining is MAX here as it is in the engine.
What is on record is judged by the engine and stands in the sheet as a number (column BASE); formulas judge what
is filled in beside it. A cell that cannot be read as it stands gives an error, never a verdict.

Comparison is exact: a number against its threshold directly (numbers of up to six decimals are further apart
than a spreadsheet confuses), two counts by cross-multiplying them as integers, never by a rounded per cent.
Counts whose products would pass 10¹⁵, where spreadsheets stop being exact, are not previewed: for whole counts and
thresholds of whole per cents, counts above 10¹³.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ntm.criteria.model import Comparator, Kind, Mark, Measure, Threshold
from ntm.exchange.sheet.layout import LETTERS, At
from ntm.scoring.rules import RuleColumn
from ntm.scoring.shape import shape_of
from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import plain

MET_WORD, NOT_MET_WORD, BASICALLY_WORD = "đạt", "chưa đạt", "cơ bản đạt"
DECLARED_WORDS = (MET_WORD, BASICALLY_WORD, NOT_MET_WORD)
"""What may be declared, in the order of the drop-down."""
UNREADABLE = "xem lại số đã ghi"
"""What stands in place of a verdict where a cell is not filled in as it must be."""

_UNKNOWN = "NA()"
_EXACT = 10**15
_DECIMALS = 6
_DECLARED = "CHOOSE(MATCH({cell},{{" + ",".join(f'"{word}"' for word in DECLARED_WORDS) + "}},0),1,2,4)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one measure of a commune is judged by, and how its verdict weighs in joining.

    `total` can only disprove beside others that can prove; `lone` can only disprove and stands alone.
    """

    measure: Measure
    threshold: Threshold | None
    total: bool
    lone: bool

    @property
    def missing(self) -> bool:
        """Whether no requirement is known: undetermined whatever is stated."""
        return (
            self.threshold is None or self.threshold.value is None or self.threshold.checked is Mark.MISSING
        )

    @property
    def doubtful(self) -> bool:
        """Whether the requirement is marked doubtful."""
        return not self.missing and self.threshold is not None and self.threshold.checked is Mark.DOUBTFUL

    def weighed(self, verdict: Verdict) -> int:
        """The number of a verdict on a figure as it enters joining."""
        number = int(verdict)
        if self.threshold is not None and self.threshold.repealed:
            number = int(Verdict.NOT_APPLICABLE)
        elif self.missing:
            number = int(Verdict.UNDETERMINED)
        if self.total:
            return number if number == Verdict.NOT_MET else int(Verdict.NOT_APPLICABLE)
        if self.lone and number == Verdict.MET:
            return int(Verdict.UNDETERMINED)
        return number

    def of_exact(self, value: Decimal | Fraction) -> int:
        """The number of the verdict on an exact value."""
        if self.threshold is None or self.threshold.value is None:
            return self.weighed(Verdict.UNDETERMINED)
        met = compares(value, self.threshold.comparator, self.threshold.value)
        return self.weighed(Verdict.MET if met else Verdict.NOT_MET)


def rules_of(column: RuleColumn) -> tuple[Rule, ...]:
    """The rules of a commune's measures, in the order of the set."""
    shape = shape_of(column.criteria_set)
    return tuple(
        Rule(measure, column.thresholds[index], index in shape.totals, index in shape.lone_totals)
        for index, measure in enumerate(column.criteria_set.measures)
    )


def compares(value: Decimal | Fraction, comparator: Comparator, threshold: Decimal) -> bool:
    """Whether value COMPARATOR threshold holds, exactly."""
    a, b = Fraction(value), Fraction(threshold)
    return {
        Comparator.AT_LEAST: a >= b,
        Comparator.AT_MOST: a <= b,
        Comparator.EQUAL: a == b,
        Comparator.MORE: a > b,
        Comparator.LESS: a < b,
    }[comparator]


@dataclass(frozen=True, slots=True)
class Absence:
    """How "not applicable" stands to a measure in a sheet.

    `cell` is where it may be filled in, None where it may not be. `cells` are those of all figures of the
    indicator. `recorded`: it is on record and covers this measure. `lifted_by` are the figures of the measure
    that bears the indicator's own id: filled in, they take the place of what is on record. `own` is the verdict
    of the measure's own figure, which speaks once it is lifted; `later` whether a figure filled in on the
    sheet's day is later than what is on record, and so speaks beside it.
    """

    cell: str | None
    cells: str
    recorded: bool = False
    lifted_by: str = ""
    own: int = int(Verdict.UNDETERMINED)
    later: bool = False


def measure_code(rule: Rule, row: int, *, is_open: bool = True, absence: Absence | None = None) -> str:
    """The formula of a measure's verdict in a row (from 1): what is filled in, else what is on record.

    `is_open` is false where a figure of a higher body for the same day would speak all the same.
    """
    given, base = _judged(rule, row), f"{LETTERS[At.BASE]}{row}"
    kept = _given_or(row, base, given if is_open else base)
    if absence is None:
        return f"={kept}"
    if absence.recorded and absence.lifted_by and absence.lifted_by != figures(row):
        stands = kept if absence.later else base
        lifted = _given_or(row, str(absence.own), given if is_open else str(absence.own))
        kept = f"IF(COUNTA({absence.lifted_by})>0,{lifted},{stands})"
    if absence.cell is None:
        return f"={kept}"
    none = int(Verdict.NOT_APPLICABLE)
    return f'=IF({absence.cell}="",{kept},IF(COUNTA({absence.cells})=0,{none},{_UNKNOWN}))'


def _given_or(row: int, otherwise: str, given: str) -> str:
    return otherwise if given == otherwise else f"IF(COUNTA({figures(row)})=0,{otherwise},{given})"


def figures(row: int, last: int | None = None) -> str:
    """The cells in which the figures of a row, or of the rows up to `last`, are filled in."""
    return f"{LETTERS[At.VALUE]}{row}:{LETTERS[At.DENOMINATOR]}{last or row}"


def _judged(rule: Rule, row: int) -> str:
    """The verdict on what is filled in."""
    value = f"{LETTERS[At.VALUE]}{row}"
    match rule.measure.kind:
        case Kind.YES_NO:
            yes, no = rule.of_exact(Decimal(1)), rule.of_exact(Decimal(0))
            return f'IF({value}="{MET_WORD}",{yes},IF({value}="{NOT_MET_WORD}",{no},{_UNKNOWN}))'
        case Kind.GRADE:
            return _grade(rule, value)
        case Kind.NUMBER:
            return _number(rule, value)
        case Kind.PERCENTAGE | Kind.RATIO:
            counts = f"{LETTERS[At.NUMERATOR]}{row}:{LETTERS[At.DENOMINATOR]}{row}"
            return f"IF(COUNTA({counts})=0,{_number(rule, value)},{_ratio(rule, row)})"


def _grade(rule: Rule, value: str) -> str:
    grades = rule.measure.scale.grades if rule.measure.scale is not None else ()
    if not grades:
        return str(rule.weighed(Verdict.UNDETERMINED))
    listed = ",".join(f'"{_quoted(grade)}"' for grade in grades)
    numbers = ",".join(str(rule.of_exact(Decimal(place))) for place in range(1, len(grades) + 1))
    return f"CHOOSE(MATCH({value},{{{listed}}},0),{numbers})"


def _number(rule: Rule, value: str) -> str:
    sound = f"ISNUMBER({value})*({value}>=0)"
    if rule.measure.upper_bound is not None:
        sound += f"*({value}<={plain(rule.measure.upper_bound)})"
    if rule.measure.whole and rule.measure.kind is Kind.NUMBER:
        sound += f"*({value}=INT({value}))"
    return f"IF({sound},{_against(rule, value)},{_UNKNOWN})"


def _against(rule: Rule, value: str) -> str:
    met, unmet = rule.weighed(Verdict.MET), rule.weighed(Verdict.NOT_MET)
    if met == unmet or rule.threshold is None or rule.threshold.value is None:
        return str(rule.weighed(Verdict.UNDETERMINED))
    return f"IF({value}{rule.threshold.comparator.value}{plain(rule.threshold.value)},{met},{unmet})"


def _ratio(rule: Rule, row: int) -> str:
    a, b = f"{LETTERS[At.NUMERATOR]}{row}", f"{LETTERS[At.DENOMINATOR]}{row}"
    sound = f"ISNUMBER({a})*ISNUMBER({b})*({a}>=0)*({b}>0)"
    if rule.measure.upper_bound is not None:
        factor = _factor(rule.measure)
        left, right = _scaled(a, factor), _scaled(b, rule.measure.upper_bound)
        sound += f"*({a}<={b})" if factor == rule.measure.upper_bound else f"*({left}<={right})"
    if rule.measure.whole:
        sound += f"*({a}=INT({a}))*({b}=INT({b}))"
    met, unmet = rule.weighed(Verdict.MET), rule.weighed(Verdict.NOT_MET)
    if met == unmet or rule.threshold is None or rule.threshold.value is None:
        return f"IF({sound},{rule.weighed(Verdict.UNDETERMINED)},{_UNKNOWN})"
    left, right, largest = _crossed(rule, row)
    sound += f"*(MAX({a}:{b})*{_scale(row)}<={largest})"
    return f"IF({sound},IF({left}{rule.threshold.comparator.value}{right},{met},{unmet}),{_UNKNOWN})"


def _factor(measure: Measure) -> int:
    return 100 if measure.kind is Kind.PERCENTAGE else 1


def _scaled(cell: str, by: Decimal | int) -> str:
    return f"{cell}*{plain(Decimal(by))}"


def _crossed(rule: Rule, row: int) -> tuple[str, str, int]:
    """a·factor and threshold·b as integers, and the greatest scaled count for which both stay exact."""
    assert rule.threshold is not None  # noqa: S101 - asked for only where there is a threshold
    assert rule.threshold.value is not None  # noqa: S101
    share = Fraction(rule.threshold.value) / _factor(rule.measure)
    most = max(share.numerator, share.denominator, 1)
    left = f"ROUND({LETTERS[At.NUMERATOR]}{row}*{_scale(row)},0)*{share.denominator}"
    right = f"ROUND({LETTERS[At.DENOMINATOR]}{row}*{_scale(row)},0)*{share.numerator}"
    return left, right, _EXACT // most


def _scale(row: int) -> str:
    return f"{LETTERS[At.SCALE]}{row}"


def scale(row: int) -> str:
    """The formula of what makes both counts whole, as small as may be, so that their products stay exact."""
    a, b = f"{LETTERS[At.NUMERATOR]}{row}", f"{LETTERS[At.DENOMINATOR]}{row}"
    thousandths = f"AND(ROUND({a}*1000,0)/1000={a},ROUND({b}*1000,0)/1000={b})"
    return f"=IF(COUNT({a}:{b})<2,1,IF(AND({a}=INT({a}),{b}=INT({b})),1,IF({thousandths},1000,1000000)))"


def ratio_shown(rule: Rule, row: int) -> str:
    """The formula of the per cent or quotient of two counts, never rounded across its threshold."""
    a, b = f"{LETTERS[At.NUMERATOR]}{row}", f"{LETTERS[At.DENOMINATOR]}{row}"
    quotient = f"{a}*{_factor(rule.measure)}/{b}"
    shown = f"ROUND({quotient},2)"
    if not rule.missing and rule.threshold is not None and rule.threshold.value is not None:
        left, right, _largest = _crossed(rule, row)
        limit, side = plain(rule.threshold.value), f"SIGN({left}-{right})"
        finer = f"ROUND({quotient},{_DECIMALS})"
        beside = f"{limit}+{side}*1E-{_DECIMALS}"
        shown = f"IF(SIGN({shown}-{limit})={side},{shown},IF(SIGN({finer}-{limit})={side},{finer},{beside}))"
    return f'=IF(COUNT({a}:{b})<2,"",IF({b}<=0,"",{shown}))'


@dataclass(frozen=True, slots=True)
class Said:
    """What decides an indicator or a criterion beside its parts.

    `cell` is where a declaration may be filled in (None: nowhere), by `body`; `verdict` and `by` are the
    declaration on record, 0 where there is none.
    """

    cell: str | None
    body: Body
    verdict: int = 0
    by: int = 0

    @property
    def may_overrule(self) -> bool:
        """Whether a declaration of a district or a province can stand here, on record or filled in."""
        return self.by >= Body.DISTRICT or (self.cell is not None and self.body >= Body.DISTRICT)


def declared(computed: str, said: Said, rests: str) -> str:
    """The verdict of an indicator or criterion from its computed one: the rules of ntm.scoring.declaring.

    `rests` is the condition under which the computed verdict rests on doubtful thresholds; "" for never.
    """
    recorded = computed
    if said.verdict:
        recorded = _laid(computed, str(said.verdict), said.by, rests)
    if said.cell is None:
        return f"={recorded}"
    given = _laid(computed, _DECLARED.format(cell=said.cell), said.body, rests)
    return f'=IF({said.cell}="",{recorded},{given})'


def _laid(computed: str, verdict: str, by: int, rests: str) -> str:
    opened = f"{computed}={int(Verdict.UNDETERMINED)}"
    wins = f"OR({opened},{rests})" if rests and by >= Body.DISTRICT else opened
    return f"IF({wins},{verdict},{computed})"


def rests_on_measures(computed: str, cells: Sequence[str], rules: Sequence[Rule]) -> str:
    """When an indicator's computed verdict rests on doubtful thresholds; "" when it never does."""
    doubtful = [cell for cell, rule in zip(cells, rules, strict=True) if rule.doubtful]
    certain = [cell for cell, rule in zip(cells, rules, strict=True) if not rule.doubtful]
    if not doubtful:
        return ""
    met, unmet = int(Verdict.MET), int(Verdict.NOT_MET)
    if not certain:
        return f"OR({computed}={met},{computed}={unmet})"
    failing = ",".join([f"{computed}={unmet}", *(f"{cell}<>{unmet}" for cell in certain)])
    passing = ",".join(f"{cell}={met}" for cell in doubtful)
    return f"OR(AND({failing}),AND({computed}={met},OR({passing})))"


def doubt_flag(computed: str, indicator: str, rests: str) -> str:
    """1 where the indicator's verdict is computed and rests on doubt, for its criterion's sake; else 0."""
    return f"=IF(AND({rests},{indicator}={computed}),1,0)" if rests else "=0"


def rests_on_indicators(computed: str, indicators: str, doubts: str) -> str:
    """When a criterion's computed verdict rests on doubtful thresholds, from two columns of the same rows."""
    met, basically, unmet = int(Verdict.MET), int(Verdict.BASICALLY_MET), int(Verdict.NOT_MET)
    certain = f"SUMPRODUCT(({indicators}={unmet})*({doubts}=0))=0"
    any_met = f"SUMPRODUCT(({indicators}={met})*({doubts}=1))>0"
    return f"OR(AND({computed}={unmet},{certain}),AND(OR({computed}={met},{computed}={basically}),{any_met}))"


def shown(code: str, words: Sequence[str]) -> str:
    """The verdict in words."""
    listed = ",".join(f'"{word}"' for word in words)
    return f'=IFERROR(CHOOSE({code}+1,{listed}),"{UNREADABLE}")'


def _quoted(text: str) -> str:
    return text.replace('"', '""')
