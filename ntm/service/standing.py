"""How one commune stands: found in the database or a snapshot file, and scored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ntm.criteria import library
from ntm.errors import DataError
from ntm.scoring.snapshot import UnitRow
from ntm.service.entering.enter import has_item
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import COMMUNE_KINDS
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold


@dataclass(frozen=True)
class CommuneStanding:
    """A scored commune: the standing and its row in it."""

    standing: Standing
    row: int

    @property
    def unit(self) -> UnitRow:
        """The commune as it stood on the day."""
        return self.standing.snapshot.units[self.row]


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


def ask_of_item(ask: Ask, item: str) -> Ask:
    """What is asked about an item: of the recognition conditions where it is one of theirs and not of the day's set."""
    conditions = library.recognition_set(ask.day)
    if conditions is None or has_item(library.load(ask.set_id), item):
        return ask
    return replace(ask, set_id=conditions) if has_item(library.load(conditions), item) else ask


def commune_row(workspace: Workspace, standing: Standing, text: str) -> int:
    """The row of a commune, named by code or name, in a standing; raises DataError where it is not there."""
    if workspace.snapshot_file is not None:
        return _row_named(standing, text)
    unit = workspace.find(text, standing.ask.day, "commune")
    try:
        return standing.row(unit.code)
    except KeyError as error:
        raise DataError(_("{unit} không thuộc phần đang xét.").format(unit=unit.title)) from error


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


def standing_words(document: dict[str, Any]) -> list[str]:
    """How many criteria of a commune stand how, in words: those that are met first, then each other kind there is.

    `document` is a scorecard's (`ntm.score/1`).
    """
    words = [
        _("Đạt {met}/{of} tiêu chí ({met_indicators}/{of_indicators} chỉ tiêu)").format(
            met=document["met"],
            of=document["of"],
            met_indicators=document["indicators"]["met"],
            of_indicators=document["indicators"]["of"],
        )
    ]
    for key, said in (
        ("basically_met", _("cơ bản đạt {count}")),
        ("not_met", _("chưa đạt {count}")),
        ("undetermined", _("chưa đủ số liệu {count}")),
        ("not_applicable", _("không áp dụng {count}")),
    ):
        if document[key]:
            words.append(said.format(count=document[key]))
    return words
