"""Cost files: a CSV or a workbook of what closing gaps costs, read whole against a set and its communes.

    unit,item,work,cost,months,fund,after,limit,note

`unit` (code or name; empty: every commune), `item` (an indicator, or a criterion for those of its indicators that
have no line), `work` (what is paid once, however many lines name it), `cost` in million đồng, `months` whole
months, `fund`, `after` (works that come before, separated by “;”). A line with `limit` gives a fund's limit and
nothing else. A file that says `số liệu minh họa` in any note is made up, and every plan made of it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, NtmError, Problem
from ntm.exchange.csv_table import TableRow, read_table
from ntm.exchange.file_bytes import read_bytes
from ntm.exchange.workbook import is_workbook
from ntm.exchange.workbook_table import read_workbook_table
from ntm.scenario.costs import CostLine, Costs
from ntm.scoring.statement_rules import unknown_item
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, parse_number
from ntm.vietnamese.text import fold

OPTIONAL = ("unit", "item", "work", "cost", "months", "fund", "after", "limit", "note")
MADE_UP = "so lieu minh hoa"
_MOST_COST = Decimal(10) ** 9
_MOST_MONTHS = 600


def read_costs(path: Path, criteria_set: CriteriaSet, code_of: Callable[[str], str]) -> Costs:
    """The costs in a file; `code_of` gives the code of a commune that a line names, and raises NtmError.

    Raises DataError with every problem of the file, each with its row and column.
    """
    problems: list[Problem] = []
    content = read_bytes(path)
    if is_workbook(content):
        rows = read_workbook_table(path.name, content, (), OPTIONAL, problems, as_written=("item",))
    else:
        rows = read_table(path, (), OPTIONAL, problems)
    lines: list[tuple[TableRow, CostLine]] = []
    funds: dict[str, Decimal] = {}
    codes: dict[str, str | None] = {}
    for row in rows:
        if row.cells["limit"]:
            _limit(row, funds, problems)
        else:
            lines.append((row, _line(row, criteria_set, code_of, codes, problems)))
    problems += _whole(lines)
    if not lines and not problems:
        raise DataError(_("{file}: không có dòng chi phí nào.").format(file=path.name))
    if problems:
        raise DataError(
            _("{file}: {count} chỗ phải sửa.").format(file=path.name, count=len(problems)), problems
        )
    made_up = any(MADE_UP in fold(row.cells["note"]) for row in rows)
    return Costs(tuple(line for _row, line in lines), funds, made_up, path.name)


def _limit(row: TableRow, funds: dict[str, Decimal], problems: list[Problem]) -> None:
    others = [name for name in OPTIONAL if name not in ("limit", "fund", "note") and row.cells[name]]
    if others:
        problems.append(
            row.problem(
                others[0],
                _("dòng có limit chỉ nói về một nguồn vốn."),
                _("Chỉ ghi fund và limit; chi phí ghi ở dòng khác."),
            )
        )
    limit = _number(row, "limit", problems, _MOST_COST)
    if row.cells["fund"] in funds:
        problems.append(row.problem("fund", _("nguồn vốn này đã có giới hạn."), _("Bỏ một dòng.")))
    if limit is not None:
        funds[row.cells["fund"]] = limit


def _line(
    row: TableRow,
    criteria_set: CriteriaSet,
    code_of: Callable[[str], str],
    codes: dict[str, str | None],
    problems: list[Problem],
) -> CostLine:
    unit, item, work = (row.cells[name] for name in ("unit", "item", "work"))
    if item and item not in criteria_set.indicator_by_id and item not in criteria_set.criterion_by_number:
        unknown = unknown_item(criteria_set, item)
        problems.append(row.problem("item", unknown.message, unknown.remedy))
    if not item and not work:
        problems.append(
            row.problem("item", _("dòng không nói về chỉ tiêu hay công trình nào."), _("Ghi item hoặc work."))
        )
    if unit and not item:
        problems.append(
            row.problem(
                "item", _("có đơn vị mà không có chỉ tiêu."), _("Ghi chỉ tiêu mà công trình phục vụ.")
            )
        )
    if unit and unit not in codes:
        codes[unit] = None
        try:
            codes[unit] = code_of(unit)
        except NtmError as error:
            problems.append(row.problem("unit", str(error)))
    months = _number(row, "months", problems, Decimal(_MOST_MONTHS))
    if months is not None and months != months.to_integral_value():
        problems.append(row.problem("months", _("số tháng là số nguyên."), _("Ghi ví dụ 6.")))
    cost = _number(row, "cost", problems, _MOST_COST)
    if not (row.cells["cost"] or row.cells["months"] or work):
        problems.append(row.problem("cost", _("thiếu chi phí và số tháng."), _("Ghi cost hoặc months.")))
    after = tuple(part.strip() for part in row.cells["after"].split(";") if part.strip())
    return CostLine(
        codes.get(unit) if unit else None,
        item or None,
        work or None,
        cost,
        int(months) if months is not None else None,
        row.cells["fund"],
        after,
    )


def _number(row: TableRow, column: str, problems: list[Problem], most: Decimal) -> Decimal | None:
    if not row.cells[column]:
        return None
    try:
        found = parse_number(row.cells[column])
    except NumberError as error:
        problems.append(row.problem(column, str(error)))
        return None
    if not 0 <= found <= most:
        problems.append(
            row.problem(column, _("số phải từ 0 đến {most}.").format(most=f"{most:f}"), _("Xem lại đơn vị."))
        )
        return None
    return found


def _whole(lines: Sequence[tuple[TableRow, CostLine]]) -> Iterable[Problem]:
    """What is wrong between lines: said twice, said differently, works that are not there or go in a circle."""
    works = {line.work for _row, line in lines if line.work is not None}
    seen: dict[tuple[object, ...], TableRow] = {}
    said: dict[tuple[str, str], tuple[object, TableRow]] = {}
    for row, line in lines:
        key = (line.unit, line.item, line.work, line.fund)
        if key in seen:
            yield row.problem(
                "item",
                _("dòng này nói lại dòng {row}.").format(row=seen[key].row),
                _("Bỏ một dòng; chi phí của một chỉ tiêu từ cùng một nguồn ghi một lần."),
            )
        seen.setdefault(key, row)
        if line.work is not None:
            for column, what, value in (
                ("cost", f"cost {line.fund}", line.cost), ("months", "months", line.months),
            ):  # fmt: skip
                first = said.setdefault((line.work, what), (value, row)) if value is not None else None
                if first is not None and first[0] != value:
                    yield row.problem(
                        column,
                        _("công trình «{work}» đã ghi khác ở dòng {row}.").format(
                            work=line.work, row=first[1].row
                        ),
                        _("Ghi một lần, các dòng khác để trống."),
                    )
        for name in line.after:
            if name not in works:
                yield row.problem(
                    "after",
                    _("không có công trình «{name}» trong tệp.").format(name=name),
                    _("Ghi đúng tên ở cột work."),
                )
    for work in sorted(works - {name for name, _what in said}):
        row = next(row for row, line in lines if line.work == work)
        yield row.problem(
            "work",
            _("công trình «{work}» chưa có chi phí hay số tháng.").format(work=work),
            _("Ghi ở một dòng."),
        )
    yield from _circles(lines)


def _circles(lines: Sequence[tuple[TableRow, CostLine]]) -> Iterable[Problem]:
    """Works that would have to be done before themselves."""
    before: dict[str, set[str]] = {}
    for _row, line in lines:
        if line.work is not None:
            before.setdefault(line.work, set()).update(line.after)
    for work in before:
        reached: set[str] = set()
        ahead = list(before[work])
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += before.get(name, ())
        if work in reached:
            row = next(row for row, line in lines if line.work == work and line.after)
            yield row.problem(
                "after",
                _("công trình «{work}» phải làm trước chính nó.").format(work=work),
                _("Sửa thứ tự ở cột after."),
            )
