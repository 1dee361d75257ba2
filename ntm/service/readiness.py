"""The readiness report of a commune: everything the paper says, decided from scorecards, ready to be set."""

from __future__ import annotations

from typing import Any

from ntm.criteria import library
from ntm.criteria.model import CarriedBy, Mark
from ntm.reports.charts import Bar, standing_chart
from ntm.scoring.averages import rank_among
from ntm.scoring.gap import gap_of
from ntm.scoring.scorecard import Scorecard, score_json
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import required_text, value_text, verdict_word
from ntm.service.compare import compare
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed

_BLANK = "\u00a0" * 5  # left open, to be written by hand
TEMPLATE = "readiness/report.html.j2"
_MARKS = {
    Mark.READ: "đã đọc",
    Mark.RECALLED: "chưa đối chiếu",
    Mark.DOUBTFUL: "còn nghi ngờ",
    Mark.MISSING: "chưa biết",
}


def readiness(workspace: Workspace, ask: Ask, text: str) -> dict[str, Any]:
    """The context of the paper for a commune on a day. Raises as units, sets and databases do."""
    found = commune_standing(workspace, ask, text)
    card, row = found.standing.scorecard, found.row
    document = score_json(card, row)
    unit = workspace.find(document["unit"]["code"], ask.day)
    criteria = card.column(row).criteria_set
    day = format_day(ask.day)
    return {
        "unit": unit,
        "number": None,
        "dateline": _("ngày {blank} tháng {blank} năm {year}").format(blank=_BLANK, year=ask.day.year),
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "illustrative": any("minh họa" in line for line in document["warnings"]),
        "grounds": [
            _("Căn cứ {decision} về {title};").format(decision=criteria.decision, title=criteria.title),
            _("Căn cứ Quyết định 18/2022/QĐ-TTg về điều kiện, trình tự, thủ tục công nhận."),
        ],
        "verdict": _verdict(document, bool(card.meets_set[row])),
        "remarks": _remarks(document),
        "conditions": _conditions(workspace, ask, text, bool(card.meets_set[row]), document),
        **_averages(workspace, ask, found, day),
        "gaps": _gaps(card, row),
        "recipients": _recipients(card, row),
        "criteria": _table(card, row),
        "set": criteria,
        "unchecked": document["unchecked_thresholds"],
        "warnings": document["warnings"],
    }


def _verdict(document: dict[str, Any], meets: bool) -> str:
    parts = [
        _("Đạt {met}/{of} tiêu chí ({a}/{b} chỉ tiêu)").format(
            met=document["met"],
            of=document["of"],
            a=document["indicators"]["met"],
            b=document["indicators"]["of"],
        )
    ]
    for key, words in (
        ("basically_met", _("cơ bản đạt {count}")),
        ("not_met", _("chưa đạt {count}")),
        ("undetermined", _("chưa đủ số liệu {count}")),
    ):
        if document[key]:
            parts.append(words.format(count=document[key]))
    end = _("Đạt đủ các tiêu chí.") if meets else _("Chưa đủ điều kiện đề nghị xét công nhận.")
    return f"{'; '.join(parts)}. {end}"


def _remarks(document: dict[str, Any]) -> list[str]:
    lines = []
    declared = document["declared"]
    if any(declared.values()):
        lines.append(
            _("Trong số tiêu chí đạt có {n} do xã tự đánh giá, {m} do huyện và {k} do tỉnh kết luận.").format(
                n=declared["commune"], m=declared["district"], k=declared["province"]
            )
        )
    if document["undetermined"]:
        lines.append(_("Tiêu chí chưa đủ số liệu được coi là chưa chứng minh được là đạt."))
    return lines


def _conditions(
    workspace: Workspace, ask: Ask, text: str, meets: bool, document: dict[str, Any]
) -> list[dict[str, str]]:
    rows = [
        {
            "name": _("Đạt đủ các tiêu chí của bộ tiêu chí"),
            "result": f"{document['met']}/{document['of']}",
            "verdict": verdict_word(Verdict.MET if meets else Verdict.NOT_MET),
            "evidence": _("xem Phụ lục I"),
        }
    ]
    set_id = library.recognition_set(ask.day)
    if set_id is None:
        return rows
    found = commune_standing(workspace, Ask(ask.day, set_id, ask.known_at), text)
    card = found.standing.scorecard
    for index, measure in enumerate(card.criteria_set.measures):
        stated = card.measurement(found.row, measure.id)
        threshold = card.threshold(found.row, index)
        rows.append(
            {
                "name": measure.name,
                "result": value_text(measure, stated, threshold) if stated else _("chưa có số liệu"),
                "verdict": verdict_word(int(card.criteria.verdicts[index, found.row])),
                "evidence": (stated.evidence or _("chưa có minh chứng")) if stated else "",
            }
        )
    return rows


