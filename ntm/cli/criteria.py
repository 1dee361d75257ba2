"""`ntm criteria`: list, show, check, coverage, diff; export and import are in criteria_sheet.

Prints what ntm.criteria finds and decides nothing.

A set is named by its id or by a file; what lies over it (a province's own values) by `--overlay`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.criteria_sheet import export_law, import_law
from ntm.cli.options import day_of, echo_listing, format_option, on_option
from ntm.errors import CheckFailed, DataError, Problem, UsageError
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.criteria.model import Context, CriteriaSet
    from ntm.exchange.listing import Form

overlay_option = click.option(
    "--overlay",
    "overlays",
    metavar="ID",
    multiple=True,
    help="Lay this overlay over the set; may be repeated.",
)


@click.group()
def criteria() -> None:
    """Criteria sets: the law as data, its proof and how far it was checked."""


criteria.add_command(export_law)
criteria.add_command(import_law)


@criteria.command("list")
@format_option
def list_sets(form: Form) -> None:
    """List the criteria sets, when each is in force and how many thresholds are checked."""
    from ntm.exchange.listing import Column
    from ntm.service.legislation.law import set_rows
    from ntm.vietnamese.dates import format_day

    rows = set_rows()
    if form == "table":
        for row in rows:
            row |= {
                "from": format_day(row["from"]) if isinstance(row["from"], date) else None,
                "to": format_day(row["to"]) if isinstance(row["to"], date) else None,
                "data": _("đủ") if row["complete"] else _("chưa nhập đủ"),
            }
    columns = [
        Column("id", _("Mã bộ")),
        Column("title", _("Tên")),
        Column("from", _("Hiệu lực từ")),
        Column("to", _("đến")),
        Column("criteria", _("Tiêu chí"), "right"),
        Column("indicators", _("Chỉ tiêu"), "right"),
    ]
    last = (
        [Column("data", _("Dữ liệu"))]
        if form == "table"
        else [Column(key, key) for key in ("complete", "file")]
    )
    echo_listing(rows, [*columns, *last], form)


@criteria.command()
@click.argument("criteria_set", metavar="SET|FILE")
@on_option
@click.option("--item", metavar="ITEM", help="Only this criterion, indicator or measure.")
@overlay_option
@format_option
def show(criteria_set: str, day: date, item: str | None, overlays: tuple[str, ...], form: Form) -> None:
    """Show a set: criteria, indicators with their wording, what each asks on the day, marks and sources."""
    from ntm.cli import criteria_shown as shown
    from ntm.service.legislation.law import REQUIREMENT_KEYS, is_of, requirement_rows

    found = _load(criteria_set, overlays)
    picked = [measure for measure in found.measures if is_of(found, measure, item)]
    bare = [
        criterion
        for criterion in found.criteria
        if not criterion.indicators and item in (None, criterion.number)
    ]
    if not picked and not bare:
        raise UsageError(
            _("Bộ {id} không có tiêu chí hay chỉ tiêu {item}. Xem `ntm criteria show {id}`.").format(
                id=found.id, item=item
            )
        )
    if form == "table":
        click.echo("\n".join(shown.document(found, day, {measure.id for measure in picked}, item)))
        return
    from ntm.exchange.listing import Column

    columns = [Column(key, key) for key in REQUIREMENT_KEYS]
    echo_listing([row for measure in picked for row in requirement_rows(found, measure, day)], columns, form)


@criteria.command()
@click.argument("names", metavar="[SET|FILE]...", nargs=-1)
@format_option
def check(names: tuple[str, ...], form: Form) -> None:
    """Prove sets: exactly one threshold applies everywhere; with no name, all sets with every overlay."""
    results = list(_checks(names))
    if form == "table":
        for name, what, problems in results:
            click.echo(f"{name}: {what}")
            for problem in problems:
                click.echo(f"  {problem.sentence()}")
    else:
        from ntm.exchange.listing import Column

        rows = [
            {
                "set": name,
                "severity": problem.severity,
                "file": problem.file,
                "line": problem.line,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for name, _what, problems in results
            for problem in problems
        ]
        keys = ("set", "severity", "file", "line", "message", "remedy")
        echo_listing(rows, [Column(key, key) for key in keys], form)
    failed = [
        name for name, _what, problems in results if any(found.severity == "error" for found in problems)
    ]
    if failed:
        raise CheckFailed(
            _("{count} trên {all} bộ tiêu chí có lỗi: {names}.").format(
                count=len(failed), all=len(results), names=", ".join(failed)
            )
        )


@criteria.command()
@click.argument("criteria_set", metavar="SET|FILE")
@click.option("--unit", metavar="UNIT", help="Only what applies to this commune on the day.")
@click.option(
    "--unchecked", is_flag=True, help="List each threshold not yet read in the law, with file and line."
)
@on_option
@overlay_option
@format_option
def coverage(
    criteria_set: str, unit: str | None, unchecked: bool, day: date, overlays: tuple[str, ...], form: Form
) -> None:
    """Count thresholds that are read, recalled, doubtful and missing, in all or for one unit."""
    from ntm.cli import criteria_shown as shown
    from ntm.criteria.coverage import coverage as covered
    from ntm.vietnamese.dates import format_day

    context: Context | None = None
    title = ""
    if unit is not None:
        found, context, title = _for_unit(criteria_set, unit, day, overlays)
    else:
        found = _load(criteria_set, overlays)
    result = covered(found, day, context)
    head = _("{id}{where}, ngày {day}").format(id=found.id, where=title, day=format_day(day))
    rows, columns = shown.unchecked_listing(result) if unchecked else shown.counts_listing(result)
    if form == "table":
        columns = [column for column in columns if column.key not in shown.MACHINE_ONLY]
    echo_listing(rows, columns, form, head)
    if form == "table":
        for note in shown.notes(result):
            click.echo(note)


@criteria.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@click.option("--between", nargs=2, metavar="DAY DAY", help="Compare two days of the one set.")
@click.option(
    "--on", "on", metavar="DAY", help="Compare on this day; default: the last day of each set's years."
)
@overlay_option
@format_option
def diff(
    first: str,
    second: str | None,
    between: tuple[str, str] | None,
    on: str | None,
    overlays: tuple[str, ...],
    form: Form,
) -> None:
    """Say what changed between two sets, or between two days of one set."""
    from ntm.criteria.difference import differences, links
    from ntm.exchange.listing import Column

    if (second is None) == (between is None):
        raise UsageError(_("Hãy nêu hai bộ tiêu chí, hoặc một bộ với `--between NGÀY NGÀY`."))
    a = _load(first, overlays)
    b = a if second is None else _load(second, overlays)
    if between is not None:
        day_a, day_b = day_of(between[0]), day_of(between[1])
    else:
        # Each set on a day of its own: a set's yearly thresholds have no value in another set's years.
        day_a, day_b = (day_of(on), day_of(on)) if on is not None else (_last_day(a), _last_day(b))
    rows = [
        {
            "change": found.change.word if form == "table" else found.change.value,
            "level": found.level,
            "item": _joined(found.item_before, found.item_after),
            "item_before": found.item_before,
            "item_after": found.item_after,
            "where": found.where,
            "before": found.before,
            "after": found.after,
        }
        for found in differences(a, b, day_a, day_b)
    ]
    columns = [
        Column("change", _("Thay đổi")),
        Column("where", _("Nơi áp dụng")),
        Column("before", _("Trước")),
        Column("after", _("Sau")),
    ]
    if form != "table":
        machine = [Column(key, key) for key in ("level", "item_before", "item_after")]
        echo_listing(rows, [*machine, *columns], form)
        return
    from ntm.cli.criteria_shown import unfinished
    from ntm.vietnamese.dates import format_day

    title = f"{a.id} ({format_day(day_a)}) → {b.id} ({format_day(day_b)})"
    if not rows:
        click.echo(_("{title}: không có gì thay đổi.").format(title=title))
        return
    echo_listing(rows, [Column("item", _("Mục")), *columns], form, title)
    if not links(a, b):
        click.echo(
            _("Hai bộ chưa có chỉ tiêu nào được nối với nhau (`same_as`): trùng số không phải là một.")
        )
    for found in {a.id: a, b.id: b}.values():
        if not found.complete:
            click.echo(unfinished(found))


def _load(name: str, overlays: Sequence[str] = ()) -> CriteriaSet:
    """The set of that id, or of that file."""
    from ntm.criteria import library

    path = Path(name)
    if path.is_file():
        return library.load_file(path, overlays=overlays)
    if path.suffix in (".yaml", ".yml"):
        raise DataError(_("Không có tệp {name}. Hãy kiểm tra đường dẫn.").format(name=name))
    return library.load(name, overlays=overlays)


def _for_unit(
    name: str, unit_text: str, day: date, overlays: Sequence[str]
) -> tuple[CriteriaSet, Context, str]:
    """The set with the overlays of the unit's province, what selects its thresholds there, and its name."""
    from ntm.criteria import library
    from ntm.criteria.model import Context
    from ntm.territory.shipped import shipped

    places = shipped()
    unit = places.find(unit_text, day, prefer="commune")
    province = places.province_of(unit, day)
    own = library.overlays_for(province.code if province is not None else None)
    # A province need not have a file over every set.
    laid = tuple(overlays) or tuple(one for one in own if library.overlay_covers(one, Path(name).stem))
    found = _load(name, laid)
    attributes = places.attributes_of(unit, day)
    region = found.effective_region(places.region_of(unit, day), attributes)
    context = Context(day, region, attributes.get("group"), attributes)
    return found, context, f", {unit.name} ({unit.code})"


