"""`ntm demo`: the whole path on Lộc Bình and Lạng Sơn, on made-up values that say so."""

from __future__ import annotations

from pathlib import Path

import click

_SUPPOSED = ("10.1=45", "17.2=18/20", "17.7=206/206")
_NEXT = (
    'score "Xuân Dương"',
    'explain "Xuân Dương" 17',
    'average "huyện Lộc Bình"',
    'status show "Xuân Dương"',
    'what-if "Xuân Dương" --set 10.1=45',
    'report commune "Xuân Dương" -o xuan-duong.pdf',
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")
def demo(folder: Path) -> None:
    """Make the demonstration in DIR (default: demo): a score, an average, a what-if and the PDF of Xuân Dương."""
    from ntm.cli.average import echo_average
    from ntm.cli.score import echo_score
    from ntm.reports.rendering import render, write
    from ntm.scenario.assignments import read_assignments
    from ntm.scenario.what_if_words import what_if_text
    from ntm.scoring.average_words import average_json
    from ntm.scoring.scorecard import score_json
    from ntm.service.compare import compare
    from ntm.service.demo import COMMUNE, LOC_BINH, make
    from ntm.service.readiness import readiness
    from ntm.service.standing import commune_standing
    from ntm.service.what_if import what_if
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database
    from ntm.vietnamese.dates import format_day
    from ntm.vietnamese.messages import _

    made = make(folder)
    click.echo(
        _(
            "SỐ LIỆU MINH HỌA: {count} phát biểu đặt ra để trình diễn, không phải của xã có thật. Ngày {day}."
        ).format(count=made.statements, day=format_day(made.day))
    )
    click.echo()
    paper = folder / "xuan-duong.pdf"
    with open_database(str(made.database)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(made.day)
        found = commune_standing(workspace, ask, COMMUNE)
        echo_score(score_json(found.standing.scorecard, found.row), "table")
        click.echo()
        comparison, _standing = compare(workspace, ask, LOC_BINH)
        echo_average(average_json(comparison))
        click.echo()
        supposed = what_if(workspace, COMMUNE, values=read_assignments(_SUPPOSED), day=made.day)
        click.echo(what_if_text(supposed))
        write(paper, render(readiness(workspace, ask, COMMUNE)))
    click.echo()
    click.echo(_("Báo cáo mức độ sẵn sàng của xã Xuân Dương: {file}").format(file=paper))
    click.echo()
    click.echo(_("Đi tiếp:"))
    start = f"  NTM_ON={made.day.isoformat()} NTM_DATABASE={made.database} ntm "
    for command in _NEXT:
        click.echo(start + command)
