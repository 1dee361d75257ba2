"""A map of communes by criteria met: each outlined, shaded by band, and with its figure on it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import cos, radians

from markupsafe import Markup, escape

from ntm.scoring.average_words import band_words
from ntm.scoring.averages import band_edges
from ntm.territory.boundaries import Boundaries, Boundary, Ring
from ntm.vietnamese.messages import _

_SHADES = ("#595959", "#858585", "#ababab", "#cfcfcf", "#ececec")
"""Best band darkest; a commune that does not report is white."""
_WIDTH, _LEGEND = 1600.0, 60.0
_EDGE = 10.0


def commune_map(boundaries: Boundaries, met: Mapping[str, int], of: int) -> Markup:
    """The map as SVG, 160 mm wide; `met` gives the criteria met of each reporting commune by code."""
    west, south, east, north = _frame(boundaries)
    flat = cos(radians((south + north) / 2))
    scale = (_WIDTH - 2 * _EDGE) / ((east - west) * flat)
    high = (north - south) * scale + 2 * _EDGE

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - west) * flat * scale + _EDGE, (north - point[1]) * scale + _EDGE

    edges = band_edges(of)
    shapes, figures = [], []
    for code in sorted(boundaries.units):
        boundary, value = boundaries.units[code], met.get(code)
        path = "".join(_line([place(point) for point in ring]) for ring in boundary.rings)
        at = next(
            (index for index, (low, top) in enumerate(edges) if value is not None and low <= value <= top),
            None,
        )
        fill = "#fff" if at is None else _SHADES[at]
        ink = "#fff" if at == 0 else "#000"
        x, y = place(_middle(boundary))
        shapes.append(f'<path d="{path}" fill="{fill}" fill-rule="evenodd" stroke="#000" stroke-width="2"/>')
        figures.append(
            f'<text x="{x:.0f}" y="{y + 12:.0f}" text-anchor="middle" font-size="34" fill="{ink}">'
            f"{'–' if value is None else value}</text>"
        )
    legend = "".join(_legend(high, edges))
    whole = high + 2 * _LEGEND
    return Markup(  # noqa: S704 - numbers of our own, and words that were escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {whole:.0f}" width="{_WIDTH / 10}mm" '
        f'height="{whole / 10:.1f}mm" font-family="Liberation Serif" role="img">'
        f"<title>{escape(_('Số tiêu chí đạt của từng xã'))}</title>{''.join(shapes)}{''.join(figures)}{legend}</svg>"
    )


def _frame(boundaries: Boundaries) -> tuple[float, float, float, float]:
    points = [point for one in boundaries.units.values() for ring in one.rings for point in ring]
    longitudes, latitudes = [x for x, _y in points], [y for _x, y in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _line(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z"


def _middle(boundary: Boundary) -> tuple[float, float]:
    """Where a figure stands: the middle of the widest stretch of the largest outline, half-way up it."""
    ring = max(boundary.rings, key=_area)
    latitudes = [y for _x, y in ring]
    low, top = min(latitudes), max(latitudes)
    best, place = -1.0, ring[0]
    for part in (0.5, 0.4, 0.6, 0.3, 0.7):
        level = low + (top - low) * part
        crossings = sorted(
            x1 + (level - y1) * (x2 - x1) / (y2 - y1)
            for (x1, y1), (x2, y2) in pairwise(ring)
            if (y1 <= level) != (y2 <= level)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if right - left > best:
                best, place = right - left, ((left + right) / 2, level)
    return place


def _area(ring: Ring) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _legend(top: float, edges: tuple[tuple[int, int], ...]) -> list[str]:
    words = [band_words(low, high) for low, high in edges]
    entries = [*zip(_SHADES, words, strict=False), ("#fff", _("chưa báo cáo"))]
    parts = []
    for at, (fill, word) in enumerate(entries):
        x, y = 10 + (at % 3) * 530, top + 10 + (at // 3) * _LEGEND
        parts.append(
            f'<rect x="{x}" y="{y:.0f}" width="70" height="40" fill="{fill}" stroke="#000" stroke-width="2"/>'
            f'<text x="{x + 90}" y="{y + 32:.0f}" font-size="34">{escape(word)}</text>'
        )
    return parts
