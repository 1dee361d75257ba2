"""`ntm user`: people added, given roles, reset, disabled and listed."""

from __future__ import annotations

from pathlib import Path

from tests.command import Ntm


def test_a_person_through_the_command(ntm: Ntm, demo_here: Path) -> None:
    added = ntm(
        "user",
        "add",
        "can-bo-1",
        "--name",
        "Cán bộ 1",
        "--role",
        "commune_officer",
        "--at",
        "Xuân Dương",
        "--from",
        "2024-01-01",
    )
    assert added.code == 0
    secret = added.out.split(": ")[-1].strip()
    assert len(secret) == 14
    assert (
        ntm(
            "user", "grant", "can-bo-1", "--role", "reader", "--at", "huyện Lộc Bình", "--to", "2024-12-31"
        ).code
        == 0
    )
    assert (
        ntm(
            "user", "end", "can-bo-1", "--role", "commune_officer", "--at", "06607", "--on", "2024-09-30"
        ).code
        == 0
    )
    assert ntm("user", "disable", "can-bo-1").code == 0
    rows = ntm("user", "list", "--format", "json").json()
    assert [(row["role"], row["unit"], row["to"], row["disabled"]) for row in rows] == [
        ("commune_officer", "06607", "2024-09-30", True),
        ("reader", "188", "2024-12-31", True),
    ]
    again = ntm("user", "reset", "can-bo-1")
    assert secret not in again.out


def test_wrong_use_says_what_to_do(ntm: Ntm, demo_here: Path) -> None:
    assert ntm("user", "add", "can-bo-1", "--name", "A", "--role", "reader").code == 2
    assert "can-bo-9" in ntm("user", "reset", "can-bo-9").err
    misplaced = ntm("user", "add", "x-y", "--name", "A", "--role", "district_officer", "--at", "Xuân Dương")
    assert misplaced.code != 0
    assert ntm("user", "list", "--format", "json").json() == [], "nothing half-done"


def test_a_token_is_shown_once_listed_and_revoked(ntm: Ntm, demo_here: Path) -> None:
    ntm("user", "add", "can-bo-1", "--name", "cán bộ 1", "--role", "commune_officer", "--at", "06607")
    made = ntm("user", "token", "add", "can-bo-1", "--name", "phần mềm của xã", "--to", "2024-12-31")
    assert made.code != 0, "a day that is over"
    made = ntm("user", "token", "add", "can-bo-1", "--name", "phần mềm của xã")
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("ntm_")
    assert secret not in made.err
    (row,) = ntm("user", "token", "list", "--format", "json").json()
    assert (row["id"], row["login"], row["role"], row["unit"]) == (1, "can-bo-1", "commune_officer", "06607")
    assert (row["seen_at"], row["revoked_at"]) == (None, None)
    assert secret not in ntm("user", "token", "list").out
    assert secret.encode() not in demo_here.read_bytes()
    assert ntm("user", "token", "revoke", "1").code == 0
    (row,) = ntm("user", "token", "list", "can-bo-1", "--format", "json").json()
    assert row["revoked_at"] is not None
    assert ntm("user", "token", "revoke", "7").code == 3


def test_a_token_is_for_one_role(ntm: Ntm, demo_here: Path) -> None:
    ntm("user", "add", "can-bo-1", "--name", "cán bộ 1", "--role", "commune_officer", "--at", "06607")
    ntm("user", "grant", "can-bo-1", "--role", "reader", "--at", "tỉnh Lạng Sơn")
    several = ntm("user", "token", "add", "can-bo-1", "--name", "A")
    assert (several.code, "--role" in several.err) == (2, True)
    assert ntm("user", "token", "add", "can-bo-1", "--name", "A", "--role", "reader").code == 0
    assert ntm("user", "token", "add", "can-bo-1", "--name", "A", "--role", "province_officer").code == 2
