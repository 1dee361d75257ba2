"""What entering would do: verdicts before and after, and what becomes of the averages. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from ntm.criteria import library
from ntm.scoring.assemble import DECLARATION, MEASUREMENT, SnapshotBuilder
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Int16Array, Scorecard
from ntm.scoring.snapshot import BoolArray, Stated
from ntm.scoring.verdict import Verdict
from ntm.service import groups
from ntm.service.entering.enter import Change, has_item
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.store import speaking
from ntm.store.tables import KIND_WORDS
from ntm.territory.model import Unit


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A criterion or indicator of a commune whose verdict would change."""

    unit: Unit
    set_id: str
    day: date
    item: str
    name: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class AverageChange:
    """The average of a district or province before and after."""

    label: UnitLabel
    set_id: str
    day: date
    before: Average
    after: Average


@dataclass
class Effects:
    """All that would change beside the statements themselves."""

    verdicts: list[VerdictChange] = field(default_factory=list)
    averages: list[AverageChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Tallies:
    """Counts of a scorecard in which some communes have others."""

    met: Int16Array
    possible: Int16Array
    reporting: BoolArray
    counted: BoolArray
    of: int


def effects_of(workspace: Workspace, changes: Sequence[tuple[Change, date]]) -> Effects:
    """What the changes would do to verdicts and averages, each seen on the day beside it.

    Raises as sets and databases do.
    """
    found = Effects()
    asked: dict[tuple[str, date], list[Change]] = defaultdict(list)
    for change, day in changes:
        asked[change.set_id, day].append(change)
    for (set_id, on), those in sorted(asked.items()):
        _on_a_day(workspace, Ask(on, set_id), those, found)
    return found


_AVERAGED = ("standard", "advanced")
# Conditions of recognition and steps of a dossier are no criteria: nobody counts them per commune.


def _on_a_day(workspace: Workspace, ask: Ask, changes: Sequence[Change], found: Effects) -> None:
    units = {change.unit.code: change.unit for change in changes}
    above: dict[str, Unit] = {}
    averaged = library.load(ask.set_id).purpose in _AVERAGED
    for unit in units.values() if averaged else ():
        for place in (
            workspace.territory.district_of(unit, ask.day),
            workspace.territory.province_of(unit, ask.day),
        ):
            if place is not None:
                above[place.code] = place
    scored = {unit.code: unit for unit in groups.scored_units(workspace, ask, list(above.values()))} | units
    standing = workspace.standing(ask, [scored[code] for code in sorted(scored)])
    rows = [standing.row(code) for code in units]
    after = _after(standing, rows, changes)
    found.verdicts += _verdicts(ask, standing.scorecard, after, rows, list(units.values()))
    tallies = _replaced(standing.scorecard, after, rows)
    for place in sorted(above.values(), key=lambda place: (place.parent_code is None, place.code)):
        group = groups.registered(workspace, standing, place)
        before = group.average(standing.scorecard)
        then = average(tallies, group.rows, len(group.absent))
        found.averages.append(AverageChange(group.label, ask.set_id, ask.day, before, then))


def _after(standing: Standing, rows: Sequence[int], changes: Sequence[Change]) -> Scorecard:
    """The communes of these rows once the changes are entered, scored; row n of it is `rows[n]`."""
    snapshot = standing.snapshot
    by_unit: Mapping[str, list[Stated]] = defaultdict(list)
    for change in changes:
        by_unit[change.unit.code].append(change.stated)
    builder = SnapshotBuilder(
        standing.scorecard.criteria_set, snapshot.day, [snapshot.units[row] for row in rows],
        overlays=snapshot.overlays, places_complete=snapshot.places_complete,
    )  # fmt: skip
    for at, row in enumerate(rows):
        spoken = dict(snapshot.stated.get(row, {}))
        for stated in by_unit[snapshot.units[row].code]:
            key = (stated.item, MEASUREMENT if stated.verdict is None else DECLARATION)
            if key not in spoken or _speaks_before(stated, spoken[key]):
                spoken[key] = stated
        for (item, _kind), stated in spoken.items():
            if has_item(standing.scorecard.criteria_set, item):  # an older version may have had others
                builder.put(at, stated)
    return score(builder.build(), standing.sets)


def _speaks_before(new: Stated, held: Stated) -> bool:
    """Whether a statement recorded now takes the place of one on record."""
    kind = KIND_WORDS.index(MEASUREMENT if new.verdict is None else DECLARATION)
    return speaking.rank(kind, new.on, new.by, 1) > speaking.rank(kind, held.on, held.by, 0)


def _verdicts(
    ask: Ask, before: Scorecard, after: Scorecard, rows: Sequence[int], units: Sequence[Unit]
) -> list[VerdictChange]:
    criteria = before.criteria_set
    changed: list[VerdictChange] = []
    for at, (row, unit) in enumerate(zip(rows, units, strict=True)):
        indicators = 0
        for index, criterion in enumerate(criteria.criteria):
            pairs = [(criterion.number, criterion.name, before.criteria.verdicts[index, row],
                      after.criteria.verdicts[index, at])]  # fmt: skip
            for indicator in criterion.indicators:
                pairs.append((indicator.id, indicator.name, before.indicators.verdicts[indicators, row],
                              after.indicators.verdicts[indicators, at]))  # fmt: skip
                indicators += 1
            changed += [
                VerdictChange(unit, ask.set_id, ask.day, item, name, Verdict(int(old)), Verdict(int(new)))
                for item, name, old, new in pairs
                if old != new
            ]
    return changed


def _replaced(before: Scorecard, after: Scorecard, rows: Sequence[int]) -> _Tallies:
    met, possible, reporting = before.met.copy(), before.possible.copy(), before.reporting.copy()
    at = np.array(rows, np.intp)
    met[at], possible[at], reporting[at] = after.met, after.possible, after.reporting
    return _Tallies(met, possible, reporting, before.counted, before.of)
