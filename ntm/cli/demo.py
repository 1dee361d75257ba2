"""`ntm demo`: the whole path on Lộc Bình and Lạng Sơn, on made-up values that say so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ntm.service.workspace import Ask, Workspace

_SUPPOSED = ("10.1=45", "17.2=18/20", "17.7=206/206")
_NEXT = (
    'score "Xuân Dương"',
    'explain "Xuân Dương" 17',
    'average "huyện Lộc Bình"',
    'status show "Xuân Dương"',
    'status template "Xuân Dương" -o xuan-duong.xlsx',
    'status export "huyện Lộc Bình" -o loc-binh.xlsx',
    'what-if "Xuân Dương" --set 10.1=45',
    'plan "huyện Lộc Bình" --reach average --costs {costs}',
    'forecast "Xuân Dương"',
    'tasks list "Xuân Dương"',
    'report commune "Xuân Dương" -o xuan-duong.pdf',
    'report action-plan "Xuân Dương" -o ke-hoach.pdf',
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")
def demo(folder: Path) -> None:
    """Make the demonstration in DIR (default: demo): a score, an average, a what-if, a plan and a PDF."""
    from ntm.cli.average import echo_average
    from ntm.cli.score import echo_score
    from ntm.reports.rendering import render, write
    from ntm.scenario.scenario_file import options
    from ntm.scenario.what_if_words import what_if_text
    from ntm.scoring.average_words import average_json
    from ntm.scoring.scorecard import score_json
    from ntm.service.compare import compare
    from ntm.service.demonstration.demo import COMMUNE, LOC_BINH, make
    from ntm.service.papers.readiness import readiness
    from ntm.service.standing import commune_standing
    from ntm.service.supposing.what_if import what_if
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
        (supposed,) = what_if(workspace, COMMUNE, [options(_SUPPOSED)], day=made.day)
        click.echo(what_if_text(supposed))
        click.echo()
        click.echo("\n".join(_path_to_the_average(workspace, ask, made.costs)))
        write(paper, render(readiness(workspace, ask, COMMUNE)))
    click.echo()
    click.echo(_("Báo cáo mức độ sẵn sàng của xã Xuân Dương: {file}").format(file=paper))
    click.echo()
    click.echo(_("Đi tiếp:"))
    start = f"  NTM_ON={made.day.isoformat()} NTM_DATABASE={made.database} ntm "
    for command in _NEXT:
        click.echo(start + command.format(costs=made.costs))


def _path_to_the_average(workspace: Workspace, ask: Ask, costs: Path) -> list[str]:
    """The shortest way of Lộc Bình to the province's average, in a few lines."""
    from functools import partial

    from ntm.exchange.cost_file import read_costs
    from ntm.scenario.plan_words import heading, notes, warnings
    from ntm.service.demonstration.demo import LOC_BINH
    from ntm.service.supposing.plan import plan, read_goal

    found = plan(workspace, ask, LOC_BINH, read_goal("average"), read_costs=partial(read_costs, costs))
    return [*heading(found), *notes(found), *(f"! {warning}" for warning in warnings(found))]