def _averages(workspace: Workspace, ask: Ask, found: CommuneStanding, day: str) -> dict[str, Any]:
    unit = found.standing.snapshot.units[found.row]
    group = unit.district_code or unit.province_code
    if group is None:
        return {"averages": [], "average_lines": [_("Chưa biết xã thuộc huyện, tỉnh nào.")], "plot": ""}
    comparison, standing = compare(workspace, ask, group)
    subject, reference = comparison.subject, comparison.reference
    rows = []
    if subject.value is not None:
        rows.append(
            {
                "name": comparison.subject_unit["name"], "average": format_fixed(subject.value), "day": day,
                "fraction": f"{subject.met}/{subject.reporting}",
                "source": _("số liệu của {a}/{b} xã").format(a=subject.reporting, b=subject.communes),
            }
        )  # fmt: skip
    if reference is not None:
        held = reference.average
        rows.append(
            {
                "name": reference.unit["name"], "average": format_fixed(reference.value),
                "fraction": f"{held.met}/{held.reporting}" if held else "–", "day": format_day(reference.on),
                "source": reference.source,
            }
        )  # fmt: skip
    row = standing.row(unit.code)
    lines = list(comparison.warnings) if reference is None else []
    if row in subject.rows:
        rank = rank_among(standing.scorecard, row, sorted(subject.rows))
        if rank is not None:
            lines.append(
                _("Xã đứng thứ {rank} trong {count} xã có báo cáo của {group} về số tiêu chí đạt.").format(
                    rank=rank.place, count=rank.among, group=comparison.subject_unit["name"]
                )
            )
    if comparison.needed:
        lines.append(
            _("{group} còn cần thêm {count} tiêu chí để bằng bình quân của {other}.").format(
                group=comparison.subject_unit["name"], count=comparison.needed,
                other=reference.unit["name"] if reference else "",
            )
        )  # fmt: skip
    card = standing.scorecard
    bars = sorted(
        (Bar(standing.snapshot.units[at].name, int(card.met[at]), at == row) for at in subject.rows),
        key=lambda bar: (-bar.met, bar.name),
    )
    marks = (
        [(f"{comparison.subject_unit['name']} {format_fixed(subject.value)}", subject.value)]
        if subject.value
        else []
    )
    if reference is not None:
        marks.append((f"{reference.unit['name']} {format_fixed(reference.value)}", reference.value))
    plot = standing_chart(bars, subject.of, marks) if 0 < len(bars) <= 40 else ""
    return {"averages": rows, "average_lines": lines, "plot": plot}


def _line(card: Scorecard, row: int, index: int) -> dict[str, str]:
    measure, threshold = card.criteria_set.measures[index], card.threshold(row, index)
    stated, column = card.measurement(row, measure.id), card.column(row)
    mark = column.marks[index]
    sign = "" if mark is Mark.READ else " (*)"
    if threshold is not None and threshold.illustrative:
        sign = " (**)"
    who = ", ".join(
        part
        for part in (
            stated.responsible if stated else None,
            _("hạn {day}").format(day=format_day(stated.due)) if stated and stated.due else None,
        )
        if part
    )
    return {
        "id": measure.id,
        "name": measure.name,
        "required": required_text(measure, threshold),
        "mark": sign,
        "result": value_text(measure, stated, threshold) if stated else _("chưa có số liệu"),
        "verdict": verdict_word(int(card.measures[index, row])),
        "checked": _("minh họa") if sign == " (**)" else _MARKS[mark],
        "who": who or _("chưa phân công"),
    }


def _gaps(card: Scorecard, row: int) -> list[dict[str, Any]]:
    unmet: dict[bool, list[dict[str, str]]] = {True: [], False: []}
    open_: list[dict[str, str]] = []
    start = 0
    for at, indicator in enumerate(card.criteria_set.indicators):
        verdict = int(card.indicators.verdicts[at, row])
        unsettled = verdict in (Verdict.NOT_MET, Verdict.UNDETERMINED)
        for offset, measure in enumerate(indicator.measures):
            own = int(card.measures[start + offset, row])
            if (
                not unsettled
                or own not in (Verdict.NOT_MET, Verdict.UNDETERMINED)
                or (measure.only_disproves and own != 4)
            ):
                continue
            line = _line(card, row, start + offset)
            stated, threshold = card.measurement(row, measure.id), card.threshold(row, start + offset)
            gap = gap_of(measure, stated, threshold) if own == Verdict.NOT_MET else None
            line["gap"] = (gap.counts_text or gap.text) if gap is not None else "–"
            if own == Verdict.NOT_MET:
                unmet[indicator.carried_by is CarriedBy.STATE].append(line)
            else:
                open_.append(line)
        start += len(indicator.measures)
    return [
        {"title": _("Chỉ tiêu chưa đạt có phần của người dân và cộng đồng (làm ngay)"), "rows": unmet[False]},
        {"title": _("Chỉ tiêu chưa đạt do Nhà nước đầu tư"), "rows": unmet[True]},
        {"title": _("Chỉ tiêu chưa đủ số liệu"), "rows": open_},
    ]


def _recipients(card: Scorecard, row: int) -> list[str]:
    unit = card.snapshot.units[row]
    above = _("UBND huyện {name};").format(name=unit.district_name) if unit.district_name else None
    province = _("UBND tỉnh {name};").format(name=unit.province_name) if unit.province_name else None
    return [line for line in (above or province, _("Đảng ủy, HĐND xã;"), _("Lưu: VT.")) if line]


def _table(card: Scorecard, row: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    index = 0
    for at, criterion in enumerate(card.criteria_set.criteria):
        lines = []
        for indicator in criterion.indicators:
            for measure in indicator.measures:
                if not measure.only_disproves or card.measurement(row, measure.id) is not None:
                    lines.append(_line(card, row, index))
                index += 1
        verdict = verdict_word(int(card.criteria.verdicts[at, row]))
        rows.append({"number": criterion.number, "name": criterion.name, "verdict": verdict, "rows": lines})
    return rows
