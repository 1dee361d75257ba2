"""What the lines of a filled sheet state: each cell read by Vietnamese rules, checked by the set, kept with its place.

A sheet is for its own set and day. Brought to another day or set, a figure passes only where it means the same: in
the same unit, under the same item with the same kind, unit and counts, or through `same_as`; everything else is
refused with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, NtmError, Problem
from ntm.exchange.sheet.filled import FilledLine, FilledSheet
from ntm.exchange.sheet.layout import At, meaning
from ntm.scenario.crossing import linked_items
from ntm.scoring.snapshot import Stated
from ntm.scoring.statement_rules import check_stated, unknown_item
from ntm.scoring.value_words import VERDICT_WORDS
from ntm.scoring.verdict import Body
from ntm.service.entering.enter import MAX_TEXT, check_day
from ntm.service.entering.row_said import RowRefused, day_in, stated_in
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

FIGURES = (At.VALUE, At.NUMERATOR, At.DENOMINATOR)
_FIGURE_COLUMNS = {at.name.lower(): at for at in FIGURES}
_NEW_SHEET = "ntm status template"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one cell of a file states.

    `day` is the day the sheet is for. `restates`: only who, when, evidence or note are given, of what is on record;
    `stated` then holds no value until it is found.
    """

    unit: Unit
    criteria: CriteriaSet
    day: date
    stated: Stated
    line: FilledLine
    at: At
    base: datetime
    restates: bool = False

    @property
    def place(self) -> str:
        """Where it stands: `a.xlsx: Biểu Xuân Dương!F23`."""
        return self.line.problem(self.at, "").place

    def problem(self, message: str, remedy: str = "") -> Problem:
        """A problem at the cell."""
        return self.line.problem(self.at, message, remedy)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a sheet's figures go: unit, set and day; `linked` the items by the sheet's own, None in its own set.

    `meanings` are the prints of what the set's figures mean.
    """

    unit: Unit
    criteria: CriteriaSet
    day: date
    linked: Mapping[str, str] | None
    meanings: Mapping[str, str]


class SheetReader:
    """Reads filled sheets, all brought to the same day and set where these are given."""

    def __init__(self, workspace: Workspace, day: date | None = None, set_id: str | None = None) -> None:
        self._workspace, self._day, self._set_id = workspace, day, set_id
        self._meanings: dict[str, Mapping[str, str]] = {}

    def read(self, sheet: FilledSheet) -> tuple[list[Claim], list[Problem]]:
        """What a sheet's cells state, and what is wrong with them."""
        try:
            target = self._target(sheet)
        except NtmError as error:
            return [], [sheet.problem(str(error))]
        claims: list[Claim] = []
        problems: list[Problem] = []
        for line in sheet.lines:
            try:
                claims += self._line(sheet, line, target)
            except RowRefused as error:
                problems += error.problems
        problems += _absent_yet_given(target.criteria, claims)
        return claims, problems

    def _target(self, sheet: FilledSheet) -> _Target:
        identity = sheet.identity
        day = self._day or identity.day
        check_day(day)
        territory = self._workspace.territory
        unit = territory.unit(identity.unit_code, identity.day)
        if unit is None or unit.valid_from != identity.unit_from:
            raise DataError(
                _("không có đơn vị mã {code} như lúc lập biểu. Lập biểu mới bằng «{command}».").format(
                    code=identity.unit_code, command=_NEW_SHEET
                )
            )
        if day != identity.day and territory.unit(unit.code, day) != unit:
            raise DataError(
                _(
                    "biểu của {unit} ngày {made} không chuyển sang ngày {day} được: ngày đó không còn là đơn vị này."
                ).format(unit=unit.title, made=format_day(identity.day), day=format_day(day))
            )
        province = territory.province_of(unit, day)
        set_id = self._wanted_set(identity.set_id, identity.day, day)
        criteria = self._workspace.sets(Ask(day, set_id))(province.code if province else None)
        library.require_scorable(criteria)
        linked = None
        if set_id != identity.set_id:
            linked = linked_items(library.load(identity.set_id), criteria)
        if criteria.hash not in self._meanings:
            self._meanings[criteria.hash] = {one.id: meaning(one) for one in criteria.measures}
        return _Target(unit, criteria, day, linked, self._meanings[criteria.hash])

    def _wanted_set(self, made_for: str, made_on: date, day: date) -> str:
        """The set asked for; else the sheet's own, or the basic set of the new day where it is the basic set."""
        if self._set_id is not None:
            return self._set_id
        return library.in_force(day) if day != made_on and library.in_force(made_on) == made_for else made_for

    def _line(self, sheet: FilledSheet, line: FilledLine, target: _Target) -> Iterator[Claim]:
        if problems := [*line.unread(), *_misplaced(line)]:
            raise RowRefused("", problems)
        identity, day = sheet.identity, target.day
        by = identity.by

        def claim(at: At, stated: Stated, restates: bool = False) -> Claim:
            return Claim(target.unit, target.criteria, day, stated, line, at, identity.base, restates)

        if line.says(At.DECLARED):
            yield claim(At.DECLARED, _declared(line, target, by))
        given = _follow_up(line)
        if line.says(At.NOT_APPLICABLE):
            if line.says(*FIGURES):
                raise RowRefused("", [_both(line)])
            yield claim(At.NOT_APPLICABLE, _absent(line, target, by, given))
        elif line.says(*FIGURES):
            item = _item(line, target)
            stated = stated_in(line.row(**_FIGURE_COLUMNS), target.criteria, item, day, by, given)
            yield claim(At.VALUE if line.says(At.VALUE) else At.NUMERATOR, stated)
        elif changed := _changed(line, given):
            at = At[next(iter(changed)).upper()]
            stated = Stated(_item(line, target), day, by, **changed)  # type: ignore[arg-type]  # the fields' own types
            yield claim(at, stated, restates=True)


