"""Page 5: what would be, by the one evaluator, and the shortest plan; nothing of it touches status."""

from __future__ import annotations

from sqlalchemy import func, select

from ntm.store.tables import act, statement
from tests.web.office import OfficeUnderTest

PAGE = "/communes/06607/what-if"


def test_values_changed_in_place_move_verdicts_and_averages(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-xa").get(f"{PAGE}?v-10.1=48&name=thu+nhap").text
    assert "<b>14 → 15</b>" in page
    assert "<b>13,00 → 13,05</b>" in page
    assert 'value="thu nhap"' in page
    assert "PHƯƠNG ÁN GIẢ ĐỊNH" in page


def test_what_cannot_be_assumed_is_told_and_kept(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-xa").get(f"{PAGE}?v-10.1=nhi%E1%BB%81u&v-17.1=999/412").text
    assert 'role="alert"' in page
    assert 'value="nhiều"' in page
    assert "→ 15" not in page
    odd = shared_office.of("can-bo-xa").get(f"{PAGE}?v-khong-co=1")
    assert odd.status_code == 200
    assert 'role="alert"' in odd.text


def test_nothing_is_written(office: OfficeUnderTest) -> None:
    browser = office.of("can-bo-xa")
    browser.get("/")

    def held() -> tuple[int, int]:
        with office.database.reading() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (statement, act)
            ]
        return int(counts[0]), int(counts[1])

    before = held()
    browser.get(f"{PAGE}?v-10.1=48")
    browser.get("/plans/06607?reach=16")
    assert held() == before


def test_the_shortest_plan_of_a_district_is_twenty_two(shared_office: OfficeUnderTest) -> None:
    page = shared_office.of("can-bo-huyen").get("/plans/188").text
    assert page.count('<tr><td class="n">') == 22
    assert "Tối ưu, đã chứng minh" in page


def test_a_goal_that_is_none_is_refused_in_words(shared_office: OfficeUnderTest) -> None:
    answer = shared_office.of("can-bo-xa").get("/plans/06607?reach=abc")
    assert answer.status_code == 400
