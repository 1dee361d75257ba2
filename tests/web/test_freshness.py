"""What a server keeps between its answers is never stale: another process writes, and the next answer shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ntm.service.access import people
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.places import save_places
from ntm.web.office import Office
from tests.web.office import OfficeUnderTest, unit_of


def test_places_changed_by_another_process_are_there_with_the_next_answer(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-huyen")
    assert "Xuân Dương" in officer.get("/communes").text
    with open_database(office.database.name) as other:
        unit = unit_of(Workspace(other), "06607")
        save_places(other, [replace(unit, name="Xuân Dương Mới")])
    assert "Xuân Dương Mới" in officer.get("/communes").text


def test_rights_taken_by_another_process_are_gone_with_the_next_answer(office: OfficeUnderTest) -> None:
    reader = office.of("xa-khac")
    assert reader.get("/communes").status_code == 200
    with open_database(office.database.name) as other:
        workspace = Workspace(other)
        who = next(one for one in people.everybody(other) if one.login == "xa-khac")
        for grant in who.grants:
            last = DAY - timedelta(days=1)
            people.end_grant(workspace, "xa-khac", grant.role, grant.unit_code, last, "test")
    assert reader.get("/communes").status_code == 403
    with open_database(office.database.name) as other:
        people.disable(Workspace(other), "xa-khac", "test")
    assert reader.get("/communes").headers["location"].startswith("/sign-in")


def test_the_matrix_is_each_persons_own(office: OfficeUnderTest) -> None:
    path = "/areas/20/matrix"
    assert office.of("can-bo-tinh").get(path).status_code == 200
    assert office.of("can-bo-xa").get(path).status_code == 403
    mine = office.of("can-bo-tinh").get(path)
    assert mine.status_code == 200
    assert "no-store" in mine.headers["cache-control"]


def test_the_day_changes_at_midnight(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Office(office.database)
    monkeypatch.setenv("NTM_ON", "2024-06-30")
    assert held.today == date(2024, 6, 30)
    monkeypatch.setenv("NTM_ON", "2024-07-01")
    assert held.today == date(2024, 7, 1)
