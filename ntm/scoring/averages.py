"""Averages of criteria met per commune: exact fractions, their bounds, bands, references and what is still needed.

Only units of kind xã are counted. average = Σ met ÷ reporting communes; `low` and `high` are over all of them,
what is open counted as not met, and as met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any

from ntm.scoring.published import Published
from ntm.scoring.scorecard import Scorecard
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import round_half_up

_BANDS_OF_19 = ((19, 19), (15, 18), (10, 14), (5, 9), (0, 4))


@dataclass(frozen=True, slots=True)
class Band:
    """Communes that meet from `lowest` to `highest` criteria, and their share of the reporting ones."""

    lowest: int
    highest: int
    communes: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Average:
    """The standing of a group of communes: sums and counts, from which every figure follows exactly."""

    met: int
    possible: int
    communes: int
    reporting: int
    of: int
    bands: tuple[Band, ...]
    rows: frozenset[int] = frozenset()

    @property
    def value(self) -> Fraction | None:
        """Σ met ÷ reporting communes; None when none reports."""
        return Fraction(self.met, self.reporting) if self.reporting else None

    @property
    def low(self) -> Fraction | None:
        """Over all communes, what is open counted as not met."""
        return Fraction(self.met, self.communes) if self.communes else None

    @property
    def high(self) -> Fraction | None:
        """Over all communes, what is open counted as met; a commune that does not report may meet all."""
        silent = (self.communes - self.reporting) * self.of
        return Fraction(self.possible + silent, self.communes) if self.communes else None

    @property
    def partial(self) -> bool:
        """Whether some commune does not report."""
        return self.reporting < self.communes


@dataclass(frozen=True, slots=True)
class Reference:
    """What an average is set beside. `computed` or `published`; `mismatch` says in what it is unlike."""

    unit: Mapping[str, str | None]
    basis: str
    value: Fraction
    source: str
    on: date
    average: Average | None = None
    communes: int | None = None
    mismatch: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A subject's average beside its reference (None, with the reason among the warnings)."""

    on: date
    set_id: str
    subject_unit: Mapping[str, str | None]
    subject: Average
    reference: Reference | None
    needed: int | None
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def gap(self) -> Fraction | None:
        """Subject minus reference."""
        if self.reference is None or self.subject.value is None:
            return None
        return self.subject.value - self.reference.value


def average(scorecard: Scorecard, rows: Sequence[int]) -> Average:
    """The average of the communes in these rows; those that are not counted (towns, wards) are left out."""
    kept = [row for row in rows if scorecard.counted[row]]
    reporting = [row for row in kept if scorecard.reporting[row]]
    met = [int(scorecard.met[row]) for row in reporting]
    possible = [int(scorecard.possible[row]) for row in reporting]
    of = len(scorecard.criteria_set.criteria)
    return Average(sum(met), sum(possible), len(kept), len(reporting), of, bands(met, of), frozenset(kept))


def bands(met: Sequence[int], of: int) -> tuple[Band, ...]:
    """Communes by criteria met: for 19 the usual bands of reports, for another number all, and fifths of it."""
    if of == 19:
        edges: tuple[tuple[int, int], ...] = _BANDS_OF_19
    else:
        cuts = sorted({of, *(ceil(of * part / 5) for part in (1, 2, 3, 4)), 0}, reverse=True)
        edges = ((of, of), *((low, high - 1) for high, low in pairwise(cuts)))
    total = len(met)
    result = []
    for lowest, highest in edges:
        count = sum(lowest <= number <= highest for number in met)
        result.append(Band(lowest, highest, count, Fraction(count, total) if total else Fraction(0)))
    return tuple(result)


