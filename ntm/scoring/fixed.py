"""Exact comparison on integers: a value is twice its floor at four decimals, plus one when anything is left.

A threshold t has at most 4 decimals, so t·10⁴ is an integer. For any exact value v let f = floor(v·10⁴) and
code(v) = 2f + (0 if v·10⁴ = f else 1). Then, with T = 2·t·10⁴:

    v ≥ t ⇔ code(v) ≥ T      v ≤ t ⇔ code(v) ≤ T      v = t ⇔ code(v) = T
    v > t ⇔ code(v) ≥ T + 1  v < t ⇔ code(v) ≤ T − 1

so one integer comparison decides, for a quotient of two counts as for a number. Magnitudes up to MAX_VALUE
keep every code within 63 bits; most columns fit in 32.
"""

from __future__ import annotations

from decimal import Decimal

SCALE = 10_000
VALUE_DECIMALS = 6
THRESHOLD_DECIMALS = 4
MAX_VALUE = Decimal(10) ** 12
"""No value, count or threshold may be larger: 2·10¹²·10⁴ + 1 < 2⁶³."""

MISSING = -(2**31)
"""The code of "nothing said"."""
NOT_APPLICABLE = MISSING + 1
"""The code of "not applicable, with its reason"."""
MIN_CODE = MISSING + 2
"""The least code a value may have (values down to about -107.374); lower ones are refused at the door."""


def encode(value: Decimal) -> int:
    """The code of an exact value. Raises OverflowError beyond the bounds stated above."""
    return encode_fraction(value.as_integer_ratio())


def encode_counts(numerator: Decimal, denominator: Decimal, factor: int = 1) -> int:
    """The code of numerator/denominator·factor (100 for a percentage), never rounded.

    Raises ZeroDivisionError for a zero denominator.
    """
    return encode_fraction(quotient_of(numerator, denominator, factor))


def quotient_of(numerator: Decimal, denominator: Decimal, factor: int = 1) -> tuple[int, int]:
    """numerator/denominator·factor exactly, as a pair of integers, the second positive; it may not be reduced.

    Raises ZeroDivisionError for a zero denominator.
    """
    (above, of_above), (below, of_below) = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    if not below:
        raise ZeroDivisionError
    sign = 1 if below > 0 else -1
    return sign * above * factor * of_below, sign * of_above * below


def encode_fraction(ratio: tuple[int, int]) -> int:
    """The code of an exact fraction (numerator, positive denominator)."""
    whole, rest = divmod(ratio[0] * SCALE, ratio[1])
    code = 2 * whole + (1 if rest else 0)
    if code < MIN_CODE or abs(whole) > MAX_VALUE * SCALE:
        raise OverflowError(f"value out of bounds: {ratio[0]}/{ratio[1]}")
    return code


def encode_threshold(value: Decimal) -> int:
    """The code of a threshold; always even. Raises ValueError when it has more than four decimals."""
    scaled = value * SCALE
    if scaled != scaled.to_integral_value():
        raise ValueError(f"a threshold has at most {THRESHOLD_DECIMALS} decimals: {value}")
    return 2 * int(scaled)
