"""Measuring a printed paper: where its words stand, how large and how heavy they are, and what touches what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

MM = 72 / 25.4
Word = dict[str, Any]


def opened(pdf: bytes) -> PDF:
    """The paper, opened for measuring."""
    return pdfplumber.open(io.BytesIO(pdf))


@dataclass(frozen=True)
class Line:
    """A line of upright text: its words, its box in points, its size and its style ("Bold", "Italic", "")."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    style: str


@cache
def words(page: Page) -> list[Word]:
    """The upright words of a page with font and size (a plot's turned names are not among them)."""
    upright = page.filter(lambda item: item.get("object_type") != "char" or item["upright"])
    return list(upright.extract_words(extra_attrs=["fontname", "size"], use_text_flow=True))


def line(page: Page, start: str) -> Line:
    """The first line that begins with these words (words of one style on one base line, side by side)."""
    first, *more = start.split()
    found = words(page)
    for at, word in enumerate(found):
        if word["text"] != first or [one["text"] for one in found[at + 1 : at + 1 + len(more)]] != more:
            continue
        same = [word]
        for following in found[at + 1 :]:
            if abs(following["bottom"] - word["bottom"]) > 1 or following["fontname"] != word["fontname"]:
                break
            same.append(following)
        style = word["fontname"].split("Serif")[-1].replace("-", "")
        return Line(
            " ".join(one["text"] for one in same), word["x0"], same[-1]["x1"], word["top"], word["bottom"],
            round(word["size"], 1), style,
        )  # fmt: skip
    raise AssertionError(f"{start!r} is not on page {page.page_number}")


def rule_below(page: Page, above: Line) -> tuple[float, float]:
    """Left and right end of the rule that stands closest below a line."""
    rules = [one for one in page.rects if one["height"] < 1.5 and 0 <= one["top"] - above.bottom < 12]
    middle = (above.x0 + above.x1) / 2
    near = [one for one in rules if one["x0"] < middle < one["x1"]]
    assert near, f"no rule below {above.text!r}"
    nearest = min(near, key=lambda one: one["top"])
    return nearest["x0"], nearest["x1"]


def overlaps(page: Page) -> Iterator[tuple[str, str]]:
    """Pairs of words that cover each other by more than a hair."""
    found = sorted(words(page), key=lambda word: word["top"])
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if other["top"] > one["bottom"]:
                break
            wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if wide > 1 and high > 0.25 * min(one["bottom"] - one["top"], other["bottom"] - other["top"]):
                yield one["text"], other["text"]


def outside(
    page: Page, left: float = 30, right: float = 15, top: float = 20, bottom: float = 20
) -> list[str]:
    """What stands beyond the margins (millimetres), the page number and the labels in them apart."""
    beyond = []
    for word in words(page):
        # What belongs into the margins: the page number and the draft's mark above, the label below.
        in_margin = word["bottom"] < top * MM or word["top"] > page.height - bottom * MM
        # Justified lines end up to 0,6 mm off: advances are rounded where spaces are stretched.
        past = word["x0"] < left * MM - 1 or word["x1"] > page.width - right * MM + 0.6 * MM
        crossing = word["top"] < top * MM - 1 < word["bottom"] - 2 or (
            word["bottom"] > page.height - bottom * MM + 1 > word["top"] + 2
        )
        off = word["x0"] < 0 or word["x1"] > page.width or word["top"] < 0 or word["bottom"] > page.height
        if off or (not in_margin and (past or crossing)):
            beyond.append(str(word["text"]))
    return beyond
