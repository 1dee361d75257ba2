"""`ntm forecast`: when each gap closes at the present pace, and what a unit will stand at on later days."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from ntm.cli.options import criteria_option, day_of, given_on_option, json_option, known_at_option


@click.command()
@click.argument("unit")
@click.option(
    "--to",
    "days",
    multiple=True,
    metavar="DAY",
    help="A later day; may be repeated. Default: the ends of the quarters left of the year.",
)
@given_on_option
@criteria_option
@known_at_option
@json_option
@click.pass_obj
def forecast(
    settings: dict[str, str | None],
    unit: str,
    days: tuple[str, ...],
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Forecast a commune, district or province from its own history, with a range; yes/no items take their due days."""
    from ntm.cli.score import workspace_of
    from ntm.service.supposing.forecast import forecast_of
    from ntm.service.supposing.forecast_words import forecast_json, forecast_text

    later = [day_of(text) for text in days]
    with workspace_of(settings, known_at=known_at) as workspace:
        found = forecast_of(workspace, workspace.ask(day, criteria_set), unit, later)
        if form == "json":
            click.echo(json.dumps(forecast_json(found), ensure_ascii=False, indent=2))
        else:
            click.echo(forecast_text(found))
