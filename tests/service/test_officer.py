"""The year-end sheet: the rule of counting to the day, what came of the criterion, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ntm.errors import DataError, UsageError
from ntm.service.assigning.officer import Outcome, officer, outcome_of, results
from ntm.service.assigning.tasks import assign, change
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.tasks import Assignment, State, Task
from tests.command import Ntm

DAY, END = date(2024, 6, 30), date(2024, 12, 31)
XUAN_DUONG = "06607"


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


def task(due: date | None, done_on: date | None = None, state: State | None = None) -> Task:
    state = state or (State.DONE if done_on else State.GIVEN)
    said = Assignment("cán bộ 1", date(2024, 1, 10), state, due, done_on)
    return Task(1, (XUAN_DUONG, None), "thu", "2.2", 1, said, datetime(2024, 1, 10, tzinfo=UTC), "lãnh đạo")


@pytest.mark.parametrize(
    ("one", "outcome", "late"),
    [
        (task(DAY, DAY), Outcome.ON_TIME, 0),
        (task(DAY, date(2024, 6, 1)), Outcome.ON_TIME, 0),
        (task(date(2024, 6, 1), date(2024, 6, 2)), Outcome.LATE, 1),
        (task(None, DAY), Outcome.DONE, 0),
        (task(date(2024, 6, 29)), Outcome.OVERDUE, 1),
        (task(DAY), Outcome.OPEN, 0),
        (task(None), Outcome.OPEN, 0),
        (task(DAY, date(2024, 7, 1)), Outcome.OPEN, 0),  # on the day it was not done yet
        (task(date(2024, 6, 1), date(2024, 7, 1)), Outcome.OVERDUE, 29),
        (task(date(2024, 6, 1), state=State.DROPPED), Outcome.DROPPED, 0),
    ],
)
def test_the_due_day_is_in_time_and_the_day_after_is_late(one: Task, outcome: Outcome, late: int) -> None:
    assert outcome_of(one, DAY) == (outcome, late)


def test_the_year_counts_what_was_given_by_then_and_not_closed_before(workspace: Workspace) -> None:
    unit = workspace.find(XUAN_DUONG, END, "commune")

    def counted(day: date, person: str) -> list[tuple[str, Outcome]]:
        found = results(workspace, workspace.ask(day), unit, person)
        return [(one.task.item, one.outcome) for one in found]

    assert counted(END, "CÁN BỘ 1") == [
        ("5.1", Outcome.LATE),
        ("2.2", Outcome.OVERDUE),
        ("2.4", Outcome.OVERDUE),
    ]
    assert counted(DAY, "can-bo-xa") == [  # by the sign-in name
        ("5.1", Outcome.LATE),
        ("2.2", Outcome.OPEN),
        ("2.4", Outcome.OPEN),
    ]
    assert counted(date(2023, 12, 31), "cán bộ 2") == [("12.2", Outcome.ON_TIME)]
    assert "12.2" not in [item for item, _outcome in counted(END, "cán bộ 2")]


def test_what_came_of_the_criterion_stands_beside_the_task(workspace: Workspace) -> None:
    found = officer(workspace, workspace.ask(END), XUAN_DUONG, "cán bộ 1").context
    assert (found["given"], found["counts"]["late"], found["counts"]["overdue"]) == (3, 1, 2)
    assert found["in_time"] == "0/1"
    school = found["rows"][0]
    assert (school["outcome"], school["before"], school["after"]) == ("xong chậm 20 ngày", "chưa đạt", "đạt")
    assert (school["criterion"], school["due"], school["done_on"]) == ("đạt", "29/02/2024", "20/3/2024")


def test_a_due_day_that_was_put_off_says_how_often(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    made = assign(workspace, ask, "Ái Quốc", "5.1", {"responsible": "cán bộ 7"}, "lãnh đạo")
    for due in (date(2024, 10, 31), date(2024, 10, 1), date(2024, 11, 30)):
        made = change(workspace, made, {"due": due}, DAY, "lãnh đạo")
    [row] = officer(workspace, ask, "Ái Quốc", "cán bộ 7").context["rows"]
    assert (row["put_off"], row["due"]) == (2, "30/11/2024")


def test_a_task_that_changed_hands_counts_for_the_last_alone(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    made = assign(workspace, ask, "Ái Quốc", "5.1", {"responsible": "cán bộ 7"}, "lãnh đạo")
    change(workspace, made, {"responsible": "cán bộ 8"}, DAY, "lãnh đạo")
    assert officer(workspace, ask, "Ái Quốc", "cán bộ 8").context["given"] == 1
    with pytest.raises(DataError, match="không có nhiệm vụ nào của “cán bộ 7”"):
        officer(workspace, ask, "Ái Quốc", "cán bộ 7")


def test_a_district_sees_a_person_of_several_communes(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    assign(workspace, ask, "Ái Quốc", "5.1", {"responsible": "cán bộ 3"}, "lãnh đạo")
    found = officer(workspace, ask, "huyện Lộc Bình", "cán bộ 3").context
    assert found["many_units"]
    assert {row["unit"] for row in found["rows"]} == {"Xuân Dương", "Ái Quốc"}
    assert found["head"].issuer.level == "district"


def test_a_year_is_one_that_has_begun(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="2025 chưa bắt đầu"):
        officer(workspace, workspace.ask(DAY), XUAN_DUONG, "cán bộ 1", 2025)
    found = officer(workspace, workspace.ask(DAY), XUAN_DUONG, "cán bộ 2", 2023).context
    assert (found["year"], found["day_iso"], found["counts"]["on_time"]) == (2023, "2023-12-31", 1)


def test_the_command_prints_it_says_for_whom_and_carries_no_number(ntm: Ntm, demo_here: Path) -> None:
    given = ("report", "officer", XUAN_DUONG, "--on", "2024-12-31")
    for name in ("phieu.pdf", "phieu.docx"):
        ran = ntm(*given, "--person", "cán bộ 1", "-o", name)
        assert (ran.code, "cấp trên" in ran.err) == (0, True)
    assert ntm(*given, "--person", "cán bộ 9", "-o", "khac.pdf").code == 3
    with open_database(str(demo_here)) as database:
        workspace = Workspace(database)
        head = officer(workspace, workspace.ask(END), XUAN_DUONG, "cán bộ 1").context["head"]
    assert head.number_line == ""
