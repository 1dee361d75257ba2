"""What changed between two sets, or between two days of one set, item by item.

Items of two sets are linked by `same_as` alone, never by their numbers: 14.1 is schooling in one set and
health insurance in another. Within one set (two versions of it, or two days) the id is the link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ntm.criteria.combinations import Case, Combinations, Span
from ntm.criteria.model import Context, CriteriaSet, Indicator, Measure, Threshold
from ntm.criteria.requirement import mark_word, own_law, requirement
from ntm.vietnamese.messages import _


class Change(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    DROPPED = "dropped"
    REWORDED = "reworded"
    RENUMBERED = "renumbered"
    KIND = "kind"
    THRESHOLD = "threshold"
    MARK = "mark"

    @property
    def word(self) -> str:
        """The change in words."""
        return {
            Change.ADDED: _("thêm"),
            Change.DROPPED: _("bỏ"),
            Change.REWORDED: _("sửa lời"),
            Change.RENUMBERED: _("đổi số hiệu"),
            Change.KIND: _("đổi cách tính"),
            Change.THRESHOLD: _("đổi ngưỡng"),
            Change.MARK: _("đổi mức đối chiếu"),
        }[self]


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the item before and after (None where it did not exist), where it holds, old and new."""

    change: Change
    item_before: str | None
    item_after: str | None
    before: str
    after: str
    where: str = ""
    level: str = "measure"  # "criterion" | "indicator" | "measure"


@dataclass(frozen=True, slots=True)
class _Side:
    """A set on a day."""

    criteria_set: CriteriaSet
    day: date


def differences(a: CriteriaSet, b: CriteriaSet, day_a: date, day_b: date) -> list[Difference]:
    """What is different in `b` on `day_b` from `a` on `day_a`, in the order of the items."""
    before, after = _Side(a, day_a), _Side(b, day_b)
    found: list[Difference] = []
    if a.id == b.id:
        found += _criteria(a, b)
    linked = links(a, b)
    found += _indicators(a, b, linked)
    found += _parts(a, b, linked)
    # What men, women and the total share changes once.
    own = {measure.id for indicator in a.indicators for measure in own_law(indicator)}
    own_after = {measure.id for indicator in b.indicators for measure in own_law(indicator)}
    for measure in a.measures:
        other = linked.get(measure.id)
        if other is not None and (measure.id in own or other in own_after):
            found += _measure(before, measure, after, b.measure_by_id[other])
    return found


def links(a: CriteriaSet, b: CriteriaSet) -> Mapping[str, str]:
    """The measure of `b` for each measure of `a` that has one."""
    if a.id == b.id:
        return {measure.id: measure.id for measure in a.measures if measure.id in b.measure_by_id}
    found: dict[str, str] = {}
    for measure in a.measures:
        other, _slash, item = (measure.same_as or "").partition("/")
        if other == b.id and item in b.measure_by_id:
            found[measure.id] = item
    for measure in b.measures:
        other, _slash, item = (measure.same_as or "").partition("/")
        if other == a.id and item in a.measure_by_id:
            found.setdefault(item, measure.id)
    return found


def _criteria(a: CriteriaSet, b: CriteriaSet) -> Iterator[Difference]:
    for number, criterion in a.criterion_by_number.items():
        other = b.criterion_by_number.get(number)
        if other is None:
            yield Difference(Change.DROPPED, number, None, criterion.name, "", level="criterion")
        elif other.name != criterion.name:
            yield Difference(Change.REWORDED, number, number, criterion.name, other.name, level="criterion")
    for number, criterion in b.criterion_by_number.items():
        if number not in a.criterion_by_number:
            yield Difference(Change.ADDED, None, number, "", criterion.name, level="criterion")


