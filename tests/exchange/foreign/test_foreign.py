"""Offices' own spreadsheets: a map proposed, refused while anything is left open, then read cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from ntm.errors import DataError
from ntm.exchange.foreign.map import read_map
from ntm.exchange.foreign.reading import Read, read_foreign
from tests.command import Ntm
from tests.exchange.foreign import offices

MATRIX = """layout: matrix
on: 2024-06-30
by: district
unit_column: B
first_row: 3
items: {C: '10', D: '11'}
words: {đạt: ['1'], chưa đạt: ['0']}
blank: nothing
"""


def read(folder: Path, file: Path, text: str) -> Read:
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_foreign(file, read_map(path))


def told(folder: Path, file: Path, text: str) -> list[str]:
    return [problem.sentence() for problem in read(folder, file, text).file.problems]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (("layout: matrix", "layout: bảng"), "map.yaml:1", "layout"),
        (("on: 2024-06-30", "on:"), "map.yaml:2", "ngày"),
        (("on: 2024-06-30", "on: 30/6"), "map.yaml:2", "ngày"),
        (("by: district\n", ""), "map.yaml:1", "cấp nào"),
        (("unit_column: B", "unit_column: 2"), "map.yaml:4", "cột"),
        (("first_row: 3", "first_row: ba"), "map.yaml:5", "số nguyên"),
        (("D: '11'", "D: '10'"), "map.yaml:6", "hai cột"),
        (("D: '11'", "C: '11'"), "map.yaml:6", "hai lần"),
        (("chưa đạt: ['0']", "chưa đạt: ['1']"), "map.yaml:7", "vừa là"),
        (("chưa đạt: ['0']", "không áp dụng: ['0']"), "map.yaml:7", "lý do"),
        (("blank: nothing", "blank:"), "map.yaml:8", "ô trống"),
        (("blank: nothing", "blank: zero"), "map.yaml:8", "blank"),
        (("blank: nothing", "blank: nothing\nbland: 1"), "map.yaml:9", "bland"),
    ],
)
def test_a_map_is_held_to_its_form_each_fault_at_its_line(
    tmp_path: Path, change: tuple[str, str], place: str, words: str
) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(MATRIX.replace(*change), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_map(path)
    assert any(problem.place == place and words in problem.text for problem in refused.value.problems)


def test_every_fault_of_a_map_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("layout: matrix\nitems: {}\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_map(path)
    assert len(refused.value.problems) >= 6


def test_a_blank_is_what_the_map_says_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(2, 1, ["Xuân Dương", 1])
    sheet.write_row(3, 1, ["Nam Quan", "", 0])
    book.close()
    for blank, values in (
        ("nothing", ["đạt", "chưa đạt"]),
        ("not_met", ["đạt", "chưa đạt", "chưa đạt", "chưa đạt"]),
    ):
        found = read(tmp_path, path, MATRIX.replace("blank: nothing", f"blank: {blank}"))
        assert [row.cells["value"] for row in found.file.rows] == values
        assert found.blanks == 2


def test_marks_without_a_name_unknown_marks_hidden_rows_and_lost_columns_are_told(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Biểu")
    sheet.write_row(2, 2, [1])
    sheet.write_row(3, 1, ["Xuân Dương", "?", "=1/0"])
    sheet.write_row(4, 1, ["Nam Quan", 1])
    sheet.set_row(4, None, None, {"hidden": True})
    book.close()
    sentences = told(tmp_path, path, MATRIX)
    assert [sentence.split(": ")[1] for sentence in sentences] == ["Biểu!C3", "Biểu!C4", "Biểu!D4", "Biểu!5"]
    assert [row.row for row in read(tmp_path, path, MATRIX + "hidden_rows: read\n").file.rows] == [5]
    with pytest.raises(DataError, match="không có cột E"):
        read(tmp_path, path, MATRIX.replace("D: '11'", "E: '11'"))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            offices.district,
            ["sheet: 'Biểu 02'", "on: 2024-06-30", "unit_column: B", "first_row: 9", "skip_rows: [12]", "  C: '1'",
             "  U: '19'", "đạt: ['x']", "blank:  # ô trống (38 ô)"],
        ),
        (
            offices.province,
            ["sheet: 'Tổng hợp'", "unit_column: C", "first_row: 4", "last_row: 9", "skip_rows: [10]", "  E: '1'",
             "  W: '19'", "đạt: ['Đ']", "chưa đạt: ['K']", "cơ bản đạt: ['CBĐ']", "'?' (ô L6)", "hidden_rows:"],
        ),
        (
            offices.numbers,
            ["sheet: 'Kết quả'", "unit_column: B", "first_row: 3", "skip_rows: [5]", "  C: '10'", "  H: '15'",
             "đạt: ['1']", "chưa đạt: ['0']"],
        ),
    ],
)  # fmt: skip
def test_each_offices_layout_is_seen(
    ntm: Ntm, demo_here: Path, make: Callable[[Path], Path], expected: list[str]
) -> None:
    ran = ntm("status", "import", "--guess-map", str(make(demo_here.parent)), "--criteria", offices.SET)
    assert ran.code == 0, ran.err
    for words in expected:
        assert words in ran.out
    assert "  V:" not in ran.out or make is offices.province  # the total beside is no criterion


def test_what_is_no_matrix_gives_a_sentence(ntm: Ntm, demo_here: Path) -> None:
    ran = ntm(
        "status",
        "import",
        "--guess-map",
        str(offices.indicators(demo_here.parent)),
        "--criteria",
        offices.SET,
    )
    assert ran.code == 3
    assert "chi-tieu.xlsx: không thấy bảng" in ran.err


def completed(ntm: Ntm, file: Path, *changes: tuple[str, str]) -> str:
    """The proposed map with what the officer writes into it."""
    path = file.with_suffix(".yaml")
    ran = ntm("status", "import", "--guess-map", str(file), "-o", str(path), "--criteria", offices.SET)
    assert ran.code == 0, ran.err
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_proposal_is_refused_until_what_it_leaves_open_is_written(ntm: Ntm, demo_here: Path) -> None:
    file = offices.district(demo_here.parent)
    ran = ntm("status", "import", str(file), "--map", completed(ntm, file))
    assert ran.code == 3
    assert "huyen.yaml:" in ran.err
    assert "blank" in ran.err
    assert "cấp nào" in ran.err


def test_a_districts_sheet_goes_through_the_one_door_as_declarations(ntm: Ntm, demo_here: Path) -> None:
    file = offices.district(demo_here.parent)
    path = completed(ntm, file, ("blank: ", "blank: not_met "))
    arguments = ("status", "import", str(file), "--map", path, "--by", "district")
    ran = ntm(*arguments, "--dry-run", "--format", "json")
    assert ran.code == 0, ran.err
    assert "Bỏ qua theo bản đồ các dòng: 12" in ran.err
    assert len(ran.json()["changes"]) == 6 * 19
    assert ntm(*arguments).code == 0
    again = ntm(*arguments)
    assert "114" in again.out
    assert "0 dòng mới" in again.out
    shown = ntm("status", "show", "Xuân Dương", "--on", "2024-06-30", "--format", "json").json()
    declared = {row["item"]: row["value"] for row in shown if row["by"] == "district"}
    assert (declared["1"], declared["3"]) == ("đạt", "chưa đạt")


def test_an_unexplained_mark_stops_the_whole_import_at_its_cell(ntm: Ntm, demo_here: Path) -> None:
    file = offices.province(demo_here.parent)
    path = completed(
        ntm, file, ("blank: ", "blank: nothing "), ("on: ", "on: 2024-06-30 "), ("by: ", "by: district "),
        ("hidden_rows: ", "hidden_rows: read "),
    )  # fmt: skip
    ran = ntm("status", "import", str(file), "--map", path)
    assert ran.code == 3
    assert "Tổng hợp!L6" in ran.err
    text = Path(path).read_text(encoding="utf-8").replace("words:", "words:\n  nothing: ['?']")
    Path(path).write_text(text, encoding="utf-8")
    assert ntm("status", "import", str(file), "--map", path).code == 0


def test_a_list_of_indicators_is_read_a_column_a_commune(ntm: Ntm, demo_here: Path) -> None:
    file = offices.indicators(demo_here.parent)
    path = demo_here.parent / "map.yaml"
    path.write_text(
        "layout: list\non: 2024-06-30\nby: commune\ncriteria: xa-ntm-2021-2025\nitem_column: A\nfirst_row: 2\n"
        "communes: {C: Xuân Dương, D: Nam Quan}\nwords: {đạt: đạt, chưa đạt: không đạt, nothing: …}\n"
        "blank: nothing\nother: value\n",
        encoding="utf-8",
    )
    ran = ntm("status", "import", str(file), "--map", str(path), "--dry-run", "--format", "json")
    assert ran.code == 0, ran.err
    assert [(row["unit"], row["item"], row["after"]) for row in ran.json()["changes"]] == [
        ("xã Xuân Dương", "7.1", "đạt"), ("xã Nam Quan", "7.1", "chưa đạt"), ("xã Xuân Dương", "17.1", "142/412"),
        ("xã Nam Quan", "17.1", "82,5"), ("xã Xuân Dương", "17.2", "97,5"),
    ]  # fmt: skip
    assert "Không đọc các cột ngoài bản đồ: B." in ran.err


def test_a_map_for_items_the_set_does_not_have_names_its_line(ntm: Ntm, demo_here: Path) -> None:
    path = demo_here.parent / "map.yaml"
    path.write_text(MATRIX.replace("'11'", "'20'"), encoding="utf-8")
    ran = ntm("status", "import", str(offices.numbers(demo_here.parent)), "--map", str(path))
    assert ran.code == 3
    assert "map.yaml:6" in ran.err


@pytest.mark.parametrize(
    "options",
    [
        ("--by", "district"),
        ("--map", "m.yaml", "--on", "2024-06-30"),
        ("--guess-map", "--map", "m.yaml"),
        ("-o", "x.yaml"),
    ],
)
def test_options_that_would_do_nothing_are_wrong_use(ntm: Ntm, here: Path, options: tuple[str, ...]) -> None:
    assert ntm("status", "import", "f.xlsx", *options).code == 2
