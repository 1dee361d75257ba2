"""What waits for a person, and until when: to fill, to correct, to submit, to verify, tasks; nearest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ntm.criteria.library import SetIncomplete, load, require_scorable
from ntm.scoring.verdict import Verdict
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Level, Rights, Role, State, turn_of
from ntm.service.assigning.tasks_here import Due, mine
from ntm.service.office.periods import current_period, due_of, period_words
from ntm.service.office.submissions import Filing, filing
from ntm.service.workspace import Ask, Workspace
from ntm.store.submissions import Period, Submission, periods, steps_of, submissions_in
from ntm.territory.model import Unit


class What(StrEnum):
    """What kind of thing waits."""

    FILL = "fill"
    CORRECT = "correct"
    SUBMIT = "submit"
    VERIFY = "verify"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: of which commune and period, until when, how much of it, the reviewer's words."""

    what: What
    unit: Unit
    period: Period
    due: date | None
    today: date
    open: int = 0
    of: int = 0
    flags: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    since: datetime | None = None
    who: str = ""

    @property
    def period_words(self) -> str:
        """The period as people read it."""
        return period_words(self.period.id)

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative where it is late."""
        return None if self.due is None else (self.due - self.today).days


@dataclass(frozen=True)
class Desk:
    """A person's start page: what waits, the tasks that are due, where no period is open.

    `incomplete` says that the set in force has not been entered, so that nothing can be counted by it.
    """

    waiting: tuple[Waiting, ...]
    tasks: tuple[Due, ...]
    provinces_without_period: tuple[Unit, ...]
    incomplete: SetIncomplete | None = None


def desk_of(workspace: Workspace, rights: Rights, person: Person) -> Desk:
    """What waits for the person today, nearest deadline first."""
    waiting: list[Waiting] = []
    without: dict[str, Unit] = {}
    for place in rights.places(Action.SEE):
        province = workspace.territory.province_of(place, rights.today)
        if province is None:
            continue
        with workspace.stored.reading() as connection:
            opened = periods(connection, province.code)
        if not opened:
            without[province.code] = province
        current = current_period(opened, rights.today)
        roles = {grant.role for grant in rights.grants if grant.unit_code == place.code}
        if roles & {Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER}:
            waiting += _of_commune(workspace, rights, place, opened, current)
        if roles & {Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER}:
            level = Level.PROVINCE if Role.PROVINCE_OFFICER in roles else Level.DISTRICT
            waiting += _to_verify(workspace, rights, province, {one.id: one for one in opened}, level)
    unique = {(one.what, one.unit.code, one.period.id): one for one in waiting}
    ordered = sorted(unique.values(), key=lambda one: (one.due or date.max, one.unit.code, one.what))
    tasks = tuple(mine(workspace, rights.today, person))
    return Desk(tuple(ordered), tasks, tuple(without.values()), _incomplete(workspace, rights.today))


def _incomplete(workspace: Workspace, today: date) -> SetIncomplete | None:
    """What is missing of the set in force today, None where it is whole."""
    try:
        require_scorable(load(workspace.ask(today).set_id))
    except SetIncomplete as error:
        return error
    return None


def _of_commune(
    workspace: Workspace, rights: Rights, unit: Unit, opened: list[Period], current: Period | None
) -> list[Waiting]:
    found: list[Waiting] = []
    for period in opened:
        if period.starts > rights.today or period.ends < (unit.valid_from or date.min):
            continue
        held = filing(workspace, rights, unit, period)
        if held.turn is not Level.COMMUNE or (held.state is State.DRAFT and period != current):
            continue
        found += _commune_lines(workspace, rights, unit, held)
    return found


def _commune_lines(workspace: Workspace, rights: Rights, unit: Unit, held: Filing) -> list[Waiting]:
    found: list[Waiting] = []
    try:
        card = workspace.standing(Ask(held.day, held.set_id), [unit]).scorecard
    except SetIncomplete:
        return []  # told once for the whole page
    left, count = int((card.measures[:, 0] == Verdict.UNDETERMINED).sum()), len(card.measures)
    due = due_of(held.period, Level.COMMUNE)
    last = held.steps[-1] if held.steps else None
    if rights.may(Action.ENTER, unit, held.day):
        if held.state is State.RETURNED and last is not None:
            found.append(
                Waiting(
                    What.CORRECT, unit, held.period, due, rights.today, len(held.flags), count, held.flags,
                    last.comment or "", last.moment, last.name,
                )
            )  # fmt: skip
        else:
            found.append(Waiting(What.FILL, unit, held.period, due, rights.today, left, count))
    if rights.may(Action.SUBMIT, unit, held.day):
        found.append(
            Waiting(
                What.SUBMIT, unit, held.period, due, rights.today, left, count, held.flags,
                (last.comment or "") if held.state is State.RETURNED and last is not None else "",
            )
        )  # fmt: skip
    return found


def _to_verify(
    workspace: Workspace, rights: Rights, province: Unit, opened: Mapping[str, Period], level: Level
) -> list[Waiting]:
    with workspace.stored.reading() as connection:
        sent = submissions_in(connection, province.code, [State.SUBMITTED.value, State.ACCEPTED.value])
        steps = {step.submission_id: step for step in steps_of(connection, [one.id for one in sent])}
    found: list[Waiting] = []
    for one in sent:
        period, unit = opened[one.period_id], _unit(workspace, one)
        day = min(period.ends, rights.today)
        if unit is None or turn_of(State(one.state), rights.has_district(unit, day)) is not level:
            continue
        if not rights.may(Action.RETURN, unit, day, State(one.state)):
            continue
        step = steps[one.id]
        what = What.CONFIRM if level is Level.PROVINCE else What.VERIFY
        found.append(
            Waiting(
                what, unit, period, due_of(period, level), rights.today, comment=step.comment or "",
                since=step.moment, who=step.name,
            )
        )  # fmt: skip
    return found


def _unit(workspace: Workspace, one: Submission) -> Unit | None:
    of_code = workspace.territory.of_code(one.unit_code)
    return next((unit for unit in of_code if unit.valid_from == one.unit_from), None)
