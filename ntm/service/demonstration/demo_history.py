"""Made-up figures of earlier quarters for the demonstration, so that a pace can be read: illustrative, every one.

They lead up to the figures of ntm.service.demonstration.demo_status at the same speed, with some noise. Only quantities
have them: what is said with yes or no has no pace.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

LABEL = "số liệu minh họa"
DAYS = (date(2023, 6, 30), date(2023, 12, 31), date(2024, 3, 31), date(2024, 6, 30))
"""The days of which everything is stated."""
EARLIER = (date(2022, 9, 30), date(2022, 12, 31), date(2023, 3, 31), date(2023, 9, 30))
"""The days of which only quantities are stated."""
_QUARTERS = {EARLIER[0]: -3, EARLIER[1]: -2, EARLIER[2]: -1, EARLIER[3]: 1}
"""How many quarters after the first of DAYS."""

Row = dict[str, str]


def earlier_rows(rows: Sequence[Row], code: str) -> Iterator[Row]:
    """The rows of EARLIER for the quantities of a commune, from its rows of DAYS."""
    held: dict[str, dict[str, Row]] = {}
    for row in rows:
        held.setdefault(row["item"], {})[row["on"]] = row
    for item, by_day in held.items():
        said = [by_day.get(day.isoformat()) for day in DAYS]
        figures = [_figure(row) for row in said if row is not None]
        quantities = [figure for figure in figures if figure is not None]
        if len(quantities) < len(DAYS):
            continue
        rng = random.Random(f"{code} {item} earlier")  # noqa: S311 - made-up data, not a secret
        start, end = quantities[0], quantities[-1]
        pace = (end - start) / 4
        noise = max(abs(pace), _grain(by_day[DAYS[0].isoformat()])) if pace else Decimal(0)
        for day in EARLIER:
            value = start + pace * _QUARTERS[day] + noise * Decimal(rng.randint(-10, 10)) / 10
            yield {**_written(by_day[DAYS[0].isoformat()], value), "on": day.isoformat()}


def _figure(row: Row) -> Decimal | None:
    """What is counted, or the value; None for what is said with words."""
    text = (row.get("numerator") or row.get("value") or "").replace(",", ".")
    return Decimal(text) if text.replace(".", "").isdigit() else None


def _grain(row: Row) -> Decimal:
    """The least that the figure can change by."""
    return Decimal("0.1") if "," in (row.get("numerator") or row.get("value") or "") else Decimal(1)


def _written(row: Row, value: Decimal) -> Row:
    """The row with another figure, no finer than the one it had, and within its whole."""
    grain, shown = _grain(row), max(value, Decimal(0))
    rounded = (shown / grain).to_integral_value() * grain
    if "denominator" in row:
        rounded = min(rounded, Decimal(row["denominator"].replace(",", ".")))
        return {**row, "numerator": _text(rounded)}
    return {**row, "value": _text(rounded)}


def _text(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")
