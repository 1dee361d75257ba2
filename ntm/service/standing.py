"""How one commune stands, and how a group of communes stands beside its reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ntm.criteria.model import NOT_SO
from ntm.errors import DataError, UsageError
from ntm.scoring.averages import (
    Average,
    Comparison,
    Reference,
    average,
    criteria_needed,
    published_reference,
)  # fmt: skip
from ntm.scoring.published import published_for
from ntm.scoring.snapshot import UnitRow
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold


@dataclass(frozen=True)
class CommuneStanding:
    """A scored commune: the standing and its row in it."""

    standing: Standing
    row: int


def commune_standing(workspace: Workspace, ask: Ask, text: str) -> CommuneStanding:
    """Score one commune, named by code or name; raises DataError when it is none, or no such unit."""
    if workspace.snapshot_file is not None:
        standing = workspace.file_standing(ask)
        return CommuneStanding(standing, _row_named(standing, text))
    unit = workspace.find(text, ask.day, "commune")
    if unit.kind not in COMMUNE_KINDS:
        raise DataError(
            _("{unit} không phải là đơn vị cấp xã; dùng `ntm average` cho huyện, tỉnh.").format(
                unit=unit.title
            )
        )
    standing = workspace.standing(ask, [unit])
    return CommuneStanding(standing, 0)


def _row_named(standing: Standing, text: str) -> int:
    wanted = fold(text).removeprefix("xa ")
    rows = [
        row
        for row, unit in enumerate(standing.snapshot.units)
        if text.strip() == unit.code or wanted == fold(unit.name)
    ]
    if len(rows) != 1:
        names = ", ".join(f"{unit.code} {unit.name}" for unit in standing.snapshot.units[:20])
        raise DataError(
            _("Tệp ảnh chụp số liệu có {count} đơn vị “{text}”. Có: {names}.").format(
                count=len(rows), text=text, names=names
            )
        )
    return rows[0]


def compare(
    workspace: Workspace,
    ask: Ask,
    text: str,
    *,
    against: str | None = None,
    where: Sequence[tuple[str, str]] = (),
    allow_mismatch: bool = False,
) -> tuple[Comparison, Standing]:
    """A district's or province's average beside its reference (default: its parent).

    `where` keeps communes that have all these attributes; the reference is then still the whole parent, which
    contains them. Raises DataError and UsageError as units and sets do.
    """
    if workspace.snapshot_file is not None:
        raise UsageError(
            _("So sánh bình quân cần cơ sở dữ liệu; --snapshot dùng cho ntm score và ntm explain.")
        )
    territory = workspace.territory
    subject = workspace.find(text, ask.day, "district")
    if subject.kind in COMMUNE_KINDS:
        raise DataError(_("{unit} là đơn vị cấp xã; dùng `ntm score`.").format(unit=subject.title))
    parent = workspace.find(against, ask.day, "district") if against else territory.parent(subject, ask.day)
    units = {unit.code: unit for unit in territory.communes(ask.day, subject)}
    others = territory.communes(ask.day, parent) if parent is not None else []
    units |= {unit.code: unit for unit in others}
    ordered = [units[code] for code in sorted(units)]
    if not ordered:
        raise DataError(
            _("{unit} không có xã nào ngày {day}.").format(unit=subject.title, day=ask.day.isoformat())
        )
    standing = workspace.standing(ask, ordered)
    mine = average(standing.scorecard, _rows(standing, territory.communes(ask.day, subject), where))
    reference, reason = _reference(workspace, standing, ask, subject, parent, others, allow_mismatch)
    needed = criteria_needed(mine, reference)
    warnings = list(_warnings(standing, mine, reference, needed))
    if reason:
        warnings.insert(0, reason)
    label = {"code": subject.code, "name": _label(subject.name, where), "kind": subject.kind}
    return Comparison(ask.day, ask.set_id, label, mine, reference, needed, tuple(warnings)), standing


def _label(name: str, where: Sequence[tuple[str, str]]) -> str:
    return f"{name} ({', '.join(f'{key}={value}' for key, value in where)})" if where else name


def _rows(standing: Standing, units: Sequence[Unit], where: Sequence[tuple[str, str]]) -> list[int]:
    codes = {unit.code for unit in units}
    return [
        row
        for row, unit in enumerate(standing.snapshot.units)
        if unit.code in codes and all(_attribute(unit, *pair) for pair in where)
    ]


def _attribute(unit: UnitRow, name: str, value: str) -> bool:
    held = {**unit.attributes, "region": unit.region, "group": unit.group}
    return (held.get(name) or NOT_SO) == value


def _reference(
    workspace: Workspace, standing: Standing, ask: Ask, subject: Unit, parent: Unit | None,
    others: Sequence[Unit], allow_mismatch: bool,
) -> tuple[Reference | None, str]:  # fmt: skip
    if parent is None:
        country: dict[str, str | None] = {"code": None, "name": "Việt Nam", "kind": "country"}
        return published_reference(
            published_for("country", None, ask.day), country, ask.set_id, None, allow_mismatch
        )
    label: dict[str, str | None] = {"code": parent.code, "name": parent.name, "kind": parent.kind}
    whole = average(standing.scorecard, _rows(standing, others, ()))
    if not whole.partial and whole.value is not None:
        source = _("tính từ số liệu của {count}/{count} xã").format(count=whole.communes)
        return Reference(label, "computed", whole.value, source, ask.day, whole), ""
    scope: Literal["province", "district"] = "province" if parent.kind == "tinh" else "district"
    found, reason = published_reference(
        published_for(scope, parent.code, ask.day), label, ask.set_id, whole.communes, allow_mismatch
    )
    silent = _("{name}: mới có {reporting}/{communes} xã báo cáo nên chưa tính được.").format(
        name=parent.title, reporting=whole.reporting, communes=whole.communes
    )
    return found, f"{silent} {reason}".strip() if found is None else ""


def _warnings(
    standing: Standing, mine: Average, reference: Reference | None, needed: int | None
) -> list[str]:
    found: list[str] = []
    if not standing.snapshot.places_complete:
        found.append(_("Danh sách xã chưa đầy đủ trước 01/01/2020: mẫu số của bình quân có thể sai."))
    if mine.partial:
        found.append(
            _("Mới có {reporting}/{communes} xã báo cáo.").format(
                reporting=mine.reporting, communes=mine.communes
            )
        )
    if reference is not None and reference.mismatch:
        found.append(
            _("Mốc so sánh không cùng cách tính: {reason}.").format(reason=", ".join(reference.mismatch))
        )
    behind = reference is not None and mine.value is not None and mine.value < reference.value
    if behind and needed is None and not mine.partial:
        found.append(_("Dù mọi xã đạt hết tiêu chí cũng chưa bằng mốc so sánh."))
    if standing.snapshot.illustrative or standing.scorecard.criteria_set.illustrative:
        found.append(_("Có số liệu minh họa: không dùng để đánh giá xã có thật."))
    return found
