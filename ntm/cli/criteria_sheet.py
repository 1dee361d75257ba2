"""`ntm criteria export` and `import`: the law as a workbook that an officer checks, and back into the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ntm.cli.options import echo_listing, format_option
from ntm.errors import DataError
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.exchange.listing import Form


@click.command("export")
@click.argument("criteria_set", metavar="SET")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The .xlsx to write.")
@click.option("--overlay", metavar="ID", help="A province's own file over the set, in place of the set.")
@click.option("--province", metavar="CODE", help="With --overlay: begin a new file for this province.")
def export_law(criteria_set: str, output: Path, overlay: str | None, province: str | None) -> None:
    """Write every threshold of a set, with mark and source, as a workbook to check and correct."""
    from ntm.service.legislation.law_sheet import export_law as write

    count = write(criteria_set, output, overlay, province)
    click.echo(
        _("Đã ghi {count} ngưỡng vào {file}. Điền xong: ntm criteria import {file} --dry-run").format(
            count=count, file=output
        )
    )


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change and prove it; write nothing.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write to; default: NTM_CRITERIA.",
)
@format_option
def import_law(file: Path, dry_run: bool, into: Path | None, form: Form) -> None:
    """Read a workbook of `export` back: show what changes, prove the set again, write its YAML."""
    from ntm.exchange.listing import Column
    from ntm.service.legislation.law_sheet import folder_to_write, keep, read_revision

    if not dry_run:
        folder_to_write(into)  # told before the work, not after it
    revision = read_revision(file)
    rows = [
        {"place": one.place, "item": one.item, "what": one.what, "before": one.before, "after": one.after}
        for one in revision.edits
    ]
    columns = [
        Column("place", _("Ô")), Column("item", _("Mục")), Column("what", _("Nội dung")),
        Column("before", _("Đang có")), Column("after", _("Sẽ ghi")),
    ]  # fmt: skip
    if rows or form != "table":
        echo_listing(rows, columns, form)
    if revision.problems:
        raise DataError(
            _("{file}: không ghi gì, {count} chỗ phải sửa:").format(
                file=file.name, count=len(revision.problems)
            ),
            revision.problems,
        )
    if not rows:
        click.echo(_("Không có gì thay đổi."), err=True)
    elif dry_run:
        click.echo(
            _("Thử: {count} chỗ sẽ đổi, bộ vẫn đúng; không có gì được ghi.").format(count=len(rows)), err=True
        )
    else:
        target = keep(revision, into)
        click.echo(_("Đã ghi {count} thay đổi vào {file}.").format(count=len(rows), file=target), err=True)
