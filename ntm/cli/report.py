"""`ntm report`: official papers as PDF, or as .docx to be edited before they are signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm.cli.options import json_option
from ntm.cli.paper_options import DOSSIER, comparing_options, paper_options, wishes_of, write_paper
from ntm.cli.report_batch import batch

if TYPE_CHECKING:
    from ntm.reports.paper import Paper
    from ntm.service.papers.readiness import Wishes
    from ntm.service.workspace import Ask, Workspace

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def report() -> None:
    """Print official papers as PDF or .docx."""


report.add_command(batch)


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
    """The year-end sheet of an officer: given, on time, late, open. For the person and their superiors only.

    The office's pages see to that; this command is for whoever holds the database, and answers for it.
    """
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
