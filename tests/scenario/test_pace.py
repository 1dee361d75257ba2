"""The pace of a figure: steady, odd, too short; and the day it reaches what is asked, thresholds rising."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm.criteria.model import Comparator, Mark, Threshold
from ntm.scenario.pace import MIN_DAYS, Asked, Pace, Point, holds, pace_of, reached

START = date(2023, 6, 30)
END = date(2025, 12, 31)


def points(*values: float, every: int = 90) -> list[Point]:
    return [Point(START + timedelta(days=every * at), value) for at, value in enumerate(values)]


def pace(*values: float) -> Pace:
    found = pace_of(points(*values))
    assert found is not None
    return found


def asks(value: str | None, comparator: Comparator = Comparator.AT_LEAST, start: date = START) -> Asked:
    if value is None:
        return Asked(start, None)
    return Asked(start, Threshold("10.1", comparator, Decimal(value), Mark.READ))


def test_a_steady_figure_goes_on_as_it_did() -> None:
    found = pace(90.0, 91.8, 93.6, 95.4)
    later = found.at(found.last + timedelta(days=90))
    assert later.middle == pytest.approx(97.2)
    assert later.low == pytest.approx(97.2)
    assert later.high == pytest.approx(97.2)


def test_one_odd_figure_does_not_turn_the_pace() -> None:
    steady = pace(1, 2, 3, 4, 5, 6, 7, 8)
    odd = pace(1, 2, 30, 4, 5, 6, 7, 8)
    assert odd.per_day == pytest.approx(steady.per_day, rel=0.15)


@pytest.mark.parametrize(
    "held",
    [
        [],
        points(1, 2, 3),
        points(1, 2, 3, 4, every=MIN_DAYS // 4),
        [Point(START - timedelta(days=1600), 0.0), *points(1, 2, 3)],  # too old to count
    ],
)
def test_too_little_history_gives_no_pace(held: list[Point]) -> None:
    assert pace_of(held) is None


def test_the_day_it_is_reached_is_the_first_on_which_it_holds() -> None:
    found = pace(40.0, 40.9, 41.8, 42.7)  # a hundredth a day
    day = reached(found, [asks("45")], found.last, END).middle
    assert day == found.last + timedelta(days=230)
    assert found.at(day).middle == pytest.approx(45)


def test_a_threshold_that_rises_with_the_year_is_chased() -> None:
    found = pace(40.0, 40.9, 41.8, 42.7)
    rising = [asks("44"), asks("48", start=date(2024, 6, 1)), asks(None, start=date(2026, 1, 1))]
    assert found.last + timedelta(days=130) == date(2024, 8, 3)  # when 44 would be reached: too late by then
    day = reached(found, rising, found.last, date(2027, 1, 1)).middle
    assert day == found.last + timedelta(days=530)
    slower = pace(40.0, 40.45, 40.9, 41.35)  # 48 only after 2025, when nothing is known
    assert reached(slower, rising, slower.last, date(2027, 1, 1)).middle is None


def test_what_moves_away_is_never_reached() -> None:
    falling = pace(44.0, 43.5, 43.0, 42.5)
    assert reached(falling, [asks("45")], falling.last, END).middle is None
    poverty = pace(16.0, 15.0, 14.0, 13.0)
    assert reached(poverty, [asks("12", Comparator.AT_MOST)], poverty.last, END).middle is not None
    assert reached(poverty, [asks("14", Comparator.AT_LEAST)], poverty.last, END).middle is None


def test_a_pace_next_to_nothing_reaches_nothing() -> None:
    crawling = pace(0.0, 1e-307, 2e-307, 3e-307)
    assert reached(crawling, [asks("45")], crawling.last, END).middle is None


def test_nothing_at_all_is_come_down_to() -> None:
    houses = pace(40.0, 30.0, 20.0, 10.0)
    assert reached(houses, [asks("0", Comparator.EQUAL)], houses.last, END).middle == houses.last + timedelta(
        days=90
    )


@given(
    st.lists(st.floats(0, 100), min_size=4, max_size=9),
    st.integers(1, 100),
    st.sampled_from([Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.MORE, Comparator.LESS]),
)
def test_the_day_reached_agrees_with_looking_day_by_day(
    values: list[float], required: int, comparator: Comparator
) -> None:
    found = pace(*values)
    asked = [asks(str(required), comparator), asks(str(required + 3), comparator, date(2025, 1, 1))]
    until = date(2025, 9, 30)
    told = reached(found, asked, found.last, until)
    for one in (told.middle, told.earliest, told.latest):
        assert one is None or found.last < one <= until
    plain = None
    for ahead in range(1, (until - found.last).days + 1):
        day = found.last + timedelta(days=ahead)
        needed = required if day < date(2025, 1, 1) else required + 3
        if holds(found.at(day).middle, comparator, float(needed)):
            plain = day
            break
    if plain is None or told.middle is None:
        assert told.middle is plain is None or _within_a_hair(found, told.middle or plain, required)
    else:
        assert abs((told.middle - plain).days) <= 1
    order = [day for day in (told.earliest, told.middle, told.latest) if day is not None]
    assert all(a <= b for a, b in pairwise(order))


def _within_a_hair(found: Pace, day: date | None, required: int) -> bool:
    """Whether the two ways differ only in the last bits of floats."""
    assert day is not None
    value = found.at(day).middle
    return min(abs(value - required), abs(value - required - 3)) < 1e-6
