"""The figures of an item through time: one a day, by the higher body, without what was withdrawn."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body
from ntm.store.database import Database
from ntm.store.entries import Entry
from ntm.store.series import Series, series
from ntm.store.statements import append, history, withdraw
from tests.store.conftest import XUAN_DUONG, add_units

FIRST, SECOND, THIRD = date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30)


def say(
    database: Database, *stated: Stated, unit_from: date | None = None, at: datetime | None = None
) -> None:
    with database.writing() as connection:
        append(connection, [Entry(XUAN_DUONG, unit_from, "thu", one) for one in stated], by="cán bộ", at=at)


def read(database: Database, until: date = THIRD, known_at: datetime | None = None) -> Series:
    with database.reading() as connection:
        return series(connection, "thu", [(XUAN_DUONG, None)], until, known_at)


def value(day: date, text: str, body: Body = Body.COMMUNE) -> Stated:
    return Stated("10.1", day, body, value=Decimal(text))


def test_figures_stand_in_the_order_of_their_days_up_to_the_day(database: Database) -> None:
    say(database, value(THIRD, "43.8"), value(FIRST, "40.2"))
    say(database, Stated("17.1", SECOND, Body.COMMUNE, numerator=Decimal(142), denominator=Decimal(400)))
    assert read(database) == {XUAN_DUONG: {"10.1": [(FIRST, 40.2), (THIRD, 43.8)], "17.1": [(SECOND, 35.5)]}}
    assert read(database, SECOND)[XUAN_DUONG]["10.1"] == [(FIRST, 40.2)]


def test_of_one_day_the_higher_body_speaks_then_the_last_recorded(database: Database) -> None:
    say(database, value(FIRST, "40"), value(SECOND, "41", Body.DISTRICT))
    say(database, value(FIRST, "40.5"), value(SECOND, "42"))
    assert read(database)[XUAN_DUONG]["10.1"] == [(FIRST, 40.5), (SECOND, 41.0)]


def test_what_was_withdrawn_does_not_count_and_counts_as_known_before(database: Database) -> None:
    say(database, value(FIRST, "40"), at=datetime(2024, 1, 1, tzinfo=UTC))
    say(database, value(FIRST, "99"), at=datetime(2024, 2, 1, tzinfo=UTC))
    with database.writing() as connection:
        wrong = history(connection, XUAN_DUONG, None, "thu", "10.1")[-1]
        withdraw(connection, wrong, "cán bộ", at=datetime(2024, 3, 1, tzinfo=UTC))
    assert read(database)[XUAN_DUONG]["10.1"] == [(FIRST, 40.0)]
    before = read(database, known_at=datetime(2024, 2, 2, tzinfo=UTC))
    assert before[XUAN_DUONG]["10.1"] == [(FIRST, 99.0)]


def test_not_applicable_declarations_and_other_units_are_no_figures(database: Database) -> None:
    later = date(2024, 1, 1)
    add_units(database, (XUAN_DUONG, later))
    say(database, Stated("17.9", FIRST, Body.COMMUNE, not_applicable="không có"))
    say(database, value(SECOND, "50"), unit_from=later)
    assert read(database) == {}
