"""`ntm init` makes or upgrades the database, `backup` and `restore` carry it away, `doctor` says if all is sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.options import format_option, on_option

if TYPE_CHECKING:
    from ntm.exchange.listing import Form


@click.command()
@click.pass_obj
def init(settings: dict[str, str | None]) -> None:
    """Make or upgrade the database and put the shipped places into it; running it again is harmless."""
    from ntm.store.database import open_database
    from ntm.store.places import save_places
    from ntm.territory.shipped import shipped
    from ntm.vietnamese.messages import _

    with open_database(settings["database"], create=True) as database:
        places = shipped()
        added = save_places(database, places.units, places.successions, places.attributes)
        click.echo(
            _(
                "Cơ sở dữ liệu {name} sẵn sàng (phiên bản {version}); {added} dòng đơn vị hành chính mới."
            ).format(name=database.name, version=database.version(), added=added)
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(settings: dict[str, str | None], file: Path) -> None:
    """Write the whole database into FILE (a zip), as of one moment; others may go on working."""
    from ntm.store.backup import backup as copy
    from ntm.store.database import open_database
    from ntm.vietnamese.messages import _

    with open_database(settings["database"]) as database:
        copied = copy(database, file)
    click.echo(
        _("Đã sao lưu {name}: {tables} bảng, {rows} dòng vào {file}.").format(
            name=database.name, tables=copied.tables, rows=copied.rows, file=file
        )
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def restore(settings: dict[str, str | None], file: Path) -> None:
    """Make a new database (--database) from a backup FILE; what exists is never overwritten."""
    from ntm.store.backup import restore as bring_back
    from ntm.vietnamese.messages import _

    copied = bring_back(file, settings["database"])
    click.echo(_("Đã khôi phục {tables} bảng, {rows} dòng.").format(tables=copied.tables, rows=copied.rows))


@click.command()
@on_option
@click.option("--rebuild", is_flag=True, help="Make the table of what speaks now anew from the statements.")
@click.option(
    "--audit", is_flag=True, help="Hold every act and statement against the hashes written with it."
)
@format_option
@click.pass_obj
def doctor(settings: dict[str, str | None], day: date, rebuild: bool, audit: bool, form: Form) -> None:
    """Say what is installed and whether it is sound: programs, fonts, sets, database. Exit code 1 when not."""
    from ntm.cli.options import echo_listing
    from ntm.errors import CheckFailed
    from ntm.exchange.listing import Column
    from ntm.service.doctor import State, examine
    from ntm.vietnamese.messages import _

    findings = examine(settings["database"], day, rebuild, audit)
    rows = [
        {
            "subject": finding.subject,
            "state": finding.state.word if form == "table" else finding.state.value,
            "found": finding.found,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    columns = [
        Column("subject", _("Mục")),
        Column("state", _("Tình trạng")),
        Column("found", _("Đang có")),
        Column("remedy", _("Cách xử lý")),
    ]
    echo_listing(rows, columns, form)
    broken = sum(finding.state is State.BROKEN for finding in findings)
    if broken:
        raise CheckFailed(_("Có {count} mục hỏng; xem cột “Cách xử lý”.").format(count=broken))
