"""A criteria file as tables of canonical texts, and edited in place: comments, order and spelling elsewhere stay.

`LawText` holds the round-trip document of ruamel. Rows have stable keys: `17.1#0` is the first threshold of 17.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ntm.exchange.law_sheet.fields import (
    INDICATOR_FIELDS,
    OVERLAY_FIELDS,
    PART_FIELDS,
    SET_FIELDS,
    THRESHOLD_FIELDS,
    Field,
)
from ntm.vietnamese.text import nfc

Cells = dict[str, str]
_NUMBERS = ("value", "totals.criteria", "totals.indicators")
_PLAIN = (
    "from", "to", "checked_on", "signed", "whole", "at_most_100", "men_and_women", "repealed", "tightens", "complete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its key, its cells by field path, and what helps to read it (criterion, name, unit)."""

    key: str
    cells: Cells
    criterion: str = ""
    name: str = ""
    unit: str = ""


class LawText:
    """The text of a set's file, or of an overlay's, as tables that can be changed."""

    def __init__(self, text: str, names: Mapping[str, tuple[str, str, str]] | None = None) -> None:
        """Hold `text`; `names` gives (criterion, name, unit) of the items of an overlay, whose file has none."""
        self._yaml = _yaml()
        self._root: CommentedMap = self._yaml.load(text)
        self.overlay = "criteria" not in self._root
        self._names = dict(names or {}) if self.overlay else dict(self._of_items())

    def text(self) -> str:
        """The file's text as it now is."""
        out = StringIO()
        self._yaml.dump(self._root, out)
        return out.getvalue()

    @property
    def head_fields(self) -> tuple[Field, ...]:
        """The fields of the head that may be changed."""
        return OVERLAY_FIELDS if self.overlay else SET_FIELDS

    def head(self) -> Cells:
        """The head's cells by field path."""
        return {field.path: _canonical(self._root, field.path) for field in self.head_fields}

    def thresholds(self) -> Iterator[TableRow]:
        """Every threshold line, in the file's order."""
        for owner, item, index, line in self._lines():
            cells = {field.path: _canonical(line, field.path) for field in THRESHOLD_FIELDS}
            cells["item"] = item
            yield TableRow(f"{owner}#{index}", cells, *self._names.get(item, ("", "", "")))

    def indicators(self) -> Iterator[TableRow]:
        """Every indicator and, below it, its parts, in the file's order."""
        for criterion in self._criteria():
            number = str(criterion["number"])
            for indicator in criterion.get("indicators") or ():
                for one in (indicator, *(indicator.get("parts") or ())):
                    cells = {field.path: _canonical(one, field.path) for field in INDICATOR_FIELDS}
                    cells["criterion"] = number
                    cells["part_of"] = "" if one is indicator else str(indicator["id"])
                    yield TableRow(str(one["id"]), cells, number)

    def criteria(self) -> list[tuple[str, str]]:
        """Number and name of every criterion."""
        return [(str(criterion["number"]), nfc(str(criterion["name"]))) for criterion in self._criteria()]

    def set_head(self, path: str, canonical: str) -> None:
        """Change a field of the head."""
        _put(self._root, path, canonical)

    def set_threshold(self, key: str, path: str, canonical: str) -> None:
        """Change a field of a threshold line."""
        owner, _sign, index = key.rpartition("#")
        _put(self._list_of(owner)[int(index)], path, canonical)

    def set_indicator(self, key: str, path: str, canonical: str) -> None:
        """Change a field of an indicator."""
        _put(self._owners()[key], path, canonical)

    def add_indicator(self, cells: Cells) -> bool:
        """Append an indicator to its criterion; False when there is no such criterion."""
        for criterion in self._criteria():
            if str(criterion["number"]) == cells["criterion"]:
                paths = [
                    one.path for one in INDICATOR_FIELDS if one.path not in ("criterion", "part_of", "within")
                ]
                _append(criterion, "indicators", cells, paths)
                return True
        return False

    def add_part(self, cells: Cells) -> bool:
        """Append a part to its indicator; False when there is no such indicator."""
        for criterion in self._criteria():
            for indicator in criterion.get("indicators") or ():
                if str(indicator["id"]) == cells["part_of"]:
                    _append(indicator, "parts", cells, PART_FIELDS)
                    return True
        return False

    def add_threshold(self, cells: Cells) -> str | None:
        """Append a threshold line to its item and give its key; None when there is no such item."""
        item = cells["item"]
        if item not in (self._names if self.overlay else self._owners()):
            return None
        made = CommentedMap()
        made.fa.set_flow_style()
        for field in THRESHOLD_FIELDS:
            if cells.get(field.path) and (self.overlay or field.path != "item"):
                _put(made, field.path, cells[field.path])
        made.setdefault("value", None)
        if cells.get("delegated") or cells.get("repealed"):
            made.pop("value")
        owner = "" if self.overlay else item
        lines = self._list_of(owner, make=True)
        lines.append(made)
        return f"{owner}#{len(lines) - 1}"

    def delete_thresholds(self, keys: list[str]) -> None:
        """Remove threshold lines, the last first."""
        for key in sorted(keys, key=lambda one: -int(one.rpartition("#")[2])):
            owner, _sign, index = key.rpartition("#")
            del self._list_of(owner)[int(index)]

    def line_numbers(self) -> dict[str, int]:
        """The line (from 1) on which each threshold and indicator of the dumped text begins."""
        fresh = LawText(self.text(), self._names)
        found = {f"{owner}#{index}": line.lc.line + 1 for owner, _item, index, line in fresh._lines()}
        return found | {item: owner.lc.line + 1 for item, owner in fresh._owners().items()}

    def _criteria(self) -> list[CommentedMap]:
        return list(self._root.get("criteria") or ())

    def _owners(self) -> dict[str, CommentedMap]:
        """The mappings that hold thresholds, by the item: indicators and their parts."""
        found: dict[str, CommentedMap] = {}
        for criterion in self._criteria():
            for indicator in criterion.get("indicators") or ():
                found[str(indicator["id"])] = indicator
                for part in indicator.get("parts") or ():
                    found[str(part["id"])] = part
        return found

    def _of_items(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        for criterion in self._criteria():
            for indicator in criterion.get("indicators") or ():
                unit = str(indicator.get("unit") or "")
                for one in (indicator, *(indicator.get("parts") or ())):
                    yield str(one["id"]), (str(criterion["number"]), nfc(str(one["name"])), unit)

    def _lines(self) -> Iterator[tuple[str, str, int, CommentedMap]]:
        """Every threshold line as (owner, item, index, line)."""
        if self.overlay:
            for index, line in enumerate(self._root.get("thresholds") or ()):
                yield "", str(line.get("item") or ""), index, line
            return
        for item, owner in self._owners().items():
            for index, line in enumerate(owner.get("thresholds") or ()):
                yield item, item, index, line

    def _list_of(self, owner: str, make: bool = False) -> CommentedSeq:
        holder = self._owners()[owner] if owner else self._root
        if make and not holder.get("thresholds"):
            _replace_empty(holder, "thresholds")
        lines = holder["thresholds"]
        assert isinstance(lines, CommentedSeq)  # noqa: S101 - the file was read as a set before
        return lines


def _yaml() -> YAML:
    made = YAML()
    made.preserve_quotes = True
    made.width = 1_000_000
    made.indent(mapping=2, sequence=2, offset=0)
    made.representer.add_representer(
        type(None), lambda representer, _none: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return made


def _canonical(holder: Mapping[str, Any], path: str) -> str:
    """A field's canonical text; "" for what is absent or null."""
    if path == "years" and holder.get("year") is not None:
        return str(holder["year"])
    name, _dot, inner = path.partition(".")
    value = holder.get(name)
    if inner:
        value = value.get(inner) if isinstance(value, Mapping) else None
    if value is None:
        return ""
    if path == "years":
        return "-".join(str(year) for year in value)
    if isinstance(value, Mapping):
        return "; ".join(sorted(f"{key}={part}" for key, part in value.items()))
    if isinstance(value, list):
        return "; ".join(nfc(str(part)) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " ".join(nfc(str(value)).split())
    if path in _NUMBERS and isinstance(value, int | float):
        return f"{Decimal(text).normalize():f}"
    return text


def _put(holder: CommentedMap, path: str, canonical: str) -> None:
    """Write a field; an empty text takes it away (a threshold's value becomes null)."""
    name, _dot, inner = path.partition(".")
    if path == "years":
        holder.pop("year", None)
        name = "years" if "-" in canonical else "year"
        if name == "year":
            holder.pop("years", None)
    if inner:
        within = holder.get(name)
        if within is None:
            if not canonical:
                return
            within = CommentedMap()
            within.fa.set_flow_style()
            holder[name] = within
        if canonical:
            within[inner] = _scalar(path, canonical)
        else:
            within.pop(inner, None)
            if not within:
                holder.pop(name)
    elif canonical:
        holder[name] = _scalar(path, canonical)
    elif path in ("value", "decision", "signed") and name in holder:
        holder[name] = None
    else:
        holder.pop(name, None)


def _scalar(path: str, canonical: str) -> Any:
    """The YAML value of a canonical text."""
    if path == "years" and "-" in canonical:
        return _flow(int(year) for year in canonical.split("-"))
    if path == "where":
        made = CommentedMap(pair.split("=", 1) for pair in canonical.split("; "))
        made.fa.set_flow_style()
        return made
    if path == "scale.grades" or (
        path in ("region", "group", "source", "compared_with") and "; " in canonical
    ):
        return _flow(canonical.split("; "))
    if path in (*_NUMBERS, *_PLAIN, "years"):
        return _yaml().load(canonical)
    return canonical


def _flow(items: Any) -> CommentedSeq:
    made = CommentedSeq(items)
    made.fa.set_flow_style()
    return made


def _append(holder: CommentedMap, name: str, cells: Cells, paths: Iterable[str]) -> None:
    """Append an entry with these cells, and no threshold yet, to a list of the holder's."""
    made = CommentedMap()
    for path in paths:
        if cells.get(path):
            _put(made, path, cells[path])
    made["thresholds"] = CommentedSeq()
    if not holder.get(name):
        _replace_empty(holder, name)
    holder[name].append(made)


def _replace_empty(holder: CommentedMap, name: str) -> None:
    """A block list in place of an empty one: `[]` would keep new elements on its own line."""
    made = CommentedSeq()
    made.fa.set_block_style()
    holder[name] = made
