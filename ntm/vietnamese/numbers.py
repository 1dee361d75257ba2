"""Numbers as Vietnamese offices write them: read exactly, or refused with the reason."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MAX_DECIMALS = 6
MAX_MAGNITUDE = Decimal(10) ** 12
_SHAPE = re.compile(r"-?[0-9][0-9.,]*")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")


class NumberError(ValueError):
    """Text that is no number, or may be two; its text is a sentence with the reason and what to write."""


def parse_number(text: str, *, percent_like: bool = False, whole: bool = False) -> Decimal:
    """The exact number in `text`: `46,5` · `46.5` · `1.234,5` · `1,234.5`; raises NumberError.

    Of two different separators the last is the decimal one. A single separator followed by exactly three
    digits may be either: it is refused unless `whole` (counts: decimals are impossible) or `percent_like`
    (a per cent of at most 100: thousands are impossible) or a leading zero leaves one reading.
    """
    written = nfc(text).strip().replace("\u2212", "-")
    if percent_like:
        written = written.removesuffix("%").strip()
    if not _SHAPE.fullmatch(written):
        compact = _BLANKS.sub("", written)
        if _SHAPE.fullmatch(compact) and compact != written:
            return parse_number(compact, percent_like=percent_like, whole=whole)
        raise NumberError(_("“{text}” không phải là số. Ghi ví dụ 46,5.").format(text=text.strip()[:60]))
    sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
    units, decimals = _split(digits, text.strip(), percent_like, whole)
    decimals = decimals.rstrip("0")
    if whole and decimals:
        raise NumberError(_("“{text}” phải là số nguyên.").format(text=text.strip()[:60]))
    if len(decimals) > MAX_DECIMALS:
        raise NumberError(
            _(
                "“{text}” có quá {limit} chữ số thập phân. "
                "Hãy ghi hai số đếm (tử số/mẫu số) để được tính chính xác."
            ).format(text=text.strip()[:60], limit=MAX_DECIMALS)
        )
    value = Decimal(f"{sign}{units}.{decimals or '0'}") if decimals else Decimal(f"{sign}{units}")
    if abs(value) > MAX_MAGNITUDE:
        raise NumberError(
            _("“{text}” lớn quá mức cho phép. Hãy kiểm tra lại đơn vị tính.").format(text=text.strip()[:60])
        )
    return value


def _split(digits: str, text: str, percent_like: bool, whole: bool) -> tuple[str, str]:
    """Units and decimals of a number without its sign."""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return digits, ""
    if dots and commas:
        decimal = max(".", ",", key=digits.rfind)
        thousands = "," if decimal == "." else "."
        units, _sign, decimals = digits.rpartition(decimal)
        if digits.count(decimal) > 1 or not decimals or not _grouped(units, thousands):
            raise _unclear(text)
        return units.replace(thousands, ""), decimals
    separator = "." if dots else ","
    if dots + commas > 1:
        if not _grouped(digits, separator):
            raise _unclear(text)
        return digits.replace(separator, ""), ""
    units, _sign, decimals = digits.partition(separator)
    if not decimals:
        raise _unclear(text)
    if len(decimals) != 3 or units == "0" or len(units) > 3:
        return units, decimals
    if whole:
        return units + decimals, ""
    if percent_like:
        return units, decimals
    raise NumberError(
        _(
            "“{text}” có thể hiểu là {thousands} hoặc {decimal}. "
            "Ghi {thousands} không có dấu, hoặc {decimal}0."
        ).format(text=text, thousands=units + decimals, decimal=f"{units},{decimals}")
    )


def _grouped(units: str, separator: str) -> bool:
    """Whether thousands stand in groups of three."""
    first, *rest = units.split(separator)
    return (
        1 <= len(first) <= 3
        and all(len(group) == 3 for group in rest)
        and all(p.isdigit() for p in (first, *rest))
    )


def _unclear(text: str) -> NumberError:
    return NumberError(
        _("“{text}” không rõ dấu nào là dấu thập phân. Ghi theo kiểu 1.234,5 hoặc 1234,5.").format(
            text=text[:60]
        )
    )


def parse_counts(text: str) -> tuple[Decimal, Decimal]:
    """Two counts written `92/100`; decimals are taken (km). Raises NumberError."""
    numerator, slash, denominator = text.partition("/")
    if not slash or "/" in denominator:
        raise NumberError(
            _("“{text}” không phải là hai số đếm. Ghi ví dụ 92/100.").format(text=text.strip()[:60])
        )
    return parse_number(numerator), parse_number(denominator)


def format_number(value: Decimal, decimals: int | None = None) -> str:
    """`1.234.567,8`; `decimals` fixes how many (half-up), else as many as the value has."""
    fixed = (
        value.normalize() if decimals is None else value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    )
    return f"{fixed:,f}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def typed_number(value: Decimal) -> str:
    """An exact number in the one spelling that cannot be misread when it is read again: "46,5", "1,2340"."""
    text = format(value, "f")
    whole, _dot, decimals = text.partition(".")
    return f"{whole},{decimals}0" if len(decimals) == 3 else text.replace(".", ",")


def format_percent(value: Decimal) -> str:
    """`24,6%`: per cent without a blank."""
    return f"{format_number(value)}%"


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """The exact fraction rounded half-up (away from zero) to so many decimals."""
    scale = 10**decimals
    magnitude = abs(value) * scale
    units = (2 * magnitude.numerator + magnitude.denominator) // (2 * magnitude.denominator)
    return Decimal(-units if value < 0 else units).scaleb(-decimals)


def format_fixed(value: Fraction, decimals: int = 2) -> str:
    """The exact fraction with fixed decimals, half-up: `13,00`."""
    return format_number(round_half_up(value, decimals), decimals)


def shown_against(value: Fraction, threshold: Decimal) -> str:
    """A value with the fewest decimals (2 to 6) that keep it on its side of the threshold.

    94,996 beside 95 is shown 94,996 and never 95; what six decimals cannot tell apart is shown a step away.
    """
    limit = Fraction(threshold)
    side = (value > limit) - (value < limit)
    for decimals in range(2, MAX_DECIMALS + 1):
        rounded = round_half_up(value, decimals)
        shown = Fraction(rounded)
        if (shown > limit) - (shown < limit) == side:
            return format_number(rounded)
    step = Decimal(1).scaleb(-MAX_DECIMALS)
    return format_number(threshold + (step if side > 0 else -step))
