"""The summary of a district or province: averages, bands, what is hardest or nearest, communes by criterion."""

from __future__ import annotations

from datetime import date
from typing import Any

from ntm.errors import DataError, NtmError
from ntm.reports.group_tables import (
    bands,
    hardest,
    matrix,
    moved,
    name_of,
    nearest,
    one_step_away,
    part_averages,
    parts_of,
)
from ntm.reports.head import MADE_UP, Head
from ntm.reports.maps import commune_map
from ntm.reports.paper import Paper
from ntm.scoring.average_words import unit_title
from ntm.scoring.averages import Comparison
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import VERDICT_SIGNS, verdict_word
from ntm.service.compare import compare
from ntm.service.papers.group_head import group_issuer, group_recipients
from ntm.service.papers.paper import group_data, seal
from ntm.service.papers.readiness import Wishes, end_of_last_quarter, grounds
from ntm.service.papers.readiness_average import (
    average_rows,
    average_sentences,
    averages_stated,
    standing_plot,
)
from ntm.service.recognition.watch import watch_section
from ntm.service.recognition.watch_data import watch_data
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.boundaries import Boundaries, boundaries_on
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.numbers import format_fixed

TEMPLATE = "summary/report.html.j2"
KIND = "summary"
_MOST_STEPS = 60
_MOST_MOVED = 30


def summary(workspace: Workspace, ask: Ask, text: str, wishes: Wishes | None = None) -> Paper:
    """The summary of a district or province on a day, its data with it. Raises as units, sets and databases do."""
    wishes = wishes or Wishes()
    comparison, standing = compare(workspace, ask, text)
    with in_vietnamese():
        context = _context(workspace, ask, comparison, standing, wishes)
        titles = watch_data(workspace, ask, context["watch"]["lines"], standing)
        data = group_data(workspace, KIND, standing, averages_stated(comparison, standing), titles)
        return Paper(TEMPLATE, context | seal(data), data)


def _context(
    workspace: Workspace, ask: Ask, comparison: Comparison, standing: Standing, wishes: Wishes
) -> dict[str, Any]:
    card, subject = standing.scorecard, comparison.subject
    first = min(subject.rows, default=0)
    criteria = card.column(first).criteria_set
    made_up = card.snapshot.illustrative or any(column.illustrative for column in card.table.columns)
    issuer = group_issuer(workspace, ask.day, comparison.subject_unit, wishes.issuer)
    needed = comparison.needed or 0
    boundaries = boundaries_on(ask.day)
    former = {code: one.former_districts for code, one in boundaries.units.items()} if boundaries else {}
    codes = {unit.district_code for unit in standing.snapshot.units} - {None}
    found = [workspace.territory.unit(str(code), ask.day) for code in codes]
    titles = {unit.code: unit.title for unit in found if unit is not None}
    return {
        "head": Head(
            issuer, wishes.number, wishes.dated, ask.day.year,
            group_recipients(workspace, ask.day, comparison.subject_unit, issuer),
            (MADE_UP,) if made_up else (),
        ),
        "unit_title": unit_title(comparison.subject_unit),
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "grounds": grounds(criteria.decision, criteria.title, ask.day),
        "averages": average_rows(comparison, format_day(ask.day)),
        "average_lines": average_sentences(comparison, standing, ""),
        "plot": standing_plot(comparison, standing, ""),
        "warnings": comparison.warnings,
        "bands": bands(card, subject),
        "one_step": one_step_away(card, subject),
        "hardest": hardest(card, subject),
        "places": part_averages(card, parts_of(card, subject, titles, former)),
        "map": _map(comparison, standing, boundaries),
        "map_source": boundaries.attribution if boundaries is not None else "",
        "reporting": subject.reporting,
        "communes": subject.communes,
        "changes": _changes(workspace, ask, comparison, standing, wishes.since),
        "needed": comparison.needed,
        "reference": unit_title(comparison.reference.unit) if comparison.reference is not None else "",
        "steps": nearest(card, subject, min(needed, _MOST_STEPS)),
        "watch": watch_section(workspace, ask, str(comparison.subject_unit["code"]), standing),
        "requests": wishes.requests,
        "numbers": [criterion.number for criterion in criteria.criteria],
        "criteria_names": [f"{one.number}. {one.name}" for one in criteria.criteria],
        "signs": [(VERDICT_SIGNS[verdict], verdict_word(verdict)) for verdict in (
            Verdict.MET, Verdict.BASICALLY_MET, Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE)],
        "matrix": matrix(card, subject, titles),
        "set": criteria,
    }  # fmt: skip


