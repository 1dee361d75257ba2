"""The forecast of communes: figures at their pace, yes and no on their due day, what is unknown left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet, Kind
from ntm.scenario.forecast import Forecast, forecast
from ntm.scenario.outlook import Outlook, losing, outlooks
from ntm.scoring.assemble import SnapshotBuilder
from ntm.scoring.engine import score
from ntm.scoring.snapshot import Stated, UnitRow
from ntm.scoring.verdict import Body, Verdict

DAY = date(2024, 6, 30)
SEPTEMBER, DECEMBER, MARCH = date(2024, 9, 30), date(2024, 12, 31), date(2025, 3, 31)
UNIT = UnitRow("00001", "Một", "xa", region="trung_du_mien_nui_phia_bac", province_code="20")


@pytest.fixture(scope="module")
def criteria() -> CriteriaSet:
    return library.load("xa-ntm-2021-2025", overlays=("lang-son", "minh-hoa"))


def at(criteria: CriteriaSet, item: str) -> int:
    return [measure.id for measure in criteria.measures].index(item)


def told(
    criteria: CriteriaSet,
    figures: Mapping[str, Sequence[str]],
    words: Mapping[str, bool] | None = None,
    declared: Mapping[str, Verdict] | None = None,
    due: Mapping[str, date] | None = None,
    days: Sequence[date] = (SEPTEMBER, DECEMBER, MARCH),
) -> Forecast:
    """One commune with quarterly figures up to DAY, things said with yes or no, and declarations."""
    builder = SnapshotBuilder(criteria, DAY, [UNIT])
    history = {}
    for item, values in figures.items():
        builder.put(0, Stated(item, DAY, Body.COMMUNE, value=Decimal(values[-1])))
        past = [DAY - timedelta(days=91 * back) for back in range(len(values) - 1, -1, -1)]
        history[0, item] = [(day, float(value)) for day, value in zip(past, values, strict=True)]
    for item, yes in (words or {}).items():
        builder.put(0, Stated(item, DAY, Body.COMMUNE, value=Decimal(int(yes))))
    for item, verdict in (declared or {}).items():
        builder.put(0, Stated(item, DAY, Body.DISTRICT, verdict=verdict))
    snapshot = builder.build()
    promised = {(0, item): day for item, day in (due or {}).items()}
    return forecast(snapshot, criteria, score(snapshot, criteria), history, promised, days)


def outlook(found: Forecast, item: str) -> Outlook:
    [line] = [line for line in outlooks(found, 0) if line.item == item]
    return line


def verdicts(found: Forecast, item: str) -> list[list[Verdict]]:
    """By day, the indicator's verdict at the worst, by pace alone, in the middle and at the best."""
    index = found.now.shape.indicator_index[item]
    return [
        [Verdict(int(card.indicators.verdicts[index, 0])) for card in one.sides.values()]
        for one in found.days
    ]


def test_income_chases_the_threshold_of_its_year(criteria: CriteriaSet) -> None:
    """45 is asked in 2024 and 48 in 2025; it rises by 1,2 a quarter."""
    found = told(criteria, {"10.1": ["39.7", "40.9", "42.1", "43.3"]})
    line = outlook(found, "10.1")
    assert (line.basis, line.reason) == ("pace", None)
    assert line.reached == DAY + timedelta(days=129)  # 1,7 still to go at 1,2 in 91 days
    by_day = verdicts(found, "10.1")
    assert [sides[2] for sides in by_day] == [Verdict.NOT_MET, Verdict.MET, Verdict.NOT_MET]


def test_what_is_met_now_and_will_be_overtaken_is_told(criteria: CriteriaSet) -> None:
    found = told(criteria, {"10.1": ["45.0", "45.1", "45.2", "45.3"]})
    assert [(course.measure.id, course.lost) for course in losing(found, 0)] == [("10.1", MARCH)]
    assert outlooks(found, 0) == [] or "10.1" not in [line.item for line in outlooks(found, 0)]


def test_too_little_history_stays_as_it_is_and_says_so(criteria: CriteriaSet) -> None:
    found = told(criteria, {"10.1": ["42.1", "43.3", "44.9"]})
    assert outlook(found, "10.1").reason == "no_history"
    assert {verdict for sides in verdicts(found, "10.1") for verdict in sides[:3]} == {Verdict.NOT_MET}
    assert found.steady(0)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["43", "43", "43", "43"], "still"),
        (["44", "43.8", "43.5", "43"], "receding"),
        (["43.0", "43.01", "43.02", "43.03"], "beyond"),
    ],
)
def test_a_pace_that_does_not_get_there_says_why(
    criteria: CriteriaSet, values: list[str], reason: str
) -> None:
    line = outlook(told(criteria, {"10.1": values}), "10.1")
    assert (line.basis, line.reason, line.reached) == (None, reason, None)


