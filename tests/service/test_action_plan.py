"""The action plan: every gap with its person, day and money, in the order of the plan; printed, checked, in a batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntm.criteria.model import CarriedBy
from ntm.scenario.plan import Goal
from ntm.service.assigning.action_plan import action_plan
from ntm.service.assigning.tasks import change, commune_of, task_on
from ntm.service.papers.readiness import Wishes
from ntm.service.supposing.plan import closing_order, plan
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.tasks import State
from tests.command import Ntm

DAY = date(2024, 6, 30)
XUAN_DUONG = "06607"


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


def context(workspace: Workspace, unit: str = XUAN_DUONG, day: date = DAY, **wishes: Any) -> Any:
    return action_plan(workspace, workspace.ask(day), unit, Wishes(**wishes)).context


def test_every_gap_stands_with_who_when_and_what_money_in_the_order_of_the_plan(workspace: Workspace) -> None:
    found = context(workspace)
    made = plan(workspace, workspace.ask(DAY), XUAN_DUONG, Goal("standard"))
    assert [row["id"] for row in found["rows"]] == [item for _code, item in closing_order(made)]
    road = next(row for row in found["rows"] if row["id"] == "2.2")
    assert (road["responsible"], road["due"], road["cost"]) == ("cán bộ 1", "30/9/2024", "180")
    assert road["steps"][0] == "Đo đạc đoạn chưa cứng hóa (hạn 15/7/2024)"
    assert (road["gap"], road["state"]) == ("0,22/24,6 km", "đã giao")


def test_persons_quarters_and_money_add_up(workspace: Workspace) -> None:
    found = context(workspace)
    assert {row["name"]: row["items"] for row in found["persons"]} == {
        "cán bộ 1": ["2.2", "2.4"],
        "cán bộ 2": ["6.2", "6.3"],
        "cán bộ 3": ["10.1", "13.3"],
        "cán bộ 4": ["17.2", "17.7"],
    }
    assert [(part["title"], part["infrastructure"]) for part in found["quarters"]] == [
        ("Quý III/2024", ["2.2", "2.4", "6.2", "6.3"]),
        ("Quý IV/2024", []),
    ]
    money = found["money"]
    assert money["total"] == "867"
    assert sum(int(row["cost"]) for row in money["funds"]) == 867
    assert money["silent"] == ["10.1", "13.3"]
    assert (found["without_person"], found["without_day"]) == ([], [])


def test_what_is_done_leaves_the_plan_and_what_is_late_comes_first(workspace: Workspace) -> None:
    ask = workspace.ask(DAY)
    held = task_on(workspace, ask, commune_of(workspace, XUAN_DUONG, DAY), "6.2")
    change(workspace, held, {"state": State.DONE}, DAY, "cán bộ 2")
    found = context(workspace, day=date(2024, 10, 5))
    assert "6.2" not in [row["id"] for row in found["rows"]]
    assert found["quarters"][0]["title"] == "Quá hạn"
    assert "2.2" in [row["id"] for row in found["quarters"][0]["rows"]]


def test_a_commune_of_which_nothing_is_known_still_has_its_plan(ntm: Ntm, here: Path) -> None:
    assert ntm("init").code == 0
    with open_database(str(here / "ntm.db")) as database:
        found = context(Workspace(database))
    people = {one.id for one in found["set"].indicators if one.carried_by is CarriedBy.PEOPLE}
    assert set(found["people"]) == people
    assert found["without_person"] == [row["id"] for row in found["rows"]]
    assert (len(found["rows"]), found["persons"], found["quarters"]) == (57, [], [])


def test_it_is_a_plan_by_its_head_and_a_draft(workspace: Workspace) -> None:
    head = context(workspace)["head"]
    assert head.number_line.endswith("/KH-UBND")
    assert head.draft
    assert any("MINH HỌA" in label for label in head.labels)
    assert not context(workspace, number="7", dated=DAY)["head"].draft


def test_the_command_prints_it_and_it_can_be_checked(ntm: Ntm, demo_here: Path) -> None:
    for name in ("ke-hoach.pdf", "ke-hoach.docx"):
        ran = ntm("report", "action-plan", XUAN_DUONG, "--on", "2024-06-30", "-o", name)
        assert (ran.code, Path(name).stat().st_size > 10_000) == (0, True)
    assert "KHỚP" in ntm("report", "verify", "ke-hoach.pdf").out


def test_a_batch_prints_plans(ntm: Ntm, demo_here: Path) -> None:
    given = (
        "report",
        "batch",
        XUAN_DUONG,
        "--on",
        "2024-06-30",
        "--kind",
        "action-plan",
        "-o",
        "ra",
        "--jobs",
        "1",
    )
    assert ntm(*given).code == 0
    assert [path.name for path in Path("ra").glob("*.pdf")] == ["06607-xuan-duong-2024-06-30-action-plan.pdf"]
    assert ntm(*given, "--since", "2024-03-31").code == 2
