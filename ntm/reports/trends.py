"""A plot of averages over time as small SVG: the subject as a full line, its reference as a dashed one.

A day without a figure breaks the line. A table of the same figures stands beside the plot wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from markupsafe import Markup, escape

from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed

_WIDTH, _HEIGHT = 1100, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 250, 20, 50


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and a value (or None) for each of the plot's days."""

    name: str
    values: Sequence[Fraction | None]


def trend_chart(days: Sequence[date], subject: Series, reference: Series | None, of: int) -> Markup:
    """Criteria met per commune (0 to `of`) over the days; needs at least one day."""
    first, last = days[0].toordinal(), days[-1].toordinal()
    across = (_WIDTH - _LEFT - _RIGHT) / max(last - first, 1)

    def place(day: date, value: Fraction) -> tuple[float, float]:
        high = (_HEIGHT - _TOP - _BOTTOM) * float(value) / of
        return _LEFT + (day.toordinal() - first) * across, _HEIGHT - _BOTTOM - high

    parts = [*_grid(of), *_days(days, first, across)]
    labels: list[tuple[float, str]] = []
    lines = [
        (subject, "", "#0c5a3c"),
        *([(reference, ' stroke-dasharray="9 6"', "#4b5763")] if reference else []),
    ]
    for series, dash, ink in lines:
        points = [
            (day, value, *place(day, value))
            for day, value in zip(days, series.values, strict=True)
            if value is not None
        ]
        for run in _runs(days, series.values):
            path = " ".join("{:.1f},{:.1f}".format(*place(day, value)) for day, value in run)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="4"{dash}/>')
        for day, value, x, y in points:
            told = f"{series.name}, {format_day(day)}: {format_fixed(value)}"
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{ink}"><title>{escape(told)}</title></circle>'
            )
        if points:
            labels.append((points[-1][3], f"{series.name} {format_fixed(points[-1][1])}"))
    parts += _labels(labels)
    return Markup(  # noqa: S704 - numbers of our own, and words that were escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" class="plot">'
        f"<title>{escape(_('Bình quân tiêu chí đạt trên một xã qua các kỳ'))}</title>{''.join(parts)}</svg>"
    )


def _grid(of: int) -> Iterator[str]:
    for value in range(0, of + 1, 5):
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / of
        yield (
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#c9d0d6"/>'
            f'<text x="{_LEFT - 12}" y="{y + 7:.1f}" text-anchor="end" font-size="20" fill="#16202a">{value}</text>'
        )


def _days(days: Sequence[date], first: int, across: float) -> Iterator[str]:
    """The days below the plot, those left out that would lie over the one before."""
    free = -1e9
    for at, day in enumerate(days):
        x = _LEFT + (day.toordinal() - first) * across
        if x < free and at < len(days) - 1:
            continue
        free = x + 90
        anchor = "start" if at == 0 else "end" if at == len(days) - 1 else "middle"
        yield (
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 30}" text-anchor="{anchor}" font-size="18" fill="#16202a">'
            f"{day.month}/{day.year}</text>"
        )


def _runs(days: Sequence[date], values: Sequence[Fraction | None]) -> Iterator[list[tuple[date, Fraction]]]:
    run: list[tuple[date, Fraction]] = []
    for day, value in zip(days, values, strict=True):
        if value is not None:
            run.append((day, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _labels(labels: Sequence[tuple[float, str]]) -> Iterator[str]:
    """Names at the lines' ends, kept apart."""
    low = -1e9
    for y, text in sorted(labels):
        low = max(y + 7, low + 24)
        yield f'<text x="{_WIDTH - _RIGHT + 14}" y="{low:.1f}" font-size="20" fill="#16202a">{escape(text)}</text>'
