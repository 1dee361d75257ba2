"""The rules of verdicts as sentences: every case of tests/law/cases/*.yaml, scored by the engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ntm.criteria import library
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.engine import score
from ntm.scoring.scorecard import Scorecard, score_json
from ntm.scoring.snapshot import UnitRow
from ntm.scoring.value_words import parse_value
from ntm.scoring.verdict import Body

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    case
    for path in sorted((HERE / "cases").glob("*.yaml"))
    for case in YAML(typ="safe", pure=True).load(path)
]


def scored(case: dict[str, Any]) -> Scorecard:
    criteria = library.load_file(HERE / "good" / "nho.yaml")
    day: date = case["on"]
    unit = UnitRow(
        "1", "Một", "xa", region=case.get("region", "trung_du_mien_nui_phia_bac"), group=case.get("group", "group_1"),
        attributes=case.get("attributes", {}),
    )  # fmt: skip
    builder = SnapshotBuilder(criteria, day, [unit])
    for item, written in case["given"].items():
        text, _at, body = written.partition(" @")
        builder.put(
            0, parse_value(criteria, item, text).stated(day, Body[body.upper()] if body else Body.COMMUNE)
        )
    return score(builder.build(), criteria)


@pytest.mark.parametrize("case", CASES, ids=[case["because"][:60] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    document = score_json(scored(case), 0)
    found = {one["number"]: one for one in document["criteria"]}
    found |= {part["id"]: part for one in document["criteria"] for part in one["indicators"]}
    assert {item: found[item]["verdict"] for item in case["expect"]} == case["expect"], case["because"]
    for item, basis in case.get("basis", {}).items():
        assert found[item]["basis"] == basis
    assert [one["number"] for one in document["criteria"] if one["disagrees"]] == case.get("disagrees", [])
