"""The officer checks the law in a workbook: nothing changes unless typed, nothing is kept unless signed and proved."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ntm.criteria import library
from ntm.criteria.model import Mark
from ntm.errors import DataError
from ntm.exchange.law_sheet.fields import HEAD, INDICATORS, THRESHOLDS
from ntm.resources import shipped_folder
from ntm.service.legislation.law_sheet import export_law, read_revision
from tests.command import Ntm

SET, FRAME, SMALL = "xa-ntm-2021-2025", "xa-ntm-2026-2030", "nho"
GOOD = Path(__file__).parents[1] / "law" / "good"
SHIPPED = shipped_folder("criteria")


class Office:
    """A law workbook as an officer edits it, by the heads of its columns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def cell(self, sheet: str, row: int, head: str) -> Any:
        heads = {cell.value: cell.column or 0 for cell in self.book[sheet][3]}
        return self.book[sheet].cell(row, heads[head])

    def rows(self, sheet: str, item: str) -> list[int]:
        """The rows of an item."""
        last = self.book[sheet].max_row + 1
        return [row for row in range(4, last) if str(self.cell(sheet, row, "Số hiệu").value) == item]

    def free(self, sheet: str) -> int:
        """The first empty row."""
        return next(row for row in range(4, 1000) if self.cell(sheet, row, "Số hiệu").value in (None, ""))

    def put(self, sheet: str, row: int, **values: object) -> None:
        for head, value in values.items():
            self.cell(sheet, row, head.replace("_", " ")).value = value

    def head(self, label: str, value: object) -> None:
        for row in self.book[HEAD].iter_rows(min_row=3, max_row=14):
            if row[0].value == label:
                row[1].value = value  # type: ignore[assignment]  # whatever an officer may type
                return
        raise AssertionError(label)

    def saved(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The province's own folder, with a small set in it; the shipped ones are found behind it."""
    folder = tmp_path / "luat"
    folder.mkdir()
    shutil.copy(GOOD / "nho.yaml", folder)
    monkeypatch.setenv("NTM_CRITERIA", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def office(set_id: str = SMALL, **options: str) -> Office:
    path = Path.cwd() / "luat.xlsx"
    export_law(set_id, path, **options)
    return Office(path)


SIGNED: dict[str, object] = {
    "Mức_đối_chiếu": "đã đối chiếu", "Trang": 7, "Người_đối_chiếu": "cán bộ 1", "Ngày_đối_chiếu": date(2024, 5, 20),
}  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: path.relative_to(SHIPPED).as_posix()
)
def test_a_round_trip_of_every_shipped_file_changes_nothing(path: Path, tmp_path: Path) -> None:
    over = path.parent.name if path.parent != SHIPPED else None
    out = tmp_path / "f.xlsx"
    export_law(path.stem, out, over)
    revision = read_revision(out)
    assert (revision.edits, revision.problems) == ([], [])
    assert revision.text == path.read_text(encoding="utf-8")


def test_one_corrected_threshold_is_one_changed_line_of_the_file(own: Path, ntm: Ntm) -> None:
    book = office(SET)
    [row] = [
        row for row in book.rows(THRESHOLDS, "10.1") if book.cell(THRESHOLDS, row, "Năm").value == "2024"
    ][:1]
    book.put(THRESHOLDS, row, Giá_trị="45,5", **SIGNED)
    before = (SHIPPED / f"{SET}.yaml").read_text(encoding="utf-8").splitlines()
    path = str(book.saved())
    dry = ntm("criteria", "import", path, "--dry-run", "--format", "json")
    assert dry.code == 0, dry.err
    assert {edit["what"] for edit in dry.json()} >= {"Giá trị", "Trang", "Mức đối chiếu", "Người đối chiếu"}
    assert not (own / f"{SET}.yaml").exists()
    assert ntm("criteria", "import", path).code == 0
    after = (own / f"{SET}.yaml").read_text(encoding="utf-8").splitlines()
    [changed] = [line for old, line in zip(before, after, strict=True) if old != line]
    assert "value: 45.5, checked: read" in changed
    assert "checked_on: 2024-05-20" in changed
    assert any(
        line.checked is Mark.READ and line.source.page == "7" for line in library.load(SET).thresholds()
    )
    again = ntm(
        "criteria", "import", path
    )  # the file has moved on: the same workbook must not be laid over it
    assert again.code == 3
    assert "đã thay đổi từ khi xuất" in again.err


@pytest.mark.parametrize("lacking", ["Trang", "Người_đối_chiếu", "Ngày_đối_chiếu"])
def test_read_is_refused_without_page_name_and_day(own: Path, lacking: str) -> None:
    book = office()
    [row, *_others] = book.rows(THRESHOLDS, "1.2")
    book.put(THRESHOLDS, row, **{head: value for head, value in SIGNED.items() if head != lacking})
    book.put(THRESHOLDS, row, **{lacking: None})
    problems = read_revision(book.saved()).problems
    assert [problem.row for problem in problems] == [row]
    assert "thiếu ô này" in problems[0].message


def test_the_heads_signature_stands_for_every_line_marked_now(own: Path) -> None:
    book = office()
    for row in book.rows(THRESHOLDS, "1.2"):
        book.put(THRESHOLDS, row, Mức_đối_chiếu="đã đối chiếu", Trang=9)
    book.head("Người đối chiếu các dòng đánh dấu lần này", "cán bộ 2")
    book.head("Ngày đối chiếu", date(2024, 6, 1))
    revision = read_revision(book.saved())
    assert not revision.problems
    assert "checked_by: cán bộ 2, checked_on: 2024-06-01" in revision.text


def test_a_day_to_come_and_a_stale_signature_are_refused(own: Path) -> None:
    book = office()
    [row, *_others] = book.rows(THRESHOLDS, "1.2")
    book.put(THRESHOLDS, row, **{**SIGNED, "Ngày_đối_chiếu": date(2999, 1, 1)})
    assert "chưa đến" in read_revision(book.saved()).problems[0].message

    book.put(THRESHOLDS, row, **SIGNED)
    (own / f"{SMALL}.yaml").write_text(read_revision(book.saved()).text, encoding="utf-8")
    book = office()
    book.put(THRESHOLDS, row, Lời_của_quyết_định="lời khác")
    assert "chữ ký đối chiếu còn cũ" in read_revision(book.saved()).problems[0].message


def cut_region(book: Office, row: int) -> None:
    book.put(THRESHOLDS, row, Vùng="Tây Nguyên")


def cut_line(book: Office, row: int) -> None:
    book.put(THRESHOLDS, row, **{"Xóa_dòng_(x)": "x"})


def second_line(book: Office, _row: int) -> None:
    values = {
        "Số_hiệu": "1.2",
        "Vùng": "Đồng bằng sông Hồng",
        "Giá_trị": 50,
        "Mức_đối_chiếu": "chưa đối chiếu",
    }
    book.put(THRESHOLDS, book.free(THRESHOLDS), **values)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (cut_region, "không có ngưỡng nào"),
        (cut_line, "không có ngưỡng nào"),
        (second_line, "hai ngưỡng cùng áp dụng"),
    ],
)
def test_a_hole_or_a_conflict_is_refused_and_nothing_is_written(
    own: Path, ntm: Ntm, edit: Callable[[Office, int], None], words: str
) -> None:
    before = (own / f"{SMALL}.yaml").read_bytes()
    book = office()
    edit(book, book.rows(THRESHOLDS, "1.2")[0])
    ran = ntm("criteria", "import", str(book.saved()))
    assert ran.code == 3
    assert words in ran.err
    assert (own / f"{SMALL}.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("head", "typed", "words"),
    [
        ("Vùng", "Tây Bắc", "không có trong danh sách"),
        ("Giá_trị", "1.234", "có thể hiểu là"),
        ("Giá_trị", 120, "nằm ngoài"),
        ("Mức_đối_chiếu", "rồi", "không có trong danh sách"),
        ("Năm", "20-24", "không phải là năm"),
        ("Từ_ngày", "31/2/2024", "Không có ngày"),
        ("Thuộc_tính_của_xã", "biên giới", "border=yes"),
        ("Giá_trị", "=1+1", "chưa được tính"),
        ("Nhóm_xã", "nhom_9", "không có nhóm xã"),
        ("Nguồn", "S99", "không có nguồn"),
    ],
)
def test_a_misspelt_cell_is_named_with_what_to_write(own: Path, head: str, typed: object, words: str) -> None:
    book = office()
    row = book.rows(THRESHOLDS, "1.2")[0]
    book.put(THRESHOLDS, row, Mức_đối_chiếu="chưa đối chiếu")
    book.put(THRESHOLDS, row, **{head: typed})
    problems = read_revision(book.saved()).problems
    assert any(words in problem.text and problem.row == row for problem in problems), problems


