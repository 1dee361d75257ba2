"""Titles are entered as dated facts with their decision; the watch reads them and the scorecard, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ntm.errors import DataError, UsageError
from ntm.scoring.withdrawal import Outcome
from ntm.service.entering.enter import set_value
from ntm.service.recognition.titles import end_title, record_title, titles_within
from ntm.service.recognition.watch import watch
from ntm.service.workspace import Workspace
from ntm.store.acts import acts, last_moment
from ntm.store.database import Database, open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
XUAN_DUONG = "06607"  # 14 met, 4 not met (2, 6, 10, 17), 13 open


@pytest.fixture
def database(demo_here: Path) -> Iterator[Database]:
    with open_database(str(demo_here)) as opened:
        yield opened


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)


def test_the_demonstration_has_communes_at_every_distance(workspace: Workspace) -> None:
    lines = watch(workspace, workspace.ask(DAY), "huyện Lộc Bình")
    assert [(line.held.unit.code, line.outcome) for line in lines][:4] == [
        ("06574", Outcome.WITHDRAW),
        ("06595", Outcome.WITHDRAW),
        ("06601", Outcome.WITHDRAW),
        ("06577", Outcome.KEEPS),
    ]
    assert len(lines) == 7


def test_a_title_is_watched_as_soon_as_it_is_recorded(workspace: Workspace) -> None:
    record_title(workspace, XUAN_DUONG, "title_ntm", date(2023, 12, 31), "Quyết định thử", "cán bộ 1")
    [line] = watch(workspace, workspace.ask(DAY), XUAN_DUONG)
    assert line.found is not None
    assert (line.outcome, line.found.lost, line.found.open) == (
        Outcome.KEEPS,
        ("2", "6", "10", "17"),
        ("13",),
    )
    set_value(workspace, XUAN_DUONG, "1", "chưa đạt", DAY, by="thử")  # computed as met: the figures stand
    assert watch(workspace, workspace.ask(DAY), XUAN_DUONG)[0].outcome is Outcome.KEEPS
    set_value(
        workspace, XUAN_DUONG, "1.1", "chưa đạt", DAY, by="thử"
    )  # five, and one open: six with a named one
    assert watch(workspace, workspace.ask(DAY), XUAN_DUONG)[0].outcome is Outcome.UNDECIDED
    set_value(workspace, XUAN_DUONG, "13", "chưa đạt", DAY, by="thử")
    assert watch(workspace, workspace.ask(DAY), XUAN_DUONG)[0].outcome is Outcome.WITHDRAW


def test_a_title_holds_on_its_days_and_an_older_record_can_be_read_again(
    workspace: Workspace, database: Database
) -> None:
    record_title(workspace, XUAN_DUONG, "title_ntm", date(2023, 12, 31), "Quyết định thử", "cán bộ 1")
    with database.reading() as connection:
        before = last_moment(connection)
        assert acts(connection)[-1].action == "cli:title:record"
    end_title(workspace, XUAN_DUONG, "title_ntm", date(2024, 3, 1), "Quyết định thu hồi thử", "cán bộ 1")
    assert [
        one.decision for one in titles_within(workspace, workspace.ask(date(2024, 2, 29)), XUAN_DUONG)
    ] == ["Quyết định thử; Quyết định thu hồi thử"]
    assert titles_within(workspace, workspace.ask(date(2024, 3, 1)), XUAN_DUONG) == []
    assert titles_within(workspace, workspace.ask(date(2023, 12, 30)), XUAN_DUONG) == []
    then = Workspace(database, known_at=before)
    assert [one.decision for one in titles_within(then, then.ask(DAY), XUAN_DUONG)] == ["Quyết định thử"]


def test_one_entered_by_mistake_was_never_held(workspace: Workspace) -> None:
    day = date(2023, 12, 31)
    record_title(workspace, XUAN_DUONG, "title_nang_cao", day, "Quyết định thử", "cán bộ 1")
    end_title(workspace, XUAN_DUONG, "title_nang_cao", day, "nhập nhầm", "cán bộ 1")
    assert titles_within(workspace, workspace.ask(DAY), XUAN_DUONG) == []
    with pytest.raises(DataError, match="không có danh hiệu"):
        end_title(workspace, XUAN_DUONG, "title_nang_cao", DAY, "", "cán bộ 1")


def test_other_titles_are_watched_by_their_own_set_or_not_at_all(workspace: Workspace) -> None:
    for title in ("title_nang_cao", "title_kieu_mau"):
        record_title(workspace, XUAN_DUONG, title, date(2023, 12, 31), "Quyết định thử", "cán bộ 1")
    first, second = watch(workspace, workspace.ask(DAY), XUAN_DUONG)
    assert (first.set_id, first.outcome) == ("xa-ntm-nang-cao-2021-2025", Outcome.UNDECIDED)
    assert (second.set_id, second.outcome) == (None, Outcome.UNWATCHED)


def test_the_unit_that_took_its_place_holds_no_title(workspace: Workspace) -> None:
    assert titles_within(workspace, workspace.ask(date(2025, 6, 30)), "06541")
    assert titles_within(workspace, workspace.ask(date(2025, 7, 1)), "tỉnh Lạng Sơn") == []


def test_what_cannot_be_recorded_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="title_ntm"):
        record_title(workspace, XUAN_DUONG, "anh-hung", DAY, "Quyết định thử", "cán bộ 1")
    for unit, day, decision, words in (
        ("huyện Lộc Bình", DAY, "Quyết định thử", "cấp xã"),
        (XUAN_DUONG, DAY, "  ", "Ghi số, ngày"),
        (XUAN_DUONG, date(2300, 1, 1), "Quyết định thử", r"Ngày 01/01/2300|2300"),
    ):
        with pytest.raises(DataError, match=words):
            record_title(workspace, unit, "title_ntm", day, decision, "cán bộ 1")


def test_the_commands(ntm: Ntm, demo_here: Path) -> None:
    on = ("--on", "2024-06-30")
    rows = ntm("dossier", "watch", "tỉnh Lạng Sơn", *on, "--format", "json").json()
    assert [row["outcome"] for row in rows].count("withdraw") == 3
    assert rows[0]["lost"] == 10
    assert rows[0]["named"] == "10"
    assert "Không có xã nào" in ntm("dossier", "watch", "Xuân Dương", *on).out
    entered = ntm("dossier", "title", "Xuân Dương", "title_ntm", *on, "--decision", "Quyết định thử")
    assert "xã đạt chuẩn nông thôn mới" in entered.out
    assert "Quyết định thử" in ntm("dossier", "titles", "Xuân Dương", *on).out
    assert ntm("dossier", "end-title", "Xuân Dương", "title_ntm", *on, "--note", "nhầm").code == 0
    assert "Quyết định thử" not in ntm("dossier", "titles", "Xuân Dương", *on).out
    assert ntm("dossier", "title", "Xuân Dương", "vua", *on, "--decision", "x").code == 2
