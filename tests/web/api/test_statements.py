"""Stating through the API: all or nothing, once for each key, problems by their place; pages, pace and length."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ntm.service.access.people import everybody
from ntm.service.access.rights import Rights
from ntm.service.demonstration.demo_status import DAY
from ntm.service.office.periods import open_period
from ntm.service.office.submissions import submit
from ntm.service.workspace import Workspace
from ntm.store.acts import acts
from ntm.store.database import Database
from ntm.store.statements import history
from ntm.web.api.app import MOST_BYTES
from ntm.web.api.pace import Pace
from tests.web.api.programs import ApiUnderTest

SET = "xa-ntm-2021-2025"
PATH = "/units/06607/statements"


def entry(*values: str, item: str = "17.1") -> dict[str, Any]:
    return {"statements": [{"item": item, "on": "2024-06-30", "value": value} for value in values]}


def recorded(database: Database) -> list[int]:
    with database.reading() as connection:
        return [one.seq for one in history(connection, "06607", None, SET)]


def test_the_same_key_does_it_once(own_api: ApiUnderTest) -> None:
    before = recorded(own_api.database)
    first = own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    assert first.status_code == 201
    assert "idempotent-replayed" not in first.headers
    (told,) = first.json()["statements"]
    assert (told["unit"], told["criteria_set"], told["item"], told["on"]) == (
        "06607",
        SET,
        "17.1",
        "2024-06-30",
    )
    own_api.send("can-bo-xa", PATH, entry("152/412"), "khoa-0002")
    again = own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(recorded(own_api.database)) == len(before) + 2
    with own_api.database.reading() as connection:
        last = history(connection, "06607", None, SET, "17.1")[-1]
        told_acts = [act for act in acts(connection) if act.action == "api:statement:append"]
    assert (last.stated.numerator, last.stated.recorded_by) == (Decimal(152), "can-bo-xa")
    assert [act.who for act in told_acts] == ["can-bo-xa", "can-bo-xa"]


def test_what_was_stated_is_taken_back_once_and_what_spoke_before_speaks_again(own_api: ApiUnderTest) -> None:
    before = own_api.ask("can-bo-xa", f"{PATH}/17.1").json()["statements"]
    own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    held = len(recorded(own_api.database))
    body = {"on": "2024-06-30", "note": "ghi nhầm"}
    first = own_api.send("can-bo-xa", f"{PATH}/17.1/withdraw", body, "khoa-0002")
    assert first.status_code == 201, first.text
    (told,) = first.json()["withdrawn"]
    assert (told["item"], told["on"]) == ("17.1", "2024-06-30")
    again = own_api.send("can-bo-xa", f"{PATH}/17.1/withdraw", body, "khoa-0002")
    assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
    assert len(recorded(own_api.database)) == held + 1, "a withdrawal is a statement too, and there is one"
    speaking = {one["item"]: one["value"] for one in own_api.ask("can-bo-xa", PATH).json()["statements"]}
    assert speaking["17.1"] == before[-1]["value"]
    other = own_api.send("can-bo-xa", f"{PATH}/17.2/withdraw", body, "khoa-0002")
    assert other.status_code == 409
    with own_api.database.reading() as connection:
        last = acts(connection)[-1]
    assert (last.action, last.who) == ("api:statement:withdraw", "can-bo-xa")
    nothing = own_api.send("can-bo-xa", f"{PATH}/99.9/withdraw", body, "khoa-0003")
    assert nothing.status_code == 422


def test_a_key_used_for_something_else_is_refused(own_api: ApiUnderTest) -> None:
    own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    before = recorded(own_api.database)
    refused = own_api.send("can-bo-xa", PATH, entry("152/412"), "khoa-0001")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "conflict"
    assert recorded(own_api.database) == before


def test_keys_belong_to_their_token(own_api: ApiUnderTest) -> None:
    own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    other = {"statements": [{"item": "17.1", "on": "2024-06-30", "value": "99/100"}]}
    assert own_api.send("xa-khac", "/units/06385/statements", other, "khoa-0001").status_code == 201


def test_all_or_nothing_and_every_problem_has_its_place(own_api: ApiUnderTest) -> None:
    before = recorded(own_api.database)
    body = {
        "statements": [
            {"item": "17.1", "on": "2024-06-30", "value": "153/412"},
            {"item": "17.1", "on": "2024-05-31", "value": "500/412"},
            {"item": "99.9", "on": "2024-06-30", "value": "1"},
            {"item": "17.2", "on": "2024-06-30", "numerator": "x", "denominator": "20"},
        ]
    }
    answer = own_api.send("can-bo-xa", PATH, body, "khoa-0001")
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "bad_data"
    places = [problem["place"] for problem in error["problems"]]
    assert [place.partition(".")[0] for place in places] == [
        "statements[1]",
        "statements[2]",
        "statements[3]",
    ]
    assert "statements[3].numerator" in places
    assert all(problem["message"] for problem in error["problems"])
    assert recorded(own_api.database) == before, "nothing was written"
    good = own_api.send("can-bo-xa", PATH, entry("153/412"), "khoa-0001")
    assert good.status_code == 201, "a key whose request was refused is still free"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"statements": [{"item": "17.1", "on": "30/6/2024", "value": "1"}]}, "statements[0].on"),
        ({"statements": [{"item": "17.1", "on": 20240630, "value": "1"}]}, "statements[0].on"),
        ({"statements": [{"item": "17.1", "on": "2024-06-30", "value": 46.5}]}, "statements[0].value"),
        ({"statements": [{"item": "17.1", "on": "2024-06-30", "value": "1", "by": "province"}]}, "statements[0].by"),
        ({"statements": []}, "statements"),
        ({"statements": [{"item": "17.1", "on": "2024-06-30", "value": "1"}] * 501}, "statements"),
    ],
)  # fmt: skip
def test_what_is_of_another_form_is_refused_with_its_place(api: ApiUnderTest, body: Any, place: str) -> None:
    answer = api.send("can-bo-xa", PATH, body, "khoa-0001")
    assert answer.status_code == 422
    assert [problem["place"] for problem in answer.json()["error"]["problems"]] == [place]


def test_pages_follow_one_another(api: ApiUnderTest) -> None:
    whole = api.ask("can-bo-xa", PATH).json()
    assert whole["next"] is None
    pages: list[int] = []
    after: int | None = 0
    while after is not None:
        page = api.ask("can-bo-xa", PATH, after=after, limit=20).json()
        assert len(page["statements"]) <= 20
        pages += [one["seq"] for one in page["statements"]]
        after = page["next"]
    assert pages == [one["seq"] for one in whole["statements"]]
    codes: list[str] = []
    code: str | None = "0"
    while code is not None:
        listed = api.ask("can-bo-tinh", "/units", kind="xa", after=code, limit=70).json()
        codes += [one["code"] for one in listed["units"]]
        code = listed["next"]
    assert len(codes) == len(set(codes)) == 181
    assert codes == sorted(codes)


def test_a_request_too_long_is_refused_unread(api: ApiUnderTest) -> None:
    answer = api.client.post(
        f"/api/v1{PATH}", content=b" " * (MOST_BYTES + 1), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


def chunks(count: int) -> Iterator[bytes]:
    for _at in range(count):
        yield b" " * 65_536


def test_a_body_that_tells_no_length_is_refused_as_it_grows_and_is_no_fault(
    api: ApiUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {
        "content-type": "application/json", "idempotency-key": "khoa-0001",
        "authorization": f"Bearer {api.secret('can-bo-xa')}",
    }  # fmt: skip
    sent = []

    def counted() -> Iterator[bytes]:
        for one in chunks(200):
            sent.append(one)
            yield one

    with caplog.at_level(logging.WARNING):
        answer = api.client.post(f"/api/v1{PATH}", content=counted(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"
    assert caplog.records == []
    small = api.client.post(f"/api/v1{PATH}", content=chunks(2), headers=headers)
    assert small.status_code == 422, "what is short enough is read, and has to be JSON"
    good = api.client.post(
        f"/api/v1{PATH}", content=iter([json.dumps(entry("151/412")).encode()]), headers=headers
    )
    assert good.status_code == 201


FOREIGN = re.compile(r"\b(should|must|Input|String|Field|valid|required|permitted|List|than)\b")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_misfits_are_told_in_the_language_asked_for(api: ApiUnderTest, language: str) -> None:
    bodies: list[Any] = [
        {}, [], 1, {"statements": {}}, {"statements": [1]}, {"statements": []}, {"statements": None},
        {"statements": [{}]}, {"statements": [{"item": 1, "on": None, "value": 4, "x": 1}]},
        {"statements": [{"item": "<", "on": "2024-02-31", "value": "1" * 3_000, "due": "31/12/2024"}]},
        {"statements": [{"item": "17.1", "on": "2024-06-30", "value": "1"}] * 501},
    ]  # fmt: skip
    headers = {"authorization": f"Bearer {api.secret('can-bo-xa')}", "accept-language": language}
    asked = [
        api.client.post(f"/api/v1{PATH}", json=body, headers=headers | {"idempotency-key": "khoa-0009"})
        for body in bodies
    ]
    asked.append(api.client.post(f"/api/v1{PATH}", content=b"{", headers=headers))
    asked += [
        api.client.get(f"/api/v1{PATH}", params=params, headers=headers)
        for params in ({"limit": "0"}, {"limit": "x"}, {"after": -1}, {"known_at": "2024"}, {"on": "mai"})
    ]
    asked.append(api.client.get("/api/v1/units/06607/reports/khac", headers=headers))
    words = []
    for answer in asked:
        assert answer.status_code == 422, answer.text
        problems = answer.json()["error"]["problems"]
        assert problems
        words += [problem["message"] for problem in problems]
    assert "giá trị không đúng dạng." not in words, "every misfit these make has words of its own"
    accented = [word for word in words if not word.isascii()]
    assert [word for word in words if FOREIGN.search(word)] == [] if language == "vi" else not accented


def test_a_token_that_asks_too_often_waits(own_api: ApiUnderTest) -> None:
    slow = ApiUnderTest(own_api.database, Pace(a_second=0.001, at_once=3))
    with slow:
        answers = [slow.ask("can-bo-xa", "/token") for _time in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert slow.ask("can-bo-huyen", "/token").status_code == 200, "others go on"


def test_the_pace_refills() -> None:
    moment = [0.0]
    pace = Pace(a_second=2, at_once=4, clock=lambda: moment[0])
    assert [pace.wait(1) for _time in range(5)] == [0, 0, 0, 0, 0.5]
    assert pace.wait(2) == 0
    moment[0] = 0.5
    assert pace.wait(1) == 0
    moment[0] = 1_000
    assert pace.wait(1, 4) == 0
    assert pace.wait(1, 4) == 2


def test_errors_have_one_shape_in_the_language_asked_for(api: ApiUnderTest) -> None:
    for path, status, code in (("/khong-co", 404, "not_found"), ("/units/99999999/score", 404, "not_found")):
        answer = api.ask("can-bo-xa", path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    refused = api.client.delete("/api/v1/token")
    assert refused.status_code == 405
    assert refused.json()["error"]["problems"] == []
    english = api.client.get("/api/v1/token", headers={"accept-language": "en-GB"})
    assert "token" in english.json()["error"]["message"]


def test_no_other_site_is_let_in(api: ApiUnderTest) -> None:
    headers = {"authorization": f"Bearer {api.secret('can-bo-xa')}", "origin": "https://evil.example"}
    answer = api.client.get("/api/v1/token", headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control")]
    preflight = api.client.options(
        "/api/v1/token", headers=headers | {"access-control-request-method": "GET"}
    )
    assert preflight.status_code == 405
    assert api.client.post(f"/api/v1{PATH}", json=entry("1/412"), headers=headers).status_code == 403


def test_papers_are_files(api: ApiUnderTest) -> None:
    answer = api.ask("can-bo-xa", "/units/06607/reports/results", on=DAY.isoformat())
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert 'filename="06607-results-2024-06-30.pdf"' in answer.headers["content-disposition"]
    document = api.ask("can-bo-huyen", "/units/188/reports/summary", format="docx")
    assert document.content.startswith(b"PK")


def test_what_is_closed_to_a_commune_is_closed_to_its_programs(own_api: ApiUnderTest) -> None:
    workspace = Workspace(own_api.database)
    commune = workspace.territory.unit("06607", DAY)
    province = workspace.territory.unit("20", DAY)
    assert commune is not None
    assert province is not None
    period = open_period(workspace, province, "2024-06", "test")
    leader = next(one for one in everybody(own_api.database) if one.login == "lanh-dao-xa")
    rights = Rights(workspace.territory, leader.grants, DAY)
    submit(workspace, rights, leader, commune, period, "")
    before = recorded(own_api.database)
    refused = own_api.send("can-bo-xa", PATH, entry("151/412"), "khoa-0001")
    assert refused.status_code == 422
    assert "đã trình" in refused.json()["error"]["message"]
    assert recorded(own_api.database) == before
