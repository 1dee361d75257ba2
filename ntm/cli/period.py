"""`ntm period`: reporting periods a province opens, with the day until when each level has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ntm.cli.options import day_of, format_option, on_option, user_name

if TYPE_CHECKING:
    from ntm.exchange.listing import Form


@click.group()
def period() -> None:
    """Reporting periods: open, list."""


@period.command("open")
@click.argument("period_id", metavar="PERIOD")
@click.option("--province", required=True, metavar="UNIT", help="The province, by code or name.")
@click.option("--commune-due", metavar="DAY", help="Until when communes submit.")
@click.option("--district-due", metavar="DAY", help="Until when districts verify.")
@click.option("--province-due", metavar="DAY", help="Until when the province confirms.")
@on_option
@click.pass_obj
def open_(
    settings: dict[str, str | None],
    period_id: str,
    province: str,
    commune_due: str | None,
    district_due: str | None,
    province_due: str | None,
    day: date,
) -> None:
    """Open PERIOD (2024-06, 2024-Q2 or 2024) for a province, or change its deadlines."""
    from ntm.service.office import periods
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database
    from ntm.vietnamese.messages import _

    with open_database(settings["database"]) as database:
        workspace = Workspace(database)
        unit = workspace.find(province, day, "district")
        opened = periods.open_period(
            workspace, unit, period_id, user_name(),
            commune_due=day_of(commune_due) if commune_due else None,
            district_due=day_of(district_due) if district_due else None,
            province_due=day_of(province_due) if province_due else None,
        )  # fmt: skip
    words = periods.period_words(opened.id)
    click.echo(_("{unit}: đã mở {period}.").format(unit=unit.title, period=words))


@period.command("list")
@click.option("--province", required=True, metavar="UNIT", help="The province, by code or name.")
@on_option
@format_option
@click.pass_obj
def list_(settings: dict[str, str | None], province: str, day: date, form: Form) -> None:
    """List the periods a province opened, with their deadlines."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.service.office import periods
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database
    from ntm.vietnamese.messages import _

    with open_database(settings["database"]) as database:
        workspace = Workspace(database)
        unit = workspace.find(province, day, "district")
        rows = [
            {
                "period": one.id, "starts": one.starts, "ends": one.ends, "commune_due": one.commune_due,
                "district_due": one.district_due, "province_due": one.province_due,
            }
            for one in periods.periods_of(workspace, unit.code)
        ]  # fmt: skip
    columns = [
        Column("period", _("Kỳ")), Column("starts", _("Từ ngày")), Column("ends", _("Đến ngày")),
        Column("commune_due", _("Hạn của xã")), Column("district_due", _("Hạn của huyện")),
        Column("province_due", _("Hạn của tỉnh")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)
