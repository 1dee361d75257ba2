"""Statements as rows: one writing for listings and programs."""

from __future__ import annotations

from ntm.scoring.wording import said_words
from ntm.store.entries import Recorded
from ntm.vietnamese.dates import moment_shown
from ntm.vietnamese.messages import _

STATEMENT_KEYS = (
    "seq", "item", "on", "value", "by", "recorded_by", "recorded_at", "note", "responsible", "due", "fate",
)  # fmt: skip


def statement_row(one: Recorded) -> dict[str, object]:
    """A statement as a row; its `fate` is empty while it was not withdrawn."""
    stated = one.stated
    withdrawn = one.withdrawn_at
    return {
        "seq": one.seq, "item": stated.item, "on": stated.on, "value": said_words(stated), "by": stated.by.word,
        "recorded_by": stated.recorded_by, "recorded_at": stated.recorded_at,
        "note": stated.note, "responsible": stated.responsible,
        "due": stated.due,
        "fate": _("rút lúc {moment}").format(moment=moment_shown(withdrawn)) if withdrawn else "",
    }  # fmt: skip
