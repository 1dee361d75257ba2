"""Verifying a commune's period: what changed since last time, what each body says of each criterion, declaring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ntm.errors import UsageError
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import value_text, verdict_word
from ntm.service.access.people import Person, names
from ntm.service.access.rights import Action, Level, Rights
from ntm.service.office.submissions import Filing, filing
from ntm.service.workspace import Ask, Workspace
from ntm.store.entries import Entry, Recorded
from ntm.store.statements import append, history, withdraw
from ntm.store.submissions import Period
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

DECLARED = {"met": Verdict.MET, "basically_met": Verdict.BASICALLY_MET, "not_met": Verdict.NOT_MET}
"""What a body may declare of a criterion, by the word of the form."""
_BODIES = {Level.COMMUNE: Body.COMMUNE, Level.DISTRICT: Body.DISTRICT, Level.PROVINCE: Body.PROVINCE}
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What was stated anew of an item since a moment: what spoke then, what was stated last, by whom and when."""

    item: str
    before: str
    after: str
    on: date
    who: str
    when: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class CriterionReview:
    """A criterion beside what each body declares of it. `differs`: some declaration is not what is computed."""

    number: str
    name: str
    computed: Verdict
    declared: Mapping[Body, Verdict]

    @property
    def differs(self) -> bool:
        """Whether a declaration differs from what is computed, or another body's."""
        said = set(self.declared.values())
        computed = {self.computed} if self.computed is not Verdict.UNDETERMINED else set()
        return len(said | computed) > 1


def reviews(workspace: Workspace, unit: Unit, ask: Ask, card: Scorecard) -> list[CriterionReview]:
    """Every criterion with its computed verdict and what each body last declared of it up to the day."""
    criteria = card.column(0).criteria_set
    said: dict[tuple[str, Body], tuple[tuple[date, int], Verdict]] = {}
    with workspace.stored.reading() as connection:
        rows = history(connection, unit.code, unit.valid_from, criteria.id, None, ask.known_at)
    for one in rows:
        verdict = one.stated.verdict
        if (
            verdict is None
            or one.withdraws is not None
            or one.withdrawn_at is not None
            or one.stated.on > ask.day
        ):
            continue
        key = (one.stated.item, one.stated.by)
        rank = (one.stated.on, one.seq)
        if key not in said or rank > said[key][0]:
            said[key] = (rank, verdict)
    return [
        CriterionReview(
            criterion.number, criterion.name, Verdict(int(card.criteria.computed[index, 0])),
            {body: said[criterion.number, body][1] for body in Body if (criterion.number, body) in said},
        )
        for index, criterion in enumerate(criteria.criteria)
    ]  # fmt: skip


def changes_since(
    workspace: Workspace, unit: Unit, ask: Ask, card: Scorecard, since: datetime | None
) -> list[ItemChange]:
    """What was stated anew after a moment (None: ever), item by item in the order of the law, old beside new."""
    criteria = card.column(0).criteria_set
    known = names(workspace.stored)
    with workspace.stored.reading() as connection:
        rows = history(connection, unit.code, unit.valid_from, criteria.id, None, ask.known_at)
    by_item: dict[str, list[Recorded]] = {}
    for one in rows:
        if one.stated.on <= ask.day:
            by_item.setdefault(one.stated.item, []).append(one)
    order = [item for criterion in criteria.criteria for item in _items(criterion.number, card)]
    found: list[ItemChange] = []
    for item in order:
        said = by_item.get(item, [])
        fresh = [one for one in said if since is None or _moment(one) > since]
        if not fresh:
            continue
        gone = {one.withdraws for one in said if one.withdraws is not None and one not in fresh}
        old = [one for one in said if one not in fresh and one.withdraws is None and one.seq not in gone]
        last = fresh[-1]
        found.append(
            ItemChange(
                item, _text(card, old[-1].stated) if old else "",
                _text(card, last.stated) if last.withdraws is None else _("(đã rút)"), last.stated.on,
                known.get(last.stated.recorded_by or "", last.stated.recorded_by or ""), last.stated.recorded_at,
                last.stated.note or "",
            )
        )  # fmt: skip
    return found


