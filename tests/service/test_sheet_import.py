"""Our sheets come back in: cell by cell, whole or not at all, with nothing chosen where people disagree."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ntm.errors import DataError
from ntm.exchange.marking import write_marked
from ntm.exchange.sheet.layout import At
from ntm.scoring.verdict import Body
from ntm.service.entering.enter import set_value
from ntm.service.sheets.incoming import Incoming, read_files
from ntm.service.sheets.sheet_template import write_sheets
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
ON = ("--on", "2024-06-30")
XUAN_DUONG, SHEET = "06607", "Biểu Xuân Dương"
Cell = tuple[str, At, object]


@dataclass(frozen=True)
class Office:
    """A demonstration of its own, and sheets of Xuân Dương made from it and filled in."""

    folder: Path
    workspace: Workspace

    def template(self, name: str = "bieu.xlsx", day: date = DAY, set_id: str | None = None, body: Body = Body.COMMUNE,
                 units: tuple[str, ...] = (XUAN_DUONG,)) -> Path:  # fmt: skip
        path = self.folder / name
        write_sheets(self.workspace, self.workspace.ask(day, set_id), units, body, path)
        return path

    def filled(self, source: Path, name: str, *cells: Cell, sheet: str = SHEET) -> Path:
        path = self.folder / name
        book = load_workbook(source)
        rows = rows_of(book[sheet])
        for key, at, value in cells:
            book[sheet].cell(rows[key], at + 1).value = value  # type: ignore[assignment]  # numbers, words, days
        book.save(path)
        return path

    def read(self, *paths: Path, who: str = "cán bộ 1", **more: Any) -> Incoming:
        return read_files(self.workspace, paths, who, **more)

    def told(self, *cells: Cell) -> list[str]:
        """What is said of a sheet filled in so: one line a problem."""
        found = self.read(self.filled(self.template(), "sai.xlsx", *cells))
        return [problem.sentence() for problem in found.problems]


def rows_of(sheet: Any) -> dict[str, int]:
    keys = [str(value or "") for (value,) in sheet.iter_rows(max_col=1, values_only=True)]
    return {" ".join(key.split(" ")[:2]): row for row, key in enumerate(keys, start=1)}


@pytest.fixture
def office(demonstration: Any, tmp_path: Path) -> Any:
    path = tmp_path / "ntm.db"
    shutil.copyfile(demonstration.database, path)
    path.chmod(0o644)
    with open_database(str(path)) as database:
        yield Office(tmp_path, Workspace(database))


def said(found: Incoming) -> dict[str, tuple[str, str]]:
    """Item to (cell, what is stated), of what would be entered."""
    from ntm.scoring.wording import said_words

    return {
        one.change.stated.item: (one.place, said_words(one.change.stated, one.change.measure))
        for one in found.changes
    }


def test_conditions_and_dossier_travel_with_the_criteria_and_come_back_each_to_its_set(
    ntm: Ntm, demo_here: Path
) -> None:
    written = ntm(
        "status",
        "template",
        "Xuân Dương",
        *ON,
        "--also",
        "recognition",
        "--also",
        "ho-so-2022",
        "-o",
        "b.xlsx",
    )
    assert written.code == 0, written.err
    book = load_workbook("b.xlsx")
    assert book.sheetnames[1:4] == [SHEET, "Điều kiện Xuân Dương", "Hồ sơ Xuân Dương"]
    debts = book["Điều kiện Xuân Dương"]
    paper = book["Hồ sơ Xuân Dương"]
    told = next(key for key in rows_of(paper) if key.startswith("single "))
    for sheet, key, at, value in (
        (book[SHEET], "single 10.1", At.VALUE, 46), (debts, "single no-dong", At.VALUE, "chưa đạt"),
        (debts, "single hai-long", At.NUMERATOR, 81), (debts, "single hai-long", At.DENOMINATOR, 90),
        (paper, told, At.VALUE, "chưa đạt"),
    ):  # fmt: skip
        cell = sheet.cell(rows_of(sheet)[key], at + 1)
        assert not cell.protection.locked
        cell.value = value
    book.save("b.xlsx")
    tried = ntm("status", "import", "b.xlsx", "--dry-run", "--format", "json").json()
    assert {(one["criteria"], one["item"], one["after"]) for one in tried["changes"]} == {
        ("xa-ntm-2021-2025", "10.1", "46"), ("cong-nhan-2022", "no-dong", "chưa đạt"),
        ("cong-nhan-2022", "hai-long", "81/90"), ("ho-so-2022", told.removeprefix("single "), "chưa đạt"),
    }  # fmt: skip
    assert {one["criteria"] for one in tried["averages"]} == {"xa-ntm-2021-2025"}
    assert ntm("status", "import", "b.xlsx").code == 0
    shown = ntm("score", "Xuân Dương", *ON, "--criteria", "cong-nhan-2022", "--format", "json").json()
    assert [one["verdict"] for one in shown["criteria"]][:2] == ["not_met", "met"]
    twice = ntm("status", "template", "Xuân Dương", *ON, "--also", "xa-ntm-2016-2020", "-o", "c.xlsx")
    assert (twice.code, "một bộ mỗi loại" in twice.err) == (2, True)


# -- what is read ----------------------------------------------------------------------------------------


def test_an_untouched_sheet_says_nothing(office: Office) -> None:
    found = office.read(office.template())
    assert (found.changes, found.problems, found.unchanged) == ([], [], 0)


def test_every_kind_of_cell_is_read_by_vietnamese_rules_and_keeps_its_place(office: Office) -> None:
    path = office.filled(
        office.template(), "dien.xlsx", ("single 10.1", At.VALUE, "82,5"), ("single 1.1", At.VALUE, "Chưa đạt"),
        ("single 17.2", At.NUMERATOR, 19), ("single 17.2", At.DENOMINATOR, 20.0), ("single 3.1", At.VALUE, 94.96),
        ("single 13.4", At.NOT_APPLICABLE, "xã không có làng nghề nào"), ("criterion 5", At.DECLARED, "cơ bản đạt"),
        ("single 17.2", At.NOTE, "@ghi chú"), ("single 17.2", At.DUE, "30/9/2024"),
    )  # fmt: skip
    found = office.read(path)
    assert not found.problems
    assert said(found) == {
        "5": (f"{SHEET}!K21", "cơ bản đạt"), "1.1": (f"{SHEET}!F8", "chưa đạt"), "3.1": (f"{SHEET}!F16", "94,96"),
        "10.1": (f"{SHEET}!F38", "82,5"), "13.4": (f"{SHEET}!J54", "không áp dụng: xã không có làng nghề nào"),
        "17.2": (f"{SHEET}!G76", "19/20"),
    }  # fmt: skip
    [water] = [one.change.stated for one in found.changes if one.change.stated.item == "17.2"]
    assert (water.note, water.due, water.by, water.on) == (
        "@ghi chú",
        date(2024, 9, 30),
        Body.COMMUNE,
        DAY,
    )


def test_who_and_when_alone_are_laid_on_what_is_on_record(office: Office) -> None:
    path = office.filled(office.template(), "ai.xlsx", ("single 2.2", At.RESPONSIBLE, "cán bộ 2"))
    [one] = office.read(path).changes
    assert (one.place, one.change.stated.responsible) == (f"{SHEET}!O12", "cán bộ 2")
    assert one.change.before is not None
    assert one.change.stated.numerator == one.change.before.numerator
    [problem] = office.told(("single 13.3", At.RESPONSIBLE, "cán bộ 2"))
    assert f"{SHEET}!O53: 13.3: chưa có số liệu để ghi kèm" in problem


def test_sheets_are_known_by_their_keys_whatever_is_done_to_names_rows_and_columns(office: Office) -> None:
    path = office.filled(office.template(), "doi.xlsx", ("single 10.1", At.VALUE, 46))
    book = load_workbook(path)
    sheet = book[SHEET]
    sheet.title = "Gửi huyện"
    del book["Hướng dẫn"]
    row = rows_of(sheet)["single 10.1"]
    for column in range(
        1, sheet.max_column + 1
    ):  # the row is moved to the end, a column of their own is put in
        sheet.cell(200, column).value = sheet.cell(row, column).value
        sheet.cell(row, column).value = None
    sheet.insert_cols(4)
    book.save(path)
    found = office.read(path)
    assert said(found) == {"10.1": ("Gửi huyện!G200", "46")}


# -- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([("single 10.1", At.VALUE, "1.234")], f"{SHEET}!F38: 10.1: “1.234” có thể hiểu là 1234 hoặc 1,234"),
        ([("single 1.1", At.VALUE, "tốt")], f"{SHEET}!F8: 1.1: “tốt” không phải là đạt hay chưa đạt"),
        ([("single 17.2", At.NUMERATOR, 21), ("single 17.2", At.DENOMINATOR, 20)], f"{SHEET}!G76: 17.2: 21 lớn hơn 20"),
        ([("single 4.2", At.NUMERATOR, 3)], f"{SHEET}!H20: 4.2: hai số đếm phải đi cùng nhau"),
        ([("single 4.2", At.NUMERATOR, 3), ("single 4.2", At.DENOMINATOR, 0)], "!H20: 4.2: số đếm ở mẫu bằng 0"),
        ([("single 15.3", At.VALUE, 120)], f"{SHEET}!F68: 15.3: 120 lớn hơn mức cao nhất"),
        ([("single 15.3", At.VALUE, 34.4660194174757)], f"{SHEET}!F68: 15.3:"),
        ([("single 13.4", At.VALUE, "đạt"), ("single 13.4", At.NOT_APPLICABLE, "không có")],
         f"{SHEET}!J54: 13.4: vừa ghi số liệu vừa ghi không áp dụng"),
        ([("single 1.1", At.NOT_APPLICABLE, "không có")], f"{SHEET}!J8: 1.1: quyết định không cho phép"),
        ([("criterion 1", At.DECLARED, "khá")], f"{SHEET}!K7: 1: “khá” không phải là một kết luận"),
        ([("criterion 1", At.VALUE, 3)], f"{SHEET}!F7: 1: ô này không dùng ở dòng này"),
        ([("measure 12.1:nam", At.DECLARED, "đạt")], f"{SHEET}!K44: 12.1:nam: ô này không dùng"),
        ([("single 10.1", At.VALUE, 46), ("single 10.1", At.DUE, "hôm nào")], "!P38: “hôm nào” không phải là ngày"),
        ([("single 10.1", At.VALUE, 46), ("single 10.1", At.NOTE, "x" * 2001)], f"{SHEET}!N38: dài quá"),
        ([("single 10.1", At.VALUE, "=45+1")], f"{SHEET}!F38: ô có công thức chưa được tính"),
        ([("single 4.2", At.VALUE, 95), ("single 4.2", At.NUMERATOR, 1), ("single 4.2", At.DENOMINATOR, 2)],
         f"{SHEET}!F20: 4.2: 95 không khớp 1/2"),
    ],
)  # fmt: skip
def test_each_bad_cell_is_named_with_what_to_do(office: Office, cells: list[Cell], sentence: str) -> None:
    [problem] = office.told(*cells)
    assert problem.startswith("sai.xlsx: ")
    assert sentence in problem


def test_what_stands_outside_the_lines_is_never_passed_over_in_silence(office: Office) -> None:
    """A figure in a row without a key is a fault; an officer's own column is told of and left alone."""
    path = office.filled(office.template(), "them.xlsx", ("single 10.1", At.VALUE, 46))
    book = load_workbook(path)
    book[SHEET]["F120"], book[SHEET]["Z40"], book[SHEET]["AA41"] = 12, "hỏi lại", "đã gọi"
    book.save(path)
    found = office.read(path)
    [problem] = found.problems
    assert problem.place == f"them.xlsx: {SHEET}!F120"
    assert "không biết ô này nói về mục nào" in problem.message
    assert found.notices == [f"{SHEET}: 2 ô ở các cột thêm (Z, AA) không được nhập."]


