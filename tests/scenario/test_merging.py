"""What a merged commune states: counts add exactly, yes/no holds only in all, the rest is weighted or left open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ntm.criteria import library
from ntm.scenario.merging import Derived, How, Part, declared, derive, entries_of
from ntm.scoring.snapshot import Stated
from ntm.scoring.value_words import parse_value
from ntm.scoring.verdict import Body, Verdict

SET = library.load("xa-ntm-2021-2025", overlays=("lang-son",))
DAY = date(2025, 6, 30)


def part(name: str, day: date = DAY, **said: str) -> Part:
    """A commune and what it states; items are written i17_1, i12_1_nam."""
    entries: dict[tuple[str, str], Stated] = {}
    for key, text in said.items():
        main, _line, sub = key.removeprefix("i").partition("__")
        item = main.replace("_", ".") + (f":{sub}" if sub else "")
        value = parse_value(SET, item, text)
        kind = "declaration" if value.is_declaration else "measurement"
        entries[value.item, kind] = value.stated(day, Body.COMMUNE)
    return Part(name, entries)


def of(item: str, *parts: Part) -> Derived:
    return next(one for one in derive(SET, parts) if one.item == item)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=5))
def test_counts_add_up_exactly(counts: list[tuple[int, int]]) -> None:
    pairs = [(min(top, bottom), bottom) for top, bottom in counts]
    found = of("17.1", *(part(str(at), i17_1=f"{top}/{bottom}") for at, (top, bottom) in enumerate(pairs)))
    assert found.how is How.ADDED
    assert found.stated is not None
    assert found.stated.numerator == sum(top for top, _bottom in pairs)
    assert found.stated.denominator == sum(bottom for _top, bottom in pairs)


def test_yes_holds_only_where_it_held_in_all() -> None:
    yes, no, open_ = part("A", i4_1="đạt"), part("B", i4_1="chưa đạt"), part("C")
    for parts, value in (((yes, yes), 1), ((yes, no), 0), ((no, open_), 0)):
        found = of("4.1", *parts)
        assert found.stated is not None
        assert [found.how, found.stated.value] == [How.EVERYWHERE, value]
    unknown = of("4.1", yes, open_)
    assert (unknown.how, unknown.stated, unknown.why) == (How.OPEN, None, "C chưa có số liệu")


def test_income_is_weighted_by_people_where_they_are_known() -> None:
    a, b = part("A", i10_1="40", i15_4="500/1000"), part("B", i10_1="50", i15_4="500/3000")
    found = of("10.1", a, b)
    assert found.stated is not None
    assert found.how is How.WEIGHTED
    assert found.stated.numerator is not None
    assert found.stated.denominator is not None
    assert Fraction(found.stated.numerator) / Fraction(found.stated.denominator) == Fraction(475, 10)
    assert found.why == "theo tổng số dân ở 15.4"
    left = of("10.1", a, part("C", i10_1="50"))
    assert (left.stated, left.why) == (None, "chưa biết tổng số dân của C để gia quyền")


def test_a_rate_without_counts_is_weighted_by_the_households_beside_it() -> None:
    # 17.8 of B is a bare rate; its households are known from 17.1, not from 11.1, which leaves some out.
    a, b = part("A", i17_8="90/100"), part("B", i17_8="50", i17_1="10/300", i11_1="9/250")
    found = of("17.8", a, b)
    assert found.stated is not None
    assert [found.how, found.stated.numerator, found.stated.denominator] == [How.WEIGHTED, 240, 400]
    assert of("17.8", a, part("C", i17_8="50", i12_1__nam="9/250")).how is How.OPEN
    roads = of("2.2", part("A", i2_2="3/4"), part("B", i2_2="50", i2_1="1/2"))
    assert roads.stated is None  # kilometres of one class of road weigh no other


def test_things_counted_add_and_ratios_of_no_known_weight_stay_open() -> None:
    found = of("9.1", part("A", i9_1="2"), part("B", i9_1="3"))
    assert found.stated is not None
    assert (found.how, found.stated.value) == (How.ADDED, Decimal(5))
    assert of("17.4", part("A", i17_4="4"), part("B", i17_4="5")).how is How.OPEN


def test_what_applies_nowhere_applies_not_and_what_applies_somewhere_is_that_alone() -> None:
    none = part("A", i13_4="không áp dụng: không có làng nghề")
    held = of("13.4", none, none)
    assert held.how is How.NOT_APPLICABLE
    assert entries_of(SET, [held])["13.4", "measurement"].not_applicable == "không có làng nghề"
    some = of("13.4", none, part("B", i13_4="đạt"))
    assert some.stated is not None
    assert [some.how, some.stated.value] == [How.EVERYWHERE, 1]


def test_declarations_do_not_cross_and_every_value_waits_and_is_as_old_as_its_oldest() -> None:
    parts = (part("A", day=date(2024, 6, 30), i7="đạt", i17_1="1/2"), part("B", i17_1="1/2"))
    assert declared(parts) == 1
    entries = entries_of(SET, derive(SET, parts))
    assert set(entries) == {("17.1", "measurement")}
    stated = entries["17.1", "measurement"]
    assert (stated.on, stated.verdict) == (date(2024, 6, 30), None)
    assert stated.note == "suy ra từ các xã được gộp; chờ xác nhận"
    assert Verdict.MET not in {one.verdict for one in entries.values()}


def test_nothing_is_derived_from_nothing() -> None:
    found: list[Any] = derive(SET, [part("A"), part("B")])
    assert {one.how for one in found} == {How.OPEN}
    assert entries_of(SET, found) == {}
