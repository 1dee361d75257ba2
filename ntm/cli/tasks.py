"""`ntm tasks`: a name on every gap, by when, with what money; what is overdue first."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ntm.cli.options import criteria_option, format_option, given_on_option, known_at_option, user_name
from ntm.cli.task_files import calendar, digest, export, import_
from ntm.cli.task_options import choosing_options, field_options, wish_of

if TYPE_CHECKING:
    from ntm.service.assigning.work import Line
    from ntm.store.tasks import Task


_FOR_PROGRAMS = ("code", "verdict", "carried_by", "quarter", "days_late", "account", "seeded")
"""Columns of the listing that stand in JSON and CSV alone."""
_NAME_CELLS = 44


@click.group()
def tasks() -> None:
    """A person, a day and money for every gap: give, change, list, import, export, remind."""


for _command in (import_, export, digest, calendar):
    tasks.add_command(_command)


@tasks.command()
@click.argument("unit")
@click.argument("item")
@field_options
@given_on_option
@criteria_option
@click.pass_obj
def add(
    settings: dict[str, str | None],
    /,
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    **said: Any,
) -> None:
    """Give a task on an indicator (or a criterion); what is not said comes from its statement of status."""
    from ntm.cli.score import workspace_of
    from ntm.service.assigning.tasks import assign
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        ask = workspace.ask(day, criteria_set)
        made = assign(workspace, ask, unit, item, _changes(said), user_name())
        title = workspace.find(unit, ask.day, "commune").title
    click.echo(
        _("Đã giao nhiệm vụ số {number}: {unit}, {item}. {said}").format(
            number=made.id, unit=title, item=made.item, said=_in_short(made)
        )
    )


@tasks.command("add-all")
@click.argument("unit")
@field_options
@given_on_option
@criteria_option
@click.pass_obj
def add_all(
    settings: dict[str, str | None], /, unit: str, day: date | None, criteria_set: str | None, **said: Any
) -> None:
    """Give a task on everything not met in a commune that has none: persons and days as its statements say.

    An option says what to take where a statement is silent, such as --responsible.
    """
    from ntm.cli.score import workspace_of
    from ntm.service.assigning.tasks import give_all
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        made = give_all(workspace, workspace.ask(day, criteria_set), unit, _changes(said), user_name())
    for one in made:
        click.echo(f"{one.item}: {_in_short(one)}")
    click.echo(_("Đã giao {count} nhiệm vụ.").format(count=len(made)))


@tasks.command()
@click.argument("unit")
@click.argument("item")
@field_options
@given_on_option
@criteria_option
@click.pass_obj
def update(
    settings: dict[str, str | None],
    /,
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    **said: Any,
) -> None:
    """Change the open task on an item (else the last given); every change is kept, with who and when."""
    from ntm.cli.score import workspace_of
    from ntm.errors import UsageError
    from ntm.service.assigning.tasks import change, commune_of, task_on
    from ntm.vietnamese.messages import _

    changes = _changes(said)
    if not changes:
        raise UsageError(_("Chưa ghi gì để sửa: dùng --state, --done-on, --due, --responsible …"))
    with workspace_of(settings) as workspace:
        ask = workspace.ask(day, criteria_set)
        held = task_on(workspace, ask, commune_of(workspace, unit, ask.day), item)
        made = change(workspace, held, changes, ask.day, user_name())
    if made.version == held.version:
        click.echo(_("Không có gì mới: nhiệm vụ số {number} đã như vậy.").format(number=held.id))
        return
    click.echo(_("Đã sửa nhiệm vụ số {number}: {said}").format(number=made.id, said=_in_short(made)))


@tasks.command("list")
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@choosing_options
@click.option("--all", "closed", is_flag=True, help="Also what is done, dropped or met.")
@click.option(
    "--by",
    "order",
    type=click.Choice(["urgency", "person", "commune", "quarter"]),
    default="urgency",
    show_default=True,
    help="In which order; urgency puts what is overdue first.",
)
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def list_(
    settings: dict[str, str | None],
    /,
    units: tuple[str, ...],
    closed: bool,
    order: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
    **chosen: Any,
) -> None:
    """List what is to be done in communes, districts or provinces: every gap, with its person or with none."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.assigning.work import work
    from ntm.vietnamese.messages import _

    wish = wish_of(closed=closed, **chosen)
    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        rows = [_row(line, form) for line in work(workspace, ask, units, wish, order)]  # type: ignore[arg-type]  # click.Choice gives one of the orders
    columns = [
        Column("number", _("Số"), "right"), Column("unit", _("Xã")), Column("item", _("Mục")),
        Column("name", _("Nội dung")), Column("gap", _("Còn thiếu")), Column("responsible", _("Phụ trách")),
        Column("support", _("Phối hợp")), Column("due", _("Hạn")), Column("state", _("Trạng thái")),
        Column("cost", _("Kinh phí (triệu đồng)"), "right"), Column("fund", _("Nguồn vốn")),
    ]  # fmt: skip
    if form != "table":
        columns += [Column(name, name) for name in _FOR_PROGRAMS]
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms


@tasks.command()
@click.argument("unit")
@click.argument("item")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def show(
    settings: dict[str, str | None],
    /,
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Everything ever said of the task on an item: each version, who recorded it and when."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.assigning.task_rules import state_word, step_text
    from ntm.service.assigning.tasks import commune_of, history, task_on
    from ntm.vietnamese.dates import moment_shown
    from ntm.vietnamese.messages import _

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = history(
            workspace, task_on(workspace, ask, commune_of(workspace, unit, ask.day), item), known_at
        )
    table = form == "table"
    rows = [
        {
            "number": one.id, "version": one.version,
            "state": state_word(one.assignment.state) if table else one.assignment.state.value,
            "responsible": one.assignment.responsible, "support": one.assignment.support,
            "given_on": one.assignment.given_on, "due": one.assignment.due, "done_on": one.assignment.done_on,
            "cost": one.assignment.cost, "fund": one.assignment.fund,
            "steps": "; ".join(step_text(step) for step in one.assignment.steps), "note": one.assignment.note,
            "recorded_by": one.recorded_by,
            "recorded_at": moment_shown(one.recorded_at) if table else one.recorded_at,
        }
        for one in found
    ]  # fmt: skip
    columns = [
        Column("number", _("Số"), "right"), Column("version", _("Bản"), "right"), Column("state", _("Trạng thái")),
        Column("responsible", _("Phụ trách")), Column("support", _("Phối hợp")), Column("given_on", _("Ngày giao")),
        Column("due", _("Hạn")), Column("done_on", _("Ngày xong")),
        Column("cost", _("Kinh phí (triệu đồng)"), "right"), Column("fund", _("Nguồn vốn")),
        Column("steps", _("Các bước")), Column("note", _("Ghi chú")), Column("recorded_by", _("Người ghi")),
        Column("recorded_at", _("Lúc ghi")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms


def _changes(said: dict[str, Any]) -> dict[str, Any]:
    """The fields that were written; an empty text empties one."""
    from ntm.errors import DataError, UsageError
    from ntm.service.assigning.task_rules import read_field

    try:
        given = {
            name: read_field(name, value) for name, value in said.items() if name != "steps" and value is not None
        }  # fmt: skip
        if said["steps"]:
            given["steps"] = read_field("steps", "\n".join(said["steps"]))
    except DataError as error:
        raise UsageError(str(error)) from error
    return given


def _in_short(task: Task) -> str:
    from ntm.service.assigning.task_rules import state_word
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    said = task.assignment
    due = _("hạn {day}").format(day=format_day(said.due)) if said.due else _("chưa có hạn")
    return f"{said.responsible}, {due}, {state_word(said.state)}."


def _row(line: Line, form: str) -> dict[str, object]:
    """A line as a listing shows it: words for people, the contract's words for programs."""
    from ntm.scoring.wording import verdict_word
    from ntm.service.assigning.work import state_text
    from ntm.vietnamese.dates import format_day

    said = line.task.assignment if line.task is not None else None
    row: dict[str, object] = {
        "number": line.task.id if line.task is not None else None, "code": line.unit.code, "unit": line.unit.name,
        "item": line.item, "name": line.name, "gap": line.gap, "responsible": line.responsible,
        "support": said.support if said else None, "cost": said.cost if said else None,
        "fund": said.fund if said else None, "account": said.account if said else None,
        "days_late": line.days_late, "seeded": line.seeded,
        "quarter": line.quarter.code if line.quarter else None,
    }  # fmt: skip
    if form != "table":
        return row | {
            "verdict": line.verdict.word, "carried_by": line.carried_by, "due": line.due,
            "state": line.state.value if line.state is not None else None,
        }  # fmt: skip
    return row | {
        "name": line.name if len(line.name) <= _NAME_CELLS else f"{line.name[: _NAME_CELLS - 1]}…",
        "gap": line.gap or verdict_word(line.verdict), "due": format_day(line.due) if line.due else "",
        "state": state_text(line),
    }  # fmt: skip
