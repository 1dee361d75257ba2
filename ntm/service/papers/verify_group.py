"""Checking a summary of many communes from the data it carries: every verdict scored again, every line compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.reports.attachment import Opened
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Snapshot
from ntm.scoring.snapshot_json import read
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import VERDICT_SIGNS
from ntm.service.papers.paper import verdict_codes
from ntm.vietnamese.messages import _


def scored_again(part: dict[str, Any]) -> tuple[CriteriaSet, Snapshot, Scorecard]:
    """The set, the snapshot and the scorecard of a part of a paper's data, made from that data alone."""
    criteria = library.load_text([(str(name), str(text)) for name, text in part["criteria"]])
    snapshot = read(part["snapshot"], criteria)
    return criteria, snapshot, score(snapshot, criteria)


def other_law(part: dict[str, Any], criteria: CriteriaSet) -> Iterator[str]:
    """Whether the attached text of the set is the one that the data names."""
    if part["snapshot"]["set_hash"] != criteria.hash:
        yield _("Văn bản bộ tiêu chí đính kèm không đúng với dấu vân tay đã ghi ({set}).").format(
            set=criteria.id
        )


def check_group(opened: Opened, part: dict[str, Any], averages: dict[str, Any]) -> Iterator[str]:
    """Where the verdicts of communes differ: stated against scored again, and the matrix as it stands on the page."""
    criteria, snapshot, card = scored_again(part)
    yield from other_law(part, criteria)
    again, stated = verdict_codes(card), part["verdicts"]
    inside = {one["code"]: int(one["met"]) for one in averages["communes"] if one["subject"]}
    for row, unit in enumerate(snapshot.units):
        name = f"{unit.name} ({unit.code})"
        if stated.get(unit.code) != again[unit.code]:
            yield _("{name}: kết luận ghi trong số liệu khác với kết quả tính lại.").format(name=name)
        if unit.code not in inside:
            continue
        if inside[unit.code] != int(card.met[row]):
            yield _("{name}: số liệu ghi đạt {stated} tiêu chí, tính lại là {again}.").format(
                name=name, stated=inside[unit.code], again=int(card.met[row])
            )
        signs = "".join(VERDICT_SIGNS[Verdict(int(code))] for code in again[unit.code])
        if "".join(f"{unit.name}{signs}{int(card.met[row])}".split()) not in opened.text:
            yield _("{name}: dòng in trong Phụ lục I khác với số liệu đính kèm.").format(name=name)
    if set(stated) != set(again) or not inside.keys() <= again.keys():
        yield _("Danh sách xã trong số liệu đính kèm không khớp.")
