"""`ntm average`: a district's or province's average criteria per commune beside its reference."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm.cli.options import format_option, scoring_options

if TYPE_CHECKING:
    from ntm.exchange.listing import Form


@click.command()
@click.argument("unit")
@click.option("--against", metavar="UNIT", help="The unit to compare with; default: the parent.")
@click.option(
    "--where", "where", multiple=True, metavar="NAME=VALUE", help="Only communes with this attribute."
)
@click.option("--allow-mismatch", is_flag=True, help="Show an unlike published average too, labelled.")
@scoring_options
@format_option
@click.pass_obj
def average(
    settings: dict[str, str | None],
    unit: str,
    against: str | None,
    where: tuple[str, ...],
    allow_mismatch: bool,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: Form,
) -> None:
    """Average criteria met per commune, beside the reference, with the criteria still needed."""
    from ntm.cli.score import workspace_of
    from ntm.scoring.average_words import average_json
    from ntm.service.compare import compare
    from ntm.service.groups import read_pairs

    pairs = read_pairs(where)
    with workspace_of(settings, snapshot, known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        comparison, _standing = compare(
            workspace, ask, unit, against=against, where=pairs, allow_mismatch=allow_mismatch
        )
    echo_average(average_json(comparison), form)


def echo_average(document: dict[str, Any], form: Form = "table") -> None:
    """Print a document of `ntm.average/1`: as lines for people, as it is, or as two rows of CSV."""
    from ntm.scoring.average_words import average_text

    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif form == "table":
        click.echo(average_text(document))
    else:
        _echo_csv(document)


def _echo_csv(document: dict[str, Any]) -> None:
    """The subject in the first row, the reference in the second; what a row does not have is empty."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column

    keys = (
        "role", "code", "name", "on", "criteria_set", "basis", "met", "communes", "reporting", "average",
        "low", "high", "partial", "gap", "criteria_needed", "source",
    )  # fmt: skip
    both = {"criteria_set": document["criteria_set"]}
    own = {"gap": document["gap"], "criteria_needed": document["criteria_needed"], "basis": "computed"}
    rows = [{"role": "subject", "on": document["on"], **both, **_flat(document["subject"]), **own}]
    if document["reference"] is not None:
        rows.append({"role": "reference", **both, **_flat(document["reference"])})
    echo_listing(rows, [Column(key, key) for key in keys], "csv")


def _flat(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "code": part["unit"]["code"], "name": part["unit"]["name"]}
