"""Charts as small SVG: where the communes of a group stand, one of them marked, with the averages as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Bar:
    """A commune and the criteria it meets."""

    name: str
    met: int
    marked: bool = False


def standing_chart(bars: Sequence[Bar], of: int, lines: Sequence[tuple[str, Fraction]]) -> Markup:
    """Bars by criteria met, the marked commune dark and named with its figure, averages as dashed lines."""
    row, left, wide = 13, 130, 400
    height = row * len(bars) + 34
    scale = wide / of
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + wide + 40} {height}" width="165mm" '
        'font-family="Liberation Serif" font-size="10">'
    ]
    for index, bar in enumerate(bars):
        top = 20 + index * row
        weight = "bold" if bar.marked else "normal"
        fill = "#222" if bar.marked else "#bbb"
        parts.append(
            f'<text x="{left - 5}" y="{top + 9}" text-anchor="end" font-weight="{weight}">{escape(bar.name)}</text>'
            f'<rect x="{left}" y="{top + 1}" width="{bar.met * scale:.1f}" height="{row - 3}" fill="{fill}"/>'
            f'<text x="{left + bar.met * scale + 4:.1f}" y="{top + 9}" font-weight="{weight}">{bar.met}</text>'
        )
    for index, (label, value) in enumerate(lines):
        at = left + float(value) * scale
        anchor, shift = ("end", -3) if index == 0 else ("start", 3)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="14" y2="{height - 10}" stroke="black" stroke-dasharray="3 2"/>'
            f'<text x="{at + shift:.1f}" y="11" text-anchor="{anchor}">{escape(label)}</text>'
        )
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - every text in it was escaped above