def test_one_bad_cell_stops_everything(ntm: Ntm, demo_here: Path) -> None:
    assert ntm("status", "template", XUAN_DUONG, *ON, "-o", "bieu.xlsx").code == 0
    book = load_workbook("bieu.xlsx")
    rows = rows_of(book[SHEET])
    book[SHEET].cell(rows["single 10.1"], At.VALUE + 1).value = 46
    book[SHEET].cell(rows["single 1.1"], At.VALUE + 1).value = "tốt"
    book.save("sai.xlsx")
    before = ntm("status", "show", XUAN_DUONG, *ON, "--format", "json").out
    ran = ntm("status", "import", "sai.xlsx", "--problems", "sua.xlsx")
    assert ran.code == 3
    assert f"  sai.xlsx: {SHEET}!F8: 1.1: “tốt”" in ran.err
    assert ntm("status", "show", XUAN_DUONG, *ON, "--format", "json").out == before
    marked = load_workbook("sua.xlsx")
    assert marked.sheetnames[0] == "Cần sửa"
    cell = marked[SHEET]["F8"]
    assert "Ghi «đạt» hoặc «chưa đạt»." in cell.comment.text
    assert cell.fill.fgColor.rgb != book[SHEET]["F8"].fill.fgColor.rgb
    assert marked[SHEET]["F38"].value == 46
    listed = [marked["Cần sửa"].cell(2, column).value for column in (1, 3)]
    assert listed == [f"{SHEET}!F8", "Ghi «đạt» hoặc «chưa đạt»."]
    # Put right in that very workbook, it goes in.
    marked[SHEET]["F8"].value = "đạt"
    marked.save("dung.xlsx")
    assert ntm("status", "import", "dung.xlsx").out == "Đã ghi 2 dòng mới; 0 dòng đã có.\n"


