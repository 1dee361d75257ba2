"""What an office waits for: a province from SQLite, one commune explained, the command's help, a printed paper.

The province is Lạng Sơn with every indicator of all its 181 communes stated on two days, made up.
"""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from ntm.criteria import library
from ntm.criteria.model import Kind
from ntm.exchange.status_file import read_status_file
from ntm.reports.rendering import render
from ntm.scoring.averages import average
from ntm.scoring.engine import score
from ntm.scoring.explain import explain
from ntm.service.entering.enter import apply_changes, read_changes
from ntm.service.papers.readiness import readiness
from ntm.service.standing import commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import Database, open_database
from ntm.store.places import save_places
from ntm.territory.shipped import shipped

DAYS = (date(2024, 3, 31), date(2024, 6, 30))
SET, PROVINCE, COMMUNE = "xa-ntm-2021-2025", "20", "06607"


def timed(act: Callable[[], object], runs: int = 15) -> tuple[float, float]:
    """Median and best seconds of an act, after one run that pays for what is made once."""
    act()
    times = []
    for _turn in range(runs):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return statistics.median(times), min(times)


def acts(folder: Path) -> list[tuple[str, str, float, float]]:
    """(what, aim, median, best) of each act."""
    found: list[tuple[str, str, float, float]] = []
    with open_database(str(folder / "province.db"), create=True) as database:
        fill(database, folder)
        workspace = Workspace(database)
        territory, ask = workspace.territory, workspace.ask(DAYS[-1])
        communes = territory.communes(DAYS[-1], territory.find(PROVINCE, DAYS[-1], "district"))
        past = workspace.ask(DAYS[0])

        def province(asked: Ask = ask) -> object:
            standing = workspace.standing(asked, communes)
            return average(standing.scorecard, range(len(communes)))

        def one() -> object:
            standing = commune_standing(workspace, ask, COMMUNE)
            return explain(standing.standing.scorecard, standing.row, "17")

        found.append(
            (f"{len(communes)} communes from SQLite, scored and averaged", "30 ms", *timed(province))
        )
        found.append(("the same on an earlier day", "", *timed(lambda: province(past))))
        held = commune_standing(workspace, ask, COMMUNE).standing

        def again() -> object:
            return explain(score(held.snapshot, held.sets), 0, "17")

        found.append(("one commune from its snapshot, scored and explained", "5 ms", *timed(again)))
        found.append(("the same from SQLite", "", *timed(one)))
        paper = timed(lambda: render(readiness(workspace, ask, COMMUNE)), 3)
        found.append(("one readiness report as PDF", "", *paper))
    ntm = str(Path(sys.executable).with_name("ntm"))
    found.append(
        (
            "`ntm --help`",
            "300 ms",
            *timed(lambda: subprocess.run([ntm, "--help"], stdout=subprocess.DEVNULL, check=True)),
        )
    )
    return found


def fill(database: Database, folder: Path) -> None:
    """Lạng Sơn with every measure of all its communes stated on both days, made up."""
    places = shipped()
    save_places(database, places.units, places.successions, places.attributes, "benchmark", "benchmark")
    criteria = library.load(SET)
    numbers = np.random.default_rng(1)
    path = folder / "status.csv"
    communes = [unit.code for unit in places.communes(DAYS[-1])]
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["unit", "item", "on", "value"])
        for day in DAYS:
            for code in communes:
                for measure in criteria.measures:
                    good = numbers.random() < 0.8
                    if measure.kind is Kind.YES_NO:
                        value = "đạt" if good else "chưa đạt"
                    elif measure.kind is Kind.PERCENTAGE:
                        value = f"{numbers.uniform(60, 100):.1f}".replace(".", ",")
                    elif measure.whole:
                        value = str(numbers.integers(0, 5))
                    else:
                        value = f"{numbers.uniform(0, 60):.1f}".replace(".", ",")
                    rows.writerow([code, measure.id, day.isoformat(), value])
    workspace = Workspace(database)
    result = read_changes(workspace, read_status_file(path))
    apply_changes(workspace, result, "benchmark")
