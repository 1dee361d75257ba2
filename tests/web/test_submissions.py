"""Submitting and verifying: turns, locks, flags, declarations beside the computed verdict, and the seal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from httpx import Response

from ntm.errors import DataError
from ntm.exchange.status_file import read_status_file
from ntm.reports.rendering import fill
from ntm.service.demonstration.demo_status import DAY
from ntm.service.entering.enter import apply_changes, read_changes, set_value
from ntm.service.papers.readiness import readiness
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from tests.command import Ntm
from tests.web.office import PICTURE, OfficeUnderTest

AT = "/communes/06607/submission"


def _act(office: OfficeUnderTest, who: str, act: str, **data: str) -> Response:
    return office.of(who).post(f"{AT}/{act}", data)


def _save(office: OfficeUnderTest, item: str, value: str) -> Response:
    page = office.of("can-bo-xa").get(f"/communes/06607/items/{item}").text
    found = re.search(r'name="base" value="(\d+)"', page)
    data = {"value": value, "base": found[1] if found else "0"}
    return office.of("can-bo-xa").post(f"/communes/06607/items/{item}", data)


def _submitted(office: OfficeUnderTest) -> OfficeUnderTest:
    assert _act(office, "lanh-dao-xa", "submit", comment="xin trình").status_code == 303
    return office


def test_the_whole_way(office: OfficeUnderTest) -> None:
    _submitted(office)
    assert "đang ở cấp huyện" in office.of("can-bo-xa").get("/communes/06607").text
    returned = office.of("can-bo-huyen").client.post(
        f"{AT}/return",
        data={
            "form_token": office.of("can-bo-huyen").token(), "comment": "sửa hai mục",
            "flag": ["10.1", "17.2"], "words-17.2": "thiếu biên bản",
        },
    )  # fmt: skip
    assert returned.status_code == 303
    desk = office.of("can-bo-xa").get("/").text
    assert "sửa hai mục" in desk
    assert "thiếu biên bản" in desk
    assert _save(office, "10.1", "45").status_code == 303
    assert _save(office, "11.1", "3").status_code == 422, "only the flagged items open"
    _submitted(office)
    assert "45" in office.of("can-bo-huyen").get(AT).text.split("Từng tiêu chí")[0], (
        "what changed comes first"
    )
    assert _act(office, "can-bo-huyen", "accept").status_code == 303
    assert _act(office, "can-bo-tinh", "confirm", comment="nhất trí").status_code == 303
    page = office.of("can-bo-xa").get(AT).text
    assert "Tỉnh đã xác nhận" in page
    assert "đúng như lúc niêm phong" in page
    with office.database.reading() as connection:
        done = [act.action for act in acts(connection) if act.action.startswith("web:submission")]
    assert done == [f"web:submission:{act}" for act in ("submit", "return", "submit", "accept", "confirm")]


def test_each_acts_only_in_turn(office: OfficeUnderTest) -> None:
    _submitted(office)
    assert _act(office, "lanh-dao-xa", "submit").status_code == 403
    assert _act(office, "can-bo-tinh", "confirm").status_code == 403
    assert _act(office, "can-bo-tinh", "return", comment="x", flag="10.1").status_code == 403
    assert _act(office, "huyen-khac", "accept").status_code == 403
    assert _act(office, "can-bo-huyen", "accept").status_code == 303
    assert _act(office, "can-bo-huyen", "return", comment="x", flag="10.1").status_code == 403
    assert _act(office, "can-bo-tinh", "return", comment="x", flag="10.1").status_code == 303
    assert _act(office, "lanh-dao-xa", "submit").status_code == 303


def test_a_return_needs_items_and_words(office: OfficeUnderTest) -> None:
    _submitted(office)
    assert _act(office, "can-bo-huyen", "return", comment="vì sao").status_code == 400
    assert _act(office, "can-bo-huyen", "return", flag="10.1").status_code == 400
    assert _act(office, "can-bo-huyen", "return", flag="99.9", comment="vì sao").status_code == 400


def test_what_is_submitted_is_closed_at_every_door(office: OfficeUnderTest, tmp_path: Path, ntm: Ntm) -> None:
    _submitted(office)
    assert "đã trình" in _save(office, "10.1", "45").text
    picture = office.of("can-bo-xa").client.post(
        "/communes/06607/items/10.1/evidence",
        data={"form_token": office.of("can-bo-xa").token()},
        files={"files": ("a.png", PICTURE)},
    )
    assert picture.status_code == 422
    workspace = Workspace(office.database)
    with pytest.raises(DataError, match="đã trình"):
        set_value(workspace, "06607", "10.1", "45", DAY, by="lệnh")
    file = tmp_path / "số-liệu.csv"
    file.write_text(
        "unit,item,on,value\n06607,10.1,2024-06-30,45\n06577,10.1,2024-06-30,44\n", encoding="utf-8"
    )
    with pytest.raises(DataError, match="đã trình"):
        apply_changes(workspace, read_changes(workspace, read_status_file(file)), "lệnh")
    command = (
        "--database",
        office.database.name,
        "status",
        "withdraw",
        "06607",
        "10.1",
        "--on",
        DAY.isoformat(),
    )
    refused = ntm(*command)
    assert refused.code == 3
    assert "đã trình" in refused.err
    set_value(workspace, "06607", "10.1", "46", DAY.replace(month=7, day=1), by="lệnh")


def test_declarations_stand_beside_and_disagreements_stand_out(office: OfficeUnderTest) -> None:
    _submitted(office)
    data = {"verdict-10": "basically_met", "verdict-1": "met", "note": "theo hồ sơ"}
    assert _act(office, "can-bo-huyen", "declare", **data).status_code == 303
    page = office.of("can-bo-huyen").get(AT).text
    row = page.split('<th scope="row">10.')[1].split("</tr>")[0]
    assert "khác nhau" in row
    assert "cơ bản đạt" in row
    assert "khác nhau" not in page.split('<th scope="row">1. ')[1].split("</tr>")[0]
    assert _act(office, "can-bo-huyen", "declare", **{"verdict-10": ""}).status_code == 303
    again = office.of("can-bo-huyen").get(AT).text.split('<th scope="row">10.')[1].split("</tr>")[0]
    assert "khác nhau" not in again
    assert _act(office, "can-bo-huyen", "declare", **{"verdict-10": "tốt"}).status_code == 400


def test_the_seal_tells_a_later_change(office: OfficeUnderTest) -> None:
    _submitted(office)
    _act(office, "can-bo-huyen", "accept")
    assert "đúng như lúc niêm phong" in office.of("can-bo-tinh").get(AT).text
    _act(office, "can-bo-tinh", "declare", **{"verdict-10": "met"})
    assert "đã khác lúc niêm phong" in office.of("can-bo-tinh").get(AT).text


def test_the_seal_stands_on_the_paper(office: OfficeUnderTest) -> None:
    workspace = Workspace(office.database)
    ask = workspace.ask(DAY)
    assert "Niêm phong" not in fill(readiness(workspace, ask, "06607"))
    _submitted(office)
    _act(office, "can-bo-huyen", "accept")
    shown = re.search(r"SHA-256\)\s*: <code>([0-9a-f]{64})</code>", office.of("can-bo-huyen").get(AT).text)
    assert shown is not None
    page = fill(readiness(Workspace(office.database), ask, "06607"))
    assert shown[1] in page
    assert "huyện chấp nhận" in page


def test_the_desk_shows_each_what_waits(office: OfficeUnderTest) -> None:
    assert "Nhập số liệu: xã Xuân Dương" in office.of("can-bo-xa").get("/").text
    assert "Trình báo cáo: xã Xuân Dương" in office.of("lanh-dao-xa").get("/").text
    assert "Không có việc nào" in office.of("can-bo-huyen").get("/").text
    _submitted(office)
    assert "Không có việc nào" in office.of("can-bo-xa").get("/").text
    assert "Thẩm tra: xã Xuân Dương" in office.of("can-bo-huyen").get("/").text
    assert "Không có việc nào" in office.of("can-bo-tinh").get("/").text
    assert "còn 15 ngày" in office.of("can-bo-huyen").get("/").text


def test_a_period_is_opened_by_the_administrator(office: OfficeUnderTest) -> None:
    admin = office.of("quan-tri-tinh")
    assert admin.post("/periods/20", {"period": "2024", "commune_due": "10/01/2025"}).status_code == 303
    assert "Năm 2024" in admin.get("/periods").text
    wrong = admin.post(
        "/periods/20", {"period": "2024-Q3", "commune_due": "10/10/2024", "district_due": "1/10/2024"}
    )
    assert wrong.status_code == 400
    assert "thứ tự" in wrong.text
