"""Communes judged as if they lay elsewhere: another region or group, other attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ntm.criteria.model import NOT_SO
from ntm.scenario.scenario import PlaceChange
from ntm.scoring.snapshot import Snapshot, UnitRow


def relocate(
    snapshot: Snapshot, places: Sequence[PlaceChange], focus: Sequence[int], find: Callable[[str], int]
) -> Snapshot:
    """The snapshot with these changes to its communes; one that names no commune is of all in focus."""
    if not places:
        return snapshot
    units = list(snapshot.units)
    for place in places:
        for row in focus if place.unit is None else (find(place.unit),):
            units[row] = _relocated(units[row], place)
    return replace(snapshot, units=tuple(units)).prepared()


def _relocated(unit: UnitRow, place: PlaceChange) -> UnitRow:
    own = dict(place.attributes)
    region, group = own.pop("region", unit.region), own.pop("group", unit.group)
    attributes = {name: value for name, value in {**unit.attributes, **own}.items() if value != NOT_SO}
    return replace(unit, region=region, group=group, attributes=attributes)
