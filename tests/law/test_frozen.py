"""The law as transcribed does not drift: every threshold of every set, against a table frozen apart from criteria/.

The table holds what was transcribed from the decisions: the second part of a two-part threshold is "ID (2)", a
value left to the province is "province", yes/no is "dat". A grade whose scale has no known order keeps its word
and its mark here, and is missing when it is used.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Kind, Mark, Measure, Threshold

Row = tuple[str, ...]
_FROZEN = Path(__file__).with_name("frozen.csv")
_SETS = {"xa-ntm-2016-2020": 49, "xa-ntm-2021-2025": 57, "xa-ntm-nang-cao-2021-2025": 75}


def _transcribed(set_id: str) -> Counter[Row]:
    with _FROZEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return Counter(tuple(row) for row in rows if row[0] == set_id)


def _encoded(criteria: CriteriaSet) -> Counter[Row]:
    return Counter(
        _row(criteria, measure, threshold)
        for indicator in criteria.indicators
        for measure in indicator.measures
        if not measure.id.endswith((":nam", ":nu"))
        for threshold in measure.thresholds
    )


def _row(criteria: CriteriaSet, measure: Measure, threshold: Threshold) -> Row:
    item = f"{measure.id.split(':')[0]} (2)" if measure.within else measure.id
    regions = threshold.regions or ("all_regions",)
    assert len(regions) == 1
    region = "general" if threshold.general else regions[0]
    year = str(threshold.years[0]) if threshold.years else ""
    assert threshold.years is None or threshold.years[0] == threshold.years[1]
    mark = threshold.stated_mark
    assert mark is not None
    return (
        criteria.id,
        item,
        _comparator(measure, threshold),
        region,
        "",
        year,
        _value(measure, threshold),
        mark.value,
    )


def _comparator(measure: Measure, threshold: Threshold) -> str:
    return "dat" if measure.kind is Kind.YES_NO else threshold.comparator.value


def _value(measure: Measure, threshold: Threshold) -> str:
    if threshold.delegated:
        return "province"
    if threshold.grade is not None:
        return threshold.grade
    if threshold.value is None:
        return ""
    return "dat" if measure.kind is Kind.YES_NO else format(threshold.value, "f")


@pytest.mark.parametrize("set_id", _SETS)
def test_every_threshold_is_as_transcribed(set_id: str) -> None:
    found, frozen = _encoded(library.load(set_id)), _transcribed(set_id)
    assert found - frozen == Counter()
    assert frozen - found == Counter()


@pytest.mark.parametrize(("set_id", "indicators"), _SETS.items())
def test_sets_have_their_size(set_id: str, indicators: int) -> None:
    criteria = library.load(set_id)
    assert (len(criteria.criteria), len(criteria.indicators)) == (19, indicators)


def test_the_frame_of_2026_lists_its_criteria_and_groups_and_nothing_else() -> None:
    frame = library.load("xa-ntm-2026-2030")
    assert (len(frame.criteria), frame.total_indicators, len(frame.indicators)) == (10, 47, 0)
    assert [group.id for group in frame.groups] == ["group_1", "group_2", "group_3"]
    assert not frame.complete


def test_a_grade_of_unknown_order_has_no_usable_threshold() -> None:
    advanced = library.load("xa-ntm-nang-cao-2021-2025")
    for item in ("3.6", "5.5"):
        for threshold in advanced.measure_by_id[item].thresholds:
            assert threshold.value is None
            assert threshold.checked is Mark.MISSING


def test_nothing_of_decision_318_counts_as_read_from_the_day_of_decision_211() -> None:
    for set_id in ("xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025"):
        criteria = library.load(set_id)
        read = [one for one in criteria.thresholds() if one.checked is Mark.READ]
        assert read
        assert all(criteria.mark_on(one, date(2024, 2, 29)) is Mark.READ for one in read)
        assert all(criteria.mark_on(one, date(2024, 3, 1)) is not Mark.READ for one in read)


def test_what_is_left_to_lang_son_stays_missing_until_it_says() -> None:
    criteria = library.load("xa-ntm-2021-2025", overlays=("lang-son",))
    for item in ("2.1", "2.2", "2.3", "2.4", "6.1", "6.2", "17.5"):
        [threshold] = criteria.measure_by_id[item].thresholds
        assert (threshold.value, threshold.checked, threshold.delegated) == (None, Mark.MISSING, True)
