"""A what-if as a paper: marked, complete, escaped; re-scored from its own data, and nothing of it touches status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntm.reports.attachment import Attachment
from ntm.reports.paper import Paper
from ntm.reports.rendering import fill, render
from ntm.scenario.scenario import Scenario
from ntm.scenario.scenario_file import options, scenario_of
from ntm.service.papers.paper import seal
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.scenario_paper import scenario_paper
from ntm.service.papers.verify import verify
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
FILE = """name: Nước sạch & thu nhập
set:
- {unit: Xuân Dương, item: '10.1', value: '48'}
- {unit: Nam Quan, item: '10.1', value: '60'}
- {item: '7', value: chưa đạt}
thresholds:
- {item: '17.2', value: '80'}
"""


@pytest.fixture(scope="module")
def workspace(demo_copy: Path) -> Iterator[Workspace]:
    with open_database(str(demo_copy)) as database:
        yield Workspace(database)


def made(
    workspace: Workspace, unit: str = "Xuân Dương", scenario: Scenario | None = None, **wishes: Any
) -> Paper:
    return scenario_paper(workspace, unit, scenario or scenario_of("a.yaml", FILE), Wishes(**wishes), day=DAY)


def test_it_says_what_is_assumed_what_changes_and_why(workspace: Workspace) -> None:
    found = made(workspace).context
    assert found["head"].labels[0] == "PHƯƠNG ÁN GIẢ ĐỊNH"
    assert found["head"].number_line.endswith("/PA-UBND")
    assert found["head"].draft
    assert found["assumed"][0] == "Giả định: 10.1 = 48 triệu đồng/người/năm."
    assert any("ở Nam Quan" in line for line in found["assumed"])
    changes = {row["item"]: (row["before"], row["after"]) for row in found["changes"]}
    assert changes["10"] == ("chưa đạt", "đạt")
    assert changes["7"] == ("đạt", "chưa đạt")
    [row] = [row for row in found["changes"] if row["item"] == "10.1"]
    assert row["because"] == ["10.1: 43,8 triệu đồng/người/năm → 48 triệu đồng/người/năm"]
    assert [row["name"] for row in found["averages"]] == ["huyện Lộc Bình", "tỉnh Lạng Sơn"]
    [criterion] = [row for row in found["criteria"][0]["rows"] if row["number"] == "7"]
    assert (criterion["before"], criterion["after"], criterion["basis"]) == ("đạt", "chưa đạt", "giả định")


def test_it_is_checked_again_from_its_own_data(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "phuong-an.pdf"
    path.write_bytes(render(made(workspace)))
    found = verify(path)
    assert found.agreed, found.differences
    assert found.unit == "06607 Xuân Dương"


@pytest.mark.parametrize("forged", ["after", "text"])
def test_a_paper_that_promises_what_its_data_does_not_give_is_found(
    workspace: Workspace, tmp_path: Path, forged: str
) -> None:
    """Page and data are forged alike, so that only scoring again finds it."""
    paper = made(workspace)
    assert paper.attachment is not None
    document = json.loads(paper.attachment.content)
    context = dict(paper.context)
    if forged == "after":
        document["scenario"]["after"]["criteria"][16]["verdict"] = "met"
        rows = [dict(row) for row in context["criteria"][0]["rows"]]
        assert rows[16]["after"] == "chưa đạt"
        rows[16]["after"] = "đạt"
        context["criteria"] = [{**context["criteria"][0], "rows": rows}]
    else:
        text = document["scenario"]["text"].replace('value: "48"', 'value: "40"')
        document["scenario"]["text"] = text
        context["text"] = text.splitlines()
    data = Attachment(json.dumps(document, ensure_ascii=False).encode(), paper.attachment.moment)
    path = tmp_path / "gia.pdf"
    path.write_bytes(render(replace(paper, context=context | seal(data), attachment=data)))
    told = verify(path).differences
    assert [one for one in told if "theo phương án" in one], told


def test_names_and_notes_are_escaped(workspace: Workspace) -> None:
    named = replace(scenario_of("a.yaml", FILE), name="<img src=x> “A”")
    text = fill(made(workspace, scenario=named, requests=("<b>gấp</b>",)))
    assert "<img src=x>" not in text
    assert "&lt;img src=x&gt;" in text
    assert "&lt;b&gt;gấp" in text


def test_a_district_s_paper_tells_every_commune_and_goes_to_the_province(workspace: Workspace) -> None:
    found = made(workspace, "huyện Lộc Bình", options(["10.1=+5"])).context
    assert len(found["communes"]) == 19
    assert found["head"].issuer.title == "huyện Lộc Bình"
    assert found["head"].recipients[0] == "UBND tỉnh Lạng Sơn;"
    [row] = [row for row in found["communes"] if row["name"] == "Xuân Dương"]
    assert (row["before"], row["after"], row["gained"]) == (14, 15, ["10"])


def test_the_command_prints_it_beside_what_it_tells(ntm: Ntm, demo_here: Path) -> None:
    asked = ("what-if", "06607", "--on", "2024-06-30", "--set", "10.1=48")
    ran = ntm(*asked, "-o", "a.pdf", "--number", "5", "--dated", "2024-07-05", "--format", "json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["schema"] == "ntm.what-if/1"
    assert "KHỚP" in ntm("report", "verify", "a.pdf").out
    assert ntm(*asked, "-o", "a.docx").code == 0
    assert Path("a.docx").read_bytes().startswith(b"PK")
    assert ntm(*asked, "--number", "5").code == 2
    Path("a.yaml").write_text("name: A\nset: [{item: '10.1', value: '48'}]\n", encoding="utf-8")
    assert ntm("what-if", "06607", "--scenario", "a.yaml", "--scenario", "a.yaml", "-o", "b.pdf").code == 2
