"""Units of a day as rows: one writing for listings and programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ntm.errors import UsageError
from ntm.territory.model import KIND_WORDS, Unit
from ntm.territory.register import Territory
from ntm.vietnamese.messages import _

UNIT_KEYS = ("code", "name", "kind", "parent", "valid_from", "valid_to")


def units_of(
    territory: Territory,
    day: date,
    kind: str | None = None,
    above: Unit | None = None,
    shown: Callable[[Unit], bool] = lambda unit: True,
) -> list[Unit]:
    """The units of a day by code: of one kind, below one unit, and those `shown` says yes to."""
    if kind is not None and kind not in KIND_WORDS:
        raise UsageError(
            _("Không có loại “{kind}”. Có: {known}.").format(kind=kind, known=", ".join(KIND_WORDS))
        )
    units = [unit for unit in territory.units if unit.alive(day) and (kind is None or unit.kind == kind)]
    if above is not None:
        units = [unit for unit in units if unit is not above and is_below(territory, unit, above, day)]
    return sorted((unit for unit in units if shown(unit)), key=lambda unit: unit.code)


def is_below(territory: Territory, unit: Unit, above: Unit, day: date) -> bool:
    """Whether a unit lies anywhere below another on that day."""
    here = territory.parent(unit, day)
    while here is not None and here is not above:
        here = territory.parent(here, day)
    return here is above


def unit_row(territory: Territory, unit: Unit, day: date) -> dict[str, object]:
    """A unit on a day, with the title of the one it lies in."""
    parent = territory.parent(unit, day)
    return {
        "code": unit.code, "name": unit.name, "kind": unit.kind, "parent": parent.title if parent else None,
        "valid_from": unit.valid_from, "valid_to": unit.valid_to,
    }  # fmt: skip
