"""Page 8: the law with its marks, places through time, and people kept by the province's administrator."""

from __future__ import annotations

import re

from ntm.criteria import library
from ntm.criteria.coverage import coverage
from ntm.criteria.model import Mark
from ntm.criteria.requirement import mark_word
from ntm.service.access import people
from ntm.service.access.rights import Role
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.places import save_places
from ntm.territory.model import Unit
from tests.web.office import PASSWORD, OfficeUnderTest

SET = "xa-ntm-2021-2025"


def test_marks_on_the_page_are_those_that_coverage_counts(shared_office: OfficeUnderTest) -> None:
    loaded = library.load(SET, overlays=("lang-son", "minh-hoa"))
    counts = coverage(loaded, DAY).counts
    page = shared_office.of("can-bo-xa").get(f"/law/{SET}").text
    for mark in Mark:
        assert f"{mark_word(mark)}: {counts[mark]}</span>" in page
    assert "ngưỡng là số liệu minh họa" in page


def test_every_set_has_its_page(shared_office: OfficeUnderTest) -> None:
    browser = shared_office.of("can-bo-xa")
    listed = set(re.findall(r'href="/law/([a-z0-9-]+)"', browser.get("/law").text)) - {"compare"}
    assert listed == {summary.id for summary in library.available()}
    for name in listed:
        assert browser.get(f"/law/{name}").status_code == 200
    assert browser.get("/law/khong-co").status_code == 400


def test_two_days_of_a_set_are_compared(shared_office: OfficeUnderTest) -> None:
    browser = shared_office.of("can-bo-xa")
    path = f"/law/compare?a={SET}&b={SET}&day_a=2022-12-31&day_b="
    assert "đổi ngưỡng" in browser.get(path + "2025-12-31").text
    assert "Không có gì thay đổi" in browser.get(path + "2022-12-31").text


def test_a_place_says_who_became_whom(shared_office: OfficeUnderTest) -> None:
    workspace: Workspace = shared_office.app.state.office.workspace()
    unit = workspace.territory.unit("06607", DAY)
    assert unit is not None
    [(after, _step), *_more] = workspace.territory.successors(unit)
    page = shared_office.of("can-bo-xa").get("/places/06607").text
    assert after.title in page
    before = shared_office.of("can-bo-tinh").get(f"/places/{after.code}?day={after.valid_from}").text
    assert "Lập ra từ" in before
    assert unit.title in before


def test_a_person_is_added_and_must_change_the_password(office: OfficeUnderTest) -> None:
    admin = office.of("quan-tri-tinh")
    new = {"login": "can-bo-moi", "name": "Cán bộ 1", "role": "commune_officer", "place": "xã Xuân Dương"}
    page = admin.post("/people", new)
    assert page.status_code == 200
    [secret] = re.findall(r"Mật khẩu dùng một lần: ([a-z0-9-]+)", page.text)
    assert secret not in admin.get("/people").text, "told once"
    browser = office.browser()
    assert browser.sign_in("can-bo-moi", secret).status_code == 303
    assert browser.get("/communes").headers["location"] == "/password"


def test_a_role_ends_and_a_person_is_locked_out(office: OfficeUnderTest) -> None:
    admin, officer = office.of("quan-tri-tinh"), office.of("can-bo-xa")
    assert officer.get("/communes/06607/history").status_code == 200
    given = {"role": "reader", "place": "188"}
    assert admin.post("/people/can-bo-xa/grant", given).status_code == 303
    assert officer.get("/areas/188").status_code == 200
    assert admin.post("/people/can-bo-xa/end", {**given, "last": "2024-06-29"}).status_code == 303
    assert officer.get("/areas/188").status_code == 403
    assert admin.post("/people/can-bo-xa/disable").status_code == 303
    assert officer.get("/").status_code == 303
    assert admin.post("/people/can-bo-xa/disable", {"undo": "1"}).status_code == 303
    with office.database.reading() as connection:
        told = [one.action for one in acts(connection) if one.who == "quan-tri-tinh"]
    assert [one for one in told if ":person:" in one or ":role:" in one]


def test_what_is_typed_wrong_is_kept_and_told(office: OfficeUnderTest) -> None:
    page = office.of("quan-tri-tinh").post(
        "/people",
        {"login": "can-bo-2", "name": "Cán bộ 2", "role": "commune_officer", "place": "Xã Không Có"},
    )
    assert page.status_code == 422
    assert 'value="Xã Không Có"' in page.text
    assert "can-bo-2" not in {one.login for one in people.everybody(office.database)}


def test_an_administrator_changes_nobody_who_also_works_elsewhere(
    office: OfficeUnderTest, office_database: Database
) -> None:
    other = Unit("99", "Ví dụ", "tinh", None)
    save_places(office_database, [other], [], [])
    workspace = Workspace(office_database)
    people.add(workspace, "hai-noi", "Hai nơi", "test", role=people.NewRole(Role.PROVINCE_ADMIN, other))
    home = workspace.territory.unit("20", DAY)
    assert home is not None
    people.grant(workspace, "hai-noi", people.NewRole(Role.READER, home), "test")
    admin = office.of("quan-tri-tinh")
    page = admin.get("/people").text
    assert "Hai nơi" in page
    assert "còn có vai trò ở nơi khác" in page
    assert admin.post("/people/hai-noi/reset").status_code == 403
    assert admin.post("/people/hai-noi/disable").status_code == 403
    end = {"role": "province_admin", "place": "99"}
    assert admin.post("/people/hai-noi/end", end).status_code == 403
    assert admin.post("/people/can-bo-xa/grant", end).status_code == 403, "nobody is given another's province"
    assert admin.post("/people/hai-noi/end", {"role": "reader", "place": "20"}).status_code == 303


def test_an_administrator_cannot_lock_themselves_out(office: OfficeUnderTest) -> None:
    admin = office.of("quan-tri-tinh")
    assert admin.post("/people/quan-tri-tinh/disable").status_code == 400
    own = {"role": "province_admin", "place": "20"}
    assert admin.post("/people/quan-tri-tinh/end", own).status_code == 400
    assert admin.get("/people").status_code == 200
    assert PASSWORD not in admin.get("/people").text
