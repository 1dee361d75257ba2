"""Reminders: what is overdue and what falls due soon, person by person, as text, mail, paper or calendar file.

Nothing is sent from here: an office mails or prints what it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

from ntm.criteria.model import CarriedBy
from ntm.errors import UsageError
from ntm.exchange.calendar import Entry, calendar_file
from ntm.reports.head import MADE_UP
from ntm.reports.paper import Paper
from ntm.service.assigning.work import Line, Wish, work
from ntm.service.workspace import Ask, Workspace
from ntm.store.tasks import Step
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.quarters import Quarter, quarter_of

TEMPLATE = "digest/report.html.j2"
SOON = 14
MAX_SOON = 366


@dataclass(frozen=True, slots=True)
class Part:
    """What one person is reminded of: overdue, due within the days, due later in the quarter, steps due."""

    person: str
    overdue: tuple[Line, ...]
    soon: tuple[Line, ...]
    later: tuple[Line, ...]
    steps: tuple[tuple[Line, Step], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of it, the most urgent first."""
        return (*self.overdue, *self.soon, *self.later)


@dataclass(frozen=True, slots=True)
class Digest:
    """The reminder of some units on a day: person by person, then what is open to nobody and to the people."""

    title: str
    day: date
    until: date
    quarter: Quarter
    parts: tuple[Part, ...]
    unassigned: tuple[Line, ...]
    people: tuple[Line, ...]
    illustrative: bool

    @property
    def subject(self) -> str:
        """What it is, in one line."""
        return _("Nhắc việc nông thôn mới: {units}, {day}").format(units=self.title, day=format_day(self.day))


def digest(
    workspace: Workspace, ask: Ask, units: Sequence[str], persons: Sequence[str] = (), days: int = SOON
) -> Digest:
    """The reminder of communes, districts or provinces: of some persons, or of everybody."""
    if not 0 < days <= MAX_SOON:
        raise UsageError(_("--days {days}: từ 1 đến {limit}.").format(days=days, limit=MAX_SOON))
    lines = work(workspace, ask, units, Wish(persons=tuple(persons)), "person")
    until, quarter = ask.day + timedelta(days=days), quarter_of(ask.day + timedelta(days=1))
    named: dict[str, list[Line]] = {}
    for line in lines:
        if line.responsible:
            named.setdefault(line.responsible, []).append(line)
    parts = [_part(person, mine, ask.day, until, quarter) for person, mine in named.items()]
    title = ", ".join(workspace.find(text, ask.day, "district").title for text in units)
    return Digest(
        title, ask.day, until, quarter,
        tuple(part for part in parts if part.lines or part.steps),
        tuple(line for line in lines if not line.assigned),
        tuple(line for line in lines if line.carried_by is CarriedBy.PEOPLE and not line.met),
        any(line.task is not None and line.task.assignment.illustrative for line in lines) or workspace.illustrative,
    )  # fmt: skip


def _part(person: str, lines: Sequence[Line], day: date, until: date, quarter: Quarter) -> Part:
    due = [line for line in lines if line.due is not None and not line.overdue]
    last = max(quarter.last, until)
    return Part(
        person,
        tuple(line for line in lines if line.overdue),
        tuple(line for line in due if line.due is not None and line.due <= until),
        tuple(line for line in due if line.due is not None and until < line.due <= last),
        tuple(
            (line, step)
            for line in lines
            for _number, step in _open_steps(line, day)
            if step.due is not None and step.due <= until
        ),
    )  # fmt: skip


def _open_steps(line: Line, day: date) -> Iterator[tuple[int, Step]]:
    """The steps with a due day that were not done by the day, each with its number from 1."""
    if line.task is not None:
        for number, step in enumerate(line.task.assignment.steps, start=1):
            if step.due is not None and (step.done_on is None or step.done_on > day):
                yield number, step


# -- in words ------------------------------------------------------------------------------------------


def digest_text(found: Digest) -> str:
    """The reminder as plain text."""
    return "\n".join(_text(found)) + "\n"


def _text(found: Digest) -> Iterator[str]:
    yield found.subject
    if found.illustrative:
        yield MADE_UP
    for part in found.parts:
        yield ""
        yield part.person.upper()
        yield from (f"  - {row}" for row in part_rows(part, found))
    if not found.parts:
        yield ""
        yield _("Không có việc nào quá hạn hoặc đến hạn trong {quarter}.").format(quarter=found.quarter.text)
    yield from (f"\n{line}" for line in closing_lines(found))