def criteria_needed(subject: Average, reference: Reference | None) -> int | None:
    """The fewest further criteria the subject must meet for its average to reach the reference.

    Where the reference is computed and contains the subject, each criterion gained lifts both: with sums M and
    counts n, the least k with (Ms + k)/ns ≥ (Mr + k)/nr. None where either is partial, where there is no
    reference, or where not even all criteria of the subject would be enough.
    """
    if reference is None or subject.value is None or subject.partial:
        return None
    larger = reference.average
    if larger is not None and larger.partial:
        return None
    if subject.value >= reference.value:
        return 0
    needed = Fraction(reference.value * subject.reporting - subject.met)
    if larger is not None and subject.rows <= larger.rows:
        spare = larger.reporting - subject.reporting
        if spare == 0:
            return 0
        needed = Fraction(larger.met * subject.reporting - subject.met * larger.reporting, spare)
    count = ceil(needed)
    return count if count <= subject.of * subject.communes - subject.met else None


def published_reference(
    figures: Sequence[Published],
    unit: Mapping[str, str | None],
    set_id: str,
    communes: int | None,
    allow_mismatch: bool = False,
) -> tuple[Reference | None, str]:
    """The latest like figure (same set, same number of communes), or None with the reason.

    With `allow_mismatch` the latest unlike one is given, labelled.
    """
    if not figures:
        return None, _("Chưa có bình quân đã công bố của {name} đến ngày này.").format(name=unit["name"])
    reasons: list[tuple[str, ...]] = []
    for figure in figures:
        unlike: list[str] = []
        if figure.set_id != set_id:
            unlike.append(_("theo bộ tiêu chí khác"))
        if figure.communes is None:
            unlike.append(_("không ghi số xã"))
        elif communes is not None and figure.communes != communes:
            unlike.append(_("tính trên {other} xã, nay {now} xã").format(other=figure.communes, now=communes))
        reasons.append(tuple(unlike))
    for figure, unlike_of in zip(figures, reasons, strict=True):
        if not unlike_of or allow_mismatch:
            return (
                Reference(
                    unit, "published", Fraction(figure.average), figure.source, figure.period_end,
                    communes=figure.communes, mismatch=unlike_of,
                ),
                "",
            )  # fmt: skip
    return None, _(
        "Bình quân đã công bố của {name} không cùng cách tính ({reason}); xem bằng --allow-mismatch."
    ).format(name=unit["name"], reason=", ".join(reasons[0]))


def rank_among(scorecard: Scorecard, row: int, rows: Sequence[int]) -> tuple[int, int]:
    """The place of a commune by criteria met among others (equal ones share the better place), and how many."""
    others = [other for other in rows if scorecard.counted[other] and scorecard.reporting[other]]
    better = sum(int(scorecard.met[other]) > int(scorecard.met[row]) for other in others)
    return better + 1, len(others)


def average_json(comparison: Comparison) -> dict[str, Any]:
    """The contract `ntm.average/1`."""
    subject, reference = comparison.subject, comparison.reference
    return {
        "schema": "ntm.average/1",
        "on": comparison.on.isoformat(),
        "criteria_set": comparison.set_id,
        "subject": {
            "unit": dict(comparison.subject_unit),
            "met": subject.met,
            "communes": subject.communes,
            "reporting": subject.reporting,
            "average": _two(subject.value),
            "low": _two(subject.low),
            "high": _two(subject.high),
            "partial": subject.partial,
            "bands": [
                {
                    "from": band.lowest,
                    "to": band.highest,
                    "communes": band.communes,
                    "share": _share(band.share),
                }
                for band in subject.bands
            ],
        },
        "reference": None if reference is None else _reference_json(reference),
        "gap": _two(comparison.gap),
        "criteria_needed": comparison.needed,
        "warnings": list(comparison.warnings),
    }


def _reference_json(reference: Reference) -> dict[str, Any]:
    held = reference.average
    return {
        "unit": dict(reference.unit),
        "basis": reference.basis,
        "met": held.met if held is not None else None,
        "communes": held.communes if held is not None else reference.communes,
        "average": _two(reference.value),
        "source": reference.source,
        "on": reference.on.isoformat(),
        "mismatch": list(reference.mismatch),
    }


def _two(value: Fraction | None) -> str | None:
    return None if value is None else f"{round_half_up(value, 2):f}"


def _share(value: Fraction) -> str:
    return f"{round_half_up(value * 100, 2):f}"
