"""Broken sets fail with the message they must give; sound ones are proved.

Each file of `bad/` begins with what must be said of it: `# expect LINE: what is wrong || how to mend it`.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ntm.criteria.coverage import coverage
from ntm.criteria.difference import Change, differences
from ntm.criteria.library import load_file
from ntm.criteria.model import REGIONS, Context, Mark
from ntm.errors import Problem
from tests.law.reading_cases import problems_of

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
BAD_OVERLAYS = sorted((HERE / "bad").glob("*/*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
SMALL = HERE / "good" / "nho.yaml"
EXPECT = re.compile(r"# expect (\d+): (.+) \|\| (.+)")
NORTH = "trung_du_mien_nui_phia_bac"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_broken_set_says_where_and_what_and_how_to_mend(path: Path) -> None:
    must_say(path, problems_of(path))


@pytest.mark.parametrize("path", BAD_OVERLAYS, ids=lambda path: path.parent.name)
def test_a_broken_overlay_says_where_and_what_and_how_to_mend(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NTM_CRITERIA", str(HERE / "bad"))
    must_say(path, problems_of(SMALL, [path.parent.name]))


def must_say(path: Path, problems: list[Problem]) -> None:
    """The problems of a file are those its head expects, each in that file at that line."""
    expected = [EXPECT.fullmatch(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [(int(found[1]), found[2], found[3]) for found in expected if found is not None]
    # Where a message names another place, it names it by its path: here from tests/law on.
    told = [
        (problem.line, problem.message.replace(f"{HERE}/", ""), problem.remedy)
        for problem in problems
        if problem.file == str(path)
    ]
    assert wanted
    assert told[: len(wanted)] == wanted


def test_there_is_a_broken_set_for_each_way_to_break_one() -> None:
    assert len(BAD) >= 30


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_sound_set_is_proved(path: Path) -> None:
    assert [problem.sentence() for problem in problems_of(path)] == []


def test_the_small_set_says_what_it_asks_of_one_commune_before_and_after_its_amendment() -> None:
    small = load_file(SMALL)
    asked: dict[date, dict[str, str | None]] = {}
    for day in (date(2024, 2, 29), date(2024, 3, 1)):
        context = Context(day, NORTH, "group_3", {"border": "yes"})
        lines = coverage(small, day, context).lines
        asked[day] = {
            line.measure.id: None
            if line.threshold is None or line.threshold.value is None
            else str(line.threshold.value)
            for line in lines
        }
    before, after = asked.values()
    assert before == {
        "1.1": "39.5",
        "1.2": "60",
        "1.2:nam": "60",
        "1.2:nu": "60",
        "2.1": "30",
        "2.1:tap-trung": "10",
        "2.2": None,  # left to the province
        "2.3": "70",
        "3.1": "2",
        "3.2": "0",
    }
    assert after == {**before, "2.1:tap-trung": "15", "2.3": None}


def test_the_small_set_counts_its_marks_with_the_column_chung_apart() -> None:
    small = load_file(SMALL)
    found = coverage(small, date(2024, 6, 30))
    # The declared missing one of 1.1 and the one of 2.2 left to the province; the repeal is read;
    # men, women and the total share one line.
    assert found.counts == {Mark.READ: 11, Mark.RECALLED: 1, Mark.DOUBTFUL: 1, Mark.MISSING: 2}
    assert found.general_counts == {Mark.READ: 1, Mark.RECALLED: 0, Mark.DOUBTFUL: 0, Mark.MISSING: 0}
    assert found.delegated == 1


def test_the_small_set_tells_what_changed_between_two_days() -> None:
    small = load_file(SMALL)
    found = differences(small, small, date(2024, 2, 29), date(2024, 3, 1))
    assert [(one.change, one.item_before, one.before, one.after) for one in found] == [
        (Change.THRESHOLD, "2.1:tap-trung", "≥ 10%", "≥ 15%"),
        (Change.THRESHOLD, "2.3", "≥ 70%", "đã bãi bỏ, không áp dụng"),
    ]
    yearly = differences(small, small, date(2022, 12, 31), date(2023, 1, 1))
    assert [(one.item_before, one.before, one.after, one.where) for one in yearly] == [
        ("1.1", "≥ 36 triệu đồng", "≥ 39,5 triệu đồng", f"vùng {REGIONS[NORTH]}")
    ]
