"""The index page of a batch: a plain HTML list of its papers, and of those that could not be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ntm.reports.rendering import environment

INDEX = "index"


@dataclass(frozen=True, slots=True)
class Entry:
    """One commune: its code and title, its files, the verdict in words, or why there is no paper."""

    code: str
    name: str
    files: tuple[str, ...]
    verdict: str
    reason: str


def index_page(title: str, day_words: str, set_id: str, entries: Sequence[Entry]) -> str:
    """The page as HTML; every text is escaped."""
    template = environment().get_template("batch/index.html.j2")
    return template.render(title=title, day_words=day_words, set_id=set_id, entries=entries)
