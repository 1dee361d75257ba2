"""The template of communes, a district or a province: which communes, how they stand, and who fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ntm.errors import DataError
from ntm.exchange.sheet.template import MAX_SHEETS, Template, write_template
from ntm.scoring.verdict import Body
from ntm.service.groups import communes_named
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import last_moment
from ntm.territory.model import Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def write_sheets(workspace: Workspace, ask: Ask, texts: Sequence[str], body: Body, path: Path) -> int:
    """Write the template of these communes for the day, to be filled in by a body; how many sheets it has.

    Raises DataError for too many communes and as units, sets and databases do; OSError for the file.
    """
    units = communes_named(workspace, ask, texts)
    units.sort(key=lambda unit: _place(workspace, ask, unit))
    if not units:
        raise DataError(
            _("{units} không có xã nào ngày {day}.").format(units=", ".join(texts), day=format_day(ask.day))
        )
    if len(units) > MAX_SHEETS:
        raise DataError(
            _(
                "{count} xã là quá nhiều cho một tệp (tối đa {limit}). Hãy lập theo huyện hoặc theo tỉnh."
            ).format(count=len(units), limit=MAX_SHEETS)
        )
    if workspace.database is None:
        raise DataError(_("Cần một cơ sở dữ liệu để lập biểu: chạy `ntm init`."))
    with workspace.database.reading() as connection:
        base = last_moment(connection)  # before the rest is read: what comes in between is then seen as newer
    standing = workspace.standing(ask, units)
    groups = []
    for unit in units:
        district = workspace.territory.district_of(unit, ask.day)
        groups.append(district.title if district is not None else "")
    write_template(path, Template(standing.scorecard, [unit.title for unit in units], groups, body, base))
    return len(units)


def _place(workspace: Workspace, ask: Ask, unit: Unit) -> tuple[object, object]:
    """Communes stand by district and name."""
    district = workspace.territory.district_of(unit, ask.day)
    return collation_key(district.name if district is not None else ""), collation_key(unit.name)
