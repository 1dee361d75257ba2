"""Averages of criteria met per commune: exact fractions, their bounds, bands, references and what is still needed.

Only units of kind xã are counted. average = Σ met ÷ reporting communes; `low` and `high` are over all of them,
what is open counted as not met, and as met. Published figures are in ntm.scoring.published, the contract
`ntm.average/1` and its words in ntm.scoring.average_words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from ntm.scoring.published import Published
from ntm.scoring.snapshot import BoolArray

Counts = npt.NDArray[np.integer[Any]]
UnitLabel = Mapping[str, str | None]
"""A unit as the contracts name it: code, name, kind."""

_BAND_FLOORS_OF_19 = (15, 10, 5)


class Tallies(Protocol):
    """What averages need of a scorecard, per unit and in arrays, beside the number of criteria of the set."""

    @property
    def met(self) -> Counts:
        """Criteria met."""

    @property
    def possible(self) -> Counts:
        """Criteria met or still open."""

    @property
    def reporting(self) -> BoolArray:
        """Whether any statement in the set speaks for the day."""

    @property
    def counted(self) -> BoolArray:
        """Whether the unit is of kind xã."""

    @property
    def of(self) -> int:
        """The number of criteria of the set."""


@dataclass(frozen=True, slots=True)
class Band:
    """Communes that meet from `lowest` to `highest` criteria, and their share of the reporting ones."""

    lowest: int
    highest: int
    communes: int
    share: Fraction


@dataclass(frozen=True)
class Average:
    """The standing of a group of communes: sums and counts, from which every figure follows exactly.

    `met` and `possible` are sums over the reporting communes, `counts` how many of these meet 0, 1, … `of`
    criteria. `rows` are the group's counted rows in the scorecard, by which one group is known to contain
    another; communes that are missing from the scorecard altogether are in `communes` alone.
    """

    met: int
    possible: int
    communes: int
    reporting: int
    of: int
    counts: tuple[int, ...] = ()
    rows: frozenset[int] = frozenset()

    @property
    def value(self) -> Fraction | None:
        """Σ met ÷ reporting communes; None when none reports."""
        return Fraction(self.met, self.reporting) if self.reporting else None

    @property
    def low(self) -> Fraction | None:
        """Over all communes, what is open counted as not met; a commune that does not report meets none."""
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

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """The reporting communes by criteria met, the best first."""
        return tuple(
            Band(lowest, highest, count, Fraction(count, self.reporting) if self.reporting else Fraction(0))
            for lowest, highest in band_edges(self.of)
            for count in (sum(self.counts[lowest : highest + 1]),)
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """What an average is set beside: an `average` computed here, or a `published` figure.

    `value` is exact; a published one is as printed. `mismatch` says in what it is unlike the subject.
    """

    unit: UnitLabel
    basis: Literal["computed", "published"]
    value: Fraction
    source: str
    on: date
    average: Average | None = None
    published: Published | None = None
    mismatch: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A subject's average beside its reference (None, with the reason among the warnings)."""

    on: date
    set_id: str
    subject_unit: UnitLabel
    subject: Average
    reference: Reference | None
    needed: int | None
    warnings: tuple[str, ...] = ()

    @property
    def gap(self) -> Fraction | None:
        """Subject minus reference."""
        if self.reference is None or self.subject.value is None:
            return None
        return self.subject.value - self.reference.value


def average(tallies: Tallies, rows: Sequence[int], absent: int = 0) -> Average:
    """The average of the communes in these rows; those that are not counted (towns, wards) are left out.

    `absent` communes belong to the group and are in no row: they do not report.
    """
    given = np.array(sorted(set(rows)), np.intp)
    kept = given[tallies.counted[given]]
    reporting = kept[tallies.reporting[kept]]
    met = tallies.met[reporting]
    return Average(
        met=int(met.sum(dtype=np.int64)),
        possible=int(tallies.possible[reporting].sum(dtype=np.int64)),
        communes=len(kept) + absent,
        reporting=len(reporting),
        of=tallies.of,
        counts=tuple(np.bincount(met, minlength=tallies.of + 1).tolist()),
        rows=frozenset(kept.tolist()),
    )


