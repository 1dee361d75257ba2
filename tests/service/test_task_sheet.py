"""Sheets of tasks: out and back changes nothing, each bad cell is named, all or nothing, nobody writes over another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ntm.errors import DataError
from ntm.exchange.task_file import COLUMNS, heading, read_task_file, write_csv, write_workbook
from ntm.service.assigning.task_sheet import SheetImport, apply_sheet, read_sheet, sheet_rows, state_words
from ntm.service.assigning.tasks import change, commune_of, task_on
from ntm.service.assigning.work import Wish, work
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import open_database
from ntm.store.tasks import State, Step, Task
from tests.command import Ntm

DAY = date(2024, 6, 30)
XUAN_DUONG = "06607"


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


@pytest.fixture
def ask(workspace: Workspace) -> Ask:
    return workspace.ask(DAY)


def written(workspace: Workspace, ask: Ask, name: str, unit: str = "Xuân Dương") -> Path:
    path = Path(name)
    rows = sheet_rows(work(workspace, ask, [unit], Wish(closed=True)))
    if path.suffix == ".csv":
        write_csv(path, rows)
    else:
        write_workbook(path, rows, "Nhiệm vụ", state_words())
    return path


def edited(path: Path, at_item: str, **cells: object) -> Path:
    """The workbook with some cells of an item's row filled in as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = row_of(sheet, at_item)
    for name, value in cells.items():
        sheet.cell(at, COLUMNS.index(name) + 1).value = value  # type: ignore[assignment] # any cell value
    book.save(path)
    return path


def row_of(sheet: Worksheet, item: str) -> int:
    column = COLUMNS.index("item") + 1
    return next(at for at in range(3, sheet.max_row + 1) if sheet.cell(at, column).value == item)


def read(workspace: Workspace, ask: Ask, path: Path) -> SheetImport:
    return read_sheet(workspace, ask, read_task_file(path))


def held(workspace: Workspace, ask: Ask, item: str, unit: str = XUAN_DUONG) -> Task:
    return task_on(workspace, ask, commune_of(workspace, unit, DAY), item)


def problems(result: SheetImport) -> list[tuple[str | None, str]]:
    return [(one.field, one.place) for one in result.problems]


def from_csv(rows: Sequence[Mapping[str, str]], name: str = "viec.csv") -> Path:
    lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    Path(name).write_text("\n".join(lines), encoding="utf-8")
    return Path(name)


@pytest.mark.parametrize("name", ["viec.xlsx", "viec.csv"])
def test_out_and_back_changes_nothing(workspace: Workspace, ask: Ask, name: str) -> None:
    result = read(workspace, ask, written(workspace, ask, name))
    assert result.problems == []
    assert (len(result.changes), result.unchanged) == (0, 11)


def test_a_filled_sheet_changes_what_was_filled_and_gives_what_was_not_given(
    workspace: Workspace, ask: Ask
) -> None:
    path = written(workspace, ask, "viec.xlsx")
    edited(path, "2.2", due=date(2024, 9, 15), cost=181.5, steps="Đo đạc | 15/7/2024 | 10/7/2024\nThi công")
    edited(path, "6.2", state="đã xong", note="xóa")
    result = read(workspace, ask, path)
    assert result.problems == []
    told = {change.wanted.item: {name for name, _old, _new in change.fields} for change in result.changes}
    assert told == {"2.2": {"due", "cost", "steps"}, "6.2": {"state", "done_on", "note"}}
    saved = apply_sheet(workspace, result, "lãnh đạo")
    assert (saved.new, saved.changed) == (0, 2)
    road, place = held(workspace, ask, "2.2").assignment, held(workspace, ask, "6.2").assignment
    assert (road.due, road.cost) == (date(2024, 9, 15), Decimal("181.5"))
    assert road.steps == (Step("Đo đạc", date(2024, 7, 15), date(2024, 7, 10)), Step("Thi công"))
    assert (place.state, place.done_on, place.note) == (State.DONE, DAY, None)


def test_a_row_without_a_number_gives_a_task_that_begins_with_its_statement(
    workspace: Workspace, ask: Ask
) -> None:
    path = written(workspace, ask, "viec.xlsx", "Ái Quốc")
    result = read(workspace, ask, edited(path, "5.1", support="Phòng Giáo dục"))
    saved = apply_sheet(workspace, result, "lãnh đạo")
    assert (saved.new, saved.changed) == (1, 0)
    said = held(workspace, ask, "5.1", "Ái Quốc").assignment
    assert (said.responsible, said.due) == ("cán bộ phụ trách giáo dục", date(2024, 9, 30))
    assert read(workspace, ask, path).changes == [], "the same file again"


