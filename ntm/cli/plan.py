"""`ntm plan`: which criteria to gain, in which communes, at the least cost, to reach a goal; nothing is written."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.options import format_option, scoring_options

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.scenario.plan import Planned


@click.command()
@click.argument("unit")
@click.option(
    "--reach", required=True, metavar="GOAL", help="standard, average (the reference's), or a number."
)
@click.option("--communes", type=click.IntRange(1), help="With standard: so many communes; default: all.")
@click.option(
    "--against", metavar="UNIT", help="With average: the unit to compare with; default: the parent."
)
@click.option(
    "--costs",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV or xlsx of costs; default: one an indicator.",
)
@click.option("--minimise", type=click.Choice(["cost", "months"]), default="cost", show_default=True)
@click.option("--budget", metavar="N", help="Spend at most N (million đồng; without costs: indicators).")
@click.option("--months", type=click.IntRange(0), help="At most so many months of work in all.")
@click.option(
    "--by", metavar="DAY", help="Only what can be done by this day, by the months of the cost file."
)
@click.option("--keep", multiple=True, metavar="ITEM", help="Must be gained: ITEM or UNIT/ITEM.")
@click.option("--not", "bar", multiple=True, metavar="ITEM", help="May not be used: ITEM or UNIT/ITEM.")
@click.option(
    "--alternatives", type=click.IntRange(0, 20), default=2, show_default=True, help="Next-best plans shown."
)
@scoring_options
@format_option
@click.pass_obj
def plan(
    settings: dict[str, str | None],
    unit: str,
    reach: str,
    communes: int | None,
    against: str | None,
    costs: Path | None,
    minimise: str,
    budget: str | None,
    months: int | None,
    by: str | None,
    keep: tuple[str, ...],
    bar: tuple[str, ...],
    alternatives: int,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: Form,
) -> None:
    """The shortest plan by which a commune, district or province reaches a goal, proved to be the cheapest.

    Leaves with 1 where the goal cannot be reached, and says what stands in the way.
    """
    from functools import partial

    from ntm.cli.options import day_of
    from ntm.cli.score import workspace_of
    from ntm.exchange.cost_file import read_costs
    from ntm.scenario.plan import Wishes
    from ntm.service.supposing.plan import Wanted, read_amount, read_goal
    from ntm.service.supposing.plan import plan as planned

    wishes = Wishes(
        "months" if minimise == "months" else "cost",
        read_amount(budget) if budget is not None else None,
        months,
        day_of(by) if by is not None else None,
        alternatives=alternatives,
    )
    goal = read_goal(reach, communes)
    with workspace_of(settings, snapshot, known_at) as workspace:
        found = planned(
            workspace,
            workspace.ask(day, criteria_set),
            unit,
            goal,
            read_costs=partial(read_costs, costs) if costs is not None else None,
            wanted=Wanted(wishes, keep, bar),
            against=against,
        )
    echo_plan(found, form)
    if not found.reached:
        sys.exit(1)


def echo_plan(found: Planned, form: Form = "table") -> None:
    """Print a plan: its heading, the steps of the people and of investment, and why; or the contract; or CSV."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.scenario.plan_json import plan_json
    from ntm.scenario.plan_words import heading, notes, step_rows, warnings
    from ntm.vietnamese.messages import _

    if form == "json":
        click.echo(json.dumps(plan_json(found), ensure_ascii=False, indent=2))
        return
    steps = found.plan.steps
    columns = [
        Column("number", _("TT"), "right"), Column("unit", _("Xã")), Column("criterion", _("Tiêu chí")),
        Column("name", _("Tên tiêu chí")), Column("indicators", _("Chỉ tiêu phải đạt")),
        Column("cost", _("Chi phí riêng"), "right"),
    ]  # fmt: skip
    if found.plan.works:
        columns.append(Column("works", _("Công trình")))
    if found.plan.finish:
        columns.append(Column("done_by", _("Xong trước")))
    if form == "csv":
        every = (
            "number",
            "code",
            "unit",
            "criterion",
            "name",
            "indicators",
            "cost",
            "people",
            "works",
            "done_by",
        )
        echo_listing(step_rows(found, list(steps)), [Column(key, key) for key in every], "csv")
        return
    click.echo("\n".join(heading(found)))
    for title, people in (
        (_("Người dân và cộng đồng tự làm, bắt đầu được ngay:"), True),
        (_("Cần Nhà nước đầu tư, hoặc Nhà nước và nhân dân cùng làm:"), False),
    ):
        mine = step_rows(found, [step for step in steps if step.people is people], shown=True)
        if mine:
            click.echo()
            echo_listing(mine, columns, "table", title=title)
    for lines, sign in ((notes(found), ""), (warnings(found), "! ")):
        if lines:
            click.echo()
            click.echo("\n".join(sign + line for line in lines))
