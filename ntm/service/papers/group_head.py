"""The head and the recipients of a paper of a district or province."""

from __future__ import annotations

from datetime import date

from ntm.errors import DataError
from ntm.reports.head import Issuer
from ntm.scoring.average_words import unit_title
from ntm.scoring.averages import UnitLabel
from ntm.service.workspace import Workspace
from ntm.territory.model import DISTRICT_KINDS
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def group_issuer(workspace: Workspace, day: date, label: UnitLabel, wish: str | None) -> Issuer:
    """The unit itself, or the province it lies in; raises DataError for another."""
    own = Issuer(unit_title(label), str(label["name"]), _level(label))
    if wish is None:
        return own
    other = workspace.find(wish, day, "district")
    inside = workspace.territory.unit(str(label["code"]), day)
    above = workspace.territory.province_of(inside, day) if inside is not None else None
    if other.code == label["code"]:
        return own
    if above is None or other.code != above.code:
        raise DataError(
            _("{issuer} không phải là {unit} hay cấp trên ngày {day}: chọn cơ quan ban hành khác.").format(
                issuer=other.title, unit=unit_title(label), day=format_day(day)
            )
        )
    return Issuer(other.title, other.name, "province")


def group_recipients(workspace: Workspace, day: date, label: UnitLabel, issuer: Issuer) -> tuple[str, ...]:
    """To whom it goes: a district's to the province, a province's to those below it on that day."""
    unit = workspace.territory.unit(str(label["code"]), day)
    if issuer.level == "district":
        above = workspace.territory.province_of(unit, day) if unit is not None else None
        lines = [_("UBND tỉnh {name};").format(name=above.name)] if above is not None else []
        return (*lines, _("Huyện ủy, HĐND huyện;"), _("UBND các xã;"), _("Lưu: VT."))
    inside = workspace.territory.children(unit, day) if unit is not None else []
    if any(one.kind in DISTRICT_KINDS for one in inside):
        return (_("Tỉnh ủy, HĐND tỉnh;"), _("UBND các huyện, thành phố;"), _("Lưu: VT."))
    return (_("Tỉnh ủy, HĐND tỉnh;"), _("UBND các xã;"), _("Lưu: VT."))


def _level(label: UnitLabel) -> str:
    return "district" if label["kind"] in DISTRICT_KINDS else "province"