def part_rows(part: Part, found: Digest) -> Iterator[str]:
    """What one person is reminded of, one sentence each."""
    for line in part.lines:
        if line.due is None:
            continue
        if line.overdue:
            when = _("QUÁ HẠN {days} ngày (hạn {day})").format(days=line.days_late, day=format_day(line.due))
        elif line.due <= found.until:
            when = _("còn {days} ngày (hạn {day})").format(
                days=(line.due - found.day).days, day=format_day(line.due)
            )
        else:
            when = _("hạn {day}").format(day=format_day(line.due))
        gap = f"; {line.gap}" if line.gap else ""
        yield f"{when}: {line.unit.name}, {line.item} {line.name}{gap}"
    for line, step in part.steps:
        late = step.due is not None and step.due < found.day
        when = (_("bước quá hạn {day}") if late else _("bước đến hạn {day}")).format(
            day=format_day(step.due or found.day)
        )
        yield f"{when}: {line.unit.name}, {line.item}: {step.name}"


def closing_lines(found: Digest) -> Iterator[str]:
    """What nobody answers for, and what rests with the people and can start now."""
    if found.unassigned:
        yield _("Chưa có người phụ trách: {items}.").format(items=_items(found.unassigned))
    if found.people:
        yield _("Thuộc người dân và cộng đồng, làm ngay được: {items}.").format(items=_items(found.people))


def _items(lines: Sequence[Line]) -> str:
    by_unit: dict[str, list[str]] = {}
    for line in lines:
        by_unit.setdefault(line.unit.name, []).append(line.item)
    return "; ".join(f"{unit} {', '.join(items)}" for unit, items in by_unit.items())


def digest_mail(found: Digest, to: str | None = None) -> bytes:
    """The reminder as a mail that is not sent (a file .eml that a mail program opens)."""
    mail = EmailMessage()
    try:
        mail["Subject"] = found.subject
        mail["X-Unsent"] = "1"
        if to:
            mail["To"] = to
    except ValueError as error:
        raise UsageError(_("“{text}” không phải là địa chỉ thư.").format(text=to)) from error
    mail.set_content(digest_text(found))
    return mail.as_bytes()


def digest_paper(found: Digest) -> Paper:
    """The reminder as a page to print."""
    with in_vietnamese():
        context: dict[str, Any] = {
            "subject": found.subject,
            "unit_title": found.title,
            "day_words": format_day_words(found.day),
            "labels": (MADE_UP,) if found.illustrative else (),
            "parts_of": [
                {"person": part.person, "rows": list(part_rows(part, found))} for part in found.parts
            ],
            "quarter": found.quarter.text,
            "closing": list(closing_lines(found)),
        }
    return Paper(TEMPLATE, context, None)


# -- as a calendar -------------------------------------------------------------------------------------


def calendar(workspace: Workspace, ask: Ask, units: Sequence[str], persons: Sequence[str] = ()) -> bytes:
    """The due days of everything open, and of its steps, as a calendar file."""
    lines = work(workspace, ask, units, Wish(persons=tuple(persons)))
    title = ", ".join(workspace.find(text, ask.day, "district").title for text in units)
    entries = [entry for line in lines for entry in _entries(line)]
    return calendar_file(entries, _("Nông thôn mới: {units}").format(units=title), _("Sắp đến hạn"))


def _entries(line: Line) -> Iterator[Entry]:
    start = f"{line.unit.code}-{line.set_id}-{line.item}"
    said = line.task
    stamp = said.recorded_at if said is not None else datetime.combine(line.day, time(), UTC)
    sequence = said.version - 1 if said is not None else 0
    number = f"-{said.id}" if said is not None else ""
    who = line.responsible or _("chưa có người phụ trách")
    about = "\n".join(part for part in (line.name, line.gap, who) if part)
    place = f"{line.unit.name} {line.item}"
    if line.due is not None:
        summary = _("Hạn {what} ({who})").format(what=place, who=who)
        yield Entry(f"{start}{number}@ntm", line.due, summary, about, stamp, sequence)
    for at, step in _open_steps(line, line.day):
        if step.due is not None:
            yield Entry(
                f"{start}{number}-{at}@ntm", step.due, f"{place}: {step.name} ({who})", about, stamp, sequence
            )
