"""Giving tasks and changing them: one person for each gap, by when, with what money.

A statement of status may carry `responsible` and `due`. They seed a task when it is given; from then on the task
speaks, and nothing reads these two fields of the statement any more. What is to be done, with a task or without,
is listed in ntm.service.assigning.work; sheets of tasks are read in ntm.service.assigning.task_sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, UsageError
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated
from ntm.service.assigning.task_rules import changed, item_of, problems_of
from ntm.service.assigning.work import work_of
from ntm.service.standing import commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import Database
from ntm.store.tasks import Assignment, Saved, Task, Wanted, save, tasks, versions
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _

Changes = Mapping[str, Any]
"""Fields of an assignment by name (ntm.service.assigning.task_rules.FIELDS), each already read; None empties one."""


def assign(
    workspace: Workspace, ask: Ask, text: str, item: str, changes: Changes, by: str, source: str = "cli"
) -> Task:
    """Give a task on an item of a commune; what `changes` does not say comes from the item's statements.

    It is given on the day asked for, or of the statement it begins with, unless `given_on` says another. Raises
    DataError with every fault, where a task on the item is still open, and for an item the set does not have.
    """
    found = commune_standing(workspace, ask, text)
    card, unit = found.standing.scorecard, found.unit
    criteria = card.column(found.row).criteria_set
    known = item_of(criteria, item)
    fresh = seeded(card, found.row, known)
    said = changed(fresh, {"closed_on": ask.day, **changes})
    wanted = Wanted((unit.code, unit.valid_from), criteria.id, known, said)
    return _recorded(workspace, wanted, by, "give", source)


def change(
    workspace: Workspace,
    task: Task,
    changes: Changes,
    day: date,
    by: str,
    *,
    seen: int | None = None,
    source: str = "cli",
) -> Task:
    """Change a task: the fields named, the others stay. `seen` is the version the change was made upon.

    `day` is the day it is done where only its state says so. Raises DataError with every fault, and where the task
    was changed since it was seen.
    """
    said = changed(task.assignment, {"closed_on": day, **changes})
    wanted = Wanted(task.unit, task.set_id, task.item, said, task.id, seen)
    return _recorded(workspace, wanted, by, "change", source)


def give_all(
    workspace: Workspace, ask: Ask, text: str, changes: Changes, by: str, source: str = "cli"
) -> list[Task]:
    """Give a task on every item of a commune that is not met and has none, where its statements name a person.

    `changes` may name a person for those whose statements name none. Gives what was given, all or nothing.
    """
    found = commune_standing(workspace, ask, text)
    unit, wanted = found.unit, []
    for line in work_of(workspace, found.standing):
        if line.met or (line.task is not None and line.task.assignment.state.open):
            continue
        fresh = seeded(found.standing.scorecard, found.row, line.item)
        lacking = {name: value for name, value in changes.items() if not getattr(fresh, name)}
        said = changed(fresh, lacking)
        if said.responsible:
            wanted.append(Wanted((unit.code, unit.valid_from), line.set_id, line.item, said))
    saved = save_all(workspace, wanted, by, "give", source)
    with database_of(workspace).reading() as connection:
        return [versions(connection, number)[-1] for number in saved.ids]


def save_all(
    workspace: Workspace,
    wanted: Sequence[Wanted],
    by: str,
    action: str,
    source: str = "cli",
    at: datetime | None = None,
) -> Saved:
    """Record many tasks at once, all or nothing; raises DataError with every fault."""
    refuse([problem for one in wanted for problem in problems_of(one.assignment)])
    with database_of(workspace).writing() as connection:
        return save(connection, wanted, by, action, source, at)


def task_on(workspace: Workspace, ask: Ask, unit: Unit, item: str) -> Task:
    """The task on an item of a unit: the open one, else the last given; raises DataError where there is none."""
    with database_of(workspace).reading() as connection:
        known = item_of(set_of(workspace, ask, unit), item)
        found = [
            one
            for one in tasks(connection, [(unit.code, unit.valid_from)], ask.set_id, ask.known_at)
            if one.item == known
        ]
    if not found:
        raise DataError(
            _("{unit} chưa giao nhiệm vụ nào về mục {item}. Hãy giao: ntm tasks add").format(
                unit=unit.title, item=known
            )
        )
    return max(found, key=lambda one: (one.assignment.state.open, one.id))


def history(workspace: Workspace, task: Task, known_at: datetime | None = None) -> list[Task]:
    """Everything ever said of a task, oldest first."""
    with database_of(workspace).reading() as connection:
        return versions(connection, task.id, known_at)


def commune_of(workspace: Workspace, text: str, day: date) -> Unit:
    """The commune named; raises DataError when it is none, or no such unit."""
    unit = workspace.find(text, day, "commune")
    if unit.kind not in COMMUNE_KINDS:
        raise DataError(
            _("{unit} không phải là đơn vị cấp xã: nhiệm vụ được giao ở từng xã.").format(unit=unit.title)
        )
    return unit


def seeded(card: Scorecard, row: int, item: str) -> Assignment:
    """A task as the item's statements begin it: of its figures the first that names a person or a day.

    It is then given on the day that statement speaks of, else on the scored day; it is made up where the statements
    of the communes are.
    """
    made_up = card.snapshot.illustrative
    for stated in statements_of(card, row, item):
        if stated.responsible or stated.due:
            due = stated.due if stated.due is not None and stated.due >= stated.on else None
            return Assignment(stated.responsible or "", stated.on, due=due, illustrative=made_up)
    return Assignment("", card.snapshot.day, illustrative=made_up)


def database_of(workspace: Workspace) -> Database:
    """The database tasks are kept in; raises UsageError where a snapshot file stands in its place."""
    if workspace.database is None:
        raise UsageError(_("Nhiệm vụ được giữ trong cơ sở dữ liệu: không dùng --snapshot ở đây."))
    return workspace.database


def refuse(problems: Sequence[Any]) -> None:
    """Raise DataError with these problems, if there are any."""
    if problems:
        raise DataError(_("Không ghi nhiệm vụ: {count} chỗ phải sửa.").format(count=len(problems)), problems)


def _recorded(workspace: Workspace, wanted: Wanted, by: str, action: str, source: str) -> Task:
    refuse(problems_of(wanted.assignment))
    with database_of(workspace).writing() as connection:
        [number] = save(connection, [wanted], by, action, source).ids
        return versions(connection, number)[-1]


def statements_of(card: Scorecard, row: int, item: str) -> list[Stated]:
    """What speaks of the figures of an indicator, or of a criterion as a whole, in the set's order."""
    criteria = card.column(row).criteria_set
    indicator = criteria.indicator_by_id.get(item)
    if indicator is None:
        declared = card.declaration(row, item)
        return [declared.stated] if declared is not None and declared.stated is not None else []
    found = [card.measurement(row, measure.id) for measure in indicator.measures]
    return [stated for stated in found if stated is not None]


def set_of(workspace: Workspace, ask: Ask, unit: Unit) -> CriteriaSet:
    """The set as it stands in the unit's province."""
    province = workspace.territory.province_of(unit, ask.day)
    return workspace.sets(ask)(province.code if province else None)
