"""Verdicts, values and requirements in words. What is shown never contradicts the verdict."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ntm.criteria.model import Comparator, Kind, Mark, Measure, Threshold
from ntm.criteria.requirement import SIGNS
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Basis, Body, Verdict
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number, shown_against

VERDICT_SIGNS = {
    Verdict.MET: "Đ",
    Verdict.BASICALLY_MET: "B",
    Verdict.NOT_MET: "C",
    Verdict.UNDETERMINED: "?",
    Verdict.NOT_APPLICABLE: "K",
}
"""One sign a verdict in a matrix too narrow for words; told in words beside it."""


def verdict_word(verdict: Verdict | int) -> str:
    """The verdict as people read it."""
    return {
        Verdict.MET: _("đạt"),
        Verdict.BASICALLY_MET: _("cơ bản đạt"),
        Verdict.NOT_MET: _("chưa đạt"),
        Verdict.UNDETERMINED: _("chưa đủ số liệu"),
        Verdict.NOT_APPLICABLE: _("không áp dụng"),
    }[Verdict(verdict)]


def body_word(body: Body | int) -> str:
    """The body as people read it."""
    return {Body.COMMUNE: _("xã"), Body.DISTRICT: _("huyện"), Body.PROVINCE: _("tỉnh")}[Body(body)]


def basis_word(basis: Basis | int, body: Body | int = 0) -> str:
    """What a verdict rests on, as people read it: "tính từ số liệu", "theo kết luận của huyện"."""
    if basis == Basis.SUPPOSED:
        return _("giả định")
    if basis == Basis.DECLARED:
        return _("theo kết luận của {body}").format(body=body_word(body)) if body else _("theo kết luận")
    return _("tính từ số liệu")


def required_text(measure: Measure, threshold: Threshold | None) -> str:
    """What is required, in words: "≥ 95%", "không", "đạt", "Mức độ 2 trở lên"; what is missing says so."""
    if threshold is None or threshold.value is None or threshold.checked is Mark.MISSING:
        if threshold is not None and threshold.delegated:
            return _("chưa có (cấp tỉnh quy định)")
        return _("chưa có")
    if measure.kind is Kind.YES_NO:
        return _("đạt")
    if measure.kind is Kind.GRADE:
        return _required_grade(threshold)
    nothing = threshold.value == 0 and threshold.comparator in (Comparator.EQUAL, Comparator.AT_MOST)
    if nothing and (threshold.text or "").strip().casefold().startswith("không"):
        return _("không")
    return f"{SIGNS[threshold.comparator]} {with_unit(format_number(threshold.value), measure.unit)}"


def _required_grade(threshold: Threshold) -> str:
    grade = threshold.grade or ""
    match threshold.comparator:
        case Comparator.AT_LEAST:
            return _("{grade} trở lên").format(grade=grade)
        case Comparator.AT_MOST:
            return _("{grade} trở xuống").format(grade=grade)
        case Comparator.MORE:
            return _("trên {grade}").format(grade=grade)
        case Comparator.LESS:
            return _("dưới {grade}").format(grade=grade)
        case Comparator.EQUAL:
            return grade


def with_unit(number: str, unit: str) -> str:
    """A number and its unit: the per cent sign stands close, every other unit apart."""
    if unit == "%":
        return f"{number}%"
    return f"{number} {unit}".rstrip()


def exact_value(measure: Measure, stated: Stated) -> Fraction | None:
    """The exact quantity a statement compares (two counts before a rounded value); None where it has none."""
    if stated.numerator is not None and stated.denominator:
        factor = 100 if measure.kind is Kind.PERCENTAGE else 1
        return Fraction(stated.numerator) * factor / Fraction(stated.denominator)
    return Fraction(stated.value) if stated.value is not None else None


def plain(number: Decimal) -> str:
    """A decimal as the JSON contracts write it: no exponent, no needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact_string(value: Fraction) -> str:
    """A fraction as the JSON contracts write it: a decimal where it ends, else numerator/denominator."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    scaled = (value * 10**places).numerator
    digits = f"{abs(scaled):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if scaled < 0 else text


def value_string(measure: Measure, stated: Stated) -> str | None:
    """The value as the JSON contracts write it: "46.5", "92/100", "yes", "no", a grade; None for no value."""
    if stated.grade is not None:
        return stated.grade
    if stated.numerator is not None and stated.denominator is not None:
        return f"{plain(stated.numerator)}/{plain(stated.denominator)}"
    if stated.value is None:
        return None
    if measure.kind is Kind.YES_NO:
        return "yes" if stated.value else "no"
    return plain(stated.value)


def value_text(measure: Measure, stated: Stated, threshold: Threshold | None) -> str:
    """The value as people read it, counts beside the ratio: "95,87% (395/412 hộ)".

    As many decimals are shown as it takes not to contradict the comparison with the threshold.
    """
    if stated.not_applicable is not None:
        return _("không áp dụng: {reason}").format(reason=stated.not_applicable)
    if stated.grade is not None:
        return stated.grade
    if measure.kind is Kind.YES_NO:
        return _("đạt") if stated.value else _("chưa đạt")
    value = exact_value(measure, stated)
    if value is None:
        return ""
    number = _shown(value, stated, threshold)
    text = with_unit(number.removesuffix("%") if measure.unit == "%" else number, measure.unit)
    if stated.numerator is None or stated.denominator is None:
        return text
    counts = f"{format_number(stated.numerator)}/{format_number(stated.denominator)}"
    return f"{text} ({counts} {measure.counts.unit if measure.counts is not None else ''})".replace(" )", ")")


def _shown(value: Fraction, stated: Stated, threshold: Threshold | None) -> str:
    if stated.numerator is None and stated.value is not None:
        return format_number(stated.value)  # as stated: never rounded, so it cannot contradict
    if threshold is not None and threshold.value is not None:
        return shown_against(value, threshold.value)
    rounded = Decimal(round(value * 100)) / 100
    return format_number(rounded)


def said_words(stated: Stated, measure: Measure | None = None) -> str:
    """What a statement says, in short, exactly as stated; with its measure, yes and no in words."""
    if stated.not_applicable is not None:
        return _("không áp dụng: {reason}").format(reason=stated.not_applicable)
    if stated.verdict is not None:
        return verdict_word(stated.verdict)
    if stated.grade is not None:
        return stated.grade
    if stated.numerator is not None and stated.denominator is not None:
        return f"{format_number(stated.numerator)}/{format_number(stated.denominator)}"
    if stated.value is None:
        return ""
    if measure is not None and measure.kind is Kind.YES_NO:
        return _("đạt") if stated.value else _("chưa đạt")
    return format_number(stated.value)
