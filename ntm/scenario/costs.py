"""What closing gaps costs: the lines of a cost file, and the acts and needs that they make of gaps.

Without a file every indicator that is lacking costs one. With one, an indicator costs what its lines say: a
line of its own, or of a work that may serve many indicators and communes and is paid once. A commune's own
lines stand in place of those for all communes; a line on a criterion covers those of its indicators that have
none, together. What has no line has no cost, and is never given one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ntm.criteria.model import CarriedBy, CriteriaSet
from ntm.scenario.gaps import Gap
from ntm.scenario.optimum import Act, Measure
from ntm.scoring.snapshot import UnitRow


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line: for which commune (by code; None: each), which item, as part of which work, at what cost.

    `cost` is in million đồng, `months` whole months of work; None: not said. `after` names works that must be
    done before. A line with no item is of the work alone.
    """

    unit: str | None = None
    item: str | None = None
    work: str | None = None
    cost: Decimal | None = None
    months: int | None = None
    fund: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Costs:
    """A cost file: its lines, the limits of its funds, whether it is made up, and what it is called."""

    lines: tuple[CostLine, ...] = ()
    funds: Mapping[str, Decimal] = field(default_factory=dict)
    illustrative: bool = False
    name: str = ""

    @cached_property
    def by_item(self) -> Mapping[tuple[str | None, str], Sequence[CostLine]]:
        """The lines by commune (None: every) and item."""
        found: dict[tuple[str | None, str], list[CostLine]] = {}
        for line in self.lines:
            if line.item is not None:
                found.setdefault((line.unit, line.item), []).append(line)
        return found

    @cached_property
    def by_work(self) -> Mapping[str, Sequence[CostLine]]:
        """The lines by work."""
        found: dict[str, list[CostLine]] = {}
        for line in self.lines:
            if line.work is not None:
                found.setdefault(line.work, []).append(line)
        return found

    def of(self, unit: str, item: str) -> Sequence[CostLine]:
        """The lines that speak of an item of a commune: its own, else those for every commune."""
        return self.by_item.get((unit, item)) or self.by_item.get((None, item), ())

    def tell(self, measure: Measure) -> bool:
        """Whether any line says a cost, or months."""
        return any((line.cost if measure == "cost" else line.months) is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Priced:
    """Gaps with what they take: the acts, those that each gap needs, and what of each has no cost.

    `works` names the acts that are works. `unpriced` are items by gap; `scale` is how many of the acts' units make
    one million đồng (or one indicator).
    """

    acts: tuple[Act, ...]
    needs: tuple[tuple[int, ...], ...]
    unpriced: Mapping[int, tuple[str, ...]]
    works: Mapping[int, str]
    scale: int


def price(
    gaps: Sequence[Gap],
    units: Sequence[UnitRow],
    criteria_set: CriteriaSet,
    costs: Costs | None,
    asked: Iterable[Measure] = ("cost",),
) -> Priced:
    """What closing each gap takes. `asked` are the measures without which an item has no price."""
    pricing = _Pricing(gaps, units, criteria_set, costs, tuple(asked))
    take = pricing.default if costs is None else pricing.of
    needs = tuple(take(number, gap) for number, gap in enumerate(gaps))
    return Priced(
        pricing.finished(),
        needs,
        pricing.unpriced,
        {at: key for key, at in pricing.index.items() if isinstance(key, str)},
        pricing.scale,
    )


class _Pricing:
    """Acts as they come up; a work is kept under its name, anything else under (gap, item)."""

    def __init__(
        self,
        gaps: Sequence[Gap],
        units: Sequence[UnitRow],
        criteria_set: CriteriaSet,
        costs: Costs | None,
        asked: tuple[Measure, ...],
    ) -> None:
        self.gaps, self.units, self.set, self.asked = gaps, units, criteria_set, asked
        self.costs = costs or Costs()
        self.index: dict[str | tuple[int, str], int] = {}
        self.lines: list[Sequence[CostLine]] = []
        self.served: list[set[int | None]] = []
        self.unpriced: dict[int, tuple[str, ...]] = {}
        self.scale: int = 10 ** max((_decimals(line.cost) for line in self.costs.lines), default=0)

    def default(self, number: int, gap: Gap) -> tuple[int, ...]:
        """One for each indicator; one for a conclusion that is all that is lacking."""
        items: list[tuple[str, int | None]] = [(self.set.indicators[at].id, at) for at in gap.indicators]
        items = items or [(self.set.criteria[gap.criterion].number, None)]
        return tuple(self._act((number, item), (_ONE,), at) for item, at in items)

    def of(self, number: int, gap: Gap) -> tuple[int, ...]:
        """The acts of a gap by the lines of the file; what has no line is noted as unpriced."""
        code, criterion = self.units[gap.row].code, self.set.criteria[gap.criterion].number
        needed: list[int] = []
        without: list[int] = []
        for at in gap.indicators:
            item = self.set.indicators[at].id
            acts = self._acts(number, item, self.costs.of(code, item), (at,))
            needed += acts
            if not acts:
                without.append(at)
        if without or not gap.indicators:
            whole = self._acts(number, criterion, self.costs.of(code, criterion), without)
            needed += whole
            if without and not whole:
                self.unpriced[number] = tuple(self.set.indicators[at].id for at in without)
        return tuple(dict.fromkeys(needed))

    def _acts(
        self, number: int, item: str, lines: Sequence[CostLine], indicators: Sequence[int]
    ) -> list[int]:
        """The acts that these lines make; none where one of them lacks what is asked for."""
        parts: list[tuple[str | tuple[int, str], Sequence[CostLine]]] = [
            (work, self.costs.by_work[work])
            for work in dict.fromkeys(line.work for line in lines)
            if work is not None
        ]
        own = [line for line in lines if line.work is None]
        parts += [((number, item), own)] if own else []
        if not all(self._priced(said) for _key, said in parts):
            return []
        return [self._act(key, said, *(indicators or (None,))) for key, said in parts]

    def _priced(self, lines: Sequence[CostLine]) -> bool:
        """Whether these lines say all that is asked, and so do those of the works before them."""
        said = {
            "cost": any(line.cost is not None for line in lines),
            "months": any(line.months is not None for line in lines),
        }
        before = {name for line in lines for name in line.after}
        return all(said[measure] for measure in self.asked) and all(
            self._priced(self.costs.by_work[name]) for name in before
        )

    def _act(self, key: str | tuple[int, str], lines: Sequence[CostLine], *served: int | None) -> int:
        at = self.index.setdefault(key, len(self.lines))
        if at == len(self.lines):
            self.lines.append(lines)
            self.served.append(set())
        self.served[at] |= set(served)
        return at

    def finished(self) -> tuple[Act, ...]:
        """The acts, with the works that come before them, which may bring in further ones."""
        before: list[tuple[int, ...]] = []
        while len(before) < len(self.lines):
            names = dict.fromkeys(name for line in self.lines[len(before)] for name in line.after)
            before.append(tuple(self._act(name, self.costs.by_work[name]) for name in names))
        return tuple(self._made(at, after) for at, after in enumerate(before))

    def _made(self, at: int, after: tuple[int, ...]) -> Act:
        parts: dict[str, int] = {}
        for line in self.lines[at]:
            if line.cost is not None:
                parts[line.fund] = max(parts.get(line.fund, 0), int(line.cost * self.scale))
        months = max((line.months for line in self.lines[at] if line.months is not None), default=0)
        by_people = [
            item is not None and self.set.indicators[item].carried_by is CarriedBy.PEOPLE
            for item in self.served[at]
        ]
        return Act(tuple(parts.items()), months, after, 0 if by_people and all(by_people) else 1)


_ONE = CostLine(cost=Decimal(1))


def _decimals(cost: Decimal | None) -> int:
    """How many decimals a cost has."""
    return max(0, -int(cost.normalize().as_tuple().exponent)) if cost else 0
