"""Rule tables: a criteria set as integer bounds, one column a context, so that a verdict is lo ≤ code ≤ hi.

A context is what selects a threshold: the effective region (the rule for specially difficult communes
applied), the commune group, the attributes that some threshold names, the province's overlay and the day.
A country has one to some hundred of them. Whether exactly one threshold applies is proved by
ntm.criteria.proof; here two that apply at once are refused, and none that applies is a missing threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import Comparator, Context, CriteriaSet, Mark, Threshold
from ntm.errors import DataError, Problem
from ntm.scoring.fixed import MIN_CODE, encode_threshold
from ntm.scoring.shape import Same
from ntm.scoring.snapshot import BoolArray, Int8Array, Int64Array, Profile, Snapshot
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

_NO_UPPER = 2**63 - 1
_NO_LOWER = MIN_CODE  # below the code of every value, above MISSING and NOT_APPLICABLE
_NEVER = (1, 0)  # bounds that no code satisfies: a threshold that is missing

Sets = CriteriaSet | Callable[[str | None], CriteriaSet]
"""A criteria set for everybody, or the set as it stands in a province (by its code)."""


@dataclass(frozen=True, eq=False)
class RuleColumn:
    """What the set asks in one context, measure by measure: bounds, marks, and the thresholds themselves."""

    criteria_set: CriteriaSet
    context: Context
    lo: Int64Array
    hi: Int64Array
    missing: BoolArray
    doubtful: BoolArray
    thresholds: tuple[Threshold | None, ...]

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The mark that may be shown of every measure's threshold on the day."""
        return tuple(
            Mark.MISSING
            if threshold is None or threshold.value is None
            else self.criteria_set.mark_on(threshold, self.context.day)
            for threshold in self.thresholds
        )

    @cached_property
    def unchecked(self) -> int:
        """How many of the thresholds may not be shown as read."""
        return sum(mark is not Mark.READ for mark in self.marks)

    @cached_property
    def illustrative(self) -> bool:
        """Whether any threshold here is made up for the demonstration."""
        return any(threshold is not None and threshold.illustrative for threshold in self.thresholds)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The codes that are met, from `lo` to `hi` (measures, contexts); `limited`: which have any upper bound."""

    lo: npt.NDArray[np.signedinteger]
    hi: npt.NDArray[np.signedinteger]
    limited: BoolArray


@dataclass(frozen=True, eq=False)
class RuleTable:
    """Rule columns side by side; arrays have the shape (measures, contexts)."""

    columns: tuple[RuleColumn, ...]

    @cached_property
    def lo(self) -> Int64Array:
        """The least code that is met."""
        return np.stack([column.lo for column in self.columns], axis=1)

    @cached_property
    def hi(self) -> Int64Array:
        """The greatest code that is met."""
        return np.stack([column.hi for column in self.columns], axis=1)

    @cached_property
    def missing(self) -> BoolArray:
        """Where no threshold is known: undetermined whatever the value."""
        return np.stack([column.missing for column in self.columns], axis=1)

    @cached_property
    def doubtful(self) -> BoolArray:
        """Where the threshold is marked doubtful."""
        return np.stack([column.doubtful for column in self.columns], axis=1)

    @cached_property
    def varying(self) -> Int64Array:
        """The measures whose bounds are not the same in every context."""
        same = (self.lo == self.lo[:, :1]).all(axis=1) & (self.hi == self.hi[:, :1]).all(axis=1)
        return np.flatnonzero(~same)

    @cached_property
    def without_threshold(self) -> Int64Array:
        """The measures whose threshold is missing in at least one context."""
        return np.flatnonzero(self.missing.any(axis=1))

    @cached_property
    def cap(self) -> Int8Array:
        """The worst verdict a measure may get: undetermined where its threshold is missing, not applicable
        where it was repealed, else not met.
        """
        repealed = np.array(
            [[one is not None and one.repealed for one in column.thresholds] for column in self.columns],
            np.bool_,
        ).T
        caps: Int8Array = np.where(self.missing, np.int8(3), np.int8(4))
        caps[repealed] = 0
        return caps

    def bounds(self, dtype: np.dtype[np.signedinteger]) -> Bounds:
        """`lo` and `hi` in the type of the snapshot's codes; no comparison with a code of it changes."""
        if dtype not in self._narrowed:
            limit = int(np.iinfo(dtype).max)
            never = self.lo > limit
            lo = np.where(never, 1, self.lo)
            hi: Int64Array = np.where(never, 0, np.clip(self.hi, MIN_CODE - 1, limit))
            limited = np.asarray((hi < limit).any(axis=1), np.bool_)
            self._narrowed[dtype] = Bounds(lo.astype(dtype), hi.astype(dtype), limited)
        return self._narrowed[dtype]

    @cached_property
    def _narrowed(self) -> dict[np.dtype[np.signedinteger], Bounds]:
        return {}


@lru_cache(maxsize=256)
def _table(columns: tuple[RuleColumn, ...]) -> RuleTable:
    """The table of these columns, made once: the columns are, and they are equal to themselves alone."""
    return RuleTable(columns)


