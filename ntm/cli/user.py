"""`ntm user`: people of the office, added, given roles, reset, disabled and listed by whoever runs the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from ntm.cli.options import ROLES, day_of, format_option, user_name
from ntm.cli.user_token import token

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.service.access.people import NewRole
    from ntm.service.workspace import Workspace


@click.group()
def user() -> None:
    """People of the office: add, grant, end, reset, disable, list; tokens of programs."""


user.add_command(token)


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="Name as shown to others.")
@click.option("--role", type=click.Choice(ROLES), help="A first role; needs --at.")
@click.option("--at", "place", metavar="UNIT", help="The place of the role, by code or name.")
@click.option("--from", "first", metavar="DAY", help="The role's first day; default: open.")
@click.option("--to", "last", metavar="DAY", help="The role's last day; default: open.")
@click.pass_obj
def add(
    settings: dict[str, str | None],
    login: str,
    name: str,
    role: str | None,
    place: str | None,
    first: str | None,
    last: str | None,
) -> None:
    """Add a person and print a random password, to be changed at the first sign-in."""
    from ntm.errors import UsageError
    from ntm.service.access import people
    from ntm.vietnamese.messages import _

    if (role is None) != (place is None):
        raise UsageError(_("Vai trò và nơi đi cùng nhau: ghi cả --role và --at, hoặc không ghi cái nào."))
    with _workspace(settings) as workspace:
        given = _new_role(workspace, role, place, first, last) if role and place else None
        secret = people.add(workspace, login, name, user_name(), role=given)
    click.echo(_("Đã thêm {login}. Mật khẩu dùng một lần: {password}").format(login=login, password=secret))


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The role.")
@click.option("--at", "place", metavar="UNIT", required=True, help="The place, by code or name.")
@click.option("--from", "first", metavar="DAY", help="Its first day; default: open.")
@click.option("--to", "last", metavar="DAY", help="Its last day; default: open.")
@click.pass_obj
def grant(
    settings: dict[str, str | None], login: str, role: str, place: str, first: str | None, last: str | None
) -> None:
    """Give a person a role at a place, from and to which day."""
    from ntm.service.access import people
    from ntm.vietnamese.messages import _

    with _workspace(settings) as workspace:
        given = _new_role(workspace, role, place, first, last)
        people.grant(workspace, login, given, user_name())
        told = {"login": login, "role": given.role.word, "unit": given.unit.title}
        click.echo(_("{login}: {role}, {unit}.").format(**told))


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), required=True, help="The role.")
@click.option("--at", "place", metavar="UNIT", required=True, help="The place, by code or name.")
@click.option("--on", "last", metavar="DAY", required=True, help="The role's last day.")
@click.pass_obj
def end(settings: dict[str, str | None], login: str, role: str, place: str, last: str) -> None:
    """End a role at a place."""
    from ntm.service.access import people
    from ntm.service.access.rights import Role
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    with _workspace(settings) as workspace:
        ended = Role(role)
        unit = people.end_grant(workspace, login, ended, place, day_of(last), user_name())
        click.echo(
            _("{login}: {role}, {unit}, đến hết {day}.").format(
                login=login, role=ended.word, unit=unit.title, day=format_day(day_of(last))
            )
        )


@user.command()
@click.argument("login")
@click.pass_obj
def reset(settings: dict[str, str | None], login: str) -> None:
    """Print a new random password, to be changed at the next sign-in; every session ends."""
    from ntm.service.access import people
    from ntm.vietnamese.messages import _

    with _workspace(settings) as workspace:
        secret = people.reset(workspace, login, user_name())
    click.echo(_("{login}: mật khẩu dùng một lần: {password}").format(login=login, password=secret))


@user.command()
@click.argument("login")
@click.option("--undo", is_flag=True, help="Let the person sign in again.")
@click.pass_obj
def disable(settings: dict[str, str | None], login: str, undo: bool) -> None:
    """Let a person no longer sign in; every session ends. Nothing the person did is touched."""
    from ntm.service.access import people
    from ntm.vietnamese.messages import _

    with _workspace(settings) as workspace:
        people.disable(workspace, login, user_name(), enable=undo)
    said = _("{login} đăng nhập lại được.") if undo else _("{login} không đăng nhập được nữa.")
    click.echo(said.format(login=login))


@user.command("list")
@format_option
@click.pass_obj
def list_(settings: dict[str, str | None], form: Form) -> None:
    """List people with their roles, places and days."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.service.access import people
    from ntm.vietnamese.messages import _

    rows: list[dict[str, object]] = []
    with _workspace(settings) as workspace:
        assert workspace.database is not None  # noqa: S101 - _workspace opened it
        for person in people.everybody(workspace.database):
            for held in person.grants or (None,):
                rows.append(
                    {
                        "login": person.login, "name": person.name,
                        "disabled": person.disabled_at is not None,
                        "role": held.role.value if held else None,
                        "unit": held.unit_code if held else None,
                        "from": held.valid_from if held else None, "to": held.valid_to if held else None,
                    }
                )  # fmt: skip
    columns = [
        Column("login", _("Tên đăng nhập")), Column("name", _("Tên")), Column("disabled", _("Đã khóa")),
        Column("role", _("Vai trò")), Column("unit", _("Nơi")), Column("from", _("Từ")), Column("to", _("Đến")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)


def _new_role(workspace: Workspace, role: str, place: str, first: str | None, last: str | None) -> NewRole:
    """The role, its place as it is on the role's first day (else today), and its days."""
    from ntm.service.access.people import NewRole
    from ntm.service.access.rights import Level, Role
    from ntm.vietnamese.dates import scored_day

    chosen = Role(role)
    start = day_of(first) if first else None
    end = day_of(last) if last else None
    on: date = start or (min(end, scored_day(None)) if end else scored_day(None))
    unit = workspace.find(place, on, "commune" if chosen.level is Level.COMMUNE else "district")
    return NewRole(chosen, unit, start, end)


@contextmanager
def _workspace(settings: dict[str, str | None]) -> Iterator[Workspace]:
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database

    with open_database(settings["database"]) as database:
        yield Workspace(database)
