"""Submitting and verifying a commune's period: draft → submitted → returned → accepted → confirmed, and the seal.

Accepting and confirming seal: a SHA-256 over the set's text, every statement that speaks on the period's day, and
the evidence. The seal can be made again from the record as it was known at that moment.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from ntm.criteria import library
from ntm.errors import DataError, UsageError
from ntm.scoring.snapshot import UnitRow
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Level, Rights, State, turn_of
from ntm.service.entering.closing import flags_of, names_of
from ntm.service.office.periods import due_of, period_words
from ntm.service.workspace import Ask, Workspace
from ntm.store.entries import Recorded
from ntm.store.evidence import evidence_of
from ntm.store.statements import show
from ntm.store.submissions import (
    Period,
    Step,
    Submission,
    find_submission,
    steps_of,
    submissions_of,
    take_step,
)
from ntm.territory.model import Unit
from ntm.vietnamese.dates import moment_shown
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

LONGEST_COMMENT = 2_000


@dataclass(frozen=True)
class Filing:
    """A commune's period as it stands: its submission, its steps, and whose turn it is."""

    unit: Unit
    period: Period
    submission: Submission
    steps: tuple[Step, ...]
    has_district: bool
    today: date

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.submission.state)

    @property
    def set_id(self) -> str:
        """The set it is judged by."""
        return self.submission.set_id

    @property
    def turn(self) -> Level | None:
        """The level that has it."""
        return turn_of(self.state, self.has_district)

    @property
    def day(self) -> date:
        """The day that is entered and scored: the period's last, or today while it runs."""
        return min(self.period.ends, self.today)

    @property
    def due(self) -> date | None:
        """Until when the level that has it must act."""
        return due_of(self.period, self.turn)

    @cached_property
    def flags(self) -> Mapping[str, str]:
        """What was sent back, with the reviewer's words, while it is returned."""
        return flags_of(self.steps) if self.state is State.RETURNED else {}

    @cached_property
    def sealed(self) -> Step | None:
        """The last step that sealed, while what it sealed still stands."""
        sealing = [step for step in self.steps if step.seal is not None]
        return sealing[-1] if sealing and self.state in (State.ACCEPTED, State.CONFIRMED) else None

    @property
    def state_words(self) -> str:
        """State and turn in a sentence's part: "đã trình, đang ở cấp huyện"."""
        if self.turn is None or self.state is State.DRAFT:
            return self.state.word
        return _("{state}, đang ở cấp {level}").format(state=self.state.word, level=self.turn.word)


def filing(workspace: Workspace, rights: Rights, unit: Unit, period: Period) -> Filing:
    """A commune's period as it stands; nothing submitted yet is a draft."""
    with workspace.stored.reading() as connection:
        return _filing(connection, rights, unit, period)


def set_of(period: Period) -> str:
    """The set a period is judged by: the basic one in force on its last day."""
    return library.in_force(period.ends)


def submit(
    workspace: Workspace, rights: Rights, person: Person, unit: Unit, period: Period, comment: str
) -> None:
    """The commune's leader submits: the period is closed to entries and the next level has it."""
    with workspace.stored.writing() as connection:
        held = _filing(connection, rights, unit, period)
        rights.require(Action.SUBMIT, unit, held.day, held.state)
        if not show(connection, unit.code, unit.valid_from, held.set_id, held.day):
            raise DataError(
                _("{unit} chưa có số liệu nào trong {period}; chưa trình được.").format(
                    unit=unit.title, period=period_words(period.id)
                )
            )
        _step(connection, held, State.SUBMITTED, "submit", person, Level.COMMUNE, comment)


def send_back(
    workspace: Workspace,
    rights: Rights,
    person: Person,
    unit: Unit,
    period: Period,
    flags: Mapping[str, str],
    comment: str,
) -> None:
    """Send it back: only the flagged items (indicators or criteria) open, each with the reviewer's words."""
    said = {item: nfc(words).strip() for item, words in flags.items()}
    with workspace.stored.writing() as connection:
        held = _filing(connection, rights, unit, period)
        rights.require(Action.RETURN, unit, held.day, held.state)
        if not said:
            raise UsageError(_("Trả lại phải chọn ít nhất một mục cần sửa."))
        criteria = workspace.sets(Ask(held.day, held.set_id))(None)
        for item, words in said.items():
            if names_of(criteria, item) == (item,) and item not in criteria.criterion_by_number:
                raise UsageError(_("Không có mục {item} trong bộ tiêu chí.").format(item=item))
            if not words or len(words) > LONGEST_COMMENT:
                raise UsageError(
                    _("Mục {item}: trả lại phải có lời nhận xét, tối đa {limit} ký tự.").format(
                        item=item, limit=LONGEST_COMMENT
                    )
                )
        level = held.turn or Level.PROVINCE
        _step(connection, held, State.RETURNED, "return", person, level, comment, said)


def accept(
    workspace: Workspace, rights: Rights, person: Person, unit: Unit, period: Period, comment: str
) -> None:
    """The district accepts and seals; the province has it then."""
    _seal(workspace, rights, person, unit, period, comment, Action.ACCEPT, State.ACCEPTED)


def confirm(
    workspace: Workspace, rights: Rights, person: Person, unit: Unit, period: Period, comment: str
) -> None:
    """The province confirms and seals; the period is done."""
    _seal(workspace, rights, person, unit, period, comment, Action.CONFIRM, State.CONFIRMED)


def seal_of(workspace: Workspace, unit: Unit, ask: Ask) -> str:
    """The seal over what speaks of a commune on a day (as known at the ask's moment): SHA-256, in hex."""
    with workspace.stored.reading() as connection:
        said = show(connection, unit.code, unit.valid_from, ask.set_id, ask.day, ask.known_at)
        held = evidence_of(connection, (unit.code, unit.valid_from), ask.set_id, None, ask.known_at)
    province = workspace.territory.province_of(unit, ask.day)
    criteria = workspace.sets(ask)(province.code if province else None)
    document = {
        "schema": "ntm.seal/1",
        "unit": unit.code,
        "unit_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "on": ask.day.isoformat(),
        "criteria_set": criteria.id,
        "set_hash": criteria.hash,
        "statements": [_sealed_statement(one) for one in sorted(said, key=lambda one: one.seq)],
        "evidence": sorted([one.item, one.sha256, one.name] for one in held),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def seal_holds(workspace: Workspace, unit: Unit, held: Filing) -> bool | None:
    """Whether what speaks now is still what was sealed; None where nothing is sealed."""
    if held.sealed is None:
        return None
    return seal_of(workspace, unit, Ask(held.day, held.set_id)) == held.sealed.seal


def _seal(
    workspace: Workspace,
    rights: Rights,
    person: Person,
    unit: Unit,
    period: Period,
    comment: str,
    action: Action,
    state: State,
) -> None:
    with workspace.stored.writing() as connection:  # nobody else writes until it is sealed
        held = _filing(connection, rights, unit, period)
        rights.require(action, unit, held.day, held.state)
        seal = seal_of(workspace, unit, Ask(held.day, held.set_id))
        level = held.turn or Level.PROVINCE
        _step(connection, held, state, action.value, person, level, comment, seal=seal)


def _step(
    connection: Connection,
    held: Filing,
    state: State,
    act: str,
    person: Person,
    level: Level,
    comment: str,
    flags: Mapping[str, str] | None = None,
    seal: str | None = None,
) -> datetime:
    words = nfc(comment).strip()
    if len(words) > LONGEST_COMMENT:
        raise UsageError(_("Lời nhận xét dài quá {limit} ký tự.").format(limit=LONGEST_COMMENT))
    return take_step(
        connection, held.submission, state.value, act, person.login, person.name, level.value, words or None,
        flags or {}, seal, "web",
    )  # fmt: skip


def _filing(connection: Connection, rights: Rights, unit: Unit, period: Period) -> Filing:
    set_id = set_of(period)
    key = (unit.code, unit.valid_from)
    found = find_submission(connection, key, set_id, period.province_code, period.id)
    steps = tuple(steps_of(connection, [found.id])) if found else ()
    held = found or Submission(
        0, period.province_code, period.id, unit.code, unit.valid_from, set_id, period.ends, State.DRAFT.value
    )
    day = min(period.ends, rights.today)
    return Filing(unit, period, held, steps, rights.has_district(unit, day), rights.today)


def _sealed_statement(one: Recorded) -> dict[str, Any]:
    stated = one.stated
    return {
        "seq": one.seq, "item": stated.item, "kind": one.kind, "on": stated.on.isoformat(),
        "by": stated.by.word, "value": _text(stated.value), "numerator": _text(stated.numerator),
        "denominator": _text(stated.denominator), "grade": stated.grade,
        "not_applicable": stated.not_applicable,
        "verdict": stated.verdict.word if stated.verdict is not None else None, "note": stated.note,
    }  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def seal_words(workspace: Workspace, unit: UnitRow, ask: Ask) -> str | None:
    """The seal a paper of that day shows: of the submission whose period ends on it; None where nothing is sealed."""
    if workspace.database is None:
        return None
    with workspace.stored.reading() as connection:
        held = [
            one
            for one in submissions_of(connection, (unit.code, unit.valid_from), ask.set_id)
            if one.ends == ask.day and State(one.state) in (State.ACCEPTED, State.CONFIRMED)
        ]
        steps = steps_of(connection, [one.id for one in held])
    known = [step for step in steps if step.seal and (ask.known_at is None or step.moment <= ask.known_at)]
    if not known:
        return None
    last = known[-1]
    period = next(one.period_id for one in held if one.id == last.submission_id)
    said = _("{level} xác nhận {moment}") if last.act == "confirm" else _("{level} chấp nhận {moment}")
    return _("{seal} (báo cáo {period}, {said})").format(
        seal=last.seal, period=period_words(period),
        said=said.format(level=Level(last.level).word, moment=moment_shown(last.moment)),
    )  # fmt: skip
