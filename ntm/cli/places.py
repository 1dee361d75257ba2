"""`ntm places`: units through time, who became whom and how it stands, and importing further provinces."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.options import (
    criteria_option,
    format_option,
    given_on_option,
    known_at_option,
    on_option,
    user_name,
)

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.territory.register import Territory

FILE = click.Path(path_type=Path)


@click.group()
def places() -> None:
    """Units through time: import, list, show, history, merge-status."""


def _territory(settings: dict[str, str | None]) -> Territory:
    """The database's places where there is a database, else the shipped ones."""
    from ntm.store.database import DEFAULT_URL, open_database
    from ntm.store.places import load_territory
    from ntm.territory.shipped import shipped

    given = settings["database"]
    if given is None and not Path(DEFAULT_URL.removeprefix("sqlite:///")).exists():
        return shipped()
    with open_database(given) as database:
        return load_territory(database)


@places.command("list")
@click.option("--kind", help="Only this kind: tinh, huyen, thanh_pho, xa, phuong, thi_tran, thon.")
@click.option("--within", metavar="UNIT", help="Only units below this one.")
@on_option
@format_option
@click.pass_obj
def list_(
    settings: dict[str, str | None], kind: str | None, within: str | None, day: date, form: Form
) -> None:
    """List the units of a day."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.service.units import unit_row, units_of
    from ntm.vietnamese.messages import _

    territory = _territory(settings)
    above = territory.find(within, day, "district") if within else None
    rows = [unit_row(territory, unit, day) for unit in units_of(territory, day, kind, above)]
    columns = [
        Column("code", _("Mã")), Column("name", _("Tên")), Column("kind", _("Loại")), Column("parent", _("Thuộc")),
        Column("valid_from", _("Từ ngày")), Column("valid_to", _("Đến ngày")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)


@places.command()
@click.argument("unit")
@on_option
@format_option
@click.pass_obj
def show(settings: dict[str, str | None], unit: str, day: date, form: Form) -> None:
    """Show a unit on a day: where it lies and its dated attributes with their sources."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.service.units import unit_row
    from ntm.vietnamese.messages import _

    territory = _territory(settings)
    found = territory.find(unit, day)
    rows: list[dict[str, object]] = [
        {"name": key, "value": value, "source": None}
        for key, value in unit_row(territory, found, day).items()
    ]
    rows += [
        {"name": name, "value": value, "source": territory.source_of(found, day, name)}
        for name, value in sorted(territory.attributes_of(found, day).items())
    ]
    echo_listing(
        rows, [Column("name", _("Mục")), Column("value", _("Giá trị")), Column("source", _("Nguồn"))], form
    )


@places.command()
@click.argument("unit")
@on_option
@format_option
@click.pass_obj
def history(settings: dict[str, str | None], unit: str, day: date, form: Form) -> None:
    """Who became whom: what a unit was made of and what it became, and every unit of its code."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.vietnamese.messages import _

    territory = _territory(settings)
    found = territory.find(unit, day)
    rows: list[dict[str, object]] = []
    for relation, steps in (
        (_("gộp từ"), territory.predecessors(found)),
        (_("trở thành"), territory.successors(found)),
    ):
        rows += [
            {
                "relation": relation, "code": other.code, "unit": other.title, "share": step.share,
                "valid_from": other.valid_from, "valid_to": other.valid_to, "legal_basis": step.legal_basis,
            }
            for other, step in steps
        ]  # fmt: skip
    rows += [
        {
            "relation": _("cùng mã"), "code": other.code, "unit": other.title, "share": None,
            "valid_from": other.valid_from, "valid_to": other.valid_to, "legal_basis": other.legal_basis,
        }
        for other in territory.of_code(found.code)
    ]  # fmt: skip
    columns = [
        Column("relation", _("Quan hệ")), Column("code", _("Mã")), Column("unit", _("Đơn vị")),
        Column("share", _("Phần")), Column("valid_from", _("Từ ngày")), Column("valid_to", _("Đến ngày")),
        Column("legal_basis", _("Căn cứ")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)


@places.command("merge-status")
@click.argument("unit")
@click.option(
    "-o", "--output", "output", metavar="FILE", type=FILE, help="Also write the derived values as CSV."
)
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def merge_status(
    settings: dict[str, str | None],
    unit: str,
    output: Path | None,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: Form,
) -> None:
    """How a commune made of others stands, derived from theirs; of a province, its averages on both boundaries.

    Nothing is written to the database. -o writes a status file to check, correct and import.
    """
    from ntm.cli.merging import echo_merged, echo_redrawn, write_status
    from ntm.cli.score import workspace_of
    from ntm.errors import UsageError
    from ntm.service.supposing.merging import Redrawn
    from ntm.service.supposing.merging import merge_status as derived
    from ntm.vietnamese.messages import _

    with workspace_of(settings, None, known_at) as workspace:
        found = derived(workspace, workspace.ask(day, criteria_set), unit)
        if isinstance(found, Redrawn):
            if output is not None:
                raise UsageError(_("-o là cho một xã, không phải một tỉnh."))
            echo_redrawn(found, form)
        else:
            echo_merged(found, form)
            if output is not None:
                write_status(found, output)


@places.command("import")
@click.argument("units", type=FILE)
@click.option("--successions", type=FILE, help="CSV of who became whom.")
@click.option("--attributes", type=FILE, help="CSV of dated attributes with their sources.")
@click.option("--dry-run", is_flag=True, help="Check the files; write nothing.")
@click.pass_obj
def import_(
    settings: dict[str, str | None],
    units: Path,
    successions: Path | None,
    attributes: Path | None,
    dry_run: bool,
) -> None:
    """Import further units from CSV files in the form of the shipped ones: all rows, or none.

    They may lie below units that are there already: the villages (kind thon) of a commune, say.
    """
    from ntm.errors import DataError, Problem
    from ntm.store.database import open_database
    from ntm.store.places import save_places
    from ntm.territory.files import read_attributes, read_successions, read_units
    from ntm.vietnamese.messages import _

    problems: list[Problem] = []
    read = read_units(units, problems, {unit.code for unit in _territory(settings).units})
    steps = read_successions(successions, problems) if successions else []
    facts = read_attributes(attributes, problems) if attributes else []
    if problems:
        raise DataError(_("Không nhập dòng nào, {count} chỗ phải sửa:").format(count=len(problems)), problems)
    if dry_run:
        click.echo(
            _("Thử: {units} đơn vị, {steps} lần sắp xếp, {facts} thuộc tính; không có gì được ghi.").format(
                units=len(read), steps=len(steps), facts=len(facts)
            )
        )
        return
    with open_database(settings["database"]) as database:
        added = save_places(database, read, steps, facts, user_name())
    click.echo(_("Đã ghi {added} dòng mới.").format(added=added))
