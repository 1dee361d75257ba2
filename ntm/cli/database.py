"""`ntm init`: makes or upgrades the database, with the shipped places in it."""

from __future__ import annotations

import click


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