def _indicators(a: CriteriaSet, b: CriteriaSet, links: Mapping[str, str]) -> Iterator[Difference]:
    """Indicators dropped, reworded, renumbered and added; two are linked when any of their measures are."""
    reached: set[str] = set()
    for indicator in a.indicators:
        others = _others(a, indicator, b, links)
        reached.update(other.id for other in others)
        if not others:
            yield Difference(Change.DROPPED, indicator.id, None, indicator.name, "", level="indicator")
        for other in others:
            if other.id != indicator.id:
                yield Difference(
                    Change.RENUMBERED, indicator.id, other.id, indicator.id, other.id, level="indicator"
                )
            if other.name != indicator.name:
                yield Difference(
                    Change.REWORDED, indicator.id, other.id, indicator.name, other.name, level="indicator"
                )
    for indicator in b.indicators:
        if indicator.id not in reached:
            yield Difference(Change.ADDED, None, indicator.id, "", indicator.name, level="indicator")


def _others(
    a: CriteriaSet, indicator: Indicator, b: CriteriaSet, links: Mapping[str, str]
) -> list[Indicator]:
    """The indicators of `b` that hold a linked measure; within one set, the one of the same id too."""
    found: dict[str, Indicator] = {}
    if a.id == b.id and indicator.id in b.indicator_by_id:
        found[indicator.id] = b.indicator_by_id[indicator.id]
    for measure in indicator.measures:
        if measure.id in links:
            other = b.indicator_of_measure[links[measure.id]]
            found[other.id] = other
    return list(found.values())


def _parts(a: CriteriaSet, b: CriteriaSet, links: Mapping[str, str]) -> Iterator[Difference]:
    """Measures dropped from or added to indicators that both sides have."""
    both: set[str] = set()
    for indicator in a.indicators:
        others = _others(a, indicator, b, links)
        both.update(other.id for other in others)
        for measure in indicator.measures:
            if others and measure.id not in links:
                yield Difference(Change.DROPPED, measure.id, None, measure.name, "")
    linked = set(links.values())
    for measure in b.measures:
        if measure.id not in linked and b.indicator_of_measure[measure.id].id in both:
            yield Difference(Change.ADDED, None, measure.id, "", measure.name)


def _measure(before: _Side, old: Measure, after: _Side, new: Measure) -> Iterator[Difference]:
    if (old.kind, old.unit) != (new.kind, new.unit):
        yield Difference(
            Change.KIND, old.id, new.id, f"{old.kind.value} ({old.unit})", f"{new.kind.value} ({new.unit})"
        )
    # The regions, groups and attributes of both sides; each side is asked on its own day.
    both = (*_law(old), *_law(new))
    grouped = after.criteria_set if after.criteria_set.groups else before.criteria_set
    space = Combinations(grouped, both, Span(after.day, after.day))
    requirements: dict[tuple[str, str], list[Case]] = {}
    marks: dict[tuple[str, str], list[Case]] = {}
    for case in space:
        context = space.context(case)
        was, was_mark = _speaking(before, old, context)
        now, now_mark = _speaking(after, new, context)
        if was != now:
            requirements.setdefault((was, now), []).append(case)
        elif was_mark != now_mark:
            marks.setdefault((was_mark, now_mark), []).append(case)
    for change, groups in ((Change.THRESHOLD, requirements), (Change.MARK, marks)):
        for (was, now), cases in groups.items():
            everywhere = len(cases) == sum(1 for _case in space)
            where = "" if everywhere else space.describe(cases)
            yield Difference(change, old.id, new.id, was, now, where)


def _law(measure: Measure) -> tuple[Threshold, ...]:
    return tuple(threshold for threshold in measure.thresholds if not threshold.general)


def _speaking(side: _Side, measure: Measure, context: Context) -> tuple[str, str]:
    """The requirement and the mark that one side shows there on its day."""
    there = Context(side.day, context.region, context.group, context.attributes)
    found = next((threshold for threshold in measure.thresholds if threshold.applies(there)), None)
    if found is None:
        return _("không có ngưỡng"), ""
    mark = mark_word(side.criteria_set.mark_on(found, side.day))
    shown = requirement(measure, found)
    return (f"{shown} ({_('số liệu minh họa')})" if found.illustrative else shown), mark
