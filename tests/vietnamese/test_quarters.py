"""Quarters: every way they are written is read, and their days are right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ntm.vietnamese.quarters import Quarter, QuarterError, parse_quarter, quarter_of


@pytest.mark.parametrize(
    "text", ["Quý III/2024", "quy iii/2024", "III/2024", "3/2024", "2024-Q3", "2024Q3", "Quý 3 năm 2024"]
)
def test_a_quarter_is_read_however_it_is_written(text: str) -> None:
    assert parse_quarter(text) == Quarter(2024, 3)
    assert parse_quarter(text).text == "Quý III/2024"


@pytest.mark.parametrize("text", ["", "5/2024", "V/2024", "2024", "IIII/2024", "III/0000", "III/9999"])
def test_what_is_no_quarter_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(QuarterError, match="2024-Q3"):
        parse_quarter(text)


def test_every_day_lies_in_its_quarter_and_no_other() -> None:
    day = date(2023, 12, 30)
    while day < date(2025, 1, 3):
        quarter = quarter_of(day)
        assert day in quarter
        assert day not in quarter.next
        assert quarter.last + timedelta(days=1) == quarter.next.first
        day += timedelta(days=1)
