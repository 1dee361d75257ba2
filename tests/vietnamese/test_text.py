"""Folding for finding, and both placements of the tone."""

from __future__ import annotations

import pytest

from ntm.vietnamese.text import fold, nfc, tone_normal


@pytest.mark.parametrize(
    "text", ["Xuân Dương", "XUÂN DƯƠNG", "xuan duong", "Xua\u0302n Du\u031bo\u031bng", " xuân  dương "]
)
def test_folding_forgets_case_marks_and_blanks(text: str) -> None:
    assert fold(text) == "xuan duong"


@pytest.mark.parametrize(
    ("old", "new"), [("Hoà Bình", "Hòa Bình"), ("Thuỵ Hùng", "Thụy Hùng"), ("HOÀ", "hòa")]
)
def test_both_placements_of_the_tone_are_one(old: str, new: str) -> None:
    assert tone_normal(old) == tone_normal(new)


def test_different_tones_stay_apart() -> None:
    assert tone_normal("Hoa") != tone_normal("Hòa") != tone_normal("Hóa")


def test_text_is_kept_composed() -> None:
    assert nfc("e\u0302\u0301") == "ế"
