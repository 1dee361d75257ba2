"""`ntm criteria` as people and scripts use it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import Ntm

LAW = Path(__file__).parents[1] / "law"
Criteria = Callable[..., tuple[int, str, str]]
SMALL = str(LAW / "good" / "nho.yaml")


@pytest.fixture
def criteria(ntm: Ntm) -> Criteria:
    """Run `ntm criteria`: exit code, what it printed, what it said went wrong."""

    def called(*arguments: str) -> tuple[int, str, str]:
        ran = ntm("criteria", *arguments)
        return ran.code, ran.out, ran.err

    return called


def test_list_names_every_set_with_its_numbers(criteria: Criteria) -> None:
    code, out, _err = criteria("list", "--format", "json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert code == 0
    numbers = {name: (row["criteria"], row["indicators"]) for name, row in rows.items()}
    assert numbers["xa-ntm-2016-2020"] == (19, 49)
    assert numbers["xa-ntm-2021-2025"] == (19, 57)
    assert numbers["xa-ntm-nang-cao-2021-2025"] == (19, 75)
    assert numbers["xa-ntm-2026-2030"] == (10, 47)
    assert rows["xa-ntm-2026-2030"]["complete"] is False
    assert rows["xa-ntm-2021-2025"]["from"] == "2022-03-08"


def test_show_says_what_is_asked_where_with_mark_and_source(criteria: Criteria) -> None:
    code, out, _err = criteria("show", SMALL, "--on", "30/6/2024", "--item", "1.1")
    assert code == 0
    north = (
        "vùng Trung du miền núi phía Bắc: ≥ 39,5 triệu đồng — đã đối chiếu — Quyết định 1/QĐ-TTg, Phụ lục I"
    )
    assert north in out
    assert "vùng Đồng bằng sông Cửu Long: chưa có — Quyết định 1/QĐ-TTg" in out
    assert "cột chung của quyết định (không dùng để xét): ≥ 45 triệu đồng" in out
    assert "1.2" not in out


def test_show_as_csv_gives_a_row_for_each_requirement(criteria: Criteria) -> None:
    _code, out, _err = criteria("show", SMALL, "--on", "2024-06-30", "--item", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["measure"] for row in rows} == {"2.1", "2.1:tap-trung", "2.2", "2.3"}
    part = next(row for row in rows if row["measure"] == "2.1:tap-trung")
    assert (part["comparator"], part["value"], part["checked"]) == (">=", "15", "read")
    assert part["file"].endswith("nho.yaml")
    assert part["line"].isdigit()


def test_show_of_the_frame_lists_criteria_and_groups_and_says_what_is_not_entered(
    criteria: Criteria,
) -> None:
    code, out, _err = criteria("show", "xa-ntm-2026-2030", "--on", "2026-03-01")
    assert code == 0
    for number in range(1, 11):
        assert f"\n{number}. " in out
    for number in (1, 2, 3):
        assert f"Xã nhóm {number}: " in out
    assert out.count("47 chỉ tiêu của nó chưa được nhập") == 1


def test_check_proves_every_set_and_overlay(criteria: Criteria) -> None:
    code, out, _err = criteria("check")
    assert code == 0
    assert "xa-ntm-2021-2025: đúng — 19 tiêu chí, 57 chỉ tiêu" in out
    assert "xa-ntm-2021-2025 + lang-son: đúng" in out
    assert "xa-ntm-2021-2025 + minh-hoa: đúng" in out


def test_check_points_at_what_is_wrong_and_answers_1(criteria: Criteria) -> None:
    broken, unreadable = str(LAW / "bad" / "overlap-regions.yaml"), str(LAW / "bad" / "tab.yaml")
    code, out, err = criteria("check", SMALL, broken, unreadable)
    assert code == 1
    assert f"{SMALL}: đúng" in out
    assert f"{broken}:22: Chỉ tiêu 1.1: hai ngưỡng cùng áp dụng cho vùng Tây Nguyên" in out
    assert "không dùng phím tab" in out
    assert err.startswith("2 trên 3 bộ tiêu chí có lỗi")


def test_check_as_json_gives_places(criteria: Criteria) -> None:
    broken = str(LAW / "bad" / "hole-region.yaml")
    code, out, _err = criteria("check", broken, "--format", "json")
    (row,) = json.loads(out)
    assert code == 1
    assert (row["file"], row["line"], row["severity"]) == (broken, 13, "error")
    assert row["remedy"]


def test_check_of_a_file_that_is_not_there_says_so(criteria: Criteria) -> None:
    code, out, _err = criteria("check", "khong-co.yaml")
    assert code == 1
    assert "Không có tệp khong-co.yaml" in out


def test_coverage_counts_in_all_with_the_column_chung_apart(criteria: Criteria) -> None:
    _code, out, _err = criteria("coverage", SMALL, "--on", "2024-06-30", "--format", "json")
    parts = {row["part"]: row for row in json.loads(out) if row["part"] != "criterion"}
    marks = ("read", "recalled", "doubtful", "missing", "total")
    assert [parts["all"][mark] for mark in marks] == [11, 1, 1, 2, 15]
    assert [parts["general"][mark] for mark in marks] == [1, 0, 0, 0, 1]


def test_coverage_for_one_unit_lists_what_applies_there(criteria: Criteria) -> None:
    code, out, _err = criteria(
        "coverage",
        "xa-ntm-2021-2025",
        "--unit",
        "xuan duong",
        "--on",
        "2024-06-30",
        "--format",
        "json",
    )
    rows = json.loads(out)
    assert code == 0
    assert {row["part"] for row in rows} == {"criterion", "all"}
    total = rows[-1]
    # From 01/3/2024 nothing of the set counts as read: QĐ 211 was not compared.
    assert total["read"] == 0
    assert total["total"] == sum(row["total"] for row in rows[:-1])
    assert (
        "7 ngưỡng do cấp tỉnh quy định"
        in criteria("coverage", "xa-ntm-2021-2025", "--unit", "06607", "--on", "2024-06-30")[1]
    )


def test_unchecked_thresholds_are_listed_with_file_and_line(criteria: Criteria) -> None:
    _code, out, _err = criteria("coverage", SMALL, "--on", "2024-06-30", "--unchecked", "--format", "json")
    rows = json.loads(out)
    assert [(row["item"], row["checked"]) for row in rows] == [
        ("1.1", "doubtful"),
        ("1.1", "missing"),
        ("1.2", "recalled"),
        ("2.2", "missing"),
    ]
    assert all(":" in row["place"] for row in rows)


def test_diff_between_two_days_and_between_two_sets(criteria: Criteria) -> None:
    code, out, _err = criteria("diff", SMALL, "--between", "2024-02-29", "1/3/2024")
    assert code == 0
    assert "nho (29/02/2024) → nho (01/3/2024)" in out
    assert "≥ 10%" in out
    assert "≥ 15%" in out
    code, out, _err = criteria("diff", SMALL, "--between", "2024-03-01", "2024-03-02")
    assert "không có gì thay đổi" in out
    code, out, _err = criteria("diff", "xa-ntm-2021-2025", "xa-ntm-2026-2030")
    assert code == 0
    assert "xa-ntm-2026-2030 mới có khung" in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["diff", SMALL], 2, "Hãy nêu hai bộ tiêu chí"),
        (["diff", SMALL, SMALL, "--between", "2024-01-01", "2024-01-02"], 2, "Hãy nêu hai bộ tiêu chí"),
        (["show", SMALL, "--item", "99"], 2, "không có tiêu chí hay chỉ tiêu 99"),
        (["show", SMALL, "--on", "2024-02-30"], 2, "30"),
        (["show", "khong-co"], 2, "xa-ntm-2021-2025"),
        (["show", "khong-co.yaml"], 3, "Không có tệp khong-co.yaml"),
        (["coverage", SMALL, "--unit", "Không Có Xã Này", "--on", "2024-06-30"], 3, "Không Có Xã Này"),
    ],
)
def test_wrong_use_is_told_with_its_exit_code(
    criteria: Criteria, arguments: list[str], code: int, sentence: str
) -> None:
    left, _out, err = criteria(*arguments)
    assert left == code
    assert sentence in err
