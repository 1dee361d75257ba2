"""Tasks as people at the office's pages have them: who sees them, who gives and changes them.

A superior (ntm.service.access.rights, ASSIGN) gives tasks and changes everything of them. The person a task is given
to, by their sign-in name, says how far it is: the state, the day it was done, the days of its steps, a note; never the
due day, the person or the money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ntm.errors import DataError, NtmError, Problem
from ntm.exchange.task_file import heading
from ntm.service.access import people
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Forbidden, Rights
from ntm.service.assigning import tasks
from ntm.service.assigning.task_rules import FIELDS, item_name
from ntm.service.assigning.tasks import Changes, set_of
from ntm.service.workspace import Ask, Workspace
from ntm.store import tasks as store
from ntm.store.tasks import State, Step, Task
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _

NEAR = 14
"""Days before its due day from which a task is told to its person."""
OWN = frozenset({"state", "done_on", "steps", "note"})
"""What the person a task is given to may say of it."""


@dataclass(frozen=True)
class Held:
    """A task as a person has it: where it is, its item's name, what the person may change, every version so far."""

    task: Task
    unit: Unit
    name: str
    may: frozenset[str]
    versions: tuple[Task, ...]

    @property
    def gives(self) -> bool:
        """Whether the person may change everything of it."""
        return self.may == frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class Due:
    """An open task of a person's with its due day: where, on what, days left (negative: late)."""

    task: Task
    unit: Unit
    name: str
    days_left: int

    @property
    def due(self) -> date | None:
        """Its due day."""
        return self.task.assignment.due

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are not done yet."""
        return tuple(step for step in self.task.assignment.steps if step.done_on is None)


def mine(workspace: Workspace, today: date, person: Person) -> list[Due]:
    """The person's open tasks that are late or due within NEAR days, the latest first; one indexed query."""
    with workspace.stored.reading() as connection:
        found = store.open_of_account(connection, person.login, today + timedelta(days=NEAR))
    told: list[Due] = []
    for one in found:
        unit, due = _unit_of(workspace, one), one.assignment.due
        if unit is not None and due is not None:
            told.append(Due(one, unit, _name(workspace, one, unit, today), (due - today).days))
    return told


def held(workspace: Workspace, rights: Rights, person: Person, number: int) -> Held | None:
    """The task of that number, None where there is none; raises Forbidden for whoever may not see it.

    Its person sees it in any role that is in force there.
    """
    with workspace.stored.reading() as connection:
        said = store.versions(connection, number)
    unit = _unit_of(workspace, said[-1]) if said else None
    if unit is None:
        return None
    now, day = said[-1], _day(rights, unit)
    own = now.assignment.account == person.login and rights.may(Action.SEE, unit, day)
    if not own:
        rights.require(Action.SEE_TASKS, unit, day)
    may = frozenset(FIELDS) if rights.may(Action.ASSIGN, unit, day) else OWN if own else frozenset()
    return Held(now, unit, _name(workspace, now, unit, day), may, tuple(said))


def given(workspace: Workspace, rights: Rights, unit: Unit, ask: Ask) -> Mapping[str, Task]:
    """The task that speaks for each item of a commune; nothing for whoever may not see them."""
    if not rights.may(Action.SEE_TASKS, unit, ask.day):
        return {}
    with workspace.stored.reading() as connection:
        found = store.tasks(connection, [(unit.code, unit.valid_from)], ask.set_id, ask.known_at)
    ordered = sorted(found, key=lambda one: (one.assignment.state.open, one.id))
    return {one.item: one for one in ordered}


def give(
    workspace: Workspace, rights: Rights, person: Person, ask: Ask, unit: Unit, item: str, changes: Changes
) -> Task:
    """Give a task on an item of a commune; raises Forbidden, and DataError with every fault."""
    rights.require(Action.ASSIGN, unit, ask.day)
    said = _named(workspace, rights, unit, changes, None)
    return tasks.assign(workspace, ask, unit.code, item, said, person.login, "web")


