"""Tasks at the office's pages: who gives and changes them, what a conflict shows, and whose the officer's sheet is."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from httpx import Response

from ntm.service.access import people
from ntm.service.access.rights import Role
from ntm.service.assigning.tasks import assign
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.tasks import State, Task, versions
from tests.web.office import Browser, OfficeUnderTest, unit_of

COMMUNE = "06607"
ROADS = 1
"""The demonstration's task on 2.2: of "cán bộ 1", whose account is can-bo-xa."""


def _now(database: Database, number: int = ROADS) -> Task:
    with database.reading() as connection:
        return versions(connection, number)[-1]


def _change(browser: Browser, typed: dict[str, str], seen: int = 1, number: int = ROADS) -> Response:
    return browser.post(f"/tasks/{number}", {"seen": str(seen), **typed})


def _whole(browser: Browser, number: int = ROADS) -> dict[str, str]:
    """The form of a task as it stands in the page."""
    page = browser.get(f"/tasks/{number}").text
    fields = dict(re.findall(r'<input[^>]* name="([a-z_0-9-]+)" value="([^"]*)"', page))
    fields["state"] = re.search(r'<option value="(\w+)" selected>', page)[1]  # type: ignore[index]  # a state is chosen
    account = re.search(r'name="account".*?<option value="([^"]+)" selected>', page, re.S)
    note = re.search(r'<textarea[^>]*name="note"[^>]*>([^<]*)<', page)
    return {**fields, "account": account[1] if account else "", "note": note[1] if note else ""}


def test_a_superior_gives_a_task_which_the_person_finds_and_the_communes_page_tells(
    office: OfficeUnderTest,
) -> None:
    leader, due = office.of("lanh-dao-xa"), DAY + timedelta(days=10)
    form = leader.get(f"/communes/{COMMUNE}/tasks/new?item=13.5").text
    assert "Giao nhiệm vụ" in form
    said = {"item": "13.5", "account": "can-bo-xa", "due": due.strftime("%d/%m/%Y"), "step-1": "Ký hợp đồng"}
    made = leader.post(f"/communes/{COMMUNE}/tasks", {**said, "step-due-1": "5/7/2024", "cost": "12,5"})
    assert made.status_code == 303, made.text
    number = int(made.headers["location"].split("/")[2].split("?")[0])
    task = _now(office.database, number)
    assert task.assignment.responsible == "Cán bộ xã (minh họa)", "named by the account that was chosen"
    assert (task.recorded_by, task.assignment.due, str(task.assignment.cost)) == ("lanh-dao-xa", due, "12.5")
    with office.database.reading() as connection:
        assert acts(connection)[-1].action == "web:task:give"
    start = office.of("can-bo-xa").get("/").text
    assert f"/tasks/{number}" in start
    assert "còn 10 ngày" in start
    assert "bước tiếp theo: Ký hợp đồng" in start
    page = office.of("can-bo-xa").get(f"/communes/{COMMUNE}").text
    assert f'<a href="/tasks/{number}">' in page
    assert f'<a href="/tasks/{number}">' not in office.of("nguoi-xem").get(f"/communes/{COMMUNE}").text
    again = leader.post(f"/communes/{COMMUNE}/tasks", said)
    assert again.status_code == 422, "one open task an item"


def test_what_the_figures_name_is_given_at_once(office: OfficeUnderTest) -> None:
    district, commune = office.of("can-bo-huyen"), "06601"
    before = district.get(f"/tasks?unit={commune}").text
    named = int(re.findall(r"(\d+) việc đã ghi người phụ trách", before)[0])
    assert named > 2
    assert "Giao một lượt" not in office.of("quan-tri-tinh").get(f"/tasks?unit={commune}").text
    done = district.post(f"/communes/{commune}/tasks/all")
    assert done.headers["location"] == f"/tasks?unit={commune}&given={named}"
    after = district.get(done.headers["location"]).text
    assert f"Đã giao {named} nhiệm vụ" in after
    assert "Giao một lượt" not in after
    assert len(set(re.findall(r'href="/tasks/(\d+)"', after))) == named
    assert office.of("lanh-dao-khac").post(f"/communes/{commune}/tasks/all").status_code == 403


