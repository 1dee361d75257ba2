"""The forecast from the database: the demonstration's Xuân Dương, its district and its province; the contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ntm.errors import UsageError
from ntm.scenario.outlook import outlooks
from ntm.service.assigning.tasks import change, commune_of, task_on
from ntm.service.supposing.forecast import days_left, forecast_of
from ntm.service.supposing.forecast_words import forecast_json, forecast_text
from ntm.service.workspace import Workspace
from tests.command import Ntm

DAY = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (DAY, [date(2024, 9, 30), date(2024, 12, 31)]),
        (date(2024, 2, 29), [date(2024, 3, 31), DAY, date(2024, 9, 30), date(2024, 12, 31)]),
        (date(2024, 12, 30), [date(2024, 12, 31)]),
        (
            date(2024, 12, 31),
            [date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31)],
        ),
    ],
)
def test_the_days_are_the_quarters_that_are_left(day: date, ends: list[date]) -> None:
    assert days_left(day) == ends


def test_a_commune_stands_with_its_district_and_its_province(demo_workspace: Workspace) -> None:
    found = forecast_of(demo_workspace, demo_workspace.ask(DAY), "Xuân Dương")
    document = forecast_json(found)
    assert document["schema"] == "ntm.forecast/1"
    assert document["now"] == {"met": 14, "of": 19}
    assert [one["on"] for one in document["standings"]] == ["2024-09-30", "2024-12-31"]
    for one in document["standings"]:
        assert one["low"] <= one["paced"] <= one["middle"] <= one["high"]
    district, province = document["averages"]
    assert (district["now"], district["communes"], district["held"]) == (
        {"met": 247, "average": "13.00"},
        19,
        0,
    )
    assert (province["now"]["met"], province["communes"], province["held"]) == (2534, 181, 162)
    income = next(one for one in document["indicators"] if one["id"] == "10.1")
    assert (income["basis"], income["late"]) == ("pace", False)
    assert income["measures"][0]["points"] == 8
    assert [one["required"] for one in income["measures"][0]["at"]] == ["45", "45"]
    assert any("minh họa" in line for line in document["warnings"])
    assert "162/181 xã chưa đủ lịch sử" in forecast_text(found)


def test_the_due_day_of_a_task_goes_before_that_of_the_statement(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(DAY)
    held = task_on(demo_workspace, ask, commune_of(demo_workspace, "Xuân Dương", DAY), "6.2")
    change(demo_workspace, held, {"due": date(2024, 12, 15)}, DAY, "lãnh đạo")
    found = forecast_of(demo_workspace, ask, "Xuân Dương", alone=True)
    assert found.row is not None
    [line] = [line for line in outlooks(found.forecast, found.row) if line.item == "6.2"]
    assert (line.basis, line.reached) == ("due", date(2024, 12, 15))
    assert found.groups == ()


def test_a_forecast_from_old_figures_says_how_old(demo_workspace: Workspace) -> None:
    fresh = forecast_text(
        forecast_of(demo_workspace, demo_workspace.ask(date(2024, 9, 30)), "Xuân Dương", alone=True)
    )
    old = forecast_text(
        forecast_of(demo_workspace, demo_workspace.ask(date(2024, 12, 20)), "Xuân Dương", alone=True)
    )
    assert "số đo gần nhất" not in fresh
    assert "số đo gần nhất 30/6/2024" in old


def test_a_district_lists_its_communes(demo_workspace: Workspace) -> None:
    document = forecast_json(forecast_of(demo_workspace, demo_workspace.ask(DAY), "huyện Lộc Bình"))
    assert len(document["communes"]) == 19
    assert sum(one["met"] for one in document["communes"]) == 247
    [later] = [one for one in document["averages"][0]["standings"] if one["on"] == "2024-12-31"]
    total = sum(one["standings"][-1]["middle"] for one in document["communes"])
    assert later["middle"]["met"] == total


def test_on_an_earlier_day_only_what_was_stated_by_then_counts(demo_workspace: Workspace) -> None:
    """What a forecast made a quarter ago says of today does not look at today."""
    before = forecast_json(
        forecast_of(demo_workspace, demo_workspace.ask(date(2024, 3, 31)), "Xuân Dương", [DAY], alone=True)
    )
    for line in before["indicators"]:
        for measure in line["measures"]:
            assert measure["last"] is None or measure["last"] <= "2024-03-31"


def test_the_command_tells_and_refuses(ntm: Ntm, demo_here: Path, tmp_path: Path) -> None:
    told = ntm("forecast", "Xuân Dương", "--on", "2024-06-30", "--to", "31/12/2024", "--format", "json")
    assert [one["on"] for one in told.json()["standings"]] == ["2024-12-31"]
    assert ntm("forecast", "Xuân Dương", "--on", "2024-06-30", "--to", "30/6/2024").code == 2
    early = ntm("forecast", "Xuân Dương", "--on", "2023-03-31", "--format", "json").json()
    assert {one["reason"] for one in early["indicators"]} <= {"no_history", "no_value", "no_due"}
    assert "no_history" in {one["reason"] for one in early["indicators"]}


def test_a_snapshot_file_has_no_history(tmp_path: Path) -> None:
    workspace, ask = Workspace(None, tmp_path / "none.json"), Workspace(None).ask(DAY)
    with pytest.raises(UsageError, match="lịch sử"):
        forecast_of(workspace, ask, "Xuân Dương")
