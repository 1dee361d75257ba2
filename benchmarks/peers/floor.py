"""The floor: what numpy needs for the bare comparisons, all-of and sums, with none of the engine's rules.

`plain` is ten simple lines on 64-bit floats, as one writes it first; `narrow` is the same on 32-bit integers
with the verdicts kept in bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from benchmarks.measuring import Given, Result, main

OPERATORS = {">=": np.greater_equal, "<=": np.less_equal, "=": np.equal, ">": np.greater, "<": np.less}


def plain(given: Given) -> Callable[[], Result]:
    """On floats (two decimals: equal where they are written alike)."""
    values = given.hundredths / 100
    limits = np.array(given.thresholds, dtype=np.float64)

    def compared() -> Result:
        met = np.empty(values.shape, bool)
        for at, comparator in enumerate(given.comparators):
            met[at] = OPERATORS[comparator](values[at], limits[at][given.region])
        criteria = np.array([met[start:stop].all(axis=0) for start, stop in given.spans])
        counts = criteria.sum(axis=0)
        by_district = np.bincount(given.district, counts, given.districts)
        return criteria, by_district, np.bincount(given.province, counts, given.provinces)

    return compared


def narrow(given: Given) -> Callable[[], Result]:
    """On integers that fit 32 bits; thresholds alike in every region are compared with one number."""
    values = given.hundredths.astype(np.int32)
    limits = np.array([[round(float(t) * 100) for t in row] for row in given.thresholds], np.int32)
    alike = (limits == limits[:, :1]).all(axis=1)
    flags = np.empty(values.shape[1], bool)
    criteria = np.empty((len(given.spans), values.shape[1]), bool)

    def compared() -> Result:
        for number, (start, stop) in enumerate(given.spans):
            for at in range(start, stop):
                limit = limits[at, 0] if alike[at] else limits[at].take(given.region)
                OPERATORS[given.comparators[at]](values[at], limit, out=flags)
                if at == start:
                    criteria[number] = flags
                else:
                    criteria[number] &= flags
        counts = criteria.view(np.int8).sum(axis=0, dtype=np.int8)
        by_district = np.bincount(given.district, counts, given.districts)
        return criteria, by_district, np.bincount(given.province, counts, given.provinces)

    return compared


if __name__ == "__main__":
    main(narrow if sys.argv[2].endswith("narrow") else plain, 31)
