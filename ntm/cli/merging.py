"""Printing merged communes, for `ntm places merge-status` and `ntm what-if --merge`."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.scenario.what_if import WhatIf
    from ntm.service.supposing.merging import Merged, Redrawn

_STATUS = ("unit", "item", "on", "value", "numerator", "denominator", "note")


def echo_merged(found: Merged, form: Form, further: WhatIf | None = None) -> None:
    """Print a merged commune: its standing, every item with how it was derived, the averages; the contract; CSV.

    `further` is what is assumed of it beside the merger.
    """
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.scenario.what_if_words import what_if_json, what_if_text
    from ntm.service.supposing.merge_words import average_lines, item_rows, merge_head, merge_json, warnings
    from ntm.vietnamese.messages import _

    if form == "json":
        document = merge_json(found)
        if further is not None:
            document["what_if"] = what_if_json(further)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    if form == "csv":
        keys = ("item", "value", "on", "how", "of")
        echo_listing(item_rows(found), [Column(key, key) for key in keys], "csv")
        return
    click.echo("\n".join([*merge_head(found), ""]))
    columns = [
        Column("item", _("Mục")), Column("value", _("Giá trị")), Column("how", _("Cách suy ra")),
        Column("of", _("Từ các xã")),
    ]  # fmt: skip
    echo_listing(item_rows(found, shown=True), columns, "table")
    if found.averages:
        click.echo(
            "\n".join(
                ["", _("Bình quân tiêu chí/xã:"), *(f"  {line}" for line in average_lines(found.averages))]
            )
        )
    click.echo("\n".join(["", *(f"! {line}" for line in warnings(found))]))
    if further is not None:
        click.echo("\n" + what_if_text(further))


def echo_redrawn(found: Redrawn, form: Form) -> None:
    """Print a province on its new boundaries: the averages on both, and its communes."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.service.supposing.merge_words import redrawn_head, redrawn_json, redrawn_rows
    from ntm.vietnamese.messages import _

    if form == "json":
        click.echo(json.dumps(redrawn_json(found), ensure_ascii=False, indent=2))
        return
    columns = [
        Column("code", _("Mã")), Column("name", _("Xã")), Column("made_of", _("Lập từ")),
        Column("met", _("Đạt"), "right"), Column("undetermined", _("Chưa đủ số liệu"), "right"),
    ]  # fmt: skip
    if form == "table":
        click.echo("\n".join([*redrawn_head(found), ""]))
    echo_listing(redrawn_rows(found), columns, form)


def write_status(found: Merged, path: Path) -> None:
    """Write the derived values as a status file; raises DataError where it cannot be written."""
    from ntm.errors import DataError
    from ntm.exchange.listing import spreadsheet_safe
    from ntm.service.supposing.merge_words import status_rows
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    rows = status_rows(found)
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, _STATUS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: spreadsheet_safe(value) for key, value in row.items()} for row in rows)
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
    click.echo(
        _("Đã ghi {count} số liệu suy ra vào {file}: kiểm tra rồi nhập bằng ntm status import.").format(
            count=len(rows), file=path
        ),
        err=True,
    )
