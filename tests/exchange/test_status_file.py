"""Status files as offices send them: told by their content, every fault of form with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ntm.errors import DataError
from ntm.exchange.status_file import StatusFile, read_status_file


def read(folder: Path, content: bytes, name: str = "f.csv") -> StatusFile:
    path = folder / name
    path.write_bytes(content)
    return read_status_file(path)


HEAD = "unit,item,on,value\n"


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + "Xuân Dương,17.1,2024-06-30,82\n").encode(),
        ("\ufeff" + HEAD + "Xuân Dương,17.1,2024-06-30,82\n").encode(),
        (HEAD + "Xuân Dương,17.1,2024-06-30,82\n").replace(",", ";").encode(),
        (HEAD + "Xuân Dương,17.1,2024-06-30,82\n").replace(",", "\t").encode("utf-16"),
        (HEAD + "Xua\u0302n Du\u031bo\u031bng,17.1,2024-06-30,82\r\n").encode(),
    ],
    ids=["plain", "bom", "semicolon", "utf-16 tabs", "decomposed"],
)
def test_forms_of_csv_that_leave_one_reading_are_read(tmp_path: Path, content: bytes) -> None:
    [row] = read(tmp_path, content).rows
    assert dict(row.cells) == {"unit": "Xuân Dương", "item": "17.1", "on": "2024-06-30", "value": "82"}
    assert row.row == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "trống"),
        ((HEAD + "Xuân Dương,1,2,3\n").encode("cp1258", "replace"), "UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 64, ".xls"),
        (b"PK\x03\x04" + b"0" * 64, "xlsx"),
        (b"a\x00b,c\n", "CSV"),
        ((HEAD + '"Xuân Dương,1,2,3\n').encode(), "ngoặc kép"),
    ],
)
def test_what_is_no_status_file_is_refused_with_a_reason(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read(tmp_path, content)


def test_a_cell_under_a_column_without_a_name_is_told_once_a_column(tmp_path: Path) -> None:
    text = "unit,item,on,value,,note\na,1,2024-06-30,2,,b\na,2,2024-06-30,3,đạt,\na,3,2024-06-30,4,đạt,\n"
    [problem] = read(tmp_path, text.encode()).problems
    assert (problem.place, problem.message) == ("f.csv, dòng 3, cột E", "ô nằm dưới một cột không có tên.")


def test_a_missing_column_and_an_unknown_one_are_named(tmp_path: Path) -> None:
    messages = [problem.message for problem in read(tmp_path, b"unit,item,when,value\na,b,c,d\n").problems]
    assert any("when" in message for message in messages)
    assert any("thiếu cột on" in message for message in messages)


def test_an_unquoted_decimal_comma_is_seen_as_one_cell_too_many(tmp_path: Path) -> None:
    result = read(tmp_path, (HEAD + "Xuân Dương,17.1,2024-06-30,46,5\n").encode())
    [problem] = result.problems
    assert problem.row == 2
    assert "46,5" in problem.remedy
    assert not result.rows


def test_a_workbook_gives_exact_numbers_and_days(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Biểu 1")
    sheet.write_row(0, 0, ["unit", "item", "on", "value", "note"])
    sheet.write_row(1, 0, ["Xuân Dương", "17.1"])
    sheet.write_datetime(1, 2, date(2024, 6, 30), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_number(1, 3, 94.96)
    book.close()
    [row] = read_status_file(path).rows
    assert (row.cells["value"], row.cells["on"]) == (Decimal("94.96"), date(2024, 6, 30))
    assert (row.sheet, row.row, row.letters["value"]) == ("Biểu 1", 2, "D")


def book_of(folder: Path, *lines: list[object], hidden: bool = False, book_options: object = None) -> Path:
    """A workbook of one sheet "Biểu 1" (hidden or not) with these lines, and an empty one."""
    path = folder / "f.xlsx"
    book = xlsxwriter.Workbook(str(path), book_options or {})
    sheet = book.add_worksheet("Biểu 1")
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line)
    last = book.add_worksheet("Trống")
    if hidden:
        last.activate()
        last.set_first_sheet()
        sheet.hide()
    book.close()
    return path


def test_clumsy_heads_and_blanks_in_a_workbook_are_read(tmp_path: Path) -> None:
    path = book_of(
        tmp_path,
        [],
        [" Unit ", "ITEM", "on\u00a0", "value"],
        [],
        ["Xua\u0302n Du\u031bo\u031bng ", "17.1", 45473, 82],
    )
    [row] = read_status_file(path).rows
    assert dict(row.cells) == {
        "unit": "Xuân Dương", "item": "17.1", "on": date(2024, 6, 30), "value": Decimal(82),
    }  # fmt: skip
    assert row.row == 4


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        (
            [["unit", "item", "on", "value"], ["X", "17.1", "2024-06-30", "=1/0"]],
            "D2",
            "công thức chưa được tính",
        ),
        ([["unit", "item", "on"], ["X", "17.1", "2024-06-30"]], "1", "thiếu cột value"),
        ([["unit", "item", "on", "value", "value"], ["X", "17.1", "2024-06-30", 1, 2]], "E1", "có hai lần"),
    ],
    ids=["formula", "deleted column", "duplicated column"],
)
def test_each_clumsy_cell_of_a_workbook_is_named(
    tmp_path: Path, lines: list[list[object]], place: str, words: str
) -> None:
    [problem] = read_status_file(book_of(tmp_path, *lines)).problems
    assert problem.place == f"f.xlsx: Biểu 1!{place}"
    assert words in problem.message


def test_status_on_a_hidden_sheet_is_neither_taken_nor_left_out_in_silence(tmp_path: Path) -> None:
    lines: list[list[object]] = [["unit", "item", "on", "value"], ["X", "17.1", "2024-06-30", 1]]
    result = read_status_file(book_of(tmp_path, *lines, hidden=True))
    assert not result.rows
    assert "ẩn" in result.problems[0].message