def test_each_bad_cell_is_named_and_nothing_is_written(workspace: Workspace, ask: Ask) -> None:
    path = written(workspace, ask, "viec.xlsx")
    edited(path, "2.2", due="31/9/2024")
    edited(path, "2.4", state="gần xong", cost="nhiều")
    edited(path, "6.3", due=date(2024, 6, 1))
    edited(path, "17.2", responsible="xóa")
    result = read(workspace, ask, path)
    fields = [one.field for one in result.problems]
    assert sorted(field or "" for field in fields) == ["cost", "due", "due", "responsible", "state"]
    letter = get_column_letter(COLUMNS.index("due") + 1)
    assert any(f"Nhiệm vụ!{letter}" in one.place for one in result.problems)
    with pytest.raises(DataError, match="5 chỗ phải sửa"):
        apply_sheet(workspace, result, "lãnh đạo")
    assert held(workspace, ask, "2.2").version == 1


def test_a_sheet_older_than_a_change_is_refused_where_it_says_something_else(
    workspace: Workspace, ask: Ask
) -> None:
    path = written(workspace, ask, "viec.xlsx")
    change(workspace, held(workspace, ask, "2.2"), {"note": "người khác ghi"}, DAY, "cán bộ huyện")
    edited(path, "2.2", due=date(2024, 9, 1))
    [(field, _place)] = problems(read(workspace, ask, path))
    assert field == "version"
    assert "cán bộ huyện" in read(workspace, ask, path).problems[0].message


def test_units_items_and_doubles_are_checked(workspace: Workspace, ask: Ask) -> None:
    rows = [
        {"unit": "Không Có", "item": "2.2", "responsible": "a", "due": ""},
        {"unit": "Ái Quốc", "item": "99", "responsible": "a", "due": ""},
        {"unit": "huyện Lộc Bình", "item": "2.2", "responsible": "a", "due": ""},
        {"unit": "Ái Quốc", "item": "5.1", "responsible": "a", "due": ""},
        {"unit": "Ái Quốc", "item": "5,1", "responsible": "b", "due": ""},
        {"unit": "", "item": "5.1", "responsible": "b", "due": ""},
        {"unit": "Ái Quốc", "item": "6.1", "responsible": "", "due": ""},  # says nothing
    ]
    result = read(workspace, ask, from_csv(rows))
    assert [(one.row, one.field) for one in result.problems] == [
        (2, "unit"), (3, "item"), (4, "unit"), (7, "code"), (6, "item"),
    ]  # fmt: skip


def test_an_item_that_a_spreadsheet_made_a_number_is_not_guessed(workspace: Workspace, ask: Ask) -> None:
    path = edited(written(workspace, ask, "viec.xlsx"), "17.2", item=17.1, number=None, version=None)
    [(field, _place)] = problems(read(workspace, ask, path))
    assert field == "item"


def test_a_cell_cannot_run_as_a_formula_and_comes_back_as_it_was(workspace: Workspace, ask: Ask) -> None:
    hostile = '=HYPERLINK("http://127.0.0.1","x")'
    change(workspace, held(workspace, ask, "2.2"), {"note": hostile}, DAY, "lãnh đạo")
    for name in ("viec.csv", "viec.xlsx"):
        path = written(workspace, ask, name)
        assert read(workspace, ask, path).changes == []
    assert f"'{hostile[:5]}" in Path("viec.csv").read_text(encoding="utf-8-sig")
    cell = openpyxl.load_workbook("viec.xlsx").worksheets[0]
    at = row_of(cell, "2.2")
    assert cell.cell(at, COLUMNS.index("note") + 1).data_type == "s"


def test_every_column_has_a_heading_of_its_own() -> None:
    assert len({heading(name) for name in COLUMNS}) == len(COLUMNS)


def test_a_workbook_without_headings_says_which_are_needed(workspace: Workspace, ask: Ask) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Xã", "gì đó"])  # type: ignore[union-attr] # a new book has a sheet
    book.save("khac.xlsx")
    with pytest.raises(DataError, match="Mã xã, Chỉ tiêu"):
        read(workspace, ask, Path("khac.xlsx"))


def test_the_commands_write_try_and_read(ntm: Ntm, demo_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTM_ON", "2024-06-30")
    assert ntm("tasks", "export", "Xuân Dương", "-o", "viec.xlsx").code == 0
    assert ntm("tasks", "export", "Xuân Dương", "-o", "viec.pdf").code == 2
    edited(Path("viec.xlsx"), "2.2", responsible="cán bộ 5")
    tried = ntm("tasks", "import", "viec.xlsx", "--dry-run", "--format", "json").json()
    assert [(one["field"], one["before"], one["after"]) for one in tried] == [
        ("Phụ trách", "cán bộ 1", "cán bộ 5")
    ]
    assert "sửa 1" in ntm("tasks", "import", "viec.xlsx").out
    assert "sửa 0" not in ntm("tasks", "import", "viec.xlsx").err
    edited(Path("viec.xlsx"), "2.4", due="mai")
    refused = ntm("tasks", "import", "viec.xlsx")
    assert (refused.code, "không phải là ngày" in refused.err) == (3, True)
