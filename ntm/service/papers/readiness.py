"""The readiness report of a commune: everything the paper says, decided from scorecards, ready to be set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ntm.criteria import library
from ntm.errors import DataError, NtmError
from ntm.reports.commune_tables import criteria_table, declared_only, evidence_table, gap_parts
from ntm.reports.head import MADE_UP, Head, Issuer, recipients_of
from ntm.reports.paper import Paper
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot import UnitRow
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import basis_word, value_text, verdict_word
from ntm.service.office.submissions import seal_words
from ntm.service.papers.paper import paper_data, seal
from ntm.service.papers.readiness_average import average_section
from ntm.service.papers.readiness_plan import plan_section
from ntm.service.standing import CommuneStanding, commune_standing, standing_words
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS, KIND_WORDS
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.quarters import quarter_of

TEMPLATE = "readiness/report.html.j2"
KIND = "readiness"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the one who prints decides: issuer, number, day, the day to compare with, requests."""

    issuer: str | None = None
    number: str | None = None
    dated: date | None = None
    since: date | None = None
    requests: tuple[str, ...] = ()


def readiness(workspace: Workspace, ask: Ask, text: str, wishes: Wishes | None = None) -> Paper:
    """The readiness report of a commune on a day, its data with it. Raises as units, sets and databases do."""
    wishes = wishes or Wishes()
    found = commune_standing(workspace, ask, text)
    conditions = recognition_standing(workspace, ask, found.unit.code)
    with in_vietnamese():
        average = average_section(workspace, ask, found)
        data = paper_data(workspace, KIND, [found, *([conditions] if conditions else [])], average["stated"])
        return Paper(
            TEMPLATE, _context(workspace, ask, found, conditions, average, wishes) | seal(data), data
        )


def recognition_standing(workspace: Workspace, ask: Ask, code: str) -> CommuneStanding | None:
    """The recognition conditions of the day, scored for a commune; None where the law of the day has none."""
    set_id = library.recognition_set(ask.day)
    if set_id is None or workspace.snapshot_file is not None:
        return None
    return commune_standing(workspace, Ask(ask.day, set_id, ask.known_at), code)


def _context(
    workspace: Workspace,
    ask: Ask,
    found: CommuneStanding,
    recognition: CommuneStanding | None,
    average: dict[str, Any],
    wishes: Wishes,
) -> dict[str, Any]:
    card, row, unit = found.standing.scorecard, found.row, found.unit
    document = score_json(card, row)
    criteria = card.column(row).criteria_set
    meets = bool(card.meets_set[row])
    conditions = condition_rows(document, meets, recognition)
    issuer = issuer_of(workspace, ask, unit, wishes.issuer)
    made_up = card.snapshot.illustrative or card.column(row).illustrative
    plan = plan_section(workspace, found)
    return {
        "head": Head(
            issuer, wishes.number, wishes.dated, ask.day.year, recipients_of(unit, issuer),
            (MADE_UP,) if made_up else (),
        ),
        "unit": unit,
        "unit_title": f"{KIND_WORDS[unit.kind]} {unit.name}",
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "grounds": grounds(criteria.decision, criteria.title, ask.day),
        "verdict": verdict_sentence(document, meets, conditions),
        "remarks": remarks(document),
        "conditions": conditions,
        "averages": average["averages"],
        "average_lines": average["average_lines"],
        "plot": average["plot"],
        "gaps": gap_parts(card, row, plan["who"]),
        "declared_only": declared_only(card, row),
        "changes": _changes(workspace, found, wishes.since),
        "due": plan["due"],
        "outlook": plan["outlook"],
        "requests": wishes.requests,
        "criteria": criteria_table(card, row),
        "evidence": evidence_table(card, row),
        "set": criteria,
        "sealed": seal_words(workspace, unit, ask),
        "unchecked": document["unchecked_thresholds"],
        "warnings": document["warnings"],
    }  # fmt: skip


def issuer_of(workspace: Workspace, ask: Ask, unit: UnitRow, wish: str | None) -> Issuer:
    """The commune itself, or the unit asked for, which must be one of those above it or itself."""
    if wish is None:
        return Issuer(f"{KIND_WORDS[unit.kind]} {unit.name}", unit.name, "commune")
    other = workspace.find(wish, ask.day, "district")
    if other.code not in (unit.code, unit.district_code, unit.province_code):
        raise DataError(
            _("{issuer} không phải là {unit} hay cấp trên của xã ngày {day}: chọn cơ quan ban hành khác.").format(
                issuer=other.title, unit=f"{KIND_WORDS[unit.kind]} {unit.name}", day=format_day(ask.day)
            )
        )  # fmt: skip
    above = "district" if other.kind in DISTRICT_KINDS and other.code == unit.district_code else "province"
    return Issuer(other.title, other.name, "commune" if other.kind in COMMUNE_KINDS else above)


def grounds(decision: str, title: str, day: date) -> list[str]:
    """What the paper rests on; each line ends with a semicolon, the last with a full stop."""
    lines = [_("Căn cứ {decision} về {title}").format(decision=decision, title=title[:1].lower() + title[1:])]
    if library.recognition_set(day) is not None:
        lines.append(
            _("Căn cứ Quyết định số 18/2022/QĐ-TTg về điều kiện, trình tự, thủ tục xét, công nhận đạt chuẩn")
        )
    return [f"{line}{'.' if at == len(lines) - 1 else ';'}" for at, line in enumerate(lines)]


