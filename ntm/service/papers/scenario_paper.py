"""A what-if as a paper: what is assumed, how it stands and would stand, what changes and why, the averages.

It says on every page that it is an assumption. Of a commune it carries the status it starts from, the scenario's
file and what came of it, so that it can be scored again (ntm.service.papers.verify_scenario).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError
from ntm.reports.head import MADE_UP, Head, recipients_of
from ntm.reports.paper import Paper
from ntm.scenario.compared_words import alike, figure_rows, units_of
from ntm.scenario.flips import Flip
from ntm.scenario.scenario import Scenario
from ntm.scenario.scenario_writing import scenario_text
from ntm.scenario.what_if import WhatIf
from ntm.scenario.what_if_words import assumptions, average_text, cautions, standing_text
from ntm.scoring.average_words import unit_title
from ntm.scoring.scorecard import Scorecard, score_json
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import basis_word, verdict_word
from ntm.service.papers.group_head import group_issuer, group_recipients
from ntm.service.papers.paper import paper_data, seal
from ntm.service.papers.readiness import Wishes, condition_rows, issuer_of, verdict_sentence
from ntm.service.standing import CommuneStanding, commune_standing
from ntm.service.supposing.what_if import focus_label, what_if
from ntm.service.workspace import Ask, Workspace
from ntm.vietnamese.dates import format_day_words
from ntm.vietnamese.messages import _, in_vietnamese

TEMPLATE = "scenario/report.html.j2"
KIND = "scenario"
SYMBOL = "PA-UBND"
MOST_REASONS = 4
ASSUMED = "PHƯƠNG ÁN GIẢ ĐỊNH"
"""What stands on every page."""


def scenario_paper(
    workspace: Workspace,
    text: str,
    scenario: Scenario,
    wishes: Wishes | None = None,
    *,
    day: date | None = None,
) -> Paper:
    """A scenario of a commune, district or province as a paper. Raises as `what_if` does."""
    wishes = wishes or Wishes()
    with in_vietnamese():
        [found] = what_if(workspace, text, [scenario], day=day)
        before = found.before
        ask = Ask(before.snapshot.day, before.criteria_set.id, workspace.ask(day).known_at)
        context = _context(workspace, ask, found, wishes)
        if len(found.rows) > 1:
            return Paper(TEMPLATE, context | {"digest": "", "short": "", "qr": ""})
        here = commune_standing(workspace, ask, before.snapshot.units[found.row].code)
        after = {"text": context["file"], "after": score_json(found.after, found.row)}
        data = paper_data(workspace, KIND, [here], None, scenario=after)
        return Paper(TEMPLATE, context | {"verdict": _verdict(here)} | seal(data), data)


def _context(workspace: Workspace, ask: Ask, found: WhatIf, wishes: Wishes) -> dict[str, Any]:
    one = len(found.rows) == 1
    before, after = found.before, found.after
    figures, _headings = figure_rows([found])
    file = _file(found.scenario)
    same = before.criteria_set.id == after.criteria_set.id
    return {
        "head": _head(workspace, ask, found, wishes),
        "name": found.scenario.name,
        "unit_title": unit_title(focus_label(found)),
        "day_words": format_day_words(ask.day),
        "day_iso": ask.day.isoformat(),
        "assumed": assumptions(found),
        "verdict": "",
        "standing": standing_text(after, found.row),
        "figures": [
            {"figure": _sentence(str(row["figure"])), "before": row["0"], "after": row["1"]}
            for row in figures
        ],
        "changes": [
            {
                "item": flips[0].item,
                "name": flips[0].name,
                "of_criterion": flips[0].of_criterion,
                "before": verdict_word(flips[0].before),
                "after": verdict_word(flips[0].after),
                "units": ""
                if one
                else _("{count} xã: {units}").format(count=len(flips), units=units_of(found, flips)),
                "because": _because(flips),
            }
            for flips in alike(found)
        ],
        "averages": [
            {
                "name": unit_title(change.unit),
                "before": average_text(change.before),
                "after": average_text(change.after),
            }
            for change in found.averages
        ],
        "cautions": cautions(found),
        "requests": wishes.requests,
        "criteria": criteria_parts(found) if one else [],
        "communes": [] if one else _communes(found),
        "sets": [
            _set(before, found.row, _("Bộ tiêu chí hiện nay") if not same else _("Bộ tiêu chí")),
            *([] if same else [_set(after, found.row, _("Bộ tiêu chí theo phương án"))]),
        ],
        "file": file,
        "text": file.splitlines(),
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _because(flips: Sequence[Flip]) -> list[str]:
    """Why these flips, each reason once; of very many the first, and how many more."""
    found = list(dict.fromkeys(reason for flip in flips for reason in flip.because))
    more = len(found) - MOST_REASONS
    return found if more <= 0 else [*found[:MOST_REASONS], _("… và {more} lý do khác").format(more=more)]


def _head(workspace: Workspace, ask: Ask, found: WhatIf, wishes: Wishes) -> Head:
    row, cards = found.row, (found.before, found.after)
    made_up = any(card.snapshot.illustrative or card.column(row).illustrative for card in cards)
    if len(found.rows) == 1:
        unit = found.before.snapshot.units[row]
        issuer = issuer_of(workspace, ask, unit, wishes.issuer)
        recipients = recipients_of(unit, issuer)
    else:
        label = focus_label(found)
        issuer = group_issuer(workspace, ask.day, label, wishes.issuer)
        recipients = group_recipients(workspace, ask.day, label, issuer)
    labels = (ASSUMED, *((MADE_UP,) if made_up else ()))
    return Head(issuer, wishes.number, wishes.dated, ask.day.year, recipients, labels, SYMBOL)


def _verdict(here: CommuneStanding) -> str:
    card, row = here.standing.scorecard, here.row
    document, meets = score_json(card, row), bool(card.meets_set[row])
    return verdict_sentence(document, meets, condition_rows(document, meets, None))


def _file(scenario: Scenario) -> str:
    """The scenario's file; empty where it cannot stand alone."""
    try:
        return scenario_text(scenario)
    except DataError:
        return ""


