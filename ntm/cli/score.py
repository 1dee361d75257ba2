"""`ntm score` and `ntm explain`: how a commune stands, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm.cli.options import format_option, json_option, scoring_options

if TYPE_CHECKING:
    from ntm.service.workspace import Workspace


@contextmanager
def workspace_of(
    settings: dict[str, str | None], snapshot: Path | None = None, known_at: datetime | None = None
) -> Iterator[Workspace]:
    """The workspace a command works in, as known at a moment; the database is closed after it."""
    from ntm.service.workspace import Workspace

    if snapshot is not None:
        yield Workspace(None, snapshot, known_at)
        return
    from ntm.store.database import open_database

    with open_database(settings["database"]) as database:
        yield Workspace(database, known_at=known_at)


@click.command()
@click.argument("unit")
@scoring_options
@format_option
@click.pass_obj
def score(
    settings: dict[str, str | None],
    unit: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: str,
) -> None:
    """Score a commune, named by code or name: criteria met, not met, undetermined."""
    from ntm.scoring.scorecard import score_json
    from ntm.service.standing import commune_standing

    with workspace_of(settings, snapshot, known_at) as workspace:
        found = commune_standing(workspace, workspace.ask(day, criteria_set), unit)
        document = score_json(found.standing.scorecard, found.row)
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    echo_score(document, form)


def echo_score(document: dict[str, Any], form: str) -> None:
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.scoring.verdict import Basis, Verdict
    from ntm.scoring.wording import basis_word, verdict_word
    from ntm.vietnamese.messages import _

    columns = [
        Column("number", _("TT"), "right"), Column("name", _("Tiêu chí")), Column("verdict", _("Kết quả")),
        Column("basis", _("Căn cứ")), Column("open", _("Chỉ tiêu chưa đạt hoặc chưa đủ số liệu")),
    ]  # fmt: skip
    rows = [
        {
            "number": criterion["number"],
            "name": criterion["name"],
            "verdict": verdict_word(Verdict[criterion["verdict"].upper()]),
            "basis": basis_word(Basis[criterion["basis"].upper()]),
            "open": ", ".join(
                one["id"] for one in criterion["indicators"] if one["verdict"] in ("not_met", "undetermined")
            )
            if criterion["verdict"] in ("not_met", "undetermined")
            else "",
        }
        for criterion in document["criteria"]
    ]
    if form == "table":
        click.echo(headline(document))
        click.echo()
    echo_listing(rows, columns, "csv" if form == "csv" else "table")
    if form == "table":
        click.echo()
        for warning in document["warnings"]:
            click.echo(f"! {warning}")


def headline(document: dict[str, Any]) -> str:
    """The commune's standing in one or two lines of words."""
    from ntm.service.standing import standing_words
    from ntm.vietnamese.dates import format_day, parse_day
    from ntm.vietnamese.messages import _

    unit = document["unit"]
    parts = standing_words(document)
    declared = [
        words.format(count=document["declared"][key])
        for key, words in (
            ("commune", _("{count} do xã tự đánh giá")),
            ("district", _("{count} do huyện kết luận")),
            ("province", _("{count} do tỉnh kết luận")),
        )
        if document["declared"][key]
    ]
    said = _(" Trong số đạt: {list}.").format(list=", ".join(declared)) if declared else ""
    place = _("{name} ({code}), ngày {day}, bộ {set}, bản {hash}").format(
        name=unit["name"],
        code=unit["code"],
        day=format_day(parse_day(document["on"])),
        set=document["criteria_set"],
        hash=document["set_hash"][:12],
    )
    return f"{place}\n{'; '.join(parts)}.{said}"


@click.command()
@click.argument("unit")
@click.argument("item")
@scoring_options
@json_option
@click.pass_obj
def explain(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    snapshot: Path | None,
    form: str,
) -> None:
    """Explain the verdict on a criterion, indicator or measure: value, requirement, gap, law."""
    from ntm.scoring.explain import explain as explain_item
    from ntm.scoring.explain_text import explain_text
    from ntm.service.standing import ask_of_item, commune_standing

    with workspace_of(settings, snapshot, known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        if criteria_set is None and snapshot is None:
            ask = ask_of_item(ask, item)
        found = commune_standing(workspace, ask, unit)
        tree = explain_item(found.standing.scorecard, found.row, item)
    click.echo(json.dumps(tree, ensure_ascii=False, indent=2) if form == "json" else explain_text(tree))
