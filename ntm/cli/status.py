"""`ntm status`: enter, import, show, trace and withdraw what is stated of communes; sheets out, a snapshot out."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.options import (
    BODIES,
    criteria_option,
    format_option,
    given_on_option,
    known_at_option,
    user_name,
)
from ntm.cli.status_import import import_

if TYPE_CHECKING:
    from ntm.service.workspace import Ask, Workspace


@click.group()
def status() -> None:
    """Enter, import, show and withdraw status."""


status.add_command(import_)


@status.command("set")
@click.argument("unit")
@click.argument("item")
@click.argument("value")
@given_on_option
@criteria_option
@click.option("--by", "body", type=BODIES, default="commune", show_default=True, help="Which body states it.")
@click.option("--note", help="A note to keep with it.")
@click.option("--responsible", help="Who is responsible for the item.")
@click.option("--due", metavar="DAY", help="By when.")
@click.option("--evidence", help="What proves it: number and day of a paper, a file's name.")
@click.pass_obj
def set_(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    value: str,
    day: date | None,
    criteria_set: str | None,
    body: str,
    note: str | None,
    responsible: str | None,
    due: str | None,
    evidence: str | None,
) -> None:
    """State one VALUE: 46,5 · 92/100 · đạt · "chưa đạt" · "cơ bản đạt" · "không áp dụng: lý do"."""
    from ntm.cli.options import day_of
    from ntm.cli.score import workspace_of
    from ntm.scoring.wording import said_words
    from ntm.service.entering.enter import body_of, set_value
    from ntm.vietnamese.dates import scored_day
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        change = set_value(
            workspace, unit, item, value, day or scored_day(None), body=body_of(body), set_id=criteria_set,
            note=note, responsible=responsible, due=day_of(due) if due else None, evidence=evidence, by=user_name(),
        )  # fmt: skip
    if not change.is_new:
        click.echo(_("Không có gì mới: {said} đã được ghi.").format(said=said_words(change.stated)))
        return
    before = said_words(change.before) if change.before else _("chưa có")
    click.echo(
        _("Đã ghi {unit}, {item} ({set}): {before} → {after}.").format(
            unit=change.unit.title,
            item=change.stated.item,
            set=change.set_id,
            before=before,
            after=said_words(change.stated),
        )
    )


@status.command()
@click.argument("unit")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def show(
    settings: dict[str, str | None],
    unit: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Show what speaks of a unit on a day."""
    from ntm.cli.score import workspace_of
    from ntm.service.entering.statement_rows import statement_row
    from ntm.store.statements import show as spoken

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.reading() as connection:
            rows = spoken(connection, found.code, found.valid_from, ask.set_id, ask.day, known_at)
    _echo_statements([statement_row(one) for one in rows], form)


@status.command()
@click.argument("unit")
@click.argument("item")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def history(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Everything ever stated of an item of a unit, withdrawals too."""
    from ntm.cli.score import workspace_of
    from ntm.service.entering.enter import Doors
    from ntm.service.entering.statement_rows import statement_row
    from ntm.store.statements import history as recorded

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        set_id = Doors(workspace).criteria_set(item, criteria_set, found, ask.day).id
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.reading() as connection:
            rows = recorded(connection, found.code, found.valid_from, set_id, item, known_at)
    _echo_statements([statement_row(one) for one in rows if one.withdraws is None], form)


@status.command()
@click.argument("unit")
@click.argument("item")
@given_on_option
@criteria_option
@click.option("--by", "body", type=BODIES, default=None, help="Withdraw what this body stated.")
@click.option("--note", help="Why.")
@click.pass_obj
def withdraw(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    body: str | None,
    note: str | None,
) -> None:
    """Withdraw what speaks of an item of a unit on a day; what spoke before speaks again."""
    from ntm.cli.score import workspace_of
    from ntm.scoring.wording import said_words
    from ntm.service.entering.enter import Doors, body_of
    from ntm.service.entering.withdrawing import Spoken, take_back
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        criteria = Doors(workspace).criteria_set(item, criteria_set, found, ask.day)
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.writing() as connection:
            what = Spoken(found, criteria, item, ask.day, body_of(body) if body is not None else None)
            rows = take_back(connection, what, user_name(), note)
    for one in rows:
        click.echo(_("Đã rút {item}: {said}.").format(item=item, said=said_words(one.stated)))


@status.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .xlsx to write.")
@given_on_option
@criteria_option
@click.option(
    "--also", multiple=True, metavar="recognition|dossier|SET",
    help="Also a sheet a commune for these: the conditions of recognition, its dossier, or a set. May be repeated.",
)  # fmt: skip
@click.option(
    "--by", "body", type=BODIES, default="commune", show_default=True, help="Which body fills it in."
)
@click.pass_obj
def template(
    settings: dict[str, str | None],
    units: tuple[str, ...],
    output: Path,
    day: date | None,
    criteria_set: str | None,
    also: tuple[str, ...],
    body: str,
) -> None:
    """Write sheets to fill in, one a commune, verdicts previewed; a district or province gives all its communes."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.service.entering.enter import body_of
    from ntm.service.sheets.sheet_template import write_sheets
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    with workspace_of(settings) as workspace:
        try:
            ask = workspace.ask(day, criteria_set)
            count = write_sheets(workspace, ask, units, body_of(body), output, also)
        except OSError as error:
            raise DataError(
                _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
            ) from error
    click.echo(_("Đã ghi biểu của {count} xã vào {file}.").format(count=count, file=output))


@status.command()
@click.argument("unit")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF (or .docx) to write."
)
@given_on_option
@criteria_option
@click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="An office's own templates, looked in before the shipped ones (docs/templates.md).",
)
@click.pass_obj
def form(
    settings: dict[str, str | None],
    unit: str,
    output: Path,
    day: date | None,
    criteria_set: str | None,
    templates: Path | None,
) -> None:
    """Print a form with the rows and codes of a commune's sheet, for a village that fills it in by hand."""
    from ntm.cli.paper_options import write_paper
    from ntm.cli.score import workspace_of
    from ntm.service.sheets.form import form as made

    with workspace_of(settings) as workspace:
        write_paper(output, made(workspace, workspace.ask(day, criteria_set), unit), templates)


