"""`ntm dossier`: what recognition needs and what is there; titles held, and the watch on who may lose them."""

from __future__ import annotations

from datetime import date, datetime

import click

from ntm.cli.options import (
    criteria_option,
    day_of,
    format_option,
    given_on_option,
    known_at_option,
    user_name,
)


@click.group()
def dossier() -> None:
    """What recognition needs: the dossier, titles held, the withdrawal watch."""


@dossier.command()
@click.argument("unit")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def show(
    settings: dict[str, str | None],
    unit: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """What recognition of a commune needs by the law of the day: what is there, what is missing."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.recognition.dossier import dossier as made
    from ntm.service.recognition.dossier import listing, sentence
    from ntm.vietnamese.messages import _

    with workspace_of(settings, known_at=known_at) as workspace:
        held = made(workspace, workspace.ask(day, criteria_set), unit)
        rows = listing(held)
        if form == "table":
            if workspace.illustrative:
                click.echo(_("! Số liệu minh họa."))
            click.echo(f"{held.title}: {sentence(held)}")
            click.echo()
    columns = [
        Column("part", _("Phần")), Column("item", _("Mục")), Column("name", _("Nội dung")),
        Column("required", _("Yêu cầu")), Column("checked", _("Đối chiếu")), Column("result", _("Kết quả")),
        Column("on", _("Ngày")), Column("state", _("Tình trạng")), Column("evidence", _("Minh chứng")),
        Column("who", _("Phụ trách")),
    ]  # fmt: skip
    if form != "table":
        columns.append(Column("here", "here"))
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms


@dossier.command()
@click.argument("unit")
@given_on_option
@known_at_option
@format_option
@click.pass_obj
def villages(
    settings: dict[str, str | None], unit: str, day: date | None, known_at: datetime | None, form: str
) -> None:
    """What people said in each village of a commune: asked, satisfied, opinions.

    Villages are units (ntm places import); what was said is entered like any status (ntm status set VILLAGE
    hai-long 43/45 --note "…", or ntm status import).
    """
    from dataclasses import asdict

    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.recognition.dossier import dossier as made
    from ntm.service.recognition.dossier import poll_sentences, polls
    from ntm.vietnamese.messages import _

    with workspace_of(settings, known_at=known_at) as workspace:
        held = made(workspace, workspace.ask(day), unit)
        found, told = polls(held), poll_sentences(held)
    if form == "table":
        for line in told:
            click.echo(line)
        click.echo()
    columns = [
        Column("code", _("Mã")), Column("name", _("Thôn")), Column("asked", _("Được hỏi"), "right"),
        Column("satisfied", _("Hài lòng"), "right"), Column("share", _("Tỷ lệ"), "right"), Column("day", _("Ngày")),
        Column("said", _("Ý kiến")),
    ]  # fmt: skip
    echo_listing([asdict(one) for one in found], columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms


@dossier.command()
@click.argument("unit")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def watch(
    settings: dict[str, str | None],
    unit: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Recognised communes of a commune, district or province against the rules of withdrawal, the worst first."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.recognition.watch import rows_of
    from ntm.service.recognition.watch import watch as watching
    from ntm.vietnamese.messages import _

    with workspace_of(settings, known_at=known_at) as workspace:
        lines = watching(workspace, workspace.ask(day, criteria_set), unit)
        made_up = workspace.illustrative
    if form == "table":
        if not lines:
            click.echo(
                _("Không có xã nào giữ danh hiệu. Ghi bằng: ntm dossier title XÃ title_ntm --decision …")
            )
            return
        if made_up:
            click.echo(_("! Số liệu minh họa."))
    columns = [
        Column("code", _("Mã")), Column("unit", _("Đơn vị")), Column("title", _("Danh hiệu")),
        Column("since", _("Từ ngày")), Column("lost", _("Không còn đạt"), "right"), Column("of", _("Trên"), "right"),
        Column("lost_items", _("Tiêu chí")), Column("named", _("Được nêu tên")),
        Column("open", _("Chưa rõ"), "right"), Column("conclusion", _("Kết luận")), Column("rule", _("Vì sao")),
    ]  # fmt: skip
    if form != "table":
        columns += [
            Column(name, name) for name in ("outcome", "open_items", "set", "decision")
        ]  # for programs
    echo_listing(rows_of(lines), columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms


@dossier.command()
@click.argument("unit")
@click.argument("title_id", metavar="TITLE")
@given_on_option
@click.option("--decision", required=True, help="The decision that gave it: number and day.")
@click.option("--until", metavar="DAY", help="The last day on which it held, where it ended.")
@click.pass_obj
def title(
    settings: dict[str, str | None], unit: str, title_id: str, day: date | None, decision: str, until: str | None
) -> None:  # fmt: skip
    """Record that a commune holds a TITLE (title_ntm, title_nang_cao, title_kieu_mau) from the day --on."""
    from ntm.cli.score import workspace_of
    from ntm.service.recognition.titles import record_title
    from ntm.vietnamese.dates import format_day, scored_day
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        held = record_title(
            workspace,
            unit,
            title_id,
            day or scored_day(None),
            decision,
            user_name(),
            day_of(until) if until else None,
        )
    click.echo(
        _("Đã ghi {unit}: {title} từ {day}, {decision}.").format(
            unit=held.unit.title, title=held.title.name, day=format_day(held.since or date.min),
            decision=held.decision,
        )
    )  # fmt: skip


@dossier.command("end-title")
@click.argument("unit")
@click.argument("title_id", metavar="TITLE")
@given_on_option
@click.option(
    "--note", default="", help="Why: the decision of withdrawal, or that it was entered by mistake."
)
@click.pass_obj
def end_title(settings: dict[str, str | None], unit: str, title_id: str, day: date | None, note: str) -> None:
    """Record that a TITLE no longer holds from the day --on (its own first day: it was never held)."""
    from ntm.cli.score import workspace_of
    from ntm.service.recognition.titles import end_title as end
    from ntm.vietnamese.dates import format_day, scored_day
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        last = day or scored_day(None)
        held = end(workspace, unit, title_id, last, note, user_name())
    click.echo(
        _("Đã ghi {unit}: thôi {title} từ {day}.").format(
            unit=held.unit.title, title=held.title.name, day=format_day(last)
        )
    )


@dossier.command()
@click.argument("unit")
@given_on_option
@known_at_option
@format_option
@click.pass_obj
def titles(
    settings: dict[str, str | None], unit: str, day: date | None, known_at: datetime | None, form: str
) -> None:
    """The titles held in a commune, a district or a province on a day, with their decisions."""
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.exchange.listing import Column
    from ntm.service.recognition.titles import titles_within
    from ntm.vietnamese.messages import _

    with workspace_of(settings, known_at=known_at) as workspace:
        found = titles_within(workspace, workspace.ask(day), unit)
    rows = [
        {
            "code": one.unit.code, "unit": one.unit.title, "title": one.title.id, "name": one.title.name,
            "since": one.since, "decision": one.decision,
        }
        for one in found
    ]  # fmt: skip
    columns = [
        Column("code", _("Mã")), Column("unit", _("Đơn vị")), Column("title", _("Mã danh hiệu")),
        Column("name", _("Danh hiệu")), Column("since", _("Từ ngày")), Column("decision", _("Quyết định")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms
