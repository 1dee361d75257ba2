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
