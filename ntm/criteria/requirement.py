"""A threshold in words, and its mark in words: "≥ 95%", "đạt", "chưa có (tỉnh quy định)"."""

from __future__ import annotations

from ntm.criteria.model import Comparator, Kind, Mark, Measure, Threshold
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

SIGNS: dict[Comparator, str] = {
    Comparator.AT_LEAST: "≥",
    Comparator.AT_MOST: "≤",
    Comparator.EQUAL: "=",
    Comparator.MORE: ">",
    Comparator.LESS: "<",
}


def requirement(measure: Measure, threshold: Threshold) -> str:
    """What a threshold asks of a measure, without where it applies; a missing one is never given a value."""
    if threshold.value is None or threshold.checked is Mark.MISSING:
        return _("chưa có (cấp tỉnh quy định)") if threshold.delegated else _("chưa có")
    if measure.kind is Kind.YES_NO:
        return _("đạt")
    sign = SIGNS[threshold.comparator]
    if measure.kind is Kind.GRADE:
        return f"{sign} {threshold.grade or ''}".rstrip()
    amount = format_number(threshold.value)
    if measure.unit == "%":
        return f"{sign} {amount}%"
    return f"{sign} {amount} {measure.unit}".rstrip()


def mark_word(mark: Mark) -> str:
    """The mark in words, as screens and papers show it."""
    return {
        Mark.READ: _("đã đối chiếu"),
        Mark.RECALLED: _("chưa đối chiếu"),
        Mark.DOUBTFUL: _("còn nghi ngờ"),
        Mark.MISSING: _("chưa có"),
    }[mark]
