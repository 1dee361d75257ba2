"""The rules of averages as sentences: every case of tests/law/averages/*.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from ntm.scoring.average_words import average_json
from ntm.scoring.averages import Comparison, Reference, average, criteria_needed
from ntm.scoring.snapshot import BoolArray, Int64Array

OF = 19
DAY = date(2024, 6, 30)
CASES: list[dict[str, Any]] = [
    case
    for path in sorted((Path(__file__).parent / "averages").glob("*.yaml"))
    for case in YAML(typ="safe", pure=True).load(path)
]


@dataclass
class Communes:
    """Communes as the cases write them."""

    met: Int64Array
    possible: Int64Array
    reporting: BoolArray
    counted: BoolArray
    of: int = OF


def written(communes: list[Any] | dict[str, int]) -> list[Any]:
    """So many communes that meet so many criteria together, as evenly as may be; or the list as it is."""
    if isinstance(communes, list):
        return communes
    each, rest = divmod(communes["met"], communes["communes"])
    return [each + (at < rest) for at in range(communes["communes"])]


def read(communes: list[Any]) -> Communes:
    met, possible, reporting, counted = [], [], [], []
    for one in communes:
        text = str(one)
        low, _dots, high = text.removeprefix("thị trấn ").partition("..")
        silent = text == "im lặng"
        met.append(0 if silent else int(low))
        possible.append(0 if silent else int(high or low))
        reporting.append(not silent)
        counted.append(not text.startswith("thị trấn"))
    return Communes(np.array(met), np.array(possible), np.array(reporting), np.array(counted))


@pytest.mark.parametrize("case", CASES, ids=[case["because"][:60] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    own = written(case["given"])
    beside = written(case.get("beside", []))
    tallies = read([*own, *beside])
    subject = average(tallies, range(len(own)))
    label = {"code": "188", "name": "Lộc Bình", "kind": "huyen"}
    reference = None
    if beside:
        whole = average(tallies, range(len(own) + len(beside)))
        reference = Reference(label, "computed", whole.value or Fraction(0), "tính", DAY, whole)
    elif "published" in case:
        reference = Reference(label, "published", Fraction(Decimal(case["published"])), "công bố", DAY)
    needed = criteria_needed(subject, reference)
    document = average_json(Comparison(DAY, "bo", label, subject, reference, needed))
    found: dict[str, Any] = {
        **document["subject"],
        "reference": document["reference"] and document["reference"]["average"],
        "gap": document["gap"],
        "criteria_needed": document["criteria_needed"],
        "bands": [band["communes"] for band in document["subject"]["bands"]],
    }
    assert {key: found[key] for key in case["expect"]} == case["expect"], case["because"]


def test_the_fewest_is_the_fewest() -> None:
    """With one criterion less the average is still behind; with so many it is not (both move)."""
    for own, other, communes, others in ((247, 2287, 19, 162), (26, 63, 2, 4), (100, 900, 10, 60)):
        subject = read(
            written({"communes": communes, "met": own}) + written({"communes": others, "met": other})
        )
        mine, whole = average(subject, range(communes)), average(subject, range(communes + others))
        needed = criteria_needed(mine, Reference({}, "computed", whole.value or Fraction(0), "", DAY, whole))
        assert needed

        def reached(
            more: int, own: int = own, other: int = other, n: int = communes, m: int = others
        ) -> bool:
            return Fraction(own + more, n) >= Fraction(own + other + more, n + m)

        assert reached(needed)
        assert not reached(needed - 1)
