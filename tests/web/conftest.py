"""The office on the demonstration, with its people: asked in the process, or served to a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ntm.scenario.assignments import Assignment
from ntm.scenario.scenario import Scenario
from ntm.service.access import people
from ntm.service.access.rights import Rights, Role
from ntm.service.demonstration.demo import Demonstration
from ntm.service.demonstration.demo_people import make_people
from ntm.service.demonstration.demo_status import DAY
from ntm.service.entering.evidence import File, add_files
from ntm.service.entering.saving import Place
from ntm.service.supposing.scenarios import keep
from ntm.service.workspace import Workspace
from ntm.store.database import Database, open_database
from tests.web.office import PASSWORD, PICTURE, OfficeUnderTest, unit_of

ELSEWHERE = (
    # The same roles at other places: Hữu Lũng's communes and district know nothing of Lộc Bình.
    ("xa-khac", Role.COMMUNE_OFFICER, "06385"),
    ("lanh-dao-khac", Role.COMMUNE_LEADER, "06385"),
    ("huyen-khac", Role.DISTRICT_OFFICER, "186"),
    ("xem-khac", Role.READER, "06385"),
)


@pytest.fixture(scope="session")
def staffed(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's database with people at both places and one whose role has ended."""
    path = tmp_path_factory.mktemp("staffed") / "ntm.db"
    shutil.copyfile(demonstration.database, path)
    with open_database(str(path)) as database:
        workspace = Workspace(database)
        make_people(workspace, PASSWORD)
        logins = []
        for login, role, code in (*ELSEWHERE, ("het-han", Role.COMMUNE_OFFICER, "06607")):
            unit = unit_of(workspace, code)
            last = DAY.replace(day=29) if login == "het-han" else None
            given = people.NewRole(role, unit, None, last)
            people.add(workspace, login, login, "test", role=given, password=PASSWORD)
            logins.append(login)
        people.set_passwords(database, logins, PASSWORD, "test", "test")
        place = Place(unit_of(workspace, "06607"), DAY, "xa-ntm-2021-2025", "17.2")
        who = next(one for one in people.everybody(database) if one.login == "can-bo-xa")
        rights = Rights(workspace.territory, who.grants, DAY)
        add_files(workspace, rights, who, place, [File("ảnh.png", PICTURE)])
        shared = Scenario("Thu nhập", (Assignment("10.1", "48"),))
        keep(workspace, rights, who, place.unit, DAY, shared, shared=True)
    path.chmod(0o444)
    return path


@pytest.fixture
def office_database(staffed: Path, tmp_path: Path) -> Iterator[Database]:
    """A test's own copy, opened as a server opens it."""
    path = tmp_path / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as database:
        yield database


@pytest.fixture
def office(office_database: Database) -> Iterator[OfficeUnderTest]:
    """The office, asked in the process."""
    with OfficeUnderTest(office_database) as made:
        yield made


@pytest.fixture(scope="module")
def shared_office(staffed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeUnderTest]:
    """One office for a module's tests that change nothing they look at."""
    path = tmp_path_factory.mktemp("office") / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as database, OfficeUnderTest(database) as made:
        yield made
