"""Three cases for every numeric threshold: just below, equal, just above; as a number and as two counts.

They are made from the sets themselves, for every region and year; what must come out is said by the plain
evaluator, so a threshold that is corrected brings its cases along.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm.criteria import library
from ntm.criteria.model import REGIONS, CriteriaSet, Kind, Measure, Threshold
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.engine import score
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.verdict import Body, Verdict
from tests.law.plain import applying, criteria_verdicts, indicator_verdict, measure_verdict

SETS = (
    ("xa-ntm-2016-2020", (), range(2016, 2022)),
    ("xa-ntm-2021-2025", (), range(2021, 2026)),
    ("xa-ntm-2021-2025", ("lang-son", "minh-hoa"), range(2021, 2026)),
    ("xa-ntm-nang-cao-2021-2025", (), range(2021, 2026)),
    ("cong-nhan-2022", ("minh-hoa",), range(2022, 2024)),
)
CASES = [(name, over, year) for name, over, years in SETS for year in years]
LEAST = Decimal("0.000001")
MANY = 10**8


def stated(measure: Measure, value: Decimal, day: date, as_counts: bool) -> Stated:
    """The value as a number or, for a percentage, as two counts that are exactly it."""
    if measure.kind is Kind.GRADE:
        assert measure.scale is not None
        return Stated(measure.id, day, Body.COMMUNE, grade=measure.scale.grades[int(value) - 1])
    if as_counts and measure.kind is Kind.PERCENTAGE:
        return Stated(measure.id, day, Body.COMMUNE, numerator=value * MANY / 100, denominator=Decimal(MANY))
    return Stated(measure.id, day, Body.COMMUNE, value=value)


def boundary(measure: Measure, threshold: Threshold) -> list[Decimal]:
    """Just below, equal and just above; for a grade the steps beside it, as far as the scale goes."""
    assert threshold.value is not None
    if measure.kind is Kind.GRADE:
        assert measure.scale is not None
        steps = [threshold.value - 1, threshold.value, threshold.value + 1]
        return [min(max(step, Decimal(1)), Decimal(len(measure.scale.grades))) for step in steps]
    if measure.kind is Kind.YES_NO:
        return [Decimal(0), Decimal(1), Decimal(1)]
    return [threshold.value - LEAST, threshold.value, threshold.value + LEAST]


@pytest.mark.parametrize("as_counts", [False, True], ids=["number", "counts"])
@pytest.mark.parametrize(("set_id", "overlays", "year"), CASES)
def test_below_equal_and_above_every_threshold(
    set_id: str, overlays: tuple[str, ...], year: int, as_counts: bool
) -> None:
    criteria = library.load(set_id, overlays=overlays)
    day = date(year, 6, 30)
    units = [
        UnitRow(f"{region}-{step}", region, "xa", region=region) for region in REGIONS for step in range(3)
    ]
    builder = SnapshotBuilder(criteria, day, units)
    expected: dict[tuple[str, int], Verdict] = {}
    for at, region in enumerate(REGIONS):
        for measure in criteria.measures:
            threshold = applying(measure, region, year)
            if threshold is None or threshold.value is None:
                continue
            for step, value in enumerate(boundary(measure, threshold)):
                builder.put(3 * at + step, stated(measure, value, day, as_counts))
                verdict = measure_verdict(Fraction(value), threshold)
                neutral = measure.only_disproves and verdict is Verdict.MET
                expected[measure.id, 3 * at + step] = Verdict.NOT_APPLICABLE if neutral else verdict
    card = score(builder.build(), criteria)
    index = {measure.id: number for number, measure in enumerate(criteria.measures)}
    found = {key: Verdict(int(card.measures[index[key[0]], key[1]])) for key in expected}
    assert found == expected
    assert expected


def _thresholds(criteria: CriteriaSet, region: str, year: int) -> Mapping[str, Threshold | None]:
    return {measure.id: applying(measure, region, year) for measure in criteria.measures}


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(list(REGIONS)), st.integers(2021, 2025))
def test_criteria_and_indicators_are_what_the_plain_evaluator_says(
    data: st.DataObject, region: str, year: int
) -> None:
    criteria = library.load("xa-ntm-2021-2025", overlays=("lang-son", "minh-hoa"))
    day = date(year, 12, 31)
    thresholds = _thresholds(criteria, region, year)
    builder = SnapshotBuilder(criteria, day, [UnitRow("1", "Một", "xa", region=region)])
    values: dict[str, Fraction] = {}
    for measure in criteria.measures:
        threshold = thresholds[measure.id]
        near = (
            boundary(measure, threshold)
            if threshold is not None and threshold.value is not None
            else [Decimal(80)]
        )
        value = data.draw(st.sampled_from([None, *near, near[-1], near[-1]]), label=measure.id)
        if value is not None:
            builder.put(0, stated(measure, value, day, as_counts=False))
            values[measure.id] = Fraction(value)
    card = score(builder.build(), criteria)
    indicators = [indicator_verdict(one, values, thresholds) for one in criteria.indicators]
    assert [Verdict(int(v)) for v in card.indicators.verdicts[:, 0]] == indicators
    assert [Verdict(int(v)) for v in card.criteria.verdicts[:, 0]] == [
        *criteria_verdicts(criteria, values, thresholds).values()
    ]