def test_yes_and_no_take_their_due_day_and_are_never_counted_at_the_worst(criteria: CriteriaSet) -> None:
    found = told(criteria, {}, {"6.2": False}, due={"6.2": date(2024, 11, 15)})
    line = outlook(found, "6.2")
    assert (line.basis, line.reached) == ("due", date(2024, 11, 15))
    not_met, met = Verdict.NOT_MET, Verdict.MET
    assert verdicts(found, "6.2") == [
        [not_met] * 4,
        [not_met, not_met, met, met],
        [not_met, not_met, met, met],
    ]
    assert outlook(told(criteria, {}, {"6.2": False}), "6.2").reason == "no_due"


def test_a_promise_whose_day_has_gone_is_worth_nothing(criteria: CriteriaSet) -> None:
    found = told(criteria, {}, {"6.2": False}, due={"6.2": DAY - timedelta(days=1)})
    assert outlook(found, "6.2").reason == "overdue"
    assert all(verdict is Verdict.NOT_MET for sides in verdicts(found, "6.2") for verdict in sides)


def test_a_figure_follows_its_pace_whatever_was_promised(criteria: CriteriaSet) -> None:
    found = told(criteria, {"10.1": ["40", "40.5", "41", "41.5"]}, due={"10.1": SEPTEMBER})
    line = outlook(found, "10.1")
    assert (line.basis, line.reason, line.late) == (None, "beyond", None)
    assert verdicts(found, "10.1")[0] == [Verdict.NOT_MET] * 4
    late = outlook(
        told(criteria, {"10.1": ["39.7", "40.9", "42.1", "43.3"]}, due={"10.1": SEPTEMBER}), "10.1"
    )
    assert late.late is True


def test_a_declared_criterion_has_only_its_due_day(criteria: CriteriaSet) -> None:
    found = told(criteria, {}, declared={"14": Verdict.NOT_MET}, due={"14": SEPTEMBER})
    assert outlook(found, "14").basis == "due"
    index = found.now.shape.criterion_index["14"]
    first = [Verdict(int(card.criteria.verdicts[index, 0])) for card in found.days[0].sides.values()]
    assert first == [Verdict.NOT_MET, Verdict.NOT_MET, Verdict.MET, Verdict.MET]


def test_what_nobody_stated_stays_open(criteria: CriteriaSet) -> None:
    found = told(criteria, {"10.1": ["43", "43.1", "43.2", "43.3"]}, due={"6.2": SEPTEMBER})
    assert outlook(found, "6.2").reason == "no_value"
    sides = verdicts(found, "6.2")[0]
    assert sides == [Verdict.UNDETERMINED] * 3 + [Verdict.MET]


def test_a_per_cent_never_passes_a_hundred_nor_a_figure_nought(criteria: CriteriaSet) -> None:
    measures = [measure for measure in criteria.measures if measure.kind is Kind.PERCENTAGE]
    rising = next(one.id for one in measures if one.upper_bound == 100)
    found = told(criteria, {rising: ["70", "80", "90", "99"], "11.1": ["40", "28", "16", "4"]})
    for one in found.days:
        for card in one.sides.values():
            codes = card.snapshot.codes
            assert codes[at(criteria, "11.1"), 0] >= 0
            assert codes[at(criteria, rising), 0] <= 100 * 2 * 10_000


def test_the_worst_is_never_better_than_the_best(criteria: CriteriaSet) -> None:
    found = told(
        criteria,
        {"10.1": ["41", "43.9", "42.2", "44.4", "44.1"], "11.1": ["14", "12.2", "13.4", "12.4", "12.3"]},
        {"6.2": False, "6.1": True},
        due={"6.2": SEPTEMBER},
    )
    for one in found.days:
        low, paced, middle, high = (int(card.indicators_met[0]) for card in one.sides.values())
        assert low <= paced <= middle <= high


def test_today_is_no_later_day(criteria: CriteriaSet) -> None:
    with pytest.raises(ValueError, match="later"):
        told(criteria, {}, {"6.2": False}, days=[DAY])
