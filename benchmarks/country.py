"""The country that every engine scores: made-up values of 10.599 communes, thresholds from the shipped set.

The thresholds are those of xa-ntm-2021-2025 with the illustrative overlay, for a commune without special
attributes; a measure for which even these have none gets one made up. Three values in ten stand exactly at
their threshold or a hundredth beside it, because there the engines differ. All values have two decimals.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ntm.criteria import library
from ntm.criteria.model import Comparator, Context, CriteriaSet, Kind, Mark, Measure, Threshold
from ntm.scoring.rules import applying

SET, OVERLAY, DAY = "xa-ntm-2021-2025", "minh-hoa", date(2024, 6, 30)
COMMUNES, DISTRICTS, PROVINCES = 10_599, 705, 63
SEED = 20_240_630


@dataclass(frozen=True, slots=True)
class Country:
    """Values in hundredths (measures, communes); each commune's region, district and province by number.

    `thresholds` are decimals as text (measures, regions); `spans` the measures of each criterion.
    """

    regions: list[str]
    measures: list[str]
    comparators: list[str]
    thresholds: list[list[str]]
    spans: list[tuple[int, int]]
    hundredths: npt.NDArray[np.int64]
    region: npt.NDArray[np.int64]
    district: npt.NDArray[np.int64]
    province: npt.NDArray[np.int64]

    def write(self, folder: Path) -> None:
        """Put it where the peers read it: `country.npz` and `rules.json`."""
        np.savez(
            folder / "country.npz",
            hundredths=self.hundredths,
            region=self.region,
            district=self.district,
            province=self.province,
        )
        rules = {
            "regions": self.regions,
            "measures": self.measures,
            "comparators": self.comparators,
            "thresholds": self.thresholds,
            "spans": self.spans,
            "districts": DISTRICTS,
            "provinces": PROVINCES,
        }
        (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")


def criteria_set() -> CriteriaSet:
    """The set that is scored: the shipped one, with one threshold (of the illustrative ones, or 50) where the
    country's regions have none.
    """
    found = library.load(SET, overlays=[OVERLAY])

    def whole(measure: Measure) -> Measure:
        here = [applying(measure.thresholds, Context(DAY, region, None, {})) for region in regions_of(found)]
        known = [one for one in here if one is not None and one.value is not None]
        if len(known) == len(here):
            return measure
        line = Threshold(
            measure.id, measure.comparator, known[0].value if known else Decimal(50), Mark.DOUBTFUL
        )
        return replace(measure, thresholds=(line,))

    criteria = tuple(
        replace(
            criterion,
            indicators=tuple(
                replace(indicator, measures=tuple(whole(measure) for measure in indicator.measures))
                for indicator in criterion.indicators
            ),
        )
        for criterion in found.criteria
    )
    return replace(found, criteria=criteria, hash=f"{found.hash}-whole")


def regions_of(criteria: CriteriaSet) -> list[str]:
    """The regions that its thresholds name."""
    return sorted({region for one in criteria.thresholds() for region in one.regions or ()})


def made() -> Country:
    """The country, the same at every call."""
    criteria = criteria_set()
    numbers = np.random.default_rng(SEED)
    regions = regions_of(criteria)
    comparators, thresholds = [], []
    for measure in criteria.measures:
        found = [applying(measure.thresholds, Context(DAY, region, None, {})) for region in regions]
        known = [one for one in found if one is not None and one.value is not None]
        comparators.append(known[0].comparator.value)
        thresholds.append([str(one.value) for one in known])
    spans, at = [], 0
    for criterion in criteria.criteria:
        stop = at + sum(len(indicator.measures) for indicator in criterion.indicators)
        spans.append((at, stop))
        at = stop
    district = np.sort(numbers.integers(0, DISTRICTS, COMMUNES))
    province = district * PROVINCES // DISTRICTS
    region = numbers.integers(0, len(regions), PROVINCES)[province]
    columns = [
        _values(
            numbers, measure.kind, comparators[at], np.array([_hundredths(t) for t in thresholds[at]])[region]
        )
        for at, measure in enumerate(criteria.measures)
    ]
    return Country(
        regions, [m.id for m in criteria.measures], comparators, thresholds, spans,
        np.stack(columns), region, district, province,
    )  # fmt: skip


def _hundredths(text: str) -> int:
    value = Decimal(text) * 100
    if value != int(value):
        raise SystemExit(f"a threshold of more than two decimals: {text}")
    return int(value)


def _values(
    numbers: np.random.Generator, kind: Kind, comparator: str, limit: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    if kind is Kind.YES_NO:
        return np.where(numbers.random(COMMUNES) < 0.85, limit, 100 - limit)
    good = numbers.random(COMMUNES) < 0.8
    room = np.maximum(limit // 4, 20)
    away = (numbers.random(COMMUNES) * room).astype(np.int64)
    upward = comparator in (Comparator.AT_LEAST.value, Comparator.MORE.value)
    values = np.where(good == upward, limit + away, np.maximum(limit - away, 0))
    if comparator == Comparator.EQUAL.value:
        values = np.where(good, limit, np.maximum(limit - away, 0))
    near = numbers.random(COMMUNES) < 0.3
    return np.where(near, np.maximum(limit + numbers.integers(-1, 2, COMMUNES), 0), values)
