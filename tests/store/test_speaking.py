"""What speaks on any day, as known at any moment: the store against a plain model, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE, encode
from ntm.scoring.snapshot import Declarations, Snapshot, Stated, UnitRow
from ntm.scoring.verdict import Body, Verdict
from ntm.store import speaking
from ntm.store.database import Database
from ntm.store.entries import entry_in
from ntm.store.snapshots import snapshot
from ntm.store.statements import append, history, show, withdraw
from ntm.store.tables import ORIGIN
from tests.store.conftest import XUAN_DUONG, add_units
from tests.store.model import Event
from tests.store.model import speaking as model_speaking
from tests.store.sets import small_set

SET = small_set()
DAYS = [date(2024, 1, 1) + timedelta(days=30 * number) for number in range(4)]
ASKED = [DAYS[0] - timedelta(days=1), *DAYS, DAYS[-1] + timedelta(days=400)]
_numbers = count(1)

_common = {
    "on": st.sampled_from(DAYS),
    "by": st.sampled_from(Body),
    "illustrative": st.sampled_from([False, False, True]),
}
_numbers_said = st.decimals(0, 100, places=2)
statements = st.one_of(
    st.builds(Stated, item=st.sampled_from(["1.1", "2.1", "2.1:nam"]), value=_numbers_said, **_common),
    st.builds(
        Stated,
        item=st.sampled_from(["1.2", "3.2"]),
        numerator=st.integers(0, 90).map(Decimal),
        denominator=st.integers(90, 99).map(Decimal),
        **_common,
    ),
    st.builds(Stated, item=st.just("3.1"), grade=st.sampled_from(["Trung bình", "Khá", "Tốt"]), **_common),
    st.builds(Stated, item=st.sampled_from(["1.1", "2.1"]), not_applicable=st.just("không có"), **_common),
    st.builds(
        Stated,
        item=st.sampled_from(["1", "2.1"]),
        verdict=st.sampled_from([Verdict.MET, Verdict.BASICALLY_MET, Verdict.NOT_MET]),
        **_common,
    ),
)
acts = st.lists(
    st.one_of(
        st.lists(st.tuples(st.sampled_from("ab"), statements), min_size=1, max_size=6),
        st.integers(0, 20),  # withdraw the statement with this place among those that may be withdrawn
    ),
    min_size=1,
    max_size=8,
)


# One database serves all examples, each with units of its own. Making a failing example smaller would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(
    max_examples=20, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_every_day_as_known_at_every_moment_is_what_the_model_says(
    database: Database, acts: list[list[tuple[str, Stated]] | int]
) -> None:
    mark = f"{next(_numbers):05d}"
    add_units(database, *((mark + letter, ORIGIN) for letter in "ab"))
    units = [UnitRow(mark + letter, letter, "xa") for letter in "ab"]
    codes = [unit.code for unit in units]
    events: list[Event] = []
    moments: list[datetime] = []
    for act in acts:
        if isinstance(act, int):
            gone = {event.withdraws for event in events}
            open_ = [event for event in events if event.stated is not None and event.seq not in gone]
            if not open_:
                continue
            chosen = open_[act % len(open_)]
            with database.writing() as connection:
                found = {one.seq: one for one in history(connection, chosen.unit, None, SET.id)}
                seq = withdraw(connection, found[chosen.seq], by="thử")
                moment = {one.seq: one for one in history(connection, chosen.unit, None, SET.id)}[seq].stated
            assert moment.recorded_at is not None
            events.append(Event(seq, moment.recorded_at, chosen.unit, None, chosen.seq))
        else:
            entries = [entry_in(SET, mark + letter, None, stated) for letter, stated in act]
            with database.writing() as connection:
                done = append(connection, entries, by="thử")
            for entry, number in zip(entries, done.seqs, strict=True):
                if number is not None:
                    events.append(
                        Event(
                            number,
                            done.moment,
                            entry.unit_code,
                            replace(entry.stated, recorded_at=done.moment),
                        )
                    )
        moments.append(events[-1].moment if events else datetime.now(UTC))

    for known_at in (None, *moments):
        for day in ASKED:
            expected = model_speaking(events, day, known_at)
            builder = SnapshotBuilder(SET, day, units, known_at=known_at)
            for (code, _item, _kind), (_seq, stated) in expected.items():
                builder.put(codes.index(code), stated)
            _same(snapshot(database, SET, day, units, known_at), builder.build())
            if known_at is None:  # many units are asked of in another way than few
                silent = [UnitRow(f"{mark}-{at}", "", "xa") for at in range(20)]
                many = SnapshotBuilder(SET, day, [*units, *silent])
                for (code, _item, _kind), (_seq, stated) in expected.items():
                    many.put(codes.index(code), stated)
                _same(snapshot(database, SET, day, [*units, *silent]), many.build())
    with database.reading() as connection:
        assert speaking.differences(connection) == 0


def _same(found: Snapshot, expected: Snapshot) -> None:
    np.testing.assert_array_equal(found.codes, expected.codes)
    np.testing.assert_array_equal(found.reporting, expected.reporting)
    assert found.illustrative == expected.illustrative
    assert _declared(found.on_indicators) == _declared(expected.on_indicators)
    assert _declared(found.on_criteria) == _declared(expected.on_criteria)
    assert set(found.stated) == set(expected.stated)
    for row, entries in expected.stated.items():
        # Who recorded it is the same in all; everything else must be as it was said.
        assert {key: replace(one, recorded_by=None) for key, one in found.stated[row].items()} == dict(
            entries
        )


def _declared(columns: Declarations) -> list[tuple[int, ...]]:
    parts = (columns.rows, columns.items, columns.verdicts, columns.bodies)
    return sorted(zip(*(part.tolist() for part in parts), strict=True))


@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        # (month, body), in the order of recording; which of them speaks in May
        pytest.param([(1, Body.PROVINCE), (2, Body.COMMUNE)], {"number": 1, "verdict": 0}, id="day or body"),
        pytest.param([(2, Body.PROVINCE), (2, Body.COMMUNE)], {"number": 0, "verdict": 0}, id="same day"),
        pytest.param([(2, Body.DISTRICT), (1, Body.DISTRICT)], {"number": 0, "verdict": 0}, id="same body"),
        pytest.param(
            [(2, Body.DISTRICT), (2, Body.DISTRICT)], {"number": 1, "verdict": 1}, id="last recorded"
        ),
        pytest.param(
            [(3, Body.COMMUNE), (4, Body.COMMUNE), (1, Body.DISTRICT)],
            {"number": 1, "verdict": 2},
            id="three",
        ),
    ],
)
def test_of_measurements_the_day_decides_first_and_of_declarations_the_body(
    database: Database, said: list[tuple[int, Body]], speaks: dict[str, int]
) -> None:
    numbers = [
        Stated("1.1", date(2024, month, 1), by, value=Decimal(at)) for at, (month, by) in enumerate(said)
    ]
    verdicts = [
        Stated("1", date(2024, month, 1), by, verdict=Verdict.MET, note=str(at))
        for at, (month, by) in enumerate(said)
    ]
    with database.writing() as connection:
        append(connection, [entry_in(SET, XUAN_DUONG, None, one) for one in (*numbers, *verdicts)], by="thử")
    with database.reading() as connection:
        for known_at in (None, datetime(2100, 1, 1, tzinfo=UTC)):
            verdict, number = show(connection, XUAN_DUONG, None, SET.id, date(2024, 5, 1), known_at)
            assert number.stated.value == speaks["number"]
            assert verdict.stated.note == str(speaks["verdict"])
        assert speaking.differences(connection) == 0
    found = snapshot(database, SET, date(2024, 5, 1), [UnitRow(XUAN_DUONG, "Xuân Dương", "xa")])
    assert found.codes[0, 0] == encode(Decimal(speaks["number"]))


def test_what_is_read_late_is_as_known_when_the_snapshot_was_taken(database: Database) -> None:
    units = [UnitRow(XUAN_DUONG, "Xuân Dương", "xa")]
    first = Stated("1.1", date(2024, 1, 1), Body.COMMUNE, value=Decimal(1))
    with database.writing() as connection:
        append(connection, [entry_in(SET, XUAN_DUONG, None, first)], by="thử")
    taken = snapshot(database, SET, date(2024, 5, 1), units)
    with database.writing() as connection:
        append(connection, [entry_in(SET, XUAN_DUONG, None, replace(first, value=Decimal(2)))], by="thử")
    assert taken.stated[0]["1.1", "measurement"].value == 1


def test_statements_of_many_units_are_read_several_units_at_once(database: Database) -> None:
    """Also by one who goes from unit to unit; who looks at one unit reads that unit alone."""
    codes = [f"x{number:03d}" for number in range(60)]
    add_units(database, *((code, ORIGIN) for code in codes))
    said = [Stated("1.1", DAYS[0], Body.COMMUNE, value=Decimal(at)) for at in range(60)]
    with database.writing() as connection:
        stated = zip(codes, said, strict=True)
        append(connection, [entry_in(SET, code, None, one) for code, one in stated], by="thử")
    asked: list[object] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _told(*given: object) -> None:
        if "FROM statement" in str(given[2]):
            asked.append(given[3])

    taken = snapshot(database, SET, DAYS[1], [UnitRow(code, code, "xa") for code in codes])
    asked.clear()
    assert taken.stated[30]["1.1", "measurement"].value == 30
    assert len(asked) == 1
    assert codes[30] in str(asked)
    assert codes[31] not in str(asked)
    assert [taken.stated[at]["1.1", "measurement"].value for at in range(60)] == list(range(60))
    assert len(asked) < 10
    assert list(taken.stated) == list(range(60))
    assert len(asked) < 10


def test_an_item_the_set_no_longer_has_is_passed_over_but_the_unit_reports(database: Database) -> None:
    said = Stated("9.9", date(2024, 1, 1), Body.COMMUNE, value=Decimal(1))
    with database.writing() as connection:
        append(connection, [entry_in(SET, XUAN_DUONG, None, said)], by="thử")
    found = snapshot(database, SET, date(2024, 5, 1), [UnitRow(XUAN_DUONG, "Xuân Dương", "xa")])
    assert found.reporting.tolist() == [True]
    assert (found.codes == MISSING).all()


def test_not_applicable_covers_its_indicator_as_known_then(database: Database) -> None:
    """On an earlier moment, a later day of one of the measures does not yet lift what covers them all."""
    units = [UnitRow(XUAN_DUONG, "Xuân Dương", "xa")]
    said = [
        Stated("2.1:nam", DAYS[0], Body.COMMUNE, value=Decimal(70)),
        Stated("2.1", DAYS[1], Body.COMMUNE, not_applicable="không có"),
        Stated("2.1:nam", DAYS[2], Body.COMMUNE, value=Decimal(80)),
    ]
    moments = []
    for one in said:
        with database.writing() as connection:
            moments.append(append(connection, [entry_in(SET, XUAN_DUONG, None, one)], by="thử").moment)
    none, covered, men = MISSING, NOT_APPLICABLE, encode(Decimal(80))
    for day, known_at, expected in [
        (DAYS[3], None, [covered, men, covered]),
        (DAYS[3], moments[1], [covered, covered, covered]),
        (DAYS[1], None, [covered, covered, covered]),
        (DAYS[3], moments[0], [none, encode(Decimal(70)), none]),
        (DAYS[0], None, [none, encode(Decimal(70)), none]),
    ]:
        assert snapshot(database, SET, day, units, known_at).codes[2:5, 0].tolist() == expected
