"""Entering status: one value, or a whole file, all or nothing.

What may be said is decided by ntm.scoring (value_words, statement_rules); here rows find their unit, set, day
and body, every problem is collected with its cell, and nothing is written while there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Connection

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Measure
from ntm.errors import DataError, Problem
from ntm.exchange.status_file import StatusFile, StatusRow
from ntm.scoring.snapshot import Stated
from ntm.scoring.value_words import parse_value
from ntm.scoring.verdict import Body
from ntm.service.entering.closing import refuse_closed
from ntm.service.entering.row_said import RowRefused, day_in, number_for_item, refuse, stated_in
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import Database
from ntm.store.entries import Appended, Entry, entry_in
from ntm.store.statements import append, last_statement, show
from ntm.territory.model import Unit
from ntm.vietnamese.dates import format_day, today
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

BODIES: Mapping[str, Body] = {
    "commune": Body.COMMUNE, "district": Body.DISTRICT, "province": Body.PROVINCE,
    "xa": Body.COMMUNE, "huyen": Body.DISTRICT, "tinh": Body.PROVINCE,
}  # fmt: skip
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a file or command says, beside what was said before; `measure` is what it is a figure of, if of one."""

    unit: Unit
    set_id: str
    stated: Stated
    before: Stated | None
    row: StatusRow | None = None
    measure: Measure | None = None

    @property
    def is_new(self) -> bool:
        """Whether it says anything that was not said already."""
        return self.before is None or content_of(self.before) != content_of(self.stated)


@dataclass
class Import:
    """What reading a file gave: the changes it would make, and every problem found."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    recorded: int = 0
    unchanged: int = 0


class Doors:
    """Finds the unit, set and body of what is entered; keeps what it found, so that a file is read quickly."""

    def __init__(self, workspace: Workspace) -> None:
        """Enter into this workspace's database."""
        self.workspace = workspace
        self._units: dict[tuple[str, date], Unit] = {}
        self._sets: dict[tuple[str, str | None], CriteriaSet] = {}
        self._of_day: dict[date, tuple[str, str | None, str | None]] = {}

    def unit(self, text: str, day: date) -> Unit:
        """The unit named on that day; raises DataError."""
        key = (text, day)
        if key not in self._units:
            self._units[key] = self.workspace.find(text, day, "commune")
        return self._units[key]

    def criteria_set(self, item: str, set_id: str | None, unit: Unit, day: date) -> CriteriaSet:
        """The set an item belongs to: the one named, else the day's basic set, conditions or dossier that has it."""
        wanted = (set_id,) if set_id else self._sets_of(day)
        province = self.workspace.territory.province_of(unit, day)
        code = province.code if province else None
        found: list[CriteriaSet] = []
        for name in wanted:
            if name is None:
                continue
            if (name, code) not in self._sets:
                loaded = self.workspace.sets(Ask(day, name))(code)
                self._sets[name, code] = loaded
            found.append(self._sets[name, code])
            if has_item(found[-1], item):
                return found[-1]
        library.require_scorable(found[0])
        return found[0]

    def _sets_of(self, day: date) -> tuple[str, str | None, str | None]:
        """The basic set in force on a day, its recognition conditions and dossier; asked of the files once a day."""
        if day not in self._of_day:
            self._of_day[day] = library.in_force(day), library.recognition_set(day), library.dossier_set(day)
        return self._of_day[day]


def has_item(criteria: CriteriaSet, item: str) -> bool:
    """Whether a set has a criterion, indicator or measure of that id."""
    return (
        item in criteria.measure_by_id
        or item in criteria.indicator_by_id
        or item in criteria.criterion_by_number
    )


def body_of(text: str) -> Body:
    """Who states: commune, district or province (also xã, huyện, tỉnh); raises DataError."""
    body = BODIES.get(fold(text)) if text else Body.COMMUNE
    if body is None:
        raise DataError(
            _("“{text}” không phải là cấp nào. Ghi commune, district hoặc province.").format(text=text)
        )
    return body


def check_day(day: date) -> None:
    """Raise DataError for a day after today: nothing can be known of it yet."""
    if day > today():
        raise DataError(
            _("Ngày {day} chưa đến. Ghi ngày của số liệu, không sau hôm nay ({today}).").format(
                day=format_day(day), today=format_day(today())
            )
        )