def test_cut_rows_columns_and_sheets_are_told_and_never_taken_for_deletions(own: Path) -> None:
    book = office()
    book.book[THRESHOLDS].delete_rows(book.rows(THRESHOLDS, "1.2")[0])
    assert "thiếu một dòng ngưỡng của 1.2" in read_revision(book.saved()).problems[0].message
    book = office()
    book.book[THRESHOLDS].delete_cols(book.cell(THRESHOLDS, 3, "Trang").column)
    path = book.saved()
    with pytest.raises(DataError, match="thiếu cột: Trang"):
        read_revision(path)
    book = office()
    del book.book["ntm"]
    path = book.saved()
    with pytest.raises(DataError, match="criteria export"):
        read_revision(path)


def test_a_copied_row_is_told(own: Path) -> None:
    book = office()
    row, free = book.rows(THRESHOLDS, "1.2")[0], book.free(THRESHOLDS)
    for cell in book.book[THRESHOLDS][row]:
        book.book[THRESHOLDS].cell(free, cell.column or 0).value = cell.value
    assert any("hai lần" in problem.message for problem in read_revision(book.saved()).problems)


def test_a_provinces_delegated_values_are_entered_and_apply(own: Path, ntm: Ntm) -> None:
    book = office(SET, overlay="lang-son")
    [row] = book.rows(THRESHOLDS, "2.1")
    book.put(THRESHOLDS, row, Giá_trị=80, Phụ_lục="Phụ lục", **SIGNED)
    assert any("quyết định của tỉnh" in problem.text for problem in read_revision(book.saved()).problems)
    book.head("Quyết định của tỉnh", "Quyết định 1/2023/QĐ-UBND")
    book.head("Ngày ký", date(2023, 1, 5))
    ran = ntm("criteria", "import", str(book.saved()))
    assert ran.code == 0, ran.err
    laid = library.load(SET, overlays=["lang-son"])
    [threshold] = laid.measure_by_id["2.1"].thresholds
    assert (str(threshold.value), threshold.checked, threshold.source.page) == ("80", Mark.READ, "7")


