"""Days as they are written here."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ntm.vietnamese.dates import (
    DayError,
    format_day,
    format_day_words,
    moment_shown,
    parse_day,
    parse_moment,
    scored_day,
)


@pytest.mark.parametrize("text", ["2024-06-30", "30/6/2024", "30-06-2024", "30.6.2024", " 30/06/2024 "])
def test_a_day_is_read_in_both_orders(text: str) -> None:
    assert parse_day(text) == date(2024, 6, 30)


@pytest.mark.parametrize("text", ["31/4/2024", "2023-02-29", "30/6/24", "6/30/2024", "hôm nay", ""])
def test_no_day(text: str) -> None:
    with pytest.raises(DayError):
        parse_day(text)


def test_days_are_padded_as_the_decree_asks() -> None:
    assert format_day(date(2024, 1, 5)) == "05/01/2024"
    assert format_day(date(2024, 3, 12)) == "12/3/2024"
    assert format_day_words(date(2024, 2, 9)) == "ngày 09 tháng 02 năm 2024"


def test_moments_are_kept_in_utc_and_shown_here() -> None:
    moment = parse_moment("2024-06-30T06:05")
    assert moment == datetime(2024, 6, 29, 23, 5, tzinfo=UTC)
    assert "06:05" in moment_shown(moment)


def test_the_day_is_the_one_asked_for_else_of_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_ON", "2024-06-30")
    assert scored_day(None) == date(2024, 6, 30)
    assert scored_day("2023-12-31") == date(2023, 12, 31)