def test_every_wrong_field_is_told_beside_it_and_what_was_typed_is_kept(office: OfficeUnderTest) -> None:
    leader = office.of("lanh-dao-xa")
    page = leader.post(
        f"/communes/{COMMUNE}/tasks",
        {"item": "13.5", "responsible": "cán bộ 9", "due": "31/2/2025", "cost": "nhiều"},
    )
    assert page.status_code == 422
    assert 'id="wrong-due"' in page.text
    assert 'id="wrong-cost"' in page.text
    assert 'value="cán bộ 9"' in page.text
    other = leader.post(f"/communes/{COMMUNE}/tasks", {"item": "13.5", "account": "xa-khac"})
    assert other.status_code == 422
    assert "không phải tên đăng nhập" in other.text
    script = leader.post(
        f"/communes/{COMMUNE}/tasks", {"item": "13.5", "responsible": "<script>alert(1)</script>", "due": "x"}
    )
    assert "<script>alert" not in script.text


def test_the_person_says_how_far_it_is_and_no_more(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    assert 'name="due"' not in officer.get(f"/tasks/{ROADS}").text
    done = _change(officer, {"state": "doing", "step-done-1": "14/7/2024"})
    assert done.status_code == 303, done.text
    said = _now(office.database).assignment
    assert said.state is State.DOING
    assert [step.done_on is not None for step in said.steps] == [True, False, False]
    assert said.steps[1].name == "Vận động góp công, hiến đất"
    more = {"due": "31/12/2030", "responsible": "người khác", "cost": "1", "step-1": "không làm"}
    _change(officer, {"state": "doing", **more}, 2)
    after = _now(office.database).assignment
    assert (after.due, after.responsible, after.cost) == (said.due, said.responsible, said.cost)
    assert after.steps == said.steps, "a step that was not named keeps its day"
    assert _change(officer, {"state": "dropped"}, 2).status_code == 403
    assert _change(officer, {"state": "done"}, 1, 5).status_code == 403, "another person's task"
    assert _change(office.of("quan-tri-tinh"), {"state": "done"}, 2).status_code == 403
    assert _now(office.database).assignment.state is State.DOING


def test_done_without_a_day_is_done_today(office: OfficeUnderTest) -> None:
    assert _change(office.of("can-bo-xa"), {"state": "done"}).status_code == 303
    assert _now(office.database).assignment.done_on == DAY


def test_a_conflict_shows_both_and_keeps_what_either_wrote(office: OfficeUnderTest) -> None:
    leader, district = office.of("lanh-dao-xa"), office.of("can-bo-huyen")
    mine = {**_whole(leader), "support": "Hội Cựu chiến binh"}
    theirs = {**_whole(district), "due": "15/10/2024"}
    assert district.post(f"/tasks/{ROADS}", theirs).status_code == 303
    page = leader.post(f"/tasks/{ROADS}", mine)
    assert page.status_code == 409
    assert "can-bo-huyen" in page.text
    assert "<td>15/10/2024</td><td>30/9/2024</td>" in page.text
    assert "<td>Phòng Kinh tế và Hạ tầng huyện</td><td>Hội Cựu chiến binh</td>" in page.text
    assert _now(office.database).version == 2
    shown = dict(re.findall(r'<input[^>]* name="([a-z_0-9-]+)" value="([^"]*)"', page.text))
    assert (shown["due"], shown["support"], shown["seen"]) == ("15/10/2024", "Hội Cựu chiến binh", "2")
    assert leader.post(f"/tasks/{ROADS}", {**mine, **shown}).status_code == 303
    said = _now(office.database).assignment
    assert (said.support, said.due and said.due.day) == ("Hội Cựu chiến binh", 15)
    stale = leader.post(f"/tasks/{ROADS}", {**mine, "due": "không phải ngày"})
    assert stale.status_code == 422
    assert 'name="seen" value="1"' in stale.text, "a field that cannot be read hides no conflict"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("overdue=1&day=2024-08-01", {6}),
        ("quarter=2024-Q3&group=h%E1%BA%A1+t%E1%BA%A7ng", {1, 2, 3, 4}),
        ("person=c%C3%A1n+b%E1%BB%99+4", {7, 8}),
        ("mine=1", {1, 2}),
        ("closed=1&person=c%C3%A1n+b%E1%BB%99+1", {1, 2, 10}),
        ("carried=people", set()),
        ("unassigned=1", set()),
    ],
)
def test_the_board_shows_what_is_chosen(
    shared_office: OfficeUnderTest, query: str, numbers: set[int]
) -> None:
    page = shared_office.of("can-bo-xa").get(f"/tasks?{query}")
    assert page.status_code == 200
    assert {int(one) for one in re.findall(r'href="/tasks/(\d+)"', page.text)} == numbers
    if not numbers:
        assert "Không có việc nào như đã chọn" in page.text


