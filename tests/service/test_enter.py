"""Entering status: through the real database, with the real places and law; all rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ntm.errors import DataError, Problem
from ntm.exchange.status_file import read_status_file
from ntm.service.entering.enter import Import, apply_changes, read_changes, set_value
from ntm.service.standing import commune_standing
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.places import save_places
from ntm.territory.shipped import shipped

DAY = date(2024, 6, 30)
HUNG_SON = Path(__file__).parents[1] / "data" / "hung-son.csv"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_database(str(tmp_path / "ntm.db"), create=True) as database:
        places = shipped()
        save_places(database, places.units, places.successions, places.attributes)
        yield Workspace(database)


def read(workspace: Workspace, folder: Path, text: str) -> Import:
    path = folder / "status.csv"
    path.write_bytes(text.encode())
    return read_changes(workspace, read_status_file(path))


def only(result: Import) -> Problem:
    [problem] = result.problems
    return problem


def test_the_real_status_of_hung_son_scores_as_its_source_says(workspace: Workspace) -> None:
    result = read_changes(workspace, read_status_file(HUNG_SON))
    apply_changes(workspace, result, "thử")
    found = commune_standing(workspace, workspace.ask(date(2019, 8, 28)), "Hùng Sơn")
    card = found.standing.scorecard
    assert card.criteria_set.id == "xa-ntm-2016-2020"
    assert (int(card.met[0]), int(card.not_met[0])) == (10, 9)
    unmet = [
        c.number
        for c, v in zip(card.criteria_set.criteria, card.criteria.verdicts[:, 0], strict=True)
        if v == 4
    ]
    assert unmet == ["2", "4", "5", "6", "8", "11", "15", "17", "18"]


def test_the_same_file_twice_changes_nothing(workspace: Workspace) -> None:
    for recorded in (19, 0):
        result = read_changes(workspace, read_status_file(HUNG_SON))
        apply_changes(workspace, result, "thử")
        assert (result.recorded, result.unchanged) == (recorded, 19 - recorded)


def test_one_bad_row_stops_the_whole_file_and_is_named_by_row_and_column(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = "unit,item,on,value\nXuân Dương,1.1,2024-06-30,đạt\nXuân Dương,9.9,2024-06-30,đạt\n"
    result = read(workspace, tmp_path, text)
    problem = only(result)
    assert (problem.file, problem.row, problem.column) == ("status.csv", 3, "B")
    with pytest.raises(DataError):
        apply_changes(workspace, result, "thử")
    found = commune_standing(workspace, workspace.ask(DAY), "Xuân Dương")
    assert not found.standing.scorecard.reporting[0]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Không Có,1.1,2024-06-30,đạt", "A", "Không có đơn vị"),
        ("Hòa Bình,1.1,2024-06-30,đạt", "A", "4 đơn vị"),
        ("Xuân Dương,1.1,2024-02-30,đạt", "C", "Không có ngày"),
        ("Xuân Dương,1.1,2999-01-01,đạt", "C", "chưa đến"),
        ("Xuân Dương,1.1,,đạt", "C", "thiếu ngày"),
        ("Xuân Dương,1.1,2024-06-30,46", "D", "đạt hay chưa đạt"),
        ('Xuân Dương,17.6,2024-06-30,"120"', "D", "100"),
        ("Xuân Dương,17.1,2024-06-30,93/92", "D", "93"),
        ("Xuân Dương,17.1,2024-06-30,1/0", "D", "0"),
        ("Xuân Dương,10.1,2024-06-30,1.234", "D", "có thể hiểu"),
        ("Xuân Dương,10.1,2024-06-30,NaN", "D", "không phải là số"),
        ("Xuân Dương,1.1,2024-06-30,không áp dụng: không có", "D", "1.1"),
    ],
)
def test_each_kind_of_bad_row_has_its_sentence(
    workspace: Workspace, tmp_path: Path, row: str, column: str, words: str
) -> None:
    problem = only(read(workspace, tmp_path, f"unit,item,on,value\n{row}\n"))
    assert problem.column == column
    assert words in problem.message


def test_blank_is_nothing_said_and_duplicates_must_agree(workspace: Workspace, tmp_path: Path) -> None:
    rows = "Xuân Dương,1.1,2024-06-30,\nXuân Dương,1.2,2024-06-30,đạt\nxuan duong,1.2,30/6/2024,đạt\n"
    result = read(workspace, tmp_path, f"unit,item,on,value\n{rows}")
    assert not result.problems
    assert [change.stated.item for change in result.changes] == ["1.2"]
    differing = read(workspace, tmp_path, f"unit,item,on,value\n{rows}Xuân Dương,1.2,2024-06-30,chưa đạt\n")
    assert "dòng 3" in only(differing).message


def test_counts_stand_in_their_own_columns_and_a_value_beside_them_must_agree(
    workspace: Workspace, tmp_path: Path
) -> None:
    head = "unit;item;on;value;numerator;denominator\n"
    good = read(workspace, tmp_path, head + "Xuân Dương;17.1;2024-06-30;;142;412\n")
    assert not good.problems
    assert good.changes[0].stated.numerator == Decimal(142)
    bad = read(workspace, tmp_path, head + "Xuân Dương;17.1;2024-06-30;50;142;412\n")
    assert len(bad.problems) == 1


def test_a_workbook_is_read_with_its_numbers_days_and_cells(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "status.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Xuân Dương")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["unit", "item", "on", "value"])
    sheet.write_row(1, 0, ["Xuân Dương", "10.1"])
    sheet.write_datetime(1, 2, date(2024, 6, 30), day)
    sheet.write_number(1, 3, 44.125)
    sheet.write_row(2, 0, ["Xuân Dương", "17.6", "2024-06-30", 101])
    book.close()
    result = read_changes(workspace, read_status_file(path))
    problem = only(result)
    assert problem.place == "status.xlsx: Xuân Dương!D3"
    assert result.changes[0].stated.value == Decimal("44.125")


def test_an_item_typed_as_a_number_is_not_guessed(workspace: Workspace, tmp_path: Path) -> None:
    """A cell shows the number 17.10 as 17.1; text in a cell and in a CSV file is what it says."""
    path = tmp_path / "status.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Xuân Dương")
    sheet.write_row(0, 0, ["unit", "item", "on", "value"])
    for row, item in enumerate([17.1, "17.1", 17.2, 7], start=1):
        sheet.write_row(row, 0, ["Xuân Dương", item, "2024-06-30", "đạt" if item == 7 else "95"])
    book.close()
    result = read_changes(workspace, read_status_file(path))
    problem = only(result)
    assert problem.place == "status.xlsx: Xuân Dương!B2"
    assert (problem.message, problem.remedy) == (
        "17.1 ghi bằng số có thể là 17.1 hoặc 17.10.", "Định dạng ô là chữ (Text) rồi ghi lại.",
    )  # fmt: skip
    assert [change.stated.item for change in result.changes] == ["17.1", "17.2", "7"]
    text = read(workspace, tmp_path, "unit;item;on;value\nXuân Dương;17,1;2024-06-30;95\n")
    assert [change.stated.item for change in text.changes] == ["17.1"]


def test_conditions_of_recognition_are_entered_like_the_rest(workspace: Workspace) -> None:
    change = set_value(workspace, "Xuân Dương", "no-dong", "đạt", DAY, by="thử")
    assert change.set_id == "cong-nhan-2022"


def test_a_set_whose_indicators_were_not_entered_says_so(workspace: Workspace) -> None:
    with pytest.raises(DataError, match="47 chỉ tiêu chưa được nhập"):
        set_value(workspace, "Xuân Dương", "1.1", "đạt", date(2026, 6, 30), by="thử")
