"""`make bench`: this engine beside its peers on the same country, then what an office waits for.

Every engine runs in a process of its own; this one checks that their verdicts agree with exact decimals and
prints medians, ratios and peak memory. docs/benchmarks.md keeps one run of it.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.acts import acts
from benchmarks.country import COMMUNES, DISTRICTS, PROVINCES, made

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
EXACT, OURS = "python", "ours"
ENGINES = (
    # name, module, runs with the peers' interpreter, what it is
    (EXACT, "python", False, "plain Python, decimals"),
    (OURS, "ours", False, "ntm"),
    ("floor-plain", "floor", False, "numpy, ten simple lines on floats"),
    ("floor-narrow", "floor", False, "numpy, 32-bit integers: the bare floor"),
    ("openfisca-parameters", "openfisca", True, "OpenFisca-core, thresholds as parameters"),
    ("openfisca-parameters-calculated", "openfisca", True, "… its calculation alone"),
    ("openfisca-arrays", "openfisca", True, "OpenFisca-core, thresholds as arrays"),
    ("openfisca-arrays-calculated", "openfisca", True, "… its calculation alone"),
    ("zen", "zen", True, "GoRules zen-engine"),
)


def main() -> None:
    """Run everything and print two tables; leaves with 1 where this engine's verdicts are not the exact ones."""
    console = Console(width=118)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        country = made()
        country.write(folder)
        measures = len(country.measures)
        console.print(
            f"{COMMUNES:,} communes × 57 indicators ({measures} measures, {COMMUNES * measures:,} verdicts) in "
            f"{DISTRICTS} districts and {PROVINCES} provinces; {platform.machine()}, {os.cpu_count()} cores"
        )
        figures = {name: _run(folder, name, module, foreign) for name, module, foreign, _what in ENGINES}
        console.print(_engines(folder, figures))
        console.print(_acts(folder))
        wrong = _wrong(folder, OURS)
    if wrong:
        console.print(f"ntm: {wrong} verdicts or sums differ from exact decimals")
        sys.exit(1)


def _run(folder: Path, name: str, module: str, foreign: bool) -> dict[str, float]:
    python = str(PEERS) if foreign else sys.executable
    ran = subprocess.run(
        [python, "-m", f"benchmarks.peers.{module}", str(folder), name],
        cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def _wrong(folder: Path, name: str) -> int:
    """Verdicts on criteria, and sums of districts and provinces, that are not those of exact decimals."""
    exact, other = np.load(folder / f"{EXACT}.npz"), np.load(folder / f"{name}.npz")
    return sum(int((exact[part] != other[part]).sum()) for part in ("criteria", "district", "province"))


def _engines(folder: Path, figures: dict[str, dict[str, float]]) -> Table:
    table = Table("engine", title="From snapshot to averages")
    for head in ("median", "best", "times ntm", "peak memory", "not exact"):
        table.add_column(head, justify="right")
    ours = figures[OURS]["seconds"]
    for name, _module, _foreign, what in ENGINES:
        one = figures[name]
        table.add_row(
            what,
            _ms(one["seconds"]),
            _ms(one["best"]),
            f"{one['seconds'] / ours:.2f}",
            f"{one['peak_mb']:.0f} MB",
            f"{_wrong(folder, name):,}",
        )
    return table


def _acts(folder: Path) -> Table:
    table = Table("act", title="What an office waits for")
    for head in ("median", "best", "aim"):
        table.add_column(head, justify="right")
    for what, aim, median, best in acts(folder):
        table.add_row(what, _ms(median), _ms(best), aim)
    return table


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
