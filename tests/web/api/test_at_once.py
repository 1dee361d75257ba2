"""One request sent twice at the same moment is done once, on SQLite and on PostgreSQL: both get the same answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from httpx import Response

from ntm.service.demonstration.demo_people import make_people
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.places import save_places
from ntm.store.statements import history
from ntm.territory.shipped import shipped
from tests.store.conftest import empty_url, server  # noqa: F401 - fixtures
from tests.web.api.programs import ApiUnderTest
from tests.web.office import PASSWORD

PATH = "/units/06607/statements"
BODY = {"statements": [{"item": "17.1", "on": "2024-06-30", "value": "151/412"}]}


@pytest.fixture
def api(empty_url: str) -> Iterator[ApiUnderTest]:  # noqa: F811 - the fixture
    """An office with its people and nothing stated."""
    with open_database(empty_url, create=True) as database:
        places = shipped()
        save_places(database, places.units, places.successions, places.attributes)
        make_people(Workspace(database), PASSWORD)
    with open_database(empty_url, pooled=True) as database, ApiUnderTest(database) as made:
        yield made


def test_a_key_sent_twice_at_once_is_done_once(api: ApiUnderTest) -> None:
    api.secret("can-bo-xa")
    together = threading.Barrier(4)
    answers: list[Response] = []

    def send() -> None:
        together.wait(30)
        answers.append(api.send("can-bo-xa", PATH, BODY, "khoa-0001"))

    threads = [threading.Thread(target=send) for _at in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert [answer.status_code for answer in answers] == [201] * 4, [one.text for one in answers]
    assert len({answer.text for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotent-replayed", "") for answer in answers) == ["", *["true"] * 3]
    with api.database.reading() as connection:
        assert len(history(connection, "06607", None, "xa-ntm-2021-2025", "17.1")) == 1
