"""A district's or province's page: its average beside the reference, now and over time, and who must do what.

Everything is read from one standing; the pages decide nothing. The matrix of communes by criterion is in
ntm.service.office.area_matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ntm.errors import NtmError
from ntm.reports.group_tables import (
    Step,
    bands,
    hardest,
    nearest,
    one_step_away,
    part_averages,
    parts_of,
)
from ntm.reports.maps import commune_map
from ntm.scoring.averages import Comparison
from ntm.scoring.snapshot import UnitRow
from ntm.service.access.rights import Action, Rights
from ntm.service.compare import compare
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.boundaries import boundaries_on
from ntm.territory.model import DISTRICT_KINDS, Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.quarters import quarter_of

MOST_STEPS = 60
QUARTERS = 8
"""How many ends of quarters the plot goes back."""


@dataclass(frozen=True)
class Area:
    """A district or province on a day: what its page shows."""

    unit: Unit
    comparison: Comparison
    standing: Standing
    silent: tuple[UnitRow, ...]
    """The communes without a statement in the set, in the order of their names."""

    @property
    def bands(self) -> list[dict[str, str]]:
        """The communes by criteria met."""
        return bands(self.standing.scorecard, self.comparison.subject)

    @property
    def hardest(self) -> list[dict[str, str]]:
        """The criteria, those met by the fewest communes first."""
        return hardest(self.standing.scorecard, self.comparison.subject)

    @property
    def one_step(self) -> list[str]:
        """The communes that one criterion lifts into the next band."""
        return one_step_away(self.standing.scorecard, self.comparison.subject)

    @property
    def steps(self) -> list[Step]:
        """The criteria that lack least, as many as the goal asks for (at most MOST_STEPS)."""
        needed = self.comparison.needed or 0
        return nearest(self.standing.scorecard, self.comparison.subject, min(needed, MOST_STEPS))

    def code_of(self, step: Step) -> str:
        """The code of the commune a step belongs to."""
        return self.standing.snapshot.units[step.row].code

    def parts(self, workspace: Workspace) -> list[dict[str, str]]:
        """The averages of the districts inside (or of the former ones), each with its `code` where it has one."""
        day, card = self.standing.ask.day, self.standing.scorecard
        boundaries = boundaries_on(day)
        former = {code: one.former_districts for code, one in boundaries.units.items()} if boundaries else {}
        inside = [one for one in workspace.territory.children(self.unit, day) if one.kind in DISTRICT_KINDS]
        titles = {one.code: one.title for one in inside}
        codes = {one.title: one.code for one in inside}
        lines = part_averages(card, parts_of(card, self.comparison.subject, titles, former))
        return [{**line, "code": codes.get(line["name"], "")} for line in lines]

    @property
    def map(self) -> tuple[str, str]:
        """The map as SVG and whom it must be credited to; two empty texts where no boundaries are known."""
        boundaries, card = boundaries_on(self.standing.ask.day), self.standing.scorecard
        units = self.standing.snapshot.units
        rows = {units[row].code: row for row in self.comparison.subject.rows}
        if boundaries is None or not rows or not rows.keys() <= boundaries.units.keys():
            return "", ""
        met = {code: int(card.met[row]) for code, row in rows.items() if card.reporting[row]}
        return commune_map(boundaries, met, card.of), boundaries.attribution


@dataclass(frozen=True, slots=True)
class Point:
    """An average on one day; None where nothing was reported, or no like reference was there."""

    day: date
    subject: Fraction | None
    reference: Fraction | None
    reporting: int
    communes: int
    basis: str = ""


def areas(rights: Rights, day: date) -> list[Unit]:
    """The districts and provinces the person may see on a day, provinces first, each with its districts after it."""
    territory = rights.territory
    above = [unit for unit in territory.units if unit.kind in DISTRICT_KINDS or unit.kind == "tinh"]
    seen = [unit for unit in above if unit.alive(day) and rights.may(Action.SEE, unit, day)]

    def order(unit: Unit) -> tuple[object, ...]:
        return (unit.parent_code or unit.code, unit.parent_code is not None, collation_key(unit.name))

    return sorted(seen, key=order)


def area(workspace: Workspace, ask: Ask, unit: Unit) -> Area:
    """The unit's standing on the day; raises DataError and UsageError as `compare` does."""
    comparison, standing = compare(workspace, ask, unit.code)
    card = standing.scorecard
    silent = (standing.snapshot.units[row] for row in comparison.subject.rows if not card.reporting[row])
    ordered = sorted(silent, key=lambda one: collation_key(one.name))
    return Area(unit, comparison, standing, tuple(ordered))


def trend(workspace: Workspace, ask: Ask, unit: Unit, quarters: int = QUARTERS) -> list[Point]:
    """The average and its reference at the ends of quarters before the day, and on the day, by the one set.

    A day on which the unit was not there, or was divided otherwise, is left out: averages over other communes
    are not set beside each other.
    """
    days = [*_ends(ask.day, quarters), ask.day]
    mine = _division(workspace, unit, ask.day)
    points = []
    for day in days:
        same = workspace.territory.unit(unit.code, day) == unit and _division(workspace, unit, day) == mine
        point = _point(workspace, Ask(day, ask.set_id, ask.known_at), unit) if same else None
        if point is not None:
            points.append(point)
    # Quarters before the first report say nothing.
    first = next((at for at, point in enumerate(points) if point.reporting), len(points))
    return points[first:]


def _point(workspace: Workspace, ask: Ask, unit: Unit) -> Point | None:
    try:
        found, _standing = compare(workspace, ask, unit.code)
    except NtmError:
        return None  # the set cannot be scored on that day
    reference = found.reference
    return Point(
        ask.day,
        found.subject.value,
        reference.value if reference is not None else None,
        found.subject.reporting,
        found.subject.communes,
        reference.basis if reference is not None else "",
    )


def _ends(day: date, count: int) -> Sequence[date]:
    """The last days of the `count` quarters before a day, the earliest first."""
    ends: list[date] = []
    for _step in range(count):
        first = quarter_of(ends[-1] if ends else day).first
        ends.append(first - timedelta(days=1))
    return ends[::-1]


def _division(workspace: Workspace, unit: Unit, day: date) -> set[tuple[str, date | None]]:
    return {(one.code, one.valid_from) for one in workspace.territory.communes(day, unit)}
