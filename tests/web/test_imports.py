"""Page 6, import: shown cell by cell, applied exactly as shown, by those who may, and never half."""

from __future__ import annotations

import re
from pathlib import Path

from httpx import Response
from openpyxl import load_workbook

from ntm.exchange.sheet.layout import At
from ntm.service.demonstration.demo_status import DAY
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.statements import history
from tests.command import Ntm
from tests.service.test_sheet_import import SHEET, rows_of
from tests.web.office import Browser, OfficeUnderTest

COMMUNE = "06607"
FILE = f"unit,item,on,value\n{COMMUNE},10.1,{DAY},48\n{COMMUNE},17.1,{DAY},nhiều\n"
GOOD = f"unit,item,on,value\n{COMMUNE},10.1,{DAY},48\n"


def _send(browser: Browser, content: str, name: str = "so-lieu.csv") -> Response:
    files = {"file": (name, content.encode(), "text/csv")}
    answer: Response = browser.client.post("/imports", data={"form_token": browser.token()}, files=files)
    return answer


def _apply(browser: Browser, page: str) -> Response:
    fields: dict[str, str] = dict(re.findall(r'name="(sha256|digest)" value="([0-9a-f]{64})"', page))
    assert set(fields) == {"sha256", "digest"}
    return browser.post("/imports/apply", fields)


def _said(database: Database) -> int:
    with database.reading() as connection:
        return len(history(connection, COMMUNE, None, "xa-ntm-2021-2025", "10.1"))


def test_what_a_file_changes_is_shown_then_written(office: OfficeUnderTest) -> None:
    officer, before = office.of("can-bo-xa"), _said(office.database)
    shown = _send(officer, GOOD).text
    assert "→ <b>48" in shown
    assert "<b>13,05</b>" in shown, "the district's average would move"
    assert _said(office.database) == before
    done = _apply(officer, shown)
    assert "Đã ghi 1 dòng mới" in done.text
    assert _said(office.database) == before + 1
    with office.database.reading() as connection:
        assert acts(connection)[-1].action == "web:statement:append"
        assert acts(connection)[-1].who == "can-bo-xa"
    assert _apply(officer, shown).status_code == 422, "applied once, it is not kept"


def test_nothing_is_applied_that_was_not_shown(office: OfficeUnderTest, ntm: Ntm) -> None:
    officer = office.of("can-bo-xa")
    shown = _send(officer, GOOD).text
    assert office.database.is_sqlite
    where = ("--database", office.database.name)
    assert ntm(*where, "status", "set", COMMUNE, "10.1", "45", "--on", DAY.isoformat()).code == 0
    before = _said(office.database)
    assert _apply(officer, shown).status_code == 409
    assert _said(office.database) == before
    assert _apply(office.of("xa-khac"), shown).status_code == 422, "another's file is nobody else's"


def test_another_communes_figures_are_refused_and_a_bad_row_stops_all(office: OfficeUnderTest) -> None:
    before = _said(office.database)
    other = _send(office.of("xa-khac"), GOOD)
    assert other.status_code == 422
    assert "ngoài nơi ông/bà phụ trách" in other.text
    district = _send(office.of("can-bo-xa"), GOOD.replace("value", "value,by").replace(",48", ",48,district"))
    assert district.status_code == 422
    bad = _send(office.of("can-bo-xa"), FILE)
    assert bad.status_code == 422
    assert "17.1" in bad.text or "dòng 3" in bad.text
    assert _send(office.of("can-bo-xa"), "").status_code == 422
    assert _send(office.of("can-bo-xa"), "PK\x03\x04không phải", "a.xlsx").status_code == 422
    assert _said(office.database) == before


def test_a_name_leads_nowhere_on_the_server(office: OfficeUnderTest) -> None:
    shown = _send(office.of("can-bo-xa"), GOOD, "../../etc/passwd.csv")
    assert shown.status_code == 200
    assert "<b>passwd.csv</b>" in shown.text


def _sheets(office: OfficeUnderTest, folder: Path, *values: object) -> list[tuple[str, bytes]]:
    """The commune's workbook as it is downloaded, filled in by several officers: 10.1 differs, 1.1 does not."""
    path = folder / "bieu.xlsx"
    path.write_bytes(office.of("can-bo-xa").get("/sheets?unit=06607").content)
    made = []
    for at, value in enumerate(values):
        book = load_workbook(path)
        rows = rows_of(book[SHEET])
        book[SHEET].cell(rows["single 10.1"], At.VALUE + 1).value = value  # type: ignore[assignment]
        book[SHEET].cell(rows["single 1.1"], At.VALUE + 1).value = "chưa đạt"
        name = folder / f"{at}.xlsx"
        book.save(name)
        made.append(("bieu.xlsx", name.read_bytes()))
    return made


def _send_all(browser: Browser, files: list[tuple[str, bytes]]) -> Response:
    answer: Response = browser.client.post(
        "/imports", data={"form_token": browser.token()}, files=[("file", file) for file in files]
    )
    return answer


def test_two_officers_who_disagree_are_both_shown_and_a_person_chooses(
    office: OfficeUnderTest, tmp_path: Path
) -> None:
    officer, before = office.of("can-bo-xa"), _said(office.database)
    page = _send_all(officer, _sheets(office, tmp_path, 46, 47)).text
    assert "Hai bên ghi khác nhau" in page
    assert "ghi 46, trong khi" in page
    assert "ghi 47, trong khi" in page
    assert 'value="bieu.xlsx"' in page
    assert 'value="bieu (2).xlsx"' in page, "two files of one name are told apart"
    assert str(tmp_path) not in page
    assert "--prefer" not in page
    assert "/imports/apply" not in page
    digests = re.findall(r'name="sha256" value="([0-9a-f]{64})"', page)
    assert len(digests) == 2
    form = {"sha256": digests, "prefer": "bieu (2).xlsx"}
    shown = officer.post("/imports/choose", form).text  # type: ignore[arg-type]
    assert "<b>47" in shown
    assert "<b>46" not in shown
    assert "Chỗ ghi khác nhau lấy theo: bieu (2).xlsx." in shown
    digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', shown)[0]
    other = officer.post("/imports/apply", {**form, "digest": digest, "prefer": "bieu.xlsx"})  # type: ignore[dict-item]
    assert other.status_code == 409, "what was shown was the other choice"
    assert officer.post("/imports/apply", {**form, "digest": digest, "prefer": ""}).status_code == 409  # type: ignore[dict-item]
    assert _said(office.database) == before
    done = officer.post("/imports/apply", {**form, "digest": digest})  # type: ignore[dict-item]
    assert "Đã ghi 2 dòng mới" in done.text
    assert _said(office.database) == before + 1


def test_several_files_that_agree_are_shown_as_one(office: OfficeUnderTest, tmp_path: Path) -> None:
    officer = office.of("can-bo-xa")
    page = _send_all(officer, _sheets(office, tmp_path, 46, "46")).text
    assert "Sẽ ghi 2 dòng" in page
    twice = [("a.csv", GOOD.encode()), ("b.csv", GOOD.encode())]
    assert _send_all(officer, twice).status_code == 400, "status files go one by one"
    assert officer.post("/imports/choose", {"sha256": "0" * 64, "prefer": "x"}).status_code == 422
