"""Exactly one threshold applies everywhere, or the proof names the place where it does not."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm.criteria.model import (
    REGIONS,
    Comparator,
    Context,
    Criterion,
    Kind,
    Mark,
    RegionRule,
    Scale,
    Threshold,
)
from ntm.criteria.proof import prove
from ntm.errors import Problem
from tests.criteria.building import (
    DELTA,
    FILE,
    NORTH,
    criteria_set,
    grouped,
    indicator,
    measure,
    set_of,
    threshold,
)

OTHERS = tuple(region for region in REGIONS if region not in (NORTH, DELTA))


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [problem.sentence() for problem in problems]
    assert problems[0].remedy
    return problems[0]


def test_one_threshold_for_all_is_proved() -> None:
    assert prove(set_of(threshold())) == []


def test_a_declared_missing_threshold_fills_its_place() -> None:
    split = [threshold(regions=(region,)) for region in REGIONS if region != DELTA]
    assert prove(set_of(*split, threshold(None, regions=(DELTA,)))) == []


def test_a_hole_names_the_region_and_points_at_the_indicator() -> None:
    split = [threshold(regions=(region,)) for region in REGIONS if region != DELTA]
    problem = only(prove(set_of(*split)))
    assert problem.message == "Chỉ tiêu 1.1: không có ngưỡng nào cho vùng Đồng bằng sông Hồng."
    assert "checked: missing" in problem.remedy
    assert problem.place == f"{FILE}:5"


def test_the_general_column_fills_no_hole() -> None:
    problem = only(prove(set_of(threshold(regions=(NORTH,)), threshold("90", general=True))))
    assert problem.message.endswith("mọi vùng trừ Trung du miền núi phía Bắc.")


def test_a_measure_without_any_threshold_is_one_hole() -> None:
    problem = only(prove(set_of()))
    assert problem.message.endswith(
        "không có ngưỡng nào cho mọi xã, mọi ngày trong thời gian của bộ tiêu chí."
    )


def test_a_hole_in_years_is_named_by_its_years() -> None:
    problem = only(prove(set_of(threshold(years=(2021, 2022)), threshold(years=(2025, 2025)))))
    assert problem.message.endswith("không có ngưỡng nào cho các năm 2023-2024.")


def test_holes_across_regions_and_years_are_one_problem() -> None:
    law = [
        threshold(regions=(NORTH, DELTA, *OTHERS[:-1])),
        threshold(regions=OTHERS[-1:], years=(2021, 2023)),
    ]
    problem = only(prove(set_of(*law)))
    assert problem.message.endswith("vùng Đồng bằng sông Cửu Long, các năm 2024-2025.")


def test_a_hole_for_a_group_is_named() -> None:
    problem = only(prove(grouped(set_of(threshold(groups=("group_1",)), threshold(groups=("group_3",))))))
    assert problem.message.endswith("không có ngưỡng nào cho Xã nhóm 2.")


def test_a_hole_for_communes_without_the_attribute_is_named() -> None:
    problem = only(prove(set_of(threshold(where=(("border", "yes"),)))))
    assert problem.message.endswith("không có ngưỡng nào cho xã không có border.")
    problem = only(prove(set_of(threshold(where=(("area", "III"),)), threshold(where=(("area", "II"),)))))
    assert problem.message.endswith("không có ngưỡng nào cho xã có area khác III / II.")


def test_no_is_met_by_communes_of_which_the_attribute_is_not_stated() -> None:
    border, other = threshold(where=(("border", "yes"),)), threshold("90", where=(("border", "no"),))
    assert prove(set_of(border, other)) == []
    day = date(2024, 6, 30)
    assert other.applies(Context(day))
    assert other.applies(Context(day, attributes={"border": "no"}))
    assert not other.applies(Context(day, attributes={"border": "yes"}))
    assert not border.applies(Context(day))


def test_two_that_apply_are_one_problem_that_points_at_both_lines() -> None:
    problem = only(prove(set_of(threshold(line=10), threshold("90", line=14, regions=(NORTH, DELTA)))))
    assert problem.message == (
        "Chỉ tiêu 1.1: hai ngưỡng cùng áp dụng cho vùng Trung du miền núi phía Bắc, Đồng bằng sông Hồng: "
        "≥ 95% (bo-thu.yaml:10) và ≥ 90% (bo-thu.yaml:14)."
    )
    assert problem.place == f"{FILE}:14"


def test_two_of_the_same_selectors_are_an_overlap_everywhere() -> None:
    problem = only(prove(set_of(threshold(), threshold(line=11))))
    assert "mọi xã, mọi ngày" in problem.message


def test_two_general_columns_are_an_overlap_too() -> None:
    law = (threshold(), threshold("1", general=True, line=8), threshold("2", general=True, line=9))
    assert "(bo-thu.yaml:8) và ≥ 2% (bo-thu.yaml:9)" in only(prove(set_of(*law))).message


def test_an_amendment_keeps_the_old_value_before_its_day() -> None:
    old = threshold(valid_to=date(2024, 2, 29))
    assert prove(set_of(old, threshold("90", valid_from=date(2024, 3, 1)))) == []
    problem = only(prove(set_of(old, threshold("90", valid_from=date(2024, 2, 20), line=12))))
    assert "các ngày từ 20/02/2024 đến 29/02/2024" in problem.message
    problem = only(prove(set_of(old, threshold("90", valid_from=date(2024, 3, 3)))))
    assert problem.message.endswith("không có ngưỡng nào cho các ngày từ 01/3/2024 đến 02/3/2024.")


def test_the_region_rule_decides_what_can_occur() -> None:
    rule = RegionRule(NORTH, (("specially_difficult", "yes"),), "", Mark.READ)
    special = (("specially_difficult", "yes"),)
    law = [
        *(threshold(regions=(region,)) for region in REGIONS if region != NORTH),
        threshold("80", regions=(NORTH,), where=special),
        threshold(regions=(NORTH,)),
    ]
    built = replace(set_of(*law), region_rule=rule)
    assert "vùng Trung du miền núi phía Bắc, xã có specially_difficult = yes" in only(prove(built)).message
    whole = [*law[:-1], threshold(regions=(NORTH,), where=(("specially_difficult", "no"),))]
    assert prove(replace(set_of(*whole), region_rule=rule)) == []
    # A specially difficult commune is never judged by the delta's column: that threshold cannot apply.
    unreachable = [
        *law[:-2],
        threshold(regions=(NORTH,)),
        threshold(regions=(DELTA,), where=special, line=44),
    ]
    problem = only(prove(replace(set_of(*unreachable), region_rule=rule)))
    assert problem.message == "Chỉ tiêu 1.1: ngưỡng ≥ 95% không bao giờ áp dụng."
    assert problem.place == f"{FILE}:44"


def test_a_threshold_of_no_year_of_the_set_never_applies() -> None:
    problem = only(prove(set_of(threshold(years=(2021, 2025)), threshold(years=(2035, 2035), line=20))))
    assert "không bao giờ áp dụng" in problem.message


def test_totals_must_match_unless_the_set_says_it_is_incomplete() -> None:
    built = replace(set_of(threshold()), total_indicators=2)
    assert only(prove(built)).message == "Bộ tiêu chí bo-thu ghi tổng số 2 chỉ tiêu nhưng trong tệp có 1."
    assert prove(replace(built, complete=False)) == []
    assert only(prove(replace(built, complete=False, total_indicators=0)))


def test_an_empty_criterion_of_a_complete_set_is_a_problem() -> None:
    built = set_of(threshold())
    built = replace(built, criteria=(*built.criteria, Criterion("2", "B", "", (), line=30)), total_criteria=2)
    assert only(prove(built)).place == f"{FILE}:30"
    assert prove(replace(built, complete=False)) == []


def test_a_number_used_twice_points_at_the_first() -> None:
    built = criteria_set(indicator(measure(threshold())), indicator(measure(threshold()), line=25))
    problem = only(prove(built))
    assert problem.message == "Số hiệu chỉ tiêu 1.1 đã dùng ở bo-thu.yaml:5."
    assert problem.place == f"{FILE}:25"


def test_an_indicator_that_could_only_be_disproved_is_a_problem() -> None:
    total = replace(measure(threshold()), only_disproves=True)
    assert "không có nội dung nào để xét đạt" in only(prove(criteria_set(indicator(total)))).message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("120", "tỷ lệ 120% nằm ngoài khoảng 0-100%"),
        ("-1", "tỷ lệ -1% nằm ngoài khoảng 0-100%"),
        ("95.12345", "giá trị 95.12345 có hơn 4 chữ số thập phân"),
        ("1000000000001", "giá trị quá lớn"),
    ],
)
def test_values_stay_in_bounds(value: str, message: str) -> None:
    assert message in only(prove(set_of(threshold(value)))).message


def test_value_and_mark_agree() -> None:
    assert "lại ghi `checked: missing`" in only(prove(set_of(threshold(checked=Mark.MISSING)))).message
    assert "lại ghi `checked: read`" in only(prove(set_of(threshold(None, checked=Mark.READ)))).message


def test_yes_no_takes_no_number() -> None:
    assert prove(set_of(threshold("1", comparator=Comparator.EQUAL), kind=Kind.YES_NO)) == []
    assert only(prove(set_of(threshold("2", comparator=Comparator.EQUAL), kind=Kind.YES_NO)))
    assert only(prove(set_of(threshold("1", comparator=Comparator.LESS), kind=Kind.YES_NO)))


def test_a_grade_stands_in_its_scale_and_without_an_order_there_is_no_threshold() -> None:
    scale = Scale(("Trung bình", "Khá", "Tốt"), Mark.READ)

    def graded(grade: str, value: str, order: Scale) -> list[Problem]:
        part = replace(measure(threshold(value, grade=grade), kind=Kind.GRADE), scale=order)
        return prove(criteria_set(indicator(part)))

    assert graded("Khá", "2", scale) == []
    assert "mức Giỏi không có trong thang Trung bình < Khá < Tốt" in only(graded("Giỏi", "2", scale)).message
    assert "chưa biết thứ tự các mức" in only(graded("Khá", "2", Scale())).message


def test_links_lead_somewhere() -> None:
    def linked(**change: str) -> list[Problem]:
        part = replace(measure(threshold()), **change)  # type: ignore[arg-type]  # only text fields are given
        return prove(criteria_set(indicator(part)), {"bo-cu": {"17.1"}}.get)

    assert linked(same_as="bo-cu/17.1") == []
    assert "không có chỉ tiêu đó" in only(linked(same_as="bo-cu/17.2")).message
    assert "không có chỉ tiêu đó" in only(linked(same_as="bo-la/1")).message
    assert "không đúng dạng" in only(linked(same_as="17.1")).message
    assert "không thể như vậy" in only(linked(within="1.9")).message


def test_unknown_regions_groups_and_reversed_times_are_told() -> None:
    messages = [p.message for p in prove(set_of(threshold(), threshold(regions=("dong_bac",))))]
    assert "Chỉ tiêu 1.1: không có vùng dong_bac." in messages
    messages = [p.message for p in prove(set_of(threshold(), threshold(groups=("group_9",))))]
    assert "Chỉ tiêu 1.1: không có nhóm xã group_9." in messages
    messages = [p.message for p in prove(set_of(threshold(), threshold(years=(2025, 2021))))]
    assert "Chỉ tiêu 1.1: năm đầu sau năm cuối." in messages
    backwards = threshold(valid_from=date(2024, 1, 2), valid_to=date(2024, 1, 1))
    assert "Chỉ tiêu 1.1: ngày bắt đầu hiệu lực sau ngày hết hiệu lực." in [
        p.message for p in prove(set_of(threshold(), backwards))
    ]


def test_a_large_set_is_proved_quickly() -> None:
    def law(item: str) -> tuple[object, ...]:
        return tuple(
            threshold(str(50 + year - 2021), regions=(region,), groups=(group,), years=(year, year))
            for region in REGIONS
            for group in ("group_1", "group_2", "group_3")
            for year in range(2021, 2026)
        )

    heavy = [
        indicator(measure(*law(f"1.{n}"), item=f"1.{n}"), item=f"1.{n}", line=n)  # type: ignore[arg-type]  # thresholds
        for n in range(3)
    ]
    light = [
        indicator(measure(*(threshold(regions=(r,)) for r in REGIONS), item=f"1.{n}"), item=f"1.{n}", line=n)
        for n in range(3, 75)
    ]
    built = grouped(criteria_set(*heavy, *light))
    started = time.process_time()
    assert prove(built) == []
    assert Decimal(str(time.process_time() - started)) < 1


SOME_DAYS = (date(2022, 6, 30), date(2022, 12, 31), date(2023, 1, 1), date(2024, 2, 29), date(2024, 3, 1))
random_threshold = st.builds(
    threshold,
    regions=st.sampled_from([None, (NORTH,), (DELTA,), (NORTH, DELTA), OTHERS, (*OTHERS, NORTH)]),
    years=st.sampled_from([None, (2021, 2022), (2023, 2025), (2023, 2023)]),
    valid_from=st.sampled_from([None, date(2023, 1, 1), date(2024, 3, 1)]),
    valid_to=st.sampled_from([None, date(2022, 12, 31), date(2024, 2, 29)]),
    where=st.sampled_from([(), (("border", "yes"),), (("border", "no"),)]),
)


@given(st.lists(random_threshold, max_size=4))
def test_the_proof_says_what_looking_at_every_commune_and_day_says(law: list[Threshold]) -> None:
    days = [date(2021, 1, 1) + timedelta(days=step) for step in range(0, 1826, 59)]
    counts = {
        sum(found.applies(Context(day, region, None, border)) for found in law)
        for day in (*days, *SOME_DAYS)
        for region in REGIONS
        for border in ({}, {"border": "yes"}, {"border": "no"})
    }
    messages = [problem.message for problem in prove(set_of(*law))]
    assert any("hai ngưỡng" in message for message in messages) == any(count > 1 for count in counts)
    assert any("không có ngưỡng nào" in message for message in messages) == (0 in counts)