def test_a_sheet_whose_marks_are_broken_or_gone_says_so(office: Office) -> None:
    path = office.filled(office.template(), "hong.xlsx", ("single 10.1", At.VALUE, 46))
    changes: list[tuple[Callable[[Any], None], str]] = [
        (lambda sheet: sheet.__setitem__("A1", "ntm.sheet/1|x"), "dấu nhận biết hỏng"),
        (lambda sheet: sheet.delete_cols(At.VALUE + 1), "không còn cột Giá trị"),
        (lambda sheet: sheet.delete_rows(5), "không còn dòng khóa"),
    ]
    for change, words in changes:
        book = load_workbook(path)
        change(book[SHEET])
        book.save(office.folder / "mat.xlsx")
        [problem] = office.read(office.folder / "mat.xlsx").problems
        assert words in problem.message


def test_a_workbook_with_something_hostile_beside_its_sheets_is_not_opened_to_be_marked(
    office: Office, tmp_path: Path
) -> None:
    bad = office.filled(office.template(), "sai.xlsx", ("single 1.1", At.VALUE, "tốt"))
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(
            "xl/drawings/drawing9.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        )
    problems = office.read(bad).problems
    assert problems  # the cells are read: nothing looks at the drawing
    with pytest.raises(DataError, match="theo cách lạ"):
        write_marked(bad, tmp_path / "sua.xlsx", problems)
    assert not (tmp_path / "sua.xlsx").exists()


# -- twice, by two, and meanwhile ------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    path = office.filled(
        office.template(), "mot.xlsx", ("single 10.1", At.VALUE, 46), ("single 1.1", At.VALUE, "đạt")
    )
    first = office.read(path).apply(office.workspace, "cán bộ 1")
    assert (first.recorded, first.unchanged) == (2, 0)
    again = office.read(path)
    assert (again.changes, again.unchanged) == ([], 2)
    assert office.read(path, who="cán bộ 2").problems == []


