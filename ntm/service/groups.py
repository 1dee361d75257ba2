"""Groups of communes to be averaged: a district's, a province's, or those of them with some attributes.

A group is found among the units of the register, or among the rows of a snapshot file. Communes that the
register has and a snapshot file leaves out belong to the group all the same: they do not report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ntm.criteria.model import NOT_SO, REGIONS
from ntm.errors import DataError, UsageError
from ntm.scoring.average_words import unit_title
from ntm.scoring.averages import Average, UnitLabel, average
from ntm.scoring.published import Boundaries, Scope
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Snapshot, UnitRow
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import ATTRIBUTES, COMMUNE_KINDS, Unit
from ntm.territory.register import Territory
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

Pair = tuple[str, str]
COUNTRY: UnitLabel = {"code": None, "name": "Việt Nam", "kind": "country"}
_COUNTRY_NAMES = ("viet nam", "ca nuoc", "country", "vietnam")


@dataclass(frozen=True)
class Group:
    """Communes averaged together: rows of a scorecard, and those of the group that are in no row.

    `unit` is the register's district or province on the day, None where only a snapshot file knows it.
    """

    label: UnitLabel
    scope: Scope
    rows: tuple[int, ...]
    absent: tuple[UnitRow, ...] = ()
    unit: Unit | None = None

    def average(self, scorecard: Scorecard) -> Average:
        """The average of the group."""
        return average(scorecard, self.rows, len(self.absent))

    def where(self, snapshot: Snapshot, pairs: Sequence[Pair]) -> Group:
        """Those of the communes that have all these attributes, under a label of their own."""
        if not pairs:
            return self
        label = {**self.label, "name": f"{self.label['name']} ({', '.join(_pair_words(*p) for p in pairs)})"}
        rows = tuple(row for row in self.rows if _has(snapshot.units[row], pairs))
        absent = tuple(unit for unit in self.absent if _has(unit, pairs))
        if not absent and not any(snapshot.units[row].counted for row in rows):
            written = " ".join(f"{name}={value}" for name, value in pairs)
            raise DataError(
                _("{unit} không có xã nào với {where}.").format(unit=unit_title(self.label), where=written)
            )
        return replace(self, label=label, rows=rows, absent=absent)


def read_pairs(texts: Sequence[str]) -> list[Pair]:
    """The attributes asked for, written NAME=VALUE; raises UsageError naming what may stand there."""
    pairs: list[Pair] = []
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or name not in ATTRIBUTES:
            raise UsageError(
                _("--where {text}: ghi TÊN=GIÁ TRỊ; các tên: {names}.").format(
                    text=text, names=", ".join(ATTRIBUTES)
                )
            )
        values = tuple(REGIONS) if name == "region" else ATTRIBUTES[name]
        if values is not None and value not in values:
            raise UsageError(
                _("--where {text}: {name} chỉ có thể là {values}.").format(
                    text=text, name=name, values=", ".join(values)
                )
            )
        pairs.append((name, value))
    return pairs


def _pair_words(name: str, value: str) -> str:
    words = {
        "region": _("vùng {value}").format(value=REGIONS.get(value, value)),
        "group": _("nhóm {value}").format(value=value.removeprefix("group_")),
        "area": _("xã khu vực {value}").format(value=value),
        "specially_difficult": _("xã đặc biệt khó khăn"),
        "safe_zone": _("xã an toàn khu"),
        "safe_zone_poor_district": _("xã an toàn khu thuộc huyện nghèo"),
        "poor_district": _("xã thuộc huyện nghèo"),
        "border": _("xã biên giới"),
        "craft_village": _("xã có làng nghề"),
    }
    word = words.get(name, f"{name}={value}")
    return _("không phải {what}").format(what=word) if value == NOT_SO else word


def _has(unit: UnitRow, pairs: Sequence[Pair]) -> bool:
    held = {**unit.attributes, "region": unit.region, "group": unit.group}
    return all((held.get(name) or NOT_SO) == value for name, value in pairs)


def means_country(text: str) -> bool:
    """Whether the text names the whole country."""
    return fold(text) in _COUNTRY_NAMES


# -- in the register -----------------------------------------------------------------------------------


def district_or_province(workspace: Workspace, text: str, day: date) -> Unit:
    """The district or province named; raises DataError for a commune, or no such unit."""
    unit = workspace.find(text, day, "district")
    if unit.kind in COMMUNE_KINDS or unit.kind == "thon":
        raise DataError(
            _("{unit} không phải là huyện hay tỉnh, nên không có bình quân; dùng `ntm score`.").format(
                unit=unit.title
            )
        )
    return unit


def scope_of(unit: Unit) -> Scope:
    """Whether a unit above the communes is a province or a district."""
    return "province" if unit.parent_code is None else "district"


def label_of(unit: Unit) -> UnitLabel:
    """The unit as the contracts name it."""
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def registered(workspace: Workspace, standing: Standing, unit: Unit) -> Group:
    """The communes of a unit of the register on the day, as rows of a standing; those in no row are absent."""
    day = standing.ask.day
    rows = {row.code: index for index, row in enumerate(standing.snapshot.units)}
    communes = workspace.territory.communes(day, unit)
    absent = tuple(workspace.unit_row(commune, day) for commune in communes if commune.code not in rows)
    inside = tuple(rows[commune.code] for commune in communes if commune.code in rows)
    return Group(label_of(unit), scope_of(unit), inside, absent, unit)


# -- in a snapshot file --------------------------------------------------------------------------------


def in_file(workspace: Workspace, standing: Standing, text: str) -> Group:
    """The district or province of that code or name in a snapshot file; raises DataError naming those it has."""
    groups = [
        *(_of_file(workspace, standing, code, "district") for code in _codes(standing, "district")),
        *(_of_file(workspace, standing, code, "province") for code in _codes(standing, "province")),
    ]
    wanted = fold(text)
    for group in groups:
        if wanted in (
            fold(str(group.label["code"])),
            fold(str(group.label["name"])),
            fold(unit_title(group.label)),
        ):
            return group
    raise DataError(
        _("Tệp ảnh chụp số liệu không có huyện hay tỉnh “{text}”. Có: {names}.").format(
            text=text, names=", ".join(unit_title(group.label) for group in groups[:20]) or _("không có")
        )
    )


def above_in_file(workspace: Workspace, standing: Standing, group: Group) -> Group | None:
    """The province of a district of a snapshot file; None for a province, or where the file names none."""
    if group.scope == "province":
        return None
    codes = {standing.snapshot.units[row].province_code for row in group.rows} - {None}
    return _of_file(workspace, standing, str(codes.pop()), "province") if len(codes) == 1 else None


def _codes(standing: Standing, scope: Scope) -> list[str]:
    """The codes of the file's districts or provinces, in the order of the file."""
    codes = (_place(unit, scope)[0] for unit in standing.snapshot.units)
    return list(dict.fromkeys(code for code in codes if code is not None))


