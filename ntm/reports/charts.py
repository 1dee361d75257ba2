"""Charts as small SVG: where the communes of a group stand, one of them marked, with the averages as lines.

Widths and heights are in tenths of a millimetre; nothing is told by colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

from ntm.vietnamese.messages import _

_WIDTH, _RIGHT = 1650, 300
_TOP, _PLOT = 45, 300
_DASHES = ("10 6", "3 5")


@dataclass(frozen=True, slots=True)
class Bar:
    """A commune and the criteria it meets."""

    name: str
    met: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the chart: its label and its height in criteria."""

    label: str
    value: Fraction


def standing_chart(bars: Sequence[Bar], of: int, marks: Sequence[Mark] = ()) -> Markup:
    """One bar a commune, the marked one black with its name in bold, averages as dashed lines."""
    names = 215
    step = (_WIDTH - _RIGHT) / max(len(bars), 1)
    size = min(32.0, step * 0.55)
    parts = []
    for index, bar in enumerate(bars):
        left = index * step
        middle = left + step / 2
        high = _PLOT * bar.met / of
        weight = ' font-weight="bold"' if bar.marked else ""
        fill = "#000" if bar.marked else "#b8b8b8"
        # The figure stands at the foot of its bar, where no average's line crosses it.
        inside = high > size * 1.4
        foot = _TOP + _PLOT - 10 if inside else _TOP + _PLOT - high - 8
        ink = "#fff" if bar.marked and inside else "#000"
        parts.append(
            f'<rect x="{left + step * 0.14:.1f}" y="{_TOP + _PLOT - high:.1f}" width="{step * 0.72:.1f}" '
            f'height="{high:.1f}" fill="{fill}"/>'
            f'<text x="{middle:.1f}" y="{foot:.1f}" text-anchor="middle" fill="{ink}" '
            f'font-size="{size:.0f}"{weight}>{bar.met}</text>'
            f'<text transform="translate({middle + size * 0.3:.1f} {_TOP + _PLOT + 12}) rotate(-90)" '
            f'text-anchor="end" font-size="{size:.0f}"{weight}>{escape(bar.name)}</text>'
        )
    parts += _lines(marks, of)
    return _svg(_TOP + _PLOT + names, parts, _("Số tiêu chí đạt của từng xã"))


def distribution_chart(bars: Sequence[Bar], of: int, marks: Sequence[Mark] = ()) -> Markup:
    """How many communes meet how many criteria, for groups too large for a bar each; the marked one's is black."""
    count = Counter(bar.met for bar in bars)
    own = next((bar for bar in bars if bar.marked), None)
    most = max(count.values())
    step = (_WIDTH - _RIGHT) / (of + 1)
    parts = []
    for met in range(of + 1):
        left, high = met * step, _PLOT * count[met] / most
        fill = "#000" if own is not None and own.met == met else "#b8b8b8"
        if count[met]:
            parts.append(
                f'<rect x="{left + step * 0.14:.1f}" y="{_TOP + _PLOT - high:.1f}" width="{step * 0.72:.1f}" '
                f'height="{high:.1f}" fill="{fill}"/><text x="{left + step / 2:.1f}" text-anchor="middle" '
                f'y="{_TOP + _PLOT - high - 8:.1f}" font-size="30">{count[met]}</text>'
            )
        parts.append(
            f'<text x="{left + step / 2:.1f}" y="{_TOP + _PLOT + 34}" text-anchor="middle" font-size="30">{met}</text>'
        )
    labels = [mark.label for mark in marks]
    parts += [
        f'<text x="{_WIDTH - _RIGHT + 10}" y="{_TOP + 40 + 40 * at}" font-size="32">{escape(label)}</text>'
        for at, label in enumerate(labels)
    ]
    if own is not None:
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{_TOP + 40 + 40 * len(labels)}" font-size="32" '
            f'font-weight="bold">{escape(own.name)} {own.met}</text>'
        )
    return _svg(_TOP + _PLOT + 50, parts, _("Số xã theo số tiêu chí đạt"))


def _lines(marks: Sequence[Mark], of: int) -> Iterator[str]:
    """The marks as dashed lines, their labels at the right, kept apart where the lines lie close."""
    placed: list[float] = []
    for at, mark in sorted(enumerate(marks), key=lambda one: -one[1].value):
        high = _TOP + _PLOT - float(mark.value) * _PLOT / of
        label = max([high, *(y + 36 for y in placed)])
        placed.append(label)
        yield (
            f'<line x1="0" x2="{_WIDTH - _RIGHT}" y1="{high:.1f}" y2="{high:.1f}" stroke="#000" stroke-width="3" '
            f'stroke-dasharray="{_DASHES[at % 2]}"/>'
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{label + 8:.1f}" font-size="32">{escape(mark.label)}</text>'
        )


def _svg(height: float, parts: Sequence[str], title: str) -> Markup:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH / 10}mm" '
        f'height="{height / 10:.0f}mm" font-family="Liberation Serif" role="img"><title>{escape(title)}</title>'
        f'<line x1="0" x2="{_WIDTH - _RIGHT}" y1="{_TOP + _PLOT}" y2="{_TOP + _PLOT}" stroke="#000" stroke-width="3"/>'
    )
    return Markup(head + "".join(parts) + "</svg>")  # noqa: S704 - every text in it was escaped above
