"""Stating, repeating, withdrawing: what is recorded, what changes nothing, and what is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from ntm.errors import DataError
from ntm.scoring.fixed import encode_counts
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body, Verdict
from ntm.store import speaking
from ntm.store.acts import acts, last_moment
from ntm.store.database import Database, open_database
from ntm.store.entries import Appended, Entry
from ntm.store.statements import append, history, sets_stated, show, withdraw
from ntm.store.tables import current
from tests.store.conftest import XUAN_DUONG, add_units

DAY = date(2024, 6, 30)
WATER = Stated("17.1", DAY, Body.COMMUNE, value=Decimal("94.96"), note="khảo sát tháng 6")


def say(database: Database, *stated: Stated, at: datetime | None = None) -> Appended:
    """State things of Xuân Dương in one act."""
    with database.writing() as connection:
        return append(connection, [Entry(XUAN_DUONG, None, "thu", one) for one in stated], by="cán bộ", at=at)


def test_what_was_said_comes_back_to_the_letter(database: Database) -> None:
    said = Stated(
        "17.1", DAY, Body.DISTRICT,
        value=Decimal("24.6"), numerator=Decimal("92"), denominator=Decimal("374"),
        note="Nhà văn hóa thôn Nà Ươm", responsible="cán bộ phụ trách môi trường", due=date(2024, 9, 30),
        evidence="biểu 05", illustrative=True,
    )  # fmt: skip
    done = say(database, said)
    with database.reading() as connection:
        [found] = history(connection, XUAN_DUONG, None, "thu", "17.1")
        code = connection.execute(current.select()).one().code
    assert found.stated == replace(said, recorded_at=done.moment, recorded_by="cán bộ")
    assert (found.seq, found.kind, found.withdraws, found.withdrawn_at) == (1, "measurement", None, None)
    assert code == encode_counts(Decimal(92), Decimal(374), 100), (
        "the exact quotient, not the rounded percentage"
    )


def test_saying_it_again_changes_nothing(database: Database) -> None:
    assert say(database, WATER).recorded == 1
    again = say(database, replace(WATER, value=Decimal("94.960")))
    assert (again.recorded, again.unchanged) == (0, 1)
    assert say(database, replace(WATER, note="khảo sát lại")).recorded == 1
    with database.reading() as connection:
        assert len(history(connection, XUAN_DUONG, None, "thu", "17.1")) == 2
        assert [act.action for act in acts(connection)].count("cli:statement:append") == 2


def test_a_file_of_several_days_and_bodies_can_be_imported_twice(database: Database) -> None:
    rows = [
        replace(WATER, on=date(2023, 12, 31), value=Decimal(80)),
        WATER,
        Stated("7", DAY, Body.COMMUNE, verdict=Verdict.MET),
        Stated("7", DAY, Body.PROVINCE, verdict=Verdict.NOT_MET),
    ]
    assert say(database, *rows).recorded == 4
    assert say(database, *rows).recorded == 0


def test_a_return_to_an_earlier_value_is_recorded(database: Database) -> None:
    for value in ("80", "81", "80"):
        assert say(database, replace(WATER, value=Decimal(value))).recorded == 1
    with database.reading() as connection:
        [spoken] = show(connection, XUAN_DUONG, None, "thu", DAY)
    assert spoken.stated.value == 80


def test_what_was_withdrawn_may_be_said_again(database: Database) -> None:
    say(database, WATER)
    with database.writing() as connection:
        [found] = history(connection, XUAN_DUONG, None, "thu", "17.1")
        withdraw(connection, found, by="cán bộ", note="nhầm xã")
    with database.reading() as connection:
        assert show(connection, XUAN_DUONG, None, "thu", DAY) == []
        first, taken_back = history(connection, XUAN_DUONG, None, "thu", "17.1")
    assert first.withdrawn_at == taken_back.stated.recorded_at
    assert (taken_back.withdraws, taken_back.stated.note) == (first.seq, "nhầm xã")
    assert say(database, WATER).recorded == 1
    with database.writing() as connection, pytest.raises(DataError, match="đã được rút"):
        withdraw(connection, first, by="cán bộ")
    with database.writing() as connection, pytest.raises(DataError, match="để rút"):
        withdraw(connection, taken_back, by="cán bộ")


def test_all_or_nothing(database: Database) -> None:
    wrong = Entry("99999", None, "thu", WATER)
    with pytest.raises(DataError, match="99999"), database.writing() as connection:
        append(connection, [Entry(XUAN_DUONG, None, "thu", WATER), wrong], by="cán bộ")
    with database.reading() as connection:
        assert history(connection, XUAN_DUONG, None, "thu") == []
        assert acts(connection) == []


def test_nothing_crosses_the_day_a_unit_begins(database: Database) -> None:
    begins = date(2025, 7, 1)
    add_units(database, (XUAN_DUONG, begins))
    say(database, WATER)
    with database.reading() as connection:
        assert show(connection, XUAN_DUONG, begins, "thu", date(2025, 8, 1)) == []
    with database.writing() as connection, pytest.raises(DataError, match="trước ngày đơn vị"):
        append(connection, [Entry(XUAN_DUONG, begins, "thu", WATER)], by="cán bộ")


def test_sets_are_kept_apart(database: Database) -> None:
    say(database, WATER)
    with database.reading() as connection:
        assert show(connection, XUAN_DUONG, None, "khac", DAY) == []
        assert sets_stated(connection, XUAN_DUONG, None) == ["thu"]


def test_moments_never_go_back(database: Database) -> None:
    noon = datetime(2024, 7, 1, 12, tzinfo=UTC)
    first = say(database, WATER, at=noon)
    second = say(database, replace(WATER, value=Decimal(95)), at=noon - timedelta(hours=1))
    assert first.moment == noon
    assert second.moment > noon
    with database.reading() as connection:
        assert last_moment(connection) == second.moment
        [known_then] = show(connection, XUAN_DUONG, None, "thu", DAY, noon)
        [known_now] = show(connection, XUAN_DUONG, None, "thu", DAY)
    assert [known_then.stated.value, known_now.stated.value] == [Decimal("94.96"), Decimal(95)]


def test_what_speaks_now_is_rebuilt_when_it_is_broken(database: Database) -> None:
    say(database, WATER, Stated("7", DAY, Body.DISTRICT, verdict=Verdict.MET))
    with database.writing() as connection:
        connection.execute(current.update().values(code=1))
    with database.writing() as connection:
        assert speaking.differences(connection) == 2, "rows, each counted once"
        speaking.rebuild(connection)
    with database.reading() as connection:
        assert speaking.differences(connection) == 0


def test_writers_at_the_same_time_follow_one_another(database: Database) -> None:
    def write(body: Body) -> list[tuple[datetime, int | None]]:
        done = [say(database, replace(WATER, by=body, value=Decimal(number))) for number in range(10)]
        return [(one.moment, one.seqs[0]) for one in done]

    with ThreadPoolExecutor(2) as pool:
        written = sorted(one for part in pool.map(write, [Body.COMMUNE, Body.DISTRICT]) for one in part)
    assert [seq for _moment, seq in written] == list(range(1, 21)), "numbers in the order of the moments"
    assert len({moment for moment, _seq in written}) == 20
    with database.reading() as connection:
        assert speaking.differences(connection) == 0


STATING = """
import sys
from datetime import date
from decimal import Decimal
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body
from ntm.store.database import open_database
from ntm.store.entries import Entry
from ntm.store.statements import append

with open_database(sys.argv[1]) as database:
    for number in range(100_000):
        stated = Stated("17.1", date(2024, 6, 30), Body.COMMUNE, value=Decimal(number))
        with database.writing() as connection:
            append(connection, [Entry(sys.argv[2], None, "thu", stated)], by="thử")
        print(number, flush=True)
"""


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(url: str) -> None:
    """The process is killed while it states one thing after another; what it said was done is there."""
    command = [sys.executable, "-c", STATING, url, XUAN_DUONG]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _line in range(25)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in process.stdout.read().split()]
    assert process.returncode == -signal.SIGKILL
    with open_database(url) as database, database.reading() as connection:
        found = [one.stated.value for one in history(connection, XUAN_DUONG, None, "thu", "17.1")]
        # The last may have been written and its acknowledgement lost; nothing else may differ.
        assert found[: len(acknowledged)] == acknowledged
        assert len(found) <= len(acknowledged) + 1
        assert speaking.differences(connection) == 0
