"""A past answer is made again: by the statements, the places and the law known at that moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from ntm.errors import DataError
from ntm.scoring.scorecard import score_json
from ntm.service.entering.enter import set_value
from ntm.service.standing import commune_standing
from ntm.service.workspace import Workspace
from ntm.store.acts import last_moment
from ntm.store.database import Database, open_database
from ntm.store.places import save_places
from ntm.territory.shipped import shipped

SMALL = Path(__file__).parents[1] / "law" / "good" / "nho.yaml"
DAY = date(2024, 6, 30)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A province's own folder of criteria, with a small set in it."""
    own = tmp_path / "criteria"
    own.mkdir()
    shutil.copy(SMALL, own / "nho.yaml")
    monkeypatch.setenv("NTM_CRITERIA", str(own))
    return own


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(str(tmp_path / "ntm.db"), create=True) as opened:
        places = shipped()
        save_places(opened, places.units, places.successions, places.attributes)
        yield opened


def scored(database: Database, known_at: datetime | None = None) -> dict[str, Any]:
    workspace = Workspace(database, known_at=known_at)
    found = commune_standing(workspace, workspace.ask(DAY, "nho"), "xã Xuân Dương")
    return score_json(found.standing.scorecard, found.row)


def moment(database: Database) -> datetime:
    with database.reading() as connection:
        return last_moment(connection)


def enter(database: Database, item: str, value: str) -> None:
    set_value(Workspace(database), "xã Xuân Dương", item, value, DAY, set_id="nho", by="thử")


def test_the_law_changed_since_and_the_past_answer_stays(folder: Path, database: Database) -> None:
    enter(database, "1.1", "40")
    before, then = scored(database), moment(database)
    text = (folder / "nho.yaml").read_text(encoding="utf-8")
    (folder / "nho.yaml").write_text(text.replace("value: 39.5", "value: 40.5"), encoding="utf-8")
    after = scored(database)
    assert (verdict(before, "1.1"), verdict(after, "1.1")) == ("met", "not_met")
    assert before["set_hash"] != after["set_hash"]
    assert scored(database, then) == before
    assert scored(database, moment(database)) == after


def test_a_version_only_scored_by_is_kept_too(folder: Path, database: Database) -> None:
    empty, then = scored(database), moment(database)
    text = (folder / "nho.yaml").read_text(encoding="utf-8")
    (folder / "nho.yaml").write_text(text.replace("value: 39.5", "value: 40.5"), encoding="utf-8")
    enter(database, "1.1", "40")
    assert scored(database, then) == empty


def test_a_moment_before_the_set_was_ever_used_is_refused(folder: Path, database: Database) -> None:
    then = moment(database)
    enter(database, "1.1", "40")
    with pytest.raises(DataError, match="chưa dùng bộ nho lần nào"):
        scored(database, then)


def test_places_are_those_known_then(folder: Path, database: Database) -> None:
    enter(database, "1.1", "40")
    before, then = scored(database), moment(database)
    held = shipped().unit("06607", DAY)
    assert held is not None
    save_places(database, [replace(held, name="Xuân Dương Mới")])
    with pytest.raises(DataError):
        scored(database)
    assert scored(database, then) == before


def test_a_database_that_may_only_be_read_still_answers(folder: Path, database: Database) -> None:
    enter(database, "1.1", "40")
    expected = scored(database)
    text = (folder / "nho.yaml").read_text(encoding="utf-8")
    (folder / "nho.yaml").write_text(f"{text}# sửa\n", encoding="utf-8")
    event.listen(database.engine, "connect", lambda raw, _record: raw.execute("PRAGMA query_only = ON"))
    database.engine.dispose()
    assert scored(database)["met"] == expected["met"]
    with pytest.raises(DataError, match="chỉ cho đọc"):
        enter(database, "1.1", "41")


def test_nothing_recorded_later_changes_a_past_answer(folder: Path, database: Database) -> None:
    enter(database, "1.1", "40")
    before, then = scored(database), moment(database)
    enter(database, "1.1", "10")
    assert verdict(scored(database), "1.1") == "not_met"
    assert scored(database, then) == before
    assert scored(database, moment(database))["criteria"] != before["criteria"]


def verdict(score: dict[str, Any], item: str) -> str:
    return next(
        str(indicator["verdict"])
        for criterion in score["criteria"]
        for indicator in criterion["indicators"]
        if indicator["id"] == item
    )
