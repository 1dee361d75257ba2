"""Every combination of region, group, days and attributes that thresholds tell apart, and its name in words.

A measure's thresholds cut the world into few parts: the days at their `valid_from`, `valid_to` and years, the
regions only if one of them names a region, and so on. Within a part the same thresholds apply everywhere, so
looking at one commune and one day of each part is looking at all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from ntm.criteria.model import NOT_SO, REGIONS, Context, CriteriaSet, Threshold
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

_ONE_DAY = timedelta(days=1)
_MOST_NAMED = 4
"""Of the seven regions up to this many are named; beyond it, the ones left out are."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included."""

    start: date
    end: date


Case = tuple[object, ...]
"""One combination: region, group, span, then one value for each attribute in order (None: no such value)."""
Box = tuple[frozenset[object], ...]
"""Many cases at once: every choice of one value in each place."""


class Combinations:
    """The combinations that some thresholds of a set tell apart.

    A region, group or attribute that none of them names is one place holding None. `span` bounds the days.
    """

    def __init__(self, criteria_set: CriteriaSet, thresholds: Sequence[Threshold], span: Span) -> None:
        self._set = criteria_set
        by_region = any(threshold.regions is not None for threshold in thresholds)
        by_group = any(threshold.groups is not None for threshold in thresholds)
        self.regions: tuple[str | None, ...] = tuple(REGIONS) if by_region else (None,)
        groups = tuple(group.id for group in criteria_set.groups)
        self.groups: tuple[str | None, ...] = groups if by_group and groups else (None,)
        self.spans = tuple(_cut(span, thresholds, criteria_set.years))
        named: dict[str, dict[str, None]] = {}
        for threshold in thresholds:
            for name, value in threshold.where:
                named.setdefault(name, {})[value] = None
        self.attributes: tuple[tuple[str, tuple[str | None, ...]], ...] = tuple(
            (name, _values(tuple(values))) for name, values in named.items()
        )

    def __iter__(self) -> Iterator[Case]:
        """All cases that can occur: none in which the region rule would have chosen another region."""
        rule = self._set.region_rule
        moving = set(rule.attributes) if rule is not None else set()
        names = [name for name, _values in self.attributes]
        for case in product(
            self.regions, self.groups, self.spans, *(values for _name, values in self.attributes)
        ):
            if rule is not None and moving and case[0] is not None and case[0] != rule.region:
                pairs = zip(names, case[3:], strict=True)
                if any((name, value) in moving for name, value in pairs):
                    continue
            yield case

    def context(self, case: Case) -> Context:
        """A commune and a day that stand for the case."""
        region, group, span = case[0], case[1], case[2]
        assert isinstance(span, Span)  # noqa: S101 - the third place of every case is a span
        return Context(
            day=span.start,
            region=None if region is None else str(region),
            group=None if group is None else str(group),
            attributes={
                name: "?" if value is None else str(value)
                for (name, _values), value in zip(self.attributes, case[3:], strict=True)
                # A value that no threshold names stands for all the others; "?" is none of them, nor "no".
                if value != NOT_SO
            },
        )

    def describe(self, cases: Iterable[Case], most: int = 3) -> str:
        """The cases in words, joined where they can be: "vùng Tây Nguyên, năm 2023"; at most `most` parts."""
        boxes = merge(cases)
        parts = [self._name(box) for box in boxes[:most]]
        if len(boxes) > most:
            parts.append(_("và {count} trường hợp khác").format(count=len(boxes) - most))
        return "; ".join(parts)

    def _name(self, box: Box) -> str:
        parts = []
        if self.regions != (None,) and len(box[0]) < len(self.regions):
            parts.append(_regions([region for region in self.regions if region in box[0]]))
        if self.groups != (None,) and len(box[1]) < len(self.groups):
            names = {group.id: group.name for group in self._set.groups}
            parts.append(", ".join(names[group] for group in self.groups if group in box[1] and group))
        for (name, values), chosen in zip(self.attributes, box[3:], strict=True):
            if len(chosen) < len(values):
                parts.append(_attribute(name, [value for value in values if value in chosen], values))
        if len(box[2]) < len(self.spans):
            parts.append(_days([span for span in self.spans if span in box[2]]))
        return ", ".join(parts) if parts else _("mọi xã, mọi ngày trong thời gian của bộ tiêu chí")


