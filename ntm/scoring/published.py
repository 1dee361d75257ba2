"""Published averages with their sources: the references the program ships with.

`period_end` is the last day of the period a figure speaks of; where the source leaves two years possible it is
the later one, so that the figure is not used before it could have been known. Some figures are printed cut and
not rounded: they are kept as printed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "published-averages.csv"


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure. `set_id` is None for a set the program does not have; `communes` may be unknown."""

    scope: str  # "country" | "province" | "district"
    unit_code: str | None
    name: str
    as_published: str
    period_end: date
    average: Decimal
    communes: int | None
    set_id: str | None
    source: str
    note: str


@cache
def published_averages() -> tuple[Published, ...]:
    """Every shipped figure, in the file's order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Published(
                row["scope"],
                row["unit_code"] or None,
                row["name"],
                row["as_published"],
                date.fromisoformat(row["period_end"]),
                Decimal(row["average"]),
                int(row["communes"]) if row["communes"] else None,
                row["criteria_set"] or None,
                row["source"],
                row["note"],
            )
            for row in csv.DictReader(file)
        )


def published_for(scope: str, unit_code: str | None, day: date) -> list[Published]:
    """Figures of a unit whose period ended on or before the day, the latest first."""
    found = [
        figure
        for figure in published_averages()
        if figure.scope == scope and figure.unit_code == unit_code and figure.period_end <= day
    ]
    return sorted(found, key=lambda figure: figure.period_end, reverse=True)
