"""The matrix of a commune, a district or a province: its communes by criterion and indicator, with the averages."""

from __future__ import annotations

from ntm.errors import DataError
from ntm.exchange.matrix import Matrix
from ntm.scoring.averages import Average, UnitLabel
from ntm.scoring.averages import average as average_of
from ntm.service import groups
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS, Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def status_matrix(workspace: Workspace, ask: Ask, text: str) -> Matrix:
    """The matrix of the unit named; a province's with its districts' averages. Raises as units and sets do."""
    unit = workspace.find(text, ask.day)
    units = [unit] if unit.kind in COMMUNE_KINDS else workspace.territory.communes(ask.day, unit)
    if not units:
        raise DataError(
            _("{units} không có xã nào ngày {day}.").format(units=unit.title, day=format_day(ask.day))
        )
    standing = workspace.standing(ask, units)
    rows = sorted(range(len(units)), key=lambda row: _place(standing, row))
    title = f"KẾT QUẢ THỰC HIỆN TIÊU CHÍ NÔNG THÔN MỚI – {unit.title}"
    return Matrix(title, standing.scorecard, rows, _averages(workspace, standing, unit))


def _place(standing: Standing, row: int) -> tuple[object, object]:
    unit = standing.snapshot.units[row]
    return collation_key(unit.district_name or ""), collation_key(unit.name)


def _averages(workspace: Workspace, standing: Standing, unit: Unit) -> list[tuple[UnitLabel, Average]]:
    """The average of the unit, after those of the districts in it; a commune's is its own count."""
    if unit.kind in COMMUNE_KINDS:
        return [(groups.label_of(unit), average_of(standing.scorecard, [0]))]
    inside = [
        one for one in workspace.territory.children(unit, standing.ask.day) if one.kind in DISTRICT_KINDS
    ]
    found = [groups.registered(workspace, standing, one) for one in (*inside, unit)]
    return [(group.label, group.average(standing.scorecard)) for group in found]
