"""The board of tasks: which lines a page asks for, how many are urgent, and how they are grouped to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from ntm.criteria.model import CarriedBy
from ntm.errors import UsageError
from ntm.service.access.rights import Action, Rights
from ntm.service.assigning.tasks_here import NEAR
from ntm.service.assigning.work import Line, Order, Wish, chosen, work
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import KIND_WORDS, Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.quarters import Quarter, QuarterError, parse_quarter

ORDERS: tuple[Order, ...] = ("urgency", "person", "commune", "quarter")
WORKS = "hạ tầng"
"""The part of a group's name by which criteria of infrastructure are known."""
WORKS_QUARTER = 3
"""The quarter by which works are to end: the chairman's Quý III."""


@dataclass(frozen=True)
class Choice:
    """What a page asks for: the units (none: all the person may see), which lines, in which order."""

    units: tuple[Unit, ...]
    wish: Wish
    order: Order

    @property
    def codes(self) -> list[str]:
        """The units by their codes."""
        return [unit.code for unit in self.units]


@dataclass(frozen=True)
class Board:
    """The lines that are wanted and, of everything open in the units, how many are urgent in which way."""

    lines: tuple[Line, ...]
    open: int
    overdue: int
    soon: int
    unassigned: int
    people: int
    works: int
    works_quarter: Quarter
    order: Order

    def groups(self, lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
        """Lines under their headings: the person, the commune, the quarter; without a heading by urgency."""
        return [(key, list(held)) for key, held in groupby(lines, self._heading)]

    def _heading(self, line: Line) -> str:
        if self.order == "person":
            return line.responsible or _("Chưa có người phụ trách")
        if self.order == "commune":
            return f"{KIND_WORDS[line.unit.kind]} {line.unit.name}"
        if self.order == "quarter":
            return line.quarter.text if line.quarter is not None else _("Chưa có hạn")
        return ""


def choice(workspace: Workspace, rights: Rights, day: date, asked: Mapping[str, str], login: str) -> Choice:
    """What the words of an address ask for.

    `unit`, `person`, `mine`, `quarter`, `group`, `carried`, `overdue`, `unassigned`, `closed`, `order`; raises
    UsageError for what is none of these, Forbidden for a unit whose tasks the person may not see.
    """
    rights.require_somewhere(Action.SEE_TASKS)
    order = asked.get("order") or "urgency"
    carried = asked.get("carried") or ""
    if order not in ORDERS or carried not in ("", *CarriedBy):
        raise UsageError(_("Hãy chọn trong danh sách."))
    try:
        quarter = parse_quarter(asked["quarter"]) if asked.get("quarter") else None
    except QuarterError as error:
        raise UsageError(str(error)) from error
    persons = (login,) if asked.get("mine") else (asked["person"],) if asked.get("person") else ()
    wish = Wish(
        persons, quarter, (CarriedBy(carried),) if carried else (), asked.get("group") or None,
        bool(asked.get("overdue")), bool(asked.get("unassigned")), bool(asked.get("closed")),
    )  # fmt: skip
    if asked.get("unit"):
        units = [workspace.find(asked["unit"][:100], day, "commune")]
    else:
        units = [unit for unit in rights.places(Action.SEE_TASKS) if unit.alive(day)]
    for unit in units:
        rights.require(Action.SEE_TASKS, unit, day)
    return Choice(tuple(units), wish, ORDERS[ORDERS.index(order)])


def board(workspace: Workspace, ask: Ask, wanted: Choice) -> Board:
    """What is to be done in the units; a line carried by the people and not met counts among what can start now."""
    held = (
        work(workspace, ask, wanted.codes, replace(Wish(), closed=wanted.wish.closed)) if wanted.units else []
    )
    still = [line for line in held if line.open]
    works = Quarter(ask.day.year, WORKS_QUARTER)
    in_works = Wish(quarter=works, group=WORKS)
    return Board(
        tuple(chosen(held, wanted.wish, wanted.order)),
        len(still),
        sum(line.overdue for line in still),
        sum(line.due is not None and 0 <= (line.due - ask.day).days <= NEAR for line in still),
        sum(not line.assigned for line in still),
        sum(line.carried_by is CarriedBy.PEOPLE and not line.met for line in still),
        sum(in_works.takes(line) for line in still),
        works,
        wanted.order,
    )
