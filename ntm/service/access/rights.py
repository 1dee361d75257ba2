"""Who may do what: action × role × place × day, and whose turn it is. Decided here and nowhere else.

A role is bound to a place and to dates. It covers the units of its place on the day that is spoken of, and the
units its place was made of wholly (a merged commune keeps its predecessors' papers). It is in force on the day
the person acts. A level may act on a submission only when its turn has come; where the district of a commune
is not there on the day of acting (after 30/6/2025), its step is not there either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from ntm.errors import NtmError
from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS, Unit
from ntm.territory.register import Territory
from ntm.vietnamese.messages import _


class Forbidden(NtmError):
    """The person may not do this; the text says why and who may."""

    exit_code = 2


class Level(StrEnum):
    """The level a role acts for."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"

    @property
    def word(self) -> str:
        """The level as people read it."""
        return {Level.COMMUNE: _("xã"), Level.DISTRICT: _("huyện"), Level.PROVINCE: _("tỉnh")}[self]


class Role(StrEnum):
    """What a person is at a place."""

    COMMUNE_OFFICER = "commune_officer"
    COMMUNE_LEADER = "commune_leader"
    DISTRICT_OFFICER = "district_officer"
    PROVINCE_OFFICER = "province_officer"
    PROVINCE_ADMIN = "province_admin"
    READER = "reader"

    @property
    def word(self) -> str:
        """The role as people read it."""
        return {
            Role.COMMUNE_OFFICER: _("cán bộ xã"),
            Role.COMMUNE_LEADER: _("lãnh đạo xã"),
            Role.DISTRICT_OFFICER: _("cán bộ huyện"),
            Role.PROVINCE_OFFICER: _("cán bộ tỉnh"),
            Role.PROVINCE_ADMIN: _("quản trị tỉnh"),
            Role.READER: _("người xem"),
        }[self]

    @property
    def level(self) -> Level | None:
        """The level it acts for; a reader acts for none."""
        return _LEVELS.get(self)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kinds of unit it can be bound to (None: any)."""
        level = self.level
        return None if level is None else _KINDS[level]


class Action(StrEnum):
    """What can be done. The place is the unit it is done to, or asked about."""

    SEE = "see"  # pages, listings, explanations of the place
    SUPPOSE = "suppose"  # what-if: touches no status
    PRINT = "print"  # papers, sheets, exports
    ENTER = "enter"  # status, evidence, imports
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    DECLARE = "declare"  # a higher body's verdicts, while it verifies
    SEE_TASKS = "see_tasks"  # who answers for what, by when
    ASSIGN = "assign"  # give tasks and change them; the person a task is given to tells how far it is
    OFFICER_SHEET = "officer_sheet"  # another person's year-end sheet: one's own needs no role
    AUDIT = "audit"  # who did what, beyond the statements
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PLACES = "manage_places"
    MANAGE_LAW = "manage_law"
    MANAGE_PERIODS = "manage_periods"

    @property
    def word(self) -> str:
        """The action as people read it, for "không được …"."""
        return {
            Action.SEE: _("xem"),
            Action.SUPPOSE: _("lập phương án giả định"),
            Action.PRINT: _("in văn bản"),
            Action.ENTER: _("nhập số liệu"),
            Action.SUBMIT: _("trình"),
            Action.RETURN: _("trả lại"),
            Action.ACCEPT: _("chấp nhận"),
            Action.CONFIRM: _("xác nhận"),
            Action.DECLARE: _("kết luận"),
            Action.SEE_TASKS: _("xem phân công nhiệm vụ"),
            Action.ASSIGN: _("giao và sửa nhiệm vụ"),
            Action.OFFICER_SHEET: _("xem phiếu kết quả của cán bộ"),
            Action.AUDIT: _("xem nhật ký hành động"),
            Action.MANAGE_PEOPLE: _("quản lý người dùng"),
            Action.MANAGE_PLACES: _("quản lý đơn vị hành chính"),
            Action.MANAGE_LAW: _("quản lý bộ tiêu chí"),
            Action.MANAGE_PERIODS: _("mở kỳ báo cáo"),
        }[self]


class State(StrEnum):
    """Where a commune's submission of a reporting period stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"

    @property
    def word(self) -> str:
        """The state as people read it."""
        return {
            State.DRAFT: _("đang nhập"),
            State.SUBMITTED: _("đã trình"),
            State.RETURNED: _("bị trả lại"),
            State.ACCEPTED: _("huyện đã chấp nhận"),
            State.CONFIRMED: _("tỉnh đã xác nhận"),
        }[self]


