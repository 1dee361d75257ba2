"""What every act moves on is read and written together, and stays right whoever writes at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from ntm.store.acts import acts, begin_act, last_moment, record
from ntm.store.chain import check
from ntm.store.database import Database
from ntm.store.notes import CLOCK, COUNT, get_note, hold_clock, set_note


def _act(database: Database, number: int) -> None:
    with database.writing() as connection:
        for part in range(2):
            record(connection, begin_act(connection), "cli:note:set", "thử", {"number": number, "part": part})


def _act_that_fails(database: Database) -> None:
    with database.writing() as connection:
        record(connection, begin_act(connection), "cli:note:set", "thử", {})
        raise RuntimeError


def test_a_transaction_sees_its_own_and_writes_it_at_its_end(database: Database) -> None:
    with database.writing() as connection:
        first = begin_act(connection)
        assert begin_act(connection) > first
        record(connection, first, "cli:note:set", "thử", {})
        assert (get_note(connection, COUNT) or "").startswith("1 ")
        set_note(connection, "ghi", "còn")
        assert get_note(connection, "ghi") == "còn"
        with database.reading() as beside:
            assert get_note(beside, COUNT) == "0 "
        moment = last_moment(connection)
    with database.reading() as connection:
        assert last_moment(connection) == moment
        assert (get_note(connection, COUNT) or "").startswith("1 ")


def test_what_fails_leaves_them_as_they_were(database: Database) -> None:
    _act(database, 1)
    with database.reading() as connection:
        before = get_note(connection, CLOCK), get_note(connection, COUNT)
    with pytest.raises(RuntimeError):
        _act_that_fails(database)
    with database.reading() as connection:
        assert (get_note(connection, CLOCK), get_note(connection, COUNT)) == before
    _act(database, 2)
    with database.reading() as connection:
        assert check(connection).faults == ()


def test_the_clock_is_asked_once_a_transaction(database: Database) -> None:
    with database.writing() as connection:
        held = hold_clock(connection)
        begin_act(connection)
        assert hold_clock(connection) > held, "moved on by the act"


def test_many_who_write_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _act(database, number), range(24)))
    with database.reading() as connection:
        found = check(connection)
        assert (found.faults, found.acts) == ((), 48)
        told = acts(connection)
    assert len({one.moment for one in told}) == 48
    assert [one.detail["part"] for one in told] == [0, 1] * 24
