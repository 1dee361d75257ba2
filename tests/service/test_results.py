"""The table of results: each body's conclusion side by side, differences marked, the district gone after its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntm.scoring.verdict import Body
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.results import results
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
XUAN_DUONG = "06607"


@pytest.fixture(scope="module")
def context(demo_copy: Path) -> Iterator[Any]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        for item, verdict, body, day in (
            ("1", "đạt", Body.COMMUNE, DAY),
            ("1", "đạt", Body.DISTRICT, DAY),
            ("2", "đạt", Body.COMMUNE, DAY),
            ("2", "chưa đạt", Body.COMMUNE, date(2024, 3, 31)),  # said of an earlier day: no longer theirs
            ("2", "chưa đạt", Body.DISTRICT, DAY),
            ("2", "đạt", Body.PROVINCE, date(2024, 7, 31)),  # of a later day: not yet
            ("13", "đạt", Body.PROVINCE, DAY),  # nothing is computed there
            ("17.1", "chưa đạt", Body.COMMUNE, DAY),  # the figures say otherwise
        ):
            set_value(workspace, XUAN_DUONG, item, verdict, day, body=body, by="thử")
        yield results(workspace, workspace.ask(DAY), XUAN_DUONG).context


def said(context: Any, item: str) -> list[str]:
    [row] = [row for row in context["rows"] if row["id"] == item]
    return [row["verdict"], row["computed"], *(one["verdict"] for one in row["said"])]


def test_what_each_body_concluded_stands_beside_what_is_computed(context: Any) -> None:
    assert context["columns"] == ["Xã tự đánh giá", "Huyện thẩm tra", "Tỉnh thẩm định"]
    assert said(context, "1") == ["đạt", "đạt", "đạt", "đạt", "–"]
    assert said(context, "2") == ["chưa đạt", "chưa đạt", "đạt", "chưa đạt", "–"]
    assert said(context, "13") == ["đạt", "chưa đủ số liệu", "–", "–", "đạt"]
    assert said(context, "17.1") == ["đạt", "đạt", "chưa đạt", "–", "–"]


def test_differences_are_marked_and_only_they(context: Any) -> None:
    assert context["differing"] == ["2", "17.1"]
    assert context["totals"] == [2, 1, 1]
    assert context["met"] == 15
    assert len(context["rows"]) == 19 + 57


def test_the_command_prints_it_and_it_can_be_checked(ntm: Ntm, demo_here: Path) -> None:
    for name in ("bieu.pdf", "bieu.docx"):
        assert ntm("report", "results", XUAN_DUONG, "--on", "2024-06-30", "-o", name).code == 0
    assert "KHỚP" in ntm("report", "verify", "bieu.pdf").out


def test_after_districts_ended_there_is_no_column_for_them(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(date(2025, 8, 1))
    found = results(demo_workspace, ask, "xã Xuân Dương", Wishes()).context
    assert found["columns"] == ["Xã tự đánh giá", "Tỉnh thẩm định"]
