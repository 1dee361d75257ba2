"""Tasks: seeded by statements and then speaking for themselves; bounds; what is to be done, overdue first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ntm.criteria.model import CarriedBy
from ntm.errors import DataError, UsageError
from ntm.scoring.verdict import Body
from ntm.service.assigning.task_rules import read_field
from ntm.service.assigning.tasks import assign, change, commune_of, give_all, task_on
from ntm.service.assigning.work import Line, Wish, work
from ntm.service.entering.enter import set_value
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import open_database
from ntm.store.tasks import State, Step
from ntm.vietnamese.quarters import Quarter
from tests.command import Ntm

DAY = date(2024, 6, 30)


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


@pytest.fixture
def ask(workspace: Workspace) -> Ask:
    return workspace.ask(DAY)


def lines(workspace: Workspace, unit: str = "Ái Quốc", day: date = DAY, **wish: Any) -> list[Line]:
    return work(workspace, workspace.ask(day), [unit], Wish(**wish))


def line(workspace: Workspace, item: str, unit: str = "Ái Quốc", day: date = DAY) -> Line:
    [found] = [one for one in lines(workspace, unit, day, closed=True) if one.item == item]
    return found


def test_a_statement_seeds_the_task_and_the_task_then_speaks(workspace: Workspace, ask: Ask) -> None:
    before = line(workspace, "5.1")
    assert (before.seeded, before.responsible, before.state) == (True, "cán bộ phụ trách giáo dục", None)
    made = assign(workspace, ask, "Ái Quốc", "5.1", {"cost": Decimal(50)}, "lãnh đạo")
    assert made.assignment.responsible == "cán bộ phụ trách giáo dục"
    assert (made.assignment.given_on, made.assignment.due) == (DAY, date(2024, 9, 30))
    change(workspace, made, {"responsible": "cán bộ 2", "due": None}, DAY, "lãnh đạo")
    set_value(
        workspace, "Ái Quốc", "5.1", "1/3", DAY, responsible="người khác", due=date(2024, 8, 1), by="xã"
    )
    after = line(workspace, "5.1")
    assert (after.responsible, after.due, after.seeded) == ("cán bộ 2", None, False)


def test_the_gap_of_men_and_of_women_is_told_in_words(workspace: Workspace) -> None:
    assert line(workspace, "12.1").gap == "nam: 1/640 người; nữ: 13/640 người"
    assert line(workspace, "5.1").gap == "1/3 trường"


def test_everything_not_met_gets_a_task_where_somebody_is_named(workspace: Workspace, ask: Ask) -> None:
    gaps = [one for one in lines(workspace) if not one.met]
    made = give_all(workspace, ask, "Ái Quốc", {}, "lãnh đạo")
    named = [one.item for one in gaps if one.responsible]
    assert sorted(one.item for one in made) == sorted(named)
    assert give_all(workspace, ask, "Ái Quốc", {}, "lãnh đạo") == []
    rest = give_all(workspace, ask, "Ái Quốc", {"responsible": "cán bộ 9"}, "lãnh đạo")
    assert len(made) + len(rest) == len(gaps)
    assert all(one.assignment.responsible == "cán bộ 9" for one in rest)
    assert lines(workspace, unassigned=True) == []


def test_what_is_overdue_comes_first_and_is_so_only_after_its_day(workspace: Workspace, ask: Ask) -> None:
    give_all(workspace, ask, "Ái Quốc", {}, "lãnh đạo")
    last = lines(workspace)[-1].item
    held = task_on(workspace, ask, commune_of(workspace, "Ái Quốc", DAY), last)
    change(workspace, held, {"due": DAY}, DAY, "lãnh đạo")
    assert not line(workspace, last).overdue, "the day itself is not yet late"
    later = lines(workspace, day=date(2024, 7, 12))
    assert (later[0].item, later[0].overdue, later[0].days_late) == (last, True, 12)
    assert [one.item for one in lines(workspace, day=date(2024, 7, 12), overdue=True)] == [last]


def test_what_was_done_later_was_not_done_on_an_earlier_day(workspace: Workspace, ask: Ask) -> None:
    made = assign(workspace, ask, "Ái Quốc", "5.1", {}, "lãnh đạo")
    done = change(workspace, made, {"done_on": date(2024, 8, 15)}, date(2024, 8, 20), "cán bộ")
    assert done.assignment.state is State.DONE
    assert line(workspace, "5.1", day=date(2024, 8, 14)).open
    assert not line(workspace, "5.1", day=date(2024, 8, 15)).open
    closed = change(workspace, done, {"state": State.DOING}, DAY, "cán bộ")
    assert closed.assignment.done_on is None


def test_what_was_given_later_was_not_there_on_an_earlier_day(workspace: Workspace, ask: Ask) -> None:
    assign(
        workspace,
        ask,
        "Ái Quốc",
        "5.1",
        {"responsible": "cán bộ 2", "given_on": date(2024, 7, 15)},
        "lãnh đạo",
    )
    assert line(workspace, "5.1", day=date(2024, 7, 14)).task is None
    assert line(workspace, "5.1", day=date(2024, 7, 15)).responsible == "cán bộ 2"


def test_done_without_a_day_is_done_on_the_day_spoken_of(workspace: Workspace, ask: Ask) -> None:
    made = assign(workspace, ask, "Ái Quốc", "5.1", {}, "lãnh đạo")
    done = change(workspace, made, {"state": State.DONE}, date(2024, 7, 9), "cán bộ")
    assert done.assignment.done_on == date(2024, 7, 9)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"responsible": None}, "responsible"),
        ({"responsible": "x" * 201}, "responsible"),
        ({"due": date(2024, 6, 29)}, "due"),
        ({"done_on": date(2024, 6, 29)}, "done_on"),
        ({"done_on": date(2024, 7, 1), "state": State.DOING}, "done_on"),
        ({"cost": Decimal(-1)}, "cost"),
        ({"cost": Decimal(10) ** 8}, "cost"),
        ({"steps": (Step("x"),) * 41}, "steps"),
        ({"responsible": "cán bộ 1\r\nBcc: x"}, "responsible"),
        ({"steps": (Step("x\nEND:VEVENT"),)}, "steps"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    workspace: Workspace, ask: Ask, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DataError) as refused:
        assign(workspace, ask, "Ái Quốc", "5.1", {"given_on": DAY, **changes}, "lãnh đạo")
    assert field in [problem.field for problem in refused.value.problems]
    assert line(workspace, "5.1").task is None


def test_fields_are_read_as_officers_write_them() -> None:
    assert read_field("state", "Đang làm") is State.DOING
    assert read_field("due", "30/9/2024") == date(2024, 9, 30)
    assert read_field("cost", "1.234,5") == Decimal("1234.5")
    assert read_field("steps", "Họp thôn | 31/7/2024\nXây bể||15/9/2024") == (
        Step("Họp thôn", date(2024, 7, 31)),
        Step("Xây bể", None, date(2024, 9, 15)),
    )
    assert read_field("due", "") is None
    for name, text in (("state", "gần xong"), ("due", "31/9/2024"), ("cost", "1.200"), ("steps", "a|b|c|d")):
        with pytest.raises(DataError):
            read_field(name, text)


def test_a_measure_leads_to_its_indicator_and_a_stranger_is_refused(workspace: Workspace, ask: Ask) -> None:
    assert assign(workspace, ask, "Ái Quốc", "12.1:nam", {}, "lãnh đạo").item == "12.1"
    with pytest.raises(DataError, match=r"99\.1"):
        assign(workspace, ask, "Ái Quốc", "99.1", {"responsible": "cán bộ 1"}, "lãnh đạo")
    with pytest.raises(DataError, match="không phải là đơn vị cấp xã"):
        commune_of(workspace, "huyện Lộc Bình", DAY)


def test_a_criterion_that_is_only_declared_is_one_line(workspace: Workspace, ask: Ask) -> None:
    unit = next(
        one.code
        for one in workspace.territory.communes(DAY)
        if workspace.territory.district_of(one, DAY) != workspace.find("huyện Lộc Bình", DAY, "district")
    )
    found = lines(workspace, unit)
    assert found
    assert all(one.item == one.criterion.number for one in found)
    item = found[0].item
    assign(workspace, ask, unit, item, {"responsible": "cán bộ 1"}, "lãnh đạo")
    set_value(workspace, unit, item, "đạt", date(2024, 7, 1), body=Body.PROVINCE, by="tỉnh")
    after = line(workspace, item, unit, date(2024, 7, 1))
    assert after.met
    assert after.open, "the task is still open, though its criterion is met"


def test_lines_are_chosen_by_person_quarter_group_and_who_carries_them(
    workspace: Workspace, ask: Ask
) -> None:
    give_all(workspace, ask, "Ái Quốc", {}, "lãnh đạo")
    whole = lines(workspace)
    third = lines(workspace, quarter=Quarter(2024, 3), group="hạ tầng")
    assert {one.item for one in third} == {
        one.item for one in whole if one.criterion.number in map(str, range(2, 10)) and one.due
    }
    mine = lines(workspace, persons=("CAN BO phu trach giao duc",))
    assert {one.responsible for one in mine} == {"cán bộ phụ trách giáo dục"}
    people = work(workspace, ask, ["huyện Lộc Bình"], Wish(carried_by=(CarriedBy.PEOPLE,)))
    assert people
    assert {one.carried_by for one in people} == {CarriedBy.PEOPLE}
    by_person = work(workspace, ask, ["huyện Lộc Bình"], order="person")
    names = [one.responsible or "" for one in by_person]
    assert names.index("") > names.index("cán bộ phụ trách giáo dục")


def test_a_snapshot_file_has_no_tasks(tmp_path: Path) -> None:
    workspace = Workspace(None, tmp_path / "none.json")
    with pytest.raises(UsageError, match="không dùng --snapshot"):
        task_on(workspace, Ask(DAY, "xa-ntm-2021-2025"), shipped_commune(), "5.1")


def shipped_commune() -> Any:
    from ntm.territory.shipped import shipped

    return shipped().unit("06607", DAY)


def test_the_command_gives_changes_and_shows(
    ntm: Ntm, demo_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTM_ON", "2024-06-30")
    given = ntm("tasks", "add", "Ái Quốc", "5.1", "--responsible", "cán bộ 1", "--step", "đo đạc|31/7/2024")
    assert (given.code, "nhiệm vụ số" in given.out) == (0, True)
    assert ntm("tasks", "add", "Ái Quốc", "5.1", "--responsible", "cán bộ 2").code == 3
    assert ntm("tasks", "update", "Ái Quốc", "5.1").code == 2
    assert ntm("tasks", "update", "Ái Quốc", "5.1", "--due", "31/9/2024").code == 2
    assert ntm("tasks", "update", "Ái Quốc", "5.1", "--due", "15/8/2024", "--state", "đang làm").code == 0
    shown = ntm("tasks", "show", "Ái Quốc", "5.1", "--format", "json").json()
    assert [(one["version"], one["state"], one["due"]) for one in shown] == [
        (1, "given", "2024-09-30"),
        (2, "doing", "2024-08-15"),
    ]
    rows = ntm("tasks", "list", "Ái Quốc", "--person", "cán bộ 1", "--format", "json").json()
    assert [(one["item"], one["due"], one["quarter"]) for one in rows] == [("5.1", "2024-08-15", "2024-Q3")]
