"""`ntm plan` as an officer runs it: the table, the contract, CSV, exit codes, a snapshot file."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

from ntm.scoring.snapshot_writing import write
from ntm.service.demonstration.demo import COSTS
from ntm.service.workspace import Workspace
from tests.command import Ntm

ON = ("--on", "2024-06-30")
DISTRICT = "huyện Lộc Bình"


def test_the_contract_field_by_field(demo_here: Path, ntm: Ntm) -> None:
    ran = ntm("plan", DISTRICT, "--reach", "average", "--costs", str(COSTS), *ON, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    document = ran.json()
    assert list(document) == [
        "schema", "on", "criteria_set", "unit", "target", "reached", "minimised", "cost_unit", "cost", "months",
        "bound", "optimal", "gained", "one_by_one", "steps", "works", "funds", "average_after",
        "reference_after", "alternatives", "most_possible", "closest", "in_the_way", "warnings",
    ]  # fmt: skip
    assert document["schema"] == "ntm.plan/1"
    assert document["unit"] == {"code": "188", "name": "Lộc Bình", "kind": "huyen"}
    assert document["target"] == {"reach": "average", "criteria": 22, "communes": 0}
    assert (document["cost_unit"], document["optimal"]) == ("million_dong", True)
    assert document["cost"] == document["bound"]
    assert int(document["one_by_one"]) > int(document["cost"])
    parts = [int(part["cost"]) for part in (*document["steps"], *document["works"])]
    assert sum(parts) == int(document["cost"]) == sum(int(fund["spent"]) for fund in document["funds"])
    assert set(document["steps"][0]) == {
        "unit", "criterion", "indicators", "cost", "carried_by_people", "conclusion_needed", "works", "done_by",
    }  # fmt: skip
    assert "Chi phí là số liệu minh họa: không dùng để lập dự toán." in document["warnings"]


def test_people_first_then_investment_and_why(demo_here: Path, ntm: Ntm) -> None:
    text = ntm("plan", DISTRICT, "--reach", "average", *ON).out
    people, investment = text.index("Người dân và cộng đồng tự làm"), text.index("Cần Nhà nước đầu tư")
    assert people < text.index("Văn hóa") < investment < text.index("Thu nhập")
    for words in (
        "mốc này lên theo vì gồm cả đơn vị: cần thêm 22 tiêu chí",
        "Thêm 22 tiêu chí (22 chỉ tiêu)",
        "Tối ưu, đã chứng minh: không phương án nào dưới 22 chỉ tiêu (khoảng cách 0).",
        "Sau đó: bình quân 14,16 (269 ÷ 19); mốc so sánh 14,12.",
        "Phương án kế tiếp 1: 22 chỉ tiêu; thêm",
    ):
        assert words in text


def test_a_goal_that_cannot_be_reached_leaves_with_1_and_says_why(demo_here: Path, ntm: Ntm) -> None:
    ran = ntm("plan", "Xuân Dương", "--reach", "standard", "--not", "17", *ON)
    assert ran.code == 1
    assert "KHÔNG đạt được mục tiêu" in ran.out
    assert (
        "Vướng: 1 tiêu chí bị loại bằng --not. Nếu không có điều này: đạt được, tốn ít nhất 8 chỉ tiêu."
        in ran.out
    )
    short = ntm("plan", "Xuân Dương", "--reach", "19", "--not", "17", *ON)
    assert "Gần mục tiêu nhất: thêm Xuân Dương tiêu chí 2, Xuân Dương tiêu chí 6" in short.out
    assert "tốn 6 chỉ tiêu." in short.out
    assert ntm("plan", "Xuân Dương", "--reach", "nhiều", *ON).code == 2
    assert ntm("plan", "Xuân Dương", "--reach", "standard", "--costs", "không-có.csv", *ON).code == 3
    assert ntm("plan", "Xuân Dương", "--reach", "15", "--budget", "hai", *ON).code == 2


def test_csv_names_its_columns_by_key(demo_here: Path, ntm: Ntm) -> None:
    text = ntm("plan", "Xuân Dương", "--reach", "16", *ON, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["unit"], row["criterion"], row["people"]) for row in rows] == [
        ("Xuân Dương", "10", "no"), ("Xuân Dương", "13", "no"),
    ]  # fmt: skip


def test_a_snapshot_file_is_planned_like_a_database(
    demo_here: Path, demo_workspace: Workspace, ntm: Ntm, tmp_path: Path
) -> None:
    ask = demo_workspace.ask(date(2024, 6, 30))
    standing = demo_workspace.standing(ask, demo_workspace.territory.communes(ask.day))
    file = tmp_path / "tinh.json"
    file.write_text(json.dumps(write(standing.snapshot, standing.scorecard.criteria_set)), encoding="utf-8")
    for unit, goal in ((DISTRICT, "average"), ("Xuân Dương", "standard")):
        held = ntm("plan", unit, "--reach", goal, "--snapshot", str(file), "--format", "json").json()
        stored = ntm("plan", unit, "--reach", goal, *ON, "--format", "json").json()
        assert held["steps"] == stored["steps"]
        assert held["average_after"] == stored["average_after"]
