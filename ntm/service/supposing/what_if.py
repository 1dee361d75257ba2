"""What if, for a commune, a district or a province of a database or a snapshot file: nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ntm.criteria import library
from ntm.errors import DataError, UsageError
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if import AveragedGroup, OtherSet, WhatIf
from ntm.scenario.what_if import what_if as supposed
from ntm.scoring.averages import UnitLabel
from ntm.service import groups
from ntm.service.groups import Group
from ntm.service.standing import commune_row
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold


def what_if(
    workspace: Workspace, text: str, scenarios: Sequence[Scenario], *, day: date | None = None
) -> list[WhatIf]:
    """How a unit would stand in each scenario, beside how it stands, with the averages it counts in.

    A commune, else all communes of a district or province; the averages are those of its district and province.
    It stands by the basic set in force on the day (of a snapshot file: by the file's set). Where the set in
    force cannot be scored yet and there is one scenario of another set, that one serves for both. Raises
    UsageError when nothing is assumed, DataError with all that is wrong with what is.
    """
    if not scenarios or not all(scenario.assumes for scenario in scenarios):
        raise UsageError(
            _(
                "Chưa giả định gì: dùng --set MỤC=GIÁ TRỊ, --threshold MỤC=GIÁ TRỊ, --criteria BỘ hoặc --scenario TỆP."
            )
        )
    named = [scenario.criteria for scenario in scenarios if scenario.criteria is not None]
    for criteria in named:
        library.load(criteria)  # an unknown set is refused before anything is read
    ask = _ask(workspace, day, named if len(scenarios) == 1 else [])
    standing, rows, averaged, units = _standing(workspace, ask, text)
    followed = [AveragedGroup(group.label, group.rows, len(group.absent)) for group in averaged]
    return [
        supposed(
            standing.snapshot,
            standing.sets,
            rows,
            scenario,
            find=lambda name: commune_row(workspace, standing, name),
            other=_other(workspace, ask, scenario, units),
            groups=followed,
            before=standing.scorecard,
        )
        for scenario in scenarios
    ]


def focus_label(found: WhatIf) -> UnitLabel:
    """The unit asked about as the contracts name it."""
    if len(found.rows) == 1:
        unit = found.before.snapshot.units[found.row]
        return {"code": unit.code, "name": unit.name, "kind": unit.kind}
    return found.averages[0].unit


def _ask(workspace: Workspace, day: date | None, criteria: Sequence[str]) -> Ask:
    ask = workspace.ask(day)
    if criteria and workspace.snapshot_file is None and not library.load(ask.set_id).complete:
        return replace(ask, set_id=criteria[0])
    return ask


def _standing(
    workspace: Workspace, ask: Ask, text: str
) -> tuple[Standing, tuple[int, ...], list[Group], list[Unit] | None]:
    """How everything stands that is scored, the rows in focus, the averages to follow, the units of the rows."""
    if workspace.snapshot_file is not None:
        return (*_in_file(workspace, ask, text), None)
    unit = workspace.find(text, ask.day, "commune")
    above = [place for place in _above(workspace, unit, ask.day) if place is not None]
    units = {one.code: one for one in groups.scored_units(workspace, ask, above)}
    if unit.kind in COMMUNE_KINDS:
        units[unit.code] = unit
    elif not units:
        raise DataError(
            _("{unit} không có xã nào ngày {day}.").format(unit=unit.title, day=format_day(ask.day))
        )
    ordered = [units[code] for code in sorted(units)]
    standing = workspace.standing(ask, ordered)
    averaged = [groups.registered(workspace, standing, place) for place in above]
    if unit.kind in COMMUNE_KINDS:
        return standing, (standing.row(unit.code),), averaged, ordered
    return standing, averaged[0].rows, averaged, ordered


def _in_file(workspace: Workspace, ask: Ask, text: str) -> tuple[Standing, tuple[int, ...], list[Group]]:
    standing = workspace.file_standing(ask)
    wanted = (fold(text), fold(text).removeprefix("xa "))
    units = standing.snapshot.units
    if any(text.strip() == unit.code or fold(unit.name) in wanted for unit in units):
        row = commune_row(workspace, standing, text)
        codes = [code for code in (units[row].district_code, units[row].province_code) if code is not None]
        return standing, (row,), [groups.in_file(workspace, standing, code) for code in codes]
    group = groups.in_file(workspace, standing, text)
    above = groups.above_in_file(workspace, standing, group)
    return standing, group.rows, [group, *([above] if above is not None else [])]


def _above(workspace: Workspace, unit: Unit, day: date) -> list[Unit | None]:
    """The district and the province, the unit itself first where it is one."""
    territory = workspace.territory
    district, province = territory.district_of(unit, day), territory.province_of(unit, day)
    return [district, province] if province is not district else [province]


def _other(
    workspace: Workspace, ask: Ask, scenario: Scenario, units: Sequence[Unit] | None
) -> OtherSet | None:
    """What a scenario's other set or other day is scored by; None where it has neither."""
    criteria = scenario.criteria if scenario.criteria != ask.set_id else None
    if criteria is None and scenario.on is None:
        return None
    if units is None:
        if scenario.on is not None:
            raise UsageError(_("Tệp ảnh chụp số liệu chỉ có một ngày: không giả định ngày khác."))
        return OtherSet(workspace.sets(replace(ask, set_id=criteria or ask.set_id)))
    day = scenario.on or ask.day
    gone = [unit for unit in units if not unit.alive(day)]
    if gone:
        raise DataError(
            _(
                "Ngày {day} chưa có hoặc không còn {unit} (và {more} xã khác): địa giới đã đổi, không so từng xã được."
            ).format(day=format_day(day), unit=gone[0].title, more=len(gone) - 1)
        )
    other = replace(ask, day=day, set_id=criteria or ask.set_id)
    return OtherSet(
        workspace.sets(other),
        workspace.snapshot(other, units),
        workspace.snapshot(replace(ask, day=day), units) if scenario.on is not None else None,
    )