def test_every_way_of_the_board_leads_somewhere_in_both_languages(office: OfficeUnderTest) -> None:
    browser = office.of("can-bo-huyen")
    for language in ("vi", "en"):
        browser.post("/language", {"language": language, "next": "/"})
        page = browser.get("/tasks").text
        assert ("Tasks" in page) == (language == "en")
        ways = {html.unescape(one) for one in re.findall(r'href="(/tasks[?/][^"]*)"', page)}
        assert len(ways) > 12
        for way in sorted(ways):
            assert browser.get(way).status_code == 200, way


def test_whose_role_has_ended_tells_of_no_task(office: OfficeUnderTest) -> None:
    workspace = Workspace(office.database)
    given = {"responsible": "cán bộ 9", "account": "het-han"}
    task = assign(workspace, workspace.ask(DAY), COMMUNE, "13.5", given, "test")
    assert _change(office.of("het-han"), {"state": "done"}, 1, task.id).status_code == 403
    assert office.of("het-han").get(f"/tasks/{task.id}").status_code == 403
    assert f"/tasks/{task.id}" not in office.of("het-han").get("/").text


def test_the_board_is_grouped_and_what_it_is_asked_wrong_is_told(shared_office: OfficeUnderTest) -> None:
    browser = shared_office.of("can-bo-huyen")
    by_person = browser.get(f"/tasks?unit={COMMUNE}&order=person").text
    assert re.findall(r"<h2>(\w+ \w+ \d)", by_person) == ["Cán bộ 1", "Cán bộ 2", "Cán bộ 3", "Cán bộ 4"]
    assert "<h2>Quý IV/2024" in browser.get(f"/tasks?unit={COMMUNE}&order=quarter").text
    assert "<h2>Xã Xuân Dương" in browser.get("/tasks?order=commune").text
    for wrong in ("order=x", "quarter=V/2024", "carried=x", "from=x&order=x"):
        assert browser.get(f"/tasks?{wrong}").status_code == 400
    assert shared_office.of("can-bo-tinh").get("/tasks?from=200").status_code == 200


def _send(browser: Browser, content: bytes, name: str = "viec.xlsx") -> Response:
    files = {"file": (name, content, "application/octet-stream")}
    answer: Response = browser.client.post("/tasks/import", data={"form_token": browser.token()}, files=files)
    return answer


def _apply(browser: Browser, page: str) -> Response:
    fields = dict(re.findall(r'name="(sha256|digest)" value="([0-9a-f]{64})"', page))
    assert set(fields) == {"sha256", "digest"}
    return browser.post("/tasks/import/apply", fields)


def _sheet(browser: Browser, item: str, column: str, value: str) -> bytes:
    """The sheet as it is saved, one cell of it changed."""
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/tasks/sheet?unit={COMMUNE}").content))
    sheet = book.active
    assert sheet is not None
    heads = [str(cell.value) for cell in sheet[2]]
    row = next(row for row in sheet.iter_rows(min_row=3) if row[heads.index("Chỉ tiêu")].value == item)
    row[heads.index(column)].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_shown_then_written_exactly(office: OfficeUnderTest) -> None:
    leader = office.of("lanh-dao-xa")
    shown = _send(leader, _sheet(leader, "2.2", "Trạng thái", "đang làm"))
    assert shown.status_code == 200, shown.text
    assert "<s>đã giao</s> → <b>đang làm</b>" in shown.text
    assert _now(office.database).version == 1
    assert "Đã giao 0 nhiệm vụ, sửa 1" in _apply(leader, shown.text).text
    assert _now(office.database).assignment.state is State.DOING
    with office.database.reading() as connection:
        assert (acts(connection)[-1].action, acts(connection)[-1].who) == ("web:task:import", "lanh-dao-xa")
    assert _apply(leader, shown.text).status_code == 422, "applied once, it is not kept"


def test_a_sheet_that_would_change_something_else_by_now_changes_nothing(office: OfficeUnderTest) -> None:
    leader = office.of("lanh-dao-xa")
    shown = _send(leader, _sheet(leader, "2.2", "Phối hợp", "Hội Phụ nữ xã")).text
    assert _change(office.of("can-bo-xa"), {"state": "doing"}).status_code == 303
    assert _apply(leader, shown).status_code in (409, 422)
    assert _now(office.database).assignment.support == "Phòng Kinh tế và Hạ tầng huyện"


def test_a_sheet_of_other_places_or_strangers_is_refused_with_its_cell(office: OfficeUnderTest) -> None:
    leader = office.of("lanh-dao-xa")
    stranger = _send(leader, _sheet(leader, "2.2", "Tài khoản", "xa-khac"))
    assert stranger.status_code == 422
    assert "không phải tên đăng nhập" in stranger.text
    theirs = _sheet(leader, "2.2", "Trạng thái", "đang làm")
    outside = _send(office.of("lanh-dao-khac"), theirs)
    assert outside.status_code == 422
    assert "nằm ngoài nơi ông/bà phụ trách" in outside.text
    assert _send(office.of("can-bo-xa"), theirs).status_code == 403
    for bad in (b"", b"PK\x03\x04", "mã;số".encode()):
        assert _send(leader, bad).status_code == 422
    assert _now(office.database).version == 1


def test_reminders_and_calendars_are_files(shared_office: OfficeUnderTest) -> None:
    officer = shared_office.of("can-bo-xa")
    page = officer.get("/tasks/digest?day=2024-08-20").text
    assert "QUÁ HẠN 20 ngày" in page
    assert officer.get("/tasks/digest?form=eml").text.startswith("Subject:")
    assert officer.get("/tasks/digest?form=pdf&day=2024-08-20").content.startswith(b"%PDF-")
    assert officer.get("/tasks/digest?form=exe").status_code == 400
    calendar = officer.get("/tasks/calendar?mine=1")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 7, "two tasks and five steps"
    assert officer.get("/tasks/sheet?form=csv").text.startswith("\ufeffcode,unit,item")


def _sheet_of(browser: Browser, person: str, **more: str) -> Response:
    words = {"unit": COMMUNE, "person": person, "day": "2024-12-31", **more}
    answer: Response = browser.client.get("/tasks/officer", params=words)
    return answer


def test_the_officers_sheet_is_the_persons_and_their_superiors(office: OfficeUnderTest) -> None:
    own = _sheet_of(office.of("can-bo-xa"), "can-bo-xa")
    assert own.status_code == 200
    assert "xong chậm 20 ngày" in own.text
    assert _sheet_of(office.of("can-bo-xa"), "cán bộ 3").status_code == 403, "a colleague's"
    for superior in ("lanh-dao-xa", "can-bo-huyen", "can-bo-tinh", "quan-tri-tinh"):
        assert _sheet_of(office.of(superior), "cán bộ 3").status_code == 200
    for other in ("nguoi-xem", "lanh-dao-khac", "huyen-khac", "xem-khac", "het-han"):
        assert _sheet_of(office.of(other), "cán bộ 3").status_code == 403
    pdf = _sheet_of(office.of("lanh-dao-xa"), "cán bộ 1", form="pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert _sheet_of(office.of("lanh-dao-xa"), "cán bộ 1", form="docx").content.startswith(b"PK")
    assert _sheet_of(office.of("lanh-dao-xa"), "cán bộ 1", year="2030").status_code == 400
    listed = office.of("lanh-dao-xa").get("/tasks/officer").text
    assert "cán bộ 4" in listed
    assert "cán bộ 4" not in office.of("can-bo-xa").get("/tasks/officer").text


def test_nobody_reads_the_sheet_of_somebody_above_them_or_of_a_namesake(office: OfficeUnderTest) -> None:
    workspace = Workspace(office.database)
    ask = workspace.ask(DAY)
    given = {"responsible": "cán bộ huyện 1", "account": "can-bo-huyen"}
    assign(workspace, ask, COMMUNE, "13.5", given, "test")
    assert _sheet_of(office.of("lanh-dao-xa"), "cán bộ huyện 1").status_code == 403
    assert _sheet_of(office.of("can-bo-tinh"), "cán bộ huyện 1").status_code == 200
    # Whoever calls themself as another is responsible: only what was given to the sign-in name is their own.
    role = people.NewRole(Role.COMMUNE_OFFICER, unit_of(workspace, COMMUNE))
    people.add(workspace, "can-bo-3", "cán bộ 3", "test", role=role, password="mot mat khau de thu")  # noqa: S106 - of a test
    people.set_passwords(office.database, ["can-bo-3"], "mot mat khau de thu", "test", "test")
    assert _sheet_of(office.of("can-bo-3"), "can-bo-3").status_code == 422, (
        "nothing was given to that account"
    )
    assert _sheet_of(office.of("can-bo-3"), "cán bộ 3").status_code == 403


def test_a_task_that_is_not_there_is_not_found(shared_office: OfficeUnderTest) -> None:
    for number in ("999", str(2**40)):
        assert shared_office.of("can-bo-xa").get(f"/tasks/{number}").status_code == 404
    assert shared_office.of("can-bo-xa").get("/tasks/x").status_code == 422
