"""Merged communes on the demonstration: new Xuân Dương, a what-if of a merger, the province on both boundaries."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ntm.errors import DataError, UsageError
from ntm.scenario.scenario_file import options
from ntm.service.supposing.merge_words import merge_head, merge_json, redrawn_head, status_rows, warnings
from ntm.service.supposing.merging import Merged, Redrawn, merge_status
from ntm.service.supposing.merging_if import merge, suppose_merged
from ntm.service.workspace import Workspace
from tests.command import Ntm

OLD, NEW = date(2024, 6, 30), date(2025, 7, 1)
THREE = ["Xuân Dương", "Nam Quan", "Ái Quốc"]


def real(workspace: Workspace, unit: str) -> Merged:
    found = merge_status(workspace, workspace.ask(NEW), unit)
    assert isinstance(found, Merged)
    return found


def test_new_xuan_duong_of_the_three(demo_workspace: Workspace) -> None:
    found = real(demo_workspace, "Xuân Dương")
    assert [unit.name for unit in found.made_of] == ["Nam Quan", "Xuân Dương", "Ái Quốc"]
    document = merge_json(found)
    items = {one["item"]: one for one in document["items"]}
    assert (items["17.2"]["how"], items["17.2"]["value"]) == ("added", "59/65")  # 20/21, 17/20, 22/24
    assert (items["6.1"]["how"], items["6.1"]["value"]) == ("everywhere", "no")
    assert (items["10.1"]["how"], items["10.1"]["value"]) == ("weighted", "252716.1/5655")
    assert (items["17.4"]["how"], items["17.4"]["value"]) == ("open", None)
    assert Fraction("252716.1") == 1819 * Fraction("43.5") + 1772 * Fraction("43.8") + 2064 * Fraction("46.5")
    assert document["waits_for_confirmation"] is True
    assert [part["met"] for part in document["made_of"]] == [10, 14, 14]
    assert (document["score"]["met"], document["score"]["on"]) == (11, "2025-07-01")
    assert "SUY RA từ số liệu các xã cũ, chờ xác nhận: 60 số liệu; 6 để trống" in merge_head(found)[1]
    assert warnings(found)[0].startswith("Mọi số suy ra phải được xác nhận")


def test_averages_stand_on_old_and_on_new_boundaries(demo_workspace: Workspace) -> None:
    old, new = real(demo_workspace, "Xuân Dương").averages
    assert (old.new, old.on, old.held.communes) == (False, date(2025, 6, 30), 175)
    assert (new.new, new.on, new.held.communes) == (True, NEW, 61)
    assert new.derived == new.held.reporting < 61
    found = merge_status(demo_workspace, demo_workspace.ask(NEW), "tỉnh Lạng Sơn")
    assert isinstance(found, Redrawn)
    assert found.averages == (old, new)
    text = " ".join(redrawn_head(found))
    assert (
        "Suy ra được 7/61 xã; 3 xã có phần lấy từ một đơn vị bị chia; 51 xã mà các xã cũ chỉ có kết luận"
        in text
    )
    assert sum(found.counts.values()) == 61
    assert "địa giới cũ, ngày 30/6/2025" in text
    assert "địa giới mới, ngày 01/7/2025" in text
    assert "Đình Lập không suy ra được: có phần lấy từ xã Bính Xá." in text


def test_a_unit_that_came_in_parts_is_not_derived(demo_workspace: Workspace) -> None:
    with pytest.raises(DataError, match="Châu Sơn có phần lấy từ xã Kiên Mộc"):
        real(demo_workspace, "Châu Sơn")
    with pytest.raises(DataError, match="không được lập từ đơn vị nào khác"):
        merge_status(demo_workspace, demo_workspace.ask(OLD), "Xuân Dương")


def test_a_commune_merged_twice_is_derived_through_the_first(demo_workspace: Workspace) -> None:
    # Tam Gia took in Tĩnh Bắc on 01/12/2024 and stated nothing since; Khuất Xá took in Tam Gia on 01/7/2025.
    found = real(demo_workspace, "Khuất Xá")
    item = next(one for one in found.derived if one.item == "17.1")
    ask = demo_workspace.ask(OLD)
    whole = 0
    for name in ("Khuất Xá", "Tam Gia", "Tĩnh Bắc"):
        standing = demo_workspace.standing(ask, [demo_workspace.find(name, OLD)])
        stated = standing.scorecard.measurement(0, "17.1")
        assert stated is not None
        assert stated.denominator is not None
        whole += int(stated.denominator)
    assert item.stated is not None
    assert item.stated.denominator == whole


def test_three_communes_as_if_they_were_one(demo_workspace: Workspace) -> None:
    found = merge(demo_workspace, demo_workspace.ask(OLD), THREE)
    assert found.unit.name == "Xuân Dương + Nam Quan + Ái Quốc"
    held = {(one.unit["name"], one.new): (one.held.met, one.held.communes) for one in found.averages}
    assert held["Lộc Bình", False] == (247, 19)
    assert held["Lạng Sơn", False] == (2534, 181)
    gained = int(found.card.met[found.row]) - sum(int(found.before.met[row]) for row in found.rows)
    assert held["Lộc Bình", True] == (247 + gained, 17)
    assert held["Lạng Sơn", True] == (2534 + gained, 179)
    kept = {unit.code: int(found.card.met[row]) for row, unit in enumerate(found.card.snapshot.units)}
    for row, unit in enumerate(found.before.snapshot.units):
        if row not in found.rows:
            assert kept[unit.code] == int(found.before.met[row])


def test_a_merger_and_what_is_assumed_of_it_are_one_scenario(demo_workspace: Workspace) -> None:
    """Laid on the merger, an assumption moves what the same values stated of the merged commune would."""
    found = merge(demo_workspace, demo_workspace.ask(OLD), THREE)
    then = suppose_merged(demo_workspace, found, options(["10.1=60", "Yên Khoái/10.1=1"]))
    assert then.before is found.card
    assert [row.before.communes for row in then.averages] == [17, 179]
    flips = {(flip.item, flip.before.word, flip.after.word) for flip in then.flips}
    assert ("10.1", "not_met", "met") in flips
    alone = suppose_merged(demo_workspace, found, options(["10.1=60"]))
    assert then.averages[0].after.met == alone.averages[0].after.met - 1, "Yên Khoái loses criterion 10"
    gained = int(alone.after.met[found.row]) - int(found.card.met[found.row])
    others = sum(
        int(alone.after.met[row]) - int(found.card.met[row])
        for row in found.groups[0].rows
        if row != found.row
    )
    assert alone.averages[0].after.met - alone.averages[0].before.met == gained + others
    with pytest.raises(DataError, match="đã gộp vào"):
        suppose_merged(demo_workspace, found, options(["Nam Quan/10.1=60"]))
    with pytest.raises(UsageError, match="--on và --criteria"):
        suppose_merged(demo_workspace, found, options(["10.1=60"], on="2023-12-31"))


def test_merging_needs_communes(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(OLD)
    with pytest.raises(UsageError):
        merge(demo_workspace, ask, ["Xuân Dương", "xã Xuân Dương"])
    with pytest.raises(DataError):
        merge(demo_workspace, ask, ["Xuân Dương", "huyện Lộc Bình"])


def test_the_derived_values_are_checked_and_imported_as_the_officers_own(
    demo_here: Path, here: Path, ntm: Ntm
) -> None:
    made = ntm(
        "places", "merge-status", "Xuân Dương", "--on", "2025-07-01", "-o", "suy-ra.csv", "--format", "json"
    )
    assert (made.code, made.json()["schema"]) == (0, "ntm.merge/1")
    with (here / "suy-ra.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert {row["on"] for row in rows} == {"2025-07-01"}
    assert all(row["note"].startswith("suy ra, chờ xác nhận") for row in rows)
    assert ntm("status", "import", "suy-ra.csv").code == 0
    again = ntm("places", "merge-status", "Xuân Dương", "--on", "2025-07-01", "--format", "json").json()
    assert {one["how"] for one in again["items"] if one["value"] is not None} == {"own"}
    assert again["score"]["met"] == made.json()["score"]["met"]
    assert again["waits_for_confirmation"] is False


def test_the_commands(demo_here: Path, ntm: Ntm) -> None:
    alone = ntm("what-if", "--merge", "Xuân Dương, Nam Quan, Ái Quốc", "--on", "2024-06-30")
    assert "Phép thử gộp xã Xuân Dương, xã Nam Quan, xã Ái Quốc ngày 30/6/2024" in alone.out
    assert "huyện Lộc Bình, địa giới mới, ngày 30/6/2024, 1 xã suy ra: " in alone.out
    both = ntm("what-if", "Xuân Dương", "--merge", "Xuân Dương,Nam Quan", "--on", "2024-06-30")
    assert (both.code, ntm("what-if", "--on", "2024-06-30").code) == (2, 2)
    more = ("what-if", "--merge", "Xuân Dương,Nam Quan", "--on", "2024-06-30", "--set", "10.1=60")
    told = ntm(*more)
    assert told.code == 0, told.err
    assert "Giả định: 10.1 = 60" in told.out
    assert ntm(*more, "--format", "json").json()["what_if"]["schema"] == "ntm.what-if/1"
    assert ntm(*more[:-2], "--criteria", "xa-ntm-nang-cao-2021-2025").code == 0
    rows = ntm("places", "merge-status", "tỉnh Lạng Sơn", "--on", "2025-07-01", "--format", "csv").out
    assert rows.count("\n") == 62
    wrong = ntm("places", "merge-status", "tỉnh Lạng Sơn", "--on", "2025-07-01", "-o", "x.csv")
    assert (wrong.code, (demo_here.parent / "x.csv").exists()) == (2, False)


def test_status_rows_are_what_an_officer_may_write(demo_workspace: Workspace) -> None:
    rows = {row["item"]: row for row in status_rows(real(demo_workspace, "Xuân Dương"))}
    assert rows["10.1"]["value"] == "44,688966"
    assert (rows["17.2"]["numerator"], rows["17.2"]["denominator"]) == ("59", "65")
    assert (rows["9.1"]["value"], rows["4.1"]["value"], rows["6.1"]["value"]) == ("3", "đạt", "chưa đạt")
    assert rows["13.4"]["value"] == "không áp dụng: xã không có làng nghề"
