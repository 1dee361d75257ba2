"""Finding a unit by what a person writes: code or name, kind word or parent beside it, diacritics optional."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ntm.errors import DataError
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold, tone_normal

if TYPE_CHECKING:
    from ntm.territory.register import Territory

_KIND_BY_WORD = {
    "tinh": ("tinh",), "thanh pho": ("thanh_pho",), "tp": ("thanh_pho",), "huyen": ("huyen",), "h": ("huyen",),
    "xa": ("xa",), "x": ("xa",), "phuong": ("phuong",), "p": ("phuong",), "thi tran": ("thi_tran",),
    "tt": ("thi_tran",), "thon": ("thon",),
}  # fmt: skip
_PARENT = re.compile(r"^(?P<name>[^(,]+?)\s*(?:\((?P<inside>[^)]+)\)|,(?P<after>.+))$")
_SHOWN = 8


class UnitNotFound(DataError):
    """No unit of that name or code on the day."""


class UnitAmbiguous(DataError):
    """Several units of that name on the day; `candidates` are they."""

    def __init__(self, message: str, candidates: list[Unit]) -> None:
        super().__init__(message)
        self.candidates = candidates


class Finder:
    """An index of a territory's names."""

    def __init__(self, territory: Territory) -> None:
        self._territory = territory
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in territory.units:
            self._by_name[fold(unit.name)].append(unit)

    def find(self, text: str, day: date, prefer: str) -> Unit:
        """The unit meant; raises UnitNotFound or UnitAmbiguous."""
        written = " ".join(text.split())
        if written.isdigit():
            unit = self._territory.unit(written, day)
            if unit is None:
                raise UnitNotFound(self._absent(written, day, list(self._territory.of_code(written))))
            return unit
        match = _PARENT.match(written)
        above = (match["inside"] or match["after"]).strip() if match else None
        name = match["name"] if match else written
        found = self._named(name)
        alive = [unit for unit in found if unit.alive(day)]
        if not alive:
            raise UnitNotFound(self._absent(written, day, found))
        if above is not None:
            alive = [unit for unit in alive if self._lies_in(unit, above, day)] or alive
        candidates = _preferred(_exact(alive, name), prefer)
        if len(candidates) > 1:
            raise UnitAmbiguous(self._ambiguous(written, day, candidates), candidates)
        return candidates[0]

    def _named(self, name: str) -> list[Unit]:
        """Units of that name, on any day; a kind word before it narrows, unless it belongs to the name."""
        folded = fold(name)
        whole = self._by_name.get(folded, [])
        for word, kinds in _KIND_BY_WORD.items():
            if folded.startswith(f"{word} "):
                rest = [unit for unit in self._by_name.get(folded[len(word) + 1 :], []) if unit.kind in kinds]
                if rest:
                    return rest
        return whole

    def _lies_in(self, unit: Unit, above: str, day: date) -> bool:
        wanted = {id(found) for found in self._named(above)}
        here = self._territory.parent(unit, day)
        while here is not None:
            if id(here) in wanted:
                return True
            here = self._territory.parent(here, day)
        return False

    def _where(self, unit: Unit, day: date) -> str:
        parent = self._territory.parent(unit, day)
        place = f", {parent.title}" if parent is not None else ""
        return f"{unit.code} {unit.title}{place}"

    def _ambiguous(self, text: str, day: date, candidates: list[Unit]) -> str:
        listed = "; ".join(self._where(unit, day) for unit in candidates)
        return _(
            "Có {count} đơn vị tên “{text}” ngày {day}: {listed}. Ghi mã, hoặc thêm tên huyện: “{text} (…)”."
        ).format(count=len(candidates), text=text, day=format_day(day), listed=listed)

    def _absent(self, text: str, day: date, elsewhen: list[Unit]) -> str:
        if elsewhen:
            spans = "; ".join(f"{unit.code} {unit.title} ({_span(unit)})" for unit in elsewhen[:_SHOWN])
            last = max(elsewhen, key=lambda unit: unit.valid_to or date.max)
            cure = last.valid_to if last.valid_to is not None and last.valid_to < day else last.valid_from
            return _(
                "Ngày {day} không có đơn vị “{text}”. Có vào ngày khác: {spans}. Dùng ví dụ `--on {cure}`."
            ).format(day=format_day(day), text=text, spans=spans, cure=cure.isoformat() if cure else "")
        near = get_close_matches(fold(text), list(self._by_name), 4)
        names = ", ".join(dict.fromkeys(self._by_name[key][0].name for key in near))
        cure_text = _(" Có phải: {names}?").format(names=names) if names else ""
        return _("Không có đơn vị “{text}”.{cure} Xem: ntm places list.").format(text=text, cure=cure_text)


def _exact(units: list[Unit], name: str) -> list[Unit]:
    """Those whose name agrees with its diacritics, if any do."""
    wanted = tone_normal(name)
    exact = [
        unit
        for unit in units
        if wanted == tone_normal(unit.name) or wanted.endswith(" " + tone_normal(unit.name))
    ]
    return exact or units


def _preferred(units: list[Unit], prefer: str) -> list[Unit]:
    if prefer == "commune":
        chosen = [unit for unit in units if unit.kind in COMMUNE_KINDS]
        rural = [unit for unit in chosen if unit.kind == "xa"]
        return rural or chosen or units
    chosen = [unit for unit in units if unit.kind not in COMMUNE_KINDS and unit.kind != "thon"]
    return chosen or units


def _span(unit: Unit) -> str:
    start = unit.valid_from.isoformat() if unit.valid_from else "…"
    return f"{start} → {unit.valid_to.isoformat() if unit.valid_to else '…'}"