def test_two_officers_who_disagree_are_both_shown_and_nothing_is_chosen(office: Office) -> None:
    source = office.template()
    a = office.filled(source, "a.xlsx", ("single 10.1", At.VALUE, 46), ("single 1.1", At.VALUE, "chưa đạt"))
    b = office.filled(source, "b.xlsx", ("single 10.1", At.VALUE, 47), ("single 1.1", At.VALUE, "chưa đạt"))
    found = office.read(a, b)
    assert [problem.place for problem in found.problems] == [f"a.xlsx: {SHEET}!F38", f"b.xlsx: {SHEET}!F38"]
    for problem, own, other in zip(found.problems, ("46", "47"), ("47", "46"), strict=True):
        assert f"ghi {own}, trong khi" in problem.message
        assert f"!F38 ghi {other}" in problem.message
        assert "--prefer a.xlsx hoặc --prefer b.xlsx" in problem.remedy
    chosen = office.read(a, b, prefer=("b.xlsx",))
    assert said(chosen) == {
        "10.1": (f"b.xlsx: {SHEET}!F38", "47"),
        "1.1": (f"a.xlsx: {SHEET}!F8", "chưa đạt"),
    }


def test_what_another_entered_since_the_file_was_made_is_not_overwritten_silently(office: Office) -> None:
    path = office.filled(
        office.template(), "cu.xlsx", ("single 10.1", At.VALUE, 46), ("single 3.1", At.VALUE, 90)
    )
    set_value(office.workspace, XUAN_DUONG, "10.1", "47", DAY, by="cán bộ 2")
    [problem] = office.read(path).problems
    assert "cán bộ 2 đã ghi 47 vào cơ sở dữ liệu" in problem.message
    assert "--prefer cu.xlsx hoặc --prefer database" in problem.remedy
    kept = office.read(path, prefer=("database",))
    assert (set(said(kept)), kept.kept) == ({"3.1"}, 1)
    assert said(office.read(path, prefer=("cu.xlsx",)))["10.1"][1] == "46"
    # Who entered it before may correct it: it is no disagreement of two.
    assert office.read(path, who="cán bộ 2").problems == []


