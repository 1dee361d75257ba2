"""`ntm report`: official papers as PDF, or as .docx to be edited before they are signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm.cli.options import criteria_option, day_of, given_on_option, json_option, known_at_option

if TYPE_CHECKING:
    from ntm.reports.paper import Paper
    from ntm.service.papers.readiness import Wishes
    from ntm.service.workspace import Ask, Workspace

F = TypeVar("F", bound=Callable[..., Any])

DOSSIER = ("dossier", "proposal", "achievement", "minutes", "opinions")
"""The papers of the dossier (ntm.service.recognition.dossier_papers.NAMES; a test holds that they are the same)."""

_TERMS = (
    click.option(
        "--issuer",
        metavar="UNIT",
        help="Who issues it: the commune (default), its district or its province.",
    ),
    click.option(
        "--number", metavar="TEXT", help="Its number, e.g. 05; without number and day it is a draft."
    ),
    click.option("--dated", metavar="DAY", help="The day it is signed."),
    click.option(
        "--templates",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="An office's own templates, looked in before the shipped ones (docs/templates.md).",
    ),
)

_PAPER_OPTIONS = (given_on_option, criteria_option, known_at_option, *_TERMS)

_COMPARING_OPTIONS = (
    click.option(
        "--since", metavar="DAY", help="The day to compare with; default: the end of the quarter before."
    ),
    click.option(
        "--request", "requests", multiple=True, metavar="TEXT", help="A request (kiến nghị); may be repeated."
    ),
)


def terms_options(function: F) -> F:
    """The terms of a paper: its issuer, number and day, the templates."""
    for option in reversed(_TERMS):
        function = option(function)
    return function


def paper_options(function: F) -> F:
    """What every paper takes: the day, the set, the moment, the issuer and its terms, the templates."""
    for option in reversed(_PAPER_OPTIONS):
        function = option(function)
    return function


def comparing_options(function: F) -> F:
    """What a paper that reports takes beside: the day to compare with, and requests."""
    for option in reversed(_COMPARING_OPTIONS):
        function = option(function)
    return function


@click.group()
def report() -> None:
    """Print official papers as PDF or .docx."""


def single_paper(function: F) -> F:
    """What a command that prints one paper takes beside its terms: the unit and the file."""
    output = click.option(
        "-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF (or .docx) to write."
    )
    return report.command()(click.argument("unit")(output(function)))  # type: ignore[return-value] # it becomes a command


@single_paper
@paper_options
@comparing_options
@click.pass_obj
def commune(settings: dict[str, str | None], /, **given: Any) -> None:
    """The readiness report of a commune, a draft until it is signed."""
    from ntm.service.papers.readiness import readiness

    _print(settings, readiness, **given)


@single_paper
@paper_options
@comparing_options
@click.pass_obj
def summary(settings: dict[str, str | None], /, **given: Any) -> None:
    """The summary of a district or province: averages, bands, the hardest criteria, every commune by criterion."""
    from ntm.service.papers.summary import summary as made

    _print(settings, made, **given)


@single_paper
@paper_options
@click.pass_obj
def results(settings: dict[str, str | None], /, **given: Any) -> None:
    """The table of results of a commune: its own assessment, the district's and the province's side by side."""
    from ntm.service.papers.results import results as made

    _print(settings, made, **given)


@single_paper
@paper_options
@click.option(
    "--request", "requests", multiple=True, metavar="TEXT", help="A request (kiến nghị); may be repeated."
)
@click.pass_obj
def action_plan(settings: dict[str, str | None], /, **given: Any) -> None:
    """The action plan of a commune: what is lacking, who does it, by when, with what money."""
    from ntm.service.assigning.action_plan import action_plan as made

    _print(settings, made, **given)


@single_paper
@paper_options
@click.option("--person", required=True, metavar="PERSON", help="Whose: name, role or sign-in name.")
@click.option("--year", type=int, help="The year; default: that of the day spoken of.")
@click.pass_obj
def officer(settings: dict[str, str | None], /, person: str, year: int | None, **given: Any) -> None:
    """The year-end sheet of an officer: given, on time, late, open. For the person and their superiors only."""
    from ntm.service.assigning.officer import officer as made
    from ntm.vietnamese.messages import _

    _print(
        settings,
        lambda workspace, ask, unit, wishes: made(workspace, ask, unit, person, year, wishes),
        **given,
    )
    click.echo(_("Chỉ người có tên và cấp trên của người đó được xem phiếu này."), err=True)


@report.command()
@click.argument("unit")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The PDF (or .docx) to write; any other name is a folder, for all five papers.",
)
@click.option(
    "--paper",
    type=click.Choice(DOSSIER),
    help="One paper: the checklist (dossier), tờ trình (proposal), báo cáo kết quả (achievement), biên bản họp "
    "(minutes), báo cáo tổng hợp ý kiến (opinions); default: the checklist, or all into a folder.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "docx", "both"]),
    default="both",
    show_default=True,
    help="What to write into a folder.",
)
@paper_options
@click.pass_obj
def dossier(
    settings: dict[str, str | None],
    /,
    unit: str,
    output: Path,
    paper: str | None,
    form: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    templates: Path | None,
    **wishes: Any,
) -> None:  # fmt: skip
    """The dossier of recognition: its checklist, and drafts of the papers that go with it."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.service.papers.batch import file_name
    from ntm.service.recognition.dossier_papers import MAKERS
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        if output.suffix.lower() in (".pdf", ".docx"):
            write_paper(
                output, MAKERS[paper or DOSSIER[0]](workspace, ask, unit, wishes_of(**wishes)), templates
            )
            return
        found = workspace.find(unit, ask.day, "commune")
        try:
            output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(
                _("Không ghi được vào thư mục {folder}: {reason}.").format(
                    folder=output, reason=reason(error)
                )
            ) from error
        suffixes = (".pdf", ".docx") if form == "both" else (f".{form}",)
        for kind in (paper,) if paper is not None else DOSSIER:
            made = MAKERS[kind](workspace, ask, found.code, wishes_of(**wishes))
            for suffix in suffixes:
                write_paper(output / file_name(found, ask.day, kind, suffix), made, templates)


