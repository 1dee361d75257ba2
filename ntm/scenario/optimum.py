"""The optimiser of plans: what to do at the least total, by HiGHS, with its proof. It knows no law and no words.

Gains are what is wanted, acts are what is paid; a gain needs all of its acts and an act is paid once, however
many gains need it. Everything is in whole numbers: the solver's answer is rounded, counted again exactly and
held against every limit, and its bound is rounded up to the next whole number, as no plan costs a fraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, isfinite
from typing import Literal

import highspy
import numpy as np

from ntm.errors import DataError
from ntm.vietnamese.messages import _

Measure = Literal["cost", "months"]
MOST = 2**45
"""No total may be larger: with its tie-break a total must be exact in the solver's doubles."""
SECONDS = 30.0
"""The longest a solver may take; what it has then is told with its gap, never as the optimum."""
_SLACK, _ROUNDING = 1e-4, 1e-12


@dataclass(frozen=True, slots=True)
class Act:
    """What is paid once: cost by fund, months of work, the acts (by index) that must come before it.

    Of equally cheap plans the one with the least `weight` in all is taken.
    """

    parts: tuple[tuple[str, int], ...] = ()
    months: int = 0
    after: tuple[int, ...] = ()
    weight: int = 0

    @property
    def cost(self) -> int:
        """What it costs from all funds together."""
        return sum(cost for _fund, cost in self.parts)

    def of(self, measure: Measure) -> int:
        """Its cost or its months."""
        return self.cost if measure == "cost" else self.months


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan may take in all; None and a fund that is not named: no limit."""

    cost: int | None = None
    months: int | None = None
    funds: Mapping[str, int] = field(default_factory=dict)

    def kept_by(self, acts: Sequence[Act]) -> bool:
        """Whether these acts together stay within."""
        spent: dict[str, int] = {}
        for fund, cost in (part for act in acts for part in act.parts):
            spent[fund] = spent.get(fund, 0) + cost
        return (
            (self.cost is None or sum(spent.values()) <= self.cost)
            and (self.months is None or sum(act.months for act in acts) <= self.months)
            and all(spent.get(fund, 0) <= limit for fund, limit in self.funds.items())
        )


@dataclass(frozen=True)
class Question:
    """What is to be chosen. `needs` gives each gain its acts; a group is had when all its gains are.

    `gains` and `groups` are the fewest that must be had; `forced` gains must be, `barred` ones may not. Of each
    set in `other_than` at least one gain must be left out: how next-best plans are asked for; of equally cheap
    ones that which differs least from the first of these sets is taken.
    """

    acts: tuple[Act, ...]
    needs: tuple[tuple[int, ...], ...]
    gains: int = 0
    groups: int = 0
    group_of: tuple[tuple[int, ...], ...] = ()
    forced: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()
    limits: Limits = Limits()
    minimise: Measure = "cost"
    other_than: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best choice: gains, acts, their total, and the least total that any choice can have."""

    gains: frozenset[int]
    acts: frozenset[int]
    total: int
    bound: int

    @property
    def optimal(self) -> bool:
        """Whether nothing cheaper can exist."""
        return self.bound >= self.total


