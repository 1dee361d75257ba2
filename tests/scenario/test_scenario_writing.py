"""A scenario written as a file is read again as it was, whatever it says; what a file cannot hold is refused."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ntm.errors import DataError
from ntm.scenario.assignments import Assignment
from ntm.scenario.scenario import Draft, PlaceChange, Scenario
from ntm.scenario.scenario_file import scenario_of
from ntm.scenario.scenario_writing import scenario_text
from ntm.vietnamese.text import nfc

WORDS = some.text(
    some.sampled_from(string.ascii_letters + string.digits + " \"'\\{}[]:,#&*!|>%@`-+đạtXuânDương–…"),
    min_size=1,
).map(nfc)
ASSIGNED = some.builds(Assignment, WORDS, WORDS, some.just("set"), some.none() | WORDS)
PLACES = some.builds(PlaceChange, some.none() | WORDS, some.just({"border": "yes", "region": "tay_nguyen"}))
DAYS = some.none() | some.dates(date(1990, 1, 1), date(2100, 1, 1))
SCENARIOS = some.builds(
    Scenario, WORDS, some.lists(ASSIGNED, max_size=4).map(tuple), some.just(()),
    some.lists(PLACES, max_size=2).map(tuple), some.none() | WORDS, DAYS, DAYS,
)  # fmt: skip


def bare(scenario: Scenario) -> Scenario:
    """Without where it was written."""
    return replace(
        scenario,
        values=tuple(replace(one, option="", file=None, line=None) for one in scenario.values),
        thresholds=tuple(replace(one, option="", file=None, line=None) for one in scenario.thresholds),
        places=tuple(replace(one, written="") for one in scenario.places),
    )


@given(SCENARIOS, some.lists(some.tuples(WORDS, WORDS), max_size=2))
def test_what_is_written_is_read_again(scenario: Scenario, thresholds: list[tuple[str, str]]) -> None:
    scenario = replace(scenario, thresholds=tuple(Assignment(*one, "thresholds") for one in thresholds))
    assert bare(scenario_of("a.yaml", scenario_text(scenario))) == bare(scenario)


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario("hai\ndòng", (Assignment("1", "2"),)),
        Scenario("a", (Assignment("10.1", "4\u20288"),)),
        Scenario("a", drafts=(Draft("du-thao.yaml", "overlay: x"),)),
    ],
)
def test_what_a_file_cannot_hold_is_refused_in_words(scenario: Scenario) -> None:
    with pytest.raises(DataError):
        scenario_text(scenario)


def test_a_file_that_stands_alone_may_name_no_other() -> None:
    with pytest.raises(DataError) as refused:
        scenario_of("a.yaml", "name: A\nextends: [nen.yaml]\noverlays: [../../etc/passwd]\n")
    assert [(one.file, one.line) for one in refused.value.problems] == [("a.yaml", 2), ("a.yaml", 3)]