def test_a_province_without_a_file_begins_one_and_may_not_touch_what_is_national(own: Path, ntm: Ntm) -> None:
    assert ntm("criteria", "export", SET, "--overlay", "cao-bang", "-o", "cb.xlsx").code == 2
    assert (
        ntm("criteria", "export", SET, "--overlay", "cao-bang", "--province", "04", "-o", "cb.xlsx").code == 0
    )
    book = Office(Path("cb.xlsx"))
    [row] = book.rows(THRESHOLDS, "2.2")
    book.put(THRESHOLDS, row, Giá_trị=70, Mức_đối_chiếu="chưa đối chiếu")
    book.head("Quyết định của tỉnh", "Quyết định 2/2023/QĐ-UBND")
    assert ntm("criteria", "import", str(book.saved())).code == 0
    assert str(library.load(SET, overlays=["cao-bang"]).measure_by_id["2.2"].thresholds[0].value) == "70"
    book = office(SET, overlay="cao-bang")
    values = {"Số_hiệu": "1.1", "Vùng": "mọi vùng", "Giá_trị": "đạt", "Mức_đối_chiếu": "chưa đối chiếu"}
    book.put(THRESHOLDS, book.free(THRESHOLDS), **values)
    assert any("không giao cho tỉnh" in problem.message for problem in read_revision(book.saved()).problems)


