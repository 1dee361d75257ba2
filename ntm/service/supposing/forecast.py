"""The forecast of a commune, district or province: histories from the database, due days from tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ntm.errors import DataError, UsageError
from ntm.scenario.forecast import Due, Forecast, History, forecast
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.service import groups
from ntm.service.assigning.work import work_of
from ntm.service.groups import Group
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.store.series import series
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.quarters import quarter_of


@dataclass(frozen=True)
class GroupOutlook:
    """A district's or province's average now and on each later day, by side of the range (see Standings).

    `held` communes have nothing that moves at a pace: they are counted as they stand today.
    """

    unit: UnitLabel
    rows: tuple[int, ...]
    now: Average
    days: tuple[tuple[date, Mapping[str, Average]], ...]
    held: int


@dataclass(frozen=True)
class Outcome:
    """A forecast, the row of the commune asked for (None: a district or province), and the groups averaged."""

    standing: Standing
    forecast: Forecast
    row: int | None
    label: UnitLabel
    groups: tuple[GroupOutlook, ...]


def forecast_of(
    workspace: Workspace, ask: Ask, text: str, days: Sequence[date] = (), alone: bool = False
) -> Outcome:
    """What a unit will stand at on later days (default: the quarters' ends that are left of the year).

    With a commune come its district's and province's averages, unless it is wanted `alone`. Raises UsageError for a
    day that is not later than the day asked for and for a snapshot file, which has no history.
    """
    if workspace.database is None:
        raise UsageError(_("Dự báo cần lịch sử số liệu trong cơ sở dữ liệu: không dùng --snapshot ở đây."))
    wanted = list(days) or days_left(ask.day)
    for day in wanted:
        if day <= ask.day:
            raise UsageError(
                _("Ngày dự báo {day} phải sau ngày {on}.").format(day=format_day(day), on=format_day(ask.day))
            )
    unit = workspace.find(text, ask.day, "commune")
    around = [] if alone else _above(workspace, unit, ask.day)
    if unit.kind not in COMMUNE_KINDS:
        around = [unit, *around]
    units = {one.code: one for one in groups.scored_units(workspace, ask, around)}
    if unit.kind in COMMUNE_KINDS:
        units[unit.code] = unit
    if not units:
        raise DataError(
            _("{unit} không có xã nào ngày {day}.").format(unit=unit.title, day=format_day(ask.day))
        )
    standing = workspace.standing(ask, [units[code] for code in sorted(units)])
    found = forecast(
        standing.snapshot, standing.sets, standing.scorecard, _history(workspace, standing),
        _due(workspace, standing), wanted,
    )  # fmt: skip
    row = standing.row(unit.code) if unit.kind in COMMUNE_KINDS else None
    averaged = tuple(_group(found, groups.registered(workspace, standing, one)) for one in around)
    return Outcome(standing, found, row, groups.label_of(unit), averaged)


def days_left(day: date) -> list[date]:
    """The ends of quarters after a day, to the end of the year (of the next, where it is the year's last day)."""
    ahead = day + timedelta(days=1)
    quarter, found = quarter_of(ahead), []
    while quarter.year == ahead.year:
        found.append(quarter.last)
        quarter = quarter.next
    return [one for one in found if one > day]


def _above(workspace: Workspace, unit: Unit, day: date) -> list[Unit]:
    territory = workspace.territory
    if unit.kind in COMMUNE_KINDS:
        held = [territory.district_of(unit, day), territory.province_of(unit, day)]
    else:
        held = [territory.parent(unit, day)]
    return [one for one in held if one is not None]


def _history(workspace: Workspace, standing: Standing) -> History:
    assert workspace.database is not None  # noqa: S101 - forecast_of looked
    ask, units = standing.ask, standing.snapshot.units
    keys = [(unit.code, unit.valid_from) for unit in units]
    with workspace.database.reading() as connection:
        held = series(connection, ask.set_id, keys, ask.day, ask.known_at)
    return {
        (row, item): points
        for row, unit in enumerate(units)
        for item, points in held.get(unit.code, {}).items()
    }


def _due(workspace: Workspace, standing: Standing) -> Due:
    """By when each open item is to be done: as its task says, else as its statement does."""
    rows = {unit.code: row for row, unit in enumerate(standing.snapshot.units)}
    return {
        (rows[line.unit.code], line.item): line.due
        for line in work_of(workspace, standing)
        if line.due is not None and line.open
    }


def _group(found: Forecast, group: Group) -> GroupOutlook:
    absent = len(group.absent)
    counted = [row for row in group.rows if found.now.counted[row]]
    return GroupOutlook(
        group.label,
        tuple(counted),
        average(found.now, group.rows, absent),
        tuple(
            (one.day, {side: average(card, group.rows, absent) for side, card in one.sides.items()})
            for one in found.days
        ),
        sum(found.steady(row) for row in counted),
    )