def _misplaced(line: FilledLine) -> Iterator[Problem]:
    """What stands in a cell that its line does not have: a locked one, filled in after all."""
    shut: tuple[At, ...] = ()
    if line.level == "criterion":
        shut = (*FIGURES, At.NOT_APPLICABLE, At.EVIDENCE, At.NOTE, At.RESPONSIBLE, At.DUE)
    elif line.level == "indicator":
        shut = (*FIGURES, At.EVIDENCE, At.NOTE, At.RESPONSIBLE, At.DUE)
    elif line.level == "measure":
        shut = (At.NOT_APPLICABLE, At.DECLARED)
    for at in shut:
        if line.says(at):
            yield line.problem(
                at,
                _("{item}: ô này không dùng ở dòng này.").format(item=line.item),
                _("Xóa ô này; ghi ở dòng có nền vàng của đúng mục."),
            )


def _both(line: FilledLine) -> Problem:
    return line.problem(
        At.NOT_APPLICABLE,
        _("{item}: vừa ghi số liệu vừa ghi không áp dụng.").format(item=line.item),
        _("Giữ lại một trong hai."),
    )


def _absent_yet_given(criteria: CriteriaSet, claims: list[Claim]) -> Iterator[Problem]:
    """An indicator said to be not applicable, with figures filled in for its parts."""
    figures = {
        criteria.indicator_of_measure[one.stated.item].id
        for one in claims
        if one.at in FIGURES and one.stated.item in criteria.indicator_of_measure
    }
    for claim in claims:
        if claim.at is At.NOT_APPLICABLE and claim.stated.item in figures:
            yield _both(claim.line)


def _own_set(line: FilledLine, target: _Target) -> None:
    """Declarations and "not applicable" are said of a set's own item and never cross."""
    if target.linked is not None:
        raise RowRefused("", [line.problem(
            At.DECLARED if line.says(At.DECLARED) else At.NOT_APPLICABLE,
            _("{item}: kết luận và “không áp dụng” không chuyển sang bộ {set} được.").format(
                item=line.item, set=target.criteria.id
            ),
            _("Xóa ô này rồi ghi vào biểu của bộ {set}.").format(set=target.criteria.id),
        )])  # fmt: skip


