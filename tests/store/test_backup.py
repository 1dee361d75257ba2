"""A backup holds everything, goes into either kind of database, and is refused when a byte of it changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from ntm.errors import DataError
from ntm.service.access import people
from ntm.service.demonstration.demo import Demonstration
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from ntm.store.backup import backup, restore
from ntm.store.database import REVISIONS, Database, open_database
from tests.command import Ntm

Contents = dict[str, list[tuple[object, ...]]]


def contents(database: Database) -> Contents:
    """Every row of every table, in the order of its keys."""
    with database.reading() as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in found.sorted_tables
        }


@pytest.fixture(scope="module")
def kept(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demonstration."""
    path = tmp_path_factory.mktemp("kept") / "ntm.zip"
    with open_database(str(demonstration.database)) as database:
        backup(database, path)
    return path


def test_what_was_backed_up_comes_back_in_either_database(
    kept: Path, demonstration: Demonstration, empty_url: str
) -> None:
    copied = restore(kept, empty_url)
    with open_database(str(demonstration.database)) as before, open_database(empty_url) as after:
        was, now = contents(before), contents(after)
    assert {name: len(rows) for name, rows in was.items()} == {name: len(rows) for name, rows in now.items()}
    assert {name: set(rows) for name, rows in was.items()} == {name: set(rows) for name, rows in now.items()}
    assert copied.revision == REVISIONS[-1]
    assert copied.rows > 3_000


def test_work_goes_on_in_what_was_restored(kept: Path, empty_url: str) -> None:
    restore(kept, empty_url)
    with open_database(empty_url) as database:
        assert people.add(Workspace(database), "can-bo-1", "cán bộ 1", "test")
        with database.reading() as connection:
            assert acts(connection)[-1].action == "cli:person:add"


def test_only_its_owner_may_read_it(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0


def test_nothing_is_restored_over_what_is_there(ntm: Ntm, kept: Path, here: Path) -> None:
    assert ntm("init").code == 0
    ran = ntm("restore", str(kept))
    assert (ran.code, "đã có dữ liệu" in ran.err) == (3, True)


def test_a_changed_a_foreign_and_a_newer_file_are_refused(kept: Path, tmp_path: Path) -> None:
    def altered(name: str, old: bytes, new: bytes) -> Path:
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(kept) as source, zipfile.ZipFile(path, "w") as target:
            for entry in source.namelist():
                content = source.read(entry)
                target.writestr(entry, content.replace(old, new, 1) if entry == name else content)
        return path

    target = f"sqlite:///{tmp_path / 'new.db'}"
    with pytest.raises(DataError, match="bảng statement đã bị thay đổi"):
        restore(altered("statement.jsonl", b"06607", b"06608"), target)
    with pytest.raises(DataError, match="phiên bản ntm mới hơn"):
        restore(altered("backup.json", f'"{REVISIONS[-1]}"'.encode(), b'"9999"'), target)
    text = tmp_path / "text.zip"
    text.write_text("không phải tệp nén")
    with pytest.raises(DataError, match="không phải là bản sao lưu"):
        restore(text, target)
    assert not (tmp_path / "new.db").exists()


def test_the_commands_say_what_they_did(ntm: Ntm, demo_here: Path) -> None:
    assert "Đã sao lưu ntm.db" in ntm("backup", "giữ.zip").out
    assert "Đã khôi phục" in ntm("--database", "lại.db", "restore", "giữ.zip").out
    score = "score", "06607", "--on", "2024-06-30", "--format", "json"
    assert ntm(*score).json() == ntm("--database", "lại.db", *score).json()
    assert ntm("--database", "lại.db", "doctor", "--on", "2024-06-30").code == 0
