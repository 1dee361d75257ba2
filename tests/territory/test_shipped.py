"""Lạng Sơn as shipped: its three layers, its names, and who became whom."""

from __future__ import annotations

from datetime import date

import pytest

from ntm.territory.names import UnitAmbiguous, UnitNotFound
from ntm.territory.register import Territory
from ntm.territory.shipped import shipped

BEFORE, LAST, AFTER = date(2024, 6, 30), date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def places() -> Territory:
    return shipped()


@pytest.mark.parametrize(
    ("day", "communes", "districts"), [(BEFORE, 181, 11), (LAST, 175, 11), (AFTER, 61, 0)]
)
def test_the_three_layers(places: Territory, day: date, communes: int, districts: int) -> None:
    province = places.find("tỉnh Lạng Sơn", day, "district")
    assert len(places.communes(day, province)) == communes
    assert (
        len([unit for unit in places.children(province, day) if unit.kind in ("huyen", "thanh_pho")])
        == districts
    )


def test_nineteen_communes_of_loc_binh(places: Territory) -> None:
    district = places.find("huyện Lộc Bình", BEFORE)
    assert (district.code, len(places.communes(BEFORE, district))) == ("188", 19)


@pytest.mark.parametrize(
    "text",
    ["Xuân Dương", "xã Xuân Dương", "xuan duong", "XÃ XUÂN DƯƠNG", "Xuân Dương (Lộc Bình)", "06607", "xa xuan  duong",
     "Xua\u0302n Du\u031bo\u031bng"],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(places: Territory, text: str) -> None:
    assert places.find(text, BEFORE).code == "06607"


def test_both_tone_placements_find(places: Territory) -> None:
    assert places.find("Hoà Bình (Chi Lăng)", BEFORE) == places.find("Hòa Bình (Chi Lăng)", BEFORE)


@pytest.mark.parametrize("text", ["Hòa Bình", "Mẫu Sơn"])
def test_a_name_of_several_communes_lists_them(places: Territory, text: str) -> None:
    with pytest.raises(UnitAmbiguous) as caught:
        places.find(text, BEFORE)
    assert len(caught.value.candidates) > 1
    for unit in caught.value.candidates:
        assert unit.code in str(caught.value)
        assert places.find(unit.code, BEFORE) == unit


def test_every_clash_of_a_day_can_be_resolved_by_code_and_parent(places: Territory) -> None:
    """17 names clash among units alive on one day; none of them is chosen silently among equals."""
    alive = [unit for unit in places.units if unit.alive(BEFORE)]
    by_name: dict[str, list[str]] = {}
    for unit in alive:
        by_name.setdefault(unit.name, []).append(unit.code)
    clashing = {name for name, codes in by_name.items() if len(codes) > 1}
    assert len(clashing) == 17
    assert {"Hòa Bình", "Mẫu Sơn", "Lộc Bình", "Lạng Sơn"} <= clashing


def test_a_district_and_a_township_of_one_name_follow_what_is_asked(places: Territory) -> None:
    assert places.find("Lộc Bình", BEFORE, "district").kind == "huyen"
    assert places.find("Lộc Bình", BEFORE, "commune").kind == "thi_tran"
    assert places.find("thị trấn Lộc Bình", BEFORE, "district").kind == "thi_tran"
    assert places.find("Lạng Sơn", AFTER, "district").kind == "tinh"


def test_an_absent_unit_says_when_it_was(places: Territory) -> None:
    with pytest.raises(UnitNotFound, match=r"06610 xã Ái Quốc.*--on 2025-06-30"):
        places.find("Ái Quốc", AFTER)


def test_a_misspelt_name_offers_near_ones(places: Territory) -> None:
    with pytest.raises(UnitNotFound, match="Xuân Dương"):
        places.find("Xuân Dươn", BEFORE)


def test_the_new_xuan_duong_is_made_of_three(places: Territory) -> None:
    new = places.find("Xuân Dương", AFTER)
    assert {unit.name for unit, _how in places.predecessors(new)} == {"Xuân Dương", "Nam Quan", "Ái Quốc"}
    old = places.find("Xuân Dương", LAST)
    assert [unit.name for unit, _how in places.successors(old)] == ["Xuân Dương"]
    assert new.valid_from == AFTER


def test_attributes_are_dated(places: Territory) -> None:
    xuan_duong = places.find("06607", BEFORE)
    assert places.attributes_of(xuan_duong, BEFORE)["specially_difficult"] == "yes"
    assert "specially_difficult" not in places.attributes_of(xuan_duong, date(2024, 3, 31))
    assert places.region_of(xuan_duong, BEFORE) == "trung_du_mien_nui_phia_bac"
    assert places.source_of(xuan_duong, BEFORE, "specially_difficult")


def test_no_district_stands_above_a_commune_from_july_2025(places: Territory) -> None:
    assert places.district_of(places.find("Xuân Dương", AFTER), AFTER) is None
    before = places.district_of(places.find("Xuân Dương", LAST), LAST)
    assert before is not None
    assert before.name == "Lộc Bình"
