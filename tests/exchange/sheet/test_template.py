"""The template as a workbook: what may be filled in, what is hidden, how it prints, what a viewer shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ntm.exchange.sheet.layout import FIRST_ROW, INPUTS, KEYS_ROW, At, read_identity
from ntm.scoring.verdict import Body
from tests.command import Ntm

ON = ("--on", "2024-06-30")
NAME = "Biểu Xuân Dương"


@pytest.fixture
def book(ntm: Ntm, demo_here: Path) -> Workbook:
    ran = ntm("status", "template", "Xuân Dương", *ON, "-o", "bieu.xlsx")
    assert (ran.code, ran.out) == (0, "Đã ghi biểu của 1 xã vào bieu.xlsx.\n")
    return load_workbook("bieu.xlsx")


def row_of(sheet: Worksheet, key: str) -> int:
    [row] = [number for number, (value,) in enumerate(sheet.iter_rows(max_col=1, values_only=True), start=1)
             if str(value).startswith(f"{key} ")]  # fmt: skip
    return row


def test_only_what_is_to_be_filled_in_is_unlocked(book: Workbook) -> None:
    sheet = book[NAME]
    assert sheet.protection.sheet
    open_at = {
        at
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1)
        for at, cell in enumerate(row)
        if not cell.protection.locked
    }
    assert open_at == set(INPUTS)
    yes_no, percentage = row_of(sheet, "single 1.1"), row_of(sheet, "single 4.2")
    assert sheet.cell(yes_no, At.NUMERATOR + 1).protection.locked
    assert not sheet.cell(percentage, At.NUMERATOR + 1).protection.locked
    allowed = row_of(sheet, "single 13.4")  # the one indicator of which the decision allows "không áp dụng"
    for row in (yes_no, allowed):
        assert sheet.cell(row, At.NOT_APPLICABLE + 1).protection.locked is (row != allowed)


def test_it_carries_set_hash_day_unit_and_keys_out_of_sight(book: Workbook) -> None:
    sheet = book[NAME]
    identity = read_identity(str(sheet["A1"].value))
    assert (identity.unit_code, identity.set_id, identity.day.isoformat()) == (
        "06607",
        "xa-ntm-2021-2025",
        "2024-06-30",
    )
    assert identity.by is Body.COMMUNE
    assert len(identity.set_hash) == 64
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[KEYS_ROW + 1].hidden
    assert book["_ntm"].sheet_state == "veryHidden"
    named = {
        name: book.defined_names[name].attr_text for name in ("ntm_set", "ntm_hash", "ntm_day", "ntm_units")
    }
    cells = {
        name: book["_ntm"][place.rpartition("!")[2].replace("$", "")].value for name, place in named.items()
    }
    assert cells == {
        "ntm_set": identity.set_id, "ntm_hash": identity.set_hash, "ntm_day": "2024-06-30", "ntm_units": "06607",
    }  # fmt: skip


def test_words_are_chosen_from_a_hidden_range(book: Workbook) -> None:
    sheet = book[NAME]
    lists = {
        str(one.formula1): one.cells for one in sheet.data_validations.dataValidation if one.type == "list"
    }
    assert f"F{row_of(sheet, 'single 1.1')}" in lists["ntm_dat"]
    words = book.defined_names["ntm_dat"].attr_text
    assert words.startswith("_ntm!")
    first, last = (words.rpartition("!")[2].replace("$", "")).split(":")
    assert [cell.value for (cell,) in book["_ntm"][first:last]] == ["đạt", "chưa đạt"]


def test_it_prints_on_a4_landscape_with_heads_repeated_and_frozen(book: Workbook) -> None:
    sheet = book[NAME]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${FIRST_ROW}:${FIRST_ROW}"
    assert sheet.freeze_panes == f"C{FIRST_ROW + 1}"


def test_a_viewer_that_computes_nothing_shows_what_holds(book: Workbook, ntm: Ntm) -> None:
    rows = CalamineWorkbook.from_path("bieu.xlsx").get_sheet_by_name(NAME).to_python(skip_empty_area=False)
    score = ntm("score", "Xuân Dương", *ON, "--format", "json").json()
    shown = {
        str(row[0]).partition(" ")[2]: row[At.SHOWN] for row in rows if str(row[0]).startswith("criterion ")
    }
    words = {"met": "đạt", "not_met": "chưa đạt", "undetermined": "chưa đủ số liệu"}
    assert shown == {one["number"]: words[one["verdict"]] for one in score["criteria"]}
    assert rows[2][At.ITEM] == "Xem trước: đạt 14/19 tiêu chí (48/57 chỉ tiêu); chưa đạt 4; chưa đủ số liệu 1"
    assert "MINH HỌA" in str(rows[3][At.ITEM])
    [income] = [row for row in rows if str(row[0]).startswith("single 10.1 ")]
    assert income[At.HELD] == "43,8 triệu đồng/người/năm\n30/6/2024"
    assert (income[At.REQUIRED], income[At.VALUE]) == ("≥ 45 triệu đồng/người/năm *", "")


def test_a_district_is_one_workbook_with_a_sheet_of_all(ntm: Ntm, demo_here: Path) -> None:
    assert "19 xã" in ntm("status", "template", "huyện Lộc Bình", *ON, "-o", "huyen.xlsx").out
    names = CalamineWorkbook.from_path("huyen.xlsx").sheet_names
    assert names[:2] == ["Hướng dẫn", "Tổng hợp"]
    assert len([name for name in names if name.startswith("Biểu ")]) == 19


def test_communes_of_one_name_have_sheets_of_their_own(ntm: Ntm, demo_here: Path) -> None:
    ran = ntm("status", "template", "tỉnh Lạng Sơn", *ON, "-o", "tinh.xlsx")
    assert ran.code == 0
    names = CalamineWorkbook.from_path("tinh.xlsx").sheet_names
    assert "Biểu Hòa Bình - Bình Gia" in names
    assert len(names) == len({name.casefold() for name in names}) == 181 + 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("Không Có", *ON), 3, "Không có đơn vị"),
        (("Xuân Dương", "--on", "2026-06-30"), 3, "chưa được nhập"),
        (("Xuân Dương", "--criteria", "khong-co", *ON), 2, "khong-co"),
    ],
)
def test_what_cannot_be_made_says_why(
    ntm: Ntm, demo_here: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = ntm("status", "template", *arguments, "-o", "bieu.xlsx")
    assert ran.code == code
    assert words in ran.err
    assert not Path("bieu.xlsx").exists()


def test_a_file_that_cannot_be_written_is_named(ntm: Ntm, demo_here: Path) -> None:
    ran = ntm("status", "template", "Xuân Dương", *ON, "-o", "khong-co/bieu.xlsx")
    assert (ran.code, "khong-co/bieu.xlsx" in ran.err) == (3, True)


def test_a_text_in_the_guise_of_rich_text_or_a_formula_stays_a_text(ntm: Ntm, demo_here: Path) -> None:
    for item, text in (("10.1", "<r><t>x</t></r><v>1</v></r>"), ("3.1", "=1+1")):
        assert ntm("status", "set", "Xuân Dương", item, "44", *ON, "--responsible", text).code == 0
    assert ntm("status", "template", "Xuân Dương", *ON, "-o", "bieu.xlsx").code == 0
    sheet = load_workbook("bieu.xlsx")[NAME]
    rich, formula = (
        sheet.cell(row_of(sheet, f"single {item}"), At.RESPONSIBLE + 1) for item in ("10.1", "3.1")
    )
    assert str(rich.value).strip() == "<r><t>x</t></r><v>1</v></r>"
    assert (formula.value, formula.data_type) == ("=1+1", "s")
