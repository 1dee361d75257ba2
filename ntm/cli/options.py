"""Options and habits that commands share: the day, the set, the known-at moment, the form of a listing.

Each option is a decorator; the parameter it gives is named in its docstring. A day or moment that cannot be
read is wrong use (exit code 2).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm.errors import Problem, UsageError

if TYPE_CHECKING:
    from ntm.exchange.listing import Column, Form, Row

ROLES = (
    "commune_officer",
    "commune_leader",
    "district_officer",
    "province_officer",
    "province_admin",
    "reader",
)
"""The roles as `--role` takes them (ntm.service.access.rights.Role, not imported here so that help is instant)."""

F = TypeVar("F", bound=Callable[..., Any])

BODIES = click.Choice(["commune", "district", "province"])
"""The bodies that state and declare."""


def format_option(function: F) -> F:
    """`--format table|json|csv`, given as `form`; every listing command takes it."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        help="How to print the listing.",
    )(function)


def json_option(function: F) -> F:
    """`--format table|json`, given as `form`; for JSON that is a contract and not a list of rows."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="How to print the answer.",
    )(function)


def on_option(function: F) -> F:
    """`--on DAY`, given as `day: date`: the option, else NTM_ON, else today in Vietnam."""
    return click.option(
        "--on",
        "day",
        metavar="DAY",
        callback=_scored_day,
        help="The day spoken of, 2024-06-30 or 30/6/2024; default: NTM_ON, else today.",
    )(function)


def given_on_option(function: F) -> F:
    """`--on DAY`, given as `day: date | None`: None when it is not written; what it means then is the command's."""
    return click.option(
        "--on",
        "day",
        metavar="DAY",
        callback=_given_day,
        help="The day spoken of, 2024-06-30 or 30/6/2024; default: NTM_ON, else today.",
    )(function)


def criteria_option(function: F) -> F:
    """`--criteria SET`, given as `criteria_set: str | None`: None means the basic set in force on the day."""
    return click.option(
        "--criteria",
        "criteria_set",
        metavar="SET",
        help="Criteria set; default: the basic set in force on the day.",
    )(function)


def known_at_option(function: F) -> F:
    """`--as-known-at MOMENT`, given as `known_at: datetime | None` (UTC)."""
    return click.option(
        "--as-known-at",
        "known_at",
        metavar="MOMENT",
        callback=_moment,
        help="Answer by what was recorded up to this moment (Vietnam time).",
    )(function)


def snapshot_option(function: F) -> F:
    """`--snapshot FILE`, given as `snapshot: Path | None`: score a file in place of a database."""
    return click.option(
        "--snapshot",
        "snapshot",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Score this snapshot (JSON) in place of a database.",
    )(function)


def scoring_options(function: F) -> F:
    """What every command that scores takes: `--on`, `--criteria`, `--as-known-at`, `--snapshot`."""
    for option in (snapshot_option, known_at_option, criteria_option, given_on_option):
        function = option(function)
    return function


def user_name() -> str:
    """Whom the audit names: the user of the computer."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def day_of(text: str) -> date:
    """A day written by the user; UsageError when it is none."""
    from ntm.vietnamese.dates import DayError, parse_day

    try:
        return parse_day(text)
    except DayError as error:
        raise UsageError(str(error)) from error


def echo_listing(
    rows: Sequence[Row], columns: Sequence[Column], form: Form, title: str | None = None
) -> None:
    """Print a listing: fitted to a terminal, one line a row when the output goes elsewhere."""
    from ntm.exchange.listing import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(render(rows, columns, form, width=width, title=title))


def echo_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, one line each, with place and remedy."""
    for problem in problems:
        click.echo(problem.sentence(), err=True)


def _scored_day(ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    if ctx.resilient_parsing:
        return None
    from ntm.vietnamese.dates import DayError, scored_day

    try:
        return scored_day(value)
    except DayError as error:
        raise UsageError(str(error)) from error


def _given_day(ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    return None if value is None or ctx.resilient_parsing else day_of(value)


def _moment(ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    if value is None or ctx.resilient_parsing:
        return None
    from ntm.vietnamese.dates import DayError, parse_moment

    try:
        return parse_moment(value)
    except DayError as error:
        raise UsageError(str(error)) from error
