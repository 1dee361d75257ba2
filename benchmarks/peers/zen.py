"""GoRules zen-engine: a decision table by region for the thresholds, an expression a measure and a criterion."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import zen

from benchmarks.measuring import Given, Result, main


def _graph(given: Given) -> dict[str, Any]:
    columns = [{"id": f"o{at}", "name": f"t{at}", "field": f"t{at}"} for at in range(len(given.thresholds))]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "i", "name": "region", "field": "region"}],
        "outputs": columns,
        "rules": [
            {"_id": f"r{number}", "i": str(number)}
            | {f"o{at}": limits[number] for at, limits in enumerate(given.thresholds)}
            for number in range(len(given.regions))
        ],
        "passThrough": True,
        "executionMode": "single",
    }
    sign = {"=": "=="}
    expressions = [
        {
            "id": f"c{number}",
            "key": f"c{number}",
            "value": " and ".join(
                f"v{at} {sign.get(given.comparators[at], given.comparators[at])} t{at}" for at in range(*span)
            ),
        }
        for number, span in enumerate(given.spans)
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {
            "id": "judge",
            "name": "judge",
            "type": "expressionNode",
            "content": {"expressions": expressions, "passThrough": False},
        },
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    path = ("in", "table", "judge", "out")
    edges = [
        {"id": f"e{at}", "sourceId": one, "targetId": two, "type": "edge"}
        for at, (one, two) in enumerate(pairwise(path))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def run(given: Given) -> Callable[[], Result]:
    """One input a commune, evaluated one after another."""
    decision = zen.ZenEngine().create_decision(json.dumps(_graph(given)))
    rows = [
        {f"v{at}": value / 100 for at, value in enumerate(row)} | {"region": region}
        for row, region in zip(given.hundredths.T.tolist(), given.region.tolist(), strict=True)
    ]
    keys = [f"c{number}" for number in range(len(given.spans))]

    def evaluated() -> Result:
        found = [decision.evaluate(row)["result"] for row in rows]
        criteria = np.array([[one[key] for key in keys] for one in found]).T
        counts = criteria.sum(axis=0)
        by_district = np.bincount(given.district, counts, given.districts)
        return criteria, by_district, np.bincount(given.province, counts, given.provinces)

    return evaluated


if __name__ == "__main__":
    main(run, 3)
