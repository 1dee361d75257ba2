"""One task: its page, what its person or a superior changes of it, and giving a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from ntm.errors import DataError, UsageError
from ntm.exchange.task_file import SAID, heading
from ntm.service.access.rights import Action
from ntm.service.assigning import tasks_here as service
from ntm.service.assigning.task_rules import FIELDS, item_name, item_of, state_word
from ntm.service.assigning.task_sheet import field_text
from ntm.service.assigning.tasks import seeded, set_of
from ntm.service.assigning.tasks_here import Held
from ntm.service.standing import commune_standing
from ntm.store.tasks import State, TaskChanged
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _
from ntm.web.task_form import by_field, changes_of, numbers, typed_of, written
from ntm.web.visit import NotFound, Posted, Visit, Visited, page_router, text_of, to

router = page_router()


@router.get("/tasks/{number}")
def page(visit: Visited, number: int) -> Response:
    """A task with its steps, days, money, state, and everything ever said of it."""
    one = _held(visit, number)
    return _page(visit, one, written(one.task.assignment))


@router.post("/tasks/{number}")
def change(visit: Visited, posted: Posted, number: int) -> Response:
    """Change it, on the version that was seen; a conflict shows both."""
    one = _held(visit, number)
    if not one.may:
        service.change(visit.workspace, visit.rights, visit.person, one, {}, one.task.version)
    seen = text_of(posted, "seen", 10)
    if not seen.isdecimal():
        raise UsageError(_("Phiên bản của mục không đúng dạng; hãy tải lại trang."))
    typed = typed_of(posted)
    try:
        changes = changes_of(posted, one.may, one.task.assignment.steps)
        service.change(visit.workspace, visit.rights, visit.person, one, changes, int(seen))
    except TaskChanged as error:
        now = _held(visit, number)
        merged, theirs = _merged(now, int(seen), typed)
        return _page(visit, now, merged, 409, message=str(error), theirs=theirs)
    except DataError as error:
        return _page(visit, one, typed, 422, message=str(error), faults=by_field(error.problems), seen=seen)
    return to(f"/tasks/{number}?saved=1")


@router.get("/communes/{code}/tasks/new")
def new(visit: Visited, code: str) -> Response:
    """The form to give a task on an item (`?item=`), begun from what its statements say."""
    unit = visit.commune(code, Action.ASSIGN, visit.office.today)
    item = visit.request.query_params.get("item", "")[:40]
    ask = visit.workspace.ask(visit.office.today)
    found = commune_standing(visit.workspace, ask, unit.code)
    card = found.standing.scorecard
    known = item_of(card.column(found.row).criteria_set, item)
    fresh = written(seeded(card, found.row, known))
    return _new(visit, unit, known, fresh)


@router.post("/communes/{code}/tasks")
def give(visit: Visited, posted: Posted, code: str) -> Response:
    """Give a task."""
    unit = visit.commune(code, Action.ASSIGN, visit.office.today)
    item, typed = text_of(posted, "item", 40), typed_of(posted)
    ask = visit.workspace.ask(visit.office.today)
    try:
        changes = changes_of(posted, frozenset(FIELDS), ())
        said = {name: value for name, value in changes.items() if value is not None}
        made = service.give(visit.workspace, visit.rights, visit.person, ask, unit, item, said)
    except DataError as error:
        known = item_of(set_of(visit.workspace, ask, unit), item)
        return _new(visit, unit, known, typed, 422, message=str(error), faults=by_field(error.problems))
    return to(f"/tasks/{made.id}?saved=1")


@router.post("/communes/{code}/tasks/all")
def give_all(visit: Visited, code: str) -> Response:
    """Give a task on everything not met for which the statements name a person."""
    unit = visit.commune(code, Action.ASSIGN, visit.office.today)
    ask = visit.workspace.ask(visit.office.today)
    count = service.give_all(visit.workspace, visit.rights, visit.person, ask, unit)
    return to(f"/tasks?unit={unit.code}&given={count}")


def _held(visit: Visit, number: int) -> Held:
    found = service.held(visit.workspace, visit.rights, visit.person, number) if number < 2**31 else None
    if found is None:
        visit.rights.require_somewhere(Action.SEE_TASKS)
        raise NotFound(_("Không có nhiệm vụ số {number}.").format(number=number))
    return found


def _page(visit: Visit, one: Held, fields: Mapping[str, str], status: int = 200, **more: Any) -> Response:
    context = {"message": "", "faults": {}, "theirs": [], "seen": one.task.version, **more}
    return visit.page(
        "task.html.j2", status, one=one, fields=fields, numbers=numbers(fields), states=_states(one),
        candidates=service.candidates(visit.workspace, visit.rights, one.unit) if one.gives else [],
        state_word=state_word, heading=heading, field_text=field_text, said=SAID,
        saved=visit.request.query_params.get("saved") == "1" and status == 200, history=_history(one), **context,
    )  # fmt: skip


def _new(
    visit: Visit, unit: Unit, item: str, fields: Mapping[str, str], status: int = 200, **more: Any
) -> Response:
    context = {"message": "", "faults": {}, **more}
    name = item_name(set_of(visit.workspace, visit.workspace.ask(visit.office.today), unit), item)
    return visit.page(
        "task_new.html.j2", status, unit=unit, item=item, name=name, fields=fields, numbers=numbers(fields),
        states=(State.GIVEN, State.DOING), state_word=state_word,
        candidates=service.candidates(visit.workspace, visit.rights, unit), **context,
    )  # fmt: skip


def _states(one: Held) -> list[State]:
    """The states that may be chosen: dropping is for those who give."""
    return [state for state in State if one.gives or state is not State.DROPPED]


def _merged(
    one: Held, seen: int, typed: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """The form after a conflict, and where the two differ: field, how it stands now, what this person typed.

    What the person did not touch is taken from the version of now; what they typed stays typed.
    """
    before = next((version for version in one.versions if version.version == seen), one.task)
    base, now = written(before.assignment), written(one.task.assignment)
    merged = {name: now.get(name, "") for name in {*now, *typed}}
    merged |= {name: value for name, value in typed.items() if value != base.get(name, "")}
    told = []
    for name in SAID:
        names = [one for one in merged if one.startswith("step-")] if name == "steps" else [name]
        if any(
            now.get(field, "") != merged[field] or now.get(field, "") != base.get(field, "")
            for field in names
        ):
            told.append(
                (heading(name), field_text(name, one.task.assignment), _typed_text(name, names, typed))
            )
    return merged, told


def _typed_text(name: str, names: Sequence[str], typed: Mapping[str, str]) -> str:
    """One field as this person typed it, in words."""
    if name == "steps":
        return "; ".join(typed[field] for field in sorted(names) if typed.get(field))
    text = typed.get(name, "")
    return state_word(State(text)) if name == "state" and text in tuple(State) else text


def _history(one: Held) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    """Every version, the last first, with what it changed: field, before, after."""
    told = []
    before = None
    for version in one.versions:
        changed = [
            (heading(name), field_text(name, before), field_text(name, version.assignment))
            for name in SAID
            if before is None or getattr(before, name) != getattr(version.assignment, name)
        ]
        told.append((version, [line for line in changed if line[1] or line[2]]))
        before = version.assignment
    return told[::-1]
