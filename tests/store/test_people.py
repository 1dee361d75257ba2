"""People, roles, sessions and attempts are kept alike on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ntm.errors import UsageError
from ntm.service.access import people, signing
from ntm.service.access.people import NewRole
from ntm.service.access.rights import Role
from ntm.service.access.signing import SignInRefused
from ntm.service.workspace import Workspace
from ntm.store import people as store
from ntm.store.acts import acts
from ntm.store.database import Database, open_database
from ntm.territory.model import Unit
from ntm.territory.register import Territory
from ntm.vietnamese.dates import now
from tests.store.conftest import XUAN_DUONG

PLACE = Unit(XUAN_DUONG, "Xuân Dương", "xa", "188")


@pytest.fixture
def staffed(database: Database) -> tuple[Database, str]:
    workspace = Workspace(database)
    role = NewRole(Role.COMMUNE_OFFICER, PLACE)
    secret = people.add(workspace, "Can-Bo.1", "Cán bộ 1", "test", role=role)
    return database, secret


def test_a_person_is_added_signs_in_and_out(staffed: tuple[Database, str]) -> None:
    database, secret = staffed
    token = signing.sign_in(database, " CAN-BO.1 ", secret, "10.0.0.1", "trình duyệt")
    found = signing.signed_in(database, token)
    assert found is not None
    assert (found.person.login, found.person.name, found.person.must_change) == ("can-bo.1", "Cán bộ 1", True)
    assert [(one.role, one.unit_code, one.unit_from) for one in found.person.grants] == [
        (Role.COMMUNE_OFFICER, XUAN_DUONG, None)
    ]
    signing.sign_out(database, found)
    assert signing.signed_in(database, token) is None
    with database.reading() as connection:
        assert [act.action for act in acts(connection)] == [
            "cli:person:add", "cli:role:add", "web:session:begin", "web:session:end",
        ]  # fmt: skip


def test_a_reset_ends_every_session(staffed: tuple[Database, str]) -> None:
    database, secret = staffed
    tokens = [signing.sign_in(database, "can-bo.1", secret, "10.0.0.1", "") for _browser in range(2)]
    people.reset(Workspace(database), "can-bo.1", "test")
    assert [signing.signed_in(database, token) for token in tokens] == [None, None]


def test_a_role_ends_and_stays_in_the_record(staffed: tuple[Database, str]) -> None:
    database, _secret = staffed
    workspace = Workspace(database, territory=Territory([PLACE]))
    last = now().date() - timedelta(days=1)
    people.end_grant(workspace, "can-bo.1", Role.COMMUNE_OFFICER, "Xuân Dương", last, "test")
    assert [grant.valid_to for person in people.everybody(database) for grant in person.grants] == [last]
    with pytest.raises(UsageError, match="không có vai trò"):
        people.end_grant(workspace, "can-bo.1", Role.COMMUNE_OFFICER, "Xuân Dương", last, "test")


def test_a_login_is_taken_once_and_a_role_fits_its_place(staffed: tuple[Database, str]) -> None:
    database, _secret = staffed
    with pytest.raises(UsageError, match="Đã có"):
        people.add(Workspace(database), "CAN-BO.1", "Khác", "test")
    with pytest.raises(UsageError, match="không dùng được"):
        people.add(Workspace(database), "có dấu", "Khác", "test")
    with pytest.raises(UsageError, match="không gắn"):
        people.grant(Workspace(database), "can-bo.1", NewRole(Role.DISTRICT_OFFICER, PLACE), "test")


def test_guessing_many_at_once_gains_nothing(url: str) -> None:
    with open_database(url, pooled=True) as database:
        people.add(Workspace(database), "can-bo.1", "Cán bộ 1", "test")

        def guess(number: int) -> bool:
            """Whether the password was looked at."""
            try:
                signing.sign_in(database, "can-bo.1", f"đoán {number}", f"10.0.0.{number}", "")
            except SignInRefused as error:
                return error.wait == timedelta(0)
            return True

        with ThreadPoolExecutor(8) as threads:
            looked = sum(threads.map(guess, range(16)))
        assert looked == 5
        with database.writing() as connection:
            assert store.attempts(connection, ["login:can-bo.1"])["login:can-bo.1"][0] == 5
