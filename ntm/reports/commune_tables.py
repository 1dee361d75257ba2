"""What a commune's papers show in tables, read from its scorecard: every measure, what is lacking, evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ntm.criteria.model import CarriedBy, Mark
from ntm.scoring.gap import gap_of
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Basis, Verdict
from ntm.scoring.wording import basis_word, required_text, value_text, verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

MARK_WORDS = {
    Mark.READ: "đã đối chiếu",
    Mark.RECALLED: "chưa đối chiếu",
    Mark.DOUBTFUL: "còn nghi ngờ",
    Mark.MISSING: "chưa biết",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of a commune, in words.

    `sign` is "(*)" beside a threshold not yet checked against the law, "(**)" beside a made-up one.
    """

    id: str
    name: str
    required: str
    sign: str
    result: str
    gap: str
    verdict: str
    law: str
    who: str = ""


def measure_line(card: Scorecard, row: int, index: int, who: str = "") -> Line:
    """The measure of that index in the set, for the unit in that row; `who` answers for it, and by when."""
    measure, threshold = card.criteria_set.measures[index], card.threshold(row, index)
    stated, mark = card.measurement(row, measure.id), card.column(row).marks[index]
    sign = "" if mark is Mark.READ else "(*)"
    law = MARK_WORDS[mark]
    if threshold is not None and threshold.illustrative:
        sign, law = "(**)", _("mức minh họa")
    elif threshold is not None and threshold.source.citation():
        law = f"{threshold.source.citation()}; {law}"
    verdict = int(card.measures[index, row])
    gap = gap_of(measure, stated, threshold) if verdict == Verdict.NOT_MET else None
    return Line(
        id=measure.id,
        name=measure.name,
        required=required_text(measure, threshold),
        sign=sign,
        result=value_text(measure, stated, threshold) if stated else _("chưa có số liệu"),
        gap=(gap.counts_text or gap.text) if gap is not None else "–",
        verdict=verdict_word(verdict),
        law=law,
        who=who,
    )  # fmt: skip


def gap_parts(card: Scorecard, row: int, who: Mapping[str, str]) -> list[dict[str, Any]]:
    """What is lacking, in parts: with the people and the community, with both, needing investment; what is open.

    Who carries an indicator is the set's `carried_by`; `who` says, by indicator, who answers for it and by when. A
    declaration without a figure stands as one line.
    """
    unmet: dict[CarriedBy, list[Line]] = {part: [] for part in CarriedBy}
    unknown: list[Line] = []
    start = 0
    for at, indicator in enumerate(card.criteria_set.indicators):
        verdict = int(card.indicators.verdicts[at, row])
        indexes = range(start, start + len(indicator.measures))
        start += len(indicator.measures)
        named = who.get(indicator.id) or _("chưa phân công")
        lines = [
            measure_line(card, row, index, named)
            for index in indexes
            if int(card.measures[index, row]) == verdict
            and not (verdict == Verdict.UNDETERMINED and card.criteria_set.measures[index].only_disproves)
        ] or [measure_line(card, row, indexes[0], named)]
        if verdict == Verdict.NOT_MET:
            unmet[indicator.carried_by] += lines
        elif verdict == Verdict.UNDETERMINED:
            unknown += lines
    return [
        {"title": _("Thuộc trách nhiệm của người dân và cộng đồng (làm ngay)"), "rows": unmet[CarriedBy.PEOPLE]},
        {"title": _("Nhà nước và nhân dân cùng làm"), "rows": unmet[CarriedBy.BOTH]},
        {"title": _("Cần Nhà nước đầu tư, thực hiện"), "rows": unmet[CarriedBy.STATE]},
        {"title": _("Chưa đủ số liệu để kết luận"), "rows": unknown},
    ]  # fmt: skip


def declared_only(card: Scorecard, row: int) -> list[dict[str, str]]:
    """Criteria not met by declaration alone, with no figure below them: what is known is the verdict."""
    rows = []
    for at, criterion in enumerate(card.criteria_set.criteria):
        start, stop = card.shape.indicator_spans[at]
        below = card.indicators.verdicts[start:stop, row]
        if int(card.criteria.verdicts[at, row]) == Verdict.NOT_MET and not (below == Verdict.NOT_MET).any():
            basis = _basis(card, row, at)
            rows.append({"number": criterion.number, "name": criterion.name, "basis": basis})
    return rows


def criteria_table(card: Scorecard, row: int) -> list[dict[str, Any]]:
    """Every criterion with its verdict, and below it every measure that is asked for or stated."""
    rows: list[dict[str, Any]] = []
    index = 0
    for at, criterion in enumerate(card.criteria_set.criteria):
        lines = []
        for indicator in criterion.indicators:
            for measure in indicator.measures:
                if not measure.only_disproves or card.measurement(row, measure.id) is not None:
                    lines.append(measure_line(card, row, index))
                index += 1
        basis = _basis(card, row, at)
        verdict = verdict_word(int(card.criteria.verdicts[at, row]))
        rows.append(
            {"number": criterion.number, "name": criterion.name, "verdict": verdict, "basis": basis, "rows": lines}
        )  # fmt: skip
    return rows


def evidence_table(card: Scorecard, row: int) -> list[dict[str, str]]:
    """Every statement that names its evidence: the item, its result, its day, the reference, who entered it."""
    rows = []
    for index, measure in enumerate(card.criteria_set.measures):
        stated = card.measurement(row, measure.id)
        if stated is not None and stated.evidence:
            rows.append(
                {
                    "id": measure.id,
                    "name": measure.name,
                    "result": value_text(measure, stated, card.threshold(row, index)),
                    "day": format_day(stated.on),
                    "evidence": stated.evidence,
                    "by": stated.recorded_by or "",
                }
            )
    return rows


def _basis(card: Scorecard, row: int, criterion: int) -> str:
    layer = card.criteria
    return basis_word(Basis(int(layer.bases[criterion, row])), int(layer.bodies[criterion, row]))
