"""The version of the law that was in use at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ntm.store.acts import last_moment
from ntm.store.database import Database
from ntm.store.versions import remember, version, version_known_at
from tests.store.sets import small_set


def test_a_version_that_came_back_is_known_again(database: Database) -> None:
    old, new = small_set("a: 1", "h1"), small_set("a: 2", "h2")
    moments = []
    for used in (old, old, new, old):
        remember(database, used)
        with database.reading() as connection:
            moments.append(last_moment(connection))
    assert moments[0] == moments[1], "using the same version again is no act"
    known = [version_known_at(database, "thu", moment) for moment in moments]
    assert known == [old.documents, old.documents, new.documents, old.documents]
    assert version_known_at(database, "thu", moments[0] - timedelta(seconds=1)) is None
    assert version(database, "h2") == new.documents
    assert version(database, "h3") is None


def test_the_same_set_with_another_overlay_is_another_use(database: Database) -> None:
    plain = small_set()
    laid = replace(
        plain, overlays=("lang-son",), hash="h9", documents=(*plain.documents, ("lang-son.yaml", "b: 1"))
    )
    assert remember(database, plain)
    assert remember(database, laid)
    assert not remember(database, plain)
    with database.reading() as connection:
        now = last_moment(connection)
    assert version_known_at(database, "thu", now) == plain.documents
    assert version_known_at(database, "thu", now, ["lang-son"]) == laid.documents
