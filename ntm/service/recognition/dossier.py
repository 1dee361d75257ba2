"""The dossier of recognition: conditions, steps and papers of a commune on a day, what is there and what is missing.

Everything is read from scorecards (the commune's set, the recognition conditions, the dossier set), so that a
paper can be checked again from its data alone. The papers themselves are in ntm.service.recognition.dossier_papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Indicator, Mark, Measure
from ntm.criteria.procedure import Procedure
from ntm.reports.commune_tables import Line, measure_line
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Basis, Verdict
from ntm.scoring.wording import basis_word, value_text, verdict_word
from ntm.service.papers.readiness import condition_rows, recognition_standing
from ntm.service.recognition.titles import dossier_law, procedure_of
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.workspace import Ask, Standing, Workspace
from ntm.territory.model import KIND_WORDS
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_number

SATISFACTION = "hai-long"
VOTE = "bieu-quyet"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A commune's standing in the three sets that recognition looks at, and the polls of its villages."""

    found: CommuneStanding
    conditions: CommuneStanding
    steps: CommuneStanding
    villages: Standing | None = None

    @property
    def procedure(self) -> Procedure:
        """Who verifies, the summary table's heads, what must be there before the dossier goes up."""
        return procedure_of(self.law)

    @property
    def law(self) -> CriteriaSet:
        """The dossier set as it stands in the commune's province."""
        return self.steps.standing.scorecard.column(self.steps.row).criteria_set

    @property
    def day(self) -> date:
        """The day spoken of."""
        return self.found.standing.ask.day

    @property
    def title(self) -> str:
        """The commune in words: "xã Xuân Dương"."""
        return f"{KIND_WORDS[self.found.unit.kind]} {self.found.unit.name}"


def dossier(workspace: Workspace, ask: Ask, text: str) -> Dossier:
    """The dossier of a commune on a day; raises as units and sets do, and before there were rules of recognition."""
    found = commune_standing(workspace, ask, text)
    law = dossier_law(workspace, ask.day, found.unit.province_code)
    code = found.unit.code
    steps = commune_standing(workspace, Ask(ask.day, law.id, ask.known_at), code)
    conditions = recognition_standing(workspace, ask, code)
    assert conditions is not None  # noqa: S101 - the rules of recognition have their conditions from the same day
    return Dossier(found, conditions, steps, _villages(workspace, ask, code))


def _villages(workspace: Workspace, ask: Ask, code: str) -> Standing | None:
    """What is stated of the commune's villages in the recognition conditions; None where it has no villages."""
    set_id = library.recognition_set(ask.day)
    unit = workspace.find(code, ask.day, "commune")
    inside = [one for one in workspace.territory.children(unit, ask.day) if one.kind == "thon"]
    if set_id is None or not inside:
        return None
    return workspace.standing(Ask(ask.day, set_id, ask.known_at), inside)


# -- what is there and what is missing -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that recognition needs, as the listing and the papers show it.

    `here` is True where it is there, False where it is missing, None where it cannot be told.
    """

    part: str
    line: Line
    verdict: Verdict
    here: bool | None
    state: str
    day: date | None
    evidence: str
    who: str


def rows(held: Dossier, part: str | None = None) -> list[Row]:
    """The steps and papers in the order of the law; of one criterion (HS1 …) where `part` names it.

    Where no figure was stated, a body's declaration on the step speaks, as everywhere.
    """
    card, row = held.steps.standing.scorecard, held.steps.row
    made = []
    at = 0
    for criterion in card.criteria_set.criteria:
        for indicator in criterion.indicators:
            for measure in indicator.measures:
                if part in (None, criterion.number):
                    made.append(_row(held.steps, criterion.number, indicator, measure, at))
                at += 1
    assert at == len(card.measures[:, row])  # noqa: S101 - every measure was passed
    return made


def _row(steps: CommuneStanding, part: str, indicator: Indicator, measure: Measure, at: int) -> Row:
    card, row = steps.standing.scorecard, steps.row
    stated = card.measurement(row, measure.id)
    verdict, threshold = Verdict(int(card.measures[at, row])), card.threshold(row, at)
    known, line = threshold is not None and threshold.value is not None, measure_line(card, row, at)
    said = card.declaration(row, indicator.id) if verdict is Verdict.UNDETERMINED else None
    if said is not None:
        verdict, stated = said.verdict, said.stated
        line = replace(line, result=basis_word(Basis.DECLARED, said.by), verdict=verdict_word(verdict))
    here, state = _state(verdict, stated, known)
    due = format_day(stated.due) if stated is not None and stated.due is not None else ""
    who = [
        stated.responsible or "" if stated is not None else "",
        _("hạn {day}").format(day=due) if due else "",
    ]
    return Row(
        part, line, verdict, here, state, stated.on if stated is not None else None,
        (stated.evidence if stated is not None else None) or "", ", ".join(one for one in who if one),
    )  # fmt: skip


def _state(verdict: Verdict, stated: Stated | None, known: bool) -> tuple[bool | None, str]:
    if verdict is Verdict.MET:
        return True, _("đã có")
    if verdict is Verdict.NOT_APPLICABLE:
        return True, _("không áp dụng")
    if verdict is Verdict.NOT_MET and stated is not None:
        return False, _("chưa đạt")
    if verdict is Verdict.BASICALLY_MET:
        return False, verdict_word(verdict)
    return (False, _("còn thiếu")) if known else (None, _("chưa rõ yêu cầu"))


def conditions_of(held: Dossier) -> list[dict[str, str]]:
    """The recognition conditions, the first being the commune's set itself."""
    card, row = held.found.standing.scorecard, held.found.row
    return condition_rows(score_json(card, row), bool(card.meets_set[row]), held.conditions)