_LEVELS: Mapping[Role, Level] = {
    Role.COMMUNE_OFFICER: Level.COMMUNE,
    Role.COMMUNE_LEADER: Level.COMMUNE,
    Role.DISTRICT_OFFICER: Level.DISTRICT,
    Role.PROVINCE_OFFICER: Level.PROVINCE,
    Role.PROVINCE_ADMIN: Level.PROVINCE,
}
_KINDS: Mapping[Level, frozenset[str]] = {
    Level.COMMUNE: COMMUNE_KINDS,
    Level.DISTRICT: DISTRICT_KINDS,
    Level.PROVINCE: frozenset({"tinh"}),
}
_VERIFIERS = frozenset({Role.DISTRICT_OFFICER, Role.PROVINCE_OFFICER})
_GIVERS = _VERIFIERS | {Role.COMMUNE_LEADER}
_EVERYBODY = frozenset(Role)

MAY: Mapping[Action, frozenset[Role]] = {
    Action.SEE: _EVERYBODY,
    Action.SUPPOSE: _EVERYBODY - {Role.READER},
    Action.PRINT: _EVERYBODY - {Role.READER},
    Action.ENTER: frozenset({Role.COMMUNE_OFFICER}),
    Action.SUBMIT: frozenset({Role.COMMUNE_LEADER}),
    Action.RETURN: _VERIFIERS,
    Action.ACCEPT: frozenset({Role.DISTRICT_OFFICER}),
    Action.CONFIRM: frozenset({Role.PROVINCE_OFFICER}),
    Action.DECLARE: _VERIFIERS,
    Action.SEE_TASKS: _EVERYBODY - {Role.READER},
    Action.ASSIGN: _GIVERS,
    Action.OFFICER_SHEET: _GIVERS | {Role.PROVINCE_ADMIN},
    Action.AUDIT: frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_ADMIN}),
    Action.MANAGE_PEOPLE: frozenset({Role.PROVINCE_ADMIN}),
    Action.MANAGE_PLACES: frozenset({Role.PROVINCE_ADMIN}),
    Action.MANAGE_LAW: frozenset({Role.PROVINCE_ADMIN}),
    Action.MANAGE_PERIODS: frozenset({Role.PROVINCE_ADMIN}),
}
"""Which roles may do what at their places, whatever the state of a submission."""

OPEN_TO_COMMUNE = frozenset({State.DRAFT, State.RETURNED})
"""The states in which the commune has its submission."""


def turn_of(state: State, has_district: bool) -> Level | None:
    """The level that has a submission and must act; None when it is done."""
    if state in OPEN_TO_COMMUNE:
        return Level.COMMUNE
    if state is State.SUBMITTED:
        return Level.DISTRICT if has_district else Level.PROVINCE
    return Level.PROVINCE if state is State.ACCEPTED else None


_BY_TURN: Mapping[Level, frozenset[Action]] = {
    Level.COMMUNE: frozenset({Action.ENTER, Action.SUBMIT}),
    Level.DISTRICT: frozenset({Action.RETURN, Action.ACCEPT, Action.DECLARE}),
    Level.PROVINCE: frozenset({Action.RETURN, Action.CONFIRM, Action.DECLARE}),
}
"""What a level does with a submission when it has it."""
BY_TURN = frozenset().union(*_BY_TURN.values())
"""The actions that wait for a turn: they are asked about with the submission's state."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a place, from and to which day (inclusive; None: open)."""

    role: Role
    unit_code: str
    unit_from: date | None
    valid_from: date | None = None
    valid_to: date | None = None


