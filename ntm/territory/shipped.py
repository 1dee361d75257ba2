"""The places that ship with the program: Lạng Sơn through its three layers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.territory.files import read_attributes, read_successions, read_units
from ntm.territory.register import Territory

_DATA = Path(__file__).with_name("data")


@cache
def shipped() -> Territory:
    """Lạng Sơn: 181 communes to 30/11/2024, 175 to 30/6/2025, 61 from 01/7/2025."""
    problems: list[Problem] = []
    territory = Territory(
        read_units(_DATA / "units.csv", problems),
        read_successions(_DATA / "successions.csv", problems),
        read_attributes(_DATA / "attributes.csv", problems),
    )
    if problems:
        raise DataError("the shipped places are broken", problems)
    return territory
