"""The JSON that is answered, as schemas for OpenAPI. The answers themselves are written by the commands' own writers.

Numbers that must be exact are strings. A schema forbids what it does not name, so that a test finds any difference.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["met", "basically_met", "not_met", "undetermined", "not_applicable"]
Basis = Literal["computed", "declared", "supposed"]
BodyWord = Literal["commune", "district", "province"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProblemShape(_Shape):
    """One thing wrong: where (`statements[3].value`, a field, or empty), what, and what to do."""

    place: str
    message: str
    remedy: str


class ErrorBody(_Shape):
    """What went wrong, in a sentence, and every problem found."""

    code: str
    message: str
    problems: list[ProblemShape]


class ErrorShape(_Shape):
    """The one shape of an error."""

    error: ErrorBody


class UnitLabel(_Shape):
    """A unit by code, name and kind; the country has no code."""

    code: str | None
    name: str
    kind: str


class UnitRow(_Shape):
    """A unit on a day, as `ntm places list --format json` writes it."""

    code: str
    name: str
    kind: str
    parent: str | None
    valid_from: str | None
    valid_to: str | None


class UnitWhole(UnitRow):
    """A unit on a day with its dated attributes."""

    attributes: dict[str, str]


class Units(_Shape):
    """A page of units; `next` is the `after` of the next page, null at the end."""

    on: str
    units: list[UnitRow]
    next: str | None


class SetRow(_Shape):
    """A criteria set, as `ntm criteria list --format json` writes it."""

    id: str
    title: str
    from_: str = Field(alias="from")
    to: str | None
    criteria: int
    indicators: int
    complete: bool
    file: str


class Sets(_Shape):
    """Every set."""

    sets: list[SetRow]


class Requirement(_Shape):
    """One requirement on a day, as `ntm criteria show --format json` writes it."""

    criterion: str
    indicator: str
    measure: str
    name: str
    kind: str
    where: str
    comparator: str | None
    value: str | None
    requirement: str
    checked: str
    source: str
    file: str | None
    line: int | None


class SetWhole(_Shape):
    """What a set asks on a day."""

    id: str
    title: str
    set_hash: str
    on: str
    requirements: list[Requirement]


class Statement(_Shape):
    """A statement, as `ntm status show --format json` writes it."""

    seq: int
    item: str
    on: str
    value: str
    by: BodyWord
    recorded_by: str | None
    recorded_at: str | None
    note: str | None
    responsible: str | None
    due: str | None
    fate: str


class Statements(_Shape):
    """A page of statements; `next` is the `after` of the next page, null at the end."""

    unit: UnitLabel
    on: str
    criteria_set: str
    statements: list[Statement]
    next: int | None


class AppendedStatement(_Shape):
    """What became of one statement: its number, or null where it said what was already said."""

    unit: str
    criteria_set: str
    item: str
    on: str
    seq: int | None


class AppendedShape(_Shape):
    """What an append did; sent again with its key, the same answer."""

    schema_: Literal["ntm.appended/1"] = Field(alias="schema")
    moment: str
    recorded: int
    unchanged: int
    statements: list[AppendedStatement]


class WithdrawnStatement(_Shape):
    """A statement that was taken back: its number and what it was of."""

    unit: str
    criteria_set: str
    item: str
    on: str
    seq: int


class WithdrawnShape(_Shape):
    """What a withdrawal took back; sent again with its key, the same answer."""

    schema_: Literal["ntm.withdrawn/1"] = Field(alias="schema")
    moment: str
    withdrawn: list[WithdrawnStatement]


class Declared(_Shape):
    """What a body declared."""

    verdict: Verdict
    by: BodyWord
    on: str | None


class Measure(_Shape):
    """A measure: what is stated, what is asked, what is missing."""

    id: str
    value: str | None
    on: str | None
    comparator: str | None
    required: str | None
    gap: str | None
    verdict: Verdict
    checked: str
    source: str | None


class Indicator(_Shape):
    """An indicator with its measures."""

    id: str
    name: str
    verdict: Verdict
    basis: Basis
    measures: list[Measure]


class Criterion(_Shape):
    """A criterion with its indicators."""

    number: str
    name: str
    verdict: Verdict
    basis: Basis
    declared: Declared | None
    disagrees: bool
    indicators: list[Indicator]


class MetOf(_Shape):
    """How many are met, of how many."""

    met: int
    of: int


class DeclaredCounts(_Shape):
    """Of the criteria met, how many are declared by each body."""

    commune: int
    district: int
    province: int


class Score(_Shape):
    """`ntm.score/1`."""

    schema_: Literal["ntm.score/1"] = Field(alias="schema")
    unit: UnitLabel
    on: str
    criteria_set: str
    set_hash: str
    met: int
    basically_met: int
    not_met: int
    undetermined: int
    not_applicable: int
    of: int
    possible: int
    indicators: MetOf
    declared: DeclaredCounts
    criteria: list[Criterion]
    unchecked_thresholds: int
    warnings: list[str]


class Explain(BaseModel):
    """`ntm.explain/1`: the tree of one item; what a node holds depends on its level."""

    model_config = ConfigDict(extra="allow")

    schema_: Literal["ntm.explain/1"] = Field(alias="schema")
    unit: UnitLabel
    on: str
    criteria_set: str
    set_hash: str
    item: str
    level: Literal["criterion", "indicator", "measure"]
    verdict: Verdict
    verdict_text: str
    warnings: list[str]


class Band(_Shape):
    """Communes by how many criteria they meet."""

    from_: int = Field(alias="from")
    to: int
    communes: int


class Subject(_Shape):
    """The average of a district or province."""

    unit: UnitLabel
    met: int
    communes: int
    reporting: int
    average: str | None
    low: str | None
    high: str | None
    partial: bool
    bands: list[Band]


class Reference(_Shape):
    """What it is compared with."""

    unit: UnitLabel
    basis: Literal["computed", "published"]
    met: int | None
    communes: int | None
    average: str | None
    source: str
    on: str


class Average(_Shape):
    """`ntm.average/1`."""

    schema_: Literal["ntm.average/1"] = Field(alias="schema")
    on: str
    criteria_set: str
    subject: Subject
    reference: Reference | None
    gap: str | None
    criteria_needed: int | None
    warnings: list[str]


class Flip(_Shape):
    """A verdict that changes, and because of what."""

    item: str
    from_: Verdict = Field(alias="from")
    to: Verdict
    because: list[str]


class AverageMoved(_Shape):
    """An average before and after."""

    unit: UnitLabel
    before: str | None
    after: str | None


class WhatIf(_Shape):
    """`ntm.what-if/1`, of one commune."""

    schema_: Literal["ntm.what-if/1"] = Field(alias="schema")
    before: Score
    after: Score
    flips: list[Flip]
    averages: list[AverageMoved]


class Scenarios(BaseModel):
    """`ntm.scenarios/1`, of a district or province."""

    model_config = ConfigDict(extra="allow")

    schema_: Literal["ntm.scenarios/1"] = Field(alias="schema")
    on: str
    unit: UnitLabel


class TokenShape(_Shape):
    """Whose token it is, and what it may do."""

    login: str
    name: str
    role: str
    unit: str
    to: str
    today: str
    may: list[str]
