"""Templates: Jinja2 that escapes everything and refuses an unknown name; the filters pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ntm.scoring.wording import verdict_word
from ntm.vietnamese.dates import format_day, moment_shown
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def environment() -> Environment:
    """The templates of the pages (`ntm/web/templates`)."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.do"],
    )  # fmt: skip
    made.globals.update(_=_, static=static)
    made.filters.update(
        day=_day,
        moment=_moment,
        number=format_number,
        fixed=format_fixed,
        verdict=verdict_word,
        sentence=_sentence,
        woven=_woven,
    )
    return made


@cache
def static(name: str) -> str:
    """The address of a static file, with its content's hash so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _sentence(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is: "Quý II", "Tỉnh Lạng Sơn"."""
    return text[:1].upper() + text[1:]


def _woven(
    words: Sequence[str],
    ends: Sequence[str],
    before: Mapping[str, str],
    middle: str,
    after: Mapping[str, str],
) -> Markup:
    """For each word its opening, the middle, the place's own end and its closing, one after another.

    For tables of thousands of cells, which a loop in a template writes many times slower. What is not yet markup
    is escaped.
    """
    opening = {word: escape(before[word]) for word in set(words)}
    closing = {word: escape(after[word]) for word in set(words)}
    once = escape(middle)
    cells = zip(words, map(escape, ends), strict=True)
    return Markup("".join(f"{opening[word]}{once}{end}{closing[word]}" for word, end in cells))  # noqa: S704 - escaped


def _day(day: date | None) -> str:
    return "" if day is None else format_day(day)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment_shown(moment)
