"""A plain evaluator on fractions, written from the rules and not from the engine: what every verdict must be.

It knows one commune at a time, no arrays, no codes. The tests hold the engine against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ntm.criteria.model import CriteriaSet, Indicator, Measure, Threshold
from ntm.scoring.verdict import Verdict

Values = Mapping[str, Fraction]


def compare(value: Fraction, comparator: str, threshold: Fraction) -> bool:
    """Whether value COMPARATOR threshold holds, exactly."""
    if comparator == ">=":
        return value >= threshold
    if comparator == "<=":
        return value <= threshold
    if comparator == "=":
        return value == threshold
    if comparator == ">":
        return value > threshold
    assert comparator == "<"
    return value < threshold


def measure_verdict(value: Fraction | None, threshold: Threshold | None) -> Verdict:
    """Nothing said or no known threshold: undetermined, never zero, never a pass."""
    if value is None or threshold is None or threshold.value is None:
        return Verdict.UNDETERMINED
    met = compare(value, threshold.comparator.value, Fraction(threshold.value))
    return Verdict.MET if met else Verdict.NOT_MET


def join(verdicts: Iterable[Verdict]) -> Verdict:
    """Any not met; else any undetermined; else any basically met; else met if any is; else not applicable."""
    found = list(verdicts)
    for verdict in (Verdict.NOT_MET, Verdict.UNDETERMINED, Verdict.BASICALLY_MET, Verdict.MET):
        if verdict in found:
            return verdict
    return Verdict.NOT_APPLICABLE


def indicator_verdict(
    indicator: Indicator, values: Values, thresholds: Mapping[str, Threshold | None]
) -> Verdict:
    """The measures of an indicator joined; a total for both sexes proves not met and nothing else."""
    verdicts: list[Verdict] = []
    for measure in indicator.measures:
        verdict = measure_verdict(values.get(measure.id), thresholds.get(measure.id))
        if not measure.only_disproves or verdict is Verdict.NOT_MET:
            verdicts.append(verdict)
    return join(verdicts)


def criteria_verdicts(
    criteria: CriteriaSet, values: Values, thresholds: Mapping[str, Threshold | None]
) -> dict[str, Verdict]:
    """Every criterion's verdict, without declarations."""
    return {
        criterion.number: join(indicator_verdict(one, values, thresholds) for one in criterion.indicators)
        for criterion in criteria.criteria
    }


def applying(measure: Measure, region: str, year: int) -> Threshold | None:
    """The one line that speaks for a commune of that region in that year: never the column chung."""
    found = [
        line
        for line in measure.thresholds
        if not line.general
        and (line.regions is None or region in line.regions)
        and (line.years is None or line.years[0] <= year <= line.years[1])
    ]
    assert len(found) == 1, (measure.id, region, year, found)
    return found[0]
