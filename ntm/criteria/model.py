"""The law as values: sets, criteria, indicators, measures and dated thresholds.

Nothing here reads a file or decides a verdict. Words follow docs/glossary.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ntm.criteria.procedure import Procedure

REGIONS: Mapping[str, str] = {
    "trung_du_mien_nui_phia_bac": "Trung du miền núi phía Bắc",
    "dong_bang_song_hong": "Đồng bằng sông Hồng",
    "bac_trung_bo": "Bắc Trung Bộ",
    "duyen_hai_nam_trung_bo": "Duyên hải Nam Trung Bộ",
    "tay_nguyen": "Tây Nguyên",
    "dong_nam_bo": "Đông Nam Bộ",
    "dong_bang_song_cuu_long": "Đồng bằng sông Cửu Long",
}
"""The seven regions by which the decisions give thresholds."""


NOT_SO = "no"
"""The value of an attribute not stated of a commune: `border: no` holds wherever border is not given."""


class Mark(StrEnum):
    """How far a threshold was checked against the published text (certain first)."""

    READ = "read"
    RECALLED = "recalled"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


class Kind(StrEnum):
    """What is stated of an indicator."""

    PERCENTAGE = "percentage"  # a per cent, or two counts whose ratio is it
    NUMBER = "number"  # a quantity in a unit
    YES_NO = "yes_no"  # đạt / chưa đạt
    GRADE = "grade"  # a step of an ordered scale
    RATIO = "ratio"  # a quotient of two counts that is not a per cent (m2 a person)


class Comparator(StrEnum):
    """How a value is compared with the threshold: value COMPARATOR threshold."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    MORE = ">"
    LESS = "<"


class CarriedBy(StrEnum):
    """Who carries an indicator."""

    STATE = "state"  # Nhà nước
    PEOPLE = "people"  # người dân và cộng đồng
    BOTH = "both"  # Nhà nước và nhân dân


@dataclass(frozen=True, slots=True)
class Source:
    """Where a threshold stands in the law, and who compared it with the text."""

    decision: str | None = None
    annex: str | None = None
    article: str | None = None
    page: str | None = None
    urls: tuple[str, ...] = ()
    checked_by: str | None = None
    checked_on: date | None = None
    compared_with: tuple[str, ...] = ()  # amending decisions this value was compared with

    def citation(self) -> str:
        """The place in the law in words: "Quyết định 318/QĐ-TTg, Phụ lục I, Điều 2, trang 7"."""
        parts = [self.decision, self.annex, self.article, f"trang {self.page}" if self.page else None]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Threshold:
    """One requirement on one measure, with where and when it applies and how far it was checked.

    `value` is exact; for a yes/no measure it is 1, for a grade the 1-based position of `grade` in the
    measure's scale. None means missing. `regions`, `groups` and `years` of None mean "every". `general`
    is the decision's column *chung*: shown, never applied. `where` holds attribute=value pairs that a
    commune must have; "no" holds, too, of communes for which the attribute is not stated. `valid_from` and
    `valid_to` (inclusive) bound the days on which it is law.
    """

    item: str
    comparator: Comparator
    value: Decimal | None
    checked: Mark
    grade: str | None = None
    regions: tuple[str, ...] | None = None
    general: bool = False
    groups: tuple[str, ...] | None = None
    where: tuple[tuple[str, str], ...] = ()
    years: tuple[int, int] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    delegated: bool = False  # left to the province; `checked` is then missing until an overlay fills it
    delegation_checked: Mark | None = None  # how far the delegation itself was checked
    stated_mark: Mark | None = None  # the mark as the file states it, before what is unusable became missing
    repealed: bool = False  # from its first day the indicator is no longer asked for: not applicable
    text: str | None = None  # the requirement in the decision's own words, where they say more
    source: Source = Source()
    overlay: str | None = None  # id of the overlay that gave it
    illustrative: bool = False  # made up for the demonstration
    file: str = ""
    line: int = 0

    def applies(self, context: Context) -> bool:
        """Whether this requirement speaks for a commune in that context (the *chung* column never does)."""
        if self.general:
            return False
        if self.regions is not None and context.region not in self.regions:
            return False
        if self.groups is not None and context.group not in self.groups:
            return False
        if self.years is not None and not self.years[0] <= context.day.year <= self.years[1]:
            return False
        if self.valid_from is not None and context.day < self.valid_from:
            return False
        if self.valid_to is not None and context.day > self.valid_to:
            return False
        return all(context.attributes.get(name, NOT_SO) == value for name, value in self.where)


@dataclass(frozen=True)
class Context:
    """What selects a threshold: the effective region, commune group, attributes, and the scored day."""

    day: date
    region: str | None = None
    group: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scale:
    """The ordered grades of a graded measure, lowest first; empty when the order is not known."""

    grades: tuple[str, ...] = ()
    checked: Mark = Mark.MISSING


