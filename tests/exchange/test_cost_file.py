"""Cost files: read whole, every problem with its row and column; what is missing is never given a price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ntm.criteria import library
from ntm.errors import DataError
from ntm.exchange.cost_file import read_costs
from ntm.scenario.costs import Costs

SET = library.load("xa-ntm-2021-2025")
CODES = {"Xuân Dương": "06607", "06604": "06604"}


def code_of(name: str) -> str:
    if name not in CODES:
        raise DataError(f"Không có đơn vị “{name}”.")
    return CODES[name]


def read(folder: Path, text: str) -> Costs:
    path = folder / "chi-phi.csv"
    path.write_text(text, encoding="utf-8")
    return read_costs(path, SET, code_of)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(DataError) as refused:
        read(folder, text)
    return [problem.sentence() for problem in refused.value.problems] or [str(refused.value)]


def test_lines_works_funds_and_the_word_of_what_is_made_up(tmp_path: Path) -> None:
    costs = read(
        tmp_path,
        "unit;item;work;cost;months;fund;after;limit;note\n"
        ";17.1;;1.300,5;9;Tỉnh;;;\n"
        "Xuân Dương;17.1;Cấp nước;800;;Tỉnh;Khảo sát;;\n"
        "06604;17.1;Cấp nước;;6;;;;\n"
        ";;Khảo sát;50;1;Huyện;;;\n"
        ";;;;;Tỉnh;;5000;Số liệu minh họa\n",
    )
    assert costs.illustrative
    assert costs.funds == {"Tỉnh": Decimal(5000)}
    assert [line.cost for line in costs.of("06592", "17.1")] == [Decimal("1300.5")]
    assert [line.work for line in costs.of("06607", "17.1")] == ["Cấp nước"]
    assert [line.unit for line in costs.by_work["Cấp nước"]] == ["06607", "06604"]
    assert costs.by_work["Cấp nước"][0].after == ("Khảo sát",)
    assert costs.of("06607", "17.2") == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",99.1,,5,,,,,", "dòng 2, cột item: Bộ tiêu chí xa-ntm-2021-2025 không có mục “99.1”"),
        ("Nơi Khác,17.1,,5,,,,,", "dòng 2, cột unit: Không có đơn vị “Nơi Khác”"),
        (",17.1,,-5,,,,,", "dòng 2, cột cost: số phải từ 0"),
        (",17.1,,năm,,,,,", "dòng 2, cột cost: “năm” không phải là số"),
        (",17.1,,5,\"2,5\",,,,", "dòng 2, cột months: số tháng là số nguyên"),
        (",17.1,,,,,,,", "dòng 2, cột cost: thiếu chi phí và số tháng"),
        (",,,5,,,,,", "dòng 2, cột item: dòng không nói về chỉ tiêu hay công trình nào"),
        ("Xuân Dương,,Đường,5,,,,,", "dòng 2, cột item: có đơn vị mà không có chỉ tiêu"),
        (",17.1,Đường,,,,,,", "dòng 2, cột work: công trình «Đường» chưa có chi phí hay số tháng"),
        (",17.1,,5,,,Chưa có,,", "dòng 2, cột after: không có công trình «Chưa có» trong tệp"),
        (",17.1,A,5,,,A,,", "dòng 2, cột after: công trình «A» phải làm trước chính nó"),
        (",17.1,,5,,Tỉnh,,70,", "dòng 2, cột item: dòng có limit chỉ nói về một nguồn vốn"),
        (",17.1,,5,,,,,,x", "dòng 2: dòng có nhiều ô hơn dòng tiêu đề"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(tmp_path: Path, row: str, said: str) -> None:
    (found,) = problems(tmp_path, f"unit,item,work,cost,months,fund,after,limit,note\n{row}\n")
    assert said in found


def test_lines_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "unit,item,work,cost,fund,limit\n"
        ",17.1,,5,,\n,17.1,,6,,\n"
        ",2.1,Đường,9,,\n,2.2,Đường,8,,\n"
        ",,,,Tỉnh,5\n,,,,Tỉnh,6\n",
    )
    assert [one.split(": ", 1)[1].split(".")[0] for one in found] == [
        "nguồn vốn này đã có giới hạn",
        "dòng này nói lại dòng 2",
        "công trình «Đường» đã ghi khác ở dòng 4",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải tệp CSV UTF-8 có nội dung"),
        (b"PK\x03\x04\x00\x00", "không đọc được như một tệp xlsx"),
        ("item,cost\nđường,5\n".encode("cp1258", "replace"), "không phải UTF-8"),
        ("item,cost\n17.1,5\n".encode("utf-16")[:-1], "không phải tệp CSV"),
        (b"item,cost\n", "không có dòng chi phí nào"),
        (b'item,cost\n"17.1,5\n', "dòng CSV hỏng"),
        (b"item,gia\n17.1,5\n", "cột “gia” không có trong mẫu"),
        (b"item,cost,cost\n17.1,5,6\n", "cột “cost” có hai lần"),
    ],
)
def test_what_is_no_cost_file_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "chi-phi.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_costs(path, SET, code_of)
    assert said in " ".join([str(refused.value), *(one.sentence() for one in refused.value.problems)])


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Không mở được tệp"):
        read_costs(tmp_path / "không-có.csv", SET, code_of)


def workbook(folder: Path, *rows: Sequence[object], hidden: bool = False) -> Path:
    path = folder / "chi-phi.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Chi phí")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    if hidden:
        book.add_worksheet("Ẩn").write(0, 0, "x")
        book.worksheets()[1].hide()
    book.close()
    return path


def test_a_workbook_says_what_a_csv_says(tmp_path: Path) -> None:
    head = ["unit", "item", "work", "cost", "months", "fund", "after", "limit", "note"]
    lines: list[list[object]] = [
        ["06604", "17.1", "", 1234.5, 6],
        ["Xuân Dương", "17.2", "Kè", 46.5, "", "tỉnh"],
        ["", 10, "", "2,5"],
        ["", "", "", "", "", "tỉnh", "", 500, "số liệu minh họa"],
    ]
    given = read_costs(workbook(tmp_path, head, *lines), SET, code_of)
    text = ["unit;item;work;cost;months;fund;after;limit;note", "06604;17.1;;1234,5;6", "Xuân Dương;17.2;Kè;46,5;;tỉnh",
            ";10;;2,5", ";;;;;tỉnh;;500;số liệu minh họa"]  # fmt: skip
    same = read(tmp_path, "\n".join(text))
    assert (given.lines, given.funds, given.illustrative) == (same.lines, same.funds, same.illustrative)


def test_what_is_wrong_in_a_workbook_is_told_by_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["item", "cost", "giá"], ["17.1", "nhiều"], ["99.9", 1], [17.1, 2], hidden=True)
    with pytest.raises(DataError) as refused:
        read_costs(path, SET, code_of)
    told = [problem.sentence() for problem in refused.value.problems]
    assert any("Ẩn" in one and "trang ẩn" in one for one in told)
    assert any("“giá”" in one for one in told)
    assert any(one.startswith("chi-phi.xlsx: Chi phí!B2: ") for one in told)
    assert any(one.startswith("chi-phi.xlsx: Chi phí!A3: ") for one in told)
    assert any(one.startswith("chi-phi.xlsx: Chi phí!A4: ô là một số") for one in told)
