"""Which statement speaks, as a page of plain Python over a list: what the store is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ntm.scoring.snapshot import Stated


@dataclass(frozen=True)
class Event:
    """Something that was recorded: a statement, or a withdrawal of the event with the number `withdraws`."""

    seq: int
    moment: datetime
    unit: str
    stated: Stated | None
    withdraws: int | None = None


def kind_of(stated: Stated) -> str:
    """The word of the kind."""
    return "measurement" if stated.verdict is None else "declaration"


def speaking(
    events: Sequence[Event], day: date, known_at: datetime | None
) -> dict[tuple[str, str, str], tuple[int, Stated]]:
    """What speaks on the day as known at the moment: by (unit, item, kind), its number and content."""
    known = [event for event in events if known_at is None or event.moment <= known_at]
    gone = {event.withdraws for event in known if event.withdraws is not None}
    best: dict[tuple[str, str, str], tuple[int, Stated]] = {}
    for event in known:
        if event.stated is None or event.seq in gone or event.stated.on > day:
            continue
        key = (event.unit, event.stated.item, kind_of(event.stated))
        if key not in best or _order(event.seq, event.stated) > _order(*best[key]):
            best[key] = (event.seq, event.stated)
    return best


def _order(seq: int, stated: Stated) -> tuple[int, int, int]:
    day, body = stated.on.toordinal(), int(stated.by)
    return (day, body, seq) if stated.verdict is None else (body, day, seq)
