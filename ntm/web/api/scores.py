"""Score, explanation, average and what-if: what the commands answer with `--format json`, asked with a token."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from ntm.scenario.assignments import Assignment
from ntm.scenario.compared_words import scenarios_json
from ntm.scenario.scenario_file import options
from ntm.scenario.what_if_words import what_if_json
from ntm.scoring.average_words import average_json
from ntm.scoring.explain import explain as explain_item
from ntm.scoring.scorecard import score_json
from ntm.service.access.rights import Action
from ntm.service.compare import compare
from ntm.service.groups import means_country, read_pairs
from ntm.service.standing import ask_of_item, commune_standing
from ntm.service.supposing.what_if import focus_label
from ntm.service.supposing.what_if import what_if as supposed
from ntm.territory.model import DISTRICT_KINDS
from ntm.web.api import contracts
from ntm.web.api.answers import document, told
from ntm.web.api.asked import Code, Criteria, Day, Item, KnownAt, On, SetId, UnitCode
from ntm.web.api.caller import Calling

router = APIRouter(tags=["scores"])

_ABOVE = DISTRICT_KINDS | {"tinh"}


@router.get("/units/{code}/score", **told(contracts.Score))
def score(
    caller: Calling, code: Code, on: On = None, criteria: Criteria = None, known_at: KnownAt = None
) -> Response:
    """How a commune stands: `ntm score`."""
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    caller.commune(code, Action.SEE, ask.day)
    found = commune_standing(workspace, ask, code)
    return document(score_json(found.standing.scorecard, found.row))


@router.get("/units/{code}/explain/{item}", **told(contracts.Explain))
def explain(
    caller: Calling,
    code: Code,
    item: Item,
    on: On = None,
    criteria: Criteria = None,
    known_at: KnownAt = None,
) -> Response:
    """Why a criterion, indicator or measure has its verdict: `ntm explain`."""
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    caller.commune(code, Action.SEE, ask.day)
    found = commune_standing(workspace, ask if criteria else ask_of_item(ask, item), code)
    return document(explain_item(found.standing.scorecard, found.row, item))


@router.get("/units/{code}/average", **told(contracts.Average))
def average(
    caller: Calling,
    code: Code,
    on: On = None,
    criteria: Criteria = None,
    known_at: KnownAt = None,
    against: Annotated[
        str | None,
        Query(
            pattern=r"^([0-9]{1,10}|country)$",
            description="A unit's code, or `country`; default: its parent.",
        ),
    ] = None,
    where: Annotated[
        list[Annotated[str, Field(max_length=60)]] | None,
        Query(
            max_length=10,
            description="Only communes with this attribute: `border=yes`.",
            examples=["border=yes"],
        ),
    ] = None,
    allow_mismatch: Annotated[
        bool, Query(description="Show an unlike published average too, labelled.")
    ] = False,
) -> Response:
    """The average of a district or province beside its reference: `ntm average`.

    Its parent's average is told without a right to see the parent; another unit's only with that right.
    """
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    unit = caller.unit(code, Action.SEE, ask.day, _ABOVE)
    parent = caller.workspace.territory.parent(unit, ask.day)
    if against is not None and not means_country(against) and (parent is None or parent.code != against):
        caller.unit(against, Action.SEE, ask.day, _ABOVE)
    comparison, _standing = compare(
        workspace, ask, code, against=against, where=read_pairs(where or []), allow_mismatch=allow_mismatch
    )
    return document(average_json(comparison))


class Assumed(BaseModel):
    """One assumption: of which item (of which commune below; default: all asked about), what instead."""

    model_config = ConfigDict(extra="forbid")

    item: Item
    value: Annotated[str, Field(min_length=1, max_length=200, examples=["46,5"])]
    unit: UnitCode | None = None


class AssumedThreshold(BaseModel):
    """Another requirement of an item."""

    model_config = ConfigDict(extra="forbid")

    item: Item
    value: Annotated[str, Field(min_length=1, max_length=200, examples=["90"])]


class AssumedPlace(BaseModel):
    """Another attribute of a commune (default: of all asked about)."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", examples=["border"])]
    value: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,60}$", examples=["yes"])]
    unit: UnitCode | None = None


class Suppose(BaseModel):
    """What is assumed. At least one thing must be."""

    model_config = ConfigDict(extra="forbid")

    values: Annotated[list[Assumed], Field(max_length=200)] = []
    thresholds: Annotated[list[AssumedThreshold], Field(max_length=200)] = []
    places: Annotated[list[AssumedPlace], Field(max_length=200)] = []
    criteria: SetId | None = None
    instead_on: Annotated[Day | None, Field(description="Score as of this day: its values and its law.")] = (
        None
    )
    law_on: Annotated[Day | None, Field(description="The law of this day, the values as they are.")] = None


@router.post("/units/{code}/what-if", **told(contracts.WhatIf | contracts.Scenarios))
def what_if(caller: Calling, code: Code, body: Suppose, on: On = None, known_at: KnownAt = None) -> Response:
    """How a commune (or every commune of a district or province) would stand: `ntm what-if`. Nothing is written."""
    workspace = caller.known_at(known_at)
    day = caller.day(on)
    unit = caller.unit(code, Action.SUPPOSE, day)
    for named in {*(one.unit for one in body.values), *(one.unit for one in body.places)} - {None}:
        caller.commune(str(named), Action.SUPPOSE, day)
    places = [f"{one.unit or ''}/{one.name}={one.value}".lstrip("/") for one in body.places]
    scenario = options(
        places=places, criteria=body.criteria, on=_iso(body.instead_on), law_on=_iso(body.law_on)
    )
    scenario = replace(
        scenario,
        values=tuple(
            Assignment(one.item, one.value, unit=one.unit, file=f"values[{at}]")
            for at, one in enumerate(body.values)
        ),
        thresholds=tuple(
            Assignment(one.item, one.value, "--threshold", file=f"thresholds[{at}]")
            for at, one in enumerate(body.thresholds)
        ),
    )
    (found,) = supposed(workspace, unit.code, [scenario], day=day)
    return document(
        what_if_json(found) if len(found.rows) == 1 else scenarios_json([found], focus_label(found))
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