def _item(line: FilledLine, target: _Target) -> str:
    """The measure that a line's figure is of; refused where it means something else now."""
    at = next(at for at in (*FIGURES, At.RESPONSIBLE, At.DUE, At.EVIDENCE, At.NOTE) if line.says(at))
    item = line.item if target.linked is None else target.linked.get(line.item)
    if item is None:
        raise RowRefused("", [line.problem(
            at,
            _("{item}: bộ {set} không có mục nào cùng nghĩa.").format(item=line.item, set=target.criteria.id),
            _("Xóa ô này, hoặc nhập tệp cho đúng bộ và ngày của biểu."),
        )])  # fmt: skip
    measure = target.criteria.measure_by_id.get(item)
    if measure is None:
        problem = unknown_item(target.criteria, item)
        raise RowRefused("", [line.problem(at, problem.message, problem.remedy)])
    if target.linked is None and line.meaning != target.meanings[item]:
        raise RowRefused("", [line.problem(
            at,
            _("{item}: cách tính hoặc đơn vị tính đã đổi từ khi biểu được lập.").format(item=item),
            _("Lập biểu mới bằng «{command}» rồi ghi lại mục này.").format(command=_NEW_SHEET),
        )])  # fmt: skip
    return item


def _declared(line: FilledLine, target: _Target, by: Body) -> Stated:
    _own_set(line, target)
    word = line.row(value=At.DECLARED).text("value")
    verdict = VERDICT_WORDS.get(fold(word))
    if verdict is None:
        raise RowRefused("", [line.problem(
            At.DECLARED,
            _("{item}: “{word}” không phải là một kết luận.").format(item=line.item, word=word[:60]),
            _("Ghi đạt, cơ bản đạt hoặc chưa đạt."),
        )])  # fmt: skip
    return _checked(line, target, At.DECLARED, Stated(line.item, target.day, by, verdict=verdict))


def _absent(line: FilledLine, target: _Target, by: Body, given: Mapping[str, object]) -> Stated:
    """ "Không áp dụng" with its reason, which may be written with or without these words before it."""
    _own_set(line, target)
    text = line.row(value=At.NOT_APPLICABLE).text("value")
    reason = text.partition(":")[2].strip() if fold(text).startswith("khong ap dung") else text
    stated = Stated(line.item, target.day, by, not_applicable=reason, **given)  # type: ignore[arg-type]  # as above
    return _checked(line, target, At.NOT_APPLICABLE, stated)


def _checked(line: FilledLine, target: _Target, at: At, stated: Stated) -> Stated:
    if problems := check_stated(target.criteria, stated):
        raise RowRefused("", [line.problem(at, one.message, one.remedy) for one in problems])
    return stated


def _follow_up(line: FilledLine) -> dict[str, object]:
    """Evidence, note, who is responsible and by when, as far as they stand in the line."""
    if not line.says(At.EVIDENCE, At.NOTE, At.RESPONSIBLE, At.DUE):
        return {}
    row = line.row(evidence=At.EVIDENCE, note=At.NOTE, responsible=At.RESPONSIBLE, due=At.DUE)
    for name in ("evidence", "note", "responsible"):
        if len(row.text(name)) > MAX_TEXT:
            raise RowRefused("", [row.problem(name, _("dài quá {limit} ký tự.").format(limit=MAX_TEXT),
                                              _("Viết ngắn lại."))])  # fmt: skip
    found: dict[str, object] = {name: row.text(name) for name in ("evidence", "note", "responsible")}
    found["due"] = day_in(row, "due")
    return {name: value for name, value in found.items() if value}


def _changed(line: FilledLine, given: Mapping[str, object]) -> dict[str, object]:
    """What was given beside what the sheet was written out with."""
    held = line.row(responsible=At.HELD_RESPONSIBLE, due=At.HELD_DUE)
    before = {"responsible": held.text("responsible") or None, "due": day_in(held, "due")}
    return {name: value for name, value in given.items() if before.get(name) != value}