def last_look(held: Filing) -> datetime | None:
    """When a higher level last had said something of the period: what is younger is new to it."""
    looked = [step.moment for step in held.steps if step.act in ("return", "accept", "confirm")]
    return looked[-1] if looked else None


def declare(
    workspace: Workspace,
    rights: Rights,
    person: Person,
    unit: Unit,
    period: Period,
    verdicts: Mapping[str, str],
    note: str,
) -> int:
    """What the level whose turn it is says of criteria: met, basically_met, not_met, or "" to take it back.

    All or nothing; gives how many changed. Raises Forbidden out of turn, UsageError for a word that is none.
    """
    held = filing(workspace, rights, unit, period)
    rights.require(Action.DECLARE, unit, held.day, held.state)
    ask = Ask(held.day, held.set_id)
    province = workspace.territory.province_of(unit, held.day)
    criteria = workspace.sets(ask)(province.code if province else None)
    words = nfc(note).strip() or None
    if words is not None and len(words) > _LONGEST_NOTE:
        raise UsageError(_("Lời nhận xét dài quá {limit} ký tự.").format(limit=_LONGEST_NOTE))
    for number, word in verdicts.items():
        if number not in criteria.criterion_by_number or word not in ("", *DECLARED):
            raise UsageError(_("Tiêu chí {number}: không có kết luận như vậy.").format(number=number[:10]))
    with workspace.stored.writing() as connection:
        held = filing(workspace, rights, unit, period)
        rights.require(Action.DECLARE, unit, held.day, held.state)
        body = _BODIES[held.turn or Level.PROVINCE]
        mine = _declared_by(history(connection, unit.code, unit.valid_from, held.set_id), body, held.day)
        entries: list[Entry] = []
        changed = 0
        for number, word in verdicts.items():
            before = mine.get(number)
            if not word:
                if before is not None:
                    withdraw(connection, before, person.login, note=words, source="web")
                    changed += 1
                continue
            if before is None or before.stated.verdict is not DECLARED[word]:
                stated = Stated(
                    number,
                    held.day,
                    body,
                    verdict=DECLARED[word],
                    note=words,
                    illustrative=workspace.illustrative,
                )
                entries.append(Entry(unit.code, unit.valid_from, held.set_id, stated))
        if entries:
            changed += append(connection, entries, person.login, source="web").recorded
    return changed


def _declared_by(rows: Sequence[Recorded], body: Body, day: date) -> dict[str, Recorded]:
    found: dict[str, Recorded] = {}
    for one in rows:
        live = one.withdraws is None and one.withdrawn_at is None
        if live and one.stated.verdict is not None and one.stated.by is body and one.stated.on <= day:
            before = found.get(one.stated.item)
            if before is None or (one.stated.on, one.seq) > (before.stated.on, before.seq):
                found[one.stated.item] = one
    return found


def _items(number: str, card: Scorecard) -> list[str]:
    criterion = card.column(0).criteria_set.criterion_by_number[number]
    found = [number]
    for indicator in criterion.indicators:
        found += [indicator.id, *(measure.id for measure in indicator.measures)]
    return list(dict.fromkeys(found))


def _moment(one: Recorded) -> datetime:
    assert one.stated.recorded_at is not None  # noqa: S101 - a recorded statement has its moment
    return one.stated.recorded_at


def _text(card: Scorecard, stated: Stated) -> str:
    if stated.verdict is not None:
        return _("kết luận: {verdict}").format(verdict=verdict_word(stated.verdict))
    criteria = card.column(0).criteria_set
    measure = criteria.measure_by_id.get(stated.item)
    if measure is None or stated.not_applicable is not None:
        return _("không áp dụng: {reason}").format(reason=stated.not_applicable or "")
    return value_text(measure, stated, card.threshold(0, card.shape.measure_index[measure.id]))
