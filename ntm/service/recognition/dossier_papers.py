"""The papers of the dossier: its checklist, tờ trình, báo cáo kết quả, biên bản họp, báo cáo tổng hợp ý kiến.

All are drafts for the office to finish and sign, made from one dossier; each has its own template and the variables
it needs, and carries its data, so that `ntm report verify` can score it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ntm.criteria.model import Mark
from ntm.reports.commune_tables import MARK_WORDS, criteria_table
from ntm.reports.head import MADE_UP, Head, recipients_of
from ntm.reports.paper import Paper
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot_json import write
from ntm.service.papers.paper import paper_data, seal
from ntm.service.papers.readiness import Wishes, grounds, issuer_of, remarks, verdict_sentence
from ntm.service.recognition.dossier import (
    COLLECTED,
    SENT,
    Dossier,
    conditions_of,
    dossier,
    lacking,
    note_of,
    poll_sentences,
    polls,
    rows,
    sentence,
    unchecked,
    vote,
    vote_sentence,
)
from ntm.service.workspace import Ask, Workspace
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese

CHECKLIST, PROPOSAL, ACHIEVEMENT = "dossier", "proposal", "achievement"
MINUTES, OPINIONS = "minutes", "opinions"
NAMES: Mapping[str, str] = {
    CHECKLIST: "Tình trạng hồ sơ đề nghị xét công nhận",
    PROPOSAL: "Tờ trình đề nghị thẩm tra, xét công nhận",
    ACHIEVEMENT: "Báo cáo kết quả xây dựng nông thôn mới",
    MINUTES: "Biên bản họp đề nghị xét công nhận",
    OPINIONS: "Báo cáo tổng hợp ý kiến",
}
"""The papers and what an index page calls them: Vietnamese, as the papers are."""
_SYMBOLS = {PROPOSAL: "TTr-UBND", MINUTES: "BB-UBND"}
_COUNTED = {"district": "Huyện", "province": "Tỉnh", "commune": "Xã"}

Make = Callable[[Workspace, Ask, str, Wishes | None], Paper]


def maker(kind: str) -> Make:
    """What makes the paper of that kind for a commune on a day. It raises as units, sets and databases do."""

    def make(workspace: Workspace, ask: Ask, text: str, wishes: Wishes | None = None) -> Paper:
        held = dossier(workspace, ask, text)
        with in_vietnamese():
            data = paper_data(
                workspace, kind, [held.found, held.conditions, held.steps], None, _villages(held)
            )
            context = _common(workspace, ask, held, kind, wishes or Wishes()) | _OWN[kind](held)
            return Paper(f"dossier/{kind}.html.j2", context | seal(data), data)

    return make


MAKERS: Mapping[str, Make] = {kind: maker(kind) for kind in NAMES}
"""Every paper of the dossier by its kind."""


def _villages(held: Dossier) -> dict[str, Any] | None:
    """The polls of the villages as data: the text of the conditions and a snapshot."""
    if held.villages is None:
        return None
    criteria = held.villages.scorecard.criteria_set
    return {
        "criteria": [list(document) for document in criteria.documents],
        "snapshot": write(held.villages.snapshot, criteria),
    }


def _common(workspace: Workspace, ask: Ask, held: Dossier, kind: str, wishes: Wishes) -> dict[str, Any]:
    """What every paper of the dossier prints."""
    card, row, unit = held.found.standing.scorecard, held.found.row, held.found.unit
    document = score_json(card, row)
    criteria = card.column(row).criteria_set
    conditions = conditions_of(held)
    if kind != ACHIEVEMENT:  # the table of every criterion is an annex of that paper alone
        conditions[0]["evidence"] = _("Báo cáo kết quả")
    issuer = issuer_of(workspace, ask, unit, wishes.issuer)
    made_up = any(
        one.standing.snapshot.illustrative or one.standing.scorecard.column(one.row).illustrative
        for one in (held.found, held.conditions, held.steps)
    )
    return {
        "head": Head(
            issuer, wishes.number, wishes.dated, ask.day.year, recipients_of(unit, issuer),
            (MADE_UP,) if made_up else (), _SYMBOLS.get(kind, "BC-UBND"),
        ),
        "unit_title": held.title,
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "year": ask.day.year,
        "grounds": grounds(criteria.decision, criteria.title, ask.day),
        "verdict": verdict_sentence(document, bool(card.meets_set[row]), conditions),
        "remarks": remarks(document),
        "conditions": conditions,
        "state": sentence(held),
        "lacking": lacking(held),
        "set": criteria,
        "law": held.law,
        "unchecked": unchecked(held),
        "warnings": document["warnings"],
    }  # fmt: skip


# -- what each paper has of its own ---------------------------------------------------------------------


def _checklist(held: Dossier) -> dict[str, Any]:
    parts = [
        {
            "number": criterion.number,
            "name": criterion.name,
            "rows": [_shown(one) for one in rows(held, criterion.number)],
        }
        for criterion in held.steps.standing.scorecard.criteria_set.criteria
    ]
    return {"steps": parts, "verifiers": _verifiers(held)}


def _shown(one: Any) -> dict[str, str]:
    """A step or paper as a table row."""
    day = format_day(one.day) if one.day is not None else ""
    return {
        "id": one.line.id,
        "name": one.line.name,
        "required": f"{one.line.required} {one.line.sign}".strip(),
        "result": f"{one.line.result}, {day}" if day else one.line.result,
        "state": one.state,
        "verdict": one.line.verdict,
        "proof": "; ".join(text for text in (one.evidence, one.who) if text) or _("chưa có"),
        "law": one.line.law,
    }


def _verifiers(held: Dossier) -> list[str]:
    """Who verifies and who appraises on the day, with the mark of that; a body not known is said not to be."""
    told = []
    for act, words in (("tham-tra", _("Cấp thẩm tra")), ("tham-dinh", _("Cấp thẩm định"))):
        found = held.procedure.verifier(act, held.day)
        if found is None or found.body is None:
            told.append(
                _("{act}: chưa biết theo quy định của ngày này, phải nhập khi có văn bản.").format(act=words)
            )
            continue
        told.append(
            _("{act}: {body} ({mark}).").format(
                act=words, body=_COUNTED[found.body].lower(), mark=MARK_WORDS[found.checked]
            )
        )
    return told


def _proposal(held: Dossier) -> dict[str, Any]:
    return {
        "addressee": addressee(held),
        "vote": vote_sentence(held),
        "polls": poll_sentences(held)[:1],
        "papers": [_shown(one) for one in rows(held, "HS3")],
    }


def addressee(held: Dossier) -> str:
    """To whom the proposal goes: who verifies on the day where that is known, else the level above."""
    unit, found = held.found.unit, held.procedure.verifier("tham-tra", held.day)
    if found is not None and found.body == "district" and unit.district_name is not None:
        return _("Ủy ban nhân dân huyện {name}").format(name=unit.district_name)
    return _("Ủy ban nhân dân tỉnh {name}").format(name=unit.province_name or "……………")


def _achievement(held: Dossier) -> dict[str, Any]:
    card, row = held.found.standing.scorecard, held.found.row
    checked = held.procedure.summary_checked
    return {
        "heads": held.procedure.summary_heads,
        "heads_unchecked": "" if checked is Mark.READ else MARK_WORDS[checked],
        "criteria": criteria_table(card, row),
        "polls": poll_sentences(held)[:1],
    }


def _minutes(held: Dossier) -> dict[str, Any]:
    found = vote(held)
    return {
        "vote": vote_sentence(held),
        "held": found,
        "meeting_day": format_day_words(found.day) if found is not None else "",
        "polls": poll_sentences(held)[:1],
    }


def _opinions(held: Dossier) -> dict[str, Any]:
    villages = polls(held)
    return {
        "steps": [_shown(one) for one in rows(held, "HS1")],
        "polls": poll_sentences(held),
        "villages": villages,
        "said": [one for one in villages if one.said],
        "organisations": note_of(held, SENT),
        "answer": note_of(held, COLLECTED),
    }


_OWN: Mapping[str, Callable[[Dossier], dict[str, Any]]] = {
    CHECKLIST: _checklist,
    PROPOSAL: _proposal,
    ACHIEVEMENT: _achievement,
    MINUTES: _minutes,
    OPINIONS: _opinions,
}
