"""Checking a paper of the dossier from the data it carries: every sentence and row made again, sought on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.reports.attachment import Opened
from ntm.reports.commune_tables import criteria_table
from ntm.scoring.scorecard import score_json
from ntm.service.papers.readiness import verdict_sentence
from ntm.service.papers.verify_group import scored_again
from ntm.service.recognition.dossier import (
    COLLECTED,
    SENT,
    Dossier,
    conditions_of,
    note_of,
    poll_sentences,
    polls,
    rows,
    sentence,
    vote_sentence,
)
from ntm.service.recognition.dossier_papers import ACHIEVEMENT, CHECKLIST, MINUTES, OPINIONS, PROPOSAL
from ntm.service.standing import CommuneStanding
from ntm.service.workspace import Ask, Standing
from ntm.vietnamese.messages import _, in_vietnamese


def check_dossier(
    opened: Opened, kind: str, standings: Sequence[CommuneStanding], villages: dict[str, Any] | None
) -> Iterator[str]:
    """What the pages say otherwise than the data: the sentences and rows of the paper's kind."""
    found, conditions, steps = standings
    held = Dossier(found, conditions, steps, _standing(villages) if villages is not None else None)
    with in_vietnamese():
        expected = list(_printed(held, kind))
    for text in expected:
        if "".join(text.split()) not in opened.text:
            yield _("In trên giấy khác với số liệu đính kèm; theo số liệu: “{sentence}”").format(
                sentence=text
            )


def _standing(part: dict[str, Any]) -> Standing:
    criteria, snapshot, card = scored_again(part)

    def sets(_province: str | None) -> CriteriaSet:
        return criteria

    return Standing(Ask(snapshot.day, criteria.id, snapshot.known_at), sets, snapshot, card)


def _printed(held: Dossier, kind: str) -> Iterator[str]:
    """What the page of that kind must hold, a row's cells one after another."""
    card, row = held.found.standing.scorecard, held.found.row
    verdict = verdict_sentence(score_json(card, row), bool(card.meets_set[row]), conditions_of(held))
    if kind != OPINIONS:
        yield verdict
    if kind == CHECKLIST:
        yield sentence(held)
        for one in rows(held):
            yield f"{one.line.name}{one.line.required} {one.line.sign}{one.line.result}"
    if kind in (PROPOSAL, MINUTES):
        yield vote_sentence(held)
    if kind == ACHIEVEMENT:
        for criterion in criteria_table(card, row):
            yield f"{criterion['number']}{criterion['name']}{criterion['verdict']}"
    if kind == OPINIONS:
        yield from poll_sentences(held)
        for poll in polls(held):
            yield f"{poll.name}{poll.asked}{poll.satisfied}{poll.share}"
        yield note_of(held, SENT)
        yield note_of(held, COLLECTED)
    else:
        yield poll_sentences(held)[0] if kind != CHECKLIST else sentence(held)
