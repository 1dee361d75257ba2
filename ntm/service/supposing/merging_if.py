"""What if these communes were one: derived from what is stated of them, and then supposed on further; only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ntm.errors import DataError, UsageError
from ntm.scenario.merging import Part, declared, derive, entries_of
from ntm.scenario.redrawing import merged
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if import AveragedGroup, WhatIf
from ntm.scenario.what_if import what_if as supposed
from ntm.scoring.averages import average
from ntm.scoring.engine import score
from ntm.scoring.snapshot import UnitRow
from ntm.service import groups
from ntm.service.groups import Group
from ntm.service.standing import commune_row
from ntm.service.supposing.merging import BoundaryAverage, Merged
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold


def merge(workspace: Workspace, ask: Ask, texts: Sequence[str]) -> Merged:
    """These communes as if they were one on the day; their district's and province's averages before and after.

    Of a database or of a snapshot file. Raises UsageError for fewer than two, DataError for what is no commune.
    """
    in_file = workspace.snapshot_file is not None
    standing, units, above = (_of_file if in_file else _of_database)(workspace, ask, texts)
    first = standing.snapshot.units[standing.row(next(iter(units)))]
    criteria_set = standing.sets(first.province_code)
    rows = tuple(standing.row(code) for code in units)
    parts = [
        Part(unit.name, standing.snapshot.stated.get(row, {}))
        for unit, row in zip(units.values(), rows, strict=True)
    ]
    derived = derive(criteria_set, parts)
    unit_row = _imagined([standing.snapshot.units[row] for row in rows])
    later = merged(standing.snapshot, criteria_set, rows, unit_row, entries_of(criteria_set, derived))
    card = score(later, standing.sets)
    averages: list[BoundaryAverage] = []
    followed: list[AveragedGroup] = []
    for group in above:
        inside = {standing.snapshot.units[row].code for row in group.rows}
        inside |= {unit_row.code} if inside & units.keys() else set()
        new = tuple(row for row, one in enumerate(later.units) if one.code in inside)
        absent = len(group.absent)
        day = standing.snapshot.day
        averages.append(
            BoundaryAverage(group.label, day, False, average(standing.scorecard, group.rows, absent))
        )
        averages.append(BoundaryAverage(group.label, day, True, average(card, new, absent), 1))
        followed.append(AveragedGroup(group.label, new, absent))
    return Merged(
        unit_row, standing.snapshot.day, tuple(units.values()), standing.scorecard, rows, tuple(derived), frozenset(),
        card, len(later.units) - 1, tuple(averages), declared(parts), real=False, sets=standing.sets,
        groups=tuple(followed),
    )  # fmt: skip


def suppose_merged(workspace: Workspace, found: Merged, scenario: Scenario) -> WhatIf:
    """A scenario laid on communes merged: what names no commune is of the new one.

    Raises UsageError for another set or day, which are asked for with the merger itself, and as `what_if` does.
    """
    if scenario.criteria is not None or scenario.on is not None:
        raise UsageError(_("Với --merge, ngày và bộ tiêu chí khác ghi bằng --on và --criteria của lệnh."))
    gone = {unit.code for unit in found.made_of}
    standing = Standing(
        Ask(found.on, found.card.criteria_set.id), found.sets, found.card.snapshot, found.card
    )

    def find(name: str) -> int:
        if fold(name) in (fold(found.unit.name), fold(found.unit.code)):
            return found.row
        if workspace.snapshot_file is None:
            unit = workspace.find(name, found.on, "commune")
            if unit.code in gone:
                raise DataError(
                    _("{unit} đã gộp vào {merged}: không ghi tên xã là của xã mới.").format(
                        unit=unit.title, merged=found.unit.name
                    )
                )
        return commune_row(workspace, standing, name)

    return supposed(
        found.card.snapshot,
        found.sets,
        [found.row],
        scenario,
        find=find,
        groups=found.groups,
        before=found.card,
    )


Sources = tuple[Standing, Mapping[str, Unit], Sequence[Group]]
"""How everything stands, the communes to merge by code, the groups above them."""


def _of_database(workspace: Workspace, ask: Ask, texts: Sequence[str]) -> Sources:
    units = {unit.code: unit for unit in (workspace.find(text, ask.day, "commune") for text in texts)}
    _require_communes(units)
    territory = workspace.territory
    above = {
        place.code: place
        for unit in units.values()
        for place in (territory.district_of(unit, ask.day), territory.province_of(unit, ask.day))
        if place is not None
    }
    every = {one.code: one for one in groups.scored_units(workspace, ask, list(above.values()))} | units
    standing = workspace.standing(ask, [every[code] for code in sorted(every)])
    return standing, units, [groups.registered(workspace, standing, place) for place in above.values()]


def _of_file(workspace: Workspace, ask: Ask, texts: Sequence[str]) -> Sources:
    standing = workspace.file_standing(ask)
    rows = dict.fromkeys(commune_row(workspace, standing, text) for text in texts)
    known = [standing.snapshot.units[row] for row in rows]
    units = {one.code: Unit(one.code, one.name, one.kind, one.district_code) for one in known}
    _require_communes(units)
    codes = dict.fromkeys(
        code for one in known for code in (one.district_code, one.province_code) if code is not None
    )
    return standing, units, [groups.in_file(workspace, standing, code) for code in codes]


def _require_communes(units: Mapping[str, Unit]) -> None:
    if len(units) < 2:
        raise UsageError(_("--merge cần ít nhất hai xã, cách nhau bằng dấu phẩy."))
    for unit in units.values():
        if unit.kind not in COMMUNE_KINDS:
            raise DataError(_("{unit} không phải là đơn vị cấp xã.").format(unit=unit.title))


def _imagined(rows: Sequence[UnitRow]) -> UnitRow:
    """The merged commune of a what-if: what is the same of all its parts, and nothing else."""
    first = rows[0]

    def same(name: str) -> str | None:
        values = {getattr(row, name) for row in rows}
        return values.pop() if len(values) == 1 else None

    common = set.intersection(*(set(row.attributes.items()) for row in rows))
    return UnitRow(
        code="+".join(row.code for row in rows),
        name=" + ".join(row.name for row in rows),
        kind=first.kind if len({row.kind for row in rows}) == 1 else "xa",
        district_code=same("district_code"),
        district_name=same("district_name"),
        province_code=same("province_code"),
        province_name=same("province_name"),
        region=same("region"),
        group=same("group"),
        attributes=dict(sorted(common)),
        counted=any(row.counted for row in rows),
    )
