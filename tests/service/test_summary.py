"""The summary of a district and a province: what it says, its map, its checks, and what it refuses to compare."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from ntm.reports.attachment import NAME
from ntm.reports.paper import Paper
from ntm.reports.rendering import render
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.papers.summary import summary
from ntm.service.papers.verify import verify
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
NEW = date(2025, 9, 30)
SET = "xa-ntm-2021-2025"
XUAN_DUONG = "06607"  # a commune's code before 01/7/2025, and another one's after


@pytest.fixture(scope="module")
def workspace(demo_copy: Path) -> Iterator[Workspace]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        new = workspace.find("Xuân Dương", NEW)
        for number in range(1, 13):
            set_value(workspace, new.code, str(number), "đạt", NEW, set_id=SET, by="thử")
        yield workspace


def made(workspace: Workspace, unit: str, day: date = DAY, **wishes: Any) -> Paper:
    return summary(workspace, workspace.ask(day), unit, Wishes(**wishes))


@pytest.fixture(scope="module")
def district(workspace: Workspace) -> Paper:
    return made(workspace, "huyện Lộc Bình")


@pytest.fixture(scope="module")
def pdf(district: Paper) -> bytes:
    return render(district)


def test_it_names_the_fewest_criteria_and_where_they_are_nearest(district: Paper) -> None:
    context = district.context
    assert (context["needed"], len(context["steps"])) == (22, 22)
    counts = [step.count for step in context["steps"]]
    assert counts == sorted(counts)
    assert context["steps"][0].lacking.count(",") == 0


def test_bands_and_the_hardest_criteria_add_up_to_the_communes(district: Paper) -> None:
    context = district.context
    assert [row["communes"] for row in context["bands"]] == ["2", "4", "10", "3", "0"]
    assert sum(int(row["met"]) for row in context["hardest"]) == 247
    met = [int(row["met"]) for row in context["hardest"]]
    assert met == sorted(met)
    assert context["hardest"][0]["number"] == "10"
    assert "Xuân Dương (14\u00a0→\u00a015)" in context["one_step"]


def test_every_commune_stands_in_the_matrix_with_its_verdicts(district: Paper) -> None:
    [(title, rows)] = district.context["matrix"]
    assert title == ""
    assert len(rows) == 19
    own = next(row for row in rows if row.code == XUAN_DUONG)
    assert "".join(own.signs) == "DCDDDCDDDCDD?DDDCDD".replace("D", "Đ")
    assert own.met == own.signs.count("Đ") == 14


def test_a_province_is_shown_by_district_and_tells_communes_of_one_name_apart(workspace: Workspace) -> None:
    context = made(workspace, "tỉnh Lạng Sơn").context
    averages = {row["name"]: row["average"] for row in context["places"]}
    assert averages["huyện Lộc Bình"] == "13,00"
    assert len(averages) == len(context["matrix"]) == 11
    assert sum(int(row["met"]) for row in context["places"]) == 2534
    assert any("Chi Lăng - Tràng Định" in name for name in context["changes"]["risen"]["most"])
    best = context["bands"][0]["names"].split(", ")
    assert len(best) == len(set(best)) == 19
    assert "Chi Lăng - Tràng Định" in best
    assert context["map"] == ""
    assert "UBND các huyện, thành phố;" in context["head"].recipients


def test_after_districts_ended_there_is_a_map_and_no_comparison_across_boundaries(
    workspace: Workspace,
) -> None:
    context = made(workspace, "tỉnh Lạng Sơn", NEW).context
    assert context["map"].count("<path") == 65
    assert ">12</text>" in context["map"]
    assert "Vietnam Natural Resources" in context["map_source"]
    assert any(row["name"] == "địa bàn huyện Lộc Bình (cũ)" for row in context["places"])
    assert "theo địa giới cũ" in context["changes"]["average"]
    assert context["changes"]["risen"] == context["changes"]["fallen"] == {"count": 0, "most": []}
    assert context["head"].recipients[1] == "UBND các xã;"


def test_a_commune_is_not_compared_with_another_one_that_had_its_code(workspace: Workspace) -> None:
    now = workspace.find("Xuân Dương", NEW)
    before = workspace.territory.unit(now.code, DAY)
    assert before is not None
    assert before.valid_from != now.valid_from
    paper = readiness(workspace, workspace.ask(NEW, SET), now.code, Wishes(since=DAY))
    assert "là của một đơn vị khác" in paper.context["changes"]["note"]


def test_its_issuer_is_itself_or_its_province(workspace: Workspace) -> None:
    assert (
        made(workspace, "huyện Lộc Bình", issuer="tỉnh Lạng Sơn").context["head"].issuer.level == "province"
    )
    with pytest.raises(Exception, match="chọn cơ quan ban hành khác"):
        made(workspace, "huyện Lộc Bình", issuer="huyện Cao Lộc")


def test_the_paper_agrees_with_its_data_until_a_verdict_or_a_figure_is_changed(
    pdf: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "s.pdf"
    path.write_bytes(pdf)
    assert verify(path).agreed
    [content] = PdfReader(io.BytesIO(pdf)).attachments[NAME]
    document = json.loads(content)
    codes = document["standings"][0]["verdicts"]
    codes[XUAN_DUONG] = "1" * 19
    told = " ".join(tampered(pdf, document, path))
    assert "Xuân Dương (06607): kết luận ghi trong số liệu khác" in told
    document = json.loads(content)
    unit = next(one for one in document["standings"][0]["snapshot"]["units"] if one["code"] == XUAN_DUONG)
    income = next(one for one in unit["statements"] if one["item"] == "10.1")
    income["value"] = "99"
    told = " ".join(tampered(pdf, document, path))
    assert "Xuân Dương (06607): số liệu ghi đạt 14 tiêu chí, tính lại là 15." in told
    assert "Xuân Dương (06607): dòng in trong Phụ lục I khác" in told
    assert "Dấu vân tay in trên giấy không phải" in told


def test_the_watch_on_recognised_communes_is_made_again_from_the_paper_alone(
    pdf: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "s.pdf"
    [content] = PdfReader(io.BytesIO(pdf)).attachments[NAME]
    held = json.loads(content)["watch"]
    assert (held["told"]["held"], held["told"]["keeps"], len(held["told"]["rows"])) == (7, 4, 3)
    document = json.loads(content)
    document["watch"]["told"]["rows"][0]["conclusion"] = "giữ danh hiệu"
    told = " ".join(tampered(pdf, document, path))
    assert "theo dõi ghi trong số liệu khác" in told
    document = json.loads(content)
    del document["watch"]["titles"][-1]
    assert "số liệu ghi 4/7, tính lại là 3/6" in " ".join(tampered(pdf, document, path))
    document = json.loads(content)
    name, text = document["watch"]["law"][0]
    document["watch"]["law"][0] = [name, text.replace("from: 30, under: 50", "from: 49, under: 50")]
    assert document["watch"]["law"][0][1] != text, "the rule was there to be changed"
    told = " ".join(tampered(pdf, document, path))
    assert "dòng theo dõi in trên giấy khác" in told


def tampered(pdf: bytes, document: dict[str, Any], path: Path) -> tuple[str, ...]:
    """What checking says of the same pages with other data inside."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for attached in writer.attachment_list:
        if attached.name == NAME:
            attached.delete()
    writer.add_attachment(NAME, json.dumps(document, ensure_ascii=False).encode())
    writer.write(path)
    return verify(path).differences


def test_the_command_prints_it(ntm: Ntm, demo_here: Path) -> None:
    ran = ntm("report", "summary", "Lộc Bình", "--on", "2024-06-30", "-o", "tong-hop.pdf")
    assert (ran.code, ran.out) == (0, "Đã in tong-hop.pdf.\n")
    assert "KHỚP" in ntm("report", "verify", "tong-hop.pdf").out
    assert ntm("report", "summary", "xã Xuân Dương", "--on", "2024-06-30", "-o", "x.pdf").code == 3
