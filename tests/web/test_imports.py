"""Page 6, import: shown cell by cell, applied exactly as shown, by those who may, and never half."""

from __future__ import annotations

import re

from httpx import Response

from ntm.service.demonstration.demo_status import DAY
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.statements import history
from tests.command import Ntm
from tests.web.office import Browser, OfficeUnderTest

COMMUNE = "06607"
FILE = f"unit,item,on,value\n{COMMUNE},10.1,{DAY},48\n{COMMUNE},17.1,{DAY},nhiều\n"
GOOD = f"unit,item,on,value\n{COMMUNE},10.1,{DAY},48\n"


def _send(browser: Browser, content: str, name: str = "so-lieu.csv") -> Response:
    files = {"file": (name, content.encode(), "text/csv")}
    answer: Response = browser.client.post("/imports", data={"form_token": browser.token()}, files=files)
    return answer


def _apply(browser: Browser, page: str) -> Response:
    fields = dict(re.findall(r'name="(sha256|digest)" value="([0-9a-f]{64})"', page))
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
