"""Withdrawal by its boundaries (QĐ 18/2022): for 19 criteria 6 with a named one, 10 without; what is open, apart."""

from __future__ import annotations

from datetime import date

import pytest

from ntm.criteria import library
from ntm.scoring.withdrawal import Outcome, judged

LAW = library.load("ho-so-2022").procedure
assert LAW is not None
NAMED = LAW.named_by_set["xa-ntm-2021-2025"].numbers
PLAIN = tuple(str(number) for number in range(1, 20) if str(number) not in NAMED)


def outcome(lost: int, named: int = 0, still_open: int = 0, open_named: int = 0, of: int = 19) -> Outcome:
    """With so many criteria lost and open, so many of either being named ones."""
    assert LAW is not None
    gone = [*NAMED[:named], *PLAIN[: lost - named]]
    left_named = [number for number in NAMED if number not in gone]
    left = [number for number in PLAIN if number not in gone]
    waiting = [*left_named[:open_named], *left[: still_open - open_named]]
    assert (len(gone), len(waiting)) == (lost, still_open)
    return judged(gone, waiting, of, LAW.rules, NAMED).outcome


@pytest.mark.parametrize(
    ("lost", "named", "expected"),
    [
        (0, 0, Outcome.KEEPS),
        (5, 1, Outcome.KEEPS),  # 26,3%
        (6, 1, Outcome.WITHDRAW),  # 31,6%, Thu nhập among them
        (6, 0, Outcome.KEEPS),
        (9, 0, Outcome.KEEPS),  # 47,4%
        (9, 3, Outcome.WITHDRAW),
        (10, 0, Outcome.WITHDRAW),  # 52,6%: with or without a named one
        (10, 1, Outcome.WITHDRAW),
        (16, 0, Outcome.WITHDRAW),
    ],
)
def test_the_boundaries_of_nineteen(lost: int, named: int, expected: Outcome) -> None:
    assert outcome(lost, named) is expected


@pytest.mark.parametrize(
    ("lost", "expected"), [(2, Outcome.KEEPS), (3, Outcome.WITHDRAW), (5, Outcome.WITHDRAW)]
)
def test_equal_to_the_share_is_reached(lost: int, expected: Outcome) -> None:
    assert outcome(lost, named=1, of=10) is expected  # 3 of 10 are 30%, 5 are 50%


def test_half_of_ten_needs_no_named_one() -> None:
    assert outcome(4, of=10) is Outcome.KEEPS
    assert outcome(5, of=10) is Outcome.WITHDRAW


@pytest.mark.parametrize(
    ("lost", "named", "still_open", "open_named", "expected"),
    [
        (5, 1, 1, 0, Outcome.UNDECIDED),  # six with a named one, if the open one is lost
        (5, 0, 1, 0, Outcome.KEEPS),  # six without one
        (5, 0, 1, 1, Outcome.UNDECIDED),  # the open one is itself named
        (8, 0, 1, 0, Outcome.KEEPS),
        (9, 0, 1, 0, Outcome.UNDECIDED),
        (10, 0, 3, 1, Outcome.WITHDRAW),  # nothing open can undo it
        (6, 1, 13, 2, Outcome.WITHDRAW),
        (0, 0, 19, 3, Outcome.UNDECIDED),  # nothing is known at all
    ],
)
def test_what_is_open_is_kept_apart(
    lost: int, named: int, still_open: int, open_named: int, expected: Outcome
) -> None:
    assert outcome(lost, named, still_open, open_named) is expected


def test_the_named_criteria_are_those_the_decision_names() -> None:
    assert LAW is not None
    for one in LAW.named:
        criteria = library.load(one.set_id)
        names = {criteria.criterion_by_number[number].name for number in one.numbers}
        assert names <= {
            "Thu nhập",
            "Môi trường và an toàn thực phẩm",
            "Môi trường",
            "Chất lượng môi trường sống",
            "Quốc phòng và An ninh",
        }
        assert len(names) == len(one.numbers)


def test_who_verifies_after_the_districts_is_not_known() -> None:
    assert LAW is not None
    before, after = (LAW.verifier("tham-tra", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before is not None
    assert after is not None
    assert (before.body, after.body) == ("district", None)
