"""The demonstration's people: one account a role, named by the role, with a password made at each start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ntm.service.access import people
from ntm.service.access.passwords import random_password
from ntm.service.access.rights import Role
from ntm.service.demonstration.demo import LOC_BINH
from ntm.service.demonstration.demo_status import DAY, LABEL, XUAN_DUONG
from ntm.service.office.periods import open_period, periods_of
from ntm.service.workspace import Workspace
from ntm.vietnamese.messages import _

LANG_SON = "20"


@dataclass(frozen=True, slots=True)
class Account:
    """A ready account: whom to sign in as, and what for."""

    login: str
    role: Role
    unit_code: str


ACCOUNTS = (
    Account("can-bo-xa", Role.COMMUNE_OFFICER, XUAN_DUONG),
    Account("lanh-dao-xa", Role.COMMUNE_LEADER, XUAN_DUONG),
    Account("can-bo-huyen", Role.DISTRICT_OFFICER, LOC_BINH),
    Account("can-bo-tinh", Role.PROVINCE_OFFICER, LANG_SON),
    Account("quan-tri-tinh", Role.PROVINCE_ADMIN, LANG_SON),
    Account("nguoi-xem", Role.READER, LANG_SON),
)


def make_people(workspace: Workspace, password: str | None = None) -> str:
    """Make the accounts (and a reporting period with made-up deadlines) where they are not there.

    All accounts get one new password, which is given.
    """
    database = workspace.database
    assert database is not None  # noqa: S101 - a demonstration has a database
    secret = password or random_password()
    held = {person.login: person for person in people.everybody(database)}
    for account in ACCOUNTS:
        unit = workspace.territory.unit(account.unit_code, DAY)
        assert unit is not None  # noqa: S101 - the demonstration's places have it on that day
        if account.login not in held:
            name = _("{role} (minh họa)").format(role=account.role.word.capitalize())
            role = people.NewRole(account.role, unit)
            people.add(workspace, account.login, name, LABEL, role=role, source="demo", password=secret)
    province = workspace.territory.unit(LANG_SON, DAY)
    assert province is not None  # noqa: S101 - the demonstration's places have it on that day
    if not periods_of(workspace, LANG_SON):
        due = {
            "commune_due": date(2024, 7, 5),
            "district_due": date(2024, 7, 15),
            "province_due": date(2024, 7, 25),
        }
        open_period(workspace, province, "2024-Q2", LABEL, source="demo", **due)
    people.set_passwords(database, [account.login for account in ACCOUNTS], secret, LABEL, "demo")
    return secret
