"""`ntm user token`: tokens with which programs ask the API, each for one role of a person at one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ntm.cli.options import ROLES, day_of, format_option, user_name

if TYPE_CHECKING:
    from ntm.exchange.listing import Form


@click.group()
def token() -> None:
    """Tokens for programs that use the API: add, list, revoke."""


@token.command()
@click.argument("login")
@click.option("--name", required=True, help="What it is for, as shown in the list.")
@click.option("--role", type=click.Choice(ROLES), help="The role, where the person has several.")
@click.option("--at", "place", metavar="UNIT", help="The place of the role, where the person has several.")
@click.option("--to", "last", metavar="DAY", help="Its last day; default: and at most a year from now.")
@click.pass_obj
def add(
    settings: dict[str, str | None],
    login: str,
    name: str,
    role: str | None,
    place: str | None,
    last: str | None,
) -> None:
    """Make a token for one role of a person and print it, this once: it is kept nowhere."""
    from ntm.cli.score import workspace_of
    from ntm.service.access import tokens
    from ntm.service.access.rights import Level, Role
    from ntm.vietnamese.dates import format_day, scored_day
    from ntm.vietnamese.messages import _

    chosen = Role(role) if role else None
    with workspace_of(settings) as workspace:
        day = scored_day(None)
        prefer = "district" if chosen and chosen.level not in (None, Level.COMMUNE) else "commune"
        unit = workspace.find(place, day, prefer) if place else None  # type: ignore[arg-type]  # one of the two words
        made = tokens.add(
            workspace, login, name, user_name(), role=chosen, unit=unit,
            last=day_of(last) if last else None, on=day,
        )  # fmt: skip
    click.echo(
        _("Mã truy cập số {id} của {login}: {role}, {unit}, đến hết {day}. Chỉ hiện một lần này:").format(
            id=made.id, login=login, role=made.role.word, unit=made.unit.title, day=format_day(made.valid_to)
        ),
        err=True,
    )
    click.echo(made.secret)


@token.command("list")
@click.argument("login", required=False)
@format_option
@click.pass_obj
def list_(settings: dict[str, str | None], login: str | None, form: Form) -> None:
    """List tokens: whose, for what, until when, when last used. The tokens themselves are kept nowhere."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.access import tokens
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        found = tokens.listed(workspace, login)
    rows = [
        {
            "id": one.id, "login": one.login, "name": one.name, "role": one.role, "unit": one.unit_code,
            "to": one.valid_to, "created_at": one.created_at, "created_by": one.created_by,
            "seen_at": one.seen_at, "revoked_at": one.revoked_at,
        }
        for one in found
    ]  # fmt: skip
    columns = [
        Column("id", _("Số"), "right"), Column("login", _("Tên đăng nhập")), Column("name", _("Dùng cho")),
        Column("role", _("Vai trò")), Column("unit", _("Nơi")), Column("to", _("Đến")),
        Column("created_at", _("Tạo lúc")), Column("created_by", _("Người tạo")),
        Column("seen_at", _("Dùng gần nhất")), Column("revoked_at", _("Thu hồi lúc")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)


@token.command()
@click.argument("token_id", metavar="ID", type=click.IntRange(1))
@click.pass_obj
def revoke(settings: dict[str, str | None], token_id: int) -> None:
    """Make a token good for nothing, at once."""
    from ntm.cli.score import workspace_of
    from ntm.service.access import tokens
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        found = tokens.revoke(workspace, token_id, user_name())
    click.echo(
        _("Mã truy cập số {id} ({login}, {name}) không dùng được nữa.").format(
            id=found.id, login=found.login, name=found.name
        )
    )