def test_from_the_frame_to_a_small_complete_set_that_scores(own: Path, ntm: Ntm) -> None:
    """Ten criteria and no indicator; made-up indicators are typed in, and a commune is scored by them."""
    book = office(FRAME)
    for number in range(1, 11):
        kind = "tỷ lệ %" if number == 8 else "đạt / chưa đạt"
        row = book.free(INDICATORS)
        book.put(
            INDICATORS, row, Tiêu_chí=number, Số_hiệu=f"{number}.1", Lời_của_quyết_định=f"Nội dung thử {number}",
            Loại=kind, Lời_đã_đối_chiếu="còn nghi ngờ", Đơn_vị_tính="%" if number == 8 else None,
            So_sánh="≥" if number == 8 else "=",
        )  # fmt: skip
        if number != 8:
            book.put(
                THRESHOLDS, book.free(THRESHOLDS), Số_hiệu=f"{number}.1", Vùng="mọi vùng", Giá_trị="đạt",
                Mức_đối_chiếu="còn nghi ngờ",
            )  # fmt: skip
    for group, value in (("group_1", 90), ("group_2", "82,5")):
        book.put(
            THRESHOLDS, book.free(THRESHOLDS), Số_hiệu="8.1", Vùng="mọi vùng", Nhóm_xã=group, Giá_trị=value,
            Mức_đối_chiếu="còn nghi ngờ",
        )  # fmt: skip
    book.head("Tổng số chỉ tiêu theo quyết định", 10)
    book.head("Đã nhập đủ (có: bộ được dùng để tính)", "có")
    problems = read_revision(book.saved()).problems
    assert any("không có ngưỡng nào" in problem.message and "3" in problem.message for problem in problems)
    book.put(
        THRESHOLDS, book.free(THRESHOLDS), Số_hiệu="8.1", Vùng="mọi vùng", Nhóm_xã="group_3", Giá_trị=70,
        Mức_đối_chiếu="còn nghi ngờ",
    )  # fmt: skip
    ran = ntm("criteria", "import", str(book.saved()))
    assert ran.code == 0, ran.err
    assert ntm("criteria", "check", FRAME).code == 0
    text = (own / f"{FRAME}.yaml").read_text(encoding="utf-8")
    assert "# Cách sửa (dành cho cán bộ có văn bản trong tay):" in text
    assert "# các dự thảo năm 2025 đánh số nhóm ngược lại" in text
    assert ntm("init").code == 0
    day = ("--on", "2026-06-30")
    for number in range(1, 11):
        said = "85" if number == 8 else "đạt"
        ran = ntm("status", "set", "Xuân Dương", f"{number}.1", said, *day)
        assert ran.code == 0, ran.err
    score = ntm("score", "Xuân Dương", *day, "--format", "json").json()
    assert (score["criteria_set"], score["of"], score["met"]) == (FRAME, 10, 9)
    assert score["undetermined"] == 1  # the commune's group is not stated: no threshold is assumed


def test_a_part_of_an_indicator_is_added_proved_and_comes_out_again(own: Path, ntm: Ntm) -> None:
    before = (SHIPPED / f"{SET}.yaml").read_text(encoding="utf-8")
    book = office(SET)
    [old] = book.rows(INDICATORS, "17.1:tap-trung")
    assert book.cell(INDICATORS, old, "Là phần của").value == "17.1"
    new = {"Số_hiệu": "17.2:lang-nghe", "Là_phần_của": "17.2", "Không_vượt_quá": "17.2",
           "Lời_của_quyết_định": "trong đó: làng nghề", "Tử_số_là": "số làng nghề đạt",
           "Mẫu_số_là": "tổng số làng nghề", "đếm_bằng": "làng nghề"}  # fmt: skip
    book.put(INDICATORS, book.free(INDICATORS), **new)
    hole = read_revision(book.saved())
    assert any("không có ngưỡng nào" in one.message for one in hole.problems)
    row = book.free(THRESHOLDS)
    book.put(THRESHOLDS, row, Số_hiệu="17.2:lang-nghe", Vùng="mọi vùng", Giá_trị=90, **SIGNED, Phụ_lục="I")
    revision = read_revision(book.saved())
    assert revision.problems == []
    assert [(one.item, one.what) for one in revision.edits][:1] == [
        ("17.2:lang-nghe", "thêm phần của chỉ tiêu")
    ]
    assert revision.criteria is not None
    part = revision.criteria.measure_by_id["17.2:lang-nghe"]
    assert (part.within, part.kind.value, [str(one.value) for one in part.thresholds]) == (
        "17.2",
        "percentage",
        ["90"],
    )
    assert ntm("criteria", "import", str(book.path)).code == 0
    after = (own / f"{SET}.yaml").read_text(encoding="utf-8")
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(after.splitlines()) == len(before.splitlines()) + 7, added
    again = office(SET)
    [there] = again.rows(INDICATORS, "17.2:lang-nghe")
    assert again.cell(INDICATORS, there, "Lời của quyết định").value == "trong đó: làng nghề"
    assert read_revision(again.path).edits == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Số_hiệu": "9.9:a", "Là_phần_của": "9.9"}, "bộ không có chỉ tiêu 9.9"),
        ({"Số_hiệu": "17.2-a", "Là_phần_của": "17.2"}, "bắt đầu bằng “17.2:”"),
        ({"Số_hiệu": "17.2:a", "Là_phần_của": "17.2", "Loại": "số lượng"}, "của cả chỉ tiêu"),
        ({"Số_hiệu": "17.1:tap-trung", "Là_phần_của": "17.1"}, "đã có"),
    ],
)
def test_a_part_that_cannot_be_is_refused_at_its_cell(
    own: Path, cells: dict[str, object], words: str
) -> None:
    book = office(SET)
    book.put(INDICATORS, book.free(INDICATORS), Lời_của_quyết_định="trong đó", **cells)
    [problem] = read_revision(book.saved()).problems
    assert words in problem.message
    assert problem.sheet == INDICATORS


