"""Thresholds are counted by the mark that may be shown on the day; the column chung apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ntm.criteria.coverage import coverage
from ntm.criteria.model import REGIONS, Amendment, Context, Mark, Source
from tests.criteria.building import DELTA, NORTH, criteria_set, indicator, measure, set_of, threshold

DAY = date(2024, 6, 30)
EACH = [threshold(regions=(region,)) for region in REGIONS if region != DELTA]


def test_the_general_column_is_never_mixed_in() -> None:
    found = coverage(set_of(*EACH, threshold(None, regions=(DELTA,)), threshold("90", general=True)), DAY)
    assert found.counts == {Mark.READ: 6, Mark.RECALLED: 0, Mark.DOUBTFUL: 0, Mark.MISSING: 1}
    assert found.general_counts[Mark.READ] == 1
    assert found.unchecked == 1


def test_from_an_amendment_not_compared_nothing_counts_as_read() -> None:
    compared = replace(threshold(regions=(DELTA,)), source=Source(compared_with=("QĐ 211",)))
    amended = replace(set_of(*EACH, compared), amendments=(Amendment("QĐ 211", date(2024, 3, 1), False),))
    assert coverage(amended, date(2024, 2, 29)).counts[Mark.READ] == 7
    after = coverage(amended, date(2024, 3, 1)).counts
    assert (after[Mark.READ], after[Mark.RECALLED]) == (1, 6)


def test_for_one_unit_each_measure_has_the_threshold_that_applies_there() -> None:
    built = criteria_set(
        indicator(measure(*EACH, threshold("90", general=True))),
        indicator(measure(threshold("80", checked=Mark.DOUBTFUL), item="1.2"), item="1.2", line=9),
    )
    north = coverage(built, DAY, Context(DAY, NORTH))
    assert [(line.measure.id, line.mark) for line in north.lines] == [
        ("1.1", Mark.READ),
        ("1.2", Mark.DOUBTFUL),
    ]
    assert north.lines[0].threshold is EACH[0]
    assert north.general == ()
    delta = coverage(built, DAY, Context(DAY, DELTA))
    assert delta.lines[0].threshold is None
    assert delta.counts[Mark.MISSING] == 1


def test_what_is_left_to_the_province_is_counted() -> None:
    found = coverage(set_of(replace(threshold(None), delegated=True)), DAY)
    assert (found.delegated, found.illustrative) == (1, 0)
