"""What every command that prints a paper takes, and how the paper is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm.cli.options import criteria_option, day_of, given_on_option, known_at_option

if TYPE_CHECKING:
    from ntm.reports.paper import Paper
    from ntm.service.papers.readiness import Wishes

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


def wishes_of(
    issuer: str | None,
    number: str | None,
    dated: str | None,
    since: str | None = None,
    requests: tuple[str, ...] = (),
) -> Wishes:
    """What the one who prints decides, as the paper's makers take it."""
    from ntm.service.papers.readiness import Wishes

    return Wishes(
        issuer, number, day_of(dated) if dated else None, day_of(since) if since else None, requests
    )


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
