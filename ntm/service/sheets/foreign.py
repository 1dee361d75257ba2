"""Importing the spreadsheets offices already have: a map read and held against the law, and a map proposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, Problem
from ntm.exchange.foreign.guess import guess, written
from ntm.exchange.foreign.map import SheetMap, read_map
from ntm.exchange.foreign.reading import Read, read_foreign
from ntm.service.entering.enter import check_day, has_item
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import COMMUNE_KINDS
from ntm.vietnamese.dates import today
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

_KINDS = ("xa", "phuong", "thi tran", "tt")


def read_by_map(workspace: Workspace, file: Path, map_file: Path, by: str | None = None) -> Read:
    """The rows of an office's own spreadsheet; raises DataError for a map that is wrong, with its lines."""
    layout = read_map(map_file, by)
    _hold_against_law(workspace, layout)
    return read_foreign(file, layout)


def propose_map(workspace: Workspace, file: Path, day: date | None, set_id: str | None = None) -> str:
    """A map for a matrix of communes and criteria, as YAML with comments; raises DataError when none is seen.

    Heads are read by the set named, else by the one in force on `day`, else on the day the sheet's title names.
    """
    names = {fold(unit.name) for unit in workspace.territory.units if unit.kind in COMMUNE_KINDS}

    def is_commune(text: str) -> bool:
        bare = fold(text.partition("(")[0])
        return bare in names or any(
            bare.startswith(f"{kind} ") and bare.removeprefix(f"{kind} ") in names for kind in _KINDS
        )

    def set_on(titled: date | None) -> CriteriaSet:
        return library.load(set_id or library.in_force(day or titled or today()))

    return written(guess(file, set_on, is_commune, day), file.name)


def _hold_against_law(workspace: Workspace, layout: SheetMap) -> None:
    """Raise DataError, with the map's lines, for a day to come, a set or an item that there is not."""
    check_day(layout.on)
    if layout.layout != "matrix":
        return
    criteria = workspace.sets(Ask(layout.on, layout.criteria or library.in_force(layout.on)))(None)
    problems = [
        Problem(
            _("bộ {set} không có mục “{item}”.").format(set=criteria.id, item=item),
            _("Xem các mục bằng `ntm criteria show {set}`.").format(set=criteria.id),
            file=layout.file,
            line=layout.lines[column],
        )
        for column, item in layout.columns.items()
        if not has_item(criteria, item)
    ]
    if problems:
        raise DataError(
            _("Bản đồ {file} có {count} chỗ phải sửa:").format(file=layout.file, count=len(problems)),
            problems,
        )
