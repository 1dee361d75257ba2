"""What if, as its page shows it: every indicator of a commune with what is known, and what would be.

Nothing is written: the scenario is in the address of the page, so it can be kept, sent and opened again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ntm.criteria.model import Criterion, Kind, Measure
from ntm.errors import DataError, Problem
from ntm.scenario.assignments import Assignment
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if import WhatIf
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import required_text, value_text
from ntm.service.standing import commune_standing
from ntm.service.what_if import what_if
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


def supposing(
    workspace: Workspace, ask: Ask, unit: Unit, values: Mapping[str, str], name: str = ""
) -> Supposing:
    """The commune as it is and as it would be with these values (by item); what is wrong is told, not raised."""
    here = commune_standing(workspace, ask, unit.code)
    blocks = _blocks(here.standing.scorecard, here.row)
    given = {item: text for item, text in list(values.items())[:MOST_VALUES] if text}
    if not given:
        return Supposing(blocks, given, None, ())
    scenario = Scenario(name, tuple(Assignment(item, text) for item, text in given.items()))
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
