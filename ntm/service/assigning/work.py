"""What is to be done: every indicator that is not met, who answers for it, by when; what is overdue first.

A line is one item of one commune. It is here because the item is not met (or not shown to be), or because a task
was given on it. Nothing is decided here of verdicts: they are the scorecard's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ntm.criteria.model import CarriedBy, Criterion, Indicator
from ntm.scoring.gap import gap_of
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import UnitRow
from ntm.scoring.verdict import Verdict
from ntm.service import groups
from ntm.service.assigning.task_rules import state_word
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.store.tasks import State, Task, tasks
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.messages import _
from ntm.vietnamese.quarters import Quarter, quarter_of
from ntm.vietnamese.text import fold

Order = Literal["urgency", "person", "commune", "quarter"]
_OPEN = (Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.BASICALLY_MET)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one commune: how it stands on the day, and who answers for it.

    `responsible` and `due` are the task's; where there is none, those of the item's statements (`seeded`).
    `state` is the task's as of the day: what was done later was not done yet.
    """

    unit: UnitRow
    set_id: str
    item: str
    name: str
    criterion: Criterion
    carried_by: CarriedBy | None
    verdict: Verdict
    criterion_verdict: Verdict
    gap: str
    task: Task | None
    day: date
    responsible: str | None = None
    due: date | None = None
    seeded: bool = False

    @property
    def met(self) -> bool:
        """Whether the item is met (or does not apply), so that nothing is left to do."""
        return self.verdict not in _OPEN

    @property
    def state(self) -> State | None:
        """How far the task was on the day; None where none was given."""
        if self.task is None:
            return None
        said = self.task.assignment
        if said.state is State.DONE and said.done_on is not None and said.done_on > self.day:
            return State.DOING
        return said.state

    @property
    def open(self) -> bool:
        """Whether something is still to be done: the task is open, or none was given and the item is not met."""
        state = self.state
        return not self.met if state is None else state.open

    @property
    def overdue(self) -> bool:
        """Whether it should have been done before the day and was not."""
        return self.open and self.due is not None and self.due < self.day

    @property
    def days_late(self) -> int:
        """By how many days it is overdue; 0 where it is not."""
        return (self.day - self.due).days if self.overdue and self.due is not None else 0

    @property
    def quarter(self) -> Quarter | None:
        """The quarter it is due in."""
        return None if self.due is None else quarter_of(self.due)

    @property
    def assigned(self) -> bool:
        """Whether a person is named."""
        return bool(self.responsible)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines are wanted; what is left at its default chooses nothing out.

    `persons` are names or accounts, compared without case and diacritics; `group` is a part of the name of the
    decision's group of criteria ("hạ tầng"); `closed` takes in what is done or dropped.
    """

    persons: tuple[str, ...] = ()
    quarter: Quarter | None = None
    carried_by: tuple[CarriedBy, ...] = ()
    group: str | None = None
    overdue: bool = False
    unassigned: bool = False
    closed: bool = False

    def takes(self, line: Line) -> bool:
        """Whether a line is wanted."""
        if not self.closed and not line.open:
            return False
        if self.persons and not _is_person(line, self.persons):
            return False
        if self.quarter is not None and (line.due is None or line.due not in self.quarter):
            return False
        if self.carried_by and line.carried_by not in self.carried_by:
            return False
        if self.group is not None and fold(self.group) not in fold(line.criterion.group or ""):
            return False
        return not (self.overdue and not line.overdue) and not (self.unassigned and line.assigned)


def work(
    workspace: Workspace,
    ask: Ask,
    units: Sequence[str],
    wish: Wish | None = None,
    order: Order = "urgency",
) -> list[Line]:
    """The lines of communes, districts and provinces (by name or code) that are wanted, in order."""
    communes = groups.communes_named(workspace, ask, units)
    lines = work_of(workspace, workspace.standing(ask, communes)) if communes else []
    return chosen(lines, wish or Wish(), order)


def chosen(lines: Iterable[Line], wish: Wish, order: Order = "urgency") -> list[Line]:
    """Those of the lines that are wanted, in order."""
    return sorted((line for line in lines if wish.takes(line)), key=lambda line: _key(line, order))


def work_of(workspace: Workspace, standing: Standing) -> list[Line]:
    """Every line of the communes of a standing, in the order of communes and of the law."""
    card, ask = standing.scorecard, standing.ask
    given = _tasks(workspace, ask, card.snapshot.units)
    list(card.snapshot.stated)  # what is stated of all of them is read together
    return [
        line
        for row, unit in enumerate(card.snapshot.units)
        for line in _lines(card, row, given.get((unit.code, unit.valid_from), {}), ask)
    ]


def by_urgency(line: Line) -> tuple[object, ...]:
    """Overdue first, then by due day, then what has a person and no day, then what has neither."""
    return (
        not line.overdue, line.due is None, line.due or date.max, not line.assigned, collation_key(line.unit.name)
    )  # fmt: skip


def _key(line: Line, order: Order) -> tuple[object, ...]:
    urgency = by_urgency(line)
    if order == "person":
        return (not line.assigned, collation_key(line.responsible or ""), *urgency)
    if order == "commune":
        return (collation_key(line.unit.name), *urgency)
    if order == "quarter":
        quarter = line.quarter
        return (quarter is None, (quarter.year, quarter.number) if quarter else (0, 0), *urgency)
    return urgency


def _is_person(line: Line, persons: Iterable[str]) -> bool:
    held = {fold(line.responsible or "")}
    if line.task is not None and line.task.assignment.account:
        held.add(fold(line.task.assignment.account))
    return any(fold(person) in held for person in persons)


def _tasks(
    workspace: Workspace, ask: Ask, units: Sequence[UnitRow]
) -> dict[tuple[str, date | None], dict[str, Task]]:
    """By unit and item: the open task, else the last given; what was given after the day was not yet there."""
    if workspace.database is None:
        return {}
    with workspace.database.reading() as connection:
        found = tasks(connection, [(unit.code, unit.valid_from) for unit in units], ask.set_id, ask.known_at)
    given: dict[tuple[str, date | None], dict[str, Task]] = {}
    for one in sorted(found, key=lambda one: (one.assignment.state.open, one.id)):
        if one.assignment.given_on <= ask.day:
            given.setdefault(one.unit, {})[one.item] = one
    return given


def _lines(card: Scorecard, row: int, given: dict[str, Task], ask: Ask) -> list[Line]:
    criteria = card.column(row).criteria_set
    lines: list[Line] = []
    index = 0
    for at, criterion in enumerate(criteria.criteria):
        whole = Verdict(int(card.criteria.verdicts[at, row]))
        below = []
        for indicator in criterion.indicators:
            verdict = Verdict(int(card.indicators.verdicts[index, row]))
            if verdict is Verdict.NOT_MET or (verdict in _OPEN and whole in _OPEN) or indicator.id in given:
                below.append(_of_indicator(card, row, index, criterion, whole, given.get(indicator.id), ask))
            index += 1
        if criterion.number in given or _only_declared(card, row, at, whole):
            lines.append(_of_criterion(card, row, criterion, whole, given.get(criterion.number), ask))
            below = [line for line in below if line.verdict is Verdict.NOT_MET or line.task is not None]
        lines += below
    return lines


def _only_declared(card: Scorecard, row: int, at: int, whole: Verdict) -> bool:
    """Whether a criterion is not met (or only basically) and nothing below it says so."""
    start, stop = card.shape.indicator_spans[at]
    below = card.indicators.verdicts[start:stop, row]
    return whole in (Verdict.NOT_MET, Verdict.BASICALLY_MET) and not (below == whole).any()


def _of_criterion(
    card: Scorecard, row: int, criterion: Criterion, verdict: Verdict, task: Task | None, ask: Ask
) -> Line:
    said = card.declaration(row, criterion.number)
    stated = said.stated if said is not None else None
    line = Line(
        card.snapshot.units[row], ask.set_id, criterion.number, criterion.name, criterion, _carried(criterion), verdict,
        verdict, "", task, ask.day,
    )  # fmt: skip
    return _named(line, stated.responsible if stated else None, stated.due if stated else None)


def _carried(criterion: Criterion) -> CarriedBy | None:
    """Who carries a criterion: the one who carries all its indicators, None where they are several."""
    held = {indicator.carried_by for indicator in criterion.indicators}
    return held.pop() if len(held) == 1 else None


def _of_indicator(
    card: Scorecard, row: int, index: int, criterion: Criterion, whole: Verdict, task: Task | None, ask: Ask
) -> Line:
    indicator: Indicator = card.column(row).criteria_set.indicators[index]
    verdict = Verdict(int(card.indicators.verdicts[index, row]))
    start, _stop = card.shape.measure_spans[index]
    gaps, responsible, due = [], None, None
    for offset, measure in enumerate(indicator.measures):
        stated = card.measurement(row, measure.id)
        if stated is not None and responsible is None and due is None:
            responsible, due = stated.responsible, stated.due
        if int(card.measures[start + offset, row]) == Verdict.NOT_MET:
            gap = gap_of(measure, stated, card.threshold(row, start + offset))
            if gap is not None:
                part = (
                    ""
                    if measure.name == indicator.name
                    else measure.name.removeprefix(f"{indicator.name} – ")
                )
                gaps.append(f"{part}: {gap.counts_text or gap.text}" if part else gap.counts_text or gap.text)
    line = Line(
        card.snapshot.units[row], ask.set_id, indicator.id, indicator.name, criterion, indicator.carried_by, verdict,
        whole, "; ".join(gaps), task, ask.day,
    )  # fmt: skip
    return _named(line, responsible, due)


def _named(line: Line, responsible: str | None, due: date | None) -> Line:
    if line.task is not None:
        said = line.task.assignment
        return replace(line, responsible=said.responsible, due=said.due)
    return replace(line, responsible=responsible, due=due, seeded=bool(responsible or due))


def carried_word(carried_by: CarriedBy | None) -> str:
    """Who carries an indicator, as people read it."""
    return {
        CarriedBy.PEOPLE: _("người dân, cộng đồng"),
        CarriedBy.BOTH: _("Nhà nước và nhân dân"),
        CarriedBy.STATE: _("Nhà nước"),
        None: "",
    }[carried_by]


def state_text(line: Line) -> str:
    """How far a line is, as people read it: "quá hạn 12 ngày", "đang làm", "chưa giao"."""
    if line.overdue:
        return _("quá hạn {days} ngày").format(days=line.days_late)
    if line.state is None:
        return _("chưa giao nhiệm vụ") if line.assigned else _("chưa có người phụ trách")
    return state_word(line.state)
