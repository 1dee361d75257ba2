"""The average section of a readiness report: district and province side by side, the commune's place, a plot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ntm.reports.charts import Bar, Mark, distribution_chart, standing_chart
from ntm.scoring.average_words import average_json, unit_title
from ntm.scoring.averages import Average, Comparison, rank_among
from ntm.service.compare import compare
from ntm.service.standing import CommuneStanding
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number

_MOST_BARS = 30


def average_section(workspace: Workspace, ask: Ask, found: CommuneStanding) -> dict[str, Any]:
    """`averages` (rows), `average_lines` (sentences), `plot` (SVG, or empty) and `stated` of the commune's group.

    `stated` is what the averages were added up from: each commune's criteria met, for the paper's data.

    The group is the district on the day, or the province where there is none.
    """
    unit = found.unit
    group = unit.district_code or unit.province_code
    if group is None:
        return {
            "averages": [],
            "average_lines": [_("Chưa biết xã thuộc huyện, tỉnh nào.")],
            "plot": "",
            "stated": None,
        }
    comparison, standing = compare(workspace, ask, group)
    return {
        "averages": average_rows(comparison, format_day(ask.day)),
        "average_lines": average_sentences(comparison, standing, unit.code),
        "plot": standing_plot(comparison, standing, unit.code),
        "stated": averages_stated(comparison, standing),
    }


def averages_stated(comparison: Comparison, standing: Standing) -> dict[str, Any]:
    """Subject and reference as `ntm.average/1`, with the criteria met of every commune that either counts."""
    card, units = standing.scorecard, standing.snapshot.units
    reference = comparison.reference
    computed = reference.average.rows if reference is not None and reference.average is not None else []
    rows = sorted({*comparison.subject.rows, *computed})
    return {
        "average": average_json(comparison),
        "communes": [
            {
                "code": units[row].code,
                "met": int(card.met[row]),
                "subject": row in comparison.subject.rows,
                "reference": row in computed,
            }
            for row in rows
            if card.reporting[row] and card.counted[row]
        ],
    }


def average_rows(comparison: Comparison, day: str) -> list[dict[str, str]]:
    """Subject and reference as the paper's table lists them."""
    subject, reference = comparison.subject, comparison.reference
    rows = []
    if subject.value is not None:
        source = _("tính từ số liệu của {a}/{b} xã").format(a=subject.reporting, b=subject.communes)
        name = unit_title(comparison.subject_unit)
        rows.append(
            {"name": name, "day": day, "source": source, **_figures(subject, format_fixed(subject.value))}
        )
    if reference is not None:
        rows.append(
            {
                "name": unit_title(reference.unit),
                "day": format_day(reference.on),
                "source": reference.source,
                **_figures(reference.average, format_fixed(reference.value)),
            }
        )
    return rows


def _figures(average: Average | None, shown: str) -> dict[str, str]:
    if average is None:
        return {"average": shown, "met": "–", "communes": "–"}
    return {
        "average": shown,
        "met": format_number(Decimal(average.met)),
        "communes": format_number(Decimal(average.reporting)),
    }


def average_sentences(comparison: Comparison, standing: Standing, code: str) -> list[str]:
    """What is said of the averages, and of the place in them of the commune with that code (empty: of none)."""
    subject, reference = comparison.subject, comparison.reference
    name = unit_title(comparison.subject_unit)
    lines = list(comparison.warnings) if reference is None else []
    if subject.value is None:
        return [*lines, _("Chưa có xã nào của {group} báo cáo.").format(group=name)]
    # A township is no commune: it may be scored, and no average counts it.
    row = next((row for row in subject.rows if standing.snapshot.units[row].code == code), None)
    if row is not None:
        rank = rank_among(standing.scorecard, row, sorted(subject.rows))
        if rank is not None:
            lines.append(
                _("Về số tiêu chí đạt, xã đứng thứ {rank} trong {count} xã có báo cáo của {group}.").format(
                    rank=rank.place, count=rank.among, group=name
                )
            )
    if reference is None:
        return lines
    other = unit_title(reference.unit)
    if comparison.needed:
        lines.append(
            _("Bình quân của {group} thấp hơn {other}; cần thêm ít nhất {count} tiêu chí để bằng.").format(
                group=name, other=other, count=comparison.needed
            )
        )
    elif comparison.needed == 0:
        lines.append(_("Bình quân của {group} bằng hoặc cao hơn {other}.").format(group=name, other=other))
    if subject.partial:
        lines.append(
            _("Mới có {a}/{b} xã của {group} báo cáo, nên bình quân chưa đầy đủ.").format(
                a=subject.reporting, b=subject.communes, group=name
            )
        )
    return lines


def standing_plot(comparison: Comparison, standing: Standing, code: str) -> str:
    """The communes of the subject as a plot, the one with that code marked; empty where none reports."""
    subject, card = comparison.subject, standing.scorecard
    at = [row for row in subject.rows if card.reporting[row] and card.counted[row]]
    if not at:
        return ""
    bars = [
        Bar(standing.snapshot.units[row].name, int(card.met[row]), standing.snapshot.units[row].code == code)
        for row in at
    ]
    marks = _marks(comparison)
    if len(bars) > _MOST_BARS:
        return distribution_chart(bars, subject.of, marks)
    return standing_chart(
        sorted(bars, key=lambda bar: (-bar.met, collation_key(bar.name))), subject.of, marks
    )


def _marks(comparison: Comparison) -> Sequence[Mark]:
    marks = []
    if comparison.subject.value is not None:
        label = f"{comparison.subject_unit['name']} {format_fixed(comparison.subject.value)}"
        marks.append(Mark(label, comparison.subject.value))
    if comparison.reference is not None:
        value = comparison.reference.value
        marks.append(Mark(f"{comparison.reference.unit['name']} {format_fixed(value)}", value))
    return marks
