"""`ntm what-if`: a commune scored again on assumed values, thresholds or another set; nothing is written."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from ntm.cli.options import given_on_option, json_option, known_at_option, snapshot_option


@click.command("what-if")
@click.argument("unit")
@click.option("--set", "values", multiple=True, metavar="ITEM=VALUE", help="Assume a value or a verdict.")
@click.option("--threshold", "thresholds", multiple=True, metavar="ITEM=VALUE", help="Assume a requirement.")
@click.option(
    "--criteria", "criteria_set", metavar="SET", help="Score by this set instead of the one in force."
)
@given_on_option
@known_at_option
@snapshot_option
@json_option
@click.pass_obj
def what_if(
    settings: dict[str, str | None],
    unit: str,
    values: tuple[str, ...],
    thresholds: tuple[str, ...],
    criteria_set: str | None,
    day: date | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: str,
) -> None:
    """Score a commune as if: what flips, and what becomes of its district's and province's averages."""
    from ntm.cli.score import workspace_of
    from ntm.scenario.assignments import read_assignments
    from ntm.scenario.what_if_words import what_if_json, what_if_text
    from ntm.service.what_if import what_if as supposed

    assumed, required = read_assignments(values), read_assignments(thresholds, "--threshold")
    with workspace_of(settings, snapshot, known_at) as workspace:
        found = supposed(
            workspace,
            unit,
            values=assumed,
            thresholds=required,
            criteria=criteria_set,
            day=day,
        )
        if form == "json":
            click.echo(json.dumps(what_if_json(found), ensure_ascii=False, indent=2))
        else:
            click.echo(what_if_text(found))