def least(question: Question) -> Optimum | None:
    """The cheapest choice that has what is asked; None where there is none.

    Raises OverflowError where the totals are larger than MOST, DataError where no choice is found in SECONDS.
    """
    acts, measure = question.acts, question.minimise
    near = question.other_than[0] if question.other_than else frozenset(range(len(question.needs)))
    strange = [int(gain not in near) for gain in range(len(question.needs))]
    heavy = sum(act.weight for act in acts) + sum(strange) + 1
    if sum(act.of(measure) for act in acts) * heavy > MOST:
        heavy = 1  # too large to settle ties as well
    if sum(act.cost + act.months for act in acts) > MOST:
        raise OverflowError("the total is too large")
    settle = heavy > 1
    weights = [act.of(measure) * heavy + (act.weight if settle else 0) for act in acts]
    gains = strange if settle else [0] * len(strange)
    answer = _Model(question).solve(weights, gains, [0] * len(question.group_of))
    if answer is None:
        return None
    chosen, bound = answer
    total = sum(acts[act].of(measure) for act in chosen.acts)
    proven = -((heavy - 1 - _whole(bound)) // heavy)
    return replace(chosen, total=total, bound=min(max(proven, 0), total))


def _whole(bound: float) -> int:
    """The least whole number that a total with this bound may be, a solver's rounding allowed for."""
    return ceil(bound - max(_SLACK, abs(bound) * _ROUNDING)) if isfinite(bound) else 0


def most(question: Question) -> int:
    """The most gains (or groups, where these are asked for) that can be had, whatever is asked for."""
    by_group = question.groups > 0
    free = replace(question, gains=0, groups=0)
    one, none = [-1], [0]
    answer = _Model(free).solve(
        none * len(question.acts),
        (none if by_group else one) * len(question.needs),
        (one if by_group else none) * len(question.group_of),
    )
    if answer is None:
        return 0
    had = answer[0].gains
    return sum(had.issuperset(group) for group in question.group_of) if by_group else len(had)


_NOTHING = Optimum(frozenset(), frozenset(), 0, 0)


def one_by_one(question: Question) -> int | None:
    """The total of taking gains from the cheapest (each reckoned alone) until there are enough.

    What a person with a sorted list would do; None where that does not keep to what is asked.
    """
    measure, acts = question.minimise, question.acts
    alone = {gain: with_before(acts, needed) for gain, needed in enumerate(question.needs)}
    free = sorted(
        alone.keys() - question.barred - question.forced,
        key=lambda gain: (sum(acts[act].of(measure) for act in alone[gain]), gain),
    )
    taken = [*question.forced, *free[: max(0, question.gains - len(question.forced))]]
    paid = set().union(*(alone[gain] for gain in taken))
    groups = sum(set(taken).issuperset(group) for group in question.group_of)
    kept = question.limits.kept_by([acts[act] for act in paid])
    if len(taken) < question.gains or groups < question.groups or not kept:
        return None
    return sum(acts[act].of(measure) for act in paid)


def with_before(acts: Sequence[Act], needed: Iterable[int]) -> set[int]:
    """These acts and all that must come before them."""
    found: set[int] = set()
    ahead = list(needed)
    while ahead:
        act = ahead.pop()
        if act not in found:
            found.add(act)
            ahead += acts[act].after
    return found


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which it prints as soon as its callbacks are enabled."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is highspy's
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call] # as above


