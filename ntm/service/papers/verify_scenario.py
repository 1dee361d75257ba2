"""Checking a scenario's paper from its own data: the scenario is laid on the attached status and scored again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ntm.errors import DataError
from ntm.reports.attachment import Opened
from ntm.scenario.scenario import Scenario
from ntm.scenario.scenario_file import scenario_of
from ntm.scenario.what_if import what_if
from ntm.scoring.scorecard import score_json
from ntm.scoring.snapshot import UnitRow
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import verdict_word
from ntm.service.standing import CommuneStanding
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.text import fold


def check_scenario(opened: Opened, part: dict[str, Any], here: CommuneStanding) -> Iterator[str]:
    """Where what the paper says would come of the scenario is not what its own data gives.

    What cannot be laid on the attached status alone (another set, another day) is compared with the page only.
    """
    stated, text = part["after"], str(part["text"])
    with in_vietnamese():
        words = {verdict.word: verdict_word(verdict) for verdict in Verdict}
    for criterion in stated["criteria"]:
        line = "".join(words[criterion["verdict"]].split())
        named = "".join(f"{criterion['number']}{criterion['name']}".split())
        before = [
            "".join(words[one["verdict"]].split())
            for one in _before(here)
            if one["number"] == criterion["number"] and stated["criteria_set"] == here.standing.ask.set_id
        ]
        if f"{named}{''.join(before)}{line}" not in opened.text:
            yield _("Tiêu chí {number} theo phương án in trên giấy khác với số liệu đính kèm.").format(
                number=criterion["number"]
            )
    if not text:
        return
    if any("".join(row.split()) not in opened.text for row in text.splitlines()):
        yield _("Kịch bản in trên giấy khác với số liệu đính kèm.")
    scenario = scenario_of("kich-ban.yaml", text)
    if scenario.on is not None or stated["criteria_set"] != here.standing.ask.set_id:
        return
    again = _again(here, _alone(scenario, here.unit))
    for criterion, other in zip(stated["criteria"], again["criteria"], strict=True):
        if criterion["verdict"] != other["verdict"]:
            yield _("Tiêu chí {number} theo phương án: văn bản ghi {stated}, tính lại là {again}.").format(
                number=criterion["number"], stated=words[criterion["verdict"]], again=words[other["verdict"]]
            )


def _before(here: CommuneStanding) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = score_json(here.standing.scorecard, here.row)["criteria"]
    return found


def _again(here: CommuneStanding, scenario: Scenario) -> dict[str, Any]:
    found = what_if(
        here.standing.snapshot, here.standing.sets, [here.row], scenario, find=lambda _name: here.row
    )
    return score_json(found.after, found.row)


def _alone(scenario: Scenario, unit: UnitRow) -> Scenario:
    """Without what is assumed of other communes: it moves averages, never this commune's verdicts."""

    def ours(name: str | None) -> bool:
        if name is None or name.strip() == unit.code:
            return True
        return fold(name).removeprefix("xa ") == fold(unit.name)

    if scenario.drafts:
        raise DataError(_("Kịch bản theo một dự thảo không tính lại được từ văn bản."))
    return replace(
        scenario,
        values=tuple(one for one in scenario.values if ours(one.unit)),
        places=tuple(one for one in scenario.places if ours(one.unit)),
    )