@dataclass(frozen=True)
class Sums:
    """Groups of communes as arrays, one entry a group; `counts` has the shape (groups, 0 … of criteria met)."""

    met: Counts
    possible: Counts
    communes: Counts
    reporting: Counts
    counts: Counts

    def average(self, group: int) -> Average:
        """The average of one group (its rows are not known here, so it contains nothing)."""
        return Average(
            met=int(self.met[group]),
            possible=int(self.possible[group]),
            communes=int(self.communes[group]),
            reporting=int(self.reporting[group]),
            of=self.counts.shape[1] - 1,
            counts=tuple(self.counts[group].tolist()),
        )


def sums_by(tallies: Tallies, groups: npt.NDArray[np.intp], number: int) -> Sums:
    """The sums of `number` groups at once; `groups` gives each row's group, or -1 for none."""
    width = tallies.of + 1
    kept = tallies.counted & (groups >= 0)
    speaks = np.flatnonzero(kept & tallies.reporting)
    group = groups[speaks]
    counts = np.bincount(group * width + tallies.met[speaks], minlength=number * width).reshape(number, width)
    possible = np.bincount(group, weights=tallies.possible[speaks], minlength=number)
    return Sums(
        met=counts @ np.arange(width),
        possible=possible.astype(np.int64),  # sums of small whole numbers: exact in doubles
        communes=np.bincount(groups[kept], minlength=number),
        reporting=counts.sum(axis=1),
        counts=counts,
    )


def band_edges(of: int) -> tuple[tuple[int, int], ...]:
    """The bands of a set of so many criteria, the best first, as (lowest, highest).

    For 19 they are those of the usual reports: 19, 15-18, 10-14, 5-9, under 5. For another number the floors
    15, 10 and 5 are scaled by it and rounded up: for 10 criteria 10, 8-9, 6-7, 3-5, under 3.
    """
    floors = {of, *(ceil(Fraction(floor * of, 19)) for floor in _BAND_FLOORS_OF_19), 0}
    cuts = sorted(floors, reverse=True)
    return ((of, of), *((low, high - 1) for high, low in pairwise(cuts)))


def contains(reference: Reference, subject: Average) -> bool:
    """Whether the reference is computed from communes among which are all of the subject's."""
    larger = reference.average
    return larger is not None and bool(subject.rows) and subject.rows <= larger.rows


def criteria_needed(subject: Average, reference: Reference | None) -> int | None:
    """The fewest further criteria the subject must meet for its average to reach the reference.

    Where the reference is computed and contains the subject, each criterion gained lifts both: with sums M and
    counts n, the least k with (Ms + k)/ns ≥ (Mr + k)/nr; else the least with (Ms + k)/ns ≥ the reference.
    0 where it is reached. None where either is partial, where there is no reference, or where not even all
    criteria of the subject would be enough.
    """
    if reference is None or subject.value is None or subject.partial:
        return None
    larger = reference.average
    if larger is not None and larger.partial:
        return None
    if subject.value >= reference.value:
        return 0
    if larger is not None and contains(reference, subject):
        # The subject is behind, so the reference has communes beside the subject's: nr > ns.
        spare = larger.reporting - subject.reporting
        needed = Fraction(larger.met * subject.reporting - subject.met * larger.reporting, spare)
    else:
        needed = reference.value * subject.reporting - subject.met
    count = ceil(needed)
    return count if count <= subject.of * subject.communes - subject.met else None


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a commune among its neighbours, 1 the best; `tied` others meet as many criteria."""

    place: int
    tied: int
    among: int


def rank_among(tallies: Tallies, row: int, rows: Sequence[int]) -> Rank | None:
    """The place of a commune by criteria met among the counted, reporting ones in `rows` (itself among them).

    Communes that meet as many share the better place. None where the commune itself does not report or is
    not counted.
    """
    if not (tallies.counted[row] and tallies.reporting[row]):
        return None
    given = np.array(sorted({row, *rows}), np.intp)
    met = tallies.met[given[tallies.counted[given] & tallies.reporting[given]]]
    own = tallies.met[row]
    return Rank(int((met > own).sum()) + 1, int((met == own).sum()) - 1, len(met))