@lru_cache(maxsize=2048)
def _column(
    same: Same, day: date, region: str | None, group: str | None, attributes: tuple[tuple[str, str], ...]
) -> RuleColumn:
    criteria_set = same.criteria_set
    context = Context(day, region, group, dict(attributes))
    size = len(criteria_set.measures)
    lo, hi = np.empty(size, np.int64), np.empty(size, np.int64)
    missing, doubtful = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    chosen: list[Threshold | None] = []
    for index, measure in enumerate(criteria_set.measures):
        threshold = applying(measure.thresholds, context)
        chosen.append(threshold)
        if threshold is None or threshold.value is None or threshold.checked is Mark.MISSING:
            missing[index] = True
            lo[index], hi[index] = _NEVER
            continue
        lo[index], hi[index] = _bounds(threshold)
        doubtful[index] = threshold.checked is Mark.DOUBTFUL
    return RuleColumn(criteria_set, context, lo, hi, missing, doubtful, tuple(chosen))


def applying(thresholds: Sequence[Threshold], context: Context) -> Threshold | None:
    """The one threshold that applies in a context, or None; raises DataError when two do."""
    found = [threshold for threshold in thresholds if threshold.applies(context)]
    if len(found) > 1:
        first, second = found[:2]
        raise DataError(
            _(
                "Hai mức yêu cầu cùng áp dụng cho {item} vào ngày {day}; "
                "chạy «ntm criteria check» để xem cách sửa."
            ).format(item=first.item, day=format_day(context.day)),
            [
                Problem(
                    _("mức yêu cầu thứ nhất của {item}").format(item=first.item), "", first.file, first.line
                ),
                Problem(
                    _("mức yêu cầu thứ hai của {item}").format(item=first.item), "", second.file, second.line
                ),
            ],
        )
    return found[0] if found else None


def _bounds(threshold: Threshold) -> tuple[int, int]:
    """The codes that are met, per comparator (see ntm.scoring.fixed)."""
    if threshold.value is None:
        raise ValueError(threshold.item)
    code = encode_threshold(threshold.value)
    match threshold.comparator:
        case Comparator.AT_LEAST:
            return max(code, _NO_LOWER), _NO_UPPER
        case Comparator.AT_MOST:
            return _NO_LOWER, code
        case Comparator.EQUAL:
            return code, code
        case Comparator.MORE:
            return max(code + 1, _NO_LOWER), _NO_UPPER
        case Comparator.LESS:
            return _NO_LOWER, code - 1


def compile_rules(criteria_set: CriteriaSet, contexts: Sequence[Context]) -> RuleTable:
    """The rule table of a set in the given contexts (their region is taken as effective already).

    Raises DataError when two thresholds apply at once, ValueError when one has more than four decimals.
    """
    same = Same(criteria_set)
    return RuleTable(
        tuple(_column(same, c.day, c.region, c.group, tuple(sorted(c.attributes.items()))) for c in contexts)
    )


@lru_cache(maxsize=256)
def _named_attributes(same: Same) -> frozenset[str]:
    return frozenset(name for threshold in same.criteria_set.thresholds() for name, _value in threshold.where)


def context_for(
    criteria_set: CriteriaSet, day: date, region: str | None, group: str | None, attributes: Mapping[str, str]
) -> Context:
    """The context of a commune: its effective region, and those of its attributes that thresholds name."""
    named = _named_attributes(Same(criteria_set))
    return Context(
        day,
        criteria_set.effective_region(region, attributes),
        group,
        {name: attributes[name] for name in sorted(named) if name in attributes},
    )


def rules_for(snapshot: Snapshot, sets: Sets) -> tuple[RuleTable, npt.NDArray[np.intp]]:
    """The rule table for a snapshot's communes, and each commune's column in it.

    Raises DataError when a province's set does not have the snapshot's measures.
    """
    found: dict[tuple[object, ...], int] = {}
    columns: list[RuleColumn] = []
    of_profile = np.zeros(max(1, len(snapshot.profiles.distinct)), np.intp)
    known: dict[str | None, Same] = {}
    for number, profile in enumerate(snapshot.profiles.distinct or (Profile(None, None, None, ()),)):
        province = None if isinstance(sets, CriteriaSet) else profile.province_code
        same = known.get(province)
        if same is None:
            same = known[province] = Same(sets if isinstance(sets, CriteriaSet) else sets(province))
            _same_measures(snapshot, same.criteria_set)
        key = (same, profile.region, profile.group, profile.attributes)
        if key not in found:
            column = _column_for(same, snapshot.day, *key[1:])
            found[key] = next((at for at, one in enumerate(columns) if one is column), len(columns))
            if found[key] == len(columns):
                columns.append(column)
        of_profile[number] = found[key]
    return _table(tuple(columns)), of_profile.take(snapshot.profiles.index)


@lru_cache(maxsize=2048)
def _column_for(
    same: Same, day: date, region: str | None, group: str | None, attributes: tuple[tuple[str, str], ...]
) -> RuleColumn:
    """The column of a commune as it is; communes that differ in nothing a threshold names share one."""
    context = context_for(same.criteria_set, day, region, group, dict(attributes))
    return _column(same, day, context.region, context.group, tuple(context.attributes.items()))


def _same_measures(snapshot: Snapshot, criteria_set: CriteriaSet) -> None:
    if tuple(measure.id for measure in criteria_set.measures) != snapshot.measures:
        raise DataError(
            _(
                "Số liệu được lập cho bộ tiêu chí {stated}, không khớp các chỉ tiêu của {asked}; "
                "hãy lập lại số liệu cho đúng bộ tiêu chí."
            ).format(stated=snapshot.set_id, asked=criteria_set.id)
        )
