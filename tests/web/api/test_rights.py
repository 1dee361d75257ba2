"""The table of rights of the API: every route, every person's token, at home and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from ntm.service.access import people, signing, tokens
from ntm.service.access.rights import Role
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from tests.web.api.programs import ApiUnderTest

COMMUNE = frozenset({"can-bo-xa", "lanh-dao-xa"})
ABOVE = frozenset({"can-bo-huyen", "can-bo-tinh", "quan-tri-tinh", "nguoi-xem"})
HOME = COMMUNE | ABOVE
ELSEWHERE = frozenset({"xa-khac", "lanh-dao-khac", "huyen-khac", "xem-khac"})
EVERYBODY = HOME | ELSEWHERE
READERS = frozenset({"nguoi-xem", "xem-khac"})
PROVINCE = frozenset({"can-bo-tinh", "quan-tri-tinh", "nguoi-xem"})

ENTRY = {"statements": [{"item": "17.1", "on": "2024-06-30", "value": "151/412"}]}
SUPPOSED = {"values": [{"item": "17.1", "value": "300/412"}]}


@dataclass(frozen=True, slots=True)
class Row:
    """A route, how it is asked about Xuân Dương (or its district), and whose token may."""

    route: str
    path: str
    may: frozenset[str]
    body: Any = None


TABLE = (
    Row("GET /token", "/token", EVERYBODY),
    Row("GET /units", "/units", EVERYBODY),
    Row("GET /units/{code}", "/units/06607", HOME),
    Row("GET /units/{code}", "/units/20", PROVINCE),
    Row("GET /sets", "/sets", EVERYBODY),
    Row("GET /sets/{set_id}", "/sets/xa-ntm-2021-2025", EVERYBODY),
    Row("GET /units/{code}/statements", "/units/06607/statements", HOME),
    Row("GET /units/{code}/statements/{item}", "/units/06607/statements/17.1", HOME),
    Row("POST /units/{code}/statements", "/units/06607/statements", frozenset({"can-bo-xa"}), ENTRY),
    Row(
        "POST /units/{code}/statements/{item}/withdraw",
        "/units/06607/statements/17.2/withdraw",
        frozenset({"can-bo-xa"}),
        {"on": "2024-06-30"},
    ),
    Row("GET /units/{code}/score", "/units/06607/score", HOME),
    Row("GET /units/{code}/explain/{item}", "/units/06607/explain/17", HOME),
    Row("GET /units/{code}/average", "/units/188/average", ABOVE),
    Row("GET /units/{code}/average", "/units/188/average?against=186", PROVINCE),
    Row("POST /units/{code}/what-if", "/units/06607/what-if", HOME - READERS, SUPPOSED),
    Row("POST /units/{code}/what-if", "/units/188/what-if", ABOVE - READERS, SUPPOSED),
    Row("GET /units/{code}/reports/{kind}", "/units/06607/reports/results?format=docx", HOME - READERS),
)


def test_every_route_has_its_row(api: ApiUnderTest) -> None:
    routes = {
        f"{method} {route.path}"
        for route in iter_route_contexts(api.app.state.api.routes)
        for method in set(route.methods or {"?"}) - {"HEAD"}
        if route.path != "/openapi.json"
    }
    assert routes == {row.route for row in TABLE}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.route} {row.path}")
def test_the_table_of_rights(api: ApiUnderTest, row: Row) -> None:
    for login in sorted(EVERYBODY):
        key = f"quyen-{login}-{TABLE.index(row)}"
        answer = api.ask(login, row.path) if row.body is None else api.send(login, row.path, row.body, key)
        expected = ({200, 201}) if login in row.may else {403}
        assert answer.status_code in expected, (login, answer.text[:500])
    nobody = (
        api.ask(None, row.path) if row.body is None else api.send(None, row.path, row.body, "quyen-khong-ai")
    )
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"].startswith("Bearer")


def test_units_are_those_of_the_place(api: ApiUnderTest) -> None:
    mine = {unit["code"] for unit in api.ask("can-bo-xa", "/units").json()["units"]}
    assert "06607" in mine
    assert all(code.startswith("06607") for code in mine)


def test_what_if_names_no_commune_outside_the_place(api: ApiUnderTest) -> None:
    body = {"values": [{"item": "17.1", "value": "90", "unit": "06385"}]}
    assert api.send("can-bo-xa", "/units/06607/what-if", body).status_code == 403


def test_a_cookie_of_a_page_is_no_token(api: ApiUnderTest) -> None:
    secret = signing.sign_in(api.database, "can-bo-xa", "mot mat khau de thu", "127.0.0.1", "thử")
    answer = api.client.get("/api/v1/token", headers={"cookie": f"ntm_session={secret}"})
    assert answer.status_code == 401
    answer = api.client.get("/api/v1/token", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_a_token_ends_with_its_role_its_person_its_day_and_its_revoking(own_api: ApiUnderTest) -> None:
    workspace = Workspace(own_api.database)
    assert own_api.ask("lanh-dao-xa", "/units/06607/score").status_code == 200
    people.end_grant(workspace, "lanh-dao-xa", Role.COMMUNE_LEADER, "06607", DAY.replace(day=1), "test")
    assert own_api.ask("lanh-dao-xa", "/units/06607/score").status_code == 403

    assert own_api.ask("can-bo-huyen", "/token").status_code == 200
    people.disable(workspace, "can-bo-huyen", "test")
    assert own_api.ask("can-bo-huyen", "/token").status_code == 401

    own_api.secret("can-bo-xa")
    (made,) = tokens.listed(workspace, "can-bo-xa")
    assert tokens.bearer(own_api.database, own_api.secret("can-bo-xa"), made.valid_to) is not None
    after = made.valid_to.replace(year=made.valid_to.year + 1)
    assert tokens.bearer(own_api.database, own_api.secret("can-bo-xa"), after) is None
    tokens.revoke(workspace, made.id, "test")
    assert own_api.ask("can-bo-xa", "/token").status_code == 401


def test_a_token_uses_one_role_alone(own_api: ApiUnderTest) -> None:
    workspace = Workspace(own_api.database)
    other = workspace.territory.unit("06385", DAY)
    assert other is not None
    people.grant(workspace, "can-bo-xa", people.NewRole(Role.READER, other), "test")
    made = tokens.add(workspace, "can-bo-xa", "đọc", "test", role=Role.READER, on=DAY)
    headers = {"authorization": f"Bearer {made.secret}"}
    assert own_api.client.get("/api/v1/units/06385/score", headers=headers).status_code == 200
    assert own_api.client.get("/api/v1/units/06607/score", headers=headers).status_code == 403
