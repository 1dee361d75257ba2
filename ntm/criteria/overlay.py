"""Lays a province's own values over a national set: filling what is delegated, tightening where it says so.

An overlay never loosens and never replaces a national value unasked. Only an illustrative one (the
demonstration's) may fill what is merely missing. What it covers it replaces; the rest of the line stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ntm.criteria.fields import Faults, Fields
from ntm.criteria.model import REGIONS, Comparator, CriteriaSet, Measure, Source, Threshold
from ntm.criteria.nodes import Mapping
from ntm.criteria.thresholds import THRESHOLD_FIELDS, read_threshold
from ntm.vietnamese.messages import _

_HEAD_FIELDS = [
    "overlay",
    "over",
    "title",
    "province",
    "decision",
    "signed",
    "illustrative",
    "sources",
    "thresholds",
    "note",
]
_SEXES = ("", ":nam", ":nu")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A province's file over one set: its lines, by the item they are for."""

    id: str
    over: str
    province: str | None
    illustrative: bool
    lines: tuple[tuple[Threshold, bool], ...]  # with whether the line says `tightens`
    file: str


def read_overlay(file: str, root: Mapping, base: CriteriaSet, faults: Faults) -> Overlay:
    """The overlay in a file, read against the set it lies over."""
    fields = Fields(file, root, faults, _HEAD_FIELDS)
    over, decision = fields.text("over"), fields.optional("decision")
    if over and over != base.id:
        fields.fault(
            fields.line_of("over"),
            _("tệp này nằm trên bộ {over}, không phải {base}.").format(over=over, base=base.id),
            _("Sửa over, hoặc đặt tên tệp theo bộ mà nó nằm trên."),
        )
    illustrative = fields.flag("illustrative", False)
    sources = {key: "" for key, _value in fields.pairs("sources")} | dict(fields.pairs("sources"))
    groups = {group.id for group in base.groups}
    lines: list[tuple[Threshold, bool]] = []
    identity = fields.text("overlay")
    for node in fields.maps("thresholds"):
        line = Fields(file, node, faults, ["item", "tightens", *THRESHOLD_FIELDS])
        item = line.text("item")
        measures = [base.measure_by_id[item + sex] for sex in _SEXES if item + sex in base.measure_by_id]
        if not measures:
            line.fault(
                line.line_of("item"),
                _("bộ {set} không có mục “{item}”.").format(set=base.id, item=item),
                _("Xem các mục bằng `ntm criteria show {set}`.").format(set=base.id),
            )
            continue
        for measure in measures if measures[0].only_disproves else measures[:1]:
            read = Fields(file, node, faults, ["item", "tightens", *THRESHOLD_FIELDS])
            threshold = read_threshold(read, measure, Source(decision=decision), sources, groups)
            if threshold.value is not None and decision is None and not illustrative:
                line.fault(
                    line.line, _("có giá trị mà tệp chưa ghi quyết định của tỉnh."),
                    _("Ghi số và ngày quyết định ở decision, signed."),
                )  # fmt: skip
            laid = replace(
                threshold, overlay=identity, illustrative=illustrative and threshold.value is not None
            )
            lines.append((laid, line.flag("tightens", False)))
    return Overlay(identity, over, fields.optional("province"), illustrative, tuple(lines), file)


def lay(base: CriteriaSet, overlay: Overlay, faults: Faults) -> CriteriaSet:
    """The set with the overlay laid on; what it may not do is a fault that points at both lines."""
    by_item: dict[str, list[tuple[Threshold, bool]]] = {}
    for threshold, tightens in overlay.lines:
        by_item.setdefault(threshold.item, []).append((threshold, tightens))
    if not by_item:
        return replace(base, overlays=(*base.overlays, overlay.id))

    def over(measure: Measure) -> Measure:
        lines = by_item.get(measure.id)
        return (
            measure
            if lines is None
            else replace(measure, thresholds=_laid(base, measure, lines, overlay, faults))
        )

    criteria = tuple(
        replace(
            criterion,
            indicators=tuple(
                replace(indicator, measures=tuple(over(measure) for measure in indicator.measures))
                for indicator in criterion.indicators
            ),
        )
        for criterion in base.criteria
    )
    return replace(base, criteria=criteria, overlays=(*base.overlays, overlay.id))


