"""Plain Python on decimals: exact, one commune after another. Its verdicts are what every engine must give."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from benchmarks.measuring import Given, Result, main

OPERATORS = {">=": operator.ge, "<=": operator.le, "=": operator.eq, ">": operator.gt, "<": operator.lt}


def run(given: Given) -> Callable[[], Result]:
    """Lists of decimals, a row a commune."""
    hundred = Decimal(100)
    rows = [[Decimal(value) / hundred for value in row] for row in given.hundredths.T.tolist()]
    region, district, province = (
        given.region.tolist(),
        given.district.tolist(),
        given.province.tolist(),
    )
    rules = [
        [
            (OPERATORS[comparator], Decimal(limits[number]))
            for comparator, limits in zip(given.comparators, given.thresholds, strict=True)
        ]
        for number in range(len(given.regions))
    ]

    def compared() -> Result:
        by_district, by_province = [0] * given.districts, [0] * given.provinces
        verdicts = []
        for at, row in enumerate(rows):
            met = [test(value, limit) for value, (test, limit) in zip(row, rules[region[at]], strict=True)]
            criteria = [all(met[start:stop]) for start, stop in given.spans]
            count = sum(criteria)
            by_district[district[at]] += count
            by_province[province[at]] += count
            verdicts.append(criteria)
        return np.array(verdicts).T, np.array(by_district), np.array(by_province)

    return compared


if __name__ == "__main__":
    main(run, 5)
