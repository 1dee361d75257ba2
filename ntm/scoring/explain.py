"""The explanation of one verdict as a tree of plain data, `ntm.explain/1`: what decides it, and by which law.

Children that decide are flagged; the others stand beside them so that nothing is hidden. The plain Vietnamese
lines of a tree are made in ntm.scoring.explain_text.
"""

from __future__ import annotations

from typing import Any

from ntm.criteria.model import REGIONS, Criterion, Indicator, Kind, Mark, Measure, Threshold
from ntm.criteria.requirement import mark_word
from ntm.errors import DataError
from ntm.scoring.cautions import warnings_for
from ntm.scoring.declaring import Layer
from ntm.scoring.explain_text import explain_text
from ntm.scoring.gap import Gap, gap_of, required_grade_text
from ntm.scoring.rules import RuleColumn
from ntm.scoring.scorecard import Scorecard, declared_json, measure_json
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.statement_rules import unknown_item
from ntm.scoring.verdict import Basis, Verdict
from ntm.scoring.wording import basis_word, exact_string, plain, required_text, value_text, verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

SCHEMA = "ntm.explain/1"

__all__ = ["explain", "explain_text"]


def explain(scorecard: Scorecard, row: int, item: str) -> dict[str, Any]:
    """The tree of a criterion (by number), an indicator or a measure for the unit in that row.

    Raises DataError for an item the set does not have, naming what comes near.
    """
    snapshot, column = scorecard.snapshot, scorecard.column(row)
    criteria_set, shape = column.criteria_set, scorecard.shape
    if item in shape.criterion_index:
        index = shape.criterion_index[item]
        node = _criterion(scorecard, row, index, criteria_set.criteria[index])
    elif item in shape.indicator_index:
        index = shape.indicator_index[item]
        node = _indicator(scorecard, row, index, criteria_set.indicators[index])
    elif item in shape.measure_index:
        index = shape.measure_index[item]
        node = _measure(scorecard, row, index, criteria_set.measures[index])
    else:
        problem = unknown_item(criteria_set, item)
        raise DataError(problem.text, [problem])
    unit = snapshot.units[row]
    return {
        "schema": SCHEMA,
        "unit": {"code": unit.code, "name": unit.name, "kind": unit.kind},
        "on": snapshot.day.isoformat(),
        "criteria_set": criteria_set.id,
        "set_hash": criteria_set.hash,
        "item": item,
        **node,
        "warnings": warnings_for(scorecard, row),
    }


def _criterion(scorecard: Scorecard, row: int, index: int, criterion: Criterion) -> dict[str, Any]:
    start, _stop = scorecard.shape.indicator_spans[index]
    children = [
        _indicator(scorecard, row, start + offset, indicator)
        for offset, indicator in enumerate(criterion.indicators)
    ]
    head = {"level": "criterion", "number": criterion.number, "name": criterion.name}
    return head | _joined(scorecard, row, scorecard.criteria, index, criterion.number, children)


def _indicator(scorecard: Scorecard, row: int, index: int, indicator: Indicator) -> dict[str, Any]:
    start, _stop = scorecard.shape.measure_spans[index]
    children = [
        _measure(scorecard, row, start + offset, measure) for offset, measure in enumerate(indicator.measures)
    ]
    head = {
        "level": "indicator",
        "id": indicator.id,
        "name": indicator.name,
        "carried_by": indicator.carried_by.value,
        "not_applicable": scorecard.not_applicable_reason(row, indicator),
        "not_applicable_if": indicator.not_applicable_if,
    }
    return head | _joined(scorecard, row, scorecard.indicators, index, indicator.id, children)


