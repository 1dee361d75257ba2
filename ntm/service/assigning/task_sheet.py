"""Tasks by the sheet: what a file would give and change, every bad cell named, all or nothing; and the way out.

A blank cell says nothing; the word "xóa" empties what is there. A row that names no task (no number) is of the open
task on its item, else of a new one. A row whose version has since been changed by another, and that says something
else, is refused: nobody writes over what they have not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, NtmError, Problem
from ntm.exchange.task_file import SAID, TaskFile, TaskRow
from ntm.reports.head import MADE_UP
from ntm.scoring.wording import verdict_word
from ntm.service.assigning.task_rules import (
    changed,
    item_of,
    problems_of,
    read_field,
    state_word,
    step_text,
)
from ntm.service.assigning.tasks import commune_of, database_of, refuse, save_all, seeded
from ntm.service.assigning.work import Line
from ntm.service.entering.row_said import number_for_item
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.store.tasks import Assignment, Saved, State, Task, Wanted, tasks
from ntm.territory.model import Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number
from ntm.vietnamese.text import fold

EMPTIED = "xoa"


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one row says of a task, beside what was said before (None: a new task)."""

    row: TaskRow
    unit: Unit
    wanted: Wanted
    before: Assignment | None

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """The fields that change: name, old and new, in words."""
        after = self.wanted.assignment
        return [
            (name, field_text(name, self.before), field_text(name, after))
            for name in SAID
            if self.before is None or getattr(self.before, name) != getattr(after, name)
        ]