def test_what_comes_in_between_reading_and_writing_stops_the_writing(office: Office) -> None:
    found = office.read(office.filled(office.template(), "a.xlsx", ("single 10.1", At.VALUE, 46)))
    set_value(office.workspace, XUAN_DUONG, "3.1", "90", DAY, by="cán bộ 2")
    with pytest.raises(Exception, match="Có người vừa ghi"):
        found.apply(office.workspace, "cán bộ 1")


# -- another day, another set ------------------------------------------------------------------------------


def test_figures_go_to_another_day_of_the_same_unit_and_set(office: Office) -> None:
    path = office.filled(office.template(), "quy.xlsx", ("single 10.1", At.VALUE, 46))
    [one] = office.read(path, day=date(2024, 9, 30)).changes
    assert (one.change.stated.on, one.change.set_id) == (date(2024, 9, 30), "xa-ntm-2021-2025")


def test_a_unit_that_is_no_more_takes_nothing(office: Office) -> None:
    path = office.filled(office.template(), "cu.xlsx", ("single 10.1", At.VALUE, 46))
    [problem] = office.read(path, day=date(2025, 8, 1)).problems
    assert "ngày đó không còn là đơn vị này" in problem.message


def test_to_another_set_only_linked_figures_cross(office: Office) -> None:
    advanced = "xa-ntm-nang-cao-2021-2025"
    path = office.filled(
        office.template(), "khac.xlsx", ("single 10.1", At.VALUE, 46), ("single 17.7", At.VALUE, 90),
        ("criterion 5", At.DECLARED, "đạt"), ("single 13.4", At.NOT_APPLICABLE, "không có"),
    )  # fmt: skip
    found = office.read(path, set_id=advanced)
    told = {problem.place.rpartition("!")[2]: problem.message for problem in found.problems}
    assert set(told) == {"F81", "K21", "J54"}
    assert "không có mục nào cùng nghĩa" in told["F81"]
    assert "không chuyển sang bộ" in told["K21"]
    alone = office.filled(office.template(), "mot.xlsx", ("single 10.1", At.VALUE, 46))
    [one] = office.read(alone, set_id=advanced).changes
    assert (one.change.set_id, one.change.stated.item) == (advanced, "10.1")


