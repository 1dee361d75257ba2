"""First use and empty states: what is missing and the next step; every error has its page, also for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ntm.service.access import people
from ntm.service.access.rights import Role
from ntm.service.workspace import Workspace
from ntm.store.database import Database, open_database
from ntm.store.places import save_places
from ntm.territory.shipped import shipped
from tests.web.office import PASSWORD, OfficeUnderTest

FRAME_DAY = date(2026, 3, 1)
"""A day on which a set is in force of which only the frame is entered."""


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Database]:
    """An office as `ntm init` leaves it: places, and nothing else."""
    with open_database(str(tmp_path / "ntm.db"), create=True, pooled=True) as database:
        places = shipped()
        save_places(database, places.units, places.successions, places.attributes)
        yield database


def _staff(database: Database, day: date, commune: str) -> None:
    workspace = Workspace(database)
    roles = {
        "can-bo": (Role.COMMUNE_OFFICER, commune),
        "tinh": (Role.PROVINCE_OFFICER, "20"),
        "admin": (Role.PROVINCE_ADMIN, "20"),
    }
    if day < date(2025, 7, 1):
        roles["huyen"] = (Role.DISTRICT_OFFICER, "188")
    for login, (role, code) in roles.items():
        unit = workspace.territory.unit(code, day)
        assert unit is not None
        people.add(workspace, login, login, "test", role=people.NewRole(role, unit))
    people.set_passwords(database, list(roles), PASSWORD, "test", "test")


def test_with_nobody_the_sign_in_page_says_how_the_first_is_made(bare: Database) -> None:
    with OfficeUnderTest(bare) as office:
        page = office.browser().get("/sign-in").text
    assert "ntm user add" in page


def test_without_any_figures_each_page_says_what_comes_next(bare: Database) -> None:
    _staff(bare, date(2024, 6, 30), "06607")
    told = {
        ("can-bo", "/"): (
            "Không có việc nào đang chờ",
            "chưa mở kỳ báo cáo nào",
            "vẫn nhập được ở trang của xã",
        ),
        ("admin", "/"): ("chưa mở kỳ báo cáo nào", 'href="/periods"'),
        ("can-bo", "/communes/06607"): ("chưa mở kỳ báo cáo nào", "19 chưa đủ số liệu"),
        ("can-bo", "/communes/06607/history"): ("Chưa có phát biểu nào", "Số liệu nhập ở trang của xã"),
        ("can-bo", "/communes/06607/submission"): ("Quản trị tỉnh mở kỳ",),
        ("can-bo", "/tasks"): ("57</b> chưa có người phụ trách",),
        ("can-bo", "/tasks/digest"): ("Giao việc và ghi hạn ở trang Phân công",),
        ("tinh", "/tasks/officer?unit=06607"): (
            "Chưa giao nhiệm vụ nào ở đây",
            "Giao việc ở trang Phân công trước",
        ),
        ("can-bo", "/papers"): ("Chưa in văn bản nào",),
        ("huyen", "/areas/188"): ("Chưa có xã nào báo cáo", "nhập số liệu đầu tiên"),
        ("huyen", "/areas/188/trend"): ("Chưa có số liệu của quý trước",),
        ("tinh", "/areas/20"): ("Chưa có xã nào báo cáo",),
    }
    with OfficeUnderTest(bare) as office:
        for (login, path), words in told.items():
            page = office.of(login).get(path)
            assert page.status_code == 200, path
            for text in words:
                assert text in page.text, (path, text)
        plan = office.of("huyen").get("/plans/188")
        assert plan.status_code == 422
        assert "0/19 xã báo cáo" in plan.text


def test_an_average_without_a_reference_says_what_would_make_one(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-tinh").get("/areas/20").text
    assert "Chưa có mốc" in page
    assert "mọi xã của cấp trên đã báo cáo" in page
    assert "Chưa có mốc" not in shared_office.of("can-bo-tinh").get("/areas/188").text


def test_a_set_of_which_only_the_frame_is_there_stops_no_page(bare: Database) -> None:
    commune = next(
        unit.code for unit in Workspace(bare).territory.communes(FRAME_DAY) if unit.parent_code == "20"
    )
    _staff(bare, FRAME_DAY, commune)
    with OfficeUnderTest(bare, FRAME_DAY) as office:
        start = office.of("can-bo").get("/")
        assert start.status_code == 200
        for page in (
            start,
            *(office.of("tinh").get(path) for path in ("/areas/20", f"/communes/{commune}", "/tasks")),
        ):
            assert "Mới có khung: 0/47 chỉ tiêu đã được nhập" in page.text
            assert 'href="/law/xa-ntm-2026-2030"' in page.text
            assert "?day=2025-12-31" in page.text
        assert office.of("tinh").get("/areas/20").status_code == 422
        assert office.of("tinh").get("/areas/20?day=2025-12-31").status_code == 200
        assert office.of("tinh").get("/law/xa-ntm-2026-2030").status_code == 200
        told = office.of("tinh").get("/areas/20", accept="application/json").json()
        assert told["error"]["code"] == "bad_data"


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/areas/188", 403, "Không được phép"),
        ("/khong-co-trang-nay", 404, "Không tìm thấy"),
        ("/tasks/999", 404, "Không tìm thấy"),
        ("/tasks?order=x", 400, "Yêu cầu không đúng"),
    ],
)
def test_every_error_has_its_page(shared_office: OfficeUnderTest, path: str, status: int, title: str) -> None:
    page = shared_office.of("can-bo-xa").get(path)
    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.text
    assert 'class="menu"' in page.text, "who is signed in keeps the menu"
    assert 'href="/"' in page.text


def test_what_is_too_large_and_a_fault_of_the_program_have_their_page(office: OfficeUnderTest) -> None:
    def broken() -> None:
        raise RuntimeError("bí mật của máy chủ")

    browser = office.of("can-bo-xa")
    token = browser.token()
    large = browser.client.post(
        "/imports", data={"form_token": token}, files={"file": ("a.csv", b"x" * (41 << 20))}
    )
    assert large.status_code == 413
    assert "<h1>Tệp quá lớn</h1>" in large.text
    assert "gửi từng tệp" in large.text
    parts = (
        b"--x\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\n",
        *(b"x" * (1 << 20) for _at in range(41)),
    )
    chunked = browser.client.post(
        "/imports",
        content=iter(parts),
        headers={"content-type": "multipart/form-data; boundary=x", "x-form-token": token},
    )
    assert chunked.status_code == 413
    assert "<h1>Tệp quá lớn</h1>" in chunked.text
    office.app.get("/broken")(broken)
    office.app.router.routes.insert(0, office.app.router.routes.pop())
    fault = browser.get("/broken")
    assert fault.status_code == 500
    assert "<h1>Chương trình gặp lỗi</h1>" in fault.text
    assert "bí mật" not in fault.text
    assert "Hãy báo số này cho quản trị" in fault.text
