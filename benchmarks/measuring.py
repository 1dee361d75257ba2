"""How every engine is measured: in a process of its own, the median of some runs, the peak of its memory.

Run with the peers' interpreter as well, so only the standard library and numpy are used here.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

Result = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Criteria met or not (criteria, communes); criteria met by district; by province."""


class Given:
    """The country as an engine finds it on disk."""

    def __init__(self, folder: Path) -> None:
        arrays = np.load(folder / "country.npz")
        self.hundredths, self.region = arrays["hundredths"], arrays["region"]
        self.district, self.province = arrays["district"], arrays["province"]
        rules = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
        self.regions: list[str] = rules["regions"]
        self.comparators: list[str] = rules["comparators"]
        self.thresholds: list[list[str]] = rules["thresholds"]
        self.spans: list[tuple[int, int]] = [tuple(span) for span in rules["spans"]]
        self.districts: int = rules["districts"]
        self.provinces: int = rules["provinces"]


def main(run: Callable[[Given], Callable[[], Result]], repeats: int = 7) -> None:
    """Prepare with `run`, time what it returns, write the verdicts beside the input and the figures to stdout."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    prepared = run(Given(folder))
    prepared()  # the first run pays for imports and caches, for every engine
    times = []
    for _turn in range(repeats):
        begun = time.perf_counter()
        criteria, by_district, by_province = prepared()
        times.append(time.perf_counter() - begun)
    np.savez(folder / f"{name}.npz", criteria=criteria, district=by_district, province=by_province)
    figures = {
        "seconds": statistics.median(times),
        "best": min(times),
        "runs": len(times),
        "peak_mb": peak(),
        "python": platform.python_version(),
    }
    print(json.dumps(figures))


def held() -> float:
    """The memory this process holds now, in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def peak() -> float:
    """The most memory this process has held, in MB (getrusage would count its parent's too)."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
