"""The table of rights, route by route and person by person, against the running app."""

from __future__ import annotations

import pytest
from fastapi.routing import iter_route_contexts
from httpx import Response
from starlette.routing import Mount

from tests.web.office import OfficeUnderTest
from tests.web.rights_table import EVERYBODY, NOBODY, TABLE, Row


def routes_of(office: OfficeUnderTest) -> set[str]:
    """Every route of the app as `METHOD /path`, the folder of static files apart."""
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(office.app.routes)
        if not isinstance(route.original_route, Mount)
        for method in route.methods or {"?"}
    }


def test_every_route_has_its_row(shared_office: OfficeUnderTest) -> None:
    assert routes_of(shared_office) == {row.route for row in TABLE}


def _refused(answer: Response) -> bool:
    away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
    return away or answer.status_code in (401, 403)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.route)
@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_the_table_of_rights(shared_office: OfficeUnderTest, row: Row, person: str) -> None:
    browser = shared_office.browser() if person == NOBODY or row.route == "POST /sign-out" else None
    if browser is not None and person != NOBODY:
        browser.sign_in(person)
    browser = browser or shared_office.of(person)
    method = row.route.split(" ", 1)[0]
    answer = browser.get(row.home) if method == "GET" else browser.post(row.home, row.data)
    if row.route == "POST /sign-in":
        assert "không đúng" in answer.text or answer.status_code == 429
        return
    assert _refused(answer) == (person not in row.may), (answer.status_code, answer.text[:2000])
    assert answer.status_code < 500
