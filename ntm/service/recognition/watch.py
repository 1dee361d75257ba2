"""The watch on recognised communes: whose criteria no longer hold, and what the rules of withdrawal say of it.

The set is the one asked for, for the basic title; for the advanced title the advanced set in force on the day.
What is not determined is kept apart and never counted as lost (ntm.scoring.withdrawal).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ntm.criteria import library
from ntm.criteria.model import Mark
from ntm.criteria.procedure import Procedure, WithdrawalRule
from ntm.errors import NtmError
from ntm.scoring.withdrawal import Outcome, Watched, watched
from ntm.service.groups import communes_named
from ntm.service.recognition.titles import Held, dossier_law, held, procedure_of
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _


@dataclass(frozen=True, slots=True)
class Line:
    """One title that a commune holds, and how it stands against withdrawal; `reason` where it is not watched.

    `standing` is what it was watched by.
    """

    held: Held
    set_id: str | None
    found: Watched | None
    reason: str = ""
    standing: Standing | None = None

    @property
    def outcome(self) -> Outcome:
        """What the watch says."""
        return self.found.outcome if self.found is not None else Outcome.UNWATCHED


def watch(workspace: Workspace, ask: Ask, text: str) -> list[Line]:
    """Every title held in a commune, a district or a province on a day, watched; the worst first.

    Raises DataError as units do, and before there were rules of recognition.
    """
    return watch_units(workspace, ask, communes_named(workspace, ask, [text]))


def watch_units(
    workspace: Workspace, ask: Ask, units: Sequence[Unit], standing: Standing | None = None
) -> list[Line]:
    """The titles held by these communes, watched; `standing` is theirs by the set asked for, if it is at hand."""
    procedure = procedure_of(dossier_law(workspace, ask.day))
    titles = held(workspace, ask.day, units, procedure.titles)
    lines: list[Line] = []
    for title in procedure.titles:
        mine = [one for one in titles if one.title is title]
        if not mine:
            continue
        set_id = ask.set_id if title.purpose == "standard" else _set_for(title.purpose, ask)
        lines += _of_title(workspace, ask, procedure, mine, set_id, standing)
    return sorted(lines, key=lambda line: (_ORDER[line.outcome], -_lost(line), line.held.unit.code))


_ORDER = {Outcome.WITHDRAW: 0, Outcome.UNDECIDED: 1, Outcome.UNWATCHED: 2, Outcome.KEEPS: 3}


def _lost(line: Line) -> int:
    return len(line.found.lost) if line.found is not None else 0


def _set_for(purpose: str | None, ask: Ask) -> str | None:
    return library.set_of_purpose(purpose, ask.day) if purpose is not None else None


def _of_title(
    workspace: Workspace, ask: Ask, procedure: Procedure, titles: Sequence[Held], set_id: str | None,
    standing: Standing | None,
) -> list[Line]:  # fmt: skip
    if set_id is None:
        return [
            Line(one, None, None, _("chương trình chưa có bộ tiêu chí của danh hiệu này")) for one in titles
        ]
    named = procedure.named_by_set.get(set_id)
    if named is None:
        reason = _("chưa có danh sách tiêu chí được nêu tên của bộ {set}").format(set=set_id)
        return [Line(one, set_id, None, reason) for one in titles]
    rows: Mapping[str, int] = {}
    if standing is not None and standing.ask.set_id == set_id:
        rows = {unit.code: row for row, unit in enumerate(standing.snapshot.units)}
    if standing is None or not all(one.unit.code in rows for one in titles):
        try:
            standing = workspace.standing(Ask(ask.day, set_id, ask.known_at), [one.unit for one in titles])
        except NtmError as error:
            return [Line(one, set_id, None, str(error)) for one in titles]
        rows = {unit.code: row for row, unit in enumerate(standing.snapshot.units)}
    return [
        Line(
            one,
            set_id,
            watched(standing.scorecard, rows[one.unit.code], procedure.rules, named.numbers),
            standing=standing,
        )
        for one in titles
    ]


def watch_section(workspace: Workspace, ask: Ask, code: str, standing: Standing) -> dict[str, Any]:
    """What a summary says of the titles held in a unit: how many, which are at stake, or why nothing is said.

    `lines` are the titles themselves, for the data that the paper carries.
    """
    told: dict[str, Any] = {"held": 0, "keeps": 0, "rows": [], "note": "", "lines": ()}
    if library.dossier_set(ask.day) is None:
        return told | {"note": _("Ngày này chưa có quy định về thu hồi trong chương trình.")}
    lines = watch_units(workspace, ask, communes_named(workspace, ask, [code]), standing)
    if not lines:
        return told | {"note": _("Chưa ghi nhận xã nào giữ danh hiệu.")}
    return told | told_of(lines) | {"lines": tuple(lines)}


def told_of(lines: Sequence[Line]) -> dict[str, Any]:
    """How many titles are held and kept, and the rows of those at stake, as the summary prints them."""
    at_stake = [line for line in lines if line.outcome is not Outcome.KEEPS]
    rows = [row | {"lost_words": _lost_words(row)} for row in rows_of(at_stake)]
    return {"held": len(lines), "keeps": len(lines) - len(at_stake), "rows": rows}


def _lost_words(row: Mapping[str, object]) -> str:
    """The criteria lost, of how many, and those still open: "6/19: 2, 6; chưa rõ 1: 13"."""
    if not row["of"]:
        return ""
    text = f"{row['lost']}/{row['of']}" + (f": {row['lost_items']}" if row["lost_items"] else "")
    if not row["open"]:
        return text
    return _("{text}; chưa rõ {count}: {items}").format(text=text, count=row["open"], items=row["open_items"])


def outcome_word(outcome: Outcome) -> str:
    """The outcome as people read it."""
    return {
        Outcome.WITHDRAW: _("thuộc diện thu hồi"),
        Outcome.UNDECIDED: _("chưa đủ số liệu"),
        Outcome.KEEPS: _("giữ danh hiệu"),
        Outcome.UNWATCHED: _("chưa theo dõi được"),
    }[outcome]


def rule_text(rule: WithdrawalRule | None) -> str:
    """The rule in words: "từ 30% đến dưới 50% tiêu chí không còn đạt, trong đó có tiêu chí được nêu tên"."""
    if rule is None:
        return ""
    share = (
        _("từ {low}% tiêu chí trở lên không còn đạt").format(low=rule.at_least)
        if rule.under is None
        else _("từ {low}% đến dưới {high}% tiêu chí không còn đạt").format(low=rule.at_least, high=rule.under)
    )
    text = _("{share}, có tiêu chí được nêu tên").format(share=share) if rule.with_named else share
    return text if rule.checked is Mark.READ else _("{text} (mức chưa đối chiếu)").format(text=text)


def rows_of(lines: Sequence[Line]) -> list[dict[str, object]]:
    """The watch as rows of a listing and of the summary: counts, the criteria lost, named and open, the outcome."""
    rows: list[dict[str, object]] = []
    for line in lines:
        found = line.found
        rows.append(
            {
                "code": line.held.unit.code,
                "unit": line.held.unit.title,
                "title": line.held.title.name,
                "since": line.held.since,
                "decision": line.held.decision,
                "set": line.set_id,
                "lost": len(found.lost) if found else None,
                "of": found.of if found else None,
                "lost_items": ", ".join(found.lost) if found else "",
                "named": ", ".join(found.named) if found else "",
                "open": len(found.open) if found else None,
                "open_items": ", ".join(found.open) if found else "",
                "outcome": line.outcome.value,
                "conclusion": outcome_word(line.outcome),
                "rule": line.reason or rule_text(found.rule if found else None),
            }
        )
    return rows
