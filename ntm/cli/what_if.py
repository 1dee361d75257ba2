"""`ntm what-if`: communes scored again on assumed values, places or law, in scenarios; nothing is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm.cli.options import format_option, given_on_option, known_at_option, snapshot_option
from ntm.cli.paper_options import terms_options, wishes_of, write_paper

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.scenario.what_if import WhatIf
    from ntm.scoring.averages import UnitLabel

FILE = click.Path(path_type=Path)


@click.command("what-if")
@click.argument("unit", required=False)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="[UNIT/]ITEM=VALUE",
    help="Assume a value, a step (+5) or a verdict.",
)
@click.option("--threshold", "thresholds", multiple=True, metavar="ITEM=VALUE", help="Assume a requirement.")
@click.option(
    "--criteria", "criteria_set", metavar="SET", help="Score by this set instead of the one in force."
)
@click.option("--instead-on", metavar="DAY", help="Score as of this day instead: its values and its law.")
@click.option("--law-on", metavar="DAY", help="The law of this day (or year), the values as they are.")
@click.option(
    "--draft", "drafts", multiple=True, metavar="FILE", type=FILE, help="A province's overlay to judge by."
)
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="[UNIT/]NAME=VALUE",
    help="Judge as if: region, group, border …",
)
@click.option(
    "--scenario",
    "files",
    multiple=True,
    metavar="FILE",
    type=FILE,
    help="A scenario (YAML); several are compared.",
)
@click.option(
    "--merge",
    "merged",
    metavar="UNIT,UNIT[,…]",
    help="These communes as one; other assumptions are laid on it.",
)
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    help="Print it as a paper too: a .pdf or .docx; one scenario.",
)
@terms_options
@click.option(
    "--request", "requests", multiple=True, metavar="TEXT", help="A request (kiến nghị) of the paper."
)
@given_on_option
@known_at_option
@snapshot_option
@format_option
@click.pass_obj
def what_if(
    settings: dict[str, str | None],
    /,
    unit: str | None,
    values: tuple[str, ...],
    thresholds: tuple[str, ...],
    criteria_set: str | None,
    instead_on: str | None,
    law_on: str | None,
    drafts: tuple[Path, ...],
    places: tuple[str, ...],
    files: tuple[Path, ...],
    merged: str | None,
    day: date | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: Form,
    output: Path | None,
    templates: Path | None,
    **terms: Any,
) -> None:
    """Score a commune as if, or every commune of a district or province: what flips, why, and the averages.

    Options make a scenario of their own; with --scenario they are laid on each file.
    """
    from ntm.cli.merging import echo_merged
    from ntm.cli.score import workspace_of
    from ntm.errors import UsageError
    from ntm.scenario.scenario_file import options, read_scenario
    from ntm.service.supposing.merging_if import merge, suppose_merged
    from ntm.service.supposing.what_if import focus_label
    from ntm.service.supposing.what_if import what_if as supposed
    from ntm.vietnamese.messages import _

    given = options(values, thresholds, places, criteria_set, instead_on, law_on, drafts)
    if merged is not None:
        if unit is not None or len(files) > 1 or output is not None:
            raise UsageError(
                _("--merge thay cho tên xã, và đi với nhiều nhất một --scenario, không in ra văn bản.")
            )
        scenario = given.named_by(read_scenario(files[0])) if files else given
        with workspace_of(settings, snapshot, known_at) as workspace:
            units = [part.strip() for part in merged.split(",") if part.strip()]
            one = merge(workspace, workspace.ask(day, scenario.criteria), units)
            scenario = replace(scenario, criteria=None)
            echo_merged(one, form, suppose_merged(workspace, one, scenario) if scenario.assumes else None)
        return
    if unit is None:
        raise UsageError(_("Ghi tên xã, huyện hay tỉnh, hoặc --merge XÃ,XÃ."))
    scenarios = [given.named_by(read_scenario(file)) for file in files] or [given]
    if output is not None and len(scenarios) > 1:
        raise UsageError(_("Mỗi văn bản là một phương án: -o đi với một --scenario."))
    if output is None and any(terms.values()):
        raise UsageError(_("--issuer, --number, --dated, --request là của văn bản: ghi thêm -o TỆP.pdf."))
    with workspace_of(settings, snapshot, known_at) as workspace:
        found = supposed(workspace, unit, scenarios, day=day)
        echo_what_if(found, focus_label(found[0]), form, alone=not files)
        if output is not None:
            from ntm.service.papers.scenario_paper import scenario_paper

            paper = scenario_paper(workspace, unit, scenarios[0], wishes_of(**terms), day=day)
            write_paper(output, paper, templates, aside=True)


def echo_what_if(
    found: Sequence[WhatIf], label: UnitLabel, form: Form = "table", *, alone: bool = True
) -> None:
    """Print what one scenario changes for a commune (`ntm.what-if/1`), else scenarios side by side."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.scenario.compared_words import (
        change_lines,
        compared_head,
        figure_rows,
        flip_row,
        scenarios_json,
    )  # fmt: skip
    from ntm.scenario.what_if_words import cautions, what_if_json, what_if_text

    one = alone and len(found[0].rows) == 1
    if form == "json":
        document = what_if_json(found[0]) if one else scenarios_json(found, label)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif form == "csv":
        keys = ("scenario", "unit", "name", "item", "from", "to", "because")
        rows = [flip_row(which, flip) for which in found for flip in which.flips]
        echo_listing(rows, [Column(key, key) for key in keys], "csv")
    elif one:
        click.echo(what_if_text(found[0]))
    else:
        figures, headings = figure_rows(found)
        click.echo("\n".join([*compared_head(found, label), ""]))
        columns = [Column("figure", "")]
        columns += [Column(str(at), heading, "right") for at, heading in enumerate(headings)]
        echo_listing(figures, columns, "table")
        for which in found:
            click.echo("\n".join(["", *change_lines(which), *(f"! {told}" for told in cautions(which))]))