def _map(comparison: Comparison, standing: Standing, boundaries: Boundaries | None) -> str:
    """The map of a province whose communes' boundaries are known on the day; empty elsewhere."""
    card, units = standing.scorecard, standing.snapshot.units
    codes = {units[row].code: row for row in comparison.subject.rows}
    if boundaries is None or not codes or not codes.keys() <= boundaries.units.keys():
        return ""
    met = {code: int(card.met[row]) for code, row in codes.items() if card.reporting[row]}
    return commune_map(boundaries, met, card.of)


def _changes(
    workspace: Workspace, ask: Ask, comparison: Comparison, standing: Standing, since: date | None
) -> dict[str, Any]:
    """What moved since an earlier day (default: the end of the quarter before), by the same set."""
    earlier = since or end_of_last_quarter(ask.day)
    if earlier >= ask.day:
        raise DataError(
            _("Ngày so sánh {since} phải trước ngày báo cáo {day}.").format(
                since=format_day(earlier), day=format_day(ask.day)
            )
        )
    told: dict[str, Any] = {
        "since": format_day(earlier),
        "note": "",
        "average": "",
        "risen": [],
        "fallen": [],
    }
    try:
        before, then = compare(
            workspace, Ask(earlier, ask.set_id, ask.known_at), str(comparison.subject_unit["code"])
        )
    except NtmError:
        return told | {"note": _("Không so được với ngày này.")}
    old, new = before.subject.value, comparison.subject.value
    if old is None or new is None:
        return told | {"note": _("Ngày này chưa có xã nào báo cáo nên không so được.")}
    card, units = standing.scorecard, standing.snapshot.units
    # A code may pass to another unit when boundaries change: a commune is the same only since the same day.
    rows = {(unit.code, unit.valid_from): row for row, unit in enumerate(then.snapshot.units)}
    same = {
        (then.snapshot.units[row].code, then.snapshot.units[row].valid_from) for row in before.subject.rows
    } == {(units[row].code, units[row].valid_from) for row in comparison.subject.rows}
    told["average"] = (
        _("{old} → {new} tiêu chí/xã").format(old=format_fixed(old), new=format_fixed(new))
        if same
        else _(
            "{old} tiêu chí/xã trên {before} xã theo địa giới cũ; {new} trên {after} xã theo địa giới mới; "
            "hai số không so được với nhau, và chỉ các xã giữ nguyên địa giới được so dưới đây"
        ).format(
            old=format_fixed(old), before=before.subject.reporting,
            new=format_fixed(new), after=comparison.subject.reporting,
        )
    )  # fmt: skip
    changed: dict[str, list[tuple[int, str]]] = {"risen": [], "fallen": []}
    for row in sorted(comparison.subject.rows, key=lambda one: units[one].code):
        at = rows.get((units[row].code, units[row].valid_from))
        if at is None or not then.scorecard.reporting[at] or not standing.scorecard.reporting[row]:
            continue
        was, now = int(then.scorecard.met[at]), int(standing.scorecard.met[row])
        if was != now:
            changed["risen" if now > was else "fallen"].append(
                (-abs(now - was), f"{name_of(card, comparison.subject, row)} ({moved(was, now)})")
            )
    for way, communes in changed.items():
        told[way] = {
            "count": len(communes),
            "most": [words for _size, words in sorted(communes)[:_MOST_MOVED]],
        }
    return told