def verdict_sentence(document: dict[str, Any], meets: bool, conditions: list[dict[str, str]]) -> str:
    """The verdict in words, as the paper prints it: criteria and indicators met, and whether it may be proposed."""
    parts = standing_words(document)
    ready = meets and all(row["verdict"] == verdict_word(Verdict.MET) for row in conditions)
    if ready:
        end = _("Đủ điều kiện đề nghị xét công nhận theo các số liệu nêu trong báo cáo này.")
    elif meets:
        end = _(
            "Đạt đủ các tiêu chí; chưa đủ điều kiện đề nghị xét công nhận vì còn điều kiện ở phần II chưa đạt "
            "hoặc chưa đủ số liệu."
        )
    else:
        end = _("Chưa đủ điều kiện đề nghị xét công nhận.")
    return f"{'; '.join(parts)}. {end}"


def remarks(document: dict[str, Any]) -> list[str]:
    """What is said below the verdict: how many of the met are declared, and what undetermined means."""
    lines = []
    declared = document["declared"]
    if any(declared.values()):
        lines.append(
            _(
                "Trong số tiêu chí đạt, số theo tự đánh giá của xã là {n}, theo kết luận của huyện là {m}, "
                "theo kết luận của tỉnh là {k}; còn lại tính từ số liệu."
            ).format(n=declared["commune"], m=declared["district"], k=declared["province"])
        )
    if document["undetermined"]:
        lines.append(_("Tiêu chí chưa đủ số liệu được coi là chưa chứng minh được là đạt."))
    return lines


def condition_rows(
    document: dict[str, Any], meets: bool, recognition: CommuneStanding | None
) -> list[dict[str, str]]:
    """The recognition conditions as the paper lists them, the first being the set itself."""
    rows = [
        {
            "name": _("Đạt đủ các tiêu chí của bộ tiêu chí"),
            "result": _("{met}/{of} tiêu chí").format(met=document["met"], of=document["of"]),
            "verdict": verdict_word(Verdict.MET if meets else Verdict.NOT_MET),
            "evidence": _("Phụ lục I"),
        }
    ]
    if recognition is None:
        return rows
    found, card = recognition, recognition.standing.scorecard
    for index, measure in enumerate(card.criteria_set.measures):
        stated = card.measurement(found.row, measure.id)
        verdict = int(card.criteria.verdicts[index, found.row])
        if stated is not None:
            result = value_text(measure, stated, card.threshold(found.row, index))
        elif verdict == Verdict.UNDETERMINED:
            result = _("chưa có số liệu")
        else:
            layer = card.criteria
            result = basis_word(int(layer.bases[index, found.row]), int(layer.bodies[index, found.row]))
        rows.append(
            {
                "name": measure.name,
                "result": result,
                "verdict": verdict_word(verdict),
                "evidence": (stated.evidence if stated else None) or _("chưa có"),
            }
        )
    return rows


def _changes(workspace: Workspace, found: CommuneStanding, since: date | None) -> dict[str, Any]:
    """Criteria gained and lost since an earlier day (default: the end of the quarter before), by the same set."""
    ask = found.standing.ask
    earlier = since or end_of_last_quarter(ask.day)
    if earlier >= ask.day:
        raise DataError(
            _("Ngày so sánh {since} phải trước ngày báo cáo {day}.").format(
                since=format_day(earlier), day=format_day(ask.day)
            )
        )
    empty: dict[str, Any] = {"since": format_day(earlier), "gained": [], "lost": [], "note": ""}
    if workspace.snapshot_file is not None:
        return empty | {"note": _("Tệp ảnh chụp số liệu chỉ có một ngày, không so được với kỳ trước.")}
    try:
        before = commune_standing(workspace, Ask(earlier, ask.set_id, ask.known_at), found.unit.code)
    except NtmError:
        return empty | {"note": _("Không so được với ngày này: xã chưa có hoặc bộ tiêu chí chưa áp dụng.")}
    if before.unit.valid_from != found.unit.valid_from:
        return empty | {"note": _("Không so được với ngày này: mã của xã khi đó là của một đơn vị khác.")}
    old, new = before.standing.scorecard, found.standing.scorecard
    if not bool(old.reporting[before.row]):
        return empty | {"note": _("Ngày này chưa có số liệu nào của xã nên không so được.")}
    for at, criterion in enumerate(new.criteria_set.criteria):
        was, now = int(old.criteria.verdicts[at, before.row]), int(new.criteria.verdicts[at, found.row])
        if (was == Verdict.MET) == (now == Verdict.MET):
            continue
        line = f"{criterion.number}. {criterion.name}: {verdict_word(was)} → {verdict_word(now)}"
        empty["gained" if now == Verdict.MET else "lost"].append(line)
    return empty | {
        "count": (
            _("{before} lên {after}") if new.met[found.row] >= old.met[before.row] else _("{before} xuống {after}")
        ).format(before=int(old.met[before.row]), after=int(new.met[found.row])),
        "same": int(old.met[before.row]) == int(new.met[found.row]),
        "met": int(new.met[found.row]),
    }  # fmt: skip


def end_of_last_quarter(day: date) -> date:
    """The last day of the quarter before that day's: what papers compare with by default."""
    return quarter_of(day).first - timedelta(days=1)
