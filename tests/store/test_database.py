"""Opening the database: made once, made again harmlessly, refused with a sentence when it cannot be used."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from ntm.errors import DataError, UsageError
from ntm.store import database as module
from ntm.store.database import (
    REVISIONS,
    Database,
    open_database,
    overlays,
    set_overlays,
)
from ntm.store.notes import get_note, set_note
from ntm.store.tables import metadata
from tests.command import as_nobody


def test_made_again_it_keeps_what_it_has(empty_url: str) -> None:
    with open_database(empty_url, create=True) as made, made.writing() as connection:
        set_note(connection, "ghi", "còn")
        set_overlays(connection, ("lang-son", "minh-hoa"))
    open_database(empty_url, create=True).close()
    with open_database(empty_url) as found, found.reading() as connection:
        assert get_note(connection, "ghi") == "còn"
        assert overlays(connection) == ("lang-son", "minh-hoa")
    assert found.version() == REVISIONS[-1]


def test_the_migrations_make_the_tables_the_program_uses(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_program_knows_every_migration() -> None:
    steps = Config()
    steps.set_main_option("script_location", str(Path(module.__file__).with_name("migrations")))
    steps.set_main_option("path_separator", "os")
    found = [step.revision for step in ScriptDirectory.from_config(steps).walk_revisions()]
    assert tuple(reversed(found)) == REVISIONS


def test_an_absent_database_says_init(empty_url: str) -> None:
    with pytest.raises(DataError, match="ntm init"):
        open_database(empty_url)


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_database_is_refused(url: str, create: bool) -> None:
    with open_database(url) as database, database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(DataError, match=r"mới hơn.*0999.*nâng cấp ntm"):
        open_database(url, create)


def test_a_database_of_another_program_is_left_alone(empty_url: str) -> None:
    with open_database(empty_url, create=True) as made, made.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(DataError, match="không phải là cơ sở dữ liệu của ntm"):
        open_database(empty_url)
    with pytest.raises(DataError, match="chương trình khác"):
        open_database(empty_url, create=True)


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.writing() as connection:
            set_note(connection, "ghi", "dở")
            raise RuntimeError("giữa chừng")

    with pytest.raises(RuntimeError, match="giữa chừng"):
        half()
    with database.reading() as connection:
        assert get_note(connection, "ghi") is None


def test_sqlite_keeps_foreign_keys_a_log_and_flushes_it(tmp_path: Path) -> None:
    with open_database(str(tmp_path / "ntm.db"), create=True) as database, database.reading() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous")
        ]
    assert pragmas == [1, "wal", 2]


def test_a_missing_folder_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Không có thư mục .*/khong"):
        open_database(f"sqlite:///{tmp_path}/khong/ntm.db", create=True)
    with pytest.raises(DataError, match="là một thư mục"):
        open_database(f"sqlite:///{tmp_path}", create=True)


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "bao-cao.db"
    path.write_bytes(b"%PDF-1.7 " * 200)
    with pytest.raises(DataError, match=r"bao-cao\.db không phải là cơ sở dữ liệu"):
        open_database(str(path), create)
    assert path.read_bytes() == b"%PDF-1.7 " * 200


def test_a_locked_database_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ntm.db'}?timeout=0.05"
    open_database(url, create=True).close()
    with closing(sqlite3.connect(tmp_path / "ntm.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            open_database(url) as database,
            pytest.raises(DataError, match="khóa; chưa có gì được ghi"),
            database.writing() as connection,
        ):
            set_note(connection, "ghi", "không được")
        other.execute("ROLLBACK")


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_a_read_only_file_or_folder_is_named(locked: str) -> None:
    with tempfile.TemporaryDirectory(prefix="ntm-") as name:
        folder = Path(name)
        path = folder / "ntm.db"
        open_database(str(path), create=True).close()
        path.chmod(0o444 if locked == "file" else 0o666)
        folder.chmod(0o777 if locked == "file" else 0o555)
        with as_nobody(), pytest.raises(DataError, match=r"chỉ cho đọc.*--database"):
            open_database(str(path))
        folder.chmod(0o755)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://may/ntm", "chỉ dùng sqlite hoặc postgresql"),
        ("sqlite://", "cần một tệp"),
        ("postgresql://máy:cổng/ntm", "không đúng dạng"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        open_database(address)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Không kết nối được") as caught:
        open_database(f"postgresql://ntm:bimat@/ntm?host={tmp_path}")
    assert "bimat" not in str(caught.value)
