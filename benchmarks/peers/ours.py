"""This engine: `score()` on a snapshot, then the averages' sums by district and province."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.country import DAY, criteria_set
from benchmarks.measuring import Given, Result, main
from ntm.scoring.assemble import from_codes
from ntm.scoring.averages import sums_by
from ntm.scoring.engine import score
from ntm.scoring.fixed import SCALE
from ntm.scoring.snapshot import UnitRow
from ntm.scoring.verdict import Verdict


def run(given: Given) -> Callable[[], Result]:
    """A snapshot of the whole country, scored."""
    criteria = criteria_set()
    units = [
        UnitRow(str(at), str(at), "xa", region=given.regions[region], province_code=str(province))
        for at, (region, province) in enumerate(zip(given.region, given.province, strict=True))
    ]
    codes = given.hundredths * (2 * SCALE // 100)
    snapshot = from_codes(criteria, DAY, units, codes, np.ones(len(units), np.bool_))

    def scored() -> Result:
        card = score(snapshot, criteria)
        by_district = sums_by(card, given.district, given.districts)
        by_province = sums_by(card, given.province, given.provinces)
        return card.criteria.verdicts == Verdict.MET, by_district.met, by_province.met

    return scored


if __name__ == "__main__":
    main(run, 31)
