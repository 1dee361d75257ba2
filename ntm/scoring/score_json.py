"""The contract `ntm.score/1`: one commune's score as plain data, exact numbers as strings."""

from __future__ import annotations

from typing import Any

from ntm.criteria.model import Criterion, Indicator, Kind, Measure, Threshold
from ntm.scoring.cautions import warnings_for
from ntm.scoring.gap import gap_of
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Basis, Body, Verdict
from ntm.scoring.wording import plain, value_string

SCHEMA = "ntm.score/1"


def score_json(scorecard: Scorecard, row: int) -> dict[str, Any]:
    """The score of the unit in that row as `ntm.score/1`.

    `declared` tells of the criteria met how many rest on a declaration of each body. A criterion `disagrees`
    where its own declaration, or that of one of its indicators, differs from what is computed.
    `unchecked_thresholds` counts the thresholds that apply to the commune and may not be shown as read.
    """
    snapshot, criteria_set = scorecard.snapshot, scorecard.column(row).criteria_set
    unit = snapshot.units[row]
    return {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
        "on": snapshot.day.isoformat(),
        "criteria_set": criteria_set.id,
        "set_hash": criteria_set.hash,
        "met": int(scorecard.met[row]),
        "basically_met": int(scorecard.basically_met[row]),
        "not_met": int(scorecard.not_met[row]),
        "undetermined": int(scorecard.undetermined[row]),
        "not_applicable": int(scorecard.not_applicable[row]),
        "of": len(criteria_set.criteria),
        "possible": int(scorecard.possible[row]),
        "indicators": {"met": int(scorecard.indicators_met[row]), "of": len(criteria_set.indicators)},
        "declared": {body.word: int(scorecard.declared_by(body)[row]) for body in Body},
        "criteria": [
            _criterion(scorecard, row, index, criterion)
            for index, criterion in enumerate(criteria_set.criteria)
        ],
        "unchecked_thresholds": scorecard.column(row).unchecked,
        "warnings": warnings_for(scorecard, row),
    }


def _criterion(scorecard: Scorecard, row: int, index: int, criterion: Criterion) -> dict[str, Any]:
    layer = scorecard.criteria
    start, stop = scorecard.shape.indicator_spans[index]
    disagrees = bool(layer.disagrees[index, row]) or bool(
        scorecard.indicators.disagrees[start:stop, row].any()
    )
    return {
        "number": criterion.number,
        "name": criterion.name,
        "verdict": Verdict(int(layer.verdicts[index, row])).word,
        "basis": Basis(int(layer.bases[index, row])).word,
        "declared": declared_json(scorecard, row, criterion.number),
        "disagrees": disagrees,
        "indicators": [
            _indicator(scorecard, row, start + offset, indicator)
            for offset, indicator in enumerate(criterion.indicators)
        ],
    }


def declared_json(scorecard: Scorecard, row: int, item: str) -> dict[str, Any] | None:
    """What a body declared of an item: verdict, body and day; None where nothing was declared."""
    said = scorecard.declaration(row, item)
    if said is None:
        return None
    on = said.stated.on.isoformat() if said.stated is not None else None
    return {"verdict": said.verdict.word, "by": said.by.word, "on": on}


def _indicator(scorecard: Scorecard, row: int, index: int, indicator: Indicator) -> dict[str, Any]:
    layer = scorecard.indicators
    start, _stop = scorecard.shape.measure_spans[index]
    return {
        "id": indicator.id,
        "name": indicator.name,
        "verdict": Verdict(int(layer.verdicts[index, row])).word,
        "basis": Basis(int(layer.bases[index, row])).word,
        "measures": [
            measure_json(scorecard, row, start + offset, measure)
            for offset, measure in enumerate(indicator.measures)
        ],
    }


def measure_json(scorecard: Scorecard, row: int, index: int, measure: Measure) -> dict[str, Any]:
    """One measure of `ntm.score/1`; value, required and gap are exact strings, null where there is none."""
    column = scorecard.column(row)
    threshold = column.thresholds[index]
    stated = scorecard.measurement(row, measure.id)
    verdict = Verdict(int(scorecard.measures[index, row]))
    gap = gap_of(measure, stated, threshold) if verdict is Verdict.NOT_MET else None
    return {
        "id": measure.id,
        "value": value_string(measure, stated) if stated is not None else None,
        "on": stated.on.isoformat() if stated is not None else None,
        "comparator": (threshold.comparator if threshold is not None else measure.comparator).value,
        "required": required_string(measure, threshold),
        "gap": gap.amount_string if gap is not None else None,
        "verdict": verdict.word,
        "checked": column.marks[index].value,
        "source": threshold.source.citation() or None if threshold is not None else None,
    }


def required_string(measure: Measure, threshold: Threshold | None) -> str | None:
    """The threshold's value as the JSON contracts write it; None where it is missing."""
    if threshold is None or threshold.value is None:
        return None
    if measure.kind is Kind.YES_NO:
        return "yes" if threshold.value else "no"
    if measure.kind is Kind.GRADE:
        return threshold.grade
    return plain(threshold.value)