@dataclass
class SheetImport:
    """What reading a sheet gave: the changes it would make, and every problem found."""

    changes: list[RowChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0


def field_text(name: str, said: Assignment | None) -> str:
    """One field of an assignment in words, "" for nothing."""
    value = getattr(said, name) if said is not None else None
    if value is None or value == ():
        return ""
    if name == "state":
        return state_word(value)
    if name == "steps":
        return "; ".join(step_text(step) for step in value)
    if name == "cost":
        return format_number(value)
    return format_day(value) if name in ("given_on", "due", "done_on") else str(value)


def read_sheet(workspace: Workspace, ask: Ask, file: TaskFile) -> SheetImport:
    """What a file would give and change; every bad cell is a problem, and nothing is written."""
    result = SheetImport(problems=list(file.problems))
    rows = [row for row in file.rows if any(row.text(name) for name in SAID)]
    doors = _Doors(workspace, ask)
    for row in rows:
        doors.place(row, result.problems)
    doors.prepare()
    seen: dict[tuple[str, str], TaskRow] = {}
    for row in rows:
        placed = doors.placed.get((row.sheet, row.row))
        if placed is None:
            continue
        key = (placed.unit.code, placed.item)
        if key in seen and not row.text("number"):
            other = seen[key]
            result.problems.append(
                row.problem("item", _("đã có ở dòng {row}.").format(row=other.row), _("Giữ lại một dòng."))
            )
            continue
        seen[key] = row
        change, problems = doors.change(row, placed)
        result.problems += problems
        if change is not None and not problems:
            if change.before == change.wanted.assignment:
                result.unchanged += 1
            else:
                result.changes.append(change)
    return result


def apply_sheet(workspace: Workspace, result: SheetImport, by: str, source: str = "cli") -> Saved:
    """Record everything a read sheet says, in one transaction; raises DataError when any row has a problem."""
    refuse(result.problems)
    return save_all(workspace, [change.wanted for change in result.changes], by, "import", source)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a row belongs: its unit, the set as it stands there, its item."""

    unit: Unit
    criteria: CriteriaSet
    item: str


class _Doors:
    """Finds units, items and tasks of rows; reads what is stated and given of all units at once."""

    def __init__(self, workspace: Workspace, ask: Ask) -> None:
        self.workspace, self.ask = workspace, ask
        self.placed: dict[tuple[str | None, int], _Placed] = {}
        self._units: dict[str, Unit] = {}
        self._tasks: dict[tuple[str, str], list[Task]] = {}
        self._standing: Standing | None = None

    def place(self, row: TaskRow, problems: list[Problem]) -> None:
        """Find the unit and the item of a row."""
        name = row.text("code") or row.text("unit")
        column = "code" if row.text("code") else "unit"
        if not name:
            problems.append(row.problem("code", _("ô trống."), _("Điền tên hoặc mã.")))
            return
        try:
            if name not in self._units:
                self._units[name] = commune_of(self.workspace, name, self.ask.day)
        except NtmError as error:
            problems.append(row.problem(column, str(error)))
            return
        unit = self._units[name]
        province = self.workspace.territory.province_of(unit, self.ask.day)
        criteria = self.workspace.sets(self.ask)(province.code if province else None)
        text = row.text("item").replace(",", ".")
        if (problem := number_for_item(row, text, criteria)) is not None:
            problems.append(problem)
            return
        try:
            if not text:
                raise DataError(_("ô trống."))
            item = item_of(criteria, text)
        except DataError as error:
            problems.append(row.problem("item", str(error)))
            return
        self.placed[row.sheet, row.row] = _Placed(unit, criteria, item)

    def prepare(self) -> None:
        """Read the tasks of all units found, and what is stated of them."""
        units = {unit.code: unit for unit in self._units.values()}
        if not units:
            return
        ordered = [units[code] for code in sorted(units)]
        self._standing = self.workspace.standing(self.ask, ordered)
        list(self._standing.snapshot.stated)  # what is stated of all of them is read together
        with database_of(self.workspace).reading() as connection:
            for one in tasks(connection, [(unit.code, unit.valid_from) for unit in ordered], self.ask.set_id):
                self._tasks.setdefault((one.unit[0], one.item), []).append(one)

    def change(self, row: TaskRow, placed: _Placed) -> tuple[RowChange | None, list[Problem]]:
        """What a row says of its task; every bad cell is a problem."""
        problems: list[Problem] = []
        task = self._task(row, placed, problems)
        changes = _read_cells(row, problems)
        if problems:
            return None, problems
        key = (placed.unit.code, placed.unit.valid_from)
        before = task.assignment if task is not None else None
        if before is None:
            assert self._standing is not None  # noqa: S101 - prepared before any change is read
            at = self._standing.row(placed.unit.code)
            fresh = seeded(self._standing.scorecard, at, placed.item)
        else:
            fresh = before
        said = changed(fresh, {"closed_on": self.ask.day, **changes})
        stale = _stale(row, task)
        if stale is not None and said != before:
            return None, [stale]
        wanted = Wanted(
            key, self.ask.set_id, placed.item, said, task.id if task else None, task.version if task else None
        )
        problems += [row.problem(one.field or "item", one.message, one.remedy) for one in problems_of(said)]
        return RowChange(row, placed.unit, wanted, before), problems

    def _task(self, row: TaskRow, placed: _Placed, problems: list[Problem]) -> Task | None:
        """The task a row is of: the one it numbers, else the open one on its item; None: a new one."""
        held = self._tasks.get((placed.unit.code, placed.item), [])
        number = row.text("number")
        if number:
            found = next((one for one in held if str(one.id) == number), None)
            if found is None:
                problems.append(
                    row.problem(
                        "number",
                        _("không có nhiệm vụ số {number} của mục này.").format(number=number),
                        _("Để trống cột Số nếu là nhiệm vụ mới."),
                    )
                )
            return found
        return next((one for one in held if one.assignment.state.open), None)


def _stale(row: TaskRow, task: Task | None) -> Problem | None:
    """The problem of a row that was written out before its task was last changed."""
    version = row.text("version")
    if task is None or not version or version == str(task.version):
        return None
    return row.problem(
        "version",
        _("nhiệm vụ đã được {who} sửa sau khi xuất bảng này.").format(who=task.recorded_by),
        _("Xuất bảng mới (ntm tasks export) rồi sửa trên bảng đó."),
    )


def _read_cells(row: TaskRow, problems: list[Problem]) -> dict[str, Any]:
    """The fields a row says, each read; blank says nothing, "xóa" empties."""
    changes: dict[str, Any] = {}
    for name in SAID:
        value = row.cells.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if isinstance(value, str) and fold(value) == EMPTIED and name not in ("state", "given_on"):
            changes[name] = () if name == "steps" else None
            continue
        try:
            changes[name] = read_field(name, value)
        except DataError as error:
            problems.append(row.problem(name, str(error)))
    if changes.get("responsible", "") is None:
        problems.append(row.problem("responsible", _("chưa ghi người phụ trách.")))
    return changes


def sheet_rows(lines: Sequence[Line]) -> list[Mapping[str, object]]:
    """What is to be done as rows of a sheet; where no task was given there is nothing to read back."""
    return [_sheet_row(line) for line in lines]


def _sheet_row(line: Line) -> dict[str, object]:
    row: dict[str, object] = {
        "code": line.unit.code, "unit": line.unit.name, "item": line.item, "name": line.name,
        "verdict": verdict_word(line.verdict), "gap": line.gap,
    }  # fmt: skip
    if line.task is None:
        return row
    said = line.task.assignment
    return row | {
        **{name: getattr(said, name) for name in SAID},
        "state": state_word(said.state),
        "steps": "\n".join(step_text(step) for step in said.steps),
        "number": line.task.id,
        "version": line.task.version,
    }


def state_words() -> list[str]:
    """The words of all states, in order."""
    return [state_word(state) for state in State]


def sheet_title(workspace: Workspace, ask: Ask, units: Sequence[str]) -> str:
    """What stands above a sheet: which units, which day, and that it is made up where it is."""
    titles = ", ".join(workspace.find(text, ask.day, "district").title for text in units)
    title = _("Nhiệm vụ nông thôn mới: {units}, {day}").format(units=titles, day=format_day(ask.day))
    return f"{title} – {MADE_UP}" if workspace.illustrative else title
