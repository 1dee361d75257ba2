"""The year-end sheet of an officer: what was given, done on time, late or open, and what came of each criterion.

The rule of counting is stated on the sheet. Only the person and their superiors may see it: the office's pages ask
ntm.service.assigning.officer_here, which holds to that; whoever runs the command on the database answers for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from ntm.errors import DataError, NtmError, UsageError
from ntm.reports.head import MADE_UP, Head, Issuer
from ntm.reports.paper import Paper
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import verdict_word
from ntm.service import groups
from ntm.service.assigning.task_rules import item_name
from ntm.service.assigning.tasks import database_of
from ntm.service.papers.readiness import Wishes
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.store.tasks import Assignment, State, Task, tasks, versions
from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS, Unit
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.text import fold

TEMPLATE = "officer/report.html.j2"


class Outcome(StrEnum):
    """What became of a task by the day of the sheet."""

    ON_TIME = "on_time"
    LATE = "late"
    DONE = "done"  # without a due day, so neither on time nor late
    OVERDUE = "overdue"
    OPEN = "open"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Result:
    """One task of the year: what became of it, by how many days late, how often its due day was put off."""

    task: Task
    unit: Unit
    outcome: Outcome
    days_late: int
    put_off: int


def officer(
    workspace: Workspace,
    ask: Ask,
    text: str,
    person: str,
    year: int | None = None,
    wishes: Wishes | None = None,
    *,
    own: bool = False,
) -> Paper:
    """The sheet of a person (by name, role or sign-in name) in a unit, of one year up to the day asked for.

    With `own`, `person` is a sign-in name to the letter: what is somebody else's of a like name is left out.
    Raises UsageError for a year that has not begun, DataError where the person has no task in it.
    """
    ask = within(ask, year if year is not None else ask.day.year)
    unit = workspace.find(text, ask.day, "commune")
    found = results(workspace, ask, unit, person, own=own)
    if not found:
        raise DataError(
            _("{unit} không có nhiệm vụ nào của “{person}” trong năm {year}.").format(
                unit=unit.title, person=person, year=ask.day.year
            )
        )
    with in_vietnamese():
        return Paper(TEMPLATE, _context(workspace, ask, unit, found, wishes or Wishes()), None)


def results(workspace: Workspace, ask: Ask, unit: Unit, person: str, *, own: bool = False) -> list[Result]:
    """The person's tasks that count in the year of the day, by due day: given by then and not closed before it."""
    begin = date(ask.day.year, 1, 1)
    units = {one.code: one for one in groups.communes_named(workspace, ask, [unit.code])}
    found: list[Result] = []
    with database_of(workspace).reading() as connection:
        keys = [(one.code, one.valid_from) for one in units.values()]
        for task in tasks(connection, keys, known_at=ask.known_at):
            said = task.assignment
            theirs = said.account == person if own else _is(person, said)
            if not theirs or said.given_on > ask.day:
                continue
            if (said.done_on is not None and said.done_on < begin) or (
                said.state is State.DROPPED and said.given_on < begin
            ):
                continue
            due_days = [one.assignment.due for one in versions(connection, task.id, ask.known_at)]
            outcome, late = outcome_of(task, ask.day)
            found.append(Result(task, units[task.unit[0]], outcome, late, _put_off(due_days)))
    return sorted(found, key=lambda one: (one.task.assignment.due or date.max, one.task.id))


def _is(person: str, said: Assignment) -> bool:
    return fold(person) in (fold(said.responsible), fold(said.account or ""))


def outcome_of(task: Task, day: date) -> tuple[Outcome, int]:
    """What became of a task by a day, and by how many days it is late. The due day itself is still in time."""
    said = task.assignment
    done = said.done_on if said.done_on is not None and said.done_on <= day else None
    if said.state is State.DROPPED:
        return Outcome.DROPPED, 0
    if done is not None:
        if said.due is None:
            return Outcome.DONE, 0
        late = max(0, (done - said.due).days)
        return (Outcome.LATE if late else Outcome.ON_TIME), late
    if said.due is not None and said.due < day:
        return Outcome.OVERDUE, (day - said.due).days
    return Outcome.OPEN, 0


def _put_off(days: Sequence[date | None]) -> int:
    """How often the due day was moved to a later one."""
    known = [day for day in days if day is not None]
    return sum(after > before for before, after in pairwise(known))


def within(ask: Ask, year: int) -> Ask:
    """The day asked for, or the last of the year when that is earlier; raises UsageError for a year not begun."""
    if year > ask.day.year or year < 1:
        raise UsageError(
            _("Năm {year} chưa bắt đầu vào ngày {day}.").format(year=year, day=format_day(ask.day))
        )
    return ask if year == ask.day.year else Ask(date(year, 12, 31), ask.set_id, ask.known_at)


