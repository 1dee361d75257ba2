"""`ntm what-if` as an officer runs it: scenarios, a province, CSV, a snapshot file, exit codes."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.command import Ntm

ON = ("--on", "2024-06-30")
JSON = ("--format", "json")


def test_a_change_of_law_names_every_commune_and_the_line(demo_here: Path, ntm: Ntm) -> None:
    told = ntm("what-if", "huyện Lộc Bình", "--threshold", "17.2=95", *ON)
    assert told.code == 0
    assert "Chỉ tiêu 17.2" in told.out
    assert "đạt → chưa đạt, 14 xã: " in told.out
    assert (
        "17.2: yêu cầu ≥ 90% → ≥ 95% (Mức giả định, criteria/minh-hoa/xa-ntm-2021-2025.yaml:21)" in told.out
    )
    rows = list(
        csv.DictReader(
            io.StringIO(ntm("what-if", "tỉnh Lạng Sơn", "--law-on", "2025", *ON, "--format", "csv").out)
        )
    )
    assert len(rows) == 8
    assert {row["item"] for row in rows} == {"10", "10.1"}
    assert {(row["from"], row["to"]) for row in rows} == {("met", "not_met")}


def test_scenarios_and_options_laid_on_them(demo_here: Path, here: Path, ntm: Ntm) -> None:
    (here / "a.yaml").write_text("name: A\nset:\n- {item: '10.1', value: '45'}\n", encoding="utf-8")
    (here / "b.yaml").write_text("name: B\nset:\n- {item: '17', value: đạt}\n", encoding="utf-8")
    files = ("--scenario", "a.yaml", "--scenario", "b.yaml")
    document = ntm("what-if", "Xuân Dương", *files, *ON, *JSON).json()
    assert document["schema"] == "ntm.scenarios/1"
    assert [(one["name"], one["met"]) for one in document["scenarios"]] == [("A", 15), ("B", 15)]
    laid = ntm("what-if", "Xuân Dương", *files, "--set", "10.1=46", *ON, *JSON).json()
    assert [one["met"] for one in laid["scenarios"]] == [15, 16]
    table = ntm("what-if", "Xuân Dương", *files, *ON).out
    assert "hiện nay" in table
    assert "– xã đạt 15-18 tiêu chí" in table


def test_a_snapshot_file_stands_in_for_the_database(demo_here: Path, ntm: Ntm) -> None:
    assert ntm("status", "export", "tỉnh Lạng Sơn", "--as", "snapshot", "-o", "ls.json", *ON).code == 0
    for unit in ("huyện Lộc Bình", "Xuân Dương"):
        held = ntm("what-if", unit, "--set", "10.1=+5", "--snapshot", "ls.json", *JSON)
        stored = ntm("what-if", unit, "--set", "10.1=+5", *ON, *JSON)
        assert (held.code, held.json()["schema"]) == (0, stored.json()["schema"])
        key = "flips" if unit == "Xuân Dương" else "scenarios"
        assert held.json()[key] == stored.json()[key]
    refused = ntm("what-if", "Xuân Dương", "--instead-on", "2023-12-31", "--snapshot", "ls.json")
    assert (refused.code, "chỉ có một ngày" in refused.err) == (2, True)
    both = ("what-if", "--merge", "Xuân Dương,Nam Quan", "--set", "10.1=+5")
    held, stored = ntm(*both, "--snapshot", "ls.json", *JSON).json(), ntm(*both, *ON, *JSON).json()
    for key in ("unit", "items", "averages", "made_of"):
        assert held[key] == stored[key]
    assert held["what_if"]["flips"] == stored["what_if"]["flips"] != []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("Xuân Dương",), 2, "Chưa giả định gì"),
        (("Xuân Dương", "--scenario", "không-có.yaml"), 3, "Không đọc được"),
        (("Xuân Dương", "--place", "border=maybe"), 2, "yes, no"),
        (("Xuân Dương", "--law-on", "mai"), 2, "--law-on"),
        (("Xuân Dương", "--criteria", "không-có"), 2, "Không có bộ tiêu chí"),
        (("Xuân Dương", "--draft", "không-có.yaml"), 3, "Không đọc được"),
        (("Xuân Dương", "--set", "huyện Lộc Bình/10.1=45"), 3, "không thuộc phần đang xét"),
    ],
)
def test_what_is_wrong_is_told(
    demo_here: Path, ntm: Ntm, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ran = ntm("what-if", *arguments, *ON)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def held(path: Path) -> dict[str, int]:
    """How many rows each table holds that people's work is in."""
    with closing(sqlite3.connect(path)) as database:
        tables = ("statement", "act", "unit", "unit_attribute", "succession", "current")
        return {name: database.execute(f"select count(*) from {name}").fetchone()[0] for name in tables}  # noqa: S608 - names above


def test_nothing_is_written(demo_here: Path, ntm: Ntm) -> None:
    before = held(demo_here)
    assert before["statement"] > 10_000
    assert ntm("what-if", "tỉnh Lạng Sơn", "--threshold", "17.2=95", *ON).code == 0
    assert ntm("what-if", "--merge", "Xuân Dương,Nam Quan", *ON).code == 0
    assert ntm("plan", "huyện Lộc Bình", "--reach", "average", *ON).code == 0
    assert ntm("places", "merge-status", "Xuân Dương", "--on", "2025-07-01").code == 0
    assert held(demo_here) == before