def set_value(
    workspace: Workspace,
    unit_text: str,
    item: str,
    text: str,
    day: date,
    *,
    body: Body = Body.COMMUNE,
    set_id: str | None = None,
    note: str | None = None,
    responsible: str | None = None,
    due: date | None = None,
    evidence: str | None = None,
    by: str,
) -> Change:
    """Enter one value and give what it changed; raises DataError with what to write instead."""
    check_day(day)
    doors = Doors(workspace)
    unit = doors.unit(unit_text, day)
    criteria = doors.criteria_set(item, set_id, unit, day)
    _check_lengths(note, responsible, evidence)
    stated = parse_value(criteria, item, text).stated(
        day, body, note=note, responsible=responsible, due=due, evidence=evidence
    )
    database = database_of(workspace)
    change = Change(unit, criteria.id, stated, _before(database, unit, criteria.id, stated))
    _remember(database, [criteria])
    entry = entry_in(criteria, unit.code, unit.valid_from, stated)
    with database.writing() as connection:
        refuse_closed(connection, [entry], [criteria])
        append(connection, [entry], by)
    return change


def _check_lengths(*texts: str | None) -> None:
    """Raise DataError where a text that goes with a value is longer than a note may be."""
    for text in texts:
        if text is not None and len(text) > MAX_TEXT:
            raise DataError(
                _("“{start}…” dài quá {limit} ký tự: viết ngắn lại.").format(start=text[:40], limit=MAX_TEXT)
            )


def read_changes(workspace: Workspace, file: StatusFile, *, illustrative: bool = False) -> Import:
    """What a status file would change; every bad row is a problem, and nothing is written."""
    doors = Doors(workspace)
    result = Import(problems=list(file.problems))
    seen: dict[tuple[str, str, str, bool, date, Body], tuple[StatusRow, Stated]] = {}
    for row in file.rows:
        if all(
            cell is None for name, cell in row.cells.items() if name in ("value", "numerator", "denominator")
        ):
            if not row.text("unit") or not row.text("item"):
                result.problems.append(
                    row.problem("unit", _("dòng thiếu đơn vị hoặc mục."), _("Điền đủ hoặc xóa dòng."))
                )
            continue  # blank is "nothing said"
        try:
            unit, criteria, stated = _read_row(doors, row, illustrative)
        except RowRefused as error:
            result.problems.extend(error.problems)
            continue
        key = (unit.code, criteria.id, stated.item, stated.verdict is not None, stated.on, stated.by)
        if key in seen:
            if content_of(seen[key][1]) != content_of(stated):
                result.problems.append(
                    row.problem(
                        "value",
                        _("khác với dòng {other} của cùng đơn vị, mục và ngày.").format(
                            other=seen[key][0].row
                        ),
                        _("Giữ lại một dòng đúng."),
                    )
                )
            continue
        seen[key] = (row, stated)
        measure = criteria.measure_by_id.get(stated.item)
        result.changes.append(Change(unit, criteria.id, stated, None, row, measure))
    if not result.problems:
        result.changes = _with_before(database_of(workspace), result.changes)
    return result


def apply_changes(
    workspace: Workspace,
    result: Import,
    by: str,
    at: datetime | None = None,
    after: int | None = None,
    source: str = "cli",
) -> None:
    """Write every change of a read file in one transaction; raises DataError when any row has a problem.

    Also when anything was stated after the statement of the number `after`: what the file was held against is then
    not what is there.
    """
    if result.problems:
        raise DataError(
            _("Không nhập dòng nào: {count} chỗ phải sửa.").format(count=len(result.problems)),
            result.problems,
        )
    ready = prepare(workspace, result.changes)
    with database_of(workspace).writing() as connection:
        if after is not None and last_statement(connection) > after:
            raise DataError(_("Có người vừa ghi vào cơ sở dữ liệu, nên chưa nhập gì. Hãy chạy lại lệnh."))
        done = write_changes(connection, ready, by, at, source)
    result.recorded, result.unchanged = done.recorded, done.unchanged


@dataclass(frozen=True)
class Ready:
    """Changes ready to be written, with the sets they are said in."""

    entries: Sequence[Entry]
    sets: Sequence[CriteriaSet]


