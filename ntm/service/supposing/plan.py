"""The shortest plan for a commune, a district or a province: its goal made a target, its answer beside averages.

`plan` is the one way in, for the command, the pages and the papers; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, UsageError
from ntm.scenario.costs import Costs
from ntm.scenario.plan import Goal, Plan, Planned, Target, Wishes
from ntm.scenario.planning import shortest_plan
from ntm.scoring.average_words import unit_title
from ntm.scoring.averages import Average, Comparison, Reference, UnitLabel, average, contains
from ntm.scoring.statement_rules import unknown_item
from ntm.service.compare import compare
from ntm.service.standing import commune_row, commune_standing
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, format_number, parse_number
from ntm.vietnamese.text import fold

ReadCosts = Callable[[CriteriaSet, Callable[[str], str]], Costs]
"""Reads the costs, given the set and how a commune's name becomes its code (raises DataError)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wishes as people write them: `keep` and `bar` are ITEM or UNIT/ITEM."""

    wishes: Wishes = field(default_factory=Wishes)
    keep: tuple[str, ...] = ()
    bar: tuple[str, ...] = ()


def read_goal(text: str, communes: int | None = None) -> Goal:
    """The goal written `standard`, `average` or a number; raises UsageError."""
    if text == "standard":
        return Goal("standard", communes=communes)
    if communes is not None:
        raise UsageError(_("--communes chỉ đi với --reach standard."))
    if text == "average":
        return Goal("average")
    try:
        return Goal("number", parse_number(text))
    except NumberError as error:
        raise UsageError(
            _("--reach {text}: ghi standard (đạt chuẩn), average (bằng bình quân mốc) hoặc một số.").format(
                text=text
            )
        ) from error


def read_amount(text: str) -> Decimal:
    """An amount of million đồng as written; raises UsageError."""
    try:
        return parse_number(text)
    except NumberError as error:
        raise UsageError(f"--budget: {error}") from error


def plan(
    workspace: Workspace,
    ask: Ask,
    text: str,
    goal: Goal,
    *,
    read_costs: ReadCosts | None = None,
    wanted: Wanted | None = None,
    against: str | None = None,
) -> Planned:
    """The shortest plan by which a unit, named by code or name, reaches a goal.

    A name that may be both is a commune, save with the goal `average`. Without costs every lacking indicator
    costs one. Raises UsageError for a goal that the unit cannot have, DataError where the unit, the set or the
    costs cannot be used, or where not all communes report and the goal is an average.
    """
    wanted = wanted or Wanted()
    comparison = _comparison(workspace, ask, text, goal, against)
    rows: tuple[int, ...]
    unit: UnitLabel
    if comparison is None:
        found = commune_standing(workspace, ask, text)
        standing, rows = found.standing, (found.row,)
        unit = {"code": found.unit.code, "name": found.unit.name, "kind": found.unit.kind}
        target = _commune_target(standing, found.row, goal)
    else:
        compared, standing = comparison
        rows = tuple(sorted(compared.subject.rows))
        unit = compared.subject_unit
        target = _group_target(standing, compared, rows, goal)
    wishes = _wishes(workspace, standing, rows, wanted)
    costs = None
    if read_costs is not None:

        def code_of(name: str) -> str:
            if workspace.snapshot_file is None:
                return workspace.find(name, ask.day, "commune").code
            return standing.snapshot.units[commune_row(workspace, standing, name)].code

        costs = read_costs(standing.scorecard.criteria_set, code_of)
        if not costs.tell("cost") and wishes.budget is None:
            wishes = replace(wishes, minimise="months")
    elif wishes.by is not None or wishes.months is not None or wishes.minimise == "months":
        raise UsageError(_("Hạn ngày và số tháng cần tệp chi phí có cột months: thêm --costs TỆP."))
    try:
        made = shortest_plan(standing.scorecard, standing.sets, rows, target, costs, wishes)
    except OverflowError as error:
        raise DataError(_("Chi phí quá lớn để cộng chính xác; hãy dùng đơn vị triệu đồng.")) from error
    if comparison is None:
        return Planned(unit, rows, goal, made)
    return _beside(Planned(unit, rows, goal, made, compared))


def _comparison(
    workspace: Workspace, ask: Ask, text: str, goal: Goal, against: str | None
) -> tuple[Comparison, Standing] | None:
    """The group named, beside its reference; None where a commune is meant."""
    if goal.reach == "average":
        return compare(workspace, ask, text, against=against)
    if workspace.snapshot_file is not None:
        standing = workspace.file_standing(ask)
        communes = {text.strip()} | {fold(text), fold(text).removeprefix("xa ")}
        if any(unit.code in communes or fold(unit.name) in communes for unit in standing.snapshot.units):
            return None
        return compare(workspace, ask, text)
    unit = workspace.find(text, ask.day, "commune")
    return None if unit.kind in COMMUNE_KINDS else compare(workspace, ask, unit.code)


