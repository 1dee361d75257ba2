"""`ntm serve`: the office's pages, on SQLite with nothing else; `--demo` opens the demonstration."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ntm.store.database import Database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option("--certificate", type=click.Path(exists=True, dir_okay=False), help="TLS certificate (PEM).")
@click.option("--key", type=click.Path(exists=True, dir_okay=False), help="TLS private key (PEM).")
@click.option(
    "--behind-proxy",
    metavar="ADDRESS",
    help="Believe X-Forwarded-Proto and -For from this proxy, which ends TLS.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer.  [default: one a processor, at most 2 on SQLite and 4 on PostgreSQL; 1 with --demo]",
)
@click.option("--demo", is_flag=True, help="Serve the demonstration, with one ready account a role.")
@click.option(
    "--demo-folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where the demonstration lies; made when it is not there.",
)
@click.pass_obj
def serve(
    settings: dict[str, str | None],
    host: str,
    port: int,
    certificate: str | None,
    key: str | None,
    behind_proxy: str | None,
    workers: int | None,
    demo: bool,
    demo_folder: Path,
) -> None:
    """Serve the office's pages. The database is made when there is none.

    Passwords are taken over https or within this machine only: give --certificate and --key, or put a proxy
    that ends TLS before it (--behind-proxy). Stop with Ctrl+C.
    """
    from ntm.errors import UsageError
    from ntm.vietnamese.messages import _
    from ntm.web import serving

    if (certificate is None) != (key is None):
        raise UsageError(_("Chứng thư và khóa đi cùng nhau: ghi cả --certificate và --key."))
    database, day = _demonstration(demo_folder) if demo else (_opened(settings["database"]), None)
    scheme = "https" if certificate else "http"
    with database:
        click.echo(
            _("Mở trình duyệt: {address}  (dừng: Ctrl+C)").format(address=f"{scheme}://{host}:{port}/")
        )
        count = workers or (1 if demo else serving.sensible_workers(database))
        serving.serve(
            database, day, count, host=host, port=port, ssl_certfile=certificate, ssl_keyfile=key,
            proxy_headers=behind_proxy is not None, forwarded_allow_ips=behind_proxy,
        )  # fmt: skip


def _opened(url: str | None) -> Database:
    """The database, made with the shipped places when there is none; says so when nobody can sign in yet."""
    from ntm.service.access import people
    from ntm.store.database import open_database
    from ntm.store.faults import DatabaseAbsent
    from ntm.store.places import save_places
    from ntm.territory.shipped import shipped
    from ntm.vietnamese.messages import _

    try:
        database = open_database(url, pooled=True)
    except DatabaseAbsent:
        database = open_database(url, create=True, pooled=True)
        places = shipped()
        save_places(database, places.units, places.successions, places.attributes)
        click.echo(_("Đã tạo cơ sở dữ liệu {name}.").format(name=database.name))
    if not people.anybody(database):
        click.echo(
            _(
                "Chưa có người dùng. Hãy chạy, ví dụ: "
                'ntm user add quan-tri --name "Quản trị tỉnh" --role province_admin --at "tỉnh Lạng Sơn"'
            )
        )
    return database


def _demonstration(folder: Path) -> tuple[Database, date]:
    """The demonstration in the folder, kept when it is of this version, with its accounts' new password told."""
    from ntm.errors import DataError
    from ntm.service.demonstration.demo import make
    from ntm.service.demonstration.demo_people import ACCOUNTS, make_people
    from ntm.service.demonstration.demo_status import DAY
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    path = folder / "ntm.db"
    try:
        database = open_database(str(path), pooled=True)
    except DataError:
        make(folder)
        database = open_database(str(path), pooled=True)
    secret = make_people(Workspace(database))
    click.echo(_("SỐ LIỆU MINH HỌA trong {file}, ngày {day}.").format(file=path, day=format_day(DAY)))
    for account in ACCOUNTS:
        click.echo(f"  {account.login:<16}{account.role.word}")
    click.echo(_("Mật khẩu của mọi tài khoản trên: {password}").format(password=secret))
    return database, DAY