def merge(cases: Iterable[Case]) -> list[Box]:
    """Few boxes that together hold exactly these cases, in the order the cases came."""
    boxes: list[Box] = [tuple(frozenset((value,)) for value in case) for case in dict.fromkeys(cases)]
    if not boxes:
        return []
    changed = True
    while changed:
        changed = False
        for place in range(len(boxes[0])):
            joined: dict[Box, frozenset[object]] = {}
            for box in boxes:
                rest = box[:place] + box[place + 1 :]
                joined[rest] = joined.get(rest, frozenset()) | box[place]
            if len(joined) < len(boxes):
                boxes = [(*rest[:place], values, *rest[place:]) for rest, values in joined.items()]
                changed = True
    return boxes


def whole_time(criteria_set: CriteriaSet) -> Span:
    """From the first day on which the set can be asked about to the last: its years, and while in force."""
    start = min(date(criteria_set.years[0], 1, 1), criteria_set.in_force_from)
    end = date(criteria_set.years[1], 12, 31)
    return Span(start, max(end, criteria_set.in_force_to or end))


def _cut(span: Span, thresholds: Sequence[Threshold], years: tuple[int, int]) -> Iterator[Span]:
    starts = {span.start, date(years[0], 1, 1), date(years[1] + 1, 1, 1)}
    for threshold in thresholds:
        if threshold.valid_from is not None:
            starts.add(threshold.valid_from)
        if threshold.valid_to is not None:
            starts.add(threshold.valid_to + _ONE_DAY)
        if threshold.years is not None:
            starts.update((date(threshold.years[0], 1, 1), date(threshold.years[1] + 1, 1, 1)))
    inside = sorted(day for day in starts if span.start <= day <= span.end)
    for start, following in zip(inside, [*inside[1:], span.end + _ONE_DAY], strict=True):
        yield Span(start, following - _ONE_DAY)


def _values(named: tuple[str, ...]) -> tuple[str | None, ...]:
    """The values of an attribute that must be told apart: those named, and any other (None).

    An attribute that is "yes" or not has no other value, and what is not stated is "no".
    """
    if set(named) <= {"yes", NOT_SO}:
        return ("yes", NOT_SO)
    return (*named, None)


def _regions(codes: Sequence[str | None]) -> str:
    if len(codes) <= _MOST_NAMED:
        return _("vùng {names}").format(names=", ".join(REGIONS[code] for code in codes if code))
    left_out = ", ".join(name for code, name in REGIONS.items() if code not in codes)
    return _("mọi vùng trừ {names}").format(names=left_out)


def _attribute(name: str, chosen: Sequence[str | None], values: Sequence[str | None]) -> str:
    if None in chosen:
        others = " / ".join(value for value in values if value is not None and value not in chosen)
        return _("xã có {name} khác {value}").format(name=name, value=others)
    if list(chosen) == [NOT_SO]:
        return _("xã không có {name}").format(name=name)
    return _("xã có {name} = {value}").format(name=name, value=" / ".join(value for value in chosen if value))


def _days(spans: Sequence[Span]) -> str:
    runs: list[Span] = []
    for span in spans:
        if runs and runs[-1].end + _ONE_DAY == span.start:
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return _(" và ").join(_run(run) for run in runs)


def _run(span: Span) -> str:
    whole_years = (span.start.month, span.start.day, span.end.month, span.end.day) == (1, 1, 12, 31)
    if whole_years and span.start.year == span.end.year:
        return _("năm {year}").format(year=span.start.year)
    if whole_years:
        return _("các năm {first}-{last}").format(first=span.start.year, last=span.end.year)
    return _("các ngày từ {start} đến {end}").format(start=format_day(span.start), end=format_day(span.end))
