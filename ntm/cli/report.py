"""`ntm report`: official papers as PDF."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from ntm.cli.options import criteria_option, day_of, given_on_option, json_option, known_at_option


@click.group()
def report() -> None:
    """Print official papers as PDF."""


@report.command()
@click.argument("unit")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The PDF to write.")
@given_on_option
@criteria_option
@known_at_option
@click.option(
    "--issuer", metavar="UNIT", help="Who issues it: the commune (default), its district or its province."
)
@click.option("--number", metavar="TEXT", help="Its number, e.g. 05; without number and day it is a draft.")
@click.option("--dated", metavar="DAY", help="The day it is signed.")
@click.option(
    "--since", metavar="DAY", help="The day to compare with; default: the end of the quarter before."
)
@click.option(
    "--request", "requests", multiple=True, metavar="TEXT", help="A request (kiến nghị); may be repeated."
)
@click.pass_obj
def commune(
    settings: dict[str, str | None],
    unit: str,
    output: Path,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    issuer: str | None,
    number: str | None,
    dated: str | None,
    since: str | None,
    requests: tuple[str, ...],
) -> None:
    """The readiness report of a commune, a draft until it is signed."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.reports.rendering import render, write
    from ntm.service.readiness import Wishes, readiness
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    wishes = Wishes(
        issuer,
        number,
        day_of(dated) if dated else None,
        day_of(since) if since else None,
        requests,
    )
    with workspace_of(settings, known_at=known_at) as workspace:
        pdf = render(readiness(workspace, workspace.ask(day, criteria_set), unit, wishes))
    try:
        write(output, pdf)
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
        ) from error
    click.echo(_("Đã in {file}.").format(file=output))


@report.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def verify(file: Path, form: str) -> None:
    """Check a printed paper from the data inside it, with no database; exit code 1 where anything differs."""
    import json
    from dataclasses import asdict

    from ntm.errors import CheckFailed
    from ntm.service.verify import verify as check
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