@status.command()
@click.argument("unit")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["matrix", "snapshot"]),
    default="matrix",
    show_default=True,
    help="Communes by criterion and indicator (.xlsx, .csv, .json), or a snapshot to score elsewhere (.json).",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@given_on_option
@criteria_option
@known_at_option
@click.pass_obj
def export(
    settings: dict[str, str | None],
    unit: str,
    kind: str,
    output: Path,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
) -> None:
    """Write how a commune, or all communes of a district or province, stand; the file's name tells its form."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        try:
            write = _write_snapshot if kind == "snapshot" else _write_matrix
            count = write(workspace, ask, unit, output)
        except OSError as error:
            raise DataError(
                _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
            ) from error
    click.echo(_("Đã ghi {count} xã vào {file}.").format(count=count, file=output))


def _write_matrix(workspace: Workspace, ask: Ask, unit: str, output: Path) -> int:
    from ntm.errors import UsageError
    from ntm.exchange.matrix import matrix_csv, matrix_json, write_matrix
    from ntm.service.sheets.status_matrix import status_matrix
    from ntm.vietnamese.messages import _

    form = output.suffix.lower()
    if form not in (".xlsx", ".csv", ".json"):
        raise UsageError(
            _("{file}: tên tệp phải kết thúc bằng .xlsx, .csv hoặc .json.").format(file=output.name)
        )
    matrix = status_matrix(workspace, ask, unit)
    if form == ".xlsx":
        write_matrix(output, matrix)
    else:
        text = matrix_csv(matrix) if form == ".csv" else matrix_json(matrix)
        output.write_text(text, encoding="utf-8", newline="")
    return len(matrix.rows)


def _write_snapshot(workspace: Workspace, ask: Ask, unit: str, output: Path) -> int:
    from ntm.scoring.snapshot_writing import write
    from ntm.service.groups import communes_named

    units = communes_named(workspace, ask, [unit])
    taken = workspace.snapshot(ask, units)
    province = taken.units[0].province_code if taken.units else None
    document = write(taken, workspace.sets(ask)(province))
    output.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(units)


def _echo_statements(rows: list[dict[str, object]], form: str) -> None:
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.vietnamese.dates import moment_shown
    from ntm.vietnamese.messages import _

    if form == "table":  # for people in Vietnam's time; JSON and CSV keep UTC
        for row in rows:
            if isinstance(row["recorded_at"], datetime):
                row["recorded_at"] = moment_shown(row["recorded_at"])
    columns = [
        Column("seq", _("Số"), "right"), Column("item", _("Mục")), Column("on", _("Ngày")),
        Column("value", _("Giá trị")), Column("by", _("Cấp")), Column("recorded_by", _("Người ghi")),
        Column("recorded_at", _("Lúc ghi")),
        Column("note", _("Ghi chú")),
        Column("responsible", _("Phụ trách")), Column("due", _("Hạn")), Column("fate", _("Tình trạng")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms
