"""Page 5, scenarios kept by name: kept, opened, changed, compared, copied, removed; nothing of it touches status."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from httpx import Response
from sqlalchemy import select

from ntm.reports.attachment import open_paper
from ntm.scenario.scenario_file import read_scenario
from ntm.scoring.snapshot_json import write
from ntm.service.demonstration.demo_status import DAY
from ntm.service.papers.verify import verify
from ntm.service.standing import commune_standing
from ntm.service.workspace import Workspace
from ntm.store import scenarios as store
from ntm.store.acts import acts
from ntm.store.scenarios import Kept
from ntm.store.tables import current, statement
from tests.command import Ntm
from tests.web.office import Browser, OfficeUnderTest

PAGE = "/communes/06607/what-if"
FIELDS = {"unit": "06607", "day": "2024-06-30", "name": "Nước sạch", "v-10.1": "48", "v-17.2": "18/20"}


def kept(office: OfficeUnderTest, number: int) -> Kept | None:
    with office.database.reading() as connection:
        return store.one(connection, number)


def status(office: OfficeUnderTest) -> str:
    """Everything stated and what is made of it, as one hash: rows, what speaks now, the snapshot, the score."""
    with office.database.reading() as connection:
        rows = [
            [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (statement, current)
        ]
    workspace = Workspace(office.database)
    found = commune_standing(workspace, workspace.ask(DAY), "06607")
    snapshot = write(found.standing.snapshot, found.standing.scorecard.criteria_set)
    del snapshot["known_at"]  # the moment of the last act, of which keeping a scenario is one
    return hashlib.sha256((repr(rows) + json.dumps(snapshot, default=str)).encode()).hexdigest()


def send(browser: Browser, path: str, text: str | bytes, **fields: str) -> int:
    """Send a file; gives the answer's status."""
    content = text.encode() if isinstance(text, str) else text
    answer: Response = browser.client.post(
        path, data={"form_token": browser.token(), **fields}, files={"file": ("kich-ban.yaml", content)}
    )
    return answer.status_code


def test_a_scenario_is_kept_opened_changed_and_removed(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    made = officer.post("/scenarios", FIELDS)
    assert made.headers["location"] == f"{PAGE}?day=2024-06-30&scenario=2"
    page = officer.get(made.headers["location"]).text
    assert 'value="18/20"' in page
    assert 'name="version" value="1"' in page
    assert "lần sửa thứ 1" in page
    changed = officer.post(
        "/scenarios/2", {**FIELDS, "v-17.2": "", "v-17.1": "400/412", "version": "1", "name": "Hai"}
    )
    assert changed.status_code == 303
    found = kept(office, 2)
    assert found is not None
    assert (found.name, found.version, found.shared) == ("Hai", 2, False)
    assert found.text == (
        'name: "Hai"\nset:\n  - {item: "10.1", value: "48"}\n  - {item: "17.1", value: "400/412"}\n'
    )
    assert officer.post("/scenarios/2/remove", {"version": "2"}).headers["location"] == "/scenarios"
    assert kept(office, 2) is None
    assert officer.get("/scenarios/2").status_code == 404
    with office.database.reading() as connection:
        told = [(one.action, one.detail.get("version")) for one in acts(connection)][-3:]
    assert told == [("web:scenario:keep", 1), ("web:scenario:change", 2), ("web:scenario:remove", 2)]


def test_nothing_of_it_touches_status(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    before = status(office)
    officer.post("/scenarios", FIELDS)
    officer.get("/scenarios/2")
    officer.get("/scenarios/compare?of=1&of=2")
    officer.post("/scenarios/2", {**FIELDS, "v-10.1": "50", "version": "1"})
    officer.post("/scenarios/2/copy")
    officer.post("/scenarios/3/remove", {"version": "1"})
    assert kept(office, 2) is not None
    assert status(office) == before


def test_who_changes_what_another_window_changed_is_told_and_nothing_is_lost(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    assert officer.post("/scenarios/1", {**FIELDS, "name": "Một", "version": "1"}).status_code == 303
    assert officer.post("/scenarios/1", {**FIELDS, "name": "Hai", "version": "1"}).status_code == 409
    assert officer.post("/scenarios/1/remove", {"version": "1"}).status_code == 409
    found = kept(office, 1)
    assert found is not None
    assert found.name == "Một"


def test_only_shared_ones_are_seen_by_others_of_the_place_and_they_work_on_copies(
    office: OfficeUnderTest,
) -> None:
    office.of("can-bo-xa").post("/scenarios", FIELDS)
    leader = office.of("lanh-dao-xa")
    listed = leader.get("/scenarios").text
    assert 'href="/scenarios/1"' in listed
    assert 'href="/scenarios/2"' not in listed
    assert leader.get("/scenarios/2").status_code == 403
    assert leader.get("/scenarios/2/file").status_code == 403
    assert leader.post("/scenarios/1", {"name": "của tôi", "version": "1"}).status_code == 403
    assert leader.post("/scenarios/1/copy").headers["location"] == "/scenarios/3"
    copied = kept(office, 3)
    assert copied is not None
    assert (copied.owner, copied.name, copied.shared) == ("lanh-dao-xa", "Bản sao: Thu nhập", False)
    assert 'href="/scenarios/1"' not in office.of("xa-khac").get("/scenarios").text


def test_the_file_goes_out_and_in_and_is_what_the_command_reads(
    office: OfficeUnderTest, tmp_path: Path, ntm: Ntm
) -> None:
    officer = office.of("can-bo-xa")
    officer.post("/scenarios", FIELDS)
    answer = officer.get("/scenarios/2/file")
    assert "nuoc-sach.yaml" in answer.headers["content-disposition"]
    path = tmp_path / "nuoc-sach.yaml"
    path.write_bytes(answer.content)
    assert [(one.item, one.text) for one in read_scenario(path).values] == [("10.1", "48"), ("17.2", "18/20")]
    database = f"--database={office.database.engine.url.render_as_string(hide_password=False)}"
    ran = ntm(database, "what-if", "06607", "--on", "2024-06-30", "--scenario", str(path))
    assert ran.code == 0, ran.err
    shown = officer.get("/scenarios/2").text
    assert "14" in ran.out
    assert "13,05" in ran.out
    assert "13,05" in shown
    assert send(officer, "/scenarios", answer.content, unit="06607", day="2024-06-30", name="Gửi lại") == 303
    again = kept(office, 3)
    assert again is not None
    assert (again.name, again.text.splitlines()[1:]) == ("Gửi lại", answer.text.splitlines()[1:])


def test_what_the_fields_cannot_show_is_kept_when_they_change(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    text = (
        "name: Đủ\nset:\n- {item: '10.1', value: '48'}\n- {item: '7', value: đạt}\n"
        "thresholds:\n- {item: '17.2', value: '90'}\n"
    )
    assert send(officer, "/scenarios", text, unit="06607", day="2024-06-30") == 303
    page = officer.get(f"{PAGE}?day=2024-06-30&scenario=2").text
    assert "phương án còn giả định" in page
    officer.post("/scenarios/2", {"v-10.1": "49", "name": "Đủ", "version": "1"})
    found = kept(office, 2)
    assert found is not None
    assert [line for line in found.text.splitlines() if "item" in line] == [
        '  - {item: "7", value: "đạt"}', '  - {item: "10.1", value: "49"}', '  - {item: "17.2", value: "90"}'
    ]  # fmt: skip


def test_a_district_s_scenario_and_several_side_by_side(office: OfficeUnderTest) -> None:
    district = office.of("can-bo-huyen")
    text = "name: Nâng mức\nthresholds:\n- {item: '17.2', value: '95'}\n"
    assert send(district, "/scenarios", text, unit="huyện Lộc Bình", day="2024-06-30") == 303
    assert (
        send(district, "/scenarios", text.replace("95", "99"), unit="188", day="2024-06-30", name="Cao hơn")
        == 303
    )
    page = district.get("/scenarios/2").text
    assert "Nâng mức" in page
    both = district.get("/scenarios/compare?of=2&of=3").text
    assert "Cao hơn" in both
    assert "Mức yêu cầu giả định: 17.2" in both
    refused = district.get("/scenarios/compare?of=1&of=2")
    assert refused.status_code == 400
    assert "cùng một đơn vị" in refused.text


def test_what_is_wrong_is_refused_whole_and_nothing_is_kept(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    where = {"unit": "06607", "day": "2024-06-30"}
    assert officer.post("/scenarios", {**FIELDS, "name": " "}).status_code == 400
    assert officer.post("/scenarios", {**FIELDS, "v-10.1": "nhiều"}).status_code == 422
    assert officer.post("/scenarios", {**FIELDS, "name": "a\u202eb"}).status_code == 422
    assert officer.post("/scenarios", {**where, "name": "không gì"}).status_code == 400
    assert officer.post("/scenarios", {**FIELDS, "unit": "06385"}).status_code == 403
    assert send(officer, "/scenarios", b"\xff\xfe", **where) == 422
    assert send(officer, "/scenarios", "name: [", **where) == 422
    assert send(officer, "/scenarios", "a: &a [*a, *a]", **where) == 422
    assert send(officer, "/scenarios", "name: A\noverlays: [../../x.yaml]\n", **where) == 422
    assert (
        send(officer, "/scenarios", "name: A\nset:\n" + "- {item: '10.1', value: '48'}\n" * 3000, **where)
        == 422
    )
    assert kept(office, 2) is None


def test_a_step_at_another_place_would_tell_what_is_stated_there_and_is_refused(
    office: OfficeUnderTest,
) -> None:
    officer = office.of("can-bo-xa")
    text = "name: Nhìn trộm\nset:\n- {unit: '06577', item: '10.1', value: '+1'}\n"
    assert send(officer, "/scenarios", text, unit="06607", day="2024-06-30") == 403
    assert send(office.of("can-bo-huyen"), "/scenarios", text, unit="06607", day="2024-06-30") == 303


def test_names_are_escaped_wherever_they_stand(office: OfficeUnderTest) -> None:
    officer = office.of("can-bo-xa")
    officer.post("/scenarios", {**FIELDS, "name": "<b>“A”&lt;"})
    for page in (
        "/scenarios",
        "/scenarios/2",
        "/scenarios/compare?of=1&of=2",
        f"{PAGE}?day=2024-06-30&scenario=2",
    ):
        text = officer.get(page).text
        assert "<b>“A”" not in text
        assert "&lt;b&gt;“A”&amp;lt;" in text


def test_it_is_printed_marked_as_an_assumption_and_the_audit_tells_it(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    officer = office.of("lanh-dao-xa")
    answer = officer.get("/scenarios/1/paper?form=pdf&number=5&dated=2024-07-05")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "a.pdf"
    path.write_bytes(answer.content)
    assert verify(path).agreed
    assert "PHƯƠNGÁNGIẢĐỊNH–SỐLIỆUMINHHỌA" in open_paper(path).text
    assert "Số:05/PA-UBND" in open_paper(path).text
    with office.database.reading() as connection:
        last = acts(connection)[-1]
    assert (last.action, last.who) == ("web:scenario:print", "lanh-dao-xa")
    assert last.detail["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert officer.get("/scenarios/1/paper?issuer=20").status_code == 403, "not in the province's name"
    assert office.of("can-bo-tinh").get("/scenarios/1/paper?issuer=20").content.startswith(b"%PDF")
    assert office.of("can-bo-tinh").get("/scenarios/1/paper?issuer=186").status_code == 422
    assert officer.get("/scenarios/1/paper?dated=mai").status_code == 422
    assert office.of("xa-khac").get("/scenarios/1/paper").status_code == 403