def _laid(
    base: CriteriaSet,
    measure: Measure,
    lines: Sequence[tuple[Threshold, bool]],
    overlay: Overlay,
    faults: Faults,
) -> tuple[Threshold, ...]:
    kept: list[Threshold] = list(measure.thresholds)
    for line, tightens in lines:
        remaining: list[Threshold] = []
        for old in kept:
            if old.general or not _touch(line, old, base):
                remaining.append(old)
                continue
            _check(line, tightens, old, overlay, faults)
            remaining.extend(_rest(old, line, base))
        kept = remaining
    filled = [_filling(line, measure) for line, _tightens in lines]
    return (*kept, *filled)


def _filling(line: Threshold, measure: Measure) -> Threshold:
    """A line that states nothing yet leaves the value delegated, as the national line said."""
    delegated = next((old for old in measure.thresholds if old.delegated), None)
    if line.value is None and delegated is not None:
        text = line.text or delegated.text
        return replace(line, delegated=True, delegation_checked=delegated.delegation_checked, text=text)
    return line


def _check(line: Threshold, tightens: bool, old: Threshold, overlay: Overlay, faults: Faults) -> None:
    free = old.delegated or (overlay.illustrative and old.value is None)
    if free:
        return
    if old.value is None:
        faults.add(
            line.file, line.line,
            _("mục {item}: giá trị quốc gia ({file}:{line}) chưa biết chứ không giao cho tỉnh.").format(
                item=line.item, file=old.file, line=old.line
            ),
            _("Hãy tra quyết định và sửa tệp quốc gia."),
        )  # fmt: skip
    elif not tightens:
        faults.add(
            line.file, line.line,
            _("mục {item} không giao cho tỉnh ({file}:{line}).").format(item=line.item, file=old.file, line=old.line),
            _("Bỏ dòng này, hoặc ghi tightens: true nếu tỉnh quy định chặt hơn."),
        )  # fmt: skip
    elif line.value is None or line.comparator is not old.comparator or not _stricter(line, old):
        faults.add(
            line.file, line.line,
            _("mục {item}: {new} không chặt hơn mức quốc gia {old} ({file}:{line}).").format(
                item=line.item, new=line.value, old=old.value, file=old.file, line=old.line
            ),
            _("Tỉnh chỉ được quy định chặt hơn."),
        )  # fmt: skip


def _stricter(line: Threshold, old: Threshold) -> bool:
    if line.value is None or old.value is None:
        return False
    if line.comparator in (Comparator.AT_LEAST, Comparator.MORE):
        return line.value >= old.value
    if line.comparator in (Comparator.AT_MOST, Comparator.LESS):
        return line.value <= old.value
    return line.value == old.value


def _span(threshold: Threshold) -> tuple[date, date]:
    """The days on which a threshold can apply, its years and its validity together."""
    start, end = threshold.valid_from or date.min, threshold.valid_to or date.max
    if threshold.years is not None:
        start = max(start, date(threshold.years[0], 1, 1))
        end = min(end, date(threshold.years[1], 12, 31))
    return start, end


def _regions(threshold: Threshold) -> frozenset[str]:
    return frozenset(REGIONS if threshold.regions is None else threshold.regions)


def _groups(threshold: Threshold, base: CriteriaSet) -> frozenset[str]:
    return frozenset((group.id for group in base.groups) if threshold.groups is None else threshold.groups)


def _touch(line: Threshold, old: Threshold, base: CriteriaSet) -> bool:
    new_span, old_span = _span(line), _span(old)
    groups = not base.groups or bool(_groups(line, base) & _groups(old, base))
    return (
        bool(_regions(line) & _regions(old))
        and groups
        and new_span[0] <= old_span[1]
        and old_span[0] <= new_span[1]
    )


def _rest(old: Threshold, line: Threshold, base: CriteriaSet) -> Iterable[Threshold]:
    """What of the old line the new one does not cover: other regions, other groups, days before and after."""
    both = _regions(line) & _regions(old)
    if outside := _regions(old) - both:
        yield replace(old, regions=tuple(region for region in REGIONS if region in outside))
    within = replace(
        old, regions=None if both == frozenset(REGIONS) else tuple(r for r in REGIONS if r in both)
    )
    if base.groups and (others := _groups(old, base) - _groups(line, base)):
        yield replace(within, groups=tuple(sorted(others)))
        within = replace(within, groups=tuple(sorted(_groups(old, base) & _groups(line, base))))
    (start, end), (old_start, old_end) = _span(line), _span(old)
    if old_start < start:
        yield replace(within, valid_to=start - timedelta(days=1))
    if end < old_end:
        yield replace(within, valid_from=end + timedelta(days=1))
