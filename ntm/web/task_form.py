"""The form of a task: what was typed, read into changes, every field that cannot be read told beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from ntm.errors import DataError, Problem
from ntm.service.assigning.task_rules import FIELDS, MAX_STEPS, read_field
from ntm.service.assigning.tasks_here import progressed
from ntm.store.tasks import Assignment, Step
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import typed_number
from ntm.web.visit import text_of

BLANK_STEPS = 2
"""Empty lines for further steps at the end of the form."""


def typed_of(posted: FormData) -> dict[str, str]:
    """Every text of the form, to be shown again where it is refused."""
    return {name: text_of(posted, name) for name, value in posted.items() if isinstance(value, str)}


def written(said: Assignment) -> dict[str, str]:
    """An assignment as it stands in the fields of the form."""
    fields = {
        name: "" if getattr(said, name) is None else str(getattr(said, name))
        for name in ("responsible", "support", "fund", "note", "account")
    }
    fields |= {
        name: _day(getattr(said, name)) for name in ("given_on", "due", "done_on")
    } | {"state": said.state.value, "cost": "" if said.cost is None else typed_number(said.cost)}  # fmt: skip
    for number, step in enumerate(said.steps, start=1):
        fields |= {
            f"step-{number}": step.name, f"step-due-{number}": _day(step.due), f"step-done-{number}": _day(step.done_on)
        }  # fmt: skip
    return fields


def changes_of(posted: FormData, may: frozenset[str], before: Sequence[Step]) -> dict[str, Any]:
    """The fields of a form that may be changed, each read; raises DataError with every one that cannot be."""
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in FIELDS:
        if name not in may or name not in posted or name == "steps":
            continue
        try:
            changes[name] = read_field(name, text_of(posted, name))
        except DataError as error:
            problems.append(Problem(str(error), field=name))
    if "steps" in may:
        whole = "responsible" in may
        changes["steps"] = (
            _steps(posted, problems) if whole else progressed(before, _done(posted, before, problems))
        )
    if problems:
        raise DataError(_("Không ghi nhiệm vụ: {count} chỗ phải sửa.").format(count=len(problems)), problems)
    return changes


def numbers(fields: Mapping[str, str]) -> list[int]:
    """The numbers of the steps in the form, with some blank ones after them."""
    held = [number for number in range(1, MAX_STEPS + 1) if any(fields.get(name) for name in _names(number))]
    last = max(held, default=0)
    return list(range(1, min(last + BLANK_STEPS, MAX_STEPS) + 1))


def by_field(problems: Sequence[Problem]) -> dict[str, str]:
    """What is wrong with each field, in a sentence."""
    told: dict[str, str] = {}
    for problem in problems:
        name = problem.field or ""
        told[name] = f"{told[name]} {problem.text}" if name in told else problem.text
    return told


def _steps(posted: FormData, problems: list[Problem]) -> tuple[Step, ...]:
    found: list[Step] = []
    for number in range(1, MAX_STEPS + 1):
        name, due, done = (text_of(posted, one) for one in _names(number))
        if not (name or due or done):
            continue
        if not name:
            problems.append(Problem(_("bước {number} chưa ghi việc.").format(number=number), field="steps"))
            continue
        found.append(Step(name, _read(due, problems), _read(done, problems)))
    return tuple(found)


def _done(posted: FormData, before: Sequence[Step], problems: list[Problem]) -> dict[int, date | None]:
    return {
        number: _read(text_of(posted, f"step-done-{number}"), problems)
        for number in range(1, len(before) + 1)
        if f"step-done-{number}" in posted
    }


def _read(text: str, problems: list[Problem]) -> date | None:
    try:
        day: date | None = read_field("due", text)
    except DataError as error:
        problems.append(Problem(str(error), field="steps"))
        return None
    return day


def _names(number: int) -> tuple[str, str, str]:
    return f"step-{number}", f"step-due-{number}", f"step-done-{number}"


def _day(day: date | None) -> str:
    return "" if day is None else format_day(day)
