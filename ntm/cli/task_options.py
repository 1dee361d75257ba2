"""Options that commands of `ntm tasks` share: what is said of a task, and which lines are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ntm.service.assigning.work import Wish

F = TypeVar("F", bound=Callable[..., Any])

_FIELD_OPTIONS = (
    click.option("--responsible", metavar="PERSON", help="Who answers for it: one person, by name or role."),
    click.option("--support", metavar="BODY", help="Which body supports."),
    click.option("--given-on", metavar="DAY", help="The day it was given; default: the day spoken of."),
    click.option("--due", metavar="DAY", help="By when; an empty text empties it."),
    click.option(
        "--state", metavar="STATE", help="given · doing · done · dropped (đã giao · đang làm · đã xong · thôi giao)."
    ),
    click.option("--done-on", metavar="DAY", help="The day it was done; says done by itself."),
    click.option("--cost", metavar="MILLIONS", help="What it costs, in millions of đồng."),
    click.option("--fund", metavar="TEXT", help="Where the money comes from."),
    click.option(
        "--step", "steps", multiple=True, metavar="'WORK | DUE | DONE'", help="A step with its days; replaces all."
    ),
    click.option("--note", help="A note to keep with it."),
    click.option("--account", metavar="NAME", help="The person's sign-in name."),
)  # fmt: skip

_CHOOSING_OPTIONS = (
    click.option(
        "--person", "persons", multiple=True, metavar="PERSON", help="Only this person's (name or sign-in name)."
    ),
    click.option("--quarter", metavar="QUARTER", help="Only what is due in this quarter: III/2024 or 2024-Q3."),
    click.option(
        "--carried-by",
        multiple=True,
        type=click.Choice(["people", "both", "state"]),
        help="Only what rests with the people (can start now), with both, or with the State.",
    ),
    click.option("--group", metavar="TEXT", help="Only this group of criteria: 'hạ tầng' for infrastructure."),
    click.option("--overdue", is_flag=True, help="Only what is overdue."),
    click.option("--unassigned", is_flag=True, help="Only what nobody answers for."),
)  # fmt: skip


def field_options(function: F) -> F:
    """What can be said of a task."""
    for option in reversed(_FIELD_OPTIONS):
        function = option(function)
    return function


def choosing_options(function: F) -> F:
    """Which lines are wanted."""
    for option in reversed(_CHOOSING_OPTIONS):
        function = option(function)
    return function


def wish_of(
    persons: tuple[str, ...],
    quarter: str | None,
    carried_by: tuple[str, ...],
    group: str | None,
    overdue: bool,
    unassigned: bool,
    closed: bool = False,
) -> Wish:
    """What the choosing options say."""
    from ntm.criteria.model import CarriedBy
    from ntm.errors import UsageError
    from ntm.service.assigning.work import Wish
    from ntm.vietnamese.quarters import QuarterError, parse_quarter

    try:
        wanted = parse_quarter(quarter) if quarter else None
    except QuarterError as error:
        raise UsageError(str(error)) from error
    return Wish(
        persons, wanted, tuple(CarriedBy(one) for one in carried_by), group, overdue, unassigned, closed
    )
