"""`ntm init` and `ntm doctor`, run as an officer runs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from ntm.store.database import open_database
from ntm.store.places import load_territory
from ntm.store.tables import current
from tests.command import Ntm, Ran


def test_init_makes_the_database_with_its_places_and_may_be_run_again(here: Path, ntm: Ntm) -> None:
    first, again = ntm("init"), ntm("init")
    assert (first.code, again.code) == (0, 0)
    assert "sẵn sàng" in first.out
    assert "; 0 dòng" in again.out
    with open_database(str(here / "ntm.db")) as database:
        assert len(load_territory(database).units) > 200


def test_init_says_where_it_cannot_be(here: Path, ntm: Ntm) -> None:
    ran = ntm("--database", "sqlite:///khong/co/ntm.db", "init")
    assert ran.code == 3
    assert "Không có thư mục khong/co" in ran.err


def _doctor(ntm: Ntm, arguments: Sequence[str] = ()) -> Ran:
    return ntm("doctor", "--on", "2024-06-30", "--format", "json", *arguments)


def test_doctor_before_init_has_nothing_to_mend(here: Path, ntm: Ntm) -> None:
    ran = _doctor(ntm)
    assert ran.code == 0
    assert ran.state_of("Cơ sở dữ liệu") == "note"
    assert "ntm init" in ran.out
    assert not (here / "ntm.db").exists(), "looking makes nothing"


def test_doctor_finds_everything_sound(here: Path, ntm: Ntm) -> None:
    ntm("init")
    ran = _doctor(ntm)
    assert ran.code == 0
    for subject in ("WeasyPrint", "Phông chữ của báo cáo", "Bộ tiêu chí xa-ntm-2021-2025", "Cơ sở dữ liệu"):
        assert ran.state_of(subject) == "sound"
    assert ran.state_of("Bộ tiêu chí xa-ntm-2026-2030") == "note", "a frame whose indicators are not entered"


def test_doctor_finds_and_rebuilds_what_was_derived_wrongly(here: Path, ntm: Ntm) -> None:
    ntm("init")
    with open_database("ntm.db") as database, database.writing() as connection:
        stray = {"set_id": "xa-ntm-2021-2025", "unit_code": "06607", "unit_from": "0001-01-01", "item": "1.1"}
        columns = ", ".join(stray)
        connection.execute(
            text(f"INSERT INTO {current.name} ({columns}, kind) VALUES (:{', :'.join(stray)}, 0)"),  # noqa: S608 - our own names
            stray,
        )
    broken = _doctor(ntm)
    assert broken.code == 1
    assert broken.state_of("Bảng số liệu hiện hành") == "broken"
    assert "1 mục hỏng" in broken.err
    assert _doctor(ntm, ["--rebuild"]).code == 0
    assert _doctor(ntm).code == 0


def test_doctor_calls_a_newer_database_and_a_broken_set_broken(
    here: Path, ntm: Ntm, monkeypatch: pytest.MonkeyPatch
) -> None:
    ntm("init")
    with open_database("ntm.db") as database, database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    own = here / "tỉnh"
    own.mkdir()
    (own / "bo-rieng.yaml").write_text("- không phải bộ tiêu chí\n", encoding="utf-8")
    monkeypatch.setenv("NTM_CRITERIA", str(own))
    ran = _doctor(ntm)
    assert ran.code == 1
    assert ran.state_of("Cơ sở dữ liệu") == "broken"
    assert ran.state_of("Bộ tiêu chí") == "broken"
    assert "mới hơn" in ran.out
