"""What protects the office: passwords, sessions, form tokens, headers, and the slowing of guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.routing import iter_route_contexts

from ntm.service.access import people, signing
from ntm.service.access.passwords import token_hash
from ntm.service.workspace import Workspace
from ntm.store import people as store
from ntm.store.acts import acts
from ntm.vietnamese.dates import now
from ntm.web.security import form_token, local_path, token_fits
from ntm.web.visit import guarded
from tests.web.office import PASSWORD, OfficeUnderTest
from tests.web.rights_table import TABLE


def test_every_unsafe_route_of_a_page_asks_for_the_form_token(shared_office: OfficeUnderTest) -> None:
    for route in iter_route_contexts(shared_office.app.routes):
        path = route.path or ""
        if not path.startswith("/api/") and (route.methods or set()) - {"GET", "HEAD"}:
            assert guarded in [one.call for one in route.dependant.dependencies], path


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.route.startswith("POST ")], ids=lambda r: r.route
)
def test_without_its_token_a_form_is_refused(shared_office: OfficeUnderTest, row: object) -> None:
    home = getattr(row, "home", "")
    browser = shared_office.of("can-bo-xa")
    for token in ("", "00" * 32, shared_office.of("can-bo-tinh").token()):
        answer = browser.client.post(home, data={"form_token": token})
        assert answer.status_code == 403


def test_a_form_from_another_site_is_refused(shared_office: OfficeUnderTest) -> None:
    browser = shared_office.of("can-bo-xa")
    data = {"form_token": browser.token(), "language": "en"}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert browser.client.post("/language", data=data, headers=headers).status_code == 403


def test_tokens_are_masked_and_bound_to_one_browser() -> None:
    one, again = form_token("bí mật"), form_token("bí mật")
    assert one != again
    assert token_fits("bí mật", one)
    assert token_fits("bí mật", again)
    assert not token_fits("khác", one)
    assert not token_fits("bí mật", one[:-1])
    assert not token_fits("bí mật", "không phải số")


@pytest.mark.parametrize("path", ["/sign-in", "/khong-co", "/static/app.css", "/"])
def test_every_answer_carries_the_headers(shared_office: OfficeUnderTest, path: str) -> None:
    headers = shared_office.browser().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_the_cookie_is_closed_to_scripts_and_other_sites(office: OfficeUnderTest) -> None:
    over_http = office.browser().sign_in("can-bo-xa").headers["set-cookie"]
    assert over_http.startswith("ntm_session=")
    assert "httponly" in over_http.lower()
    assert "samesite=lax" in over_http.lower()
    over_https = office.browser("https://ntm.example").sign_in("can-bo-xa").headers["set-cookie"]
    assert over_https.startswith("__Host-ntm_session=")
    assert "secure" in over_https.lower()


def test_a_password_is_not_taken_over_an_open_line(office: OfficeUnderTest) -> None:
    answer = office.browser("http://ntm.example").sign_in("can-bo-xa")
    assert answer.status_code == 403
    assert "https://" in answer.text
    assert "set-cookie" not in answer.headers


def test_sign_in_leads_back_but_never_away(office: OfficeUnderTest) -> None:
    assert office.browser().sign_in("can-bo-xa", onward="/communes?day=2024-06-30").headers["location"] == (
        "/communes?day=2024-06-30"
    )
    assert office.browser().sign_in("can-bo-xa", onward="//evil.example/").headers["location"] == "/"
    for text in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        None,
        "",
    ):
        assert local_path(text) == "/"


def test_guessing_is_slowed_and_the_wait_ends(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = office.browser()
    for _attempt in range(5):
        assert browser.sign_in("can-bo-xa", "sai").status_code == 403
    slowed = browser.sign_in("can-bo-xa", PASSWORD)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) <= 31
    assert office.browser().sign_in("lanh-dao-xa").status_code == 303, "others go on"
    later = now() + timedelta(seconds=40)
    monkeypatch.setattr(signing, "now", lambda: later)
    assert browser.sign_in("can-bo-xa", PASSWORD).status_code == 303


def test_an_unknown_name_is_told_what_a_known_one_is(office: OfficeUnderTest) -> None:
    known, unknown = (office.browser().sign_in(login, "sai") for login in ("can-bo-xa", "khong-co-ai"))
    assert known.status_code == unknown.status_code == 403
    assert "không đúng" in known.text
    assert "không đúng" in unknown.text


def test_signing_out_ends_the_session_itself(office: OfficeUnderTest) -> None:
    browser = office.browser()
    browser.sign_in("can-bo-xa")
    stolen = dict(browser.client.cookies)
    assert browser.post("/sign-out").status_code == 303
    browser.client.cookies.update(stolen)
    assert browser.get("/").headers["location"].startswith("/sign-in")


def test_a_session_ends_when_idle_and_in_any_case(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = office.of("can-bo-xa")
    begun = now()
    monkeypatch.setattr(signing, "now", lambda: begun + signing.IDLE - timedelta(minutes=1))
    assert browser.get("/").status_code == 200
    monkeypatch.setattr(signing, "now", lambda: begun + 2 * signing.IDLE)
    assert browser.get("/").status_code == 303


def test_a_disabled_person_is_out_at_once(office: OfficeUnderTest) -> None:
    browser = office.of("can-bo-xa")
    people.disable(Workspace(office.database), "can-bo-xa", "test")
    assert browser.get("/").status_code == 303
    assert office.browser().sign_in("can-bo-xa").status_code == 403


def test_a_password_given_by_another_must_be_changed_first(office: OfficeUnderTest) -> None:
    secret = people.reset(Workspace(office.database), "can-bo-xa", "test")
    browser = office.browser()
    assert browser.sign_in("can-bo-xa", secret).status_code == 303
    assert browser.get("/communes").headers["location"] == "/password"
    changed = {"old": secret, "new": "mật khẩu của riêng tôi", "again": "mật khẩu của riêng tôi"}
    weak = {"old": secret, "new": "aaaaaaaaaa", "again": "aaaaaaaaaa"}
    assert "dễ đoán" in browser.post("/password", weak).text
    assert browser.post("/password", changed).status_code == 303
    assert browser.get("/communes").status_code == 200


def test_nothing_secret_is_stored_and_acts_are_told(office: OfficeUnderTest) -> None:
    browser = office.browser()
    browser.sign_in("can-bo-xa", "sai mật khẩu này")
    browser.sign_in("can-bo-xa")
    token = browser.client.cookies["ntm_session"]
    with office.database.reading() as connection:
        who = store.person_by_login(connection, "can-bo-xa")
        assert who is not None
        assert who.password_hash.startswith("$argon2id$")
        assert store.who_is_at(connection, token) is None
        assert store.who_is_at(connection, token_hash(token)) is not None
        told = [act for act in acts(connection) if act.who == "can-bo-xa"]
    assert [act.action for act in told[-2:]] == ["web:session:refuse", "web:session:begin"]
    assert not any("sai mật khẩu này" in str(act.detail) for act in told)


def test_english_is_a_switch(office: OfficeUnderTest) -> None:
    browser = office.of("can-bo-xa")
    assert '<html lang="vi">' in browser.get("/").text
    assert (
        browser.post("/language", {"language": "en", "next": "/communes"}).headers["location"] == "/communes"
    )
    page = browser.get("/communes").text
    assert '<html lang="en">' in page
    assert "Sign out" in page
    browser.post("/language", {"language": "vi"})
    assert "Đăng xuất" in browser.get("/").text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/khong-co-trang-nay", 404, "Không có trang này"),
        ("/communes?day=hôm+qua", 422, "không phải là ngày"),
    ],
)
def test_error_pages_say_what_to_do(
    shared_office: OfficeUnderTest, path: str, status: int, words: str
) -> None:
    answer = shared_office.of("can-bo-tinh").get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "Về trang đầu" in answer.text
    as_json = shared_office.of("can-bo-tinh").get(path, accept="application/json")
    assert as_json.status_code == status
    assert words in as_json.json()["error"]["message"]
