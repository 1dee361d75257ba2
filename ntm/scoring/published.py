"""Published averages with their sources: the references the program ships with, and which of them is like.

The day a figure speaks of lies somewhere in its period. Where the source leaves two periods possible, `doubt`
says so and the period runs from the start of the earlier to the end of the later, so that the figure is not
used before it could have been known. Averages are kept as printed: some are cut and not rounded.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal, cast

from ntm.vietnamese.messages import _

_FILE = Path(__file__).with_name("data") / "published-averages.csv"

Scope = Literal["country", "province", "district"]


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure. `set_id` is None for a set the program does not have; `communes` may be unknown.

    `boundaries` says in words of which division into communes it speaks.
    """

    scope: Scope
    unit_code: str | None
    name: str
    as_published: str
    period_start: date
    period_end: date
    doubt: str
    average: Decimal
    communes: int | None
    recognised: int | None
    set_id: str | None
    set_name: str
    boundaries: str
    source: str
    note: str

    @property
    def exact(self) -> Fraction:
        """The average as printed, exactly."""
        return Fraction(self.average)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The division of a unit into communes on the scored day.

    `communes` is their number, None where the program does not hold all of them (the country). `same_on`
    tells whether they were the same communes on another day; None: not known.
    """

    communes: int | None
    same_on: Callable[[date], bool | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """The figure chosen (or None), in what it is unlike, and why no like one was found."""

    figure: Published | None
    unlike: tuple[str, ...] = ()
    reason: str = ""


@cache
def published_averages() -> tuple[Published, ...]:
    """Every shipped figure, in the file's order."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Published(
                scope=cast(Scope, row["scope"]),
                unit_code=row["unit_code"] or None,
                name=row["name"],
                as_published=row["as_published"],
                period_start=date.fromisoformat(row["period_start"]),
                period_end=date.fromisoformat(row["period_end"]),
                doubt=row["doubt"],
                average=Decimal(row["average"]),
                communes=int(row["communes"]) if row["communes"] else None,
                recognised=int(row["recognised"]) if row["recognised"] else None,
                set_id=row["criteria_set"] or None,
                set_name=row["set_name"],
                boundaries=row["boundaries"],
                source=row["source"],
                note=row["note"],
            )
            for row in csv.DictReader(file)
        )


def published_for(scope: Scope, unit_code: str | None, day: date) -> list[Published]:
    """Figures of a unit whose period ends on or before the day, the latest first."""
    found = [
        figure
        for figure in published_averages()
        if figure.scope == scope and figure.unit_code == unit_code and figure.period_end <= day
    ]
    return sorted(found, key=lambda figure: figure.period_end, reverse=True)


def choose(
    figures: Sequence[Published],
    name: str,
    set_id: str,
    boundaries: Boundaries,
    allow_mismatch: bool = False,
) -> Choice:
    """The latest like figure of those given (latest first): of the same set and the same boundaries.

    Where none is like, the latest unlike one with what it is unlike in, if `allow_mismatch`; else none, with
    the reason.
    """
    if not figures:
        return Choice(None, (), _("Chưa có bình quân đã công bố của {name} đến ngày này.").format(name=name))
    differences = [unlike(figure, set_id, boundaries) for figure in figures]
    for figure, differs in zip(figures, differences, strict=True):
        if not differs:
            return Choice(figure)
    reason = _(
        "Bình quân đã công bố của {name} không cùng cách tính ({differs}); xem bằng --allow-mismatch."
    ).format(name=name, differs="; ".join(differences[0]))
    if allow_mismatch:
        return Choice(figures[0], differences[0], reason)
    return Choice(None, (), reason)


def unlike(figure: Published, set_id: str, boundaries: Boundaries) -> tuple[str, ...]:
    """In what a figure is unlike an average by that set in those boundaries, in words; empty when it is like."""
    found: list[str] = []
    if figure.set_id != set_id:
        found.append(_("theo {other}, không theo {asked}").format(other=figure.set_name, asked=set_id))
    now = boundaries.communes
    if figure.communes is not None and now is not None and figure.communes != now:
        found.append(_("tính trên {other} xã, nay {now} xã").format(other=figure.communes, now=now))
        return tuple(found)
    same = boundaries.same_on(figure.period_end)
    if same is False:
        found.append(_("các xã đã được sắp xếp lại sau kỳ công bố"))
    elif same is None:
        found.append(_("không rõ các xã của kỳ công bố có như ngày này không"))
    return tuple(found)
