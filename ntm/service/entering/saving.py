"""Saving one field of a commune's page: checked by the same rules as every door, once, on the version it was based on.

A save carries the version it was based on (the number of the item's last statement) and a key of its sender's
making. Where somebody else stated the item meanwhile, nothing is written and both are shown. Sent again, a save
is answered as before and not done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from ntm.criteria.model import CriteriaSet, Kind
from ntm.errors import Conflict, DataError
from ntm.scoring.statement_rules import check_stated
from ntm.scoring.value_words import Said, ValueRefused, parse_value
from ntm.scoring.verdict import Body
from ntm.scoring.wording import value_text
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.closing import Closed, closing_of, names_of
from ntm.service.entering.enter import MAX_TEXT, check_day
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import last_moment
from ntm.store.entries import Recorded, entry_in
from ntm.store.saves import take, taken
from ntm.store.speaking import Rank, rank
from ntm.store.statements import append, history, withdraw
from ntm.store.tables import MEASUREMENT
from ntm.territory.model import Unit
from ntm.vietnamese.dates import DayError, format_day, moment_shown, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a field as it was typed: a value, or two counts, or "not applicable" with its reason."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    not_applicable: bool = False
    reason: str = ""
    note: str = ""
    responsible: str = ""
    due: str = ""

    @property
    def text(self) -> str:
        """The value as `parse_value` reads it; empty for a field left blank."""
        if self.not_applicable:
            return f"không áp dụng: {self.reason}"
        if self.numerator or self.denominator:
            return f"{self.numerator}/{self.denominator}"
        return self.value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: the commune, the day it speaks of, the set, the measure."""

    unit: Unit
    day: date
    set_id: str
    item: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: the field's new version, the moment, and whether anything changed."""

    version: int
    moment: str
    changed: bool


class FieldConflict(Conflict):
    """Somebody else stated the item meanwhile: what stands there now, and whose it is."""

    def __init__(self, theirs: str, who: str, when: datetime, yours: str, version: int) -> None:
        super().__init__(
            _("{who} đã ghi “{theirs}” lúc {when}, sau khi ông/bà mở mục này. Chưa ghi “{yours}”.").format(
                who=who, theirs=theirs, when=moment_shown(when), yours=yours
            )
        )
        self.theirs, self.who, self.when, self.yours, self.version = theirs, who, when, yours, version


def save(
    workspace: Workspace,
    rights: Rights,
    person: Person,
    place: Place,
    typed: Typed,
    base: int,
    key: str | None = None,
) -> Saved:
    """Save a field. A blank one withdraws what the commune said of the item in this period.

    Raises Forbidden, Closed, FieldConflict, and DataError with what to write instead; then nothing was written.
    """
    check_day(place.day)
    rights.require(Action.ENTER, place.unit, place.day)
    criteria = criteria_at(workspace, place)
    typed = _clean(typed)
    said = read(criteria, place.item, typed) if typed.text else None
    due = _day(typed.due)
    database = workspace.stored
    if key is not None and not 8 <= len(key) <= LONGEST_KEY:
        raise DataError(_("Khóa của lần lưu không đúng dạng."))
    workspace.remember(criteria)
    content = hashlib.sha256(
        json.dumps([place.unit.code, str(place.day), place.set_id, place.item, asdict(typed)]).encode()
    ).hexdigest()
    with database.writing() as connection:
        if key is not None and (before := taken(connection, key, person.login)) is not None:
            if before["content"] != content:
                raise DataError(_("Khóa của lần lưu đã dùng cho nội dung khác."))
            return Saved(before["version"], before["moment"], False)
        _open(connection, criteria, place)
        held = _measurements(connection, criteria, place)
        now = _speaking(held, place)
        version = _version(held)
        changed = False
        if version != base and not _says_already(now, said, typed):
            raise _conflict(criteria, place, typed, held[-1])
        if said is None:
            moment, changed = _withdraw(connection, criteria, place, person, now)
            version = _version(_measurements(connection, criteria, place))
        else:
            stated = said.stated(
                place.day, Body.COMMUNE, note=typed.note or None, responsible=typed.responsible or None, due=due,
                evidence=_evidence(now, place), illustrative=workspace.illustrative,
            )  # fmt: skip
            if said.not_applicable is None:
                _applicable_again(connection, criteria, place, person, now)
            entry = entry_in(criteria, place.unit.code, place.unit.valid_from, stated)
            done = append(connection, [entry], person.login, source="web")
            moment, changed = done.moment, done.recorded > 0
            version = done.seqs[0] or version
        saved = Saved(version, moment.isoformat(), changed)
        if key is not None:
            take(connection, key, person.login, moment, asdict(saved) | {"content": content})
    return saved


def read(criteria: CriteriaSet, item: str, typed: Typed) -> Said:
    """What a field states, by the set's rules; raises ValueRefused with what to write instead."""
    indicator = criteria.indicator_of_measure.get(item)
    if typed.not_applicable and indicator is not None:
        return parse_value(criteria, indicator.id, typed.text)
    if bool(typed.numerator) != bool(typed.denominator) and not typed.not_applicable:
        raise DataError(_("{item}: hai số đếm phải đi cùng nhau; hãy ghi cả hai.").format(item=item))
    measure = criteria.measure_by_id.get(item)
    if measure is not None and measure.kind is Kind.YES_NO and typed.text in ("yes", "no"):
        return parse_value(criteria, item, "đạt" if typed.text == "yes" else "chưa đạt")
    said = parse_value(criteria, item, typed.text)
    if said.verdict is not None:
        raise DataError(
            _("{item}: ở đây ghi số liệu; kết luận đạt hay chưa đạt do chương trình tính hoặc cấp trên ghi.").format(
                item=item
            )
        )  # fmt: skip
    if said.numerator is not None and typed.value:
        said = replace(said, value=parse_value(criteria, item, typed.value).value)
        problems = check_stated(criteria, said.stated(date.min))
        if problems:
            raise ValueRefused(problems)
    return said


def criteria_at(workspace: Workspace, place: Place) -> CriteriaSet:
    """The set as it stands in the commune's province; raises DataError for an item it does not measure."""
    province = workspace.territory.province_of(place.unit, place.day)
    criteria = workspace.sets(Ask(place.day, place.set_id))(province.code if province else None)
    if place.item not in criteria.measure_by_id:
        raise DataError(_("Bộ tiêu chí không có số liệu “{item}”.").format(item=place.item[:40]))
    return criteria


def _clean(typed: Typed) -> Typed:
    texts = {name: nfc(text).strip() for name, text in asdict(typed).items() if isinstance(text, str)}
    cleaned = replace(typed, **texts)  # type: ignore[arg-type]  # the texts alone
    for name in ("note", "responsible", "reason"):
        if len(getattr(cleaned, name)) > MAX_TEXT:
            raise DataError(_("Ghi chú dài quá {limit} ký tự.").format(limit=MAX_TEXT))
    return cleaned


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except DayError as error:
        raise DataError(str(error)) from error


def _open(connection: Connection, criteria: CriteriaSet, place: Place) -> None:
    closing = closing_of(connection, (place.unit.code, place.unit.valid_from), place.set_id)
    reason = closing.reason(place.day, names_of(criteria, place.item))
    if reason is not None:
        raise Closed(reason)


def _items(criteria: CriteriaSet, place: Place) -> list[str]:
    """What a field's version is over: its measure, and its indicator, on which "not applicable" is stated."""
    return list({place.item, criteria.indicator_of_measure[place.item].id})


def _measurements(connection: Connection, criteria: CriteriaSet, place: Place) -> list[Recorded]:
    """Every measurement ever stated of the field, withdrawals too, oldest first."""
    key = (place.unit.code, place.unit.valid_from)
    rows = history(connection, *key, place.set_id, _items(criteria, place))
    return [one for one in rows if one.kind == "measurement"]


def _version(held: Sequence[Recorded]) -> int:
    """The number of the last statement of a field: what a save is based on."""
    return held[-1].seq if held else 0


def _speaking(held: Sequence[Recorded], place: Place) -> list[Recorded]:
    """What speaks of the field's items on its day: the latest day, then the higher body, then the last recorded."""
    found: dict[str, Recorded] = {}
    for one in held:
        if one.withdraws is None and one.withdrawn_at is None and one.stated.on <= place.day:
            before = found.get(one.stated.item)
            if before is None or _rank(one) > _rank(before):
                found[one.stated.item] = one
    return list(found.values())


def _rank(one: Recorded) -> Rank:
    return rank(MEASUREMENT, one.stated.on, one.stated.by, one.seq)


def _says_already(now: Sequence[Recorded], said: Said | None, typed: Typed) -> bool:
    """Whether what stands there now is what is to be saved: then nobody's work is lost by it."""
    if said is None:
        return not now
    return any(
        (one.stated.item, one.stated.value, one.stated.numerator, one.stated.denominator, one.stated.grade,
         one.stated.not_applicable, one.stated.note or "")
        == (said.item, said.value, said.numerator, said.denominator, said.grade, said.not_applicable, typed.note)
        for one in now
    )  # fmt: skip


def _conflict(criteria: CriteriaSet, place: Place, typed: Typed, last: Recorded) -> FieldConflict:
    measure = criteria.measure_by_id[place.item]
    theirs = _("(đã rút)") if last.withdraws is not None else value_text(measure, last.stated, None)
    when = last.stated.recorded_at
    assert when is not None  # noqa: S101 - a recorded statement has its moment
    yours = typed.text or _("(để trống)")
    return FieldConflict(theirs, last.stated.recorded_by or "?", when, yours, last.seq)


def _withdraw(
    connection: Connection, criteria: CriteriaSet, place: Place, person: Person, now: Sequence[Recorded]
) -> tuple[datetime, bool]:
    """Take back what the commune said of the item; what spoke before speaks again."""
    changed = False
    for one in now:
        if one.stated.by is not Body.COMMUNE:
            raise DataError(_("Số liệu này do cấp trên ghi; xã không rút được."))
        closing = closing_of(connection, (place.unit.code, place.unit.valid_from), place.set_id)
        if (reason := closing.reason(one.stated.on, names_of(criteria, place.item))) is not None:
            raise Closed(
                _("Số liệu đang có là của ngày {day}. {reason}").format(
                    day=format_day(one.stated.on), reason=reason
                )
            )
        withdraw(connection, one, person.login, source="web")
        changed = True
    return last_moment(connection), changed


def _applicable_again(
    connection: Connection, criteria: CriteriaSet, place: Place, person: Person, now: Sequence[Recorded]
) -> None:
    """A value makes its indicator applicable: a "not applicable" of the same day on the whole is taken back."""
    whole = criteria.indicator_of_measure[place.item].id
    for one in now:
        own = one.stated.by is Body.COMMUNE and one.stated.on == place.day
        if one.stated.not_applicable is not None and one.stated.item == whole != place.item and own:
            withdraw(connection, one, person.login, source="web")


def _evidence(now: Sequence[Recorded], place: Place) -> str | None:
    """What a file or sheet named as evidence stays with the item."""
    return next((one.stated.evidence for one in now if one.stated.item == place.item), None)