def _commune_target(standing: Standing, row: int, goal: Goal) -> Target:
    card = standing.scorecard
    if goal.reach == "standard":
        if goal.communes is not None:
            raise UsageError(_("--communes là cho huyện, tỉnh."))
        return Target(communes=0 if card.meets_set[row] else 1)
    number = goal.number or Decimal(0)
    if number != number.to_integral_value():
        raise UsageError(_("Số tiêu chí của một xã là số nguyên."))
    _within(number, card.of)
    return Target(criteria=max(0, int(number) - int(card.met[row])))


def _group_target(standing: Standing, compared: Comparison, rows: Sequence[int], goal: Goal) -> Target:
    card, subject = standing.scorecard, compared.subject
    if goal.reach == "standard":
        wanted = goal.communes if goal.communes is not None else subject.communes
        if not 0 < wanted <= subject.communes:
            raise UsageError(
                _("{unit} có {communes} xã: --communes từ 1 đến {communes}.").format(
                    unit=unit_title(compared.subject_unit), communes=subject.communes
                )
            )
        if wanted > len(rows):
            raise DataError(_("Có xã không có trong tệp ảnh chụp số liệu, nên không lập được phương án."))
        return Target(communes=max(0, wanted - int(card.meets_set[list(rows)].sum())))
    if subject.partial:
        raise DataError(
            _(
                "{name}: mới có {reporting}/{communes} xã báo cáo, nên chưa lập được phương án theo bình quân."
            ).format(
                name=unit_title(compared.subject_unit), reporting=subject.reporting, communes=subject.communes
            )
        )
    beyond = subject.of * subject.communes - subject.met + 1
    if goal.reach == "number":
        number = goal.number or Decimal(0)
        _within(number, card.of)
        return Target(criteria=max(0, ceil(Fraction(number) * subject.communes) - subject.met))
    if compared.reference is None:
        raise DataError(" ".join([_("Không có mốc so sánh."), *compared.warnings]))
    return Target(criteria=beyond if compared.needed is None else compared.needed)


def _within(number: Decimal, of: int) -> None:
    if not 0 <= number <= of:
        raise UsageError(
            _("Bộ tiêu chí có {of} tiêu chí: --reach từ 0 đến {of}, không phải {number}.").format(
                of=of, number=format_number(number)
            )
        )


def _wishes(workspace: Workspace, standing: Standing, rows: Sequence[int], wanted: Wanted) -> Wishes:
    """The wishes with their items found in the set and among the communes."""

    def items(texts: Sequence[str]) -> tuple[tuple[int | None, str], ...]:
        found: list[tuple[int | None, str]] = []
        for text in texts:
            place, slash, item = (part.strip() for part in text.rpartition("/"))
            criteria = standing.scorecard.criteria_set
            if item not in criteria.criterion_by_number and item not in criteria.indicator_by_id:
                raise DataError(unknown_item(criteria, item).sentence())
            row = commune_row(workspace, standing, place) if slash else None
            if row is not None and row not in rows:
                raise DataError(_("{place} không thuộc phương án này.").format(place=place))
            found.append((row, item))
        return tuple(found)

    return replace(wanted.wishes, keep=items(wanted.keep), bar=items(wanted.bar))


def _beside(planned: Planned) -> Planned:
    """The plan of a district or province with its averages after, held against the goal once more."""
    compared, made = planned.comparison, planned.plan
    if compared is None or made.best is None:
        return planned
    after = _again(made, compared.subject)
    reference = compared.reference
    moved = None if reference is None else _reference_after(made, reference, compared.subject)
    goal = planned.goal
    wanted = moved if goal.reach == "average" else Fraction(goal.number or 0)
    if goal.reach != "standard" and (after.value is None or wanted is None or after.value < wanted):
        raise ArithmeticError("the plan does not reach its goal when scored again")
    return replace(planned, average_after=after, reference_after=moved)


def _reference_after(made: Plan, reference: Reference, subject: Average) -> Fraction:
    held = reference.average
    if held is None or not contains(reference, subject):
        return reference.value
    return _again(made, held).value or reference.value


def _again(made: Plan, held: Average) -> Average:
    return average(made.after, sorted(held.rows), held.communes - len(held.rows))


def closing_order(planned: Planned) -> list[tuple[str, str]]:
    """The lacking indicators in the order of the plan, as (commune's code, indicator's id)."""
    card = planned.plan.before
    return [
        (card.snapshot.units[step.gap.row].code, card.criteria_set.indicators[item].id)
        for step in planned.plan.steps
        for item in step.gap.indicators
    ]
