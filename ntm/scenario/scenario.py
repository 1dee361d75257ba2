"""A scenario: what is assumed, under a name. Scenarios are laid one on another; the later word stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from ntm.scenario.assignments import Assignment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """Other attributes of a commune (named as people write it; None: of all in focus): region, group, border …

    `written` says where it was written.
    """

    unit: str | None
    attributes: Mapping[str, str]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A province's overlay that is not in force: the name and text of its file."""

    name: str
    text: str


@dataclass(frozen=True)
class Scenario:
    """Everything one scenario assumes.

    `criteria` is another set, `on` another day (its values and its law), `law_on` a day whose law judges the
    same values, `drafts` overlays to judge by; None and empty: as it is.
    """

    name: str
    values: tuple[Assignment, ...] = ()
    thresholds: tuple[Assignment, ...] = ()
    places: tuple[PlaceChange, ...] = ()
    criteria: str | None = None
    on: date | None = None
    law_on: date | None = None
    drafts: tuple[Draft, ...] = field(default=())

    @property
    def assumes(self) -> bool:
        """Whether anything is assumed at all."""
        return self != Scenario(self.name)

    def over(self, base: Scenario) -> Scenario:
        """This scenario laid on another one; where both speak of the same thing, this one stands."""
        return Scenario(
            self.name,
            _laid(base.values, self.values, lambda one: (one.unit, one.item)),
            _laid(base.thresholds, self.thresholds, lambda one: one.item),
            (*base.places, *self.places),
            self.criteria or base.criteria,
            self.on or base.on,
            self.law_on or base.law_on,
            (*base.drafts, *self.drafts),
        )

    def named_by(self, base: Scenario) -> Scenario:
        """This scenario laid on another one, under the other's name."""
        return replace(self.over(base), name=base.name)


def _laid(base: Iterable[T], over: tuple[T, ...], key: Callable[[T], object]) -> tuple[T, ...]:
    said = {key(one) for one in over}
    return (*(one for one in base if key(one) not in said), *over)