@dataclass(frozen=True, slots=True)
class Counts:
    """What the two counts of a percentage or ratio are called, and their common unit (hộ, người, km)."""

    numerator: str
    denominator: str
    unit: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is stated and compared: `17.1`, `17.1:tap-trung`, `12.1:nam`.

    `only_disproves` marks the total for both sexes: it can prove "not met", never "met".
    `within` names the measure of which this one is a part (its share cannot be larger).
    `same_as` is "SET/ITEM" of the same figure in another set.
    """

    id: str
    name: str
    kind: Kind
    unit: str
    comparator: Comparator
    thresholds: tuple[Threshold, ...]
    counts: Counts | None = None
    scale: Scale | None = None
    only_disproves: bool = False
    within: str | None = None
    upper_bound: Decimal | None = None  # 100 for a percentage that cannot exceed it
    whole: bool = False  # counts things: decimals are refused
    same_as: str | None = None
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A chỉ tiêu: its official wording and the measures that decide it.

    `not_applicable_if` is the law's reason for "không áp dụng"; None where the law allows none.
    """

    id: str
    name: str
    name_en: str
    wording: Mark
    measures: tuple[Measure, ...]
    carried_by: CarriedBy
    numbered_in_decision: bool = True
    not_applicable_if: str | None = None
    note: str | None = None
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """A tiêu chí: met when every applicable indicator of it is met."""

    number: str
    name: str
    name_en: str
    indicators: tuple[Indicator, ...]
    group: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class CommuneGroup:
    """A group of communes by which thresholds differ (2026-2030)."""

    id: str
    name: str
    definition: str
    checked: Mark


@dataclass(frozen=True, slots=True)
class RegionRule:
    """Communes with any of `attributes` (name, value) are judged by `region`'s column, not by their own."""

    region: str
    attributes: tuple[tuple[str, str], ...]
    text: str
    checked: Mark
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later decision that amended the set; not `applied` means its text was not compared yet."""

    decision: str
    day: date
    applied: bool


@dataclass(frozen=True)
class CriteriaSet:
    """One dated set of criteria, overlays laid on, ready to be proved and compiled.

    `documents` are the texts it was made of, (name, text), the national file first; `hash` is theirs.
    """

    id: str
    title: str
    title_en: str
    decision: str
    annex: str | None
    signed: date
    in_force_from: date
    in_force_to: date | None
    criteria: tuple[Criterion, ...]
    complete: bool
    total_criteria: int
    total_indicators: int
    years: tuple[int, int]
    purpose: str = "standard"  # "standard" | "advanced" | "recognition" | "dossier"
    basic: bool = False  # the default set of its time (basic xã NTM)
    groups: tuple[CommuneGroup, ...] = ()
    region_rule: RegionRule | None = None
    amendments: tuple[Amendment, ...] = ()
    sources: tuple[str, ...] = ()
    procedure: Procedure | None = None  # of a set of purpose "dossier"
    overlays: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    hash: str = ""
    file: str = ""

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the decision's order."""
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures in the decision's order: the columns of a snapshot."""
        return tuple(measure for indicator in self.indicators for measure in indicator.measures)

    @cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        """Measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def indicator_by_id(self) -> Mapping[str, Indicator]:
        """Indicators by id."""
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def criterion_by_number(self) -> Mapping[str, Criterion]:
        """Criteria by number."""
        return {criterion.number: criterion for criterion in self.criteria}

    @cached_property
    def indicator_of_measure(self) -> Mapping[str, Indicator]:
        """The indicator each measure belongs to."""
        return {measure.id: ind for ind in self.indicators for measure in ind.measures}

    @cached_property
    def criterion_of_indicator(self) -> Mapping[str, Criterion]:
        """The criterion each indicator belongs to."""
        return {ind.id: criterion for criterion in self.criteria for ind in criterion.indicators}

    @property
    def illustrative(self) -> bool:
        """Whether any threshold is made up for the demonstration."""
        return any(threshold.illustrative for threshold in self.thresholds())

    def thresholds(self) -> Iterator[Threshold]:
        """Every threshold of the set."""
        for measure in self.measures:
            yield from measure.thresholds

    def effective_region(self, region: str | None, attributes: Mapping[str, str]) -> str | None:
        """The region whose column judges a commune, the rule for specially difficult communes applied."""
        rule = self.region_rule
        if rule is not None and any(attributes.get(name) == value for name, value in rule.attributes):
            return rule.region
        return region

    def mark_on(self, threshold: Threshold, day: date) -> Mark:
        """The mark that may be shown on a day.

        From the day of an amendment that was not applied, nothing counts as read until compared with it.
        """
        # A repeal has no value; it is as certain as its line says.
        checked = (threshold.stated_mark if threshold.repealed else None) or threshold.checked
        if checked is not Mark.READ:
            return checked
        for amendment in self.amendments:
            if (
                not amendment.applied
                and day >= amendment.day
                and amendment.decision not in threshold.source.compared_with
            ):
                return Mark.RECALLED
        return Mark.READ
