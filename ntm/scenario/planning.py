"""Making the shortest plan: the gaps priced, the goal put to the optimiser, the answer scored again.

The optimum is found by HiGHS (ntm.scenario.optimum) and judged by the one evaluator: the plan is laid on the
snapshot and scored again. Where there is none, each hindrance is taken away in turn to see which is in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from ntm.scenario.costs import Costs, Priced, price
from ntm.scenario.gaps import Gap, find_gaps, suppose_closed
from ntm.scenario.optimum import Limits, Measure, Optimum, Question, least, most, one_by_one
from ntm.scenario.plan import Hindrance, InTheWay, Plan, Target, Wishes, in_order
from ntm.scoring.engine import score
from ntm.scoring.rules import Sets
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.vietnamese.dates import months_after


def shortest_plan(
    card: Scorecard,
    sets: Sets,
    rows: Sequence[int],
    target: Target,
    costs: Costs | None = None,
    wishes: Wishes | None = None,
) -> Plan:
    """The cheapest plan for the communes in these rows. `sets` are what `card` was scored by.

    Raises OverflowError for costs beyond what can be added exactly.
    """
    wishes = wishes or Wishes()
    gaps = tuple(find_gaps(card, sets, rows))
    asked: list[Measure] = [wishes.minimise]
    asked += ["cost"] if wishes.budget is not None else []
    asked += ["months"] if wishes.months is not None or wishes.by is not None else []
    priced = price(gaps, card.snapshot.units, card.criteria_set, costs, asked)
    asking = _Asking(card, gaps, priced, target, wishes, costs)
    plan = Plan(card, card, target, wishes, costs, gaps, priced, None, finish=asking.finish)
    question = asking.question()
    best = least(question)
    if best is None:
        possible = most(question)
        nearer = replace(question, groups=possible) if target.communes else replace(question, gains=possible)
        return replace(
            plan,
            most_possible=possible,
            closest=least(nearer) if possible else None,
            in_the_way=tuple(asking.hindrances()),
        )
    closed = [gaps[gain] for gain in sorted(best.gains)]
    after = score(suppose_closed(card.snapshot, closed), sets)
    if any(after.criteria.verdicts[gap.criterion, gap.row] != Verdict.MET for gap in closed):
        raise ArithmeticError("a closed gap is not scored as met")
    others: list[Optimum] = []
    had = [best.gains]
    while best.gains and len(others) < wishes.alternatives:
        other = least(replace(question, other_than=tuple(had)))
        if other is None:
            break
        others.append(other)
        had.append(other.gains)
    return replace(
        plan, after=after, best=best, others=tuple(others),
        sorted_total=one_by_one(question) if target.criteria else None,
    )  # fmt: skip


class _Asking:
    """The question put to the optimiser, and the same with one hindrance taken away."""

    def __init__(
        self,
        card: Scorecard,
        gaps: Sequence[Gap],
        priced: Priced,
        target: Target,
        wishes: Wishes,
        costs: Costs | None,
    ) -> None:
        self.card, self.gaps, self.priced = card, gaps, priced
        self.target, self.wishes = target, wishes
        timed = costs is not None and costs.tell("months")
        self.finish: dict[int, int] = _finish(priced) if timed else {}
        self.funds = costs.funds if costs is not None else {}
        self.kept = self._named(wishes.keep)
        self._barring = {
            Hindrance.UNPRICED: frozenset(priced.unpriced),
            Hindrance.BARRED: self._named(wishes.bar),
            Hindrance.LATE: self._late(),
        }

    def _named(self, items: Sequence[tuple[int | None, str]]) -> frozenset[int]:
        """The gaps whose criterion, or one of whose lacking indicators, is among these items."""
        criteria = self.card.criteria_set
        wanted = set(items)
        return frozenset(
            number
            for number, gap in enumerate(self.gaps)
            for names in [
                {
                    criteria.criteria[gap.criterion].number,
                    *(criteria.indicators[at].id for at in gap.indicators),
                }
            ]
            if any((row, name) in wanted for row in (None, gap.row) for name in names)
        )

    def _late(self) -> frozenset[int]:
        by, day = self.wishes.by, self.card.snapshot.day
        if by is None:
            return frozenset()
        late = {act for act, months in self.finish.items() if months_after(day, months) > by}
        return frozenset(n for n, needed in enumerate(self.priced.needs) if not late.isdisjoint(needed))

    def question(self, without: Hindrance | None = None, fund: str = "") -> Question:
        """What is asked, with one hindrance taken away, or all of them together."""
        wishes, scale = self.wishes, self.priced.scale

        def lifted(*hindrances: Hindrance) -> bool:
            return without is Hindrance.TOGETHER or without in hindrances

        barred: frozenset[int] = frozenset()
        for hindrance, gaps in self._barring.items():
            barred |= frozenset() if lifted(hindrance) else gaps
        funds = {
            name: _units(limit, scale)
            for name, limit in self.funds.items()
            if not (lifted() or (without is Hindrance.FUND and name == fund))
        }
        limits = Limits(
            None if wishes.budget is None or lifted(Hindrance.BUDGET) else _units(wishes.budget, scale),
            None if lifted(Hindrance.MONTHS) else wishes.months,
            funds,
        )
        return Question(
            self.priced.acts,
            self.priced.needs,
            gains=self.target.criteria,
            groups=self.target.communes,
            group_of=_by_commune(self.gaps) if self.target.communes else (),
            forced=self.kept,
            barred=barred,
            limits=limits,
            minimise=wishes.minimise,
        )

    def hindrances(self) -> list[InTheWay]:
        """What is in the way: what alone would do when taken away, with the least total; else all of it."""
        wishes = self.wishes
        named = [
            *((hindrance, "", len(gaps)) for hindrance, gaps in self._barring.items()),
            (Hindrance.BUDGET, "", int(wishes.budget is not None)),
            (Hindrance.MONTHS, "", int(wishes.months is not None)),
            *((Hindrance.FUND, fund, 1) for fund in self.funds),
        ]
        found = [self._without(what, fund, items) for what, fund, items in named if items]
        decisive = [one for one in found if one.total is not None]
        if decisive or len(found) < 2:
            return decisive or found
        return [*found, self._without(Hindrance.TOGETHER, "", len(found))]

    def _without(self, what: Hindrance, fund: str, items: int) -> InTheWay:
        other = least(self.question(what, fund))
        if other is None:
            return InTheWay(what, None, fund, items)
        scale = self.priced.scale if self.wishes.minimise == "cost" else 1
        return InTheWay(what, Decimal(other.total) / scale, fund, items)


def _units(amount: Decimal, scale: int) -> int:
    return int((amount * scale).to_integral_value(ROUND_FLOOR))


def _by_commune(gaps: Sequence[Gap]) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for number, gap in enumerate(gaps):
        found.setdefault(gap.row, []).append(number)
    return tuple(tuple(numbers) for numbers in found.values())


def _finish(priced: Priced) -> dict[int, int]:
    """The month in which each act is done when all start as soon as they may."""
    done: dict[int, int] = {}
    for act in in_order(priced, range(len(priced.acts))):
        one = priced.acts[act]
        done[act] = one.months + max((done[before] for before in one.after), default=0)
    return done
