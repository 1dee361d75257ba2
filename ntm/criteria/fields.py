"""The fields of one mapping in a criteria file: typed access that collects faults instead of stopping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from ntm.criteria import nodes
from ntm.errors import Problem
from ntm.vietnamese.messages import _

E = TypeVar("E", bound=StrEnum)


@dataclass
class Faults:
    """Everything wrong found while reading, each once, in the order met."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, message: str, remedy: str) -> None:
        """Note a fault at a line."""
        problem = Problem(message, remedy, file=file, line=line)
        if problem not in self.problems:
            self.problems.append(problem)


class Fields:
    """One mapping with the keys it may have. A missing or ill-formed value is a fault and a harmless default."""

    def __init__(self, file: str, node: nodes.Mapping, faults: Faults, allowed: Sequence[str]) -> None:
        """Read `node`; keys that are not `allowed`, or stand twice, are faults at once."""
        self.file, self._node, self.faults, self.line = file, node, faults, node.line
        seen: set[str] = set()
        for key, line in node.named():
            if key not in allowed:
                near = get_close_matches(key, allowed, 1)
                remedy = _("Có phải là “{near}”?").format(near=near[0]) if near else ""
                self.fault(line, _("không có mục “{key}” ở đây.").format(key=key), remedy or _known(allowed))
            elif key in seen:
                self.fault(line, _("mục “{key}” có hai lần.").format(key=key), _("Bỏ bớt một lần."))
            seen.add(key)

    def silent(self) -> Fields:
        """The same fields with faults that go nowhere: for reading again what was read once."""
        return Fields(self.file, nodes.Mapping((), self.line), Faults(), ())

    def fault(self, line: int, message: str, remedy: str = "") -> None:
        """Note a fault."""
        self.faults.add(self.file, line, message, remedy)

    def node(self, key: str) -> nodes.Node | None:
        """The node of a key, None when absent or null."""
        found = self._node.get(key)
        return None if isinstance(found, nodes.Scalar) and found.text is None else found

    def line_of(self, key: str) -> int:
        """The line on which a key stands, or that of the mapping when it does not."""
        return next((line for name, line in self._node.named() if name == key), self.line)

    def optional(self, key: str) -> str | None:
        """The text of a key, None when absent."""
        found = self.node(key)
        if found is None:
            return None
        if not isinstance(found, nodes.Scalar):
            self.fault(
                found.line,
                _("“{key}” phải là một giá trị.").format(key=key),
                _("Ghi trên một dòng: {key}: giá trị.").format(key=key),
            )
            return None
        return found.text

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key; a fault when it is absent and has no default."""
        found = self.optional(key)
        if found is None:
            if default is None:
                self.fault(self.line, _("thiếu “{key}”.").format(key=key), _("Hãy thêm vào."))
            return default or ""
        return found

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        found = self.optional(key)
        if found is None:
            return default
        if found not in ("true", "false"):
            self.fault(
                self.line_of(key),
                _("“{key}” phải là true hoặc false.").format(key=key),
                _("Ghi {key}: true hoặc {key}: false.").format(key=key),
            )
        return found == "true"

    def number(self, key: str) -> int:
        """A whole number; 0 and a fault when it is none."""
        found = self.text(key)
        if not found.isdecimal():
            self.fault(
                self.line_of(key),
                _("“{key}” phải là số nguyên.").format(key=key),
                _("Ghi bằng chữ số, ví dụ {key}: 19.").format(key=key),
            )
            return 0
        return int(found)

    def numbers(self, key: str, count: int) -> list[int]:
        """A list of `count` whole numbers."""
        texts = self.texts(key)
        if len(texts) != count or not all(text.isdecimal() for text in texts):
            self.fault(
                self.line_of(key),
                _("“{key}” phải là {count} số nguyên trong [ ].").format(key=key, count=count),
                _("Ghi ví dụ {key}: [2021, 2025].").format(key=key),
            )
            return []
        return [int(text) for text in texts]

    def day(self, key: str) -> date | None:
        """A day (2024-03-01), None when absent."""
        found = self.optional(key)
        if found is None:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.fault(
                self.line_of(key),
                _("“{key}”: {text} không phải là ngày.").format(key=key, text=found),
                _("Ghi năm-tháng-ngày có thật, ví dụ 2024-03-01."),
            )
            return None

    def word(self, key: str, words: type[E], default: E, required: bool = False) -> E:
        """One of the words of an enumeration."""
        found = self.text(key) if required else self.optional(key)
        if not found:
            return default
        try:
            return words(found)
        except ValueError:
            self.fault(
                self.line_of(key),
                _("{key} không có giá trị “{text}”.").format(key=key, text=found),
                _known([*words]),
            )
            return default

    def region(self, key: str) -> str:
        """The id of one of the seven regions."""
        from ntm.criteria.model import REGIONS

        found = self.text(key)
        if found not in REGIONS:
            self.fault(
                self.line_of(key), _("không có vùng “{name}”.").format(name=found), _known(list(REGIONS))
            )
        return found

    def texts(self, key: str) -> list[str]:
        """A list of texts; empty when absent."""
        found = self.node(key)
        if found is None:
            return []
        if not isinstance(found, nodes.Sequence):
            self.fault(
                found.line,
                _("“{key}” phải là danh sách trong [ ].").format(key=key),
                _("Ghi ví dụ {key}: [a, b].").format(key=key),
            )
            return []
        return [item.text or "" for item in found.items if isinstance(item, nodes.Scalar)]

    def names(self, key: str) -> list[str]:
        """One name or a list of names."""
        found = self.node(key)
        return [found.text or ""] if isinstance(found, nodes.Scalar) else self.texts(key)

    def pairs(self, key: str) -> Iterator[tuple[str, str]]:
        """The pairs of a mapping of texts, sorted."""
        found = self.node(key)
        if found is None:
            return iter(())
        if not isinstance(found, nodes.Mapping):
            self.fault(
                found.line,
                _("“{key}” phải ghi dạng {{tên: giá trị}}.").format(key=key),
                _("Ghi ví dụ {key}: {{border: 'yes'}}.").format(key=key),
            )
            return iter(())
        return iter(sorted((k, v.text or "") for k, _line, v in found.entries if isinstance(v, nodes.Scalar)))

    def maps(self, key: str) -> Iterator[nodes.Mapping]:
        """The mappings of a list; anything else in it is a fault."""
        found = self.node(key)
        if found is None:
            return
        if not isinstance(found, nodes.Sequence):
            self.fault(
                found.line,
                _("“{key}” phải là danh sách.").format(key=key),
                _("Ghi mỗi mục trên một dòng bắt đầu bằng “- ”."),
            )
            return
        for item in found.items:
            if isinstance(item, nodes.Mapping):
                yield item
            else:
                self.fault(
                    item.line,
                    _("mục này của “{key}” không phải là {{tên: giá trị}}.").format(key=key),
                    _("Ghi ví dụ - {{tên: giá trị}}.").format(),
                )

    def section(self, key: str, allowed: Sequence[str]) -> Fields:
        """The fields of a mapping under a key; of an empty one, with a fault, when it is absent."""
        found = self.node(key)
        if not isinstance(found, nodes.Mapping):
            self.fault(
                self.line if found is None else found.line,
                _("thiếu mục “{key}”.").format(key=key),
                _("Ghi {key}: {{{allowed}: …}}.").format(key=key, allowed=": …, ".join(allowed)),
            )
            return self.silent()
        return Fields(self.file, found, self.faults, allowed)


def _known(names: Sequence[str]) -> str:
    return _("Dùng một trong: {names}.").format(names=", ".join(names))
