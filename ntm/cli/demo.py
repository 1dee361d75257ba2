"""`ntm demo`: the whole path on Lộc Bình and Lạng Sơn, on made-up values that say so."""

from __future__ import annotations

from pathlib import Path

import click

_NEXT = (
    'score "Xuân Dương"',
    'explain "Xuân Dương" 17',
    'average "huyện Lộc Bình"',
    'status show "Xuân Dương"',
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")
def demo(folder: Path) -> None:
    """Make the demonstration in DIR (default: demo) and show Xuân Dương, Lộc Bình and the province."""
    from ntm.cli.average import echo_average
    from ntm.cli.score import echo_score
    from ntm.scoring.average_words import average_json
    from ntm.scoring.scorecard import score_json
    from ntm.service.compare import compare
    from ntm.service.demo import COMMUNE, LOC_BINH, make
    from ntm.service.standing import commune_standing
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
    with open_database(str(made.database)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(made.day)
        found = commune_standing(workspace, ask, COMMUNE)
        echo_score(score_json(found.standing.scorecard, found.row), "table")
        click.echo()
        comparison, _standing = compare(workspace, ask, LOC_BINH)
        echo_average(average_json(comparison))
    click.echo()
    click.echo(_("Đi tiếp:"))
    start = f"  NTM_ON={made.day.isoformat()} NTM_DATABASE={made.database} ntm "
    for command in (
        'score "Xuân Dương"',
        'explain "Xuân Dương" 17',
        'average "huyện Lộc Bình"',
        'status show "Xuân Dương"',
    ):
        click.echo(start + command)
