"""The law as rows: the sets there are, and what a set asks on a day. One writing for listings, pages and programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Measure
from ntm.criteria.requirement import required_on, requirement

SET_KEYS = ("id", "title", "from", "to", "criteria", "indicators", "complete", "file")
REQUIREMENT_KEYS = (
    "criterion", "indicator", "measure", "name", "kind", "where", "comparator", "value", "requirement",
    "checked", "source", "file", "line",
)  # fmt: skip


def set_rows() -> list[dict[str, object]]:
    """Every set: when it is in force, how many criteria and indicators it has, whether it is entered whole."""
    return [
        {
            "id": summary.id, "title": summary.title,
            "from": summary.in_force_from, "to": summary.in_force_to,
            "criteria": summary.totals[0], "indicators": summary.totals[1],
            "complete": summary.complete, "file": summary.file,
        }
        for summary in library.available()
    ]  # fmt: skip


def requirement_rows(found: CriteriaSet, measure: Measure, day: date) -> Iterator[dict[str, object]]:
    """One row for each requirement of a measure on the day."""
    indicator = found.indicator_of_measure[measure.id]
    for there in required_on(found, measure, day):
        threshold = there.threshold
        yield {
            "criterion": found.criterion_of_indicator[indicator.id].number,
            "indicator": indicator.id,
            "measure": measure.id,
            "name": measure.name,
            "kind": measure.kind.value,
            "where": there.where,
            "comparator": None if threshold is None else threshold.comparator.value,
            "value": None if threshold is None else threshold.grade or threshold.value,
            "requirement": "" if threshold is None else requirement(measure, threshold),
            "checked": there.mark.value,
            "source": "" if threshold is None else threshold.source.citation(),
            "file": None if threshold is None else threshold.file,
            "line": None if threshold is None else threshold.line,
        }


def is_of(found: CriteriaSet, measure: Measure, item: str | None) -> bool:
    """Whether a measure belongs to a criterion, indicator or measure (None: to anything)."""
    indicator = found.indicator_of_measure[measure.id]
    return item in (None, measure.id, indicator.id, found.criterion_of_indicator[indicator.id].number)
