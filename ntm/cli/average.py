"""`ntm average`: a district's or province's average criteria per commune beside its reference."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ntm.cli.options import format_option, scoring_options


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
    form: str,
) -> None:
    """Average criteria met per commune, beside the reference, with the criteria still needed."""
    from ntm.cli.score import workspace_of
    from ntm.scoring.averages import average_json
    from ntm.service.standing import compare

    with workspace_of(settings, snapshot) as workspace:
        ask = workspace.ask(day, criteria_set, known_at)
        comparison, _standing = compare(
            workspace, ask, unit, against=against, where=_pairs(where), allow_mismatch=allow_mismatch
        )
    document = average_json(comparison)
    if form == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    echo_average(document, form)


def _pairs(where: tuple[str, ...]) -> list[tuple[str, str]]:
    from ntm.errors import UsageError
    from ntm.territory.model import ATTRIBUTES
    from ntm.vietnamese.messages import _

    pairs: list[tuple[str, str]] = []
    for text in where:
        name, sign, value = text.partition("=")
        values = ATTRIBUTES.get(name)
        if not sign or name not in ATTRIBUTES or (values is not None and value not in values):
            raise UsageError(
                _("--where {text}: ghi TÊN=GIÁ TRỊ; các tên: {names}.").format(
                    text=text, names=", ".join(ATTRIBUTES)
                )
            )
        pairs.append((name, value))
    return pairs


def echo_average(document: dict[str, Any], form: str = "table") -> None:
    """Print an average document as a table with its reference, bands and warnings."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.vietnamese.messages import _

    subject, reference = document["subject"], document["reference"]
    columns = [
        Column("unit", _("Đơn vị")), Column("average", _("Bình quân tiêu chí/xã"), "right"),
        Column("met", _("Tổng tiêu chí đạt"), "right"), Column("communes", _("Số xã"), "right"),
        Column("on", _("Ngày")), Column("source", _("Căn cứ")),
    ]  # fmt: skip
    own = _("tính từ số liệu của {reporting}/{communes} xã").format(**subject)
    rows = [
        {
            "unit": subject["unit"]["name"], "average": comma(subject["average"]), "met": subject["met"],
            "communes": subject["communes"], "on": document["on"], "source": own,
        }
    ]  # fmt: skip
    if reference is not None:
        rows.append(
            {
                "unit": reference["unit"]["name"], "average": comma(reference["average"]), "met": reference["met"],
                "communes": reference["communes"], "on": reference["on"], "source": reference["source"],
            }
        )  # fmt: skip
    echo_listing(rows, columns, "csv" if form == "csv" else "table")
    if form == "csv":
        return
    click.echo()
    click.echo(_("Thấp nhất {low}, cao nhất {high} (phần chưa đủ số liệu tính là chưa đạt, là đạt).").format(
        low=comma(subject["low"]), high=comma(subject["high"])))  # fmt: skip
    spans = "; ".join(
        _("{span} tiêu chí: {communes} xã ({share}%)").format(
            span=f"{band['from']}" if band["from"] == band["to"] else f"{band['from']}-{band['to']}",
            communes=band["communes"], share=comma(band["share"]),
        )
        for band in subject["bands"]
    )  # fmt: skip
    click.echo(spans)
    if document["criteria_needed"] is not None:
        click.echo(
            _("Còn cần thêm {count} tiêu chí để bằng mốc so sánh.").format(count=document["criteria_needed"])
        )
    for warning in document["warnings"]:
        click.echo(f"! {warning}")


def comma(text: str | None) -> str:
    """An exact number of a document as people read it."""
    from decimal import Decimal

    from ntm.vietnamese.numbers import format_number

    return "–" if text is None else format_number(Decimal(text), 2)
