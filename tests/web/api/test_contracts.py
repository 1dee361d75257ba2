"""The API answers what the command answers: the same JSON, asked both ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ntm.store.database import open_database
from tests.command import Ntm
from tests.web.api.programs import ApiUnderTest

ON = ("--on", "2024-06-30", "--format", "json")
SET = "xa-ntm-2021-2025"


@pytest.fixture
def both(staffed: Path, here: Path) -> Path:
    """One database for the command (./ntm.db) and the API."""
    path = here / "ntm.db"
    path.write_bytes(staffed.read_bytes())
    return path


def asked(both: Path, login: str, path: str, body: Any = None, **params: Any) -> Any:
    with open_database(str(both), pooled=True) as database, ApiUnderTest(database) as api:
        answer = api.ask(login, path, **params) if body is None else api.send(login, path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("command", "login", "path", "params"),
    [
        (("score", "06607"), "can-bo-xa", "/units/06607/score", {}),
        (("score", "Xuân Dương", "--criteria", SET), "can-bo-xa", "/units/06607/score", {"criteria": SET}),
        (("explain", "06607", "17"), "can-bo-xa", "/units/06607/explain/17", {}),
        (("explain", "06607", "17.1"), "can-bo-xa", "/units/06607/explain/17.1", {}),
        (("average", "188"), "can-bo-huyen", "/units/188/average", {}),
        (("average", "188", "--where", "border=yes"), "can-bo-huyen", "/units/188/average", {"where": "border=yes"}),
        (("average", "188", "--against", "country", "--allow-mismatch"), "can-bo-tinh", "/units/188/average",
         {"against": "country", "allow_mismatch": True}),
    ],
)  # fmt: skip
def test_a_document_is_the_commands(
    both: Path, ntm: Ntm, command: tuple[str, ...], login: str, path: str, params: dict[str, Any]
) -> None:
    assert asked(both, login, path, **params) == ntm(*command, *ON).json()


def test_what_if_of_a_commune_and_of_a_district(both: Path, ntm: Ntm) -> None:
    body = {
        "values": [{"item": "10.1", "value": "45"}, {"item": "17.1", "value": "+5"}],
        "thresholds": [{"item": "17.2", "value": "80"}],
        "places": [{"name": "specially_difficult", "value": "no"}],
    }
    options = (
        "--set", "10.1=45", "--set", "17.1=+5", "--threshold", "17.2=80", "--place", "specially_difficult=no",
    )  # fmt: skip
    told = ntm("what-if", "06607", *options, *ON).json()
    assert asked(both, "can-bo-xa", "/units/06607/what-if", body) == told
    one = {"values": [{"item": "17.1", "value": "300/412", "unit": "06607"}]}
    told = ntm("what-if", "188", "--set", "06607/17.1=300/412", *ON).json()
    assert asked(both, "can-bo-huyen", "/units/188/what-if", one) == told


def test_rows_are_the_listings(both: Path, ntm: Ntm) -> None:
    sets = asked(both, "can-bo-xa", "/sets")
    assert sets["sets"] == ntm("criteria", "list", "--format", "json").json()
    one = asked(both, "can-bo-xa", f"/sets/{SET}", item="17")
    assert one["requirements"] == ntm("criteria", "show", SET, "--item", "17", *ON).json()
    units = asked(both, "can-bo-huyen", "/units", kind="xa")
    assert units["units"] == ntm("places", "list", "--kind", "xa", "--within", "188", *ON).json()
    said = asked(both, "can-bo-xa", "/units/06607/statements")
    by_item = {row["seq"]: row for row in ntm("status", "show", "06607", *ON).json()}
    assert {row["seq"]: row for row in said["statements"]} == by_item
    history = asked(both, "can-bo-xa", "/units/06607/statements/17.1")
    assert history["statements"] == ntm("status", "history", "06607", "17.1", *ON).json()


def test_a_past_answer_is_asked_again(both: Path, ntm: Ntm) -> None:
    moment = asked(both, "can-bo-xa", "/units/06607/statements", limit=1)["statements"][0]["recorded_at"]
    ntm("status", "set", "06607", "17.1", "412/412", "--on", "2024-06-30")
    now = asked(both, "can-bo-xa", "/units/06607/score")
    then = asked(both, "can-bo-xa", "/units/06607/score", known_at=moment)
    assert now != then
    assert then == ntm("score", "06607", "--as-known-at", moment, *ON).json()