def prepare(workspace: Workspace, changes: Sequence[Change]) -> Ready:
    """Make changes ready to be written; the versions of the law they are entered by are kept first."""
    doors = Doors(workspace)
    entries: list[Entry] = []
    sets: dict[str, CriteriaSet] = {}
    for change in changes:
        criteria = doors.criteria_set(change.stated.item, change.set_id, change.unit, change.stated.on)
        sets[criteria.hash] = criteria
        entries.append(entry_in(criteria, change.unit.code, change.unit.valid_from, change.stated))
    _remember(database_of(workspace), list(sets.values()))
    return Ready(entries, list(sets.values()))


def write_changes(
    connection: Connection, ready: Ready, by: str, at: datetime | None = None, source: str = "cli"
) -> Appended:
    """Write changes in the connection's transaction: all of them, or none; raises Closed where a period is closed."""
    refuse_closed(connection, ready.entries, ready.sets)
    return append(connection, ready.entries, by, at, source)


def _read_row(doors: Doors, row: StatusRow, illustrative: bool) -> tuple[Unit, CriteriaSet, Stated]:
    day = day_in(row, "on")
    if day is None:
        raise refuse(row, "on", _("thiếu ngày."), _("Ghi ngày của số liệu, ví dụ 2024-06-30."))
    due = day_in(row, "due")
    try:
        check_day(day)
    except DataError as error:
        raise refuse(row, "on", str(error)) from error
    item = row.text("item").replace(",", ".")
    for column in ("unit", "item"):
        if not row.text(column):
            raise refuse(row, column, _("ô trống."), _("Điền tên hoặc mã."))
    try:
        unit = doors.unit(row.text("unit"), day)
    except DataError as error:
        raise refuse(row, "unit", str(error)) from error
    try:
        criteria = doors.criteria_set(item, row.text("criteria") or None, unit, day)
    except DataError as error:
        raise refuse(row, "criteria" if row.text("criteria") else "on", str(error)) from error
    if (problem := number_for_item(row, item, criteria)) is not None:
        raise RowRefused("", [problem])
    try:
        body = body_of(row.text("by"))
    except DataError as error:
        raise refuse(row, "by", str(error)) from error
    for column in ("note", "responsible", "evidence"):
        if len(row.text(column)) > MAX_TEXT:
            raise refuse(row, column, _("dài quá {limit} ký tự.").format(limit=MAX_TEXT), _("Viết ngắn lại."))
    more = {
        "note": row.text("note") or None, "responsible": row.text("responsible") or None, "due": due,
        "evidence": row.text("evidence") or None, "illustrative": illustrative,
    }  # fmt: skip
    return unit, criteria, stated_in(row, criteria, item, day, body, more)


def content_of(stated: Stated) -> tuple[object, ...]:
    """All that a statement says, without who recorded it when: alike in it, two say the same."""
    return (
        stated.on, stated.by, stated.value, stated.numerator, stated.denominator, stated.grade,
        stated.not_applicable, stated.verdict, stated.note, stated.responsible, stated.due, stated.evidence,
    )  # fmt: skip


def _before(database: Database, unit: Unit, set_id: str, stated: Stated) -> Stated | None:
    kind = stated.verdict is not None
    with database.reading() as connection:
        for said in show(connection, unit.code, unit.valid_from, set_id, stated.on):
            if said.stated.item == stated.item and (said.stated.verdict is not None) == kind:
                return said.stated
    return None


def _with_before(database: Database, changes: Sequence[Change]) -> list[Change]:
    """The changes, each with what speaks of the same thing on its day."""
    spoken: dict[tuple[str, str, date], dict[tuple[str, bool], Stated]] = {}
    result: list[Change] = []
    with database.reading() as connection:
        for change in changes:
            key = (change.unit.code, change.set_id, change.stated.on)
            if key not in spoken:
                said = show(
                    connection, change.unit.code, change.unit.valid_from, change.set_id, change.stated.on
                )
                spoken[key] = {(one.stated.item, one.stated.verdict is not None): one.stated for one in said}
            before = spoken[key].get((change.stated.item, change.stated.verdict is not None))
            result.append(replace(change, before=before))
    return result


def database_of(workspace: Workspace) -> Database:
    """The database that is entered into; raises DataError where a snapshot file stands in its place."""
    if workspace.database is None:
        raise DataError(_("Cần một cơ sở dữ liệu để nhập số liệu: chạy `ntm init`."))
    return workspace.database


def _remember(database: Database, sets: Sequence[CriteriaSet]) -> None:
    """Keep the versions of the law that are in use now, before anything is entered by them."""
    from ntm.store.versions import remember

    for criteria in sets:
        remember(database, criteria)