def lacking(held: Dossier) -> list[str]:
    """What must still be there before the dossier goes up, each with its state: conditions, then steps and papers."""
    met = verdict_word(Verdict.MET)
    wanting = [f"{one['name']} ({one['verdict']})" for one in conditions_of(held) if one["verdict"] != met]
    before = held.procedure.before_submission
    wanting += [f"{one.line.name} ({one.state})" for one in rows(held) if one.part in before and not one.here]
    return wanting


def sentence(held: Dossier) -> str:
    """The state of the dossier in one sentence, as the papers print it."""
    before = held.procedure.before_submission
    mine = [one for one in rows(held) if one.part in before]
    conditions = conditions_of(held)
    met = sum(one["verdict"] == verdict_word(Verdict.MET) for one in conditions)
    counted = _(
        "Điều kiện công nhận: đạt {met}/{of}; trình tự và thành phần hồ sơ trước khi trình: có {here}/{all}."
    )
    end = _("Chưa đủ hồ sơ để trình.") if lacking(held) else _("Đủ hồ sơ để trình theo các số liệu nêu trên.")
    here = sum(one.here is True for one in mine)
    return f"{counted.format(met=met, of=len(conditions), here=here, all=len(mine))} {end}"


def unchecked(held: Dossier) -> int:
    """How many of the dossier's own requirements were not checked against the law."""
    card, row = held.steps.standing.scorecard, held.steps.row
    return sum(mark is not Mark.READ for mark in card.column(row).marks)


def listing(held: Dossier) -> list[dict[str, object]]:
    """Conditions, steps and papers as rows of a listing; `here` is true, false, or null where it cannot be told."""
    told: list[dict[str, object]] = []
    met = verdict_word(Verdict.MET)
    conditions, row = held.conditions.standing.scorecard, held.conditions.row
    for number, one in enumerate(conditions_of(held), start=1):
        # The first is the commune's set; the others are the measures of the conditions in order.
        line = measure_line(conditions, row, number - 2) if number > 1 else None
        told.append(
            {
                "part": _("Điều kiện"),
                "item": line.id if line is not None else "",
                "name": one["name"],
                "required": line.required if line is not None else "",
                "checked": line.law if line is not None else "",
                "result": one["result"],
                "on": None,
                "state": one["verdict"],
                "evidence": one["evidence"] if number > 1 else "",
                "who": "",
                "here": one["verdict"] == met,
            }
        )
    names = {one.number: one.name for one in held.law.criteria}
    return told + [
        {
            "part": names[one.part],
            "item": one.line.id,
            "name": one.line.name,
            "required": one.line.required,
            "checked": one.line.law,
            "result": one.line.result,
            "on": one.day,
            "state": one.state,
            "evidence": one.evidence,
            "who": one.who,
            "here": one.here,
        }
        for one in rows(held)
    ]


# -- the meeting, and what the people said --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of the meeting: present, agreed, the share and what is required, in words; and the verdict."""

    day: date
    present: str
    agreed: str
    others: str
    share: str
    required: str
    verdict: str


