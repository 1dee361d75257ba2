"""Scenarios on the demonstration: what flips and why, for a commune and for a whole province."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ntm.errors import DataError, UsageError
from ntm.scenario.compared_words import change_lines, figure_rows, scenarios_json
from ntm.scenario.scenario import Draft, Scenario
from ntm.scenario.scenario_file import options, read_scenario
from ntm.scenario.what_if import WhatIf
from ntm.scenario.what_if_words import assumptions
from ntm.scoring.engine import score
from ntm.service.supposing.what_if import focus_label, what_if
from ntm.service.workspace import Workspace

DAY = date(2024, 6, 30)
XUAN_DUONG, DISTRICT, PROVINCE = "Xuân Dương", "huyện Lộc Bình", "tỉnh Lạng Sơn"


def one(workspace: Workspace, unit: str, scenario: Scenario) -> WhatIf:
    (found,) = what_if(workspace, unit, [scenario], day=DAY)
    return found


def flips(found: WhatIf) -> dict[str, tuple[str, str]]:
    return {flip.item: (flip.before.word, flip.after.word) for flip in found.flips}


def test_steps_move_a_value_exactly_and_say_from_where(demo_workspace: Workspace) -> None:
    found = one(demo_workspace, XUAN_DUONG, options(["10.1=+1,2", "17.2=+1 cơ sở", "17.7=+1"]))
    said = {
        value.item: (value.value, value.numerator, value.denominator) for _new, _row, value in found.values
    }
    assert [str(part) for part in said["10.1"]] == ["45.0", "None", "None"]
    assert [str(part) for part in said["17.2"]] == ["None", "18", "20"]
    assert str(said["17.7"][1]) == "204.06"  # one point of 206 more than 202
    assert flips(found)["10"] == ("not_met", "met")
    (why,) = next(flip.because for flip in found.flips if flip.item == "17.2")
    assert why == "17.2: 85% (17/20 cơ sở) → 90% (18/20 cơ sở)"


def test_a_step_never_leaves_what_a_measure_can_be(demo_workspace: Workspace) -> None:
    found = one(demo_workspace, XUAN_DUONG, options(["17.7=+90", "11.1=-99", "10.1=-500"]))
    said = {value.item: value for _new, _row, value in found.values}
    assert said["17.7"].numerator == said["17.7"].denominator == 206
    assert [said["11.1"].numerator, said["10.1"].value] == [0, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("13.3=+1", "không cộng trừ được"),
        ("17.2=+1 hộ", "không biết “hộ” là đơn vị gì"),
        ("10.1=+x", "“.x” không phải là số"),
        ("Mẫu Sơn/99.1=4", "không có mục"),
        ("Nơi Nào Đó/10.1=4", "Không có đơn vị"),
    ],
)
def test_what_cannot_be_assumed_is_refused(demo_workspace: Workspace, text: str, told: str) -> None:
    with pytest.raises(DataError, match=told):
        one(demo_workspace, XUAN_DUONG, options([text]))


def test_a_step_from_nothing_is_refused(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(DAY)
    unit = demo_workspace.find("Hoàng Đồng", DAY)
    assert demo_workspace.standing(ask, [unit]).scorecard.measurement(0, "10.1") is None
    with pytest.raises(DataError, match=r"Hoàng Đồng chưa có số liệu 10\.1 để cộng thêm"):
        one(demo_workspace, "Hoàng Đồng", options(["10.1=+5"]))


def test_a_threshold_for_a_whole_district_names_the_line_it_replaces(demo_workspace: Workspace) -> None:
    found = one(demo_workspace, DISTRICT, options(thresholds=["17.2=95"]))
    assert len(found.rows) == 19
    assert Counter((flip.item, flip.after.word) for flip in found.flips) == {
        ("17.2", "not_met"): 14, ("17", "not_met"): 10,
    }  # fmt: skip
    why = {flip.because for flip in found.flips if flip.item == "17.2"}
    assert why == {
        ("17.2: yêu cầu ≥ 90% → ≥ 95% (Mức giả định, criteria/minh-hoa/xa-ntm-2021-2025.yaml:21)",)
    }
    assert {flip.because for flip in found.flips if flip.item == "17"} == {("17.2",)}
    averages = {change.unit["name"]: change.after.met for change in found.averages}
    assert averages == {"Lộc Bình": 239, "Lạng Sơn": 2526}


def test_the_law_of_a_later_year_is_the_same_score_on_that_day(demo_workspace: Workspace) -> None:
    found = one(demo_workspace, PROVINCE, options(law_on="2025"))
    assert {flip.item for flip in found.flips} == {"10", "10.1"}
    assert all(
        "≥ 45" in flip.because[0] and "≥ 48" in flip.because[0] for flip in found.flips if "." in flip.item
    )
    again = score(found.after.snapshot, found.after.column(0).criteria_set)
    assert np.array_equal(again.criteria.verdicts, found.after.criteria.verdicts)


def test_another_day_brings_its_values(demo_workspace: Workspace) -> None:
    found = one(demo_workspace, XUAN_DUONG, options(on="2023-12-31"))
    assert (int(found.before.met[found.row]), int(found.after.met[found.row])) == (14, 12)
    with pytest.raises(DataError, match="địa giới đã đổi"):
        one(demo_workspace, PROVINCE, options(on="2025-08-31"))


def test_another_region_judges_a_commune_by_its_column(demo_workspace: Workspace) -> None:
    still = one(demo_workspace, XUAN_DUONG, options(places=["region=dong_bang_song_hong"]))
    assert still.flips == ()  # a specially difficult commune keeps its column wherever it lies
    moved = one(
        demo_workspace, XUAN_DUONG,
        options(places=["region=dong_bang_song_hong", f"{XUAN_DUONG}/specially_difficult=no"]),
    )  # fmt: skip
    assert flips(moved)["9.2"] == ("met", "not_met")
    assert assumptions(moved)[1] == "Giả định: Xuân Dương được xét với specially_difficult=no."


DRAFT = """overlay: lang-son
over: xa-ntm-2021-2025
title: Dự thảo
province: '{province}'
decision: Dự thảo
thresholds:
- {{item: '2.2', region: all, value: 78, checked: recalled}}
"""


def test_a_draft_stands_in_place_of_the_provinces_overlay(demo_workspace: Workspace) -> None:
    found = one(
        demo_workspace, DISTRICT, Scenario("dự thảo", drafts=(Draft("d.yaml", DRAFT.format(province=20)),))
    )
    assert Counter(flip.item for flip in found.flips) == {"2.2": 11, "2": 7}
    assert next(flip.because[0] for flip in found.flips if flip.item == "2.2").endswith("(Dự thảo, d.yaml:7)")
    elsewhere = Scenario("dự thảo", drafts=(Draft("d.yaml", DRAFT.format(province=19)),))
    assert one(demo_workspace, DISTRICT, elsewhere).flips == ()
    wrong = DRAFT.format(province=20).replace("'2.2'", "'15.1'")
    with pytest.raises(DataError) as refused:
        one(demo_workspace, DISTRICT, Scenario("sai", drafts=(Draft("d.yaml", wrong),)))
    assert "d.yaml:7: mục 15.1 không giao cho tỉnh" in refused.value.problems[0].sentence()


def test_scenarios_stand_side_by_side(demo_workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "name: A\nset:\n- {unit: Xuân Dương, item: '10.1', value: +3}\n", "utf-8"
    )
    (tmp_path / "b.yaml").write_text("name: B\nextends: [a.yaml]\nlaw_on: 2025\n", "utf-8")
    scenarios = [read_scenario(tmp_path / name) for name in ("a.yaml", "b.yaml")]
    found = what_if(demo_workspace, DISTRICT, scenarios, day=DAY)
    document = scenarios_json(found, focus_label(found[0]))
    assert list(document) == ["schema", "on", "unit", "before", "scenarios"]
    assert (document["schema"], document["unit"]["name"]) == ("ntm.scenarios/1", "Lộc Bình")
    assert (document["before"]["met"], [part["met"] for part in document["scenarios"]]) == (247, [248, 243])
    assert list(document["scenarios"][0]) == [
        "name", "assumed", "criteria_set", "communes", "meet_the_set", "met", "basically_met", "not_met",
        "undetermined", "not_applicable", "averages", "changed_communes", "flips", "warnings",
    ]  # fmt: skip
    assert sum(band["communes"] for band in document["scenarios"][1]["averages"][0]["bands"]) == 19
    rows, headings = figure_rows(found)
    assert headings == ["hiện nay", "A", "B"]
    assert {str(row["figure"]): (row["0"], row["1"], row["2"]) for row in rows}["tiêu chí đạt"] == (
        247,
        248,
        243,
    )
    assert change_lines(found[0])[0] == "A: 2 kết luận thay đổi ở 1 xã."


def test_a_problem_in_a_file_is_told_with_its_line(demo_workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "sai.yaml"
    path.write_text("set:\n- {item: '99.1', value: '5'}\n- {item: '10.1', value: 'năm'}\n", "utf-8")
    with pytest.raises(DataError) as refused:
        one(demo_workspace, XUAN_DUONG, read_scenario(path))
    assert [problem.sentence().split(": ")[0] for problem in refused.value.problems] == [
        "sai.yaml:2",
        "sai.yaml:3",
    ]


def test_nothing_assumed_is_wrong_use(demo_workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="Chưa giả định gì"):
        one(demo_workspace, XUAN_DUONG, Scenario("trống"))
