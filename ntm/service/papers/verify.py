"""Checking a printed paper from the data it carries: scored again with no database, compared with what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError
from ntm.reports.attachment import SCHEMA, Attachment, Opened, open_paper
from ntm.scoring.scorecard import score_json
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import verdict_word
from ntm.service.papers.readiness import condition_rows, verdict_sentence
from ntm.service.papers.scenario_paper import KIND as SCENARIO
from ntm.service.papers.summary import KIND as SUMMARY
from ntm.service.papers.verify_dossier import check_dossier
from ntm.service.papers.verify_group import check_group, other_law, scored_again
from ntm.service.papers.verify_scenario import check_scenario
from ntm.service.recognition.dossier_papers import NAMES
from ntm.service.recognition.watch_data import check_watch
from ntm.service.standing import CommuneStanding
from ntm.service.workspace import Ask, Standing
from ntm.vietnamese.dates import moment_shown, parse_moment
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.numbers import format_fixed


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking a paper found: what it is, the program that made it, and every difference."""

    unit: str
    day: str
    criteria_set: str
    program: str
    known_at: str
    digest: str
    differences: tuple[str, ...]

    @property
    def agreed(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify(path: Path) -> Verification:
    """Score a paper again from its own data alone; raises DataError where it carries none that can be read."""
    opened = open_paper(path)
    document = _document(path, opened.content)
    try:
        moment = parse_moment(document["known_at"])
        attachment = Attachment(opened.content, moment)
        differences = list(_printed_digest(opened, attachment))
        if document["kind"] == SUMMARY:
            [part] = document["standings"]
            differences += check_group(opened, part, document["averages"])
            if (titles := document.get("watch")) is not None:  # papers of before carry none
                differences += check_watch(opened, titles, part)
            unit, day = document["averages"]["average"]["subject"]["unit"], part["snapshot"]["on"]
            set_id = part["snapshot"]["criteria_set"]
        else:
            standings, told = _standings(document["standings"])
            differences += told
            differences += (
                check_dossier(opened, document["kind"], standings, document.get("villages"))
                if document["kind"] in NAMES
                else _printed_verdicts(opened, standings)
            )
            if document["kind"] == SCENARIO:
                differences += check_scenario(opened, document["scenario"], standings[0])
            score = document["standings"][0]["score"]
            unit, day, set_id = score["unit"], score["on"], score["criteria_set"]
        differences += _averages(opened, document["averages"])
        return Verification(
            f"{unit['code']} {unit['name']}", day, set_id,
            document["program"], moment_shown(moment), attachment.digest, tuple(differences),
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _damaged(path) from error


def _document(path: Path, content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise _damaged(path)
    return document


def _damaged(path: Path) -> DataError:
    return DataError(
        _("Số liệu đính kèm trong {file} không đọc được: tệp đã bị sửa, hoặc do chương trình khác làm ra.").format(
            file=path
        )
    )  # fmt: skip


def _printed_digest(opened: Opened, attachment: Attachment) -> Iterator[str]:
    if attachment.digest not in opened.text:
        yield _(
            "Dấu vân tay in trên giấy không phải của số liệu đính kèm: số liệu hoặc trang giấy đã bị sửa."
        )


def _standings(parts: list[dict[str, Any]]) -> tuple[list[CommuneStanding], list[str]]:
    """The standings of a commune's paper (its set, its recognition conditions …) scored again, and what differs."""
    standings: list[CommuneStanding] = []
    differences: list[str] = []
    for part in parts:
        found, told = _standing(part)
        standings.append(found)
        differences += told
    return standings, differences


def _standing(part: dict[str, Any]) -> tuple[CommuneStanding, list[str]]:
    """A standing of the paper, scored again, and where its score differs from what the paper's data says."""
    criteria, snapshot, card = scored_again(part)
    row = int(part["row"])
    with in_vietnamese():  # as the paper was made
        again = score_json(card, row)
    stated = part["score"]
    differences = list(other_law(part, criteria))
    differences += [
        _("{path}: báo cáo ghi {stated}, tính lại là {again}.").format(path=path, stated=old, again=new)
        for path, old, new in _unlike(stated, again)
    ]

    def sets(_province: str | None) -> CriteriaSet:
        return criteria

    standing = Standing(Ask(snapshot.day, criteria.id, snapshot.known_at), sets, snapshot, card)
    return CommuneStanding(standing, row), differences


def _unlike(stated: Any, again: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """The places where two JSON values differ, the names of criteria and indicators in the path."""
    if isinstance(stated, dict) and isinstance(again, dict):
        for key in dict.fromkeys((*again, *stated)):
            yield from _unlike(stated.get(key), again.get(key), f"{path}.{key}" if path else key)
    elif isinstance(stated, list) and isinstance(again, list) and len(stated) == len(again):
        for at, (old, new) in enumerate(zip(stated, again, strict=True)):
            name = new.get("number", new.get("id", at)) if isinstance(new, dict) else at
            yield from _unlike(old, new, f"{path}[{name}]")
    elif stated != again:
        yield path, _short(stated), _short(again)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _printed_verdicts(opened: Opened, standings: list[CommuneStanding]) -> Iterator[str]:
    """Whether the words on the pages are those that the data gives."""
    found, recognition = standings[0], standings[1] if len(standings) > 1 else None
    card, row = found.standing.scorecard, found.row
    with in_vietnamese():
        document, meets = score_json(card, row), bool(card.meets_set[row])
        sentence = verdict_sentence(document, meets, condition_rows(document, meets, recognition))
        words = {verdict.word: verdict_word(verdict) for verdict in Verdict}
    if "".join(sentence.split()) not in opened.text:
        yield _("Câu kết luận in trên giấy khác với số liệu đính kèm; theo số liệu: “{sentence}”").format(
            sentence=sentence
        )
    for criterion in document["criteria"]:
        word = words[criterion["verdict"]]
        line = "".join(f"{criterion['number']}{criterion['name']}{word}".split())
        if line not in opened.text:
            yield _(
                "Tiêu chí {number} in trên giấy khác với số liệu đính kèm; theo số liệu: {verdict}."
            ).format(number=criterion["number"], verdict=word)


def _averages(opened: Opened, stated: dict[str, Any] | None) -> Iterator[str]:
    """Whether the averages are the sums of the communes they name, and stand so on the page."""
    if stated is None:
        return
    document, communes = stated["average"], stated["communes"]
    for part, key in (("subject", "subject"), ("reference", "reference")):
        group = document[part]
        if group is None or (part == "reference" and group["basis"] != "computed"):
            continue
        met = sum(int(one["met"]) for one in communes if one[key])
        count = sum(1 for one in communes if one[key])
        if not count:
            continue
        average = Fraction(met, count)
        shown = format_fixed(average).replace(",", ".")
        if (group["met"], group["average"]) != (met, shown):
            yield _("Bình quân của {name}: báo cáo ghi {stated}, cộng lại là {again}.").format(
                name=group["unit"]["name"],
                stated=f"{group['met']} → {group['average']}",
                again=f"{met} ÷ {count} = {shown}",
            )
        if format_fixed(Fraction(Decimal(str(group["average"])))) not in opened.text:
            yield _("Bình quân của {name} in trên giấy khác với số liệu đính kèm.").format(
                name=group["unit"]["name"]
            )
