"""`ntm status`: enter, import, show, trace and withdraw what is stated of communes; sheets out, a snapshot out."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from ntm.cli.options import criteria_option, format_option, given_on_option, known_at_option

BODIES = click.Choice(["commune", "district", "province"])


@click.group()
def status() -> None:
    """Enter, import, show and withdraw status."""


def _who() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


@status.command("set")
@click.argument("unit")
@click.argument("item")
@click.argument("value")
@given_on_option
@criteria_option
@click.option("--by", "body", type=BODIES, default="commune", show_default=True, help="Which body states it.")
@click.option("--note", help="A note to keep with it.")
@click.option("--responsible", help="Who is responsible for the item.")
@click.option("--due", metavar="DAY", help="By when.")
@click.option("--evidence", help="What proves it: number and day of a paper, a file's name.")
@click.pass_obj
def set_(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    value: str,
    day: date | None,
    criteria_set: str | None,
    body: str,
    note: str | None,
    responsible: str | None,
    due: str | None,
    evidence: str | None,
) -> None:
    """State one VALUE: 46,5 · 92/100 · đạt · "chưa đạt" · "cơ bản đạt" · "không áp dụng: lý do"."""
    from ntm.cli.options import day_of
    from ntm.cli.score import workspace_of
    from ntm.service.enter import body_of, set_value
    from ntm.service.statement_rows import said
    from ntm.vietnamese.dates import scored_day
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        change = set_value(
            workspace, unit, item, value, day or scored_day(None), body=body_of(body), set_id=criteria_set,
            note=note, responsible=responsible, due=day_of(due) if due else None, evidence=evidence, by=_who(),
        )  # fmt: skip
    if not change.is_new:
        click.echo(_("Không có gì mới: {said} đã được ghi.").format(said=said(change.stated)))
        return
    before = said(change.before) if change.before else _("chưa có")
    click.echo(
        _("Đã ghi {unit}, {item} ({set}): {before} → {after}.").format(
            unit=change.unit.title,
            item=change.stated.item,
            set=change.set_id,
            before=before,
            after=said(change.stated),
        )
    )


@status.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--map", "map_file", metavar="MAP.yaml", type=click.Path(path_type=Path),
    help="Read an office's own spreadsheet by this map.",
)  # fmt: skip
@click.option("--by", "body", type=BODIES, help="With --map: which body judged; else the map says.")
@click.option(
    "--guess-map", "guess", is_flag=True,
    help="Propose a map for FILE, a matrix of communes and criteria; import nothing.",
)  # fmt: skip
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="With --guess-map: the map to write, else printed.",
)
@given_on_option
@criteria_option
@format_option
@click.pass_obj
def import_(
    settings: dict[str, str | None],
    file: Path,
    dry_run: bool,
    map_file: Path | None,
    body: str | None,
    guess: bool,
    output: Path | None,
    day: date | None,
    criteria_set: str | None,
    form: str,
) -> None:
    """Import FILE, all rows or none: CSV or xlsx with the columns unit, item, on, value, or any sheet by a map.

    --on and --criteria belong to --guess-map: the day and the set that the proposed map is for.
    """
    from ntm.cli import status_foreign as foreign
    from ntm.cli.options import echo_listing
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.exchange.listing import Column
    from ntm.exchange.status_file import read_status_file
    from ntm.service.enter import apply_changes, read_changes
    from ntm.service.statement_rows import said
    from ntm.vietnamese.messages import _

    foreign.require_fitting(map_file, body, guess, output, day, criteria_set)
    with workspace_of(settings) as workspace:
        if guess:
            foreign.propose(workspace, file, output, day, criteria_set)
            return
        result = read_changes(
            workspace, foreign.rows(workspace, file, map_file, body) if map_file else read_status_file(file)
        )
        if result.problems:
            raise DataError(
                _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(
                    file=file.name, count=len(result.problems)
                ),
                result.problems,
            )
        if dry_run:
            rows = [
                {
                    "row": change.row.row if change.row else None,
                    "unit": change.unit.title,
                    "criteria": change.set_id,
                    "item": change.stated.item,
                    "on": change.stated.on,
                    "before": said(change.before) if change.before else "",
                    "after": said(change.stated),
                }
                for change in result.changes
                if change.is_new
            ]
            columns = [
                Column("row", _("Dòng"), "right"), Column("unit", _("Đơn vị")), Column("criteria", _("Bộ tiêu chí")),
                Column("item", _("Mục")), Column("on", _("Ngày")), Column("before", _("Đang có")),
                Column("after", _("Sẽ ghi")),
            ]  # fmt: skip
            echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms
            click.echo(_("Thử: sẽ ghi {count} dòng, không có gì được ghi.").format(count=len(rows)), err=True)
            return
        apply_changes(workspace, result, _who())
    click.echo(
        _("Đã ghi {new} dòng mới; {same} dòng đã có.").format(new=result.recorded, same=result.unchanged)
    )


@status.command()
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
    """Show what speaks of a unit on a day."""
    from ntm.cli.score import workspace_of
    from ntm.service.statement_rows import statement_row
    from ntm.store.statements import show as spoken

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.reading() as connection:
            rows = spoken(connection, found.code, found.valid_from, ask.set_id, ask.day, known_at)
    _echo_statements([statement_row(one) for one in rows], form)


@status.command()
@click.argument("unit")
@click.argument("item")
@given_on_option
@criteria_option
@known_at_option
@format_option
@click.pass_obj
def history(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
    form: str,
) -> None:
    """Everything ever stated of an item of a unit, withdrawals too."""
    from ntm.cli.score import workspace_of
    from ntm.service.enter import Doors
    from ntm.service.statement_rows import statement_row
    from ntm.store.statements import history as recorded

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        set_id = Doors(workspace).criteria_set(item, criteria_set, found, ask.day).id
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.reading() as connection:
            rows = recorded(connection, found.code, found.valid_from, set_id, item, known_at)
    _echo_statements([statement_row(one) for one in rows if one.withdraws is None], form)


@status.command()
@click.argument("unit")
@click.argument("item")
@given_on_option
@criteria_option
@click.option("--by", "body", type=BODIES, default=None, help="Withdraw what this body stated.")
@click.option("--note", help="Why.")
@click.pass_obj
def withdraw(
    settings: dict[str, str | None],
    unit: str,
    item: str,
    day: date | None,
    criteria_set: str | None,
    body: str | None,
    note: str | None,
) -> None:
    """Withdraw what speaks of an item of a unit on a day; what spoke before speaks again."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.service.enter import Doors, body_of
    from ntm.service.statement_rows import said
    from ntm.store.statements import show as spoken
    from ntm.store.statements import withdraw as take_back
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    with workspace_of(settings) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        set_id = Doors(workspace).criteria_set(item, criteria_set, found, ask.day).id
        assert workspace.database is not None  # noqa: S101 - workspace_of opened one
        with workspace.database.writing() as connection:
            rows = [
                one
                for one in spoken(connection, found.code, found.valid_from, set_id, ask.day)
                if one.stated.item == item and (body is None or one.stated.by is body_of(body))
            ]
            if not rows:
                raise DataError(
                    _("{unit} không có phát biểu nào về {item} vào ngày {day}. Xem: ntm status show").format(
                        unit=found.title, item=item, day=format_day(ask.day)
                    )
                )
            for one in rows:
                take_back(connection, one, _who(), note=note)
    for one in rows:
        click.echo(_("Đã rút {item}: {said}.").format(item=item, said=said(one.stated)))


