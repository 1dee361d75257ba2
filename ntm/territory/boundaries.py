"""The boundaries of communes that ship with the program: Lạng Sơn's from 01/7/2025, simplified."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FROM = date(2025, 7, 1)
_FILE = Path(__file__).with_name("data") / "boundaries-2025.geojson"

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude), degrees."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """One unit's outlines (outer rings and holes), and the former districts it was made of ("Lộc Bình")."""

    code: str
    rings: tuple[Ring, ...]
    former_districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The boundaries of a province's communes by code, and whom they must be credited to."""

    units: Mapping[str, Boundary]
    attribution: str


def boundaries_on(day: date) -> Boundaries | None:
    """The boundaries in force on a day; None before 01/7/2025: none of the former communes are freely licensed."""
    return _shipped() if day >= FROM else None


@cache
def _shipped() -> Boundaries:
    document = json.loads(_FILE.read_text(encoding="utf-8"))
    units = {}
    for feature in document["features"]:
        properties = feature["properties"]
        rings = tuple(
            tuple((float(x), float(y)) for x, y in ring)
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        )
        former = tuple(name.strip() for name in properties["old_district"].split(";"))
        units[properties["code"]] = Boundary(properties["code"], rings, former)
    return Boundaries(units, document["attribution"])
