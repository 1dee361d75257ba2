"""One transaction for what one answer reads: one state while it lasts, a new one after a write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from ntm.errors import DataError
from ntm.store.database import Database, open_database
from ntm.store.notes import get_note, set_note


def _note(database: Database) -> str | None:
    with database.reading() as connection:
        return get_note(connection, "ghi")


def _write(database: Database, text: str) -> None:
    with database.writing() as connection:
        set_note(connection, "ghi", text)


def test_all_that_is_read_is_of_one_state(database: Database, url: str) -> None:
    _write(database, "trước")
    with open_database(url) as other, database.one_state():
        assert _note(database) == "trước"
        _write(other, "sau")  # another process
        assert _note(database) == "trước"
        assert _note(other) == "sau"
    assert _note(database) == "sau"


def test_what_one_writes_one_reads_afterwards(database: Database, url: str) -> None:
    with open_database(url) as other, database.one_state():
        assert _note(database) is None
        _write(other, "của người khác")
        with database.writing() as connection:
            assert get_note(connection, "ghi") == "của người khác"
            assert _note(database) == "của người khác"  # read beside the writing, before it is written
            set_note(connection, "ghi", "của mình")
        assert _note(database) == "của mình"


def test_it_is_one_transaction_and_gives_its_connection_back(database: Database) -> None:
    begun: list[Connection] = []
    event.listen(database.engine, "begin", begun.append)
    with database.one_state():
        assert not begun  # nothing was asked yet
        with database.reading(), database.reading():
            _note(database)
        with database.one_state():
            _note(database)
        assert len(begun) == 1
        assert not begun[0].closed
    assert begun[0].closed


def test_another_thread_has_its_own(database: Database, url: str) -> None:
    with open_database(url) as other, ThreadPoolExecutor(1) as pool, database.one_state():
        assert _note(database) is None
        _write(other, "sau")
        assert pool.submit(_note, database).result() == "sau"
        assert _note(database) is None


def test_a_write_in_the_middle_of_a_question_lets_it_finish(database: Database) -> None:
    with database.one_state():
        with database.reading() as connection:
            assert get_note(connection, "ghi") is None
            _write(database, "mới")
            assert get_note(connection, "ghi") is None
            assert _note(database) == "mới"
        assert _note(database) == "mới"


def test_a_failed_question_does_not_spoil_the_next(database: Database) -> None:
    with database.one_state():
        _note(database)
        with pytest.raises((DataError, DBAPIError)), database.reading() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
        assert _note(database) is None
