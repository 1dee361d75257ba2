"""A set, its requirements and its coverage as text to read and as rows to list.

Read by `ntm criteria` alone; imported only when a command runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ntm.criteria.coverage import Coverage, Covered, count_marks, coverage
from ntm.criteria.model import REGIONS, CriteriaSet, Indicator, Mark, Measure
from ntm.criteria.requirement import mark_word, required_on, requirement
from ntm.exchange.listing import Column
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def document(found: CriteriaSet, day: date, picked: set[str], item: str | None) -> Iterator[str]:
    """The set, or the picked part of it, as text to read."""
    if item is None:
        yield from _head(found, day)
    for criterion in found.criteria:
        shown = [ind for ind in criterion.indicators if any(measure.id in picked for measure in ind.measures)]
        if not shown and not (not criterion.indicators and item in (None, criterion.number)):
            continue
        if shown:
            yield ""
        yield f"{criterion.number}. {criterion.name}"
        for indicator in shown:
            mark = mark_word(indicator.wording)
            yield _("  {id}  {name}  [lời văn: {mark}]").format(
                id=indicator.id, name=indicator.name, mark=mark
            )
            if indicator.not_applicable_if is not None:
                yield _("      không áp dụng khi: {reason}").format(reason=indicator.not_applicable_if)
            for measure in indicator.measures:
                if measure.id in picked:
                    yield from _law(found, indicator, measure, day)
    if item is not None and not found.complete:
        yield unfinished(found)


def _head(found: CriteriaSet, day: date) -> Iterator[str]:
    yield found.title
    yield ", ".join(
        part
        for part in (found.decision, found.annex, _("ngày {day}").format(day=format_day(found.signed)))
        if part
    )
    until = format_day(found.in_force_to) if found.in_force_to else _("nay")
    yield _(
        "Hiệu lực từ {start} đến {end}. {criteria} tiêu chí, {indicators} chỉ tiêu. Yêu cầu của ngày {day}."
    ).format(
        start=format_day(found.in_force_from),
        end=until,
        criteria=found.total_criteria,
        indicators=found.total_indicators,
        day=format_day(day),
    )
    for amendment in found.amendments:
        line = _("Sửa đổi bởi {decision} từ {day}").format(
            decision=amendment.decision, day=format_day(amendment.day)
        )
        yield line + (
            "."
            if amendment.applied
            else _(", chưa đối chiếu: từ ngày đó không ngưỡng nào coi là đã đối chiếu.")
        )
    if found.region_rule is not None:
        yield _("Quy tắc vùng: {text}").format(text=found.region_rule.text)
    for group in found.groups:
        yield f"{group.name}: {group.definition}"
    if found.overlays:
        yield _("Có phần phủ: {names}.").format(names=", ".join(found.overlays))
    yield from notes(coverage(found, day))
    yield ""


def _law(found: CriteriaSet, indicator: Indicator, measure: Measure, day: date) -> Iterator[str]:
    """The requirements of one measure, then the column chung as information."""
    if measure.id != indicator.id:
        only = _(" (chỉ để chứng minh chưa đạt)") if measure.only_disproves else ""
        yield f"      {measure.id}  {measure.name}{only}"
    for there in required_on(found, measure, day, joined=True):
        where = there.where or _("mọi xã")
        if there.threshold is None:
            yield _("        {where}: không có ngưỡng cho ngày này").format(where=where)
            continue
        text = requirement(measure, there.threshold)
        if there.threshold.illustrative:
            text += _(" (số liệu minh họa)")
        mark = "" if there.mark is Mark.MISSING else mark_word(there.mark)
        parts = [f"        {where}: {text}", mark, there.threshold.source.citation()]
        yield " — ".join(part for part in parts if part)
    for threshold in measure.thresholds:
        if threshold.general and threshold.value is not None:
            yield _("        cột chung của quyết định (không dùng để xét): {text} — {mark}").format(
                text=requirement(measure, threshold), mark=mark_word(found.mark_on(threshold, day))
            )


def unfinished(found: CriteriaSet) -> str:
    """What is said of a set whose indicators were not all entered."""
    return _(
        "Bộ {id} mới có khung: {count} chỉ tiêu của nó chưa được nhập, nên chưa thể dùng để chấm điểm."
    ).format(id=found.id, count=found.total_indicators - len(found.indicators))


def notes(result: Coverage) -> Iterator[str]:
    """What a reader must know of thresholds not checked."""
    if not result.criteria_set.complete:
        yield unfinished(result.criteria_set)
    if result.unchecked:
        yield _("Chú ý: {count} trên {all} ngưỡng chưa được đối chiếu với văn bản hoặc chưa có.").format(
            count=result.unchecked, all=len(result.lines)
        )
    if result.delegated:
        yield _("Trong đó {count} ngưỡng do cấp tỉnh quy định và chưa được nhập.").format(
            count=result.delegated
        )
    if result.illustrative:
        yield _("{count} ngưỡng là số liệu minh họa, không phải quy định.").format(count=result.illustrative)


Listing = tuple[list[dict[str, object]], list[Column]]
MACHINE_ONLY = ("part", "checked")
"""Columns that a table leaves out: words for programs."""


def counts_listing(result: Coverage) -> Listing:
    """Marks counted by criterion, then in all, then the column chung apart."""

    def row(part: str, number: str | None, name: str, lines: Sequence[Covered]) -> dict[str, object]:
        counts = count_marks(lines)
        marks = {mark.value: counts[mark] for mark in Mark}
        return {"part": part, "criterion": number, "name": name, **marks, "total": len(lines)}

    rows: list[dict[str, object]] = []
    for criterion in result.criteria_set.criteria:
        own = {indicator.id for indicator in criterion.indicators}
        lines = [line for line in result.lines if line.indicator.id in own]
        rows.append(row("criterion", criterion.number, criterion.name, lines))
    rows.append(row("all", None, _("Tổng số"), result.lines))
    if result.general:
        rows.append(row("general", None, _("Riêng cột chung (không dùng để xét)"), result.general))
    columns = [
        Column("part", ""),
        Column("criterion", _("TT")),
        Column("name", _("Tiêu chí")),
        *(Column(mark.value, mark_word(mark), "right") for mark in Mark),
        Column("total", _("Tổng"), "right"),
    ]
    return rows, columns


def unchecked_listing(result: Coverage) -> Listing:
    """Each threshold not marked read, with the place where it is to be corrected."""
    rows: list[dict[str, object]] = []
    for line in result.lines:
        if line.mark is Mark.READ:
            continue
        threshold = line.threshold
        regions = () if threshold is None else threshold.regions or ()
        rows.append(
            {
                "item": line.measure.id,
                "requirement": "" if threshold is None else requirement(line.measure, threshold),
                "where": ", ".join(REGIONS.get(region, region) for region in regions),
                "checked": line.mark.value,
                "mark": mark_word(line.mark),
                "source": "" if threshold is None else threshold.source.citation(),
                "place": "" if threshold is None else f"{threshold.file}:{threshold.line}",
            }
        )
    columns = [
        Column("item", _("Chỉ tiêu")),
        Column("requirement", _("Yêu cầu")),
        Column("where", _("Vùng")),
        Column("checked", _("Mức")),
        Column("mark", _("Đối chiếu")),
        Column("source", _("Nguồn")),
        Column("place", _("Tệp và dòng")),
    ]
    return rows, columns
