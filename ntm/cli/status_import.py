"""`ntm status import`: what comes in from files, shown before it is written; all of it, or nothing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ntm.cli.options import BODIES, criteria_option, format_option, given_on_option, user_name

if TYPE_CHECKING:
    from ntm.exchange.listing import Form
    from ntm.service.entering.effects import Effects
    from ntm.service.entering.enter import Change
    from ntm.service.sheets.incoming import Incoming


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--problems",
    "marked",
    metavar="FILE.xlsx",
    type=click.Path(path_type=Path),
    help="Where something is wrong, write the workbook back with the bad cells marked and explained.",
)
@click.option(
    "--prefer",
    multiple=True,
    metavar="FILE|database",
    help="Where files, or a file and the database, disagree: whose statement to take. May be repeated.",
)
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
    files: tuple[Path, ...],
    dry_run: bool,
    marked: Path | None,
    prefer: tuple[str, ...],
    map_file: Path | None,
    body: str | None,
    guess: bool,
    output: Path | None,
    day: date | None,
    criteria_set: str | None,
    form: Form,
) -> None:
    """Import filled sheets (ntm status template), or a FILE with the columns unit, item, on, value, or any by a map.

    All of it, or nothing. --on and --criteria bring sheets to another day or set where figures mean the same there;
    with --guess-map they are the day and the set that the proposed map is for.
    """
    from ntm.cli import status_foreign as foreign
    from ntm.cli.score import workspace_of
    from ntm.service.sheets.incoming import read_files, read_rows
    from ntm.vietnamese.messages import _

    foreign.require_fitting(files, map_file, body, guess, output, day, criteria_set)
    who = user_name()
    with workspace_of(settings) as workspace:
        if guess:
            foreign.propose(workspace, files[0], output, day, criteria_set)
            return
        if map_file is not None:
            found = read_rows(workspace, foreign.rows(workspace, files[0], map_file, body))
        else:
            found = read_files(workspace, files, who, prefer=prefer, day=day, set_id=criteria_set)
        for notice in found.notices:
            click.echo(notice, err=True)
        if found.problems:
            _refuse(found, files, marked)
        if dry_run:
            _show(found, found.effects(workspace), form)
            return
        done = found.apply(workspace, who)
    click.echo(_("Đã ghi {new} dòng mới; {same} dòng đã có.").format(new=done.recorded, same=done.unchanged))
    if found.kept:
        click.echo(
            _("Giữ nguyên {count} mục đang có trong cơ sở dữ liệu, như đã chọn.").format(count=found.kept)
        )


def _refuse(found: Incoming, files: tuple[Path, ...], marked: Path | None) -> None:
    """Leave with every problem told, and the workbook written back with them where that was asked for."""
    from ntm.errors import DataError, UsageError
    from ntm.vietnamese.messages import _
    from ntm.vietnamese.reasons import reason

    name = ", ".join(path.name for path in files)
    message = _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(
        file=name, count=len(found.problems)
    )
    if marked is not None:
        from ntm.exchange.marking import write_marked

        if len(files) > 1:
            raise UsageError(_("--problems chỉ đánh dấu được một tệp: nhập từng tệp một.")) from DataError(
                message
            )
        try:
            write_marked(files[0], marked, found.problems)
        except OSError as error:
            raise DataError(
                _("Không ghi được {file}: {reason}.").format(file=marked, reason=reason(error)),
                found.problems,
            ) from error
        click.echo(_("Đã ghi {file} với các ô phải sửa được đánh dấu.").format(file=marked), err=True)
    raise DataError(message, found.problems)


def _show(found: Incoming, effects: Effects, form: Form) -> None:
    """What would be entered, and what it would do."""
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.vietnamese.messages import _

    rows = _changes(found)
    if form == "json":
        document = {
            "changes": rows, "unchanged": found.unchanged, "kept": found.kept, "verdicts": _verdicts(effects),
            "averages": _averages(effects),
        }  # fmt: skip
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    columns = [
        Column("place", _("Ô")), Column("unit", _("Đơn vị")), Column("criteria", _("Bộ tiêu chí")),
        Column("item", _("Mục")), Column("on", _("Ngày")), Column("before", _("Đang có")),
        Column("after", _("Sẽ ghi")), Column("beside", _("Kèm theo")),
    ]  # fmt: skip
    echo_listing(rows, columns, form)
    if form == "table":
        _show_effects(effects)
    told = _("Thử: sẽ ghi {count} dòng, {same} dòng đã có; không có gì được ghi.")
    click.echo(told.format(count=len(rows), same=found.unchanged), err=True)


def _show_effects(effects: Effects) -> None:
    from ntm.cli.options import echo_listing
    from ntm.exchange.listing import Column
    from ntm.scoring.verdict import Verdict
    from ntm.scoring.wording import verdict_word
    from ntm.vietnamese.messages import _

    click.echo()
    rows = [
        {**one, **{key: verdict_word(Verdict[one[key].upper()]) for key in ("before", "after")}}
        for one in _verdicts(effects)
    ]
    if rows:
        columns = [
            Column("unit", _("Đơn vị")), Column("item", _("Mục")), Column("name", _("Nội dung")),
            Column("before", _("Trước")), Column("after", _("Sau")),
        ]  # fmt: skip
        echo_listing(rows, columns, "table", _("Kết quả thay đổi"))
    else:
        click.echo(_("Không kết quả nào thay đổi."))
    for one in _averages(effects):
        line = _("Bình quân {unit}: {before} → {after} tiêu chí/xã ({reporting}/{communes} xã báo cáo).")
        click.echo(
            line.format(
                unit=one["unit"], before=_comma(one["before"]), after=_comma(one["after"]),
                reporting=one["reporting"], communes=one["communes"],
            )
        )  # fmt: skip


def _comma(number: str | None) -> str:
    return "–" if number is None else number.replace(".", ",")


def _changes(found: Incoming) -> list[dict[str, Any]]:
    from ntm.scoring.wording import said_words

    return [
        {
            "place": one.place,
            "unit": one.change.unit.title,
            "criteria": one.change.set_id,
            "item": one.change.stated.item,
            "on": one.change.stated.on.isoformat(),
            "before": said_words(one.change.before, one.change.measure) if one.change.before else "",
            "after": said_words(one.change.stated, one.change.measure),
            "beside": _beside(one.change),
        }
        for one in found.changes
    ]


def _beside(change: Change) -> str:
    """Who, when, evidence and note, where they are not what is on record."""
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    told = []
    for name, word in (
        ("responsible", _("phụ trách: {text}")), ("due", _("hạn: {text}")),
        ("evidence", _("minh chứng: {text}")), ("note", _("ghi chú: {text}")),
    ):  # fmt: skip
        value = getattr(change.stated, name)
        if value is not None and (change.before is None or getattr(change.before, name) != value):
            told.append(word.format(text=format_day(value) if isinstance(value, date) else value))
    return "; ".join(told)


def _verdicts(effects: Effects) -> list[dict[str, str]]:
    return [
        {
            "unit": one.unit.title, "criteria": one.set_id, "on": one.day.isoformat(), "item": one.item,
            "name": one.name, "before": one.before.word, "after": one.after.word,
        }
        for one in effects.verdicts
    ]  # fmt: skip


def _averages(effects: Effects) -> list[dict[str, Any]]:
    from ntm.scoring.average_words import two_decimals, unit_title

    return [
        {
            "unit": unit_title(one.label), "criteria": one.set_id, "on": one.day.isoformat(),
            "before": two_decimals(one.before.value), "after": two_decimals(one.after.value),
            "met_before": one.before.met, "met_after": one.after.met,
            "reporting": one.after.reporting, "communes": one.after.communes,
        }
        for one in effects.averages
    ]  # fmt: skip
