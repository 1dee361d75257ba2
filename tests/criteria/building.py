"""Small sets built in a few words, for tests of what works on sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ntm.criteria.model import (
    REGIONS,
    CarriedBy,
    CommuneGroup,
    Comparator,
    CriteriaSet,
    Criterion,
    Indicator,
    Kind,
    Mark,
    Measure,
    Threshold,
)

FILE = "bo-thu.yaml"
NORTH, DELTA, *_REST = REGIONS
GROUPS = tuple(CommuneGroup(f"group_{n}", f"Xã nhóm {n}", "", Mark.READ) for n in (1, 2, 3))


def threshold(
    value: str | None = "95",
    *,
    line: int = 10,
    checked: Mark | None = None,
    comparator: Comparator = Comparator.AT_LEAST,
    regions: tuple[str, ...] | None = None,
    groups: tuple[str, ...] | None = None,
    years: tuple[int, int] | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    where: tuple[tuple[str, str], ...] = (),
    general: bool = False,
    grade: str | None = None,
) -> Threshold:
    """A threshold of item 1.1 at a line of the file; no value means missing."""
    mark = checked or (Mark.MISSING if value is None else Mark.READ)
    return Threshold(
        item="1.1",
        comparator=comparator,
        value=None if value is None else Decimal(value),
        checked=mark,
        grade=grade,
        regions=regions,
        groups=groups,
        years=years,
        valid_from=valid_from,
        valid_to=valid_to,
        where=where,
        general=general,
        file=FILE,
        line=line,
    )


def measure(*thresholds: Threshold, item: str = "1.1", kind: Kind = Kind.PERCENTAGE) -> Measure:
    """A measure with these thresholds."""
    bound = Decimal(100) if kind is Kind.PERCENTAGE else None
    unit = "%" if kind is Kind.PERCENTAGE else ""
    comparator = Comparator.EQUAL if kind is Kind.YES_NO else Comparator.AT_LEAST
    return Measure(item, f"Nội dung {item}", kind, unit, comparator, thresholds, upper_bound=bound)


def indicator(*measures: Measure, item: str = "1.1", line: int = 5) -> Indicator:
    """An indicator of these measures."""
    return Indicator(item, f"Chỉ tiêu {item}", "", Mark.READ, measures, CarriedBy.STATE, file=FILE, line=line)


def criteria_set(*indicators: Indicator, years: tuple[int, int] = (2021, 2025)) -> CriteriaSet:
    """A complete set of one criterion."""
    return CriteriaSet(
        id="bo-thu",
        title="Bộ thử",
        title_en="",
        decision="Quyết định 1/QĐ-TTg",
        annex=None,
        signed=date(years[0], 1, 1),
        in_force_from=date(years[0], 1, 1),
        in_force_to=None,
        criteria=(Criterion("1", "Tiêu chí 1", "", indicators, line=3),),
        complete=True,
        total_criteria=1,
        total_indicators=len(indicators),
        years=years,
        file=FILE,
    )


def set_of(*thresholds: Threshold, kind: Kind = Kind.PERCENTAGE) -> CriteriaSet:
    """A set of one indicator with these thresholds."""
    return criteria_set(indicator(measure(*thresholds, kind=kind)))


def grouped(built: CriteriaSet) -> CriteriaSet:
    """The same set with three groups of communes."""
    return replace(built, groups=GROUPS)
