"""What changed between two sets or two days, item by item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ntm.criteria.difference import Change, differences
from ntm.criteria.model import REGIONS, Amendment, CriteriaSet, Mark
from tests.criteria.building import NORTH, criteria_set, indicator, measure, set_of, threshold

EARLY, LATE = date(2023, 6, 30), date(2024, 6, 30)


def told(a: CriteriaSet, b: CriteriaSet, day_a: date = LATE, day_b: date = LATE) -> list[tuple[object, ...]]:
    return [
        (found.change, found.item_before, found.item_after, found.before, found.after, found.where)
        for found in differences(a, b, day_a, day_b)
    ]


def test_a_set_does_not_differ_from_itself() -> None:
    built = set_of(threshold(years=(2021, 2025)))
    assert told(built, built, EARLY, LATE) == []


def test_between_two_days_an_amended_threshold_shows_old_and_new() -> None:
    built = set_of(
        threshold(valid_to=date(2024, 2, 29)),
        threshold("98", valid_from=date(2024, 3, 1), regions=(NORTH,)),
        threshold("95", valid_from=date(2024, 3, 1), regions=tuple(r for r in REGIONS if r != NORTH)),
    )
    assert told(built, built, EARLY, LATE) == [
        (Change.THRESHOLD, "1.1", "1.1", "≥ 95%", "≥ 98%", "vùng Trung du miền núi phía Bắc")
    ]


def test_a_mark_lost_to_an_amendment_is_told_once() -> None:
    built = replace(
        set_of(threshold()), amendments=(Amendment("Quyết định 211/QĐ-TTg", date(2024, 3, 1), False),)
    )
    assert told(built, built, EARLY, LATE) == [
        (Change.MARK, "1.1", "1.1", "đã đối chiếu", "chưa đối chiếu", "")
    ]


def test_versions_of_one_set_are_linked_by_id() -> None:
    old = criteria_set(
        indicator(measure(threshold())), indicator(measure(threshold(), item="1.2"), item="1.2")
    )
    new = criteria_set(
        replace(indicator(measure(threshold())), name="Lời mới"),
        indicator(measure(threshold(), item="1.3"), item="1.3"),
    )
    assert told(old, new) == [
        (Change.REWORDED, "1.1", "1.1", "Chỉ tiêu 1.1", "Lời mới", ""),
        (Change.DROPPED, "1.2", None, "Chỉ tiêu 1.2", "", ""),
        (Change.ADDED, None, "1.3", "", "Chỉ tiêu 1.3", ""),
    ]


def test_two_sets_are_linked_by_same_as_and_never_by_number() -> None:
    old = set_of(threshold())
    new = replace(criteria_set(indicator(measure(threshold("99")))), id="bo-moi")
    assert told(old, new) == [
        (Change.DROPPED, "1.1", None, "Chỉ tiêu 1.1", "", ""),
        (Change.ADDED, None, "1.1", "", "Chỉ tiêu 1.1", ""),
    ]
    linked = replace(measure(threshold("99"), item="7.2"), same_as="bo-thu/1.1")
    new = replace(criteria_set(replace(indicator(linked, item="7.2"), name="Chỉ tiêu 1.1")), id="bo-moi")
    expected = [
        (Change.RENUMBERED, "1.1", "7.2", "1.1", "7.2", ""),
        (Change.THRESHOLD, "1.1", "7.2", "≥ 95%", "≥ 99%", ""),
    ]
    assert told(old, new) == expected
    # The link works from either side.
    assert [found[1:3] for found in told(new, old)] == [("7.2", "1.1"), ("7.2", "1.1")]


def test_missing_and_mark_changes_are_told_apart() -> None:
    assert told(set_of(threshold(None)), set_of(threshold())) == [
        (Change.THRESHOLD, "1.1", "1.1", "chưa có", "≥ 95%", "")
    ]
    assert told(set_of(threshold(checked=Mark.DOUBTFUL)), set_of(threshold())) == [
        (Change.MARK, "1.1", "1.1", "còn nghi ngờ", "đã đối chiếu", "")
    ]
