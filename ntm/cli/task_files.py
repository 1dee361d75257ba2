"""What `ntm tasks` takes in and gives out as files: sheets, reminders, calendars."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from ntm.cli.options import criteria_option, format_option, given_on_option, user_name
from ntm.cli.task_options import choosing_options, wish_of

_PERSONS = click.option(
    "--person", "persons", multiple=True, metavar="PERSON", help="Only this person's (name or sign-in name)."
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@given_on_option
@criteria_option
@format_option
@click.pass_obj
def import_(
    settings: dict[str, str | None],
    /,
    file: Path,
    dry_run: bool,
    day: date | None,
    criteria_set: str | None,
    form: str,
) -> None:
    """Import a sheet of tasks (xlsx or CSV, as export writes it): all rows, or none; blank cells say nothing."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.exchange.listing import Column
    from ntm.exchange.task_file import heading, read_task_file
    from ntm.service.assigning.task_sheet import apply_sheet, read_sheet
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        result = read_sheet(workspace, workspace.ask(day, criteria_set), read_task_file(file))
        if result.problems:
            raise DataError(
                _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(
                    file=file.name, count=len(result.problems)
                ),
                result.problems,
            )
        if dry_run:
            rows = [
                {
                    "row": change.row.row, "unit": change.unit.title, "item": change.wanted.item,
                    "number": change.wanted.task, "field": heading(name), "before": before, "after": after,
                }
                for change in result.changes
                for name, before, after in change.fields
            ]  # fmt: skip
            columns = [
                Column("row", _("Dòng"), "right"), Column("unit", _("Đơn vị")), Column("item", _("Mục")),
                Column("number", _("Số"), "right"), Column("field", _("Cột")), Column("before", _("Đang có")),
                Column("after", _("Sẽ ghi")),
            ]  # fmt: skip
            echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms
            click.echo(
                _("Thử: sẽ ghi {count} dòng, không có gì được ghi.").format(count=len(result.changes)),
                err=True,
            )
            return
        saved = apply_sheet(workspace, result, user_name())
    click.echo(
        _("Đã giao {new} nhiệm vụ, sửa {changed}; {same} dòng không có gì mới.").format(
            new=saved.new, changed=saved.changed, same=result.unchanged + saved.unchanged
        )
    )


@click.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file: .xlsx, or .csv."
)
@choosing_options
@click.option("--all", "closed", is_flag=True, help="Also what is done, dropped or met.")
@given_on_option
@criteria_option
@click.pass_obj
def export(
    settings: dict[str, str | None],
    /,
    units: tuple[str, ...],
    output: Path,
    closed: bool,
    day: date | None,
    criteria_set: str | None,
    **chosen: Any,
) -> None:
    """Write what is to be done as a sheet to fill in and import again: every gap, with its task or with none."""
    from ntm.cli.score import workspace_of
    from ntm.errors import UsageError
    from ntm.exchange.task_file import write_csv, write_workbook
    from ntm.service.assigning.task_sheet import sheet_rows, sheet_title, state_words
    from ntm.service.assigning.work import work
    from ntm.vietnamese.messages import _

    kind = output.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise UsageError(_("Ghi tệp có đuôi {kinds}.").format(kinds=".xlsx, .csv"))
    with workspace_of(settings) as workspace:
        ask = workspace.ask(day, criteria_set)
        lines = work(workspace, ask, units, wish_of(closed=closed, **chosen), "commune")
        rows, title = sheet_rows(lines), sheet_title(workspace, ask, units)
    with _writing(output):
        if kind == ".csv":
            write_csv(output, rows)
        else:
            write_workbook(output, rows, title, state_words())
    click.echo(_("Đã ghi {count} dòng vào {file}.").format(count=len(rows), file=output))


@click.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@click.option("--days", type=int, default=14, show_default=True, help="How many days ahead count as soon.")
@_PERSONS
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file in place of the terminal: .txt, .eml (a mail), .pdf or .docx (to print).",
)
@click.option("--to", metavar="ADDRESS", help="To whom the mail goes (.eml); nothing is sent.")
@given_on_option
@criteria_option
@click.pass_obj
def digest(
    settings: dict[str, str | None],
    /,
    units: tuple[str, ...],
    days: int,
    persons: tuple[str, ...],
    output: Path | None,
    to: str | None,
    day: date | None,
    criteria_set: str | None,
) -> None:
    """Remind: what is overdue, due soon and due in the quarter, person by person, to mail or to print."""
    from ntm.cli.score import workspace_of
    from ntm.errors import UsageError
    from ntm.service.assigning.task_digest import digest as reminder
    from ntm.service.assigning.task_digest import digest_mail, digest_text
    from ntm.vietnamese.messages import _

    kind = output.suffix.lower() if output is not None else ""
    if output is not None and kind not in (".txt", ".eml", ".pdf", ".docx"):
        raise UsageError(_("Ghi tệp có đuôi {kinds}.").format(kinds=".txt, .eml, .pdf, .docx"))
    if to is not None and kind != ".eml":
        raise UsageError(_("--to chỉ đi với tệp .eml."))
    with workspace_of(settings) as workspace:
        found = reminder(workspace, workspace.ask(day, criteria_set), units, persons, days)
    if output is None:
        click.echo(digest_text(found), nl=False)
        return
    with _writing(output):
        if kind == ".eml":
            output.write_bytes(digest_mail(found, to))
        elif kind == ".txt":
            output.write_text(digest_text(found), encoding="utf-8")
        else:
            output.write_bytes(_printed(found, kind))
    click.echo(_("Đã ghi {file}.").format(file=output))


@click.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@_PERSONS
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="The file .ics to write."
)
@given_on_option
@criteria_option
@click.pass_obj
def calendar(
    settings: dict[str, str | None],
    /,
    units: tuple[str, ...],
    persons: tuple[str, ...],
    output: Path,
    day: date | None,
    criteria_set: str | None,
) -> None:
    """Write the due days of what is open, and of its steps, as a calendar file (.ics) with reminders."""
    from ntm.cli.score import workspace_of
    from ntm.service.assigning.task_digest import calendar as made
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        content = made(workspace, workspace.ask(day, criteria_set), units, persons)
    with _writing(output):
        output.write_bytes(content)
    click.echo(_("Đã ghi {file}.").format(file=output))


def _printed(found: Any, kind: str) -> bytes:
    from ntm.service.assigning.task_digest import digest_paper

    paper = digest_paper(found)
    if kind == ".docx":
        from ntm.reports.editable import editable

        return editable(paper)
    from ntm.reports.rendering import render

    return render(paper)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What the system says when a file cannot be written, as a sentence."""
    from ntm.errors import DataError
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    try:
        yield
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
