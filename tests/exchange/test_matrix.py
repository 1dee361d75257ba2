"""The matrix out: the same verdicts in all three forms, averages and bands, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ntm.criteria import library
from ntm.exchange.matrix import Matrix, matrix_csv, matrix_json, write_matrix
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.averages import average
from ntm.scoring.engine import score
from ntm.scoring.snapshot import UnitRow
from tests.command import Ntm

ON = ("--on", "2024-06-30")
WORDS = {
    "met": "đạt",
    "not_met": "chưa đạt",
    "undetermined": "chưa đủ số liệu",
    "not_applicable": "không áp dụng",
}
HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1")


def test_every_form_says_what_the_score_says(ntm: Ntm, demo_here: Path) -> None:
    for name in ("m.xlsx", "m.csv", "m.json"):
        ran = ntm("status", "export", "huyện Lộc Bình", *ON, "-o", name)
        assert (ran.code, ran.out) == (0, f"Đã ghi 19 xã vào {name}.\n")
    document = json.loads(Path("m.json").read_text(encoding="utf-8"))
    assert (document["schema"], document["on"], document["illustrative"]) == (
        "ntm.matrix/1",
        "2024-06-30",
        True,
    )
    assert [unit["name"] for unit in document["units"]][:3] == ["Ái Quốc", "Đồng Bục", "Đông Quan"]
    [one] = [unit for unit in document["units"] if unit["code"] == "06607"]
    scored = ntm("score", "06607", *ON, "--format", "json").json()
    assert one["criteria"] == {each["number"]: each["verdict"] for each in scored["criteria"]}
    assert one["indicators"] == {
        each["id"]: each["verdict"] for criterion in scored["criteria"] for each in criterion["indicators"]
    }
    assert (one["met"], one["not_met"], one["undetermined"]) == (14, 4, 1)
    [group] = document["averages"]
    assert (group["met"], group["reporting"], group["average"]) == (247, 19, "13.00")
    assert sum(band["communes"] for band in group["bands"]) == 19

    table = list(csv.DictReader(io.StringIO(Path("m.csv").read_text(encoding="utf-8-sig"))))
    [line] = [line for line in table if line["code"] == "06607"]
    for number, verdict in one["criteria"].items():
        assert line[f"criterion {number}"] == WORDS[verdict]
    for item, verdict in one["indicators"].items():
        assert line[item] == WORDS[verdict]

    book = load_workbook("m.xlsx")
    for name, said in (("Tiêu chí", one["criteria"]), ("Chỉ tiêu", one["indicators"])):
        [cells] = [row for row in book[name].iter_rows(min_row=5) if row[0].value == "06607"]
        verdicts = list(cells)[6:]
        assert [cell.value for cell in verdicts] == [WORDS[verdict] for verdict in said.values()]
        colours = {cell.value: cell.fill.fgColor.rgb for cell in verdicts}
        assert len(set(colours.values())) == len(colours)  # a colour of its own beside every word
    assert [cell.value for cell in book["Bình quân"][5]][:5] == ["huyện Lộc Bình", 13, 247, 19, 19]
    assert "MINH HỌA" in str(book["Tiêu chí"]["A3"].value)


def test_a_province_gives_its_districts_averages(ntm: Ntm, demo_here: Path) -> None:
    assert "181 xã" in ntm("status", "export", "tỉnh Lạng Sơn", *ON, "-o", "ls.json").out
    averages = json.loads(Path("ls.json").read_text(encoding="utf-8"))["averages"]
    assert (len(averages), averages[-1]["average"]) == (12, "14.00")  # ten districts, the city, the province
    assert sum(one["met"] for one in averages[:-1]) == averages[-1]["met"] == 2534


def test_texts_that_look_like_formulas_run_nowhere(tmp_path: Path) -> None:
    criteria = library.load("xa-ntm-2021-2025")
    units = [UnitRow(f"{n}", name, "xa", district_name="=1+1") for n, name in enumerate(HOSTILE)]
    card = score(SnapshotBuilder(criteria, date(2023, 6, 30), units).build(), criteria)
    rows = list(range(len(units)))
    label = {"code": "1", "name": "=1+1", "kind": "huyen"}
    matrix = Matrix("=2+2", card, rows, [(label, average(card, rows))])
    lines = list(csv.reader(io.StringIO(matrix_csv(matrix).removeprefix("\ufeff"), newline="")))
    assert [line[1] for line in lines[1:]] == [f"'{name}" for name in HOSTILE]
    assert [unit["name"] for unit in json.loads(matrix_json(matrix))["units"]] == list(HOSTILE)
    write_matrix(tmp_path / "m.xlsx", matrix)
    for sheet in load_workbook(tmp_path / "m.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (sheet.title, cell.coordinate, cell.value)  # never "f"
    named = load_workbook(tmp_path / "m.xlsx")["Tiêu chí"]["B5"]
    assert (named.value, named.quotePrefix) == (
        HOSTILE[0],
        1,
    )  # it stays a text when it is edited


@pytest.mark.parametrize(
    ("name", "words"), [("m.ods", ".xlsx, .csv hoặc .json"), ("khong/m.csv", "khong/m.csv")]
)
def test_what_cannot_be_written_is_said(ntm: Ntm, demo_here: Path, name: str, words: str) -> None:
    ran = ntm("status", "export", "huyện Lộc Bình", *ON, "-o", name)
    assert ran.code in (2, 3)
    assert words in ran.err
