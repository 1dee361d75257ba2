"""Numbers as offices write them: read exactly, refused where they may mean two things."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm.vietnamese.numbers import NumberError, format_fixed, format_number, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("46,5", "46.5"), ("46.5", "46.5"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1234", "1234"),
        ("1.234.567", "1234567"), ("0,125", "0.125"), ("1234,567", "1234.567"), ("-2,5", "-2.5"),
        (" 12 ", "12"), ("1 234,5", "1234.5"), ("\u22123", "-3"), ("95,0", "95"),
    ],
)  # fmt: skip
def test_one_reading(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1.234", "12,345", "1.23.4", "1,2,3", "1.", "", "abc", "1e5", "NaN", "٣", "5%"]
)
def test_none_or_two_readings(text: str) -> None:
    with pytest.raises(NumberError):
        parse_number(text)


def test_the_kind_may_leave_one_reading() -> None:
    assert parse_number("1.234", whole=True) == 1234
    assert parse_number("12,345", percent_like=True) == Decimal("12.345")
    assert parse_number("46,5%", percent_like=True) == Decimal("46.5")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_what_is_printed_is_read_again(value: Decimal) -> None:
    written = format_number(value)
    ambiguous = (
        written.count(".") + written.count(",") == 1 and len(written.lstrip("-").partition(",")[2]) == 3
    )
    if not ambiguous and "." not in written:
        assert parse_number(written) == value


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4))
def test_two_decimals_are_rounded_half_up(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    shown = Fraction(Decimal(format_fixed(exact).replace(".", "").replace(",", ".")))
    assert abs(shown - exact) <= Fraction(1, 200)
    if abs(shown - exact) == Fraction(1, 200):
        assert abs(shown) > abs(exact)
