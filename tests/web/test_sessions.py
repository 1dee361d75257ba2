"""A person's own sign-ins: seen, ended one by one or all others, and nobody else's."""

from __future__ import annotations

import re

import pytest

from ntm.service.access.sessions import device_words
from ntm.store.acts import acts
from tests.web.office import Browser, OfficeUnderTest

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"


def _signed_in(office: OfficeUnderTest, login: str, device: str) -> Browser:
    browser = office.browser()
    browser.client.headers["user-agent"] = device
    assert browser.sign_in(login).status_code == 303
    return browser


def _keys(browser: Browser) -> list[str]:
    return re.findall(r'name="session" value="([0-9a-f]{16})"', browser.get("/sessions").text)


def test_one_session_is_ended_and_the_others_stay(office: OfficeUnderTest) -> None:
    here = _signed_in(office, "can-bo-xa", CHROME)
    phone, third = (_signed_in(office, "can-bo-xa", FIREFOX) for _at in range(2))
    page = here.get("/sessions").text
    assert "Chrome, Windows" in page
    assert page.count("Firefox, Android") == 4, "two of them, each named for readers of screens too"
    assert page.index("phiên này") < page.index("Firefox"), "this one first"
    [last, _first] = _keys(here)
    assert here.post("/sessions/end", {"session": last}).status_code == 200
    assert [phone.get("/sessions").status_code, third.get("/sessions").status_code] == [200, 303]
    assert here.post("/sessions/end", {"session": last}).status_code == 422, "it is ended already"
    with office.database.reading() as connection:
        assert (acts(connection)[-1].action, acts(connection)[-1].who) == ("web:session:end", "can-bo-xa")


def test_all_others_are_ended_and_nobody_elses(office: OfficeUnderTest) -> None:
    here, other = (_signed_in(office, "can-bo-xa", CHROME) for _at in range(2))
    leader = _signed_in(office, "lanh-dao-xa", FIREFOX)
    [theirs] = _keys(_signed_in(office, "lanh-dao-xa", CHROME))
    assert here.post("/sessions/end", {"session": theirs}).status_code == 422
    page = here.post("/sessions/end-others")
    assert "Đã kết thúc 1 phiên khác" in page.text
    assert "Chỉ có phiên này" in page.text
    assert [one.get("/sessions").status_code for one in (here, other, leader)] == [200, 303, 200]


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (CHROME, "Chrome, Windows"),
        (f"{CHROME} Edg/130.0", "Edge, Windows"),
        (FIREFOX, "Firefox, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", "trình duyệt không rõ"),
    ],
)
def test_a_browser_is_told_in_words(device: str, words: str) -> None:
    assert device_words(device) == words