def vote(held: Dossier) -> Vote | None:
    """The vote that speaks on the day; None where none was stated with its two counts."""
    [row] = [one for one in rows(held) if one.line.id == VOTE]
    stated = held.steps.standing.scorecard.measurement(held.steps.row, VOTE)
    if stated is None or stated.numerator is None or stated.denominator is None:
        return None
    return Vote(
        stated.on, format_number(stated.denominator), format_number(stated.numerator),
        format_number(stated.denominator - stated.numerator), row.line.result.split(" ")[0],
        f"{row.line.required} {row.line.sign}".strip(), row.line.verdict,
    )  # fmt: skip


def vote_sentence(held: Dossier) -> str:
    """The vote in one sentence, as the papers print it."""
    found = vote(held)
    if found is None:
        return _("Chưa có kết quả biểu quyết.")
    return _(
        "Biểu quyết ngày {day}: có mặt {present} đại biểu, nhất trí {agreed} ({share}), ý kiến khác {others}; "
        "yêu cầu {required}: {verdict}."
    ).format(
        day=format_day(found.day), present=found.present, agreed=found.agreed, share=found.share,
        others=found.others, required=found.required, verdict=found.verdict,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Poll:
    """What was asked in one village: satisfied of how many, the share, when, and what people said."""

    code: str
    name: str
    asked: str
    satisfied: str
    share: str
    day: str
    said: str


def polls(held: Dossier) -> list[Poll]:
    """The polls by village, in the order of their codes; a village that was not asked says so."""
    return [poll for poll, _counts in _polled(held)]


def _polled(held: Dossier) -> Iterator[tuple[Poll, tuple[Decimal, Decimal]]]:
    if held.villages is None:
        return
    card = held.villages.scorecard
    measure = card.criteria_set.measure_by_id[SATISFACTION]
    for row, unit in enumerate(held.villages.snapshot.units):
        stated = card.measurement(row, SATISFACTION)
        name = f"{KIND_WORDS[unit.kind]} {unit.name}"
        if stated is None or stated.numerator is None or stated.denominator is None:
            yield Poll(unit.code, name, "–", "–", _("chưa có số liệu"), "", ""), (Decimal(0), Decimal(0))
            continue
        share = value_text(measure, stated, None).split(" ")[0]
        yield (
            Poll(
                unit.code, name, format_number(stated.denominator), format_number(stated.numerator), share,
                format_day(stated.on), stated.note or "",
            ),
            (stated.numerator, stated.denominator),
        )  # fmt: skip


SENT, COLLECTED = "gui-y-kien", "tong-hop"


def note_of(held: Dossier, item: str) -> str:
    """The note stated with a step of the dossier; empty where there is none, or no such step in the day's law.

    With the report sent to the organisations (SENT) it holds what they said, with the opinions collected (COLLECTED)
    what was taken up and what was explained.
    """
    card, row = held.steps.standing.scorecard, held.steps.row
    if item not in card.criteria_set.measure_by_id:
        return ""
    stated = card.measurement(row, item)
    return (stated.note or "").strip() if stated is not None else ""


def poll_sentences(held: Dossier) -> list[str]:
    """The satisfaction of the commune in words, and whether the villages add up to it."""
    conditions, row = held.conditions.standing.scorecard, held.conditions.row
    at = next(n for n, one in enumerate(conditions.criteria_set.measures) if one.id == SATISFACTION)
    line, stated = measure_line(conditions, row, at), conditions.measurement(row, SATISFACTION)
    told = [
        _("Tỷ lệ hài lòng của toàn xã: {result}; yêu cầu: {required}; kết luận: {verdict}.").format(
            result=line.result, required=f"{line.required} {line.sign}".strip(), verdict=line.verdict
        )
    ]
    counts = [count for _poll, count in _polled(held)]
    if not counts:
        return [*told, _("Chưa nhập danh sách thôn của xã nên chưa có số liệu theo thôn.")]
    satisfied, asked = (sum((count[at] for count in counts), Decimal(0)) for at in (0, 1))
    told.append(
        _("Theo thôn: {here}/{all} thôn đã lấy ý kiến, hài lòng {satisfied} trên {asked} người được hỏi.").format(
            here=sum(1 for _one, count in counts if count), all=len(counts),
            satisfied=format_number(satisfied), asked=format_number(asked),
        )
    )  # fmt: skip
    if stated is not None and (stated.numerator, stated.denominator) != (satisfied, asked):
        told.append(_("Cộng các thôn không bằng số liệu của xã: phải kiểm tra lại trước khi trình."))
    return told
