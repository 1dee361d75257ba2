"""Statements as rows: one writing for listings and programs."""

from __future__ import annotations

from ntm.scoring.snapshot import Stated
from ntm.scoring.wording import verdict_word
from ntm.store.entries import Recorded
from ntm.vietnamese.dates import moment_shown
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

STATEMENT_KEYS = (
    "seq", "item", "on", "value", "by", "recorded_by", "recorded_at", "note", "responsible", "due", "fate",
)  # fmt: skip


def said(stated: Stated) -> str:
    """What a statement says, in short."""
    if stated.not_applicable is not None:
        return _("không áp dụng: {reason}").format(reason=stated.not_applicable)
    if stated.verdict is not None:
        return verdict_word(stated.verdict)
    if stated.grade is not None:
        return stated.grade
    if stated.numerator is not None and stated.denominator is not None:
        return f"{format_number(stated.numerator)}/{format_number(stated.denominator)}"
    return format_number(stated.value) if stated.value is not None else ""


def statement_row(one: Recorded) -> dict[str, object]:
    """A statement as a row; its `fate` is empty while it was not withdrawn."""
    stated = one.stated
    withdrawn = one.withdrawn_at
    return {
        "seq": one.seq, "item": stated.item, "on": stated.on, "value": said(stated), "by": stated.by.word,
        "recorded_by": stated.recorded_by, "recorded_at": stated.recorded_at,
        "note": stated.note, "responsible": stated.responsible,
        "due": stated.due,
        "fate": _("rút lúc {moment}").format(moment=moment_shown(withdrawn)) if withdrawn else "",
    }  # fmt: skip
