"""What if, for a commune of a database or a snapshot file: the whole province is read, nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ntm.criteria import library
from ntm.errors import DataError, UsageError
from ntm.scenario.assignments import Assignment
from ntm.scenario.what_if import AveragedGroup, OtherSet, WhatIf
from ntm.scenario.what_if import what_if as supposed
from ntm.service import groups
from ntm.service.groups import Group
from ntm.service.standing import commune_standing
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _


def what_if(
    workspace: Workspace,
    text: str,
    *,
    values: Sequence[Assignment] = (),
    thresholds: Sequence[Assignment] = (),
    criteria: str | None = None,
    day: date | None = None,
) -> WhatIf:
    """Score a commune as it stands and as assumed, with the averages of its district and province.

    It stands by the basic set in force on the day (of a snapshot file: by the file's set); `criteria` names the
    set to score by instead. Where the set in force cannot be scored yet, the named one serves for both. Raises
    UsageError when nothing is assumed, DataError with all that is wrong with what is.
    """
    if not (values or thresholds or criteria):
        raise UsageError(
            _("Chưa giả định gì: dùng --set MỤC=GIÁ TRỊ, --threshold MỤC=GIÁ TRỊ hoặc --criteria BỘ.")
        )
    ask = _ask(workspace, day, criteria)
    other = criteria if criteria != ask.set_id else None
    if workspace.snapshot_file is not None:
        found = commune_standing(workspace, ask, text)
        standing, row = found.standing, found.row
        averaged = _groups_of_file(workspace, standing, row)
        instead = _other(workspace, ask, other, None)
    else:
        unit = _commune(workspace, text, ask.day)
        above = [place for place in _above(workspace, unit, ask.day) if place is not None]
        units = {one.code: one for one in groups.scored_units(workspace, ask, above)}
        units[unit.code] = unit
        ordered = [units[code] for code in sorted(units)]
        standing = workspace.standing(ask, ordered)
        row = standing.row(unit.code)
        averaged = [groups.registered(workspace, standing, place) for place in above]
        instead = _other(workspace, ask, other, ordered)
    return supposed(
        standing.snapshot,
        standing.sets,
        row,
        values=values,
        thresholds=thresholds,
        other=instead,
        groups=[AveragedGroup(group.label, group.rows, len(group.absent)) for group in averaged],
    )


def _ask(workspace: Workspace, day: date | None, criteria: str | None) -> Ask:
    if criteria is not None:
        library.load(criteria)  # an unknown set is refused before anything is read
    ask = workspace.ask(day)
    if criteria is not None and workspace.snapshot_file is None and not library.load(ask.set_id).complete:
        return replace(ask, set_id=criteria)
    return ask


def _commune(workspace: Workspace, text: str, day: date) -> Unit:
    unit = workspace.find(text, day, "commune")
    if unit.kind not in COMMUNE_KINDS:
        raise DataError(
            _("{unit} không phải là đơn vị cấp xã; phép thử «nếu… thì» là cho một xã.").format(
                unit=unit.title
            )
        )
    return unit


def _above(workspace: Workspace, unit: Unit, day: date) -> tuple[Unit | None, Unit | None]:
    territory = workspace.territory
    return territory.district_of(unit, day), territory.province_of(unit, day)


def _groups_of_file(workspace: Workspace, standing: Standing, row: int) -> list[Group]:
    unit = standing.snapshot.units[row]
    codes = [code for code in (unit.district_code, unit.province_code) if code is not None]
    return [groups.in_file(workspace, standing, code) for code in codes]


def _other(
    workspace: Workspace, ask: Ask, criteria: str | None, units: Sequence[Unit] | None
) -> OtherSet | None:
    if criteria is None:
        return None
    other = replace(ask, set_id=criteria)
    return OtherSet(workspace.sets(other), workspace.snapshot(other, units) if units is not None else None)
