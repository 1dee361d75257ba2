"""The JSON contracts field by field, on the demonstration; tables and CSV carry the same facts."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.command import Ntm

ON = ("--on", "2024-06-30")
JSON = ("--format", "json")
UNIT = {"code": "06607", "name": "Xuân Dương", "kind": "xa"}
VERDICTS = {"met", "basically_met", "not_met", "undetermined", "not_applicable"}
BASES = {"computed", "declared", "supposed"}


def answered(ntm: Ntm, *arguments: str) -> dict[str, Any]:
    ran = ntm(*arguments, *ON, *JSON)
    assert (ran.code, ran.err) == (0, "")
    document: dict[str, Any] = ran.json()
    return document


def test_score(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "score", "Xuân Dương")
    assert list(document) == [
        "schema", "unit", "on", "criteria_set", "set_hash", "met", "basically_met", "not_met", "undetermined",
        "not_applicable", "of", "possible", "indicators", "declared", "criteria", "unchecked_thresholds", "warnings",
    ]  # fmt: skip
    assert (document["schema"], document["unit"], document["on"]) == ("ntm.score/1", UNIT, "2024-06-30")
    assert document["criteria_set"] == "xa-ntm-2021-2025"
    assert len(document["set_hash"]) == 64
    counts = {
        name: document[name] for name in ("met", "basically_met", "not_met", "undetermined", "not_applicable")
    }
    assert counts == {"met": 14, "basically_met": 0, "not_met": 4, "undetermined": 1, "not_applicable": 0}
    assert (document["of"], document["possible"]) == (19, 15)
    assert document["indicators"] == {"met": 48, "of": 57}
    assert set(document["declared"]) == {"commune", "district", "province"}
    assert [one["number"] for one in document["criteria"]] == [str(number) for number in range(1, 20)]
    for criterion in document["criteria"]:
        assert list(criterion) == [
            "number",
            "name",
            "verdict",
            "basis",
            "declared",
            "disagrees",
            "indicators",
        ]
        assert (criterion["verdict"] in VERDICTS, criterion["basis"] in BASES) == (True, True)
        for indicator in criterion["indicators"]:
            assert {"id", "name", "verdict", "basis", "measures"} <= set(indicator)
            for measure in indicator["measures"]:
                assert set(measure) == {
                    "id", "value", "on", "comparator", "required", "gap", "verdict", "checked", "source",
                }  # fmt: skip
                for number in ("value", "required", "gap"):
                    assert measure[number] is None or isinstance(measure[number], str)


def test_the_counts_of_a_score_are_those_of_its_criteria(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "score", "Xuân Dương")
    verdicts = [criterion["verdict"] for criterion in document["criteria"]]
    assert all(document[verdict] == verdicts.count(verdict) for verdict in VERDICTS)
    indicators = [one["verdict"] for criterion in document["criteria"] for one in criterion["indicators"]]
    assert (document["indicators"]["met"], document["indicators"]["of"]) == (
        indicators.count("met"),
        len(indicators),
    )


def test_explain(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "explain", "Xuân Dương", "17")
    assert (document["schema"], document["unit"]) == ("ntm.explain/1", UNIT)
    text = ntm("explain", "Xuân Dương", "17.2", *ON).out
    for words in ("85% (17/20 cơ sở)", "≥ 90%", "CHƯA ĐẠT", "cần thêm 5 điểm %: 1/20 cơ sở", "mức minh họa"):
        assert words in text
    law = ntm("explain", "Xuân Dương", "15.1", *ON).out
    for words in (
        "93,34% (827/886 người)",
        "áp dụng cho mọi vùng",
        "Quyết định 318/QĐ-TTg, Phụ lục I (chưa đối chiếu)",
    ):
        assert words in law


def test_average(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "average", "Lộc Bình")
    assert list(document) == [
        "schema", "on", "criteria_set", "subject", "reference", "gap", "criteria_needed", "warnings",
    ]  # fmt: skip
    assert list(document["subject"]) == [
        "unit", "met", "communes", "reporting", "average", "low", "high", "partial", "bands",
    ]  # fmt: skip
    assert list(document["reference"]) == ["unit", "basis", "met", "communes", "average", "source", "on"]
    assert document["subject"]["unit"] == {"code": "188", "name": "Lộc Bình", "kind": "huyen"}
    assert [document["subject"][key] for key in ("met", "communes", "reporting", "average")] == [
        247,
        19,
        19,
        "13.00",
    ]
    assert [document["reference"][key] for key in ("basis", "met", "communes", "average")] == [
        "computed", 2534, 181, "14.00",
    ]  # fmt: skip
    assert (document["gap"], document["criteria_needed"]) == ("-1.00", 22)
    assert document["subject"]["bands"][0] == {"from": 19, "to": 19, "communes": 2}
    assert sum(band["communes"] for band in document["subject"]["bands"]) == 19


def test_average_of_a_subset_stays_beside_the_whole_province(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "average", "Lộc Bình", "--where", "border=yes")
    assert 0 < document["subject"]["communes"] < 19
    assert document["reference"]["communes"] == 181
    empty = ntm("average", "Lộc Bình", "--where", "border=khong", *ON)
    assert (empty.code, empty.out) != (0, "")


def test_what_if(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "what-if", "Xuân Dương", "--set", "10.1=45")
    assert list(document)[:5] == ["schema", "before", "after", "flips", "averages"]
    assert document["schema"] == "ntm.what-if/1"
    assert (document["before"]["met"], document["after"]["met"]) == (14, 15)
    assert {(one["item"], one["from"], one["to"]) for one in document["flips"]} == {
        ("10", "not_met", "met"), ("10.1", "not_met", "met"),
    }  # fmt: skip
    by_name = {one["unit"]["name"]: one for one in document["averages"]}
    assert (by_name["Lộc Bình"]["before"], by_name["Lộc Bình"]["after"]) == ("13.00", "13.05")
    assert (by_name["Lạng Sơn"]["before"], by_name["Lạng Sơn"]["after"]) == ("14.00", "14.01")
    assert answered(ntm, "score", "Xuân Dương")["met"] == 14


@pytest.mark.parametrize(
    ("assumed", "met"),
    [
        (("--set", "10=đạt"), 15),
        (("--set", "17=chưa đạt", "--set", "1=chưa đạt"), 13),
        (("--threshold", "10.1=40"), 15),
        (("--threshold", "15.1:nam=95"), 13),
    ],
)
def test_what_is_supposed_moves_the_count(
    demo_here: Path, ntm: Ntm, assumed: tuple[str, ...], met: int
) -> None:
    assert answered(ntm, "what-if", "Xuân Dương", *assumed)["after"]["met"] == met


def test_another_set_leaves_what_it_does_not_share_undetermined(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "what-if", "Xuân Dương", "--criteria", "xa-ntm-nang-cao-2021-2025")
    after = document["after"]
    assert after["criteria_set"] == "xa-ntm-nang-cao-2021-2025"
    assert after["undetermined"] > after["not_met"]
    stated = {
        m["id"] for c in after["criteria"] for i in c["indicators"] for m in i["measures"] if m["value"]
    }
    assert stated  # what is the same figure in both sets crosses over, and that alone


def test_a_snapshot_scores_alike_with_no_database(demo_here: Path, ntm: Ntm) -> None:
    made = ntm("status", "export", "Xuân Dương", "--as", "snapshot", "-o", "xd.json", *ON)
    assert made.code == 0
    from_database = answered(ntm, "score", "Xuân Dương")
    demo_here.unlink()
    assert ntm("score", "Xuân Dương", "--snapshot", "xd.json", *JSON).json() == from_database
    explained = ntm("explain", "Xuân Dương", "17", "--snapshot", "xd.json", *JSON).json()
    assert explained["schema"] == "ntm.explain/1"


def test_a_districts_snapshot_averages_alike(demo_here: Path, ntm: Ntm) -> None:
    assert ntm("status", "export", "tỉnh Lạng Sơn", "--as", "snapshot", "-o", "ls.json", *ON).code == 0
    whole = answered(ntm, "average", "Lộc Bình")
    demo_here.unlink()
    again = ntm("average", "Lộc Bình", "--snapshot", "ls.json", *JSON).json()
    assert again == whole


def test_a_past_answer_is_made_again(demo_here: Path, ntm: Ntm) -> None:
    before = answered(ntm, "score", "Xuân Dương")
    moment = answered_moment(ntm)
    assert ntm("status", "set", "Xuân Dương", "10.1", "45", *ON).code == 0
    assert answered(ntm, "score", "Xuân Dương")["met"] == 15
    assert answered(ntm, "score", "Xuân Dương", "--as-known-at", moment) == before
    early = ntm("score", "Xuân Dương", "--as-known-at", "2020-01-01", *ON)
    assert (early.code, early.out) == (3, "")


def answered_moment(ntm: Ntm) -> str:
    """The moment of the last statement so far, as `status history` gives it."""
    rows = ntm("status", "history", "Xuân Dương", "10.1", *ON, *JSON).json()
    return str(max(row["recorded_at"] for row in rows))


def test_csv_and_table_say_what_json_says(demo_here: Path, ntm: Ntm) -> None:
    document = answered(ntm, "score", "Xuân Dương")
    rows = list(csv.DictReader(io.StringIO(ntm("score", "Xuân Dương", *ON, "--format", "csv").out)))
    assert len(rows) >= 19
    table = ntm("score", "Xuân Dương", *ON).out
    assert "14/19" in table
    for criterion in document["criteria"]:
        assert criterion["name"] in table


def test_the_real_status_of_hung_son_scores_ten_of_nineteen(here: Path, ntm: Ntm) -> None:
    source = Path(__file__).parents[1] / "data" / "hung-son.csv"
    assert ntm("init").code == 0
    assert ntm("status", "import", str(source)).code == 0
    document = ntm("score", "Hùng Sơn", "--on", "2019-08-28", *JSON).json()
    unmet = [one["number"] for one in document["criteria"] if one["verdict"] == "not_met"]
    rows = list(csv.DictReader(io.StringIO(source.read_text(encoding="utf-8"))))
    stated = [row["item"] for row in rows if "chưa" in row["value"]]
    assert (document["met"], unmet) == (10, stated)
    assert len(unmet) == 9
    assert document["declared"]["commune"] + document["declared"]["district"] == 10


def test_exact_numbers_are_strings_and_never_contradict_their_verdict(demo_here: Path, ntm: Ntm) -> None:
    for criterion in answered(ntm, "score", "Xuân Dương")["criteria"]:
        for indicator in criterion["indicators"]:
            for one in indicator["measures"]:
                if (
                    one["value"] is None
                    or one["required"] is None
                    or one["comparator"] != ">="
                    or one["required"] == "yes"
                ):
                    continue
                if one["verdict"] in ("met", "not_met"):
                    assert (exact(one["value"]) >= exact(one["required"])) == (one["verdict"] == "met"), one


def exact(text: str) -> Fraction:
    """A number of a contract: a decimal, or two counts as a percentage."""
    numerator, slash, denominator = text.partition("/")
    return Fraction(numerator) * 100 / Fraction(denominator) if slash else Fraction(text)