def _joined(
    scorecard: Scorecard, row: int, layer: Layer, index: int, item: str, children: list[dict[str, Any]]
) -> dict[str, Any]:
    verdict, basis = Verdict(int(layer.verdicts[index, row])), Basis(int(layer.bases[index, row]))
    computed = Verdict(int(layer.computed[index, row]))
    given = bool(layer.given[index, row])
    for child in children:
        child["decides"] = not given and child["verdict"] == computed.word
    return {
        "verdict": verdict.word,
        "verdict_text": verdict_word(verdict),
        "basis": basis.word,
        "basis_text": basis_word(basis, int(layer.bodies[index, row])),
        "computed": computed.word,
        "declared": declared_json(scorecard, row, item),
        "disagrees": bool(layer.disagrees[index, row]),
        "decided_by": ("declaration" if basis is Basis.DECLARED else "supposition") if given else "parts",
        "missing": _missing(children) if verdict is Verdict.UNDETERMINED else [],
        "children": children,
    }


def _missing(children: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What to state, or to enter of the law, so that an undetermined verdict is settled.

    Every undetermined part has to be settled (or one of them shown not met); each is named once.
    """
    found: list[dict[str, str]] = []
    for child in children:
        if child["verdict"] == Verdict.UNDETERMINED.word:
            found += child["missing"]
    return found


def _measure(scorecard: Scorecard, row: int, index: int, measure: Measure) -> dict[str, Any]:
    column = scorecard.column(row)
    threshold = column.thresholds[index]
    stated = scorecard.measurement(row, measure.id)
    if stated is not None and stated.not_applicable is not None:
        stated = None  # said of the whole indicator, and told there
    verdict = Verdict(int(scorecard.measures[index, row]))
    gap = gap_of(measure, stated, threshold) if verdict is Verdict.NOT_MET else None
    node = {"level": "measure", **measure_json(scorecard, row, index, measure)}
    node |= {
        "name": measure.name,
        "unit": measure.unit,
        "verdict_text": verdict_word(verdict),
        "only_disproves": measure.only_disproves,
        "value_text": value_text(measure, stated, threshold) if stated is not None else None,
        "counts": _counts(measure, stated),
        "by": stated.by.word if stated is not None else None,
        "note": stated.note if stated is not None else None,
        "illustrative": stated.illustrative if stated is not None else False,
        "required_text": required_text(measure, threshold),
        "gap_text": _gap_text(measure, threshold, gap, verdict),
        "gap_counts": _gap_counts(gap),
        "threshold": _threshold(scorecard, row, column, threshold, index),
        "missing": _missing_of_measure(measure, column.marks[index], threshold, stated, verdict),
    }
    return node


def _counts(measure: Measure, stated: Stated | None) -> dict[str, str] | None:
    if stated is None or stated.numerator is None or stated.denominator is None:
        return None
    names = measure.counts
    return {
        "numerator": plain(stated.numerator),
        "denominator": plain(stated.denominator),
        "unit": names.unit if names is not None else "",
        "numerator_name": names.numerator if names is not None else "",
        "denominator_name": names.denominator if names is not None else "",
    }


def _gap_text(measure: Measure, threshold: Threshold | None, gap: Gap | None, verdict: Verdict) -> str | None:
    if gap is not None:
        return gap.text
    if verdict is Verdict.NOT_MET and measure.kind is Kind.GRADE:
        return required_grade_text(measure, threshold)
    return None


def _gap_counts(gap: Gap | None) -> dict[str, Any] | None:
    if gap is None or gap.counts is None or gap.of is None:
        return None
    return {
        "change": exact_string(gap.counts),
        "of": plain(gap.of),
        "unit": gap.counts_unit,
        "more": gap.more,
        "text": gap.counts_text,
    }


def _missing_of_measure(
    measure: Measure, mark: Mark, threshold: Threshold | None, stated: Stated | None, verdict: Verdict
) -> list[dict[str, str]]:
    if verdict is not Verdict.UNDETERMINED:
        return []
    found: list[dict[str, str]] = []
    if stated is None:
        text = _("chưa có số liệu {item}").format(item=measure.id)
        found.append({"item": measure.id, "what": "value", "text": text})
    if mark is Mark.MISSING:
        text = (
            _("chưa có mức yêu cầu {item}: quyết định giao cho cấp tỉnh quy định")
            if threshold is not None and threshold.delegated
            else _("chưa có mức yêu cầu {item}")
        ).format(item=measure.id)
        found.append({"item": measure.id, "what": "threshold", "text": text})
    return found


def _threshold(
    scorecard: Scorecard, row: int, column: RuleColumn, threshold: Threshold | None, index: int
) -> dict[str, Any] | None:
    if threshold is None:
        return None
    unit, context = scorecard.snapshot.units[row], column.context
    mark = column.marks[index]
    return {
        "region": {"id": context.region, "name": REGIONS.get(context.region or "", "")}
        if threshold.regions
        else None,
        "own_region": unit.region,
        "region_rule": _region_rule(column, unit, threshold),
        "years": list(threshold.years) if threshold.years is not None else None,
        "group": context.group if threshold.groups is not None else None,
        "where": dict(threshold.where),
        "valid_from": threshold.valid_from.isoformat() if threshold.valid_from else None,
        "valid_to": threshold.valid_to.isoformat() if threshold.valid_to else None,
        "delegated": threshold.delegated,
        "overlay": threshold.overlay,
        "illustrative": threshold.illustrative,
        "text": threshold.text,
        "checked": mark.value,
        "checked_text": mark_word(mark),
        "source": threshold.source.citation() or None,
        "urls": list(threshold.source.urls),
        "why": _why(scorecard, row, column, threshold, index),
    }


def _region_rule(column: RuleColumn, unit: UnitRow, threshold: Threshold) -> str | None:
    rule = column.criteria_set.region_rule
    if rule is None or threshold.regions is None or unit.region == column.context.region:
        return None
    return rule.text


def _why(scorecard: Scorecard, row: int, column: RuleColumn, threshold: Threshold, index: int) -> list[str]:
    """Why this threshold applies to this commune, in sentences."""
    unit, context, day = scorecard.snapshot.units[row], column.context, scorecard.snapshot.day
    reasons: list[str] = []
    if threshold.regions is None:
        reasons.append(_("áp dụng cho mọi vùng"))
    else:
        reasons.append(
            _("mức của vùng {region}").format(region=REGIONS.get(context.region or "", context.region))
        )
        rule = _region_rule(column, unit, threshold)
        if rule is not None:
            own = REGIONS.get(unit.region or "", unit.region or _("chưa rõ"))
            reasons.append(
                _("xã thuộc vùng {own} nhưng được xét theo quy định: “{rule}”").format(own=own, rule=rule)
            )
    if threshold.years is not None:
        reasons.append(
            _("mức của năm {year}, theo ngày xét {day}").format(year=day.year, day=format_day(day))
        )
        stated = scorecard.measurement(row, column.criteria_set.measures[index].id)
        if stated is not None and stated.on.year != day.year:
            reasons.append(_("số liệu là của năm {year}").format(year=stated.on.year))
    if threshold.groups is not None:
        reasons.append(_("mức của nhóm xã {group}").format(group=context.group))
    reasons += [
        _("vì xã có {name} = {value}").format(name=name, value=value) for name, value in threshold.where
    ]
    if threshold.valid_from is not None:
        reasons.append(_("có hiệu lực từ {day}").format(day=format_day(threshold.valid_from)))
    if threshold.valid_to is not None:
        reasons.append(_("có hiệu lực đến {day}").format(day=format_day(threshold.valid_to)))
    if threshold.delegated:
        reasons.append(_("quyết định giao cho cấp tỉnh quy định"))
    if threshold.overlay is not None:
        reasons.append(_("theo bản quy định bổ sung “{overlay}”").format(overlay=threshold.overlay))
    if threshold.illustrative:
        reasons.append(_("mức minh họa, không phải quy định"))
    return reasons
