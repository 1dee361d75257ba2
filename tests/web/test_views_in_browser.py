"""The pages that compare, print, list and explain, in Debian's Chromium: axe finds nothing, nothing overflows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from ntm.store.database import open_database
from tests.web.browsing import launch, serving, signed_in

PAGES = (
    ("can-bo-tinh", "/areas"),
    ("can-bo-tinh", "/areas/20"),
    ("can-bo-huyen", "/areas/188"),
    ("can-bo-huyen", "/areas/188/trend"),
    ("can-bo-huyen", "/areas/188/matrix"),
    ("can-bo-xa", "/communes/06607/history"),
    ("quan-tri-tinh", "/acts"),
    ("can-bo-xa", "/law"),
    ("can-bo-xa", "/law/xa-ntm-2021-2025"),
    ("can-bo-xa", "/law/compare?a=xa-ntm-2016-2020&b=xa-ntm-2021-2025"),
    ("can-bo-huyen", "/places"),
    ("can-bo-xa", "/places/06607"),
    ("quan-tri-tinh", "/people"),
    ("can-bo-xa", "/communes/06607/what-if?v-10.1=48"),
    ("can-bo-xa", "/communes/06607/what-if?scenario=1"),
    ("can-bo-huyen", "/scenarios"),
    ("can-bo-xa", "/scenarios/1"),
    ("can-bo-huyen", "/plans/188"),
    ("can-bo-xa", "/papers"),
    ("can-bo-xa", "/imports"),
    ("can-bo-xa", "/tasks?day=2024-10-05"),
    ("can-bo-huyen", "/tasks?order=person"),
    ("lanh-dao-xa", "/tasks/1"),
    ("can-bo-xa", "/tasks/1"),
    ("lanh-dao-xa", "/communes/06607/tasks/new?item=13.5"),
    ("lanh-dao-xa", "/tasks/import"),
    ("can-bo-xa", "/tasks/digest?day=2024-08-20"),
    ("lanh-dao-xa", "/tasks/officer"),
    ("lanh-dao-xa", "/tasks/officer?unit=06607&person=can-bo-xa&day=2024-12-31"),
    ("can-bo-xa", "/help"),
    ("can-bo-xa", "/help/plan"),
)
"""Who opens what; every page of this half of the office stands here."""


@pytest.fixture(scope="module")
def address(staffed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The office, served."""
    path = tmp_path_factory.mktemp("served") / "ntm.db"
    shutil.copyfile(staffed, path)
    with open_database(str(path), pooled=True) as database, serving(database) as where:
        yield where


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the module."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


class People:
    """A window a person and width, kept for the module; what a page's scripts complain of is kept too."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.complaints: list[str] = []
        self._open: dict[tuple[str, int], Page] = {}

    def at(self, login: str, path: str, width: int = 1280) -> Page:
        """That person's window, gone to a page whose parts have come."""
        if (login, width) not in self._open:
            size = {"width": width, "height": 800}
            page = signed_in(self.browser, self.address, login, "/", viewport=size)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            page.on(
                "console",
                lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None,
            )
            self._open[login, width] = page
        page = self._open[login, width]
        self.complaints.clear()
        page.goto(self.address + path)
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture(scope="module")
def people(chromium: Browser, address: str) -> People:
    """The windows of the module."""
    return People(chromium, address)


_ALSO = {360: (320,), 1280: (768, 1920)}
"""Other widths at which no page may move sideways."""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("login", "path"), PAGES)
def test_nothing_hinders_anybody(people: People, login: str, path: str, width: int) -> None:
    page = people.at(login, path, width)
    found = Axe().run(page)
    told = [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
    assert told == []
    for other in (width, *_ALSO[width]):
        page.set_viewport_size({"width": other, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, f"the page itself moves sideways at {other} px"
    page.set_viewport_size({"width": width, "height": 800})
    assert people.complaints == []


def test_the_matrix_is_walked_by_keys_and_leads_to_the_commune(people: People) -> None:
    page = people.at("can-bo-huyen", "/areas/188/matrix")
    first = page.locator("table.matrix tbody tr").nth(0)
    first.locator("td a").nth(0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    at = page.evaluate(
        "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    )
    assert at == [2, 3]
    address = page.evaluate("document.activeElement.getAttribute('href')")
    assert address.startswith("/communes/")
    assert address.endswith("#c-2")


def test_the_course_of_the_averages_comes_after_the_page(people: People) -> None:
    page = people.at("can-bo-huyen", "/areas/188")
    page.locator("#trend svg.plot").wait_for()
    assert "30/6/2024: 13,00" in page.locator("#trend svg.plot").inner_html()


def test_verdicts_and_averages_move_as_one_types(people: People) -> None:
    page = people.at("can-bo-xa", "/communes/06607/what-if")
    page.locator("#f-10\\.1").fill("48")
    page.locator("#outcome").get_by_text("14 → 15").wait_for()
    assert "13,00 → 13,05" in page.locator("#outcome").inner_text()
    page.locator("#f-10\\.1").fill("nhiều")
    page.locator("#outcome [role=alert]").wait_for()
    assert people.complaints == []


def test_a_task_is_given_and_told_of_without_scripts_and_by_keys_alone(
    chromium: Browser, people: People, address: str
) -> None:
    form = "/communes/06607/tasks/new?item=13.5"
    leader = signed_in(chromium, address, "lanh-dao-xa", form, java_script_enabled=False)
    leader.get_by_label("Tài khoản của người phụ trách").select_option("can-bo-xa")
    leader.get_by_label("Hạn ngày/tháng/năm").fill("31/7/2024")
    leader.get_by_label("Bước 1", exact=True).fill("Ký hợp đồng")
    leader.get_by_role("button", name="Giao việc").click()
    leader.get_by_text("Đã ghi.").wait_for()
    page = people.at("can-bo-xa", "/tasks?mine=1")
    page.get_by_role("link", name="13.5").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Trạng thái").focus()
    page.keyboard.press("ArrowDown")
    for _at in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ghi"
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi.").wait_for()
    assert "Đang làm" in page.locator("dl").inner_text()


def test_a_scenario_is_kept_once_also_when_it_is_saved_while_one_types(people: People) -> None:
    page = people.at("lanh-dao-xa", "/communes/06607/what-if")
    page.locator("#f-10\\.1").fill("48")
    page.get_by_label("Tên phương án").fill("Gõ rồi lưu ngay")
    page.get_by_role("button", name="Lưu thành phương án mới").click()
    page.get_by_text("lần sửa thứ 1").wait_for()
    page.locator("#f-10\\.1").fill("50")
    page.get_by_role("button", name="Lưu thay đổi").click()
    page.get_by_text("lần sửa thứ 2").wait_for()
    page.goto(f"{people.address}/scenarios")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("link", name="Gõ rồi lưu ngay").count() == 1
    assert people.complaints == []
