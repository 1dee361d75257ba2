"""A snapshot: what is known of a set of communes on a day. Plain data, no database behind it.

Columns are the set's measures in order; rows are communes. Values stand twice: as exact text in `stated`
(for people) and as codes in `codes` (for the engine, see ntm.scoring.fixed). Reading and writing JSON
(`ntm.snapshot/1`) is in ntm.scoring.snapshot_json.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ntm.scoring.verdict import Body, Verdict

Int64Array = npt.NDArray[np.int64]
Int8Array = npt.NDArray[np.int8]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A commune-level unit as it stood on the snapshot's day.

    `counted` is true for units of kind xã: those that averages count. `attributes` are the dated ones of
    that day (specially_difficult: "yes", border: "yes", area: "III" …), `region` and `group` apart.
    """

    code: str
    name: str
    kind: str
    valid_from: date | None = None
    district_code: str | None = None
    district_name: str | None = None
    province_code: str | None = None
    province_name: str | None = None
    region: str | None = None
    group: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Stated:
    """The statement that speaks for a (unit, item): a measurement's exact value, or a declaration's verdict.

    Exactly one of `value` (with or without its counts), `not_applicable` (the reason) and `verdict` is set.
    """

    item: str
    on: date
    by: Body
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    grade: str | None = None
    not_applicable: str | None = None
    verdict: Verdict | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    note: str | None = None
    responsible: str | None = None
    due: date | None = None
    evidence: str | None = None
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Declarations:
    """Declared verdicts as parallel columns: row of the unit, column of the item, verdict, body."""

    rows: npt.NDArray[np.int32]
    items: npt.NDArray[np.int32]
    verdicts: Int8Array
    bodies: Int8Array

    @classmethod
    def empty(cls) -> Declarations:
        """No declarations."""
        narrow = np.empty(0, np.int32)
        return cls(narrow, narrow.copy(), np.empty(0, np.int8), np.empty(0, np.int8))


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a commune can select a threshold; communes alike in it are judged alike."""

    province_code: str | None
    region: str | None
    group: str | None
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """The distinct profiles of a snapshot's units, and each unit's position among them."""

    distinct: tuple[Profile, ...]
    index: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Snapshot:
    """Values, declarations and attributes of communes on a day.

    `codes` has shape (measures, units): one row a measure, so that a measure's column is contiguous.
    `on_indicators` and `on_criteria` index the set's indicators and criteria in order. `supposed_*` are the
    verdicts a what-if overrides with. `stated` gives the speaking statements of a unit (by row) by
    (item, "measurement" | "declaration"); it may be lazy. `reporting` says for which units any statement
    in this set speaks on the day.
    """

    day: date
    set_id: str
    units: tuple[UnitRow, ...]
    measures: tuple[str, ...]
    codes: npt.NDArray[np.signedinteger]
    reporting: BoolArray
    on_indicators: Declarations = field(default_factory=Declarations.empty)
    on_criteria: Declarations = field(default_factory=Declarations.empty)
    supposed_indicators: Declarations = field(default_factory=Declarations.empty)
    supposed_criteria: Declarations = field(default_factory=Declarations.empty)
    stated: Mapping[int, Mapping[tuple[str, str], Stated]] = field(default_factory=dict)
    known_at: datetime | None = None
    illustrative: bool = False
    overlays: tuple[str, ...] = ()
    places_complete: bool = True  # false where the list of units may not be complete for the day

    @cached_property
    def profiles(self) -> Profiles:
        """The units by what can select a threshold; made once, a snapshot's builder touches it."""
        found: dict[tuple[object, ...], int] = {}
        distinct: list[Profile] = []
        index: list[int] = []
        for unit in self.units:
            key = (unit.province_code, unit.region, unit.group, tuple(unit.attributes.items()))
            number = found.setdefault(key, len(distinct))
            if number == len(distinct):
                attributes = tuple(sorted(unit.attributes.items()))
                distinct.append(Profile(unit.province_code, unit.region, unit.group, attributes))
            index.append(number)
        return Profiles(tuple(distinct), np.array(index, np.intp))

    @cached_property
    def counted(self) -> BoolArray:
        """Per unit: of kind xã, so that averages count it."""
        return np.array([unit.counted for unit in self.units], np.bool_)

    def prepared(self) -> Snapshot:
        """The snapshot itself, what it says of its units made now so that scoring need not."""
        _made = self.profiles, self.counted
        return self

    def row_of(self, code: str) -> int:
        """The row of the unit with that code; raises KeyError."""
        for row, unit in enumerate(self.units):
            if unit.code == code:
                return row
        raise KeyError(code)
