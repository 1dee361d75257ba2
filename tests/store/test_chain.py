"""The chain of acts: whoever changes, takes away or adds an entry behind the program's back is found."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body
from ntm.store.acts import acts
from ntm.store.chain import check
from ntm.store.database import Database, open_database
from ntm.store.entries import Entry
from ntm.store.statements import append, history, withdraw
from tests.store.conftest import XUAN_DUONG

SET = "xa-ntm-2021-2025"
DAY = date(2024, 6, 30)


def _stated(database: Database, *values: str) -> None:
    for value in values:
        said = Stated(item="10.1", on=DAY, by=Body.COMMUNE, value=Decimal(value))
        with database.writing() as connection:
            append(connection, [Entry(XUAN_DUONG, None, SET, said)], "can-bo-xa")


@pytest.fixture
def written(database: Database) -> Database:
    """Three statements, the last one withdrawn."""
    _stated(database, "41.5", "42", "43.25")
    with database.writing() as connection:
        last = history(connection, XUAN_DUONG, None, SET)[-1]
        withdraw(connection, last, "can-bo-xa", note="nhầm")
    return database


def test_what_was_written_is_found_as_it_was(written: Database) -> None:
    with written.reading() as connection:
        found = check(connection)
        written_acts = acts(connection)
    assert found.faults == ()
    assert found.acts == len(written_acts) == 4
    assert found.statements == found.sealed == 4
    assert len(found.head) == 64


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("UPDATE act SET who = 'nguoi-khac' WHERE id = 2", "mục số 2 .*sửa"),
        ("UPDATE act SET detail = '{}' WHERE id = 1", "mục số 1 .*sửa"),
        ("UPDATE act SET moment = moment + 1 WHERE id = 3", "mục số 3 .*sửa"),
        ("DELETE FROM act WHERE id = 2", "mục số 3 .*trước nó bị xóa"),
        ("DELETE FROM act WHERE id = 4", "có 3 mục, lẽ ra 4"),
        ("UPDATE statement SET value = '99' WHERE seq = 2", "số 2 đến 2: .*sửa hoặc xóa"),
        ("UPDATE statement SET recorded_by = 'nguoi-khac' WHERE seq = 4", "số 4 đến 4: .*sửa hoặc xóa"),
        ("DELETE FROM statement WHERE seq = 1", "số 1 đến 1: .*sửa hoặc xóa"),
        (
            "INSERT INTO statement (unit_code, unit_from, set_id, item, kind, day, seq, body, value, illustrative, "
            "recorded_at, recorded_by) SELECT unit_code, unit_from, set_id, item, kind, day, 77, body, '50', "
            "illustrative, recorded_at, recorded_by FROM statement WHERE seq = 1",
            "1 phát biểu .* không có mục nhật ký",
        ),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_program_is_found(written: Database, act: str, sentence: str) -> None:
    with written.writing() as connection:
        connection.execute(text(act))
    with written.reading() as connection:
        faults = check(connection).faults
    assert faults
    assert any(re.search(sentence, fault) for fault in faults), faults


def test_the_chain_goes_on_after_a_fault(written: Database) -> None:
    with written.writing() as connection:
        connection.execute(text("UPDATE act SET who = 'nguoi-khac' WHERE id = 2"))
    _stated(written, "44")
    with written.reading() as connection:
        assert len(check(connection).faults) == 1


def test_an_older_database_is_chained_as_it_stands(empty_url: str) -> None:
    with open_database(empty_url, create=True, revision="0005") as old, old.writing() as connection:
        for number in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO act (id, moment, action, who, detail) VALUES (:id, :id, 'cli:a:b', 'x', '{}')"
                ),
                {"id": number},
            )
    with open_database(empty_url, create=True) as database, database.reading() as connection:
        found = check(connection)
    assert found.faults == ()
    assert found.acts == 2
