"""What may be said of a task: words of its state, bounds of its fields, days that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, Problem
from ntm.scoring.statement_rules import unknown_item
from ntm.service.entering.enter import MAX_TEXT
from ntm.store.tasks import Assignment, State, Step
from ntm.vietnamese.dates import DayError, format_day, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, format_number, parse_number
from ntm.vietnamese.text import fold, nfc

MAX_NAME = 200
MAX_COST = Decimal(10) ** 7
"""Millions of đồng: ten thousand billions, more than a commune's work can cost."""
MAX_STEPS = 40
STEP_SIGN = "|"

FIELDS = (
    "responsible", "support", "given_on", "due", "state", "done_on", "cost", "fund", "steps", "note", "account",
)  # fmt: skip
"""What can be said of a task, in the order of the sheet."""
_DAYS = ("given_on", "due", "done_on")
_TEXTS = {
    "responsible": MAX_NAME,
    "support": MAX_NAME,
    "fund": MAX_NAME,
    "account": MAX_NAME,
    "note": MAX_TEXT,
}


def state_word(state: State) -> str:
    """The state as people read it."""
    return {
        State.GIVEN: _("đã giao"), State.DOING: _("đang làm"), State.DONE: _("đã xong"), State.DROPPED: _("thôi giao"),
    }[state]  # fmt: skip


def read_state(text: str) -> State:
    """A state written in either language; raises DataError naming them all."""
    words = {
        "da giao": State.GIVEN, "dang lam": State.DOING, "da xong": State.DONE, "xong": State.DONE,
        "thoi giao": State.DROPPED, **{state.value: state for state in State},
    }  # fmt: skip
    found = words.get(fold(text))
    if found is None:
        raise DataError(
            _("“{text}” không phải là trạng thái. Ghi: đã giao, đang làm, đã xong, thôi giao.").format(
                text=text
            )
        )
    return found


def read_step(text: str) -> Step:
    """A step written `việc | hạn | ngày xong`, the days optional; raises DataError."""
    parts = [part.strip() for part in nfc(text).split(STEP_SIGN)]
    if not parts[0] or len(parts) > 3:
        raise DataError(
            _("“{text}” không phải là một bước. Ghi: việc | hạn | ngày xong (hai ngày có thể bỏ trống).").format(
                text=text
            )
        )  # fmt: skip
    try:
        days = [parse_day(part) if part else None for part in parts[1:]]
    except DayError as error:
        raise DataError(str(error)) from error
    return Step(parts[0], *days)


def step_text(step: Step) -> str:
    """A step as it is written in a sheet and read again."""
    parts = [step.name, *("" if day is None else format_day(day) for day in (step.due, step.done_on))]
    return f" {STEP_SIGN} ".join(parts).rstrip(f" {STEP_SIGN}")


def step_words(step: Step) -> str:
    """A step as papers tell it: "họp thôn (hạn 31/7/2024, xong 28/7/2024)"."""
    days = [
        _("hạn {day}").format(day=format_day(step.due)) if step.due is not None else "",
        _("xong {day}").format(day=format_day(step.done_on)) if step.done_on is not None else "",
    ]
    told = ", ".join(day for day in days if day)
    return f"{step.name} ({told})" if told else step.name