def _checks(names: Sequence[str]) -> Iterator[tuple[str, str, list[Problem]]]:
    """For each set (and overlay over it): its name, the outcome in words, its problems."""
    from ntm.cli.criteria_shown import unfinished
    from ntm.criteria import library
    from ntm.criteria.proof import errors, prove
    from ntm.criteria.requirement import own_law

    for name, overlays in _to_check(names):
        label = name if not overlays else f"{name} + {', '.join(overlays)}"
        try:
            found = _load(name, overlays)
        except DataError as error:
            yield label, _("không đọc được"), list(error.problems) or [Problem(str(error))]
            continue
        problems = prove(found, library.items_of)
        if errors(problems):
            yield label, _("{count} lỗi").format(count=len(errors(problems))), problems
            continue
        law = [
            line
            for indicator in found.indicators
            for measure in own_law(indicator)
            for line in measure.thresholds
        ]
        what = _("đúng — {criteria} tiêu chí, {indicators} chỉ tiêu, {thresholds} ngưỡng").format(
            criteria=len(found.criteria), indicators=len(found.indicators), thresholds=len(law)
        )
        yield label, what if found.complete else f"{what}. {unfinished(found)}", problems


def _to_check(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    from ntm.criteria import library

    if names:
        yield from ((name, ()) for name in names)
        return
    for summary in library.available():
        yield summary.id, ()
        for overlay in library.overlays_over(summary.id):
            yield summary.id, (overlay,)


def _last_day(found: CriteriaSet) -> date:
    """The last day of the set's years: what it asks in the end."""
    return date(found.years[1], 12, 31)


def _joined(before: str | None, after: str | None) -> str:
    return f"{before} → {after}" if before and after and before != after else before or after or ""
