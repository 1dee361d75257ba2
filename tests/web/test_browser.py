"""The office in a real browser: each role's day, two people on one field, the line cut, no JavaScript, a phone, axe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from ntm.service.demonstration.demo_status import DAY
from ntm.service.entering.enter import set_value
from ntm.service.workspace import Workspace
from ntm.store.database import Database, open_database
from ntm.store.evidence import evidence_of
from ntm.store.statements import history
from tests.web.browsing import launch, serving, signed_in

HOME = "/communes/06607"
PAGES = {
    "can-bo-xa": ("/", HOME, f"{HOME}/items/17.2", "/communes", "/password", "/sessions"),
    "lanh-dao-xa": (f"{HOME}/submission", "/periods", "/khong-co-trang-nay"),
    "quan-tri-tinh": ("/periods",),
}
"""Every page of the office, as somebody who sees all of it."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the module; each person has a window of their own."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def database(staffed: Path, tmp_path: Path) -> Iterator[Database]:
    """A test's own office, open to look into while it is served."""
    path = tmp_path / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as opened:
        yield opened


@pytest.fixture
def address(database: Database) -> Iterator[str]:
    """That office, served."""
    with serving(database) as found:
        yield found


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in a page: faults of scripts, and what the policy refused."""
    return []


def _watched(page: Page, faults: list[str]) -> Page:
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None
    )
    return page


def _said(database: Database, item: str) -> list[Any]:
    with database.reading() as connection:
        rows = history(connection, "06607", None, "xa-ntm-2021-2025", item)
    return [one for one in rows if one.stated.recorded_by == "can-bo-xa"]


def _field(page: Page, item: str) -> Any:
    return page.locator(f'form.entry[data-item="{item}"]')


def test_each_roles_day_from_sign_in_to_seal(chromium: Browser, address: str, database: Database) -> None:
    officer = signed_in(chromium, address, "can-bo-xa")
    officer.get_by_role("link", name="Nhập số liệu: xã Xuân Dương").click()
    field = _field(officer, "10.1")
    field.get_by_label("Giá trị").fill("45")
    expect(officer.locator("#k-10")).to_contain_text("đạt", timeout=5_000)  # before it is saved
    field.get_by_label("Giá trị").press("Tab")
    expect(field.locator(".state")).to_contain_text("đã lưu lúc")
    expect(officer.locator("#totals")).to_contain_text("15/19")
    assert [str(one.stated.value) for one in _said(database, "10.1")] == ["45"]
    leader = signed_in(chromium, address, "lanh-dao-xa")
    leader.get_by_role("link", name="Trình báo cáo: xã Xuân Dương").click()
    leader.get_by_role("button", name="Trình").click()
    expect(leader.locator(".way [aria-current]")).to_contain_text("xã trình")
    officer.reload()
    expect(_field(officer, "10.1")).to_have_count(0)  # closed, and says why
    expect(officer.locator("#i-10-1 .closed")).to_contain_text("cấp trên đang thẩm tra")
    district = signed_in(chromium, address, "can-bo-huyen")
    district.get_by_role("link", name="Thẩm tra: xã Xuân Dương").click()
    expect(district.locator("table").first).to_contain_text("45")
    district.get_by_label("Kết luận tiêu chí 10").select_option("met")
    district.get_by_role("button", name="Ghi kết luận").click()
    district.get_by_role("button", name="Chấp nhận và niêm phong").click()
    expect(district.locator(".notice").first).to_contain_text("SHA-256")
    province = signed_in(chromium, address, "can-bo-tinh")
    province.get_by_role("link", name="Thẩm tra: xã Xuân Dương").click()
    province.get_by_role("button", name="Xác nhận và niêm phong").click()
    expect(province.locator(".notice").first).to_contain_text("Tỉnh đã xác nhận")
    reader = signed_in(chromium, address, "nguoi-xem", HOME)
    expect(reader.locator("form.entry")).to_have_count(0)


def test_two_browsers_on_one_indicator(chromium: Browser, address: str, database: Database) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME)
    set_value(Workspace(database), "06607", "10.1", "41,5", DAY, by="đồng nghiệp")
    field = _field(page, "10.1")
    field.get_by_label("Giá trị").fill("45")
    field.get_by_label("Giá trị").press("Tab")
    choice = field.get_by_role("alert")
    expect(choice).to_contain_text("đồng nghiệp đã ghi “41,5")
    assert _said(database, "10.1") == []
    choice.get_by_role("button", name="Ghi của tôi: 45").click()
    expect(field.locator(".state")).to_contain_text("đã lưu lúc")
    assert len(_said(database, "10.1")) == 1


def test_the_line_cut_in_mid_entry_and_back(chromium: Browser, address: str, database: Database) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # opened once with the worker there
    expect(page.locator("#totals")).to_be_visible()
    page.context.set_offline(True)
    for item, name, value in (("10.1", "value", "45"), ("17.2", "numerator", "19")):
        field = _field(page, item)
        field.locator(f'[name="{name}"]').fill(value)
        field.locator(f'[name="{name}"]').press("Tab")
        expect(field.locator(".state")).to_contain_text("chờ đường truyền")
    expect(page.locator("#line")).to_contain_text("2 thay đổi đang chờ gửi")
    page.reload()  # the page opens without a line, with what was typed
    expect(_field(page, "10.1").get_by_label("Giá trị").last).to_have_value("45")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải các thay đổi về máy").click()
    assert '"06607","10.1","2024-06-30","45"' in Path(taken.value.path()).read_text(encoding="utf-8")
    assert _said(database, "10.1") == []
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#line")).to_be_hidden()
    expect(_field(page, "17.2").locator(".state")).to_contain_text("đã lưu lúc")
    assert (len(_said(database, "10.1")), len(_said(database, "17.2"))) == (1, 1)


def test_what_waits_is_one_persons_and_no_others(chromium: Browser, address: str, database: Database) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    _field(page, "10.1").get_by_label("Giá trị").fill("45")
    _field(page, "10.1").get_by_label("Giá trị").press("Tab")
    expect(_field(page, "10.1").locator(".state")).to_contain_text("chờ đường truyền")
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("#line")).to_contain_text("Hãy đăng nhập lại")
    page.goto(f"{address}/sign-in")
    page.get_by_label("Tên đăng nhập").fill("lanh-dao-xa")
    page.get_by_label("Mật khẩu").fill("mot mat khau de thu")
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(f"{address}{HOME}")
    expect(page.locator("#totals")).to_contain_text("14/19")
    assert _said(database, "10.1") == []
    kept = page.evaluate(
        "caches.open('ntm-pages-1').then(async (cache) => Promise.all("
        "(await cache.keys()).map(async (key) => (await cache.match(key)).text())))"
    )
    assert kept
    assert not any("Cán bộ xã (minh họa)" in text for text in kept)


def test_signing_out_warns_of_what_was_not_sent(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME)
    page.context.set_offline(True)
    _field(page, "10.1").get_by_label("Giá trị").fill("45")
    _field(page, "10.1").get_by_label("Giá trị").press("Tab")
    expect(_field(page, "10.1").locator(".state")).to_contain_text("chờ đường truyền")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_function("window.ntmQueue.of('can-bo-xa').then((waiting) => waiting.length === 1)")
    expect(page.locator("#totals")).to_be_visible()
    assert len(asked) == 1
    assert "Còn 1 thay đổi chưa gửi được" in asked[0]
    page.context.set_offline(False)  # what waits is sent by itself
    expect(_field(page, "10.1").locator(".state")).to_contain_text("đã lưu lúc")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/sign-in")  # nothing waits: nothing is asked


def test_the_phones_menu_shows_where_one_is_and_that_there_is_more(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "can-bo-xa", "/help", viewport={"width": 360, "height": 740})
    menu = page.locator(".menu ul")
    assert menu.evaluate("list => list.scrollLeft") > 0
    expect(page.locator(".menu [aria-current]")).to_be_in_viewport()
    assert menu.evaluate("list => getComputedStyle(list).backgroundImage").count("gradient") == 4


def test_a_photograph_is_made_smaller_before_it_is_sent(
    chromium: Browser, address: str, database: Database, tmp_path: Path
) -> None:
    photo = tmp_path / "ảnh.png"
    noise = np.random.default_rng(1).integers(0, 255, (1500, 2000, 3), np.uint8)
    Image.fromarray(noise).save(photo)
    page = signed_in(chromium, address, "can-bo-xa", f"{HOME}/items/10.1")
    page.get_by_label("Thêm ảnh").set_input_files(photo)
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi tệp").click()
    expect(page.locator(".files")).to_contain_text("SHA-256")
    with database.reading() as connection:
        held = evidence_of(connection, ("06607", None), "xa-ntm-2021-2025", "10.1")
    assert [one.media_type for one in held] == ["image/jpeg"]
    assert held[0].size < photo.stat().st_size / 4


def test_without_javascript(chromium: Browser, address: str, database: Database) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME, java_script_enabled=False)
    field = _field(page, "10.1")
    field.get_by_label("Giá trị").fill("45")
    field.get_by_role("button", name="Lưu").click()
    expect(page.locator("#totals")).to_contain_text("15/19")
    assert page.url.endswith("#i-10-1")
    field.get_by_label("Giá trị").fill("nhiều")
    field.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("không phải là số")
    assert len(_said(database, "10.1")) == 1


def test_a_sheets_keys_and_the_warning_on_leaving(
    chromium: Browser, address: str, database: Database
) -> None:
    page = signed_in(chromium, address, "can-bo-xa", HOME)
    first = _field(page, "17.2").locator('[name="numerator"]')
    first.focus()
    first.press("ArrowDown")
    assert page.evaluate("document.activeElement.name") == "denominator"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.name") == "numerator"
    first.fill("19")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => { location.href = '/communes'; }, 50)")
    page.wait_for_timeout(400)
    assert asked == ["beforeunload"]
    expect(_field(page, "17.2").locator(".state")).to_contain_text("đã lưu lúc")


def test_one_indicator_a_screen_on_a_phone(chromium: Browser, address: str, faults: list[str]) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = _watched(signed_in(chromium, address, "can-bo-xa", HOME, **phone), faults)
    page.locator("#k-17").click()
    page.get_by_role("button", name="Sau").click()
    page.wait_for_timeout(300)
    visible = page.evaluate(
        "[...document.querySelectorAll('.item')].filter(i => { const r = i.getBoundingClientRect();"
        " return r.top < innerHeight - 120 && r.bottom > 120; }).length"
    )
    assert visible <= 2
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert faults == []


@pytest.mark.parametrize("login", PAGES)
def test_axe_finds_nothing_and_no_page_moves_sideways(
    chromium: Browser, address: str, login: str, faults: list[str]
) -> None:
    page = _watched(signed_in(chromium, address, login), faults)
    for path in PAGES[login]:
        for width, zoom in ((1280, 1), (320, 1), (768, 2)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{address}{path}")
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{zoom * 100}%")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, zoom)
            if zoom == 1:
                found = Axe().run(page).response["violations"]
                told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
                assert told == [], (path, width)
    assert faults == []


def test_the_sign_in_page_and_every_answer_keep_the_policy(
    chromium: Browser, address: str, faults: list[str]
) -> None:
    page = _watched(chromium.new_page(), faults)
    page.goto(f"{address}/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page = _watched(signed_in(chromium, address, "can-bo-xa", HOME), faults)
    _field(page, "17.2").locator('[name="numerator"]').fill("18")
    expect(_field(page, "17.2").locator(".state")).to_contain_text("đã lưu lúc")
    assert faults == []


def test_the_first_load_is_small_and_usable_on_a_poor_line(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "can-bo-xa")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.setBypassServiceWorker", {"bypass": True})
    bytes_of: list[float] = []
    session.on("Network.loadingFinished", lambda told: bytes_of.append(told["encodedDataLength"]))
    page.goto(f"{address}{HOME}", wait_until="networkidle")
    assert 0 < sum(bytes_of) < 100_000