def criteria_parts(found: WhatIf) -> list[dict[str, Any]]:
    """Every criterion before and after, in one table; of two sets a table each."""
    before, after, row = found.before, found.after, found.row
    if before.criteria_set.id == after.criteria_set.id:
        rows = [
            one | {"after": other["before"], "basis": other["basis"]}
            for one, other in zip(_criteria(before, row), _criteria(after, row), strict=True)
        ]
        return [{"title": "", "heading": _("Hiện nay"), "rows": rows}]
    return [
        {"title": _("Hiện nay, theo bộ {set}").format(set=before.criteria_set.id), "heading": _("Kết luận"),
         "rows": _criteria(before, row)},
        {"title": _("Theo phương án, theo bộ {set}").format(set=after.criteria_set.id), "heading": _("Kết luận"),
         "rows": _criteria(after, row)},
    ]  # fmt: skip


def _criteria(card: Scorecard, row: int) -> list[dict[str, str]]:
    return [
        {
            "number": criterion.number,
            "name": criterion.name,
            "before": verdict_word(int(card.criteria.verdicts[at, row])),
            "basis": basis_word(int(card.criteria.bases[at, row]), int(card.criteria.bodies[at, row])),
        }
        for at, criterion in enumerate(card.criteria_set.criteria)
    ]


def _communes(found: WhatIf) -> list[dict[str, Any]]:
    """Of an area every commune: criteria met before and after, and which are gained and lost."""
    by_row: dict[int, tuple[list[str], list[str]]] = {}
    for flip in found.flips:
        if flip.of_criterion and Verdict.MET in (flip.before, flip.after):
            gained, lost = by_row.setdefault(flip.row, ([], []))
            (gained if flip.after is Verdict.MET else lost).append(flip.item)
    rows = []
    for row in found.rows:
        gained, lost = by_row.get(row, ([], []))
        rows.append(
            {
                "name": found.before.snapshot.units[row].name,
                "before": int(found.before.met[row]),
                "after": int(found.after.met[row]),
                "gained": gained,
                "lost": lost,
            }
        )
    return rows


def _set(card: Scorecard, row: int, heading: str) -> dict[str, Any]:
    criteria: CriteriaSet = card.column(row).criteria_set
    return {
        "heading": heading, "title": criteria.title, "decision": criteria.decision, "id": criteria.id,
        "overlays": criteria.overlays, "hash": criteria.hash,
    }  # fmt: skip
