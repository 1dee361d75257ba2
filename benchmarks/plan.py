"""The shortest plan and a change of law: what ntm takes, beside scipy's milp and OR-tools' CP-SAT on the same model.

The model is put to every solver as whole numbers in one file: gains with the acts each needs, costs, and how many
gains are wanted. CP-SAT runs with the peers' interpreter and is stopped after a minute; everything is made up.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.acts import timed
from benchmarks.country import COMMUNES, DAY, Country, criteria_set, made, regions_of
from ntm.criteria.model import CriteriaSet
from ntm.scenario.costs import CostLine, Costs, price
from ntm.scenario.gaps import find_gaps
from ntm.scenario.optimum import Question, least
from ntm.scenario.plan import Target, Wishes
from ntm.scenario.planning import shortest_plan
from ntm.scenario.scenario import Scenario
from ntm.scenario.scenario_file import options
from ntm.scenario.what_if import AveragedGroup, what_if
from ntm.scoring.assemble import from_codes
from ntm.scoring.engine import score
from ntm.scoring.fixed import SCALE
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Snapshot, UnitRow

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
SECONDS = 60
CASES = (
    # what, communes, aim in seconds
    ("19 communes", 19, 0.5),
    ("29 communes", 29, 0.5),
    ("181 communes", 181, 2.0),
)


@dataclass(frozen=True)
class Case:
    """Communes with their gaps, what closing them costs, and how many criteria more are wanted."""

    card: Scorecard
    criteria: CriteriaSet
    costs: Costs | None
    target: Target

    @property
    def question(self) -> Question:
        """The same as the bare choice that is put to every solver."""
        rows = range(len(self.card.snapshot.units))
        gaps = find_gaps(self.card, self.criteria, rows)
        priced = price(gaps, self.card.snapshot.units, self.criteria, self.costs)
        return Question(
            tuple(replace(act, weight=0) for act in priced.acts), priced.needs, gains=self.target.criteria
        )


def main() -> None:
    """Run everything and print two tables; leaves with 1 where two solvers differ or a gap is left open."""
    console = Console(width=118)
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    country = made()
    with tempfile.TemporaryDirectory() as name:
        console.print(_plans(country, Path(name)))
    console.print(_law(country))


def snapshot(country: Country, communes: int) -> tuple[Snapshot, CriteriaSet]:
    """The first communes of the country, each with its region and province."""
    criteria = criteria_set()
    regions = regions_of(criteria)
    units = [
        UnitRow(f"{at:05}", f"xã {at}", "xa", region=regions[country.region[at]],
                province_code=str(country.province[at]))
        for at in range(communes)
    ]  # fmt: skip
    codes = country.hundredths[:, :communes] * (2 * SCALE // 100)
    return from_codes(criteria, DAY, units, codes, np.ones(communes, np.bool_)), criteria


def case(country: Country, communes: int, works: bool) -> Case:
    """Criteria worth a quarter of all gaps are wanted; with works, one for every commune serves many at once."""
    held, criteria = snapshot(country, communes)
    card = score(held, criteria)
    rows = range(communes)
    gaps = find_gaps(card, criteria, rows)
    numbers = random.Random(2024)
    costs = None
    if works:
        items = [indicator.id for indicator in criteria.indicators]
        lines = [CostLine(item=item, cost=Decimal(numbers.randint(20, 900))) for item in items]
        for at in range(communes):
            name = f"công trình {at}"
            lines.append(CostLine(work=name, cost=Decimal(numbers.randint(300, 4000))))
            for item in numbers.sample(items, 4):
                near = range(max(0, at - 3), min(communes, at + 4))
                lines += [CostLine(unit=f"{unit:05}", item=item, work=name) for unit in near]
        costs = Costs(_once(lines))
    return Case(card, criteria, costs, Target(criteria=len(gaps) // 4))


def _once(lines: list[CostLine]) -> tuple[CostLine, ...]:
    """Each commune's item in one work alone: the first that names it."""
    seen: set[tuple[str | None, str | None]] = set()
    kept = []
    for line in lines:
        key = (line.unit, line.item)
        if line.unit is None or key not in seen:
            kept.append(line)
        seen.add(key)
    return tuple(kept)


