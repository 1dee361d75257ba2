"""Every shipped set is proved, alone and with what lies over it."""

from __future__ import annotations

import time

import pytest

from ntm.criteria import library
from ntm.criteria.proof import prove

SETS = [
    "xa-ntm-2016-2020",
    "xa-ntm-2021-2025",
    "xa-ntm-nang-cao-2021-2025",
    "xa-ntm-2026-2030",
    "cong-nhan-2022",
    "ho-so-2022",
]


def items_of(set_id: str) -> set[str] | None:
    known = {summary.id for summary in library.available()}
    return {measure.id for measure in library.load(set_id).measures} if set_id in known else None


def laid_over() -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    for set_id in SETS:
        overlays = library.overlays_over(set_id)
        found += [(set_id, ()), *((set_id, (one,)) for one in overlays)]
        if len(overlays) > 1:
            found.append((set_id, overlays))
    return found


def test_the_shipped_sets_are_there() -> None:
    assert sorted(summary.id for summary in library.available()) == sorted(SETS)


def test_lang_son_and_the_demonstration_lie_over_the_basic_set() -> None:
    assert {"lang-son", "minh-hoa"} <= set(library.overlays_over("xa-ntm-2021-2025"))


@pytest.mark.parametrize(("set_id", "overlays"), laid_over())
def test_a_shipped_set_is_proved(set_id: str, overlays: tuple[str, ...]) -> None:
    loaded = library.load(set_id, overlays=overlays)
    started = time.process_time()
    assert [problem.sentence() for problem in prove(loaded, items_of)] == []
    assert time.process_time() - started < 0.3