def _place(unit: UnitRow, scope: Scope) -> tuple[str | None, str | None]:
    if scope == "district":
        return unit.district_code, unit.district_name
    return unit.province_code, unit.province_name


def _of_file(workspace: Workspace, standing: Standing, code: str, scope: Scope) -> Group:
    units = standing.snapshot.units
    rows = tuple(row for row, unit in enumerate(units) if _place(unit, scope)[0] == code)
    names = [name for row in rows if (name := _place(units[row], scope)[1])]
    name = names[0] if names else code
    known = _known_as(workspace, code, names, standing.ask.day)
    if known is not None:
        found = registered(workspace, standing, known)
        every = {
            unit.code for unit in workspace.territory.communes(standing.ask.day, known, counted_only=False)
        }
        if {units[row].code for row in rows} <= every:
            return replace(found, rows=rows)
    label = {"code": code, "name": name, "kind": known.kind if known is not None else None}
    return Group(label, scope, rows)


def _known_as(workspace: Workspace, code: str, names: Sequence[str], day: date) -> Unit | None:
    """The register's unit of that code, unless the file calls it by another name."""
    unit = workspace.territory.unit(code, day)
    return unit if unit is not None and (not names or fold(names[0]) == fold(unit.name)) else None


# -- boundaries ----------------------------------------------------------------------------------------


def boundaries(territory: Territory, group: Group | None, day: date, communes: int | None) -> Boundaries:
    """The division of a group's unit into communes on a day; of the country (None) nothing is known here."""
    unit = group.unit if group is not None else None

    def same_on(other: date) -> bool | None:
        if other == day:
            return True
        if unit is None or not (territory.complete_on(day) and territory.complete_on(other)):
            return None
        then = territory.unit(unit.code, other)
        if then is None or then.name != unit.name:
            return False
        return _division(territory, then, other) == _division(territory, unit, day)

    return Boundaries(communes, same_on)


def _division(territory: Territory, unit: Unit, day: date) -> set[tuple[str, date | None]]:
    return {(commune.code, commune.valid_from) for commune in territory.communes(day, unit)}


def scored_units(workspace: Workspace, ask: Ask, units: Sequence[Unit | None]) -> list[Unit]:
    """The communes of these districts and provinces on the day, each once, in the order of their codes."""
    found: dict[str, Unit] = {}
    for unit in units:
        if unit is not None:
            found |= {commune.code: commune for commune in workspace.territory.communes(ask.day, unit)}
    return [found[code] for code in sorted(found)]


def communes_named(workspace: Workspace, ask: Ask, texts: Sequence[str]) -> list[Unit]:
    """The communes named, and those of the districts and provinces named, each once, in the order of codes."""
    found: dict[str, Unit] = {}
    for text in texts:
        unit = workspace.find(text, ask.day, "district")
        inside = [unit] if unit.kind in COMMUNE_KINDS else workspace.territory.communes(ask.day, unit)
        found |= {commune.code: commune for commune in inside}
    return [found[code] for code in sorted(found)]