def read_field(name: str, value: object) -> Any:
    """One field from text, an exact number or a day; None where it is emptied. Raises DataError."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return () if name == "steps" else None
    if name in _DAYS:
        return _day(value)
    if name == "cost":
        return _cost(value)
    text = nfc(str(value)).strip()
    if name == "state":
        return read_state(text)
    if name == "steps":
        return tuple(read_step(line) for line in text.splitlines() if line.strip())
    return text


def changed(before: Assignment, changes: Mapping[str, Any]) -> Assignment:
    """An assignment with some fields changed; closing it without a day is closing it on `closed_on`.

    `changes` may name any of FIELDS and `closed_on`, the day it is done when only the state says so. A day of
    completion without a word on the state is completion.
    """
    given = dict(changes)
    closed_on = given.pop("closed_on", None)
    if given.get("done_on") is not None and "state" not in given:
        given["state"] = State.DONE
    state = given.get("state") or before.state
    given["state"] = state
    if state is State.DONE and given.get("done_on", before.done_on) is None:
        given["done_on"] = closed_on
    elif state is not State.DONE and "done_on" not in given:
        given["done_on"] = None
    if given.get("given_on", before.given_on) is None:
        given["given_on"] = before.given_on
    return replace(before, **given)


def problems_of(said: Assignment) -> list[Problem]:
    """Everything that is wrong with an assignment, each with its field."""
    return [*_texts(said), *_days(said), *_amounts(said)]


def item_of(criteria: CriteriaSet, text: str) -> str:
    """The indicator (a measure's own one) or the criterion that a task is on; raises DataError."""
    item = nfc(text).strip().replace(",", ".")
    if item in criteria.indicator_by_id or item in criteria.criterion_by_number:
        return item
    indicator = criteria.indicator_of_measure.get(item)
    if indicator is None:
        problem = unknown_item(criteria, item)
        raise DataError(problem.text, [problem])
    return indicator.id


def item_name(criteria: CriteriaSet, item: str) -> str:
    """The name of an indicator or a criterion; its number where the set does not have it any more."""
    found = criteria.indicator_by_id.get(item) or criteria.criterion_by_number.get(item)
    return found.name if found is not None else item


def _texts(said: Assignment) -> Iterator[Problem]:
    if not said.responsible:
        yield Problem(
            _("chưa ghi người phụ trách."), _("Ghi tên hoặc chức danh của một người."), field="responsible"
        )
    for name, limit in _TEXTS.items():
        if len(getattr(said, name) or "") > limit:
            yield Problem(_("dài quá {limit} ký tự.").format(limit=limit), _("Viết ngắn lại."), field=name)
        if name != "note" and len((getattr(said, name) or "").splitlines()) > 1:
            yield Problem(_("chỉ ghi một dòng."), _("Viết lại trên một dòng."), field=name)
    for step in said.steps:
        if len(step.name.splitlines()) > 1:
            yield Problem(_("mỗi bước chỉ ghi một dòng."), _("Viết lại trên một dòng."), field="steps")
        if len(step.name) > MAX_TEXT:
            yield Problem(
                _("dài quá {limit} ký tự.").format(limit=MAX_TEXT), _("Viết ngắn lại."), field="steps"
            )


def _days(said: Assignment) -> Iterator[Problem]:
    for name, day in (("due", said.due), ("done_on", said.done_on)):
        if day is not None and day < said.given_on:
            yield Problem(
                _("{day} trước ngày giao {given}.").format(day=format_day(day), given=format_day(said.given_on)),
                _("Sửa một trong hai ngày."),
                field=name,
            )  # fmt: skip
    if said.state is State.DONE and said.done_on is None:
        yield Problem(_("đã xong mà chưa ghi ngày xong."), _("Ghi ngày xong."), field="done_on")
    if said.state is not State.DONE and said.done_on is not None:
        yield Problem(
            _("có ngày xong nhưng trạng thái là “{state}”.").format(state=state_word(said.state)),
            _("Bỏ ngày xong, hoặc ghi trạng thái đã xong."),
            field="done_on",
        )


def _amounts(said: Assignment) -> Iterator[Problem]:
    if said.cost is not None and not 0 <= said.cost <= MAX_COST:
        yield Problem(
            _("kinh phí phải từ 0 đến {limit} triệu đồng.").format(limit=format_number(MAX_COST)),
            _("Kiểm tra lại đơn vị: ghi bằng triệu đồng."),
            field="cost",
        )
    if len(said.steps) > MAX_STEPS:
        yield Problem(_("quá {limit} bước.").format(limit=MAX_STEPS), _("Gộp bớt các bước."), field="steps")


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return parse_day(str(value))
    except DayError as error:
        raise DataError(str(error)) from error


def _cost(value: object) -> Decimal:
    try:
        number = value if isinstance(value, Decimal) else parse_number(str(value), whole=False)
        return Decimal(format(number.normalize(), "f"))
    except (NumberError, InvalidOperation) as error:
        raise DataError(str(error)) from error
