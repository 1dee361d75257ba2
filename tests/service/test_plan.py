"""The shortest plan on the demonstration: reached when scored again, cheapest, and honest where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, UsageError
from ntm.scenario.costs import CostLine, Costs
from ntm.scenario.gaps import find_gaps, suppose_closed
from ntm.scenario.plan import Hindrance, Planned, Wishes
from ntm.scenario.plan_json import plan_json
from ntm.scenario.plan_words import heading, notes, warnings
from ntm.scoring.engine import score
from ntm.service.standing import commune_standing
from ntm.service.supposing.plan import ReadCosts, Wanted, closing_order, plan, read_goal
from ntm.service.workspace import Workspace

DAY = date(2024, 6, 30)
DISTRICT = "huyện Lộc Bình"


def costs(*lines: CostLine, funds: dict[str, Decimal] | None = None) -> ReadCosts:
    def read(_set: CriteriaSet, _code_of: Callable[[str], str]) -> Costs:
        return Costs(lines, funds or {})

    return read


def asked(workspace: Workspace, unit: str, reach: str, **more: object) -> Planned:
    return plan(workspace, workspace.ask(DAY), unit, read_goal(reach), **more)  # type: ignore[arg-type] # as given


def line(item: str, cost: int, **more: object) -> CostLine:
    return CostLine(item=item, cost=Decimal(cost), **more)  # type: ignore[arg-type] # as given


def test_loc_binh_needs_22_criteria_and_then_stands_beside_the_province(demo_workspace: Workspace) -> None:
    found = asked(demo_workspace, DISTRICT, "average")
    document = plan_json(found)
    assert (document["reached"], document["optimal"], document["gained"]) == (True, True, 22)
    assert (document["cost"], document["bound"]) == ("22", "22")
    assert (document["average_after"], document["reference_after"]) == ("14.16", "14.12")
    assert found.average_after is not None
    assert found.average_after.value == Fraction(269, 19)
    assert found.reference_after == Fraction(2556, 181)
    assert found.plan.after.met.sum() - found.plan.before.met.sum() == 22


def test_21_criteria_would_not_have_been_enough(demo_workspace: Workspace) -> None:
    assert Fraction(247 + 21, 19) < Fraction(2534 + 21, 181)
    below = asked(demo_workspace, DISTRICT, "14")
    assert below.plan.target.criteria == 19  # a number stands still, the province's average does not


def test_a_commune_to_the_standard_closes_every_gap(demo_workspace: Workspace) -> None:
    found = asked(demo_workspace, "Xuân Dương", "standard")
    assert [step.gap.criterion + 1 for step in found.plan.steps] == [10, 13, 2, 6, 17]
    assert found.plan.after.meets_set[found.rows[0]]
    assert plan_json(found)["cost"] == "8"
    assert closing_order(found)[:2] == [("06607", "10.1"), ("06607", "13.3")]
    assert "1 chỉ tiêu trong phương án chưa đủ số liệu: có thể đã đạt, hãy nhập số liệu trước." in warnings(
        found
    )


def test_no_choice_of_criteria_scores_the_goal_for_less(demo_workspace: Workspace) -> None:
    standing = commune_standing(demo_workspace, demo_workspace.ask(DAY), "Xuân Dương")
    card, sets = standing.standing.scorecard, standing.standing.sets
    priced = {"2.2": 70, "2.4": 35, "6.2": 22, "6.3": 26, "10.1": 95, "13.3": 14, "17.2": 15, "17.7": 7}
    shared = costs(
        *(line(item, cost) for item, cost in priced.items() if item not in ("2.4", "6.3")),
        line("2.4", 40, work="Đường và sân"), CostLine(item="6.3", work="Đường và sân"),
    )  # fmt: skip
    gaps = find_gaps(card, sets, [standing.row])
    names = [indicator.id for indicator in card.criteria_set.indicators]
    for number in range(15, 20):
        totals = []
        for size in range(len(gaps) + 1):
            for some in combinations(gaps, size):
                closed = score(suppose_closed(card.snapshot, some), sets)
                if closed.met[standing.row] >= number:
                    items = {names[at] for gap in some for at in gap.indicators}
                    work = 40 if items & {"2.4", "6.3"} else 0
                    totals.append(work + sum(priced[item] for item in items - {"2.4", "6.3"}))
        found = asked(demo_workspace, "Xuân Dương", str(number), read_costs=shared)
        assert plan_json(found)["cost"] == str(min(totals)), number


def test_a_work_for_two_communes_is_paid_once_and_what_comes_before_it_too(demo_workspace: Workspace) -> None:
    lines = costs(
        line("10.1", 500),
        line("5.1", 900, unit="06604", work="Trường liên xã", after=("Thiết kế",)),
        CostLine(unit="06610", item="5.1", work="Trường liên xã"),
        CostLine(work="Thiết kế", cost=Decimal("10.5")),
    )
    found = asked(demo_workspace, DISTRICT, "13,1", read_costs=lines)  # two criteria more
    assert plan_json(found)["cost"] == "910.5"
    assert [work.name for work in found.plan.works] == ["Thiết kế", "Trường liên xã"]
    assert [work["serves"] for work in plan_json(found)["works"]] == [[], [0, 1]]
    assert plan_json(found)["one_by_one"] == "1000"
    assert any("trả một lần, phục vụ 2 tiêu chí" in note for note in notes(found))


def test_what_has_no_price_is_left_out_and_named(demo_workspace: Workspace) -> None:
    found = asked(demo_workspace, "Xuân Dương", "standard", read_costs=costs(line("10.1", 5), line("17", 9)))
    assert not found.reached
    (hindrance,) = found.plan.in_the_way
    assert (hindrance.what, hindrance.items) == (Hindrance.UNPRICED, 3)
    text = " ".join(notes(found))
    assert "2.2, 2.4, 6.2, 6.3" in text.replace("13.3, ", "")
    one = asked(demo_workspace, "Xuân Dương", "16", read_costs=costs(line("10.1", 5), line("17", 9)))
    assert plan_json(one)["cost"] == "14"
    assert "3 tiêu chí không được xét vì có chỉ tiêu chưa có giá trong tệp chi phí." in warnings(one)


def test_limits_and_what_stands_in_the_way(demo_workspace: Workspace) -> None:
    lines = [
        line(item, 10, months=4, fund="Xã") for item in ("2.2", "2.4", "6.2", "6.3", "13.3", "17.2", "17.7")
    ]
    lines.append(line("10.1", 50, months=12, fund="Tỉnh"))

    def limited(
        wishes: Wishes, funds: dict[str, Decimal] | None = None, bar: tuple[str, ...] = ()
    ) -> Planned:
        return asked(
            demo_workspace, "Xuân Dương", "standard",
            read_costs=costs(*lines, funds=funds), wanted=Wanted(wishes, bar=bar),
        )  # fmt: skip

    assert plan_json(limited(Wishes()))["cost"] == "120"
    assert limited(Wishes(budget=Decimal(120))).reached
    for found, what, without in (
        (limited(Wishes(budget=Decimal(119))), Hindrance.BUDGET, 120),
        (limited(Wishes(months=39)), Hindrance.MONTHS, 120),
        (limited(Wishes(by=date(2025, 6, 29))), Hindrance.LATE, 120),
        (limited(Wishes(), {"Tỉnh": Decimal(49), "Xã": Decimal(70)}), Hindrance.FUND, 120),
        (limited(Wishes(), bar=("Xuân Dương/17",)), Hindrance.BARRED, 120),
    ):
        assert not found.reached
        assert [(one.what, one.total) for one in found.plan.in_the_way] == [(what, Decimal(without))]
    assert limited(Wishes(by=date(2025, 6, 30))).reached
    short = limited(Wishes(budget=Decimal(119))).plan.closest
    assert short is None  # of a commune no part of the standard is half of it
    both = limited(Wishes(budget=Decimal(100), months=30))
    assert [one.what for one in both.plan.in_the_way] == [
        Hindrance.BUDGET, Hindrance.MONTHS, Hindrance.TOGETHER,
    ]  # fmt: skip
    assert [one.total for one in both.plan.in_the_way] == [None, None, Decimal(120)]


def test_months_are_minimised_under_a_limit_on_money(demo_workspace: Workspace) -> None:
    dear = line("10.1", 900, months=1)
    cheap = line("13.3", 5, months=8)
    wishes = Wishes("months")
    free = asked(demo_workspace, "Xuân Dương", "15", read_costs=costs(dear, cheap), wanted=Wanted(wishes))
    assert (plan_json(free)["months"], plan_json(free)["bound"], plan_json(free)["cost"]) == (1, "1", "900")
    bound = asked(
        demo_workspace, "Xuân Dương", "15",
        read_costs=costs(dear, cheap), wanted=Wanted(Wishes("months", budget=Decimal(100))),
    )  # fmt: skip
    assert (plan_json(bound)["months"], plan_json(bound)["cost"]) == (8, "5")


def test_items_are_kept_in_and_out(demo_workspace: Workspace) -> None:
    kept = asked(demo_workspace, "Xuân Dương", "15", wanted=Wanted(keep=("17",), bar=("10",)))
    assert [step["criterion"] for step in plan_json(kept)["steps"]] == ["17"]
    district = asked(demo_workspace, DISTRICT, "average", wanted=Wanted(keep=("Xuân Dương/6.2",)))
    assert ("06607", "6") in {
        (step["unit"]["code"], step["criterion"]) for step in plan_json(district)["steps"]
    }


def test_next_best_plans_differ_least(demo_workspace: Workspace) -> None:
    document = plan_json(asked(demo_workspace, DISTRICT, "average"))
    assert [len(other["adds"]) for other in document["alternatives"]] == [1, 1]


def test_so_many_communes_to_the_standard(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(DAY)
    found = plan(demo_workspace, ask, DISTRICT, read_goal("standard", 5))
    assert (found.plan.target.communes, plan_json(found)["cost"]) == (3, "13")
    assert found.plan.after.meets_set[list(found.rows)].sum() == 5


def test_a_goal_already_reached_needs_nothing(demo_workspace: Workspace) -> None:
    found = asked(demo_workspace, "Xuân Dương", "14")
    assert (found.reached, found.plan.steps, found.plan.others) == (True, (), ())
    assert heading(found)[-1] == "Mục tiêu đã đạt: không phải làm gì thêm."


def test_a_declared_criterion_is_concluded_again(demo_workspace: Workspace) -> None:
    # Outside Lộc Bình only the district's conclusions are known: every indicator of an open criterion is a gap.
    found = asked(demo_workspace, "tỉnh Lạng Sơn", "14,02")
    assert found.reached
    assert found.average_after is not None
    assert found.average_after.met == 2534 + found.plan.target.criteria


@pytest.mark.parametrize(
    ("unit", "reach", "error"),
    [
        ("Xuân Dương", "20", UsageError),
        ("Xuân Dương", "14,5", UsageError),
        (DISTRICT, "20", UsageError),
        ("Không Có", "standard", DataError),
        ("Xuân Dương", "average", DataError),
    ],
)
def test_goals_that_cannot_be_are_refused(
    demo_workspace: Workspace, unit: str, reach: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        asked(demo_workspace, unit, reach)


def test_words_that_are_no_goal_or_no_item_are_refused(demo_workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="--reach nhiều"):
        read_goal("nhiều")
    with pytest.raises(UsageError, match="--communes"):
        read_goal("average", 3)
    with pytest.raises(DataError, match="không có mục “99”"):
        asked(demo_workspace, "Xuân Dương", "standard", wanted=Wanted(bar=("99",)))
    with pytest.raises(DataError, match="không thuộc phần đang xét"):
        asked(demo_workspace, "Xuân Dương", "standard", wanted=Wanted(bar=("Ái Quốc/17",)))
    with pytest.raises(UsageError, match="--costs"):
        asked(demo_workspace, "Xuân Dương", "standard", wanted=Wanted(Wishes(by=DAY)))


def test_an_average_that_is_partial_has_no_plan(demo_workspace: Workspace) -> None:
    with pytest.raises(DataError, match="19/181 xã báo cáo"):
        plan(demo_workspace, demo_workspace.ask(date(2023, 6, 30)), DISTRICT, read_goal("average"))
    with pytest.raises(DataError, match="mới có 19/181 xã báo cáo"):
        plan(demo_workspace, demo_workspace.ask(date(2023, 6, 30)), "tỉnh Lạng Sơn", read_goal("15"))
