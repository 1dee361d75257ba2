"""Who may do what: roles, places, days and turns, on the places as they were and are."""

from __future__ import annotations

from datetime import date

import pytest

from ntm.service.access.rights import BY_TURN, MAY, Action, Grant, Rights, Role, State, turn_of
from ntm.territory.model import Unit
from ntm.territory.shipped import shipped

BEFORE, AFTER = date(2024, 6, 30), date(2026, 3, 31)
MERGER = date(2025, 7, 1)
XUAN_DUONG, LOC_BINH, LANG_SON = "06607", "188", "20"


def _unit(code: str, day: date) -> Unit:
    found = shipped().unit(code, day)
    assert found is not None
    return found


def _rights(
    role: Role, code: str, today: date, first: date | None = None, last: date | None = None
) -> Rights:
    return Rights(shipped(), [Grant(role, code, _unit(code, today).valid_from, first, last)], today)


OLD = {
    Role.COMMUNE_OFFICER: XUAN_DUONG, Role.COMMUNE_LEADER: XUAN_DUONG, Role.DISTRICT_OFFICER: LOC_BINH,
    Role.PROVINCE_OFFICER: LANG_SON, Role.PROVINCE_ADMIN: LANG_SON, Role.READER: LANG_SON,
}  # fmt: skip

WHILE_THERE_IS_A_DISTRICT = {
    (Role.COMMUNE_OFFICER, State.DRAFT): {Action.ENTER},
    (Role.COMMUNE_OFFICER, State.RETURNED): {Action.ENTER},
    (Role.COMMUNE_LEADER, State.DRAFT): {Action.SUBMIT},
    (Role.COMMUNE_LEADER, State.RETURNED): {Action.SUBMIT},
    (Role.DISTRICT_OFFICER, State.SUBMITTED): {Action.RETURN, Action.ACCEPT, Action.DECLARE},
    (Role.PROVINCE_OFFICER, State.ACCEPTED): {Action.RETURN, Action.CONFIRM, Action.DECLARE},
}
WITHOUT_DISTRICTS = {
    key: value for key, value in WHILE_THERE_IS_A_DISTRICT.items() if key[0] is not Role.DISTRICT_OFFICER
} | {(Role.PROVINCE_OFFICER, State.SUBMITTED): {Action.RETURN, Action.CONFIRM, Action.DECLARE}}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("today", "table"), [(BEFORE, WHILE_THERE_IS_A_DISTRICT), (AFTER, WITHOUT_DISTRICTS)]
)
def test_a_level_acts_only_when_its_turn_has_come(
    role: Role, state: State, today: date, table: dict[tuple[Role, State], set[Action]]
) -> None:
    if role is Role.DISTRICT_OFFICER and today >= MERGER:
        assert shipped().unit(LOC_BINH, today) is None
        return
    rights = _rights(role, OLD[role], today)
    may = {action for action in BY_TURN if rights.may(action, _unit(XUAN_DUONG, today), today, state)}
    assert may == table.get((role, state), set())


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_the_table_says_at_its_place_and_nothing_elsewhere(
    role: Role, action: Action
) -> None:
    rights = _rights(role, OLD[role], BEFORE)
    assert rights.may(action, _unit(XUAN_DUONG, BEFORE), BEFORE) == (role in MAY[action])
    if OLD[role] != LANG_SON:
        refused = rights.refusal(action, _unit("06385", BEFORE), BEFORE)
        assert refused is not None
        assert "ngoài nơi" in refused
        assert rights.refusal(action, _unit(LANG_SON, BEFORE), BEFORE) is not None, "nothing above its place"


def test_a_role_is_in_force_on_its_days_alone() -> None:
    days = date(2024, 6, 1), date(2024, 6, 30)
    for today, may in (
        (date(2024, 5, 31), False),
        (days[0], True),
        (days[1], True),
        (date(2024, 7, 1), False),
    ):
        rights = _rights(Role.COMMUNE_OFFICER, XUAN_DUONG, today, *days)
        assert rights.may(Action.ENTER, _unit(XUAN_DUONG, today), today) == may


def test_a_role_at_a_place_that_is_gone_gives_nothing() -> None:
    old = Grant(Role.DISTRICT_OFFICER, LOC_BINH, None)
    assert Rights(shipped(), [old], date(2025, 6, 30)).may(Action.SEE, _unit(XUAN_DUONG, BEFORE), BEFORE)
    assert not Rights(shipped(), [old], MERGER).may(Action.SEE, _unit(XUAN_DUONG, BEFORE), BEFORE)


def test_a_reused_code_is_another_place() -> None:
    officer_of_the_old = Grant(Role.COMMUNE_OFFICER, XUAN_DUONG, None)
    assert not Rights(shipped(), [officer_of_the_old], AFTER).may(
        Action.ENTER, _unit(XUAN_DUONG, AFTER), AFTER
    )


def test_a_merged_commune_keeps_its_predecessors_papers() -> None:
    rights = _rights(Role.COMMUNE_OFFICER, XUAN_DUONG, AFTER)
    merged = [
        unit for unit in shipped().communes(BEFORE) if unit.name in ("Nam Quan", "Ái Quốc", "Xuân Dương")
    ]
    assert [unit.code for unit in merged if not rights.may(Action.SEE, unit, BEFORE)] == []
    assert not rights.may(Action.SEE, _unit("06385", BEFORE), BEFORE)


def test_the_turn_passes_to_the_province_where_the_district_is_gone_before_it_verified() -> None:
    rights = _rights(Role.PROVINCE_OFFICER, LANG_SON, MERGER)
    old, last_day = _unit(XUAN_DUONG, BEFORE), date(2025, 6, 30)
    assert turn_of(State.SUBMITTED, rights.has_district(old, last_day)) is not None
    assert rights.may(Action.CONFIRM, old, last_day, State.SUBMITTED)
    assert not _rights(Role.PROVINCE_OFFICER, LANG_SON, last_day).may(
        Action.CONFIRM, old, last_day, State.SUBMITTED
    )


def test_refusals_say_who_may_and_whose_turn_it_is() -> None:
    leader = _rights(Role.COMMUNE_LEADER, XUAN_DUONG, BEFORE)
    here = _unit(XUAN_DUONG, BEFORE)
    assert "cán bộ xã" in (leader.refusal(Action.ENTER, here, BEFORE) or "")
    assert "đang ở cấp huyện" in (leader.refusal(Action.SUBMIT, here, BEFORE, State.SUBMITTED) or "")
    assert "đã xác nhận" in (leader.refusal(Action.SUBMIT, here, BEFORE, State.CONFIRMED) or "")