def test_an_item_that_means_something_else_since_the_sheet_was_made_is_refused(office: Office) -> None:
    path = office.filled(
        office.template(), "cu.xlsx", ("single 10.1", At.VALUE, 46), ("single 3.1", At.VALUE, 90)
    )
    book = load_workbook(path)
    row = rows_of(book[SHEET])["single 10.1"]
    book[SHEET].cell(row, 1).value = "single 10.1 00000000"  # as if the unit of income had been another then
    book.save(path)
    [problem] = office.read(path).problems
    assert "cách tính hoặc đơn vị tính đã đổi" in problem.message
    assert problem.place.endswith("!F38")


# -- the command -----------------------------------------------------------------------------------------


def test_dry_run_shows_cells_verdicts_and_averages_and_writes_nothing(ntm: Ntm, demo_here: Path) -> None:
    assert ntm("status", "template", XUAN_DUONG, *ON, "-o", "bieu.xlsx").code == 0
    book = load_workbook("bieu.xlsx")
    rows = rows_of(book[SHEET])
    for key, at, value in (
        ("single 10.1", At.VALUE, "45,5"), ("single 17.2", At.NUMERATOR, 18), ("single 17.2", At.DENOMINATOR, 20),
        ("single 17.7", At.NUMERATOR, 206), ("single 17.7", At.DENOMINATOR, 206),
    ):  # fmt: skip
        book[SHEET].cell(rows[key], at + 1).value = value
    book.save("dien.xlsx")
    ran = ntm("status", "import", "dien.xlsx", "--dry-run")
    assert ran.code == 0
    assert f"{SHEET}!F38  xã Xuân Dương  xa-ntm-2021-2025  10.1  2024-06-30  43,8     45,5" in ran.out
    assert "Bình quân huyện Lộc Bình: 13,00 → 13,11 tiêu chí/xã (19/19 xã báo cáo)." in ran.out
    shown = ntm("status", "import", "dien.xlsx", "--dry-run", "--format", "json").json()
    flips = {one["item"]: (one["before"], one["after"]) for one in shown["verdicts"]}
    assert flips == dict.fromkeys(("10", "10.1", "17", "17.2", "17.7"), ("not_met", "met"))
    assert [(one["unit"], one["met_before"], one["met_after"]) for one in shown["averages"]] == [
        ("huyện Lộc Bình", 247, 249), ("tỉnh Lạng Sơn", 2534, 2536),
    ]  # fmt: skip
    assert "Đạt 14/19" in ntm("score", XUAN_DUONG, *ON).out
    assert ntm("status", "import", "dien.xlsx").out == "Đã ghi 3 dòng mới; 0 dòng đã có.\n"
    assert "Đạt 16/19" in ntm("score", XUAN_DUONG, *ON).out  # as the dry run said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.csv", "b.csv"), "mới nhập chung được"),
        (("a.csv", "--prefer", "a.csv"), "chỉ dùng với các biểu"),
        (("a.csv", "--on", "2024-06-30"), "chỉ dùng với các biểu"),
        (("a.csv", "a.csv"), "hai lần"),
    ],
)
def test_what_is_only_for_our_sheets_is_refused_for_others(
    ntm: Ntm, demo_here: Path, arguments: tuple[str, ...], words: str
) -> None:
    for name in ("a.csv", "b.csv"):
        Path(name).write_text("unit,item,on,value\n", encoding="utf-8")
    ran = ntm("status", "import", *arguments)
    assert (ran.code, words in ran.err) == (2, True)
