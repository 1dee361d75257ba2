"""Places as values: units with their days, who became whom, and dated attributes with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

KIND_WORDS: Mapping[str, str] = {
    "tinh": "tỉnh",
    "thanh_pho": "thành phố",
    "huyen": "huyện",
    "xa": "xã",
    "phuong": "phường",
    "thi_tran": "thị trấn",
    "thon": "thôn",
}
"""Kinds of unit and how they are called."""

COMMUNE_KINDS = frozenset({"xa", "phuong", "thi_tran"})
DISTRICT_KINDS = frozenset({"huyen", "thanh_pho"})

ATTRIBUTES: Mapping[str, tuple[str, ...] | None] = {
    "region": None,
    "group": ("group_1", "group_2", "group_3"),
    "area": ("I", "II", "III"),
    "specially_difficult": ("yes", "no"),
    "safe_zone": ("yes", "no"),
    "safe_zone_poor_district": ("yes", "no"),
    "poor_district": ("yes", "no"),
    "border": ("yes", "no"),
    "craft_village": ("yes", "no"),
    "title_ntm": ("yes", "no"),
    "title_nang_cao": ("yes", "no"),
    "title_kieu_mau": ("yes", "no"),
}
"""Attributes the program knows, with the values they may have (None: checked where they are used)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it stood from `valid_from` (None: before records begin) to `valid_to` (None: still).

    Codes are reused over time, so the key is (code, valid_from).
    """

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    legal_basis: str = ""

    def alive(self, day: date) -> bool:
        """Whether it existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def title(self) -> str:
        """Kind and name: "xã Xuân Dương"."""
        return f"{KIND_WORDS[self.kind]} {self.name}"


@dataclass(frozen=True, slots=True)
class Succession:
    """An old unit became a new one, `whole` or in `part`."""

    old_code: str
    old_valid_from: date | None
    new_code: str
    new_valid_from: date
    share: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A dated fact about a unit, inherited by the units below it."""

    code: str
    unit_valid_from: date | None
    name: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    illustrative: bool = False

    def holds(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
