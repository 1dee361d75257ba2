"""Places in the database: as they were shipped, as they were corrected, as known at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from ntm.store.acts import acts, last_moment
from ntm.store.database import Database, open_database
from ntm.store.places import load_territory, save_places
from ntm.territory.register import Territory
from ntm.territory.shipped import shipped


@pytest.fixture
def places(empty_url: str) -> Iterator[Database]:
    """A database with the shipped places."""
    with open_database(empty_url, create=True) as database:
        held = shipped()
        save_places(database, held.units, held.successions, held.attributes)
        yield database


def _told(territory: Territory) -> tuple[set[object], ...]:
    return set(territory.units), set(territory.successions), set(territory.attributes)


def test_what_was_saved_is_loaded_again(places: Database) -> None:
    loaded = load_territory(places)
    assert _told(loaded) == _told(shipped())
    assert [
        len(loaded.communes(day)) for day in (date(2024, 6, 30), date(2025, 6, 30), date(2025, 7, 1))
    ] == [
        181,
        175,
        61,
    ]


def test_saving_the_same_again_is_no_act(places: Database) -> None:
    held = shipped()
    assert save_places(places, held.units, held.successions, held.attributes) == 0
    with places.reading() as connection:
        assert [act.action for act in acts(connection)] == ["cli:places:import"]


def test_a_correction_speaks_from_its_moment_on(places: Database) -> None:
    with places.reading() as connection:
        before = last_moment(connection)
    day = date(2024, 6, 30)
    old = load_territory(places).unit("06607", day)
    assert old is not None
    assert save_places(places, [replace(old, legal_basis="đính chính")]) == 1
    corrected, known_then = (
        load_territory(places).unit("06607", day),
        load_territory(places, before).unit("06607", day),
    )
    assert corrected == replace(old, legal_basis="đính chính")
    assert known_then == old
