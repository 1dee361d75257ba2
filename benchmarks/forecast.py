"""The forecast tried on what has since become known: the demonstration's figures, told a quarter or two before.

Made-up figures are easy or hard to foresee as their maker made them: the table compares estimators with each other
and checks that the stated range holds what it claims. It says nothing of any real commune.
"""

from __future__ import annotations

import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import linregress, siegelslopes, theilslopes

from ntm.scenario.pace import MIN_DAYS, MIN_POINTS, Point, pace_of
from ntm.service.compare import compare
from ntm.service.demonstration.demo import LOC_BINH, make
from ntm.service.demonstration.demo_history import DAYS, EARLIER
from ntm.service.supposing.forecast import forecast_of
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.series import Series, series

Estimator = Callable[[Sequence[float], Sequence[float], float], float]
"""From days, figures and a later day (all counted from the last known one) to the figure of that day."""


def main() -> None:
    """Make the demonstration, forecast its last figures from the earlier ones, and print what came of it."""
    console = Console(width=118)
    with tempfile.TemporaryDirectory() as name:
        made = make(Path(name))
        with open_database(str(made.database)) as database:
            workspace = Workspace(database)
            held = _figures(workspace)
            tries = list(_tries(held))
            console.print(
                f"{len(tries):,} figures of {len(held)} communes foretold from the {MIN_POINTS}+ before them; "
                f"{platform.machine()}, scipy estimators"
            )
            console.print(_estimators(tries))
            console.print(_criteria(workspace))
            console.print(_speed(workspace))


@dataclass(frozen=True, slots=True)
class Try:
    """One figure foretold: what was known (days from the last, figures), when it is, what it came to be."""

    days: tuple[float, ...]
    values: tuple[float, ...]
    ahead: int
    came: float
    points: tuple[Point, ...] = field(repr=False)
    on: date


def _figures(workspace: Workspace) -> Series:
    assert workspace.database is not None
    day = DAYS[-1]
    district = workspace.find("huyện Lộc Bình", day, "district")
    assert district.code == LOC_BINH
    units = [(unit.code, unit.valid_from) for unit in workspace.territory.communes(day, district)]
    with workspace.database.reading() as connection:
        return series(connection, workspace.ask(day).set_id, units, day)


def _tries(held: Series) -> Iterator[Try]:
    """Each of the last figures of every quantity that moves, from all that was known one and two figures before."""
    for items in held.values():
        for found in items.values():
            points = [Point(*one) for one in found]
            if len(points) < len(DAYS) + len(EARLIER) or len({point.value for point in points}) == 1:
                continue
            for back in (1, 2):
                for target in range(len(points) - 2, len(points)):
                    known = points[: target - back + 1]
                    if len(known) < MIN_POINTS or (known[-1].day - known[0].day).days < MIN_DAYS:
                        continue
                    last = known[-1].day
                    yield Try(
                        tuple(float((point.day - last).days) for point in known),
                        tuple(point.value for point in known),
                        (points[target].day - last).days,
                        points[target].value,
                        tuple(known),
                        points[target].day,
                    )


def _line(found: Sequence[float], ahead: float) -> float:
    slope, intercept = map(float, found[:2])
    return intercept + slope * ahead


ESTIMATORS: tuple[tuple[str, Estimator], ...] = (
    ("ntm: Theil-Sen slope from the last figure", lambda x, y, a: y[-1] + float(theilslopes(y, x).slope) * a),
    ("as it is: the last figure again", lambda _x, y, _a: y[-1]),
    ("Theil-Sen line", lambda x, y, a: _line(theilslopes(y, x), a)),
    ("Siegel's repeated medians, line", lambda x, y, a: _line(siegelslopes(y, x), a)),
    ("least squares, line", lambda x, y, a: _line(linregress(x, y), a)),
)


def _estimators(tries: Sequence[Try]) -> Table:
    table = Table("estimator", title="How far off (1 = as far as repeating the last figure)")
    for head in ("mean error", "median error", "in its range", "of figures"):
        table.add_column(head, justify="right")
    naive = statistics.fmean(abs(one.came - one.values[-1]) for one in tries)
    for name, estimate in ESTIMATORS:
        off = [abs(estimate(one.days, one.values, one.ahead) - one.came) for one in tries]
        inside, of = _coverage(tries) if name.startswith("ntm") else ("", "")
        table.add_row(
            name, f"{statistics.fmean(off) / naive:.2f}", f"{statistics.median(off) / naive:.2f}", inside, of
        )
    return table


def _coverage(tries: Sequence[Try]) -> tuple[str, str]:
    held = []
    for one in tries:
        pace = pace_of(one.points)
        assert pace is not None
        there = pace.at(one.on)
        held.append(there.low - 1e-9 <= one.came <= there.high + 1e-9)
    return f"{np.mean(held):.0%}", f"{len(held):,}"


def _criteria(workspace: Workspace) -> Table:
    """Criteria met by Lộc Bình's communes on the last day, as told on the two days before it."""
    table = Table("told on", title=f"Criteria met by the district on {DAYS[-1].isoformat()}")
    for head in ("then met", "by pace", "low", "high", "came to be"):
        table.add_column(head, justify="right")
    came = compare(workspace, workspace.ask(DAYS[-1]), LOC_BINH)[0].subject.met
    for day in DAYS[1:3]:
        found = forecast_of(workspace, workspace.ask(day), LOC_BINH, [DAYS[-1]])
        group = found.groups[0]
        [(_day, sides)] = group.days
        row = [group.now.met, sides["paced"].met, sides["low"].met, sides["high"].met, came]
        table.add_row(day.isoformat(), *map(str, row))
    return table


def _speed(workspace: Workspace) -> Table:
    table = Table("act", title="What an office waits for")
    table.add_column("median", justify="right")
    ask = workspace.ask(DAYS[-1])
    for what, unit, alone in (
        ("one commune alone", "06607", True),
        ("one commune with its district and province", "06607", False),
        ("a province of 181 communes", "tỉnh Lạng Sơn", False),
    ):
        forecast_of(workspace, ask, unit, alone=alone)  # the first pays for imports
        times = []
        for _turn in range(5):
            begun = time.perf_counter()
            forecast_of(workspace, ask, unit, alone=alone)
            times.append(time.perf_counter() - begun)
        table.add_row(what, f"{statistics.median(times) * 1000:.0f} ms")
    return table


if __name__ == "__main__":
    main()
