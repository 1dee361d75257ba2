"""Tasks in the database: append-only versions, one open task an item, no change over another's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ntm.errors import DataError
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.tables import ORIGIN
from ntm.store.tasks import (
    Assignment,
    Saved,
    State,
    Step,
    Task,
    TaskChanged,
    Wanted,
    open_of_account,
    save,
    tasks,
    versions,
)
from tests.store.conftest import XUAN_DUONG, add_units

UNIT = (XUAN_DUONG, None)
SAID = Assignment(
    "cán bộ 1", date(2024, 6, 30), due=date(2024, 9, 30), support="Hội Nông dân", cost=Decimal("120.5"),
    fund="vốn xã", steps=(Step("họp thôn", date(2024, 7, 31)), Step("xây bể")), note="ghi", account="can-bo-1",
    illustrative=True,
)  # fmt: skip


def record(
    database: Database,
    said: Assignment,
    task: int | None = None,
    seen: int | None = None,
    at: datetime | None = None,
    item: str = "17.2",
) -> Saved:
    with database.writing() as connection:
        return save(connection, [Wanted(UNIT, "thu", item, said, task, seen)], "cán bộ", "give", at=at)


def held(database: Database, known_at: datetime | None = None) -> list[Task]:
    with database.reading() as connection:
        return tasks(connection, [UNIT], "thu", known_at)


def test_what_was_said_comes_back_to_the_letter(database: Database) -> None:
    done = record(database, SAID)
    [found] = held(database)
    assert found == Task(done.ids[0], UNIT, "thu", "17.2", 1, SAID, done.moment, "cán bộ")


def test_a_change_is_a_new_version_and_the_old_one_speaks_of_its_time(database: Database) -> None:
    first = record(database, SAID, at=datetime(2024, 7, 1, tzinfo=UTC))
    number = first.ids[0]
    doing = replace(SAID, state=State.DOING)
    second = record(database, doing, number, at=datetime(2024, 8, 1, tzinfo=UTC))
    assert (second.new, second.changed) == (0, 1)
    assert [one.assignment.state for one in held(database)] == [State.DOING]
    assert [one.assignment.state for one in held(database, first.moment)] == [State.GIVEN]
    assert held(database, datetime(2024, 6, 1, tzinfo=UTC)) == []
    with database.reading() as connection:
        assert [one.version for one in versions(connection, number)] == [1, 2]
        assert [one.action for one in acts(connection)] == ["cli:task:give", "cli:task:give"]


def test_saying_it_again_changes_nothing_and_leaves_no_act(database: Database) -> None:
    number = record(database, SAID).ids[0]
    again = record(database, replace(SAID, cost=Decimal("120.50")), number)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    with database.reading() as connection:
        assert len(acts(connection)) == 1


def test_an_item_has_one_open_task_and_may_have_another_when_that_is_closed(database: Database) -> None:
    first = record(database, SAID).ids[0]
    with pytest.raises(DataError, match=f"nhiệm vụ số {first}"):
        record(database, replace(SAID, responsible="cán bộ 2"))
    record(database, replace(SAID, state=State.DROPPED), first)
    second = record(database, replace(SAID, responsible="cán bộ 2")).ids[0]
    with pytest.raises(DataError, match=f"nhiệm vụ số {second}"):
        record(database, SAID, first)  # the first cannot be opened again beside the second
    assert record(database, SAID, item="17.7").new == 1


def test_nobody_writes_over_a_change_they_have_not_seen(database: Database) -> None:
    number = record(database, SAID).ids[0]
    record(database, replace(SAID, state=State.DOING), number, seen=1)
    with pytest.raises(TaskChanged, match="đã được cán bộ sửa sau khi bạn mở"):
        record(database, replace(SAID, note="khác"), number, seen=1)
    assert [one.assignment.note for one in held(database)] == ["ghi"]


def test_a_task_of_another_item_or_unit_is_not_found(database: Database) -> None:
    number = record(database, SAID).ids[0]
    with pytest.raises(DataError, match="Không có nhiệm vụ số"):
        record(database, SAID, number, item="17.7")
    with pytest.raises(DataError, match="Không có nhiệm vụ số"):
        record(database, SAID, number + 1)


def test_a_fault_among_many_leaves_nothing(database: Database) -> None:
    add_units(database, ("00001", ORIGIN))
    wanted = [Wanted(UNIT, "thu", "17.2", SAID), Wanted(UNIT, "thu", "17.2", SAID)]
    with pytest.raises(DataError), database.writing() as connection:
        save(connection, wanted, "cán bộ", "import")
    assert held(database) == []


def test_units_that_share_a_code_do_not_share_tasks(database: Database) -> None:
    later = date(2025, 7, 1)
    add_units(database, (XUAN_DUONG, later))
    record(database, SAID)
    with database.writing() as connection:
        save(connection, [Wanted((XUAN_DUONG, later), "thu", "17.2", SAID)], "cán bộ", "give")
    with database.reading() as connection:
        [mine] = tasks(connection, [(XUAN_DUONG, later)])
    assert mine.unit == (XUAN_DUONG, later)
    assert len(held(database)) == 1


def test_a_persons_open_tasks_are_found_by_their_last_version_alone(database: Database) -> None:
    due = date(2024, 9, 30)
    mine = record(database, SAID, item="17.2").ids[0]
    late = record(database, replace(SAID, due=date(2024, 7, 1)), item="17.3").ids[0]
    passed = record(database, SAID, item="17.1").ids[0]
    record(database, replace(SAID, account="can-bo-2"), passed, item="17.1")  # given to another
    done = record(database, SAID, item="13.3").ids[0]
    record(database, replace(SAID, state=State.DONE, done_on=due), done, item="13.3")
    record(database, replace(SAID, due=None), item="6.2")
    with database.reading() as connection:
        assert [one.id for one in open_of_account(connection, "can-bo-1", due)] == [late, mine]
        assert [one.id for one in open_of_account(connection, "can-bo-1", date(2024, 9, 29))] == [late]
        assert [one.id for one in open_of_account(connection, "can-bo-2", due)] == [passed]
        assert open_of_account(connection, "", due) == []
