"""The demonstration: every commune reports, the figures hold together, and everything made up says so."""

from __future__ import annotations

from ntm.scoring.average_words import average_json
from ntm.scoring.scorecard import score_json
from ntm.service.compare import compare
from ntm.service.demonstration.demo import Demonstration
from ntm.service.standing import commune_standing
from ntm.service.workspace import Workspace


def test_xuan_duong_is_near_the_goal_and_says_its_figures_are_made_up(
    demo_workspace: Workspace, demonstration: Demonstration
) -> None:
    found = commune_standing(demo_workspace, demo_workspace.ask(demonstration.day), "Xuân Dương")
    document = score_json(found.standing.scorecard, found.row)
    counts = {key: document[key] for key in ("met", "not_met", "undetermined", "of", "possible")}
    assert counts == {"met": 14, "not_met": 4, "undetermined": 1, "of": 19, "possible": 15}
    assert any("minh họa" in warning for warning in document["warnings"])
    unmet = [one["number"] for one in document["criteria"] if one["verdict"] == "not_met"]
    assert unmet == ["2", "6", "10", "17"]


def test_the_average_is_beside_a_province_that_reports_whole(
    demo_workspace: Workspace, demonstration: Demonstration
) -> None:
    comparison, _standing = compare(demo_workspace, demo_workspace.ask(demonstration.day), "huyện Lộc Bình")
    document = average_json(comparison)
    assert (document["subject"]["met"], document["subject"]["communes"]) == (247, 19)
    assert document["reference"]["basis"] == "computed"
    assert (document["reference"]["met"], document["reference"]["communes"]) == (2534, 181)
    assert (document["subject"]["average"], document["reference"]["average"]) == ("13.00", "14.00")
    assert (document["gap"], document["criteria_needed"]) == ("-1.00", 22)
    assert (document["subject"]["low"], document["subject"]["high"]) == ("13.00", "13.42")


def test_the_district_rises_through_its_four_dates(
    demo_workspace: Workspace, demonstration: Demonstration
) -> None:
    from ntm.service.demonstration.demo_history import DAYS

    met = [compare(demo_workspace, demo_workspace.ask(day), "huyện Lộc Bình")[0].subject.met for day in DAYS]
    assert met == sorted(met)
    assert met[0] < met[-1] == 247


def test_the_province_is_partial_before_all_report_and_the_reference_says_why(
    demo_workspace: Workspace,
) -> None:
    from datetime import date

    comparison, _standing = compare(demo_workspace, demo_workspace.ask(date(2023, 6, 30)), "huyện Lộc Bình")
    assert comparison.reference is None
    assert comparison.needed is None
    assert any("19/181 xã báo cáo" in warning for warning in comparison.warnings)
