"""The template of communes, a district or a province: which communes, how they stand, and who fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ntm.criteria import library
from ntm.errors import DataError, UsageError
from ntm.exchange.sheet.template import MAX_SHEETS, Template, write_template
from ntm.scoring.verdict import Body
from ntm.service.groups import communes_named
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import last_moment
from ntm.territory.model import Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def write_sheets(
    workspace: Workspace, ask: Ask, texts: Sequence[str], body: Body, path: Path, also: Sequence[str] = ()
) -> int:
    """Write the template of these communes for the day, to be filled in by a body; how many communes it has.

    `also` are sets whose sheets stand behind each commune's own: by id, or `recognition` or `dossier` for those in
    force on the day. Raises UsageError for two sets of one purpose, DataError for too many communes and as units,
    sets and databases do; OSError for the file.
    """
    asks = [ask, *(Ask(ask.day, _set_id(name, ask.day), ask.known_at) for name in also)]
    units = communes_named(workspace, ask, texts)
    units.sort(key=lambda unit: _place(workspace, ask, unit))
    if not units:
        raise DataError(
            _("{units} không có xã nào ngày {day}.").format(units=", ".join(texts), day=format_day(ask.day))
        )
    if len(units) * len(asks) > MAX_SHEETS:
        raise DataError(
            _(
                "{count} xã là quá nhiều cho một tệp (tối đa {limit}). Hãy lập theo huyện hoặc theo tỉnh."
            ).format(count=len(units), limit=MAX_SHEETS // len(asks))
        )
    if workspace.database is None:
        raise DataError(_("Cần một cơ sở dữ liệu để lập biểu: chạy `ntm init`."))
    with workspace.database.reading() as connection:
        base = last_moment(connection)  # before the rest is read: what comes in between is then seen as newer
    cards = [workspace.standing(one, units).scorecard for one in asks]
    purposes = [card.criteria_set.purpose for card in cards]
    if len(set(purposes)) < len(purposes):
        raise UsageError(_("Một tệp chỉ có một bộ mỗi loại: tiêu chí, nâng cao, điều kiện, hồ sơ."))
    groups = []
    for unit in units:
        district = workspace.territory.district_of(unit, ask.day)
        groups.append(district.title if district is not None else "")
    titles = [unit.title for unit in units]
    write_template(path, Template(cards[0], titles, groups, body, base, cards[1:]))
    return len(units)


def _set_id(name: str, day: date) -> str:
    """The id of a set named by id or purpose; raises DataError where none of the purpose is in force."""
    if name not in ("recognition", "dossier"):
        return name
    found = library.set_of_purpose(name, day)
    if found is None:
        raise DataError(_("Ngày {day} chưa có bộ {purpose} nào.").format(day=format_day(day), purpose=name))
    return found


def _place(workspace: Workspace, ask: Ask, unit: Unit) -> tuple[object, object]:
    """Communes stand by district and name."""
    district = workspace.territory.district_of(unit, ask.day)
    return collation_key(district.name if district is not None else ""), collation_key(unit.name)
