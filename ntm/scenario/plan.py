"""A plan as a value: which criteria to gain, in which communes, at the least total cost, so that a goal is reached.

A goal that cannot be reached is an answer too: what stands in the way, and how far one gets. Plans are made in
ntm.scenario.planning; their words are in ntm.scenario.plan_words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Literal

from ntm.scenario.costs import Costs, Priced
from ntm.scenario.gaps import Gap, carried_by_people
from ntm.scenario.optimum import Measure, Optimum, with_before
from ntm.scoring.averages import Average, Comparison, UnitLabel
from ntm.scoring.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: the standard (by so many communes; None: all), the reference's average, or a number.

    The number is of criteria of a commune, or an average of a district or province.
    """

    reach: Literal["standard", "average", "number"]
    number: Decimal | None = None
    communes: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a plan must bring: so many further criteria in all, or so many further communes to the standard."""

    criteria: int = 0
    communes: int = 0


@dataclass(frozen=True)
class Wishes:
    """How a plan may be made: its measure, its limits, what must and what may not be in it.

    `keep` and `bar` are items (a criterion's number or an indicator's id) of the commune in a row, or of every
    commune (None). Amounts are in million đồng; without a cost file, in indicators.
    """

    minimise: Measure = "cost"
    budget: Decimal | None = None
    months: int | None = None
    by: date | None = None
    keep: tuple[tuple[int | None, str], ...] = ()
    bar: tuple[tuple[int | None, str], ...] = ()
    alternatives: int = 2


class Hindrance(StrEnum):
    """What may stand in the way of a goal."""

    UNPRICED = "unpriced"
    BARRED = "barred"
    LATE = "late"
    BUDGET = "budget"
    MONTHS = "months"
    FUND = "fund"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A hindrance: taken away alone it would let the goal be reached, at this least total (None: it would not).

    `fund` is the fund's name; `items` how many criteria of communes it bars. TOGETHER is all of them at once.
    """

    what: Hindrance
    total: Decimal | None
    fund: str = ""
    items: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A criterion to gain in a commune: what of it alone costs, and the works it takes part in.

    `people`: all that is lacking rests with the people and can start now. `month` is the month of work in which
    it is done, counted from the scored day, None where nobody said how long things take.
    """

    gap: Gap
    cost: Decimal
    months: int
    works: tuple[str, ...]
    people: bool
    month: int | None


@dataclass(frozen=True, slots=True)
class SharedWork:
    """A work of the plan, paid once: its cost, and the steps (by number, from 0) that it serves."""

    name: str
    cost: Decimal
    months: int
    after: tuple[str, ...]
    serves: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A plan, or why there is none. `after` is how the communes then stand (as before where there is none).

    Where there is none, `closest` is the cheapest way to the most that can be had, `most_possible`.
    """

    before: Scorecard
    after: Scorecard
    target: Target
    wishes: Wishes
    costs: Costs | None
    gaps: tuple[Gap, ...]
    priced: Priced
    best: Optimum | None
    sorted_total: int | None = None
    others: tuple[Optimum, ...] = ()
    most_possible: int | None = None
    closest: Optimum | None = None
    in_the_way: tuple[InTheWay, ...] = ()
    finish: Mapping[int, int] = field(default_factory=dict)

    def amount(self, units: int) -> Decimal:
        """A number of the acts' units as it is told: million đồng, indicators, or months."""
        return Decimal(units) if self.wishes.minimise == "months" else Decimal(units) / self.priced.scale

    def money(self, acts: Sequence[int]) -> Decimal:
        """What these acts cost, in million đồng (without a cost file: in indicators)."""
        return Decimal(sum(self.priced.acts[act].cost for act in acts)) / self.priced.scale

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The criteria to gain, in the order of work: the people's first, then what is done soonest and cheapest."""
        if self.best is None:
            return ()
        units = self.before.snapshot.units
        steps = [self._step(gain) for gain in sorted(self.best.gains)]
        return tuple(
            sorted(
                steps,
                key=lambda step: (
                    not step.people,
                    step.month or 0,
                    step.cost,
                    units[step.gap.row].code,
                    step.gap.criterion,
                ),
            )
        )

    def _step(self, gain: int) -> Step:
        priced, gap = self.priced, self.gaps[gain]
        acts = priced.needs[gain]
        own = [act for act in acts if act not in priced.works]
        month = max((self.finish[act] for act in acts), default=0) if self.finish else None
        return Step(
            gap,
            self.money(own),
            sum(priced.acts[act].months for act in own),
            tuple(priced.works[act] for act in acts if act in priced.works),
            carried_by_people(self.before, gap),
            month,
        )

    @cached_property
    def works(self) -> tuple[SharedWork, ...]:
        """The works of the plan, each before those that come after it."""
        if self.best is None:
            return ()
        named = self.priced.works
        found: list[SharedWork] = []
        for act in in_order(self.priced, sorted(act for act in self.best.acts if act in named)):
            after = tuple(named[before] for before in self.priced.acts[act].after)
            serves = tuple(n for n, step in enumerate(self.steps) if named[act] in step.works)
            found.append(
                SharedWork(named[act], self.money([act]), self.priced.acts[act].months, after, serves)
            )
        return tuple(found)

    @cached_property
    def spent(self) -> Mapping[str, Decimal]:
        """What the plan takes from each fund, in million đồng."""
        found: dict[str, int] = {}
        for act in sorted(self.best.acts) if self.best is not None else ():
            for fund, cost in self.priced.acts[act].parts:
                found[fund] = found.get(fund, 0) + cost
        return {fund: Decimal(cost) / self.priced.scale for fund, cost in found.items()}

    def further(self) -> Decimal | None:
        """The least that one more criterion would take; None where none is left that has a price."""
        if self.best is None:
            return None
        left = [
            sum(
                self.priced.acts[act].of(self.wishes.minimise)
                for act in with_before(self.priced.acts, needed) - self.best.acts
            )
            for gain, needed in enumerate(self.priced.needs)
            if gain not in self.best.gains and gain not in self.priced.unpriced
        ]
        return self.amount(min(left)) if left else None


@dataclass(frozen=True)
class Planned:
    """A plan with what it is for: the unit, its goal and, of a district or province, averages before and after.

    `reference_after` is what is compared with once the plan is done: it has moved where it contains the subject.
    """

    unit: UnitLabel
    rows: tuple[int, ...]
    goal: Goal
    plan: Plan
    comparison: Comparison | None = None
    average_after: Average | None = None
    reference_after: Fraction | None = None

    @property
    def reached(self) -> bool:
        """Whether there is a plan that reaches the goal."""
        return self.plan.best is not None


def in_order(priced: Priced, acts: Sequence[int]) -> list[int]:
    """These acts, each after those that must come before it."""
    found: list[int] = []

    def put(act: int) -> None:
        for before in priced.acts[act].after:
            put(before)
        if act not in found:
            found.append(act)

    for act in acts:
        put(act)
    return found