def _context(
    workspace: Workspace, ask: Ask, unit: Unit, found: Sequence[Result], wishes: Wishes
) -> dict[str, Any]:
    person = found[0].task.assignment.responsible
    counts = {outcome.value: sum(one.outcome is outcome for one in found) for outcome in Outcome}
    made_up = any(one.task.assignment.illustrative for one in found)
    standings = _Standings(workspace, ask)
    closed = [one for one in found if one.outcome in (Outcome.ON_TIME, Outcome.LATE)]
    return {
        "head": Head(
            _issuer(workspace, ask, unit, wishes.issuer), wishes.number, wishes.dated, ask.day.year,
            (f"{person};", _("Lưu: VT.")), (MADE_UP,) if made_up else (), "",
        ),
        "person": person,
        "unit_title": unit.title,
        "year": ask.day.year,
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "counts": counts,
        "given": len(found),
        "in_time": f"{counts['on_time']}/{len(closed)}" if closed else "",
        "many_units": len({one.unit.code for one in found}) > 1,
        "rows": [_row(one, standings) for one in found],
    }  # fmt: skip


def _issuer(workspace: Workspace, ask: Ask, unit: Unit, wish: str | None) -> Issuer:
    """The unit itself, or one above it."""
    if wish is None:
        other = unit
    else:
        other = workspace.find(wish, ask.day, "district")
        above = [
            workspace.territory.district_of(unit, ask.day),
            workspace.territory.province_of(unit, ask.day),
        ]
        if other.code not in {one.code for one in (unit, *above) if one is not None}:
            raise DataError(
                _("{issuer} không phải là {unit} hay cấp trên của đơn vị này: chọn cơ quan ban hành khác.").format(
                    issuer=other.title, unit=unit.title
                )
            )  # fmt: skip
    level = (
        "commune"
        if other.kind in COMMUNE_KINDS
        else "district"
        if other.kind in DISTRICT_KINDS
        else "province"
    )
    return Issuer(other.title, other.name, level)


class _Standings:
    """How communes stood on days, each scored once; None where nothing can be said of a day."""

    def __init__(self, workspace: Workspace, ask: Ask) -> None:
        self._workspace, self._ask = workspace, ask
        self._found: dict[tuple[str, str, date], CommuneStanding | None] = {}

    def verdicts(self, task: Task, day: date) -> tuple[Verdict, Verdict] | None:
        """The verdict of a task's item and of its criterion on a day."""
        key = (task.unit[0], task.set_id, day)
        if key not in self._found:
            try:
                asked = Ask(day, task.set_id, self._ask.known_at)
                found = commune_standing(self._workspace, asked, task.unit[0])
                self._found[key] = found if found.unit.valid_from == task.unit[1] else None
            except NtmError:
                self._found[key] = None
        standing = self._found[key]
        return None if standing is None else _verdicts(standing, task.item)

    def name(self, task: Task) -> str:
        """The name of a task's item."""
        standing = self._found.get((task.unit[0], task.set_id, self._ask.day))
        if standing is None:
            return ""
        return item_name(standing.standing.scorecard.column(standing.row).criteria_set, task.item)

    @property
    def day(self) -> date:
        """The day of the sheet."""
        return self._ask.day


def _verdicts(found: CommuneStanding, item: str) -> tuple[Verdict, Verdict] | None:
    card, row = found.standing.scorecard, found.row
    if item in card.shape.criterion_index:
        whole = Verdict(int(card.criteria.verdicts[card.shape.criterion_index[item], row]))
        return whole, whole
    index = card.shape.indicator_index.get(item)
    if index is None:
        return None
    whole = Verdict(int(card.criteria.verdicts[card.shape.criterion_of[index], row]))
    return Verdict(int(card.indicators.verdicts[index, row])), whole


def _row(one: Result, standings: _Standings) -> dict[str, Any]:
    said = one.task.assignment
    before, after = (standings.verdicts(one.task, day) for day in (said.given_on, standings.day))
    return {
        "id": one.task.item,
        "unit": one.unit.name,
        "name": standings.name(one.task),
        "given_on": format_day(said.given_on),
        "due": format_day(said.due) if said.due is not None else "",
        "put_off": one.put_off,
        "done_on": format_day(said.done_on) if said.done_on is not None else "",
        "outcome": outcome_word(one.outcome, one.days_late),
        "before": verdict_word(before[0]) if before is not None else "–",
        "after": verdict_word(after[0]) if after is not None else "–",
        "criterion": verdict_word(after[1]) if after is not None else "–",
    }


def outcome_word(outcome: Outcome, days_late: int = 0) -> str:
    """What became of a task, as people read it."""
    return {
        Outcome.ON_TIME: _("xong đúng hạn"),
        Outcome.LATE: _("xong chậm {days} ngày").format(days=days_late),
        Outcome.DONE: _("xong (không giao hạn)"),
        Outcome.OVERDUE: _("quá hạn {days} ngày, chưa xong").format(days=days_late),
        Outcome.OPEN: _("chưa đến hạn"),
        Outcome.DROPPED: _("thôi giao"),
    }[outcome]