def give_all(workspace: Workspace, rights: Rights, person: Person, ask: Ask, unit: Unit) -> int:
    """Give a task on everything not met of a commune whose statements name a person; gives how many, all or none."""
    rights.require(Action.ASSIGN, unit, ask.day)
    return len(tasks.give_all(workspace, ask, unit.code, {}, person.login, "web"))


def change(
    workspace: Workspace, rights: Rights, person: Person, one: Held, changes: Changes, seen: int
) -> Task:
    """Change a task the person has; `seen` is the version they saw.

    Raises Forbidden for what is not theirs to change, TaskChanged where it was changed meanwhile, DataError with every
    fault.
    """
    before = one.task.assignment
    if seen != one.task.version:
        raise store.TaskChanged(one.task)
    different = [name for name in FIELDS if name in changes and changes[name] != getattr(before, name)]
    refused = [name for name in different if name not in one.may]
    if not one.may or refused:
        raise Forbidden(
            _("Chỉ người giao việc (lãnh đạo xã, cán bộ huyện, cán bộ tỉnh) sửa được: {fields}.").format(
                fields=", ".join(heading(name) for name in refused) or _("nhiệm vụ này")
            )
        )
    if not one.gives:
        _require_own(one, changes)
    said = _named(workspace, rights, one.unit, changes, before.account)
    return tasks.change(workspace, one.task, said, rights.today, person.login, seen=seen, source="web")


def candidates(workspace: Workspace, rights: Rights, unit: Unit) -> list[Person]:
    """The people a task of a commune may be given to by their sign-in name: those with a role over it today."""
    day = _day(rights, unit)
    return [
        one
        for one in people.everybody(workspace.stored)
        if one.disabled_at is None
        and Rights(rights.territory, one.grants, rights.today).may(Action.SEE_TASKS, unit, day)
    ]


def progressed(steps: Sequence[Step], done: Mapping[int, date | None]) -> tuple[Step, ...]:
    """The steps with the days they were done, by their number from 1; what is not named stays."""
    return tuple(
        replace(step, done_on=done.get(number, step.done_on)) for number, step in enumerate(steps, start=1)
    )


def _require_own(one: Held, changes: Changes) -> None:
    """Raise Forbidden where the task's person would drop it, take it up again, or write other steps."""
    before = one.task.assignment
    if State.DROPPED in (before.state, changes.get("state")) and changes.get("state") != before.state:
        raise Forbidden(_("Chỉ người giao việc mới thôi giao, hoặc giao lại việc đã thôi."))
    steps = changes.get("steps", before.steps)
    if [(step.name, step.due) for step in steps] != [(step.name, step.due) for step in before.steps]:
        raise Forbidden(_("Chỉ người giao việc mới sửa các bước và hạn của bước."))


def _named(
    workspace: Workspace, rights: Rights, unit: Unit, changes: Changes, before: str | None
) -> dict[str, object]:
    """The changes, the account one of those who may have it; a person chosen and not written is named by it."""
    said = dict(changes)
    account = said.get("account")
    if not account or account == before:
        return said
    known = {one.login: one.name for one in candidates(workspace, rights, unit)}
    if account not in known:
        problem = Problem(
            _("không phải tên đăng nhập của người có vai trò ở {unit}.").format(unit=unit.title),
            _("Chọn trong danh sách, hoặc để trống."), field="account",
        )  # fmt: skip
        raise DataError(_("Không ghi nhiệm vụ: {count} chỗ phải sửa.").format(count=1), [problem])
    if not said.get("responsible"):
        said["responsible"] = known[str(account)]
    return said


def _unit_of(workspace: Workspace, one: Task) -> Unit | None:
    code, first = one.unit
    return next((unit for unit in workspace.territory.of_code(code) if unit.valid_from == first), None)


def _day(rights: Rights, unit: Unit) -> date:
    """The day on which rights over a unit are asked: today, or its last."""
    return min(unit.valid_to or rights.today, rights.today)


def _name(workspace: Workspace, one: Task, unit: Unit, day: date) -> str:
    """The name of a task's item; its number where the set cannot be read any more."""
    try:
        return item_name(set_of(workspace, Ask(day, one.set_id), unit), one.item)
    except NtmError:
        return one.item