def test_an_indicator_that_is_there_or_lacks_its_cells_is_refused(own: Path) -> None:
    book = office()
    book.put(
        INDICATORS, book.free(INDICATORS), Tiêu_chí=1, Số_hiệu="1.1", Lời_của_quyết_định="x", Loại="số lượng"
    )
    assert any("thiếu ô này" in problem.message for problem in read_revision(book.saved()).problems)
    book = office()
    book.put(
        INDICATORS, book.free(INDICATORS), Tiêu_chí=25, Số_hiệu="1.9", Lời_của_quyết_định="x", Loại="số lượng",
        Lời_đã_đối_chiếu="còn nghi ngờ",
    )  # fmt: skip
    assert any("không có tiêu chí 25" in problem.message for problem in read_revision(book.saved()).problems)


def test_nothing_is_written_where_no_folder_was_named_or_into_the_package(
    ntm: Ntm, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_law(SET, here / "f.xlsx")
    ran = ntm("criteria", "import", "f.xlsx")
    assert (ran.code, "NTM_CRITERIA" in ran.err) == (2, True)
    (here / "_shipped").mkdir()
    assert ntm("criteria", "import", "f.xlsx", "--into", "_shipped").code == 2
    assert ntm("criteria", "import", "f.xlsx", "--into", "khong-co").code == 2
    assert ntm("criteria", "import", "f.xlsx", "--into", str(here)).code == 0
    assert [path.name for path in here.iterdir()].count(
        f"{SET}.yaml"
    ) == 0  # nothing changed, nothing written


def test_what_is_no_law_workbook_is_refused(here: Path, ntm: Ntm) -> None:
    openpyxl.Workbook().save("f.xlsx")
    ran = ntm("criteria", "import", "f.xlsx", "--dry-run")
    assert (ran.code, "criteria export" in ran.err) == (3, True)
    Path("g.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    assert ".xls" in ntm("criteria", "import", "g.xlsx", "--dry-run").err


@pytest.mark.parametrize(
    ("key", "value"), [("set", "../../etc/passwd"), ("overlay", "../x"), ("set", "khong-co")]
)
def test_a_workbook_that_names_another_place_is_refused(own: Path, ntm: Ntm, key: str, value: str) -> None:
    book = office()
    for row in book.book["ntm"].iter_rows():
        if row[0].value == key:
            row[1].value = value
    ran = ntm("criteria", "import", str(book.saved()))
    assert ran.code in (2, 3)
    assert [path.name for path in own.rglob("*.yaml")] == ["nho.yaml"]


def test_a_text_that_looks_like_a_formula_stays_a_text(own: Path) -> None:
    text = (own / "nho.yaml").read_text(encoding="utf-8")
    odd = '=HYPERLINK("x")'
    (own / "nho.yaml").write_text(
        text.replace("name: Tỷ lệ lao động qua đào tạo", f"name: '{odd}'"), encoding="utf-8"
    )
    book = office()
    cell = next(cell for cell in book.book[THRESHOLDS]["C"] if cell.value == odd)
    assert cell.data_type == "s"
    assert read_revision(book.path).edits == []