@report.command()
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


def _print(
    settings: dict[str, str | None],
    make: Callable[[Workspace, Ask, str, Wishes], Paper],
    unit: str,
    output: Path,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    templates: Path | None,
    **wishes: Any,
) -> None:
    """Make one paper of a unit and write it."""
    from ntm.cli.score import workspace_of

    with workspace_of(settings, known_at=known_at) as workspace:
        paper = make(workspace, workspace.ask(day, criteria_set), unit, wishes_of(**wishes))
        write_paper(output, paper, templates)


def write_paper(output: Path, paper: Paper, templates: Path | None, *, aside: bool = False) -> None:
    """Set the paper and write it: as .docx where the file is called so, else as PDF.

    Where something else goes to the standard output it is told `aside`.
    """
    from ntm.errors import DataError
    from ntm.reports.rendering import render, write
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    if output.suffix.lower() == ".docx":
        from ntm.reports.editable import editable

        content = editable(paper, templates)
    else:
        content = render(paper, templates)
    try:
        write(output, content)
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
        ) from error
    click.echo(_("Đã in {file}.").format(file=output), err=aside)


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


def wishes_of(
    issuer: str | None,
    number: str | None,
    dated: str | None,
    since: str | None = None,
    requests: tuple[str, ...] = (),
) -> Wishes:
    """The terms given by the options."""
    from ntm.service.papers.readiness import Wishes

    return Wishes(
        issuer, number, day_of(dated) if dated else None, day_of(since) if since else None, requests
    )


@report.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def verify(file: Path, form: str) -> None:
    """Check a printed paper from the data inside it, with no database; exit code 1 where anything differs."""
    import json
    from dataclasses import asdict

    from ntm.errors import CheckFailed
    from ntm.service.papers.verify import verify as check
    from ntm.vietnamese.messages import _

    found = check(file)
    if form == "json":
        click.echo(json.dumps(asdict(found) | {"agreed": found.agreed}, ensure_ascii=False, indent=2))
    else:
        click.echo(
            _("{unit}, {day}, bộ {set}; do {program} in, theo số liệu đến {moment}.").format(
                unit=found.unit,
                day=found.day,
                set=found.criteria_set,
                program=found.program,
                moment=found.known_at,
            )
        )
        click.echo(_("Dấu vân tay của số liệu: {digest}").format(digest=found.digest))
        for line in found.differences:
            click.echo(f"  {line}")
        if found.agreed:
            click.echo(_("KHỚP: tính lại từ số liệu đính kèm được đúng như trên giấy."))
    if not found.agreed:
        raise CheckFailed(_("KHÔNG KHỚP: {count} chỗ khác.").format(count=len(found.differences)))
