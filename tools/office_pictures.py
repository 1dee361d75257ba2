"""Makes the pictures of the office's guide and of README from the demonstration, in Debian's Chromium.

python -m tools.office_pictures
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ntm.service.demonstration.demo import make
from ntm.service.demonstration.demo_people import make_people
from ntm.service.demonstration.demo_status import DAY
from ntm.service.entering.enter import set_value
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.web.browsing import launch, serving, signed_in
from tests.web.office import PASSWORD

ROOT = Path(__file__).parents[1] / "docs"
GUIDE = ROOT / "guide" / "images"
HOME = "/communes/06607"
WIDE = {"viewport": {"width": 1080, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 720}, "is_mobile": True, "has_touch": True}


def _keep(page: Page, path: Path) -> None:
    """What is seen now, in few colours so that the file stays small."""
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(96).save(path, optimize=True)


def _to(page: Page, anchor: str) -> None:
    page.evaluate("id => document.getElementById(id).scrollIntoView()", anchor)


def main() -> None:
    """Make every picture, following one report from entry to seal."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        with (
            open_database(str(made.database), pooled=True) as database,
            serving(database) as address,
            sync_playwright() as playwright,
        ):
            make_people(Workspace(database), PASSWORD)
            browser = launch(playwright)
            officer = signed_in(browser, address, "can-bo-xa", HOME, **WIDE)
            _keep(officer, ROOT / "images" / "office.png")
            number = officer.locator('form.entry[data-item="17.2"] [name="numerator"]')
            number.fill("19")
            number.press("Tab")
            officer.locator('form.entry[data-item="17.2"] .state.good').wait_for()
            _to(officer, "c-17")
            _keep(officer, GUIDE / "office-entry.png")
            set_value(Workspace(database), "06607", "10.1", "44,1", DAY, by="cán bộ 2")
            officer.locator('form.entry[data-item="10.1"] [name="value"]').fill("45")
            officer.locator('form.entry[data-item="10.1"] [name="value"]').press("Tab")
            officer.get_by_role("alert").wait_for()
            _to(officer, "c-10")
            _keep(officer, GUIDE / "office-conflict.png")
            officer.get_by_role("button", name="Ghi của tôi").click()
            officer.locator('form.entry[data-item="10.1"] .state.good').wait_for()
            phone = signed_in(browser, address, "can-bo-xa", HOME, **PHONE)
            _to(phone, "i-17-2")
            _keep(phone, GUIDE / "office-phone.png")
            leader = signed_in(browser, address, "lanh-dao-xa", f"{HOME}/submission", **WIDE)
            leader.get_by_role("button", name="Trình").click()
            district = signed_in(browser, address, "can-bo-huyen", f"{HOME}/submission", **WIDE)
            district.get_by_label("Kết luận tiêu chí 2", exact=True).select_option("met")
            district.get_by_role("button", name="Ghi kết luận").click()
            _to(district, "declare")
            _keep(district, GUIDE / "office-verify.png")
            district.get_by_label("Nhận xét (bắt buộc)").fill("Bổ sung biên bản kiểm tra cơ sở sản xuất.")
            district.locator("summary", has_text="17. Môi trường").click()
            district.get_by_label("17.2 ").first.check()
            district.get_by_role("button", name="Trả lại xã").click()
            officer.goto(f"{address}/")
            _keep(officer, GUIDE / "office-desk.png")
            browser.close()


if __name__ == "__main__":
    main()
