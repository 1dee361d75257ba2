"""Merged communes: the standing of a commune made of others, averages on old and new boundaries; all only read.

What really happened is in the register's successions; what might, in a list of communes. Either way the values
are derived by ntm.scenario.merging, scored by the one evaluator, and wait for confirmation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError
from ntm.scenario.merging import Derived, Entries, Part, declared, derive, entries_of
from ntm.scenario.what_if import AveragedGroup
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import UnitRow
from ntm.service import groups
from ntm.service.workspace import Ask, Sets, Workspace
from ntm.territory.model import COMMUNE_KINDS, Succession, Unit
from ntm.vietnamese.messages import _


@dataclass(frozen=True)
class BoundaryAverage:
    """An average on some boundaries: the old ones, or new ones with derived values (`derived` communes)."""

    unit: UnitLabel
    on: date
    new: bool
    held: Average
    derived: int = 0


@dataclass(frozen=True)
class Merged:
    """A commune made of others: what is derived of it, how it stands, and averages before and after.

    `own` are the items stated of the new commune itself, which no derived value replaces; `parts` its old
    communes with how each stood; `declarations` how many of theirs do not cross. `real` tells whether the
    register knows the merger. `sets` are what `card` was scored by, `groups` whose averages go on being followed.
    """

    unit: UnitRow
    on: date
    made_of: tuple[Unit, ...]
    before: Scorecard
    rows: tuple[int, ...]
    derived: tuple[Derived, ...]
    own: frozenset[str]
    card: Scorecard
    row: int
    averages: tuple[BoundaryAverage, ...]
    declarations: int
    real: bool
    sets: Sets
    groups: tuple[AveragedGroup, ...] = ()


class Became(Enum):
    """What became of a commune of a redrawn province: why it is derived, or why it is not."""

    DERIVED = "derived"
    OWN = "own"  # status was entered for the new commune itself
    SPLIT = "split"  # a part of it came from a unit that was divided
    DECLARED = "declared"  # of its old communes only verdicts of higher bodies are known, which do not cross
    SILENT = "silent"  # of its old communes nothing is known
    UNCHANGED = "unchanged"  # it was made of no others


@dataclass(frozen=True)
class Redrawn:
    """A province on new boundaries: its communes with what each derives from, and the averages on both sides.

    `not_derived` are those that came in parts, with the old units of which only a part came; `counts` says of how
    many communes what became.
    """

    unit: UnitLabel
    on: date
    card: Scorecard
    made_of: tuple[tuple[Unit, ...], ...]
    not_derived: tuple[tuple[str, str], ...]
    averages: tuple[BoundaryAverage, ...]
    counts: Mapping[Became, int]


def merge_status(workspace: Workspace, ask: Ask, text: str) -> Merged | Redrawn:
    """The standing of a commune made of others; of a province, all its communes as they were redrawn.

    Raises DataError for a unit that was made of no others, or in part of some.
    """
    unit = workspace.find(text, ask.day, "commune")
    if unit.kind not in COMMUNE_KINDS:
        return _redrawn(workspace, ask, unit)
    made_of = _made_of(workspace, unit)
    sources = _Sources(workspace, ask)
    parts = [sources.part(old) for old in made_of]
    derived = derive(sources.criteria_set, parts)
    row = workspace.unit_row(unit, ask.day)
    card, own = sources.new_communes([(row, derived)])
    before_day = _day_before(unit)
    before = workspace.standing(replace(ask, day=before_day), list(made_of)).scorecard
    averages: tuple[BoundaryAverage, ...] = ()
    province = workspace.territory.province_of(unit, ask.day)
    if province is not None and _redrew(workspace, unit):
        averages = _redrawn(workspace, ask, province).averages
    return Merged(
        row, ask.day, made_of, before, tuple(range(len(made_of))), tuple(derived), own[0], card, 0, averages,
        declared(parts), real=True, sets=workspace.sets(ask),
    )  # fmt: skip


class _Sources:
    """The statements of old units, read together, and new communes scored on what is derived from them."""

    def __init__(self, workspace: Workspace, ask: Ask) -> None:
        self.workspace, self.ask = workspace, ask
        self.criteria_set: CriteriaSet = workspace.sets(ask)(None)
        self._read: dict[tuple[str, date | None], Entries] = {}

    def read(self, units: Iterable[Unit]) -> None:
        """Read what speaks of these old units, each on its last day."""
        by_day: dict[date, list[Unit]] = {}
        for unit in units:
            if (unit.code, unit.valid_from) not in self._read:
                by_day.setdefault(unit.valid_to or self.ask.day, []).append(unit)
        for day, there in by_day.items():
            snapshot = self.workspace.snapshot(replace(self.ask, day=day), there)
            for row, unit in enumerate(there):
                said = snapshot.stated.get(row, {}) if snapshot.reporting[row] else {}
                self._read[unit.code, unit.valid_from] = said

    def part(self, unit: Unit) -> Part:
        """What speaks of an old unit on its last day; where nothing does, what it was itself made of."""
        self.read([unit])
        entries = self._read[unit.code, unit.valid_from]
        steps = self.workspace.territory.predecessors(unit)
        if entries or not steps or _in_part(steps):
            return Part(unit.name, entries)
        older = [self.part(old) for old, _step in steps]
        return Part(unit.name, entries_of(self.criteria_set, derive(self.criteria_set, older)))

    def new_communes(
        self, communes: Sequence[tuple[UnitRow, Sequence[Derived]]]
    ) -> tuple[Scorecard, list[frozenset[str]]]:
        """These communes scored: what is stated of them, else what is derived; and which items are their own."""
        workspace, ask = self.workspace, self.ask
        rows = [row for row, _derived in communes]
        units = [workspace.territory.unit(row.code, ask.day) for row in rows]
        snapshot = workspace.snapshot(ask, [unit for unit in units if unit is not None])
        builder = SnapshotBuilder(
            self.criteria_set, ask.day, rows,
            known_at=snapshot.known_at, illustrative=snapshot.illustrative, overlays=snapshot.overlays,
            places_complete=snapshot.places_complete,
        )  # fmt: skip
        own: list[frozenset[str]] = []
        for at, (_row, derived) in enumerate(communes):
            said = snapshot.stated.get(at, {}) if snapshot.reporting[at] else {}
            entries = {**entries_of(self.criteria_set, derived), **said}
            for stated in entries.values():
                builder.put(at, stated)
            own.append(frozenset(item for item, _kind in said))
        return score(builder.build(), workspace.sets(ask)), own


def _redrawn(workspace: Workspace, ask: Ask, unit: Unit) -> Redrawn:
    """Every commune of a province on the day, derived where it was made of others since."""
    territory = workspace.territory
    if unit.parent_code is not None:
        raise DataError(_("{unit} không phải là xã hay tỉnh.").format(unit=unit.title))
    communes = territory.communes(ask.day, unit)
    sources = _Sources(workspace, ask)
    given: list[tuple[UnitRow, list[Derived]]] = []
    sources.read(old for commune in communes for old, _step in territory.predecessors(commune))
    made_of: list[tuple[Unit, ...]] = []
    refused: list[tuple[str, str]] = []
    verdicts: list[int] = []
    for commune in communes:
        steps = territory.predecessors(commune)
        split = _in_part(steps)
        parts = [sources.part(old) for old, _step in steps] if not split else []
        made_of.append(tuple(old for old, _step in steps))
        verdicts.append(declared(parts))
        given.append(
            (workspace.unit_row(commune, ask.day), derive(sources.criteria_set, parts) if parts else [])
        )
        if split:
            refused.append((commune.name, ", ".join(split)))
    redrawn = [one.valid_from for one, old in zip(communes, made_of, strict=True) if old and one.valid_from]
    if not redrawn:
        raise DataError(_("{unit}: không có xã nào được gộp từ xã khác.").format(unit=unit.title))
    card, own = sources.new_communes(given)
    before_day = max(redrawn) - timedelta(days=1)
    old_ask = replace(ask, day=before_day)
    before = territory.unit(unit.code, before_day) or unit
    standing = workspace.standing(old_ask, territory.communes(before_day, before))
    label = groups.label_of(unit)
    split_names = {name for name, _parts in refused}
    became = Counter(
        _became(row.name in split_names, bool(old), said, found, judged)
        for (row, found), old, said, judged in zip(given, made_of, own, verdicts, strict=True)
    )
    derived = became[Became.DERIVED]
    return Redrawn(
        label, ask.day, card, tuple(made_of), tuple(refused),
        (
            BoundaryAverage(label, before_day, False, average(standing.scorecard, range(len(standing.snapshot.units)))),
            BoundaryAverage(label, ask.day, True, average(card, range(len(given))), derived),
        ),
        became,
    )  # fmt: skip


def _became(split: bool, made: bool, own: frozenset[str], found: Sequence[Derived], verdicts: int) -> Became:
    if own:
        return Became.OWN
    if split:
        return Became.SPLIT
    if not made:
        return Became.UNCHANGED
    if any(one.stated is not None for one in found):
        return Became.DERIVED
    return Became.DECLARED if verdicts else Became.SILENT


def _made_of(workspace: Workspace, unit: Unit) -> tuple[Unit, ...]:
    steps = workspace.territory.predecessors(unit)
    if not steps:
        raise DataError(_("{unit} không được lập từ đơn vị nào khác.").format(unit=unit.title))
    split = _in_part(steps)
    if split:
        raise DataError(
            _(
                "{unit} có phần lấy từ {parts}: chỉ biết số liệu của cả đơn vị cũ nên không suy ra được. "
                "Hãy nhập số liệu của xã mới."
            ).format(unit=unit.title, parts=", ".join(split))
        )
    return tuple(old for old, _step in steps)


def _in_part(steps: Sequence[tuple[Unit, Succession]]) -> list[str]:
    return [old.title for old, step in steps if step.share != "whole"]


def _day_before(unit: Unit) -> date:
    assert unit.valid_from is not None  # noqa: S101 - what was made of others began on a day
    return unit.valid_from - timedelta(days=1)


def _redrew(workspace: Workspace, unit: Unit) -> bool:
    """Whether the whole province was redrawn that day: then its averages are on two boundaries."""
    day = unit.valid_from
    return day is not None and workspace.territory.district_of(unit, day) is None