class _Model:
    """The question as a mixed-integer programme: one column a gain, an act, a group; all are 0 or 1."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.gains, self.acts = len(question.needs), len(question.acts)
        self.size = self.gains + self.acts + len(question.group_of)
        self._starts: list[int] = [0]
        self._columns: list[int] = []
        self._values: list[int] = []
        self._bounds: list[tuple[float, float]] = []

    def solve(
        self, acts: Sequence[int], gains: Sequence[int], groups: Sequence[int]
    ) -> tuple[Optimum, float] | None:
        """The choice with the least weight, checked, and the solver's bound on it."""
        question = self.question
        lower, upper = np.zeros(self.size), np.ones(self.size)
        lower[list(question.forced)] = 1
        upper[list(question.barred)] = 0
        if np.any(lower > upper) or not self.size:
            return None if self.size or question.gains or question.groups else (_NOTHING, 0.0)
        self._rows()
        programme = self._programme(np.array([*gains, *acts, *groups], np.float64), lower, upper)
        solver = _Quiet()  # type: ignore[no-untyped-call] # highspy types all but this
        for option, value in (
            ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("threads", 1), ("random_seed", 0), ("time_limit", SECONDS),
        ):  # fmt: skip
            solver.setOptionValue(option, value)
        solver.passModel(programme)
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        out_of_time = status == highspy.HighsModelStatus.kTimeLimit
        if status != highspy.HighsModelStatus.kOptimal and not out_of_time:
            raise ArithmeticError(f"HiGHS: {solver.modelStatusToString(status)}")
        if out_of_time and not np.isfinite(solver.getInfo().objective_function_value):
            raise DataError(
                _(
                    "Chưa tìm được phương án nào trong {seconds} giây: hãy bớt giới hạn, hoặc chia nhỏ mục tiêu."
                ).format(seconds=int(SECONDS))
            )
        values = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
        info = solver.getInfo()
        return self._checked(values), float(info.mip_dual_bound)

    def _programme(
        self,
        weights: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        lower: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
        upper: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    ) -> highspy.HighsLp:
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = self.size, len(self._bounds)
        programme.col_cost_, programme.col_lower_, programme.col_upper_ = weights, lower, upper
        programme.row_lower_ = np.array([low for low, _high in self._bounds], np.float64)
        programme.row_upper_ = np.array([high for _low, high in self._bounds], np.float64)
        matrix = programme.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.array(self._starts, np.int32)
        matrix.index_ = np.array(self._columns, np.int32)
        matrix.value_ = np.array(self._values, np.float64)
        programme.integrality_ = [highspy.HighsVarType.kInteger] * self.size
        return programme

    def _row(self, entries: Mapping[int, int], low: float = -highspy.kHighsInf, high: float = 0) -> None:
        self._columns += entries
        self._values += entries.values()
        self._starts.append(len(self._columns))
        self._bounds.append((low, high))

    def _rows(self) -> None:
        question, first_act, first_group = self.question, self.gains, self.gains + self.acts
        infinite = highspy.kHighsInf
        for gain, needed in enumerate(question.needs):
            for act in needed:
                self._row({gain: 1, first_act + act: -1})
        for index, act_ in enumerate(question.acts):
            for before in act_.after:
                self._row({first_act + index: 1, first_act + before: -1})
        for index, group in enumerate(question.group_of):
            for gain in group:
                self._row({first_group + index: 1, gain: -1})
        if question.gains:
            self._row(dict.fromkeys(range(self.gains), 1), question.gains, infinite)
        if question.groups:
            groups = range(first_group, first_group + len(question.group_of))
            self._row(dict.fromkeys(groups, 1), question.groups, infinite)
        for had in question.other_than:
            self._row(dict.fromkeys(had, 1), high=len(had) - 1)
        limits = question.limits
        if limits.cost is not None:
            self._row({first_act + at: act.cost for at, act in enumerate(question.acts)}, high=limits.cost)
        if limits.months is not None:
            self._row(
                {first_act + at: act.months for at, act in enumerate(question.acts)}, high=limits.months
            )
        for fund, limit in limits.funds.items():
            costs = {first_act + at: dict(act.parts).get(fund, 0) for at, act in enumerate(question.acts)}
            self._row({column: cost for column, cost in costs.items() if cost}, high=limit)

    def _checked(self, values: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Optimum:
        """The choice without what no chosen gain needs, held against all that was asked, in whole numbers."""
        question = self.question
        wanted = set(np.flatnonzero(values[: self.gains]).tolist()) | question.forced
        acts = with_before(question.acts, (act for gain in wanted for act in question.needs[gain]))
        # What comes along at no further cost is had too, save what may not be and what makes a plan another one.
        for gain, needed in enumerate(question.needs):
            more = wanted | {gain}
            another = not any(more >= had for had in question.other_than)
            if another and acts.issuperset(needed) and gain not in question.barred:
                wanted = more
        groups = sum(wanted.issuperset(group) for group in question.group_of)
        kept = question.limits.kept_by([question.acts[act] for act in acts])
        if not (kept and len(wanted) >= question.gains and groups >= question.groups):
            raise ArithmeticError("HiGHS: the rounded answer does not hold")
        return Optimum(frozenset(wanted), frozenset(acts), 0, 0)
