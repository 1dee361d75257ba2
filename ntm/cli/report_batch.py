"""`ntm report batch`: the papers of many communes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ntm.cli.paper_options import DOSSIER, comparing_options, paper_options, wishes_of


@click.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="The folder to write to."
)
@click.option(
    "--kind",
    type=click.Choice(["readiness", "results", "action-plan", *DOSSIER]),
    default="readiness",
    show_default=True,
    help="Which paper: the readiness report, the table of results, the action plan, or one of `ntm report dossier`.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Worker processes; default: one a processor.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "docx", "both"]),
    default="pdf",
    show_default=True,
    help="PDF, .docx to be edited before signing, or both.",
)
@click.option("--zip", "archive", type=click.Path(path_type=Path), help="Also write everything as one zip.")
@paper_options
@comparing_options
@click.pass_obj
def batch(
    settings: dict[str, str | None],
    /,
    units: tuple[str, ...],
    folder: Path,
    kind: str,
    jobs: int | None,
    form: str,
    archive: Path | None,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    templates: Path | None,
    **wishes: Any,
) -> None:
    """The papers of all communes of districts and provinces, one file each, with an index page.

    One commune's failure is listed at the end and stops nothing (exit code 1). The same command again goes on where
    an interrupted one stopped.
    """
    import os

    from ntm.cli.score import workspace_of
    from ntm.errors import CheckFailed, DataError, UsageError
    from ntm.service.groups import communes_named
    from ntm.service.papers.batch import Order, Printed, finish
    from ntm.service.papers.batch import batch as printing
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    if kind == "action-plan" and wishes["since"]:
        raise UsageError(_("Kế hoạch không so với ngày trước: bỏ --since."))
    if kind not in ("readiness", "action-plan") and (wishes["since"] or wishes["requests"]):
        raise UsageError(
            _("Loại văn bản này không so với ngày trước và không có kiến nghị: bỏ --since, --request.")
        )
    done: list[Printed] = []
    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        communes = communes_named(workspace, ask, units)
        if not communes:
            raise DataError(_("Không có xã nào để in ngày {day}.").format(day=format_day(ask.day)))
        order = Order(settings["database"], ask, wishes_of(**wishes), folder, templates, form, kind)
        titles = ", ".join(workspace.find(text, ask.day, "district").title for text in units)
        with _progress(len(communes)) as step:
            for one in printing(workspace, order, communes, jobs or len(os.sched_getaffinity(0))):
                done.append(one)
                step(one.name)
        index = finish(order, done, titles, archive)
    failed = [one for one in done if one.reason]
    kept = sum(one.kept for one in done)
    click.echo(
        _("Đã in {new} báo cáo, giữ nguyên {kept} báo cáo đã có. Danh sách: {index}").format(
            new=len(done) - kept - len(failed), kept=kept, index=index
        )
    )
    if archive is not None:
        click.echo(_("Đã in {file}.").format(file=archive))
    if failed:
        for one in sorted(failed, key=lambda one: one.code):
            click.echo(f"  {one.name} ({one.code}): {one.reason}", err=True)
        raise CheckFailed(_("Chưa in được {count} báo cáo.").format(count=len(failed)))


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar with the time left, on a terminal only; gives what to call when one is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda name: bar.update(task, advance=1, description=name)
