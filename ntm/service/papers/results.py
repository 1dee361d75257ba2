"""The table of results of a commune: computed, and as the commune, the district and the province concluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ntm.errors import DataError
from ntm.reports.head import MADE_UP, Head, recipients_of
from ntm.reports.paper import Paper
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import value_text, verdict_word
from ntm.service.papers.paper import paper_data, seal
from ntm.service.papers.readiness import (
    Wishes,
    condition_rows,
    grounds,
    issuer_of,
    recognition_standing,
    remarks,
    verdict_sentence,
)
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import KIND_WORDS
from ntm.vietnamese.dates import format_day, format_day_words
from ntm.vietnamese.messages import _, in_vietnamese

TEMPLATE = "results/report.html.j2"
KIND = "results"
Said = Mapping[tuple[str, Body], Stated]
"""What each body last declared of each item up to the day."""


def results(workspace: Workspace, ask: Ask, text: str, wishes: Wishes | None = None) -> Paper:
    """The table of results of a commune on a day. Raises as units, sets and databases do, and for a snapshot file."""
    wishes = wishes or Wishes()
    found = commune_standing(workspace, ask, text)
    conditions = recognition_standing(workspace, ask, found.unit.code)
    said = _declared(workspace, ask, found)
    with in_vietnamese():
        data = paper_data(workspace, KIND, [found, *([conditions] if conditions else [])], None)
        return Paper(TEMPLATE, _context(workspace, found, conditions, said, wishes) | seal(data), data)


def _context(
    workspace: Workspace,
    found: CommuneStanding,
    conditions: CommuneStanding | None,
    said: Said,
    wishes: Wishes,
) -> dict[str, Any]:
    ask, card, row, unit = found.standing.ask, found.standing.scorecard, found.row, found.unit
    document, meets = score_json(card, row), bool(card.meets_set[row])
    criteria = card.column(row).criteria_set
    issuer = issuer_of(workspace, ask, unit, wishes.issuer)
    bodies = [Body.COMMUNE, *([Body.DISTRICT] if unit.district_code is not None else []), Body.PROVINCE]
    rows = _rows(found, said, bodies)
    made_up = card.snapshot.illustrative or card.column(row).illustrative
    return {
        "head": Head(
            issuer, wishes.number, wishes.dated, ask.day.year, recipients_of(unit, issuer),
            (MADE_UP,) if made_up else (),
        ),
        "unit_title": f"{KIND_WORDS[unit.kind]} {unit.name}",
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "grounds": grounds(criteria.decision, criteria.title, ask.day),
        "verdict": verdict_sentence(document, meets, condition_rows(document, meets, conditions)),
        "remarks": remarks(document),
        "columns": [_COLUMNS[body] for body in bodies],
        "rows": rows,
        "totals": [
            sum(line["said"][at]["met"] for line in rows if line["group"]) for at in range(len(bodies))
        ],
        "met": document["met"],
        "differing": [line["id"] for line in rows if line["differs"]],
        "set": criteria,
        "warnings": document["warnings"],
    }  # fmt: skip


_COLUMNS = {
    Body.COMMUNE: "Xã tự đánh giá",
    Body.DISTRICT: "Huyện thẩm tra",
    Body.PROVINCE: "Tỉnh thẩm định",
}


def _declared(workspace: Workspace, ask: Ask, found: CommuneStanding) -> Said:
    """The latest declaration of every body on every item, withdrawn ones left out."""
    if workspace.database is None:
        raise DataError(_("Biểu tổng hợp cần cơ sở dữ liệu: tệp ảnh chụp chỉ giữ kết luận có hiệu lực."))
    from ntm.store.statements import history

    with workspace.database.reading() as connection:
        recorded = history(
            connection, found.unit.code, found.unit.valid_from, ask.set_id, known_at=ask.known_at
        )
    said: dict[tuple[str, Body], Stated] = {}
    for one in sorted(recorded, key=lambda one: (one.stated.on, one.seq)):
        spoken = one.kind == "declaration" and one.withdraws is None and one.withdrawn_at is None
        if spoken and one.stated.on <= ask.day:
            said[one.stated.item, one.stated.by] = one.stated
    return said


def _rows(found: CommuneStanding, said: Said, bodies: list[Body]) -> list[dict[str, Any]]:
    """Every criterion with its indicators: the verdict that stands, the computed one, and each body's."""
    card, row = found.standing.scorecard, found.row
    lines = []
    index = 0
    measures = 0
    for at, criterion in enumerate(card.criteria_set.criteria):
        layer = card.criteria
        lines.append(
            _row(criterion.number, criterion.name, int(layer.verdicts[at, row]), int(layer.computed[at, row]),
                 "", said, bodies, group=True)
        )  # fmt: skip
        for indicator in criterion.indicators:
            below = card.indicators
            values = []
            for measure in indicator.measures:
                stated = card.measurement(row, measure.id)
                if stated is not None:
                    values.append(value_text(measure, stated, card.threshold(row, measures)))
                measures += 1
            lines.append(
                _row(indicator.id, indicator.name, int(below.verdicts[index, row]), int(below.computed[index, row]),
                     "; ".join(values), said, bodies, group=False)
            )  # fmt: skip
            index += 1
    return lines


def _row(
    item: str, name: str, verdict: int, computed: int, value: str, said: Said, bodies: list[Body], group: bool
) -> dict[str, Any]:
    held = [said.get((item, body)) for body in bodies]
    spoken = {int(one.verdict) for one in held if one is not None and one.verdict is not None}
    if computed not in (Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE):
        spoken.add(computed)
    return {
        "id": item,
        "name": name,
        "verdict": verdict_word(verdict),
        "computed": verdict_word(computed),
        "value": value,
        "group": group,
        "differs": len(spoken) > 1,
        "said": [
            {
                "verdict": verdict_word(one.verdict) if one is not None and one.verdict is not None else "–",
                "day": format_day(one.on) if one is not None else "",
                "met": one is not None and one.verdict == Verdict.MET,
            }
            for one in held
        ],
    }
