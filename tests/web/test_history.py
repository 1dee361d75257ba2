"""Page 7: every statement of a commune as old → new, every act of the office, and who may see which."""

from __future__ import annotations

import csv
import io

from ntm.service.access import people
from ntm.service.access.rights import Role
from ntm.service.demonstration.demo_status import DAY
from ntm.service.office.history import Filter, changes
from ntm.service.workspace import Workspace
from ntm.store.acts import Sought, find
from ntm.store.database import Database
from ntm.store.places import save_places
from ntm.territory.model import Unit
from tests.command import Ntm
from tests.web.office import OfficeUnderTest

COMMUNE = "06607"


def test_a_correction_stands_beside_what_it_corrects(
    office: OfficeUnderTest, office_database: Database, ntm: Ntm
) -> None:
    where = ("--database", office_database.name)
    for value, note in (("41", "theo báo cáo"), ("42,5", "sửa theo sổ hộ")):
        ntm(*where, "status", "set", COMMUNE, "10.1", value, "--on", DAY.isoformat(), "--note", note)
    page = office.of("can-bo-xa").get(f"/communes/{COMMUNE}/history?item=10.1").text
    assert "<s>41 triệu đồng/người/năm</s> → <b>42,5 triệu đồng/người/năm</b>" in page
    assert "sửa theo sổ hộ" in page
    ntm(*where, "status", "withdraw", COMMUNE, "10.1", "--on", DAY.isoformat(), "--note", "nhầm xã")
    page = office.of("can-bo-xa").get(f"/communes/{COMMUNE}/history?item=10.1").text
    assert "rút “42,5 triệu đồng/người/năm”" in page
    assert "đã rút lúc" in page


def test_filters_and_exports_agree_with_the_page(shared_office: OfficeUnderTest) -> None:
    workspace: Workspace = shared_office.app.state.office.workspace()
    unit = workspace.territory.unit(COMMUNE, DAY)
    assert unit is not None
    ask = workspace.ask(DAY)
    every = changes(workspace, ask, unit)
    some = changes(workspace, ask, unit, Filter(item="17.1"))
    assert {one.item.split(":")[0] for one in some} == {"17.1"}
    assert some == [one for one in every if one.item.split(":")[0] == "17.1"]
    answer = shared_office.of("can-bo-xa").get(f"/communes/{COMMUNE}/history?item=17.1&export=csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [int(row["seq"]) for row in rows] == [one.seq for one in some]


def test_acts_are_found_by_their_parts_and_by_person(office: OfficeUnderTest) -> None:
    office.of("can-bo-xa").get("/")
    province = office.of("can-bo-tinh")
    page = province.get("/acts?source=web&subject=session&verb=begin").text
    assert page.count("<code>web:session:begin</code>") == 2
    one = province.get("/acts?who=can-bo-xa&subject=session").text
    assert "<td>can-bo-xa</td>" in one
    assert "<td>can-bo-tinh</td>" not in one
    assert "Không có hành động nào" in province.get("/acts?source=%25").text, "a filter is no pattern"


def test_acts_are_paged_without_a_gap(office: OfficeUnderTest, office_database: Database) -> None:
    with office_database.reading() as connection:
        every = [one.id for one in find(connection, Sought(), most=1000)]
        parts = [one.id for one in find(connection, Sought(), most=3)]
        parts += [one.id for one in find(connection, Sought(), before=parts[-1], most=1000)]
    assert parts == every


def test_acts_of_people_of_another_province_are_not_shown(
    office: OfficeUnderTest, office_database: Database
) -> None:
    other = Unit("99", "Ví dụ", "tinh", None)
    save_places(office_database, [other], [], [])
    workspace = Workspace(office_database)
    role = people.NewRole(Role.PROVINCE_ADMIN, other)
    people.add(workspace, "tinh-khac", "Tỉnh khác", "test", role=role, password="mot mat khau de thu")  # noqa: S106 - of a test
    people.set_passwords(office_database, ["tinh-khac"], "mot mat khau de thu", "test", "test")
    office.of("tinh-khac").get("/")
    assert "<td>tinh-khac</td>" not in office.of("can-bo-tinh").get("/acts").text
    theirs = office.of("tinh-khac").get("/acts").text
    assert "<td>tinh-khac</td>" in theirs
    assert "<td>can-bo-tinh</td>" not in theirs


def test_doctor_audits(office_database: Database, ntm: Ntm) -> None:
    from sqlalchemy import text

    sound = ntm("--database", office_database.name, "doctor", "--audit")
    assert "phát biểu đúng như lúc ghi" in sound.out
    with office_database.writing() as connection:
        connection.execute(
            text("UPDATE statement SET value = '99' WHERE seq = (SELECT max(seq) FROM statement)")
        )
    found = ntm("--database", office_database.name, "doctor", "--audit")
    assert found.code == 1
    assert "có phát biểu đã bị sửa hoặc xóa" in found.out
