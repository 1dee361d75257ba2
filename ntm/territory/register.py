"""The register of units through time: who stands where on a day, what they are, and what they became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS, Attribute, Succession, Unit
from ntm.territory.names import Finder

COMPLETE_FROM = date(2020, 1, 1)
"""Lists of units are complete from this day (NQ 818/NQ-UBTVQH14); before it communes are missing from them."""


class Territory:
    """Units with their successions and attributes; asked about one day at a time."""

    def __init__(
        self,
        units: Iterable[Unit],
        successions: Iterable[Succession] = (),
        attributes: Iterable[Attribute] = (),
        complete_from: date = COMPLETE_FROM,
    ) -> None:
        """Hold these units; `complete_from` is the first day on which none is missing from the list."""
        self.units: tuple[Unit, ...] = tuple(units)
        self.successions = tuple(successions)
        self.attributes = tuple(attributes)
        self.complete_from = complete_from
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._below: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            self._by_code[unit.code].append(unit)
            if unit.parent_code is not None:
                self._below[unit.parent_code].append(unit)

    @cached_property
    def _attributes_of(self) -> Mapping[tuple[str, date | None], Sequence[Attribute]]:
        found: dict[tuple[str, date | None], list[Attribute]] = defaultdict(list)
        for attribute in self.attributes:
            found[attribute.code, attribute.unit_valid_from].append(attribute)
        return found

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self)

    def unit(self, code: str, day: date) -> Unit | None:
        """The unit of that code on that day."""
        return next((unit for unit in self._by_code.get(code, ()) if unit.alive(day)), None)

    def exact(self, code: str, valid_from: date | None) -> Unit | None:
        """The unit of that code that is there since that day (None: since before records begin)."""
        return next((unit for unit in self.of_code(code) if unit.valid_from == valid_from), None)

    def of_code(self, code: str) -> Sequence[Unit]:
        """Every unit that ever had that code, in order of time."""
        return sorted(self._by_code.get(code, ()), key=lambda unit: unit.valid_from or date.min)

    def find(self, text: str, day: date, prefer: str = "commune") -> Unit:
        """The unit of that code or name on a day; `prefer` is "commune" or "district" (which takes provinces too).

        Raises UnitNotFound or UnitAmbiguous, with what would work.
        """
        return self._finder.find(text, day, prefer)

    def communes(self, day: date, within: Unit | None = None, counted_only: bool = True) -> list[Unit]:
        """The communes of a day in the order of their codes: of kind xã, or with towns and wards too."""
        kinds = frozenset({"xa"}) if counted_only else COMMUNE_KINDS
        pool = self.units if within is None else self._within(within, day)
        return sorted(
            (unit for unit in pool if unit.kind in kinds and unit.alive(day)), key=lambda unit: unit.code
        )

    def _within(self, unit: Unit, day: date) -> Iterable[Unit]:
        yield unit
        for child in self.children(unit, day):
            yield from self._within(child, day)

    def children(self, unit: Unit, day: date) -> list[Unit]:
        """The units directly below one on a day."""
        return sorted(
            (child for child in self._below.get(unit.code, ()) if child.alive(day)), key=lambda c: c.code
        )

    def parent(self, unit: Unit, day: date) -> Unit | None:
        """The unit directly above."""
        return None if unit.parent_code is None else self.unit(unit.parent_code, day)

    def district_of(self, unit: Unit, day: date) -> Unit | None:
        """The district a unit lies in or is; None from 01/7/2025, when there are none."""
        return self._upwards(unit, day, DISTRICT_KINDS)

    def province_of(self, unit: Unit, day: date) -> Unit | None:
        """The province a unit lies in or is."""
        return self._upwards(unit, day, frozenset({"tinh"}))

    def _upwards(self, unit: Unit, day: date, kinds: frozenset[str]) -> Unit | None:
        here: Unit | None = unit
        while here is not None:
            if here.kind in kinds:
                return here
            here = self.parent(here, day)
        return None

    def attributes_of(self, unit: Unit, day: date) -> dict[str, str]:
        """The attributes that hold of a unit on a day; its own go before those of the units above it."""
        found: dict[str, str] = {}
        here: Unit | None = unit
        while here is not None:
            for attribute in self._attributes_of.get((here.code, here.valid_from), ()):
                if attribute.holds(day):
                    found.setdefault(attribute.name, attribute.value)
            here = self.parent(here, day)
        return found

    def own_attributes(self, unit: Unit, day: date) -> list[Attribute]:
        """The attributes stated of a unit itself that hold on a day, with their days and sources."""
        return [one for one in self._attributes_of.get((unit.code, unit.valid_from), ()) if one.holds(day)]

    def source_of(self, unit: Unit, day: date, name: str) -> str | None:
        """Where an attribute that holds of a unit on a day is known from."""
        here: Unit | None = unit
        while here is not None:
            for attribute in self._attributes_of.get((here.code, here.valid_from), ()):
                if attribute.name == name and attribute.holds(day):
                    return attribute.source
            here = self.parent(here, day)
        return None

    def region_of(self, unit: Unit, day: date) -> str | None:
        """The region a unit lies in."""
        return self.attributes_of(unit, day).get("region")

    def complete_on(self, day: date) -> bool:
        """Whether the list of units is complete for that day, so that an average has its right denominator."""
        return day >= self.complete_from

    def successors(self, unit: Unit) -> list[tuple[Unit, Succession]]:
        """What a unit became."""
        key = (unit.code, unit.valid_from)
        return [
            (new, step)
            for step in self.successions
            if (step.old_code, step.old_valid_from) == key
            for new in self._by_code.get(step.new_code, ())
            if new.valid_from == step.new_valid_from
        ]

    def predecessors(self, unit: Unit) -> list[tuple[Unit, Succession]]:
        """What a unit was made of."""
        return [
            (old, step)
            for step in self.successions
            if (step.new_code, step.new_valid_from) == (unit.code, unit.valid_from)
            for old in self._by_code.get(step.old_code, ())
            if old.valid_from == step.old_valid_from
        ]