class Rights:
    """What one person may do, acting on one day."""

    def __init__(self, territory: Territory, grants: Sequence[Grant], today: date) -> None:
        """The person's `grants`; those not in force on `today` give nothing."""
        self.territory = territory
        self.today = today
        self.grants = tuple(grant for grant in grants if self._in_force(grant))

    def _in_force(self, grant: Grant) -> bool:
        if (grant.valid_from is not None and self.today < grant.valid_from) or (
            grant.valid_to is not None and self.today > grant.valid_to
        ):
            return False
        place = self.territory.unit(grant.unit_code, self.today)
        return place is not None and place.valid_from == grant.unit_from

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles in force, wherever."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def anywhere(self) -> frozenset[Action]:
        """What the person may do somewhere: for menus, never to allow an act."""
        return frozenset(action for action, roles in MAY.items() if roles & self.roles)

    def refusal(self, action: Action, unit: Unit, day: date, state: State | None = None) -> str | None:
        """Why the person may not do this to the unit as it is on `day`, in a sentence; None: may.

        `state` is the submission's where there is one; without it turns are not looked at.
        """
        covering = [grant for grant in self.grants if self._covers(grant, unit, day)]
        if not covering:
            return _("{unit} nằm ngoài nơi ông/bà phụ trách.").format(unit=unit.title)
        able = [grant for grant in covering if grant.role in MAY[action]]
        if not able:
            who = ", ".join(role.word for role in Role if role in MAY[action])
            return _("Vai trò của ông/bà ở {unit} không được {action}; việc này của: {who}.").format(
                unit=unit.title, action=action.word, who=who
            )
        if state is None or action not in BY_TURN:
            return None
        turn = turn_of(state, self.has_district(unit, day))
        if turn is None:
            return _("Kỳ này tỉnh đã xác nhận, không còn việc phải làm.")
        if action in _BY_TURN[turn] and any(grant.role.level is turn for grant in able):
            return None
        return _("Chưa đến lượt: báo cáo {state}, đang ở cấp {level}.").format(
            state=state.word, level=turn.word
        )

    def may(self, action: Action, unit: Unit, day: date, state: State | None = None) -> bool:
        """Whether the person may do this."""
        return self.refusal(action, unit, day, state) is None

    def require(self, action: Action, unit: Unit, day: date, state: State | None = None) -> None:
        """Raise Forbidden, saying why, unless the person may do this."""
        refused = self.refusal(action, unit, day, state)
        if refused is not None:
            raise Forbidden(refused)

    def require_somewhere(self, action: Action) -> None:
        """Raise Forbidden unless the person may do this at some place (lists show only those places)."""
        if action not in self.anywhere:
            who = ", ".join(role.word for role in Role if role in MAY[action])
            raise Forbidden(
                _("Vai trò của ông/bà không được {action}; việc này của: {who}.").format(
                    action=action.word, who=who
                )
            )

    def places(self, action: Action) -> list[Unit]:
        """The units at which the person holds a role for this, today; what lies below them is covered too."""
        found: dict[str, Unit] = {}
        for grant in self.grants:
            unit = self.territory.unit(grant.unit_code, self.today)
            if unit is not None and grant.role in MAY[action]:
                found.setdefault(unit.code, unit)
        return list(found.values())

    def communes(self, action: Action, day: date) -> list[Unit]:
        """The communes, towns and wards of `day` to which the person may do this, in the order of their codes."""
        everything = self.territory.communes(day, counted_only=False)
        return [unit for unit in everything if self.may(action, unit, day)]

    def has_district(self, unit: Unit, day: date) -> bool:
        """Whether the unit's district of that day is still there on the day of acting."""
        district = self.territory.district_of(unit, day)
        return district is not None and district.alive(self.today)

    def _covers(self, grant: Grant, unit: Unit, day: date) -> bool:
        keys = self._keys(grant)
        here: Unit | None = unit
        while here is not None:
            if (here.code, here.valid_from) in keys:
                return True
            here = self.territory.parent(here, day)
        return False

    def _keys(self, grant: Grant) -> frozenset[tuple[str, date | None]]:
        """The place of a grant and everything that wholly became it, as (code, valid_from)."""
        if grant not in self._found:
            place = next(
                (u for u in self.territory.of_code(grant.unit_code) if u.valid_from == grant.unit_from), None
            )
            keys: set[tuple[str, date | None]] = {(grant.unit_code, grant.unit_from)}
            waiting = [place] if place is not None else []
            while waiting:
                for old, step in self.territory.predecessors(waiting.pop()):
                    if step.share == "whole" and (old.code, old.valid_from) not in keys:
                        keys.add((old.code, old.valid_from))
                        waiting.append(old)
            self._found[grant] = frozenset(keys)
        return self._found[grant]

    @cached_property
    def _found(self) -> dict[Grant, frozenset[tuple[str, date | None]]]:
        return {}
