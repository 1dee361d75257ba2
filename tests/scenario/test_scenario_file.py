"""Scenario files: read whole, every fault with its line; laid one on another, the later word stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntm.errors import DataError, UsageError
from ntm.scenario.scenario_file import options, read_scenario


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_a_scenario_may_say(tmp_path: Path) -> None:
    written(tmp_path, "du-thao.yaml", "overlay: lang-son\n")
    path = written(
        tmp_path,
        "a.yaml",
        "name: Đủ cả\ncriteria: xa-ntm-nang-cao-2021-2025\non: 2023-12-31\nlaw_on: 2025\n"
        "overlays: [du-thao.yaml]\n"
        "set:\n- {unit: Xuân Dương, item: '17.1', value: 142/412}\n- {item: '10.1', value: +5}\n"
        "thresholds:\n- {item: '17.1', value: '90', note: dự kiến}\n"
        "places:\n- {unit: Xuân Dương, region: tay_nguyen, border: 'yes'}\n",
    )
    found = read_scenario(path)
    assert (found.name, found.criteria) == ("Đủ cả", "xa-ntm-nang-cao-2021-2025")
    assert (found.on, found.law_on) == (date(2023, 12, 31), date(2025, 12, 31))
    assert [(one.unit, one.item, one.text, one.line) for one in found.values] == [
        ("Xuân Dương", "17.1", "142/412", 7), (None, "10.1", "+5", 8),
    ]  # fmt: skip
    assert found.places[0].attributes == {"region": "tay_nguyen", "border": "yes"}
    assert [draft.name for draft in found.drafts] == ["du-thao.yaml"]


def test_every_fault_is_told_with_its_line_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "sai.yaml",
        "name: Sai\nsett: []\non: 31/13/2024\nset:\n- {item: '17.2'}\n- [1]\n"
        "places:\n- {region: nowhere}\n- {note: không gì cả}\nextends: [../x.yaml]\n",
    )
    with pytest.raises(DataError) as refused:
        read_scenario(path)
    found = sorted(problem.sentence() for problem in refused.value.problems)
    assert [one.split(": ", 1)[0] for one in found] == [
        "sai.yaml:10", "sai.yaml:2", "sai.yaml:3", "sai.yaml:5", "sai.yaml:6", "sai.yaml:8", "sai.yaml:9",
    ]  # fmt: skip
    assert "Có phải là “set”?" in found[1]
    assert "Ghi ví dụ - {tên: giá trị}." in found[4]


def test_a_scenario_stands_on_others_and_overrides_them(tmp_path: Path) -> None:
    written(tmp_path, "nen.yaml", "set:\n- {item: '10.1', value: '40'}\n- {item: '17.2', value: '90'}\n")
    path = written(tmp_path, "tren.yaml", "extends: [nen.yaml]\nset:\n- {item: '10.1', value: '45'}\n")
    found = read_scenario(path)
    assert [(one.item, one.text, one.file) for one in found.values] == [
        ("17.2", "90", "nen.yaml"), ("10.1", "45", "tren.yaml"),
    ]  # fmt: skip
    laid = options(["17.2=95"], law_on="2025-12-31").named_by(found)
    assert laid.name == "tren"
    assert {one.item: one.text for one in laid.values} == {"10.1": "45", "17.2": "95"}
    assert laid.law_on == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- một danh sách\n", "không phải là một kịch bản"),
        ("name: [\n", "không phải là YAML"),
        ("extends: [vong.yaml]\n", "dựa trên chính nó"),
        ("extends: [khong-co.yaml]\n", "Không đọc được"),
        ("set: &a [*a]\n", "không dùng bí danh"),
    ],
)
def test_what_is_no_scenario_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, "vong.yaml", text)
    with pytest.raises(DataError) as refused:
        read_scenario(path)
    assert said in " ".join([str(refused.value), *(one.sentence() for one in refused.value.problems)])


def test_a_scenario_reads_only_files_beside_it(tmp_path: Path) -> None:
    outside = written(tmp_path, "mat.yaml", "overlay: x\n")
    (tmp_path / "trong").mkdir()
    for name in (str(outside), "../mat.yaml", ".."):
        path = written(tmp_path / "trong", "a.yaml", f"overlays: ['{name}']\n")
        with pytest.raises(DataError) as refused:
            read_scenario(path)
        told = " ".join([str(refused.value), *(one.text for one in refused.value.problems)])
        assert "tệp cùng thư mục" in told


def test_options_of_no_such_form_are_wrong_use() -> None:
    wrongs: list[dict[str, Any]] = [
        {"values": ["17.1"]}, {"places": ["border=maybe"]}, {"places": ["nơi=x"]}, {"on": "hôm nay"},
        {"law_on": "năm sau"},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(UsageError):
            options(**wrong)
