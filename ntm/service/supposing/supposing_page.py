"""What if, as its page shows it: every indicator of a commune with what is known, and what would be.

Nothing is written: what is typed is in the address of the page; kept by name it is a scenario
(ntm.service.supposing.scenarios), whose values of this commune stand in the fields and the rest of which stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ntm.criteria import library
from ntm.criteria.model import Criterion, Kind, Measure
from ntm.errors import DataError, Problem
from ntm.scenario.assignments import Assignment
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if import WhatIf
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import required_text, value_text
from ntm.service.standing import commune_standing
from ntm.service.supposing.what_if import what_if
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _

MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A measure with what is known, what is required, and its verdict now."""

    measure: Measure
    known: str
    required: str
    verdict: str

    @property
    def hint(self) -> str:
        """An example of what may be written."""
        if self.measure.kind is Kind.YES_NO:
            return _("đạt / chưa đạt")
        if self.measure.kind is Kind.GRADE:
            return _("tên mức")
        return _("số, a/b, hoặc +5")


@dataclass(frozen=True, slots=True)
class Block:
    """A criterion with its fields and its verdict now."""

    criterion: Criterion
    verdict: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Supposing:
    """A commune with its fields; `found` is what would be, None where nothing (or nothing right) is assumed."""

    blocks: tuple[Block, ...]
    values: Mapping[str, str]
    found: WhatIf | None
    problems: tuple[Problem, ...]

    @property
    def unmet(self) -> list[Block]:
        """The criteria not met now: what people ask about first."""
        return [block for block in self.blocks if block.verdict not in ("met", "not_applicable")]

    @property
    def others(self) -> list[Block]:
        """The criteria met now."""
        return [block for block in self.blocks if block.verdict in ("met", "not_applicable")]


def apart(workspace: Workspace, ask: Ask, unit: Unit, scenario: Scenario) -> tuple[dict[str, str], Scenario]:
    """A scenario's values that the commune's fields can show, by item; and the scenario without them."""
    measures = library.load(ask.set_id).measure_by_id
    fields: dict[str, str] = {}
    others = []
    for one in scenario.values:
        here = one.unit is None or workspace.find(one.unit, ask.day, "commune").code == unit.code
        if here and one.item in measures:
            fields[one.item] = one.text
        else:
            others.append(one)
    return fields, replace(scenario, values=tuple(others))


def joined(rest: Scenario, values: Mapping[str, str], name: str) -> Scenario:
    """The scenario of what stands in the fields, laid on the rest of a kept one."""
    given = [(item, text) for item, text in values.items() if text][:MOST_VALUES]
    return Scenario(name, tuple(Assignment(item, text) for item, text in given)).over(rest)


def supposing(
    workspace: Workspace, ask: Ask, unit: Unit, values: Mapping[str, str], scenario: Scenario
) -> Supposing:
    """The commune as it is and as it would be in a scenario; what is wrong with it is told, not raised.

    `values` are what stands in the fields (by item).
    """
    here = commune_standing(workspace, ask, unit.code)
    blocks = _blocks(here.standing.scorecard, here.row)
    given = {item: text for item, text in values.items() if text}
    if not scenario.assumes:
        return Supposing(blocks, given, None, ())
    try:
        [found] = what_if(workspace, unit.code, [scenario], day=ask.day)
    except DataError as error:
        return Supposing(blocks, given, None, error.problems or (Problem(str(error)),))
    return Supposing(blocks, given, found, ())


def _blocks(card: Scorecard, row: int) -> tuple[Block, ...]:
    blocks = []
    for at, criterion in enumerate(card.criteria_set.criteria):
        fields = [
            _field(card, row, measure) for indicator in criterion.indicators for measure in indicator.measures
        ]
        verdict = Verdict(int(card.criteria.verdicts[at, row])).word
        blocks.append(Block(criterion, verdict, tuple(fields)))
    return tuple(blocks)


def _field(card: Scorecard, row: int, measure: Measure) -> Field:
    index = card.shape.measure_index[measure.id]
    threshold = card.threshold(row, index)
    stated = card.measurement(row, measure.id)
    known = ""
    if stated is not None:
        reason = stated.not_applicable
        known = _("không áp dụng") if reason is not None else value_text(measure, stated, threshold)
    verdict = Verdict(int(card.measures[index, row])).word
    return Field(measure, known, required_text(measure, threshold), verdict)
