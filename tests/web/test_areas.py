"""Page 4: a district's and province's averages, the matrix, who reports, over time, and the map."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ntm.service.demonstration.demo_status import DAY
from ntm.service.office.area import area, trend
from ntm.service.office.area_matrix import Choice, area_matrix
from ntm.service.workspace import Workspace
from ntm.store.database import Database
from ntm.vietnamese.collation import collation_key
from tests.web.office import OfficeUnderTest

LOC_BINH, LANG_SON = "188", "20"


def _workspace(office: OfficeUnderTest) -> Workspace:
    return office.app.state.office.workspace()  # type: ignore[no-any-return]


def test_the_district_stands_beside_its_province(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-huyen").get("/areas/188").text
    assert "<b>13,00</b>" in page
    assert "<b>14,00</b>" in page
    assert "<b>−1,00</b>" in page
    assert "cần thêm ít nhất 22 tiêu chí" in page
    assert "247 tiêu chí đạt ÷ 19 xã báo cáo" in page
    assert "minh họa" in page


def test_the_steps_to_the_goal_are_as_many_as_it_needs(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    unit = workspace.territory.unit(LOC_BINH, DAY)
    assert unit is not None
    found = area(workspace, workspace.ask(DAY), unit)
    assert found.comparison.needed == 22
    assert len(found.steps) == 22
    assert found.silent == ()


def test_communes_that_do_not_report_are_named(office: OfficeUnderTest, office_database: Database) -> None:
    workspace = Workspace(office_database)
    unit = workspace.territory.unit(LOC_BINH, DAY)
    assert unit is not None
    early = date(2022, 3, 31)  # before the first made-up figure
    found = area(workspace, workspace.ask(early), unit)
    names = [one.name for one in found.silent]
    assert len(names) == 19
    assert names == sorted(names, key=collation_key)
    assert "Chưa có xã nào báo cáo" in office.of("can-bo-huyen").get("/areas/188?day=2022-03-31").text


def test_every_point_of_the_plot_is_what_average_says_on_its_day(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    unit = workspace.territory.unit(LOC_BINH, DAY)
    assert unit is not None
    points = trend(workspace, workspace.ask(DAY), unit)
    assert [point.day for point in points][-3:] == [date(2023, 12, 31), date(2024, 3, 31), DAY]
    for point in points:
        alone = area(workspace, workspace.ask(point.day), unit).comparison
        assert point.subject == alone.subject.value
        assert point.reference == (alone.reference.value if alone.reference else None)


def test_the_plot_never_crosses_a_change_of_boundaries(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    after = date(2025, 9, 30)
    unit = workspace.territory.unit(LANG_SON, after)
    assert unit is not None
    ask = workspace.ask(after)
    assert all(point.day >= date(2025, 7, 1) for point in trend(workspace, ask, unit))


def test_the_matrix_agrees_with_the_standing(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    unit = workspace.territory.unit(LOC_BINH, DAY)
    assert unit is not None
    found = area_matrix(workspace, workspace.ask(DAY), unit)
    assert sum(line.met for line in found.lines) == 247
    assert all(line.met == line.verdicts.count("met") for line in found.lines)
    assert sum(found.met_by) == 247
    page = shared_office.of("can-bo-huyen").get("/areas/188/matrix").text
    assert page.count('<td class="v-met"') == 247
    assert page.count("</a></td>") == 19 * 19


@pytest.mark.parametrize(
    ("choice", "holds"),
    [
        (Choice(criterion="17", verdict="not_met"), lambda line: line.verdicts[16] == "not_met"),
        (Choice(district="186"), lambda line: line.district_code == "186"),
        (Choice(reporting="no"), lambda line: not line.reporting),
    ],
)  # fmt: skip
def test_filters_keep_exactly_those_communes(
    shared_office: OfficeUnderTest, choice: Choice, holds: object
) -> None:
    assert callable(holds)
    workspace = _workspace(shared_office)
    unit = workspace.territory.unit(LANG_SON, DAY)
    assert unit is not None
    every = area_matrix(workspace, workspace.ask(DAY), unit).lines
    kept = area_matrix(workspace, workspace.ask(DAY), unit, choice).lines
    assert {line.code for line in kept} == {line.code for line in every if holds(line)}
    assert len(every) == 181


def test_orders_put_first_what_they_say(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    unit = workspace.territory.unit(LOC_BINH, DAY)
    assert unit is not None
    ask = workspace.ask(DAY)
    most = [line.met for line in area_matrix(workspace, ask, unit, Choice(order="met")).lines]
    assert most == sorted(most, reverse=True)
    fewest = [line.met for line in area_matrix(workspace, ask, unit, Choice(order="gap")).lines]
    assert fewest == sorted(fewest)
    failing = [line.verdicts[16] for line in area_matrix(workspace, ask, unit, Choice(order="17")).lines]
    assert failing.index("met") > max(at for at, word in enumerate(failing) if word == "not_met")
    names = [line.name for line in area_matrix(workspace, ask, unit, Choice(order="name")).lines]
    assert names == sorted(names, key=collation_key)


def test_the_map_is_drawn_with_its_source_once_there_are_boundaries(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-tinh").get("/areas/20").text
    assert "Ranh giới xã" not in page
    workspace = _workspace(shared_office)
    day = date(2025, 9, 30)
    unit = workspace.territory.unit(LANG_SON, day)
    assert unit is not None
    drawing, credit = area(workspace, workspace.ask(day, "xa-ntm-2021-2025"), unit).map
    assert drawing.count("<path") == len(workspace.territory.communes(day, unit, counted_only=False))
    assert credit


def test_people_see_the_areas_of_their_places_alone(shared_office: OfficeUnderTest) -> None:
    workspace = _workspace(shared_office)
    for login, codes in (("can-bo-xa", set()), ("can-bo-huyen", {LOC_BINH}), ("huyen-khac", {"186"})):
        page = shared_office.of(login).get("/areas").text
        assert set(re.findall(r'href="/areas/(\d+)"', page)) == codes
        assert ('href="/areas"' in page) == bool(codes), "the menu shows it to those who have one"
    province = {
        unit.code for unit in workspace.territory.units if unit.parent_code == LANG_SON and unit.alive(DAY)
    }
    page = shared_office.of("nguoi-xem").get("/areas").text
    assert set(re.findall(r'href="/areas/(\d+)"', page)) == {LANG_SON, *province}