def _plans(country: Country, folder: Path) -> Table:
    table = Table("question", title="The shortest plan")
    for head in (
        "choices",
        "ntm, whole",
        "processor",
        "HiGHS alone",
        "scipy milp",
        "CP-SAT",
        "aim",
        "cost",
        "gap",
    ):
        table.add_column(head, justify="right")
    for what, communes, aim in CASES:
        for works in (False, True):
            made_up = case(country, communes, works)
            question = made_up.question
            path = folder / "question.json"
            path.write_text(json.dumps(_document(question)), encoding="utf-8")
            rows = range(communes)

            def alone(question: Question = question) -> object:
                return least(question)

            def whole(one: Case = made_up, rows: range = rows) -> object:
                return shortest_plan(
                    one.card, one.criteria, rows, one.target, one.costs, Wishes(alternatives=0)
                )

            found = least(question)
            assert found is not None
            assert found.optimal
            milp, cp_sat = (
                _peer(path, solver, foreign) for solver, foreign in (("milp", False), ("cp_sat", True))
            )
            for peer in (milp, cp_sat):
                assert peer["total"] == found.total or not peer["proved"]
            table.add_row(
                f"{what}{', works' if works else ''}",
                f"{len(question.needs)} + {len(question.acts)}",
                _seconds(timed(whole, 3)[0]), _seconds(_processor(whole)), _seconds(timed(alone, 3)[0]),
                _told(milp, found.total), _told(cp_sat, found.total), _seconds(aim),
                f"{found.total:,}", str(found.total - found.bound),
            )  # fmt: skip
    return table


def _document(question: Question) -> dict[str, object]:
    return {
        "costs": [act.cost for act in question.acts],
        "needs": [list(needed) for needed in question.needs],
        "gains": question.gains,
        "seconds": SECONDS,
    }


def _peer(path: Path, solver: str, foreign: bool) -> dict[str, float]:
    python = str(PEERS) if foreign else sys.executable
    ran = subprocess.run(
        [python, "-m", f"benchmarks.peers.{solver}", str(path)],
        cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _told(peer: dict[str, float], total: int) -> str:
    if peer["proved"]:
        return _seconds(peer["seconds"]) + ("" if peer["total"] == total else " (differs)")
    return _seconds(peer["seconds"]) + (
        f" ({int(peer['total']):,}, open)" if peer["total"] else " (none found)"
    )


def _law(country: Country) -> Table:
    """A change of law for the whole country: both scores, every flip with its reason, the provinces' averages."""
    held, criteria = snapshot(country, COMMUNES)
    rows = range(COMMUNES)
    groups = [
        AveragedGroup(
            {"code": str(p), "name": str(p), "kind": "tinh"}, tuple(np.flatnonzero(country.province == p))
        )
        for p in range(int(country.province.max()) + 1)
    ]
    table = Table("change", title=f"A change of law over {COMMUNES:,} communes")
    for head in ("flips", "communes", "median", "best", "processor", "aim"):
        table.add_column(head, justify="right")
    for what, scenario in _changes():

        def changed(scenario: Scenario = scenario) -> object:
            return what_if(held, criteria, rows, scenario, find=_nowhere, groups=groups)

        found = what_if(held, criteria, rows, scenario, find=_nowhere)
        median, best = timed(changed, 5)
        table.add_row(
            what, f"{len(found.flips):,}", f"{len({flip.row for flip in found.flips}):,}",
            _seconds(median), _seconds(best), _seconds(_processor(changed)), "1 s",
        )  # fmt: skip
    return table


def _changes() -> Iterator[tuple[str, Scenario]]:
    yield "one threshold, 17.8 = 99", options(thresholds=["17.8=99"])
    thresholds = [f"{item}=99" for item in ("4.2", "9.2", "15.4", "16.1", "17.1", "17.6", "17.8", "18.3")]
    yield "eight thresholds at once", options(thresholds=thresholds)


def _processor(act: Callable[[], object]) -> float:
    """Seconds of the processor for an act: what it takes however busy the machine is."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _nowhere(name: str) -> int:
    raise LookupError(name)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"


if __name__ == "__main__":
    main()
