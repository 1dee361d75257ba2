"""What one row of a file states: its cells read by Vietnamese rules and checked against the set.

Which unit, set, day and body a row is about is found by who reads the file; a fault points at the row's cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ntm.criteria.model import CriteriaSet
from ntm.errors import NtmError, Problem
from ntm.exchange.status_file import Cell, StatusRow
from ntm.scoring.snapshot import Stated
from ntm.scoring.statement_rules import check_stated
from ntm.scoring.value_words import ValueRefused, parse_value
from ntm.scoring.verdict import Body
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, parse_number, typed_number


class RowRefused(NtmError):
    """Why one row was refused; its problems point at the row's cells."""


def stated_in(
    row: StatusRow, criteria: CriteriaSet, item: str, day: date, body: Body, more: Mapping[str, object]
) -> Stated:
    """What a row with the columns value, numerator and denominator states; raises RowRefused.

    `more` are the statement's other fields (note, due …). Faults are placed by the row's `letters`.
    """
    counts = {
        name: _number(row, name) for name in ("numerator", "denominator") if row.cells.get(name) is not None
    }
    value = row.cells.get("value")
    if counts:
        measure = criteria.measure_by_id.get(item)
        if measure is None:
            try:
                parse_value(criteria, item, "1")
            except ValueRefused as error:
                raise refuse(row, "item", str(error)) from error
        stated = Stated(
            item=item, on=day, by=body, numerator=counts.get("numerator"), denominator=counts.get("denominator"),
            value=None if value is None else _number(row, "value"), **more,  # type: ignore[arg-type]  # the columns' own types
        )  # fmt: skip
        problems = check_stated(criteria, stated)
        if problems:
            raise RowRefused("", [_at(row, problem) for problem in problems])
        return stated
    if isinstance(value, Decimal) and item in criteria.measure_by_id:
        value = typed_number(value)  # a number in a workbook's cell leaves one reading
    text = value if isinstance(value, str) else row.text("value")
    try:
        return parse_value(criteria, item, text).stated(day, body, **more)
    except ValueRefused as error:
        raise RowRefused("", [_at(row, problem) for problem in error.problems]) from error


def _number(row: StatusRow, column: str) -> Decimal:
    cell: Cell = row.cells.get(column)
    if isinstance(cell, Decimal):
        return cell
    try:
        return parse_number(row.text(column), whole=False)
    except NumberError as error:
        raise refuse(row, column, str(error)) from error


def day_in(row: StatusRow, column: str) -> date | None:
    """The day in a column, None for an empty cell; raises RowRefused."""
    cell = row.cells.get(column)
    if cell is None or isinstance(cell, date):
        return cell
    try:
        return parse_day(row.text(column))
    except DayError as error:
        raise refuse(row, column, str(error)) from error


def number_for_item(row: StatusRow, item: str, criteria: CriteriaSet) -> Problem | None:
    """What is wrong with an item typed as the number 17.1 where the set has a 17.10, which a cell shows alike."""
    if not isinstance(row.cells.get("item"), Decimal) or f"{item}0" not in criteria.indicator_by_id:
        return None
    return row.problem(
        "item",
        _("{item} ghi bằng số có thể là {item} hoặc {item}0.").format(item=item),
        _("Định dạng ô là chữ (Text) rồi ghi lại."),
    )


def refuse(row: StatusRow, column: str, message: str, remedy: str = "") -> RowRefused:
    """The refusal of a row for one of its cells."""
    return RowRefused("", [row.problem(column, message, remedy)])


def _at(row: StatusRow, problem: Problem) -> Problem:
    column = problem.field if problem.field in row.letters else "value"
    return row.problem(column or "value", problem.message, problem.remedy)