@status.command()
@click.argument("units", metavar="UNIT...", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .xlsx to write.")
@given_on_option
@criteria_option
@click.option(
    "--by", "body", type=BODIES, default="commune", show_default=True, help="Which body fills it in."
)
@click.pass_obj
def template(
    settings: dict[str, str | None],
    units: tuple[str, ...],
    output: Path,
    day: date | None,
    criteria_set: str | None,
    body: str,
) -> None:
    """Write sheets to fill in, one a commune, verdicts previewed; a district or province gives all its communes."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.service.enter import body_of
    from ntm.service.sheet_template import write_sheets
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    with workspace_of(settings) as workspace:
        try:
            count = write_sheets(workspace, workspace.ask(day, criteria_set), units, body_of(body), output)
        except OSError as error:
            raise DataError(
                _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
            ) from error
    click.echo(_("Đã ghi biểu của {count} xã vào {file}.").format(count=count, file=output))


@status.command()
@click.argument("unit")
@click.option(
    "--as", "form", type=click.Choice(["snapshot"]), default="snapshot", show_default=True, help="The form."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file to write.")
@given_on_option
@criteria_option
@known_at_option
@click.pass_obj
def export(
    settings: dict[str, str | None],
    unit: str,
    form: str,
    output: Path,
    day: date | None,
    criteria_set: str | None,
    known_at: datetime | None,
) -> None:
    """Write the status of a commune, or of all communes of a district or province, as a snapshot file."""
    from ntm.cli.score import workspace_of
    from ntm.errors import DataError
    from ntm.scoring.snapshot_writing import write
    from ntm.territory.model import COMMUNE_KINDS
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    with workspace_of(settings, known_at=known_at) as workspace:
        ask = workspace.ask(day, criteria_set)
        found = workspace.find(unit, ask.day)
        units = [found] if found.kind in COMMUNE_KINDS else workspace.territory.communes(ask.day, found)
        taken = workspace.snapshot(ask, units)
        province = taken.units[0].province_code if taken.units else None
        document = write(taken, workspace.sets(ask)(province))
    try:
        output.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=output, reason=reason(error))
        ) from error
    click.echo(_("Đã ghi {count} xã vào {file}.").format(count=len(units), file=output))


def _echo_statements(rows: list[dict[str, object]], form: str) -> None:
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.vietnamese.dates import moment_shown
    from ntm.vietnamese.messages import _

    if form == "table":  # for people in Vietnam's time; JSON and CSV keep UTC
        for row in rows:
            if isinstance(row["recorded_at"], datetime):
                row["recorded_at"] = moment_shown(row["recorded_at"])
    columns = [
        Column("seq", _("Số"), "right"), Column("item", _("Mục")), Column("on", _("Ngày")),
        Column("value", _("Giá trị")), Column("by", _("Cấp")), Column("recorded_by", _("Người ghi")),
        Column("recorded_at", _("Lúc ghi")),
        Column("note", _("Ghi chú")),
        Column("responsible", _("Phụ trách")), Column("due", _("Hạn")), Column("fate", _("Tình trạng")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)  # type: ignore[arg-type]  # click.Choice gives one of the forms
