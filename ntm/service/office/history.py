"""What was said of a commune, statement by statement (old → new, by whom, why), and every act of the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ntm.criteria.model import CriteriaSet
from ntm.exchange.listing import Column
from ntm.scoring.snapshot import Stated
from ntm.scoring.wording import body_word, plain, value_text, verdict_word
from ntm.service.access import people
from ntm.service.access.rights import Action, Rights
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import Act, Sought, find
from ntm.store.database import Database
from ntm.store.entries import Recorded
from ntm.store.statements import history, sets_stated
from ntm.territory.model import Unit
from ntm.vietnamese.dates import VIETNAM
from ntm.vietnamese.messages import _

PAGE = 100
"""Acts and statements shown at once."""
MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements: of an item, by whom (login), recorded from and to which day (inclusive). Empty: all."""

    item: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One statement as a change: what the same body said before of the same item, and what it says now."""

    seq: int
    moment: datetime | None
    who: str
    name: str
    item: str
    item_name: str
    body: str
    day: date
    old: str
    new: str
    note: str
    withdrawn_at: datetime | None


def changes(workspace: Workspace, ask: Ask, unit: Unit, chosen: Filter | None = None) -> list[Change]:
    """Everything stated of the commune in the set, the newest first."""
    chosen = chosen or Filter()
    database = workspace.stored
    province = workspace.territory.province_of(unit, ask.day)
    criteria = workspace.sets(ask)(province.code if province is not None else None)
    with database.reading() as connection:
        held = history(connection, unit.code, unit.valid_from, ask.set_id, known_at=ask.known_at)
    names = {person.login: person.name for person in people.everybody(database)}
    found: list[Change] = []
    last: dict[tuple[str, str, int], str] = {}
    by_seq = {one.seq: one for one in held}
    for one in held:
        stated = one.stated
        key = (stated.item, one.kind, int(stated.by))
        old = last.get(key, "")
        new = (
            _withdrawn(by_seq.get(one.withdraws), criteria) if one.withdraws else said_text(criteria, stated)
        )
        if one.withdraws is None:
            last[key] = new
        found.append(_change(one, criteria, names, old if one.withdraws is None else "", new))
    return [one for one in reversed(found) if _kept(one, chosen)]


def said_text(criteria: CriteriaSet, stated: Stated) -> str:
    """What a statement says, as people read it."""
    if stated.verdict is not None:
        return verdict_word(stated.verdict)
    if stated.not_applicable is not None:
        return _("không áp dụng: {reason}").format(reason=stated.not_applicable)
    measure = criteria.measure_by_id.get(stated.item)
    if measure is None:  # the set as it is now does not have the item any more
        numbers = (stated.numerator, stated.denominator) if stated.numerator is not None else (stated.value,)
        return "/".join(plain(one) for one in numbers if one is not None) or (stated.grade or "")
    shown = value_text(measure, stated, None)
    if stated.numerator is not None and stated.denominator is not None:
        return f"{shown} ({plain(stated.numerator)}/{plain(stated.denominator)})"
    return shown


def sets_of(workspace: Workspace, unit: Unit) -> list[str]:
    """The sets in which anything was stated of the commune."""
    with workspace.stored.reading() as connection:
        return sets_stated(connection, unit.code, unit.valid_from)


def change_columns() -> list[Column]:
    """The columns of the exported statements."""
    return [
        Column("seq", _("Số")), Column("moment", _("Lúc")), Column("who", _("Người ghi")),
        Column("item", _("Mục")), Column("body", _("Cấp")), Column("day", _("Của ngày")), Column("old", _("Cũ")),
        Column("new", _("Mới")), Column("note", _("Ghi chú")), Column("withdrawn_at", _("Rút lúc")),
    ]  # fmt: skip


def change_rows(found: Sequence[Change]) -> list[Mapping[str, object]]:
    """The statements as rows of `change_columns`."""
    keys = [column.key for column in change_columns()]
    return [{key: getattr(one, key) for key in keys} for one in found]


# -- acts ----------------------------------------------------------------------------------------------


def acts_seen(
    workspace: Workspace, rights: Rights, sought: Sought, before: int | None = None, most: int = PAGE
) -> list[Act]:
    """The acts the person may see, the newest first: of people with a role in their places, and of the server.

    Raises Forbidden for who may see none.
    """
    rights.require_somewhere(Action.AUDIT)
    database = workspace.stored
    hidden = _strangers(database, rights)
    with database.reading() as connection:
        return find(connection, sought, hidden=hidden, before=before, most=most)


def act_columns() -> list[Column]:
    """The columns of the exported acts."""
    return [
        Column("id", _("Số")), Column("moment", _("Lúc")), Column("action", _("Hành động")),
        Column("who", _("Ai")), Column("detail", _("Chi tiết")),
    ]  # fmt: skip


def act_rows(found: Sequence[Act]) -> list[Mapping[str, object]]:
    """The acts as rows of `act_columns`."""
    return [
        {"id": one.id, "moment": one.moment, "action": one.action, "who": one.who, "detail": one.told}
        for one in found
    ]


def moments_of(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of a day in Vietnam, and the first one after another day."""
    first = datetime.combine(since, time(), VIETNAM) if since else None
    after = datetime.combine(until + timedelta(days=1), time(), VIETNAM) if until else None
    return first, after


def _strangers(database: Database, rights: Rights) -> list[str]:
    """The logins of people who never had a role where this person may audit."""
    places = rights.places(Action.AUDIT)
    return [
        one.login
        for one in people.everybody(database)
        if one.grants
        and not any(_inside(rights, grant.unit_code, grant.unit_from, places) for grant in one.grants)
    ]


def _inside(rights: Rights, code: str, first: date | None, places: Sequence[Unit]) -> bool:
    territory = rights.territory
    unit = next((one for one in territory.of_code(code) if one.valid_from == first), None)
    if unit is None:
        return False
    day = min(unit.valid_to or rights.today, rights.today)
    province = territory.province_of(unit, day)
    return any(province is not None and place.code == province.code for place in places)


def _change(one: Recorded, criteria: CriteriaSet, names: Mapping[str, str], old: str, new: str) -> Change:
    stated = one.stated
    who = stated.recorded_by or ""
    return Change(
        one.seq, stated.recorded_at, who, names.get(who, who), stated.item, _item_name(criteria, stated.item),
        body_word(stated.by), stated.on, old, new, stated.note or "", one.withdrawn_at,
    )  # fmt: skip


def _withdrawn(target: Recorded | None, criteria: CriteriaSet) -> str:
    return _("rút “{said}”").format(said=said_text(criteria, target.stated) if target is not None else "?")


def _item_name(criteria: CriteriaSet, item: str) -> str:
    for held in (criteria.measure_by_id, criteria.indicator_by_id, criteria.criterion_by_number):
        if item in held:
            return held[item].name
    return ""


def _kept(one: Change, chosen: Filter) -> bool:
    first, after = moments_of(chosen.since, chosen.until)
    return (
        (not chosen.item or one.item == chosen.item or one.item.startswith(f"{chosen.item}:"))
        and (not chosen.who or one.who == chosen.who)
        and (first is None or (one.moment is not None and one.moment >= first))
        and (after is None or (one.moment is not None and one.moment < after))
    )
