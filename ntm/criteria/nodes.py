"""YAML as nodes that know their lines: scalars stay the text that was written, so that 26.7 is exactly 26.7.

Reading a set takes half a second in pure Python, so its nodes are kept as JSON under the user's cache folder,
named by the hash of the text; a cache that cannot be read or written is passed over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

_FORM = "1"
MAX_CHARACTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as its text (None for `null`, `~` or nothing)."""

    text: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order written; a repeated key stays twice and is the reader's to refuse."""

    entries: tuple[tuple[str, int, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        return next((node for name, _line, node in self.entries if name == key), None)

    def named(self) -> Iterator[tuple[str, int]]:
        """Every key with its line."""
        return ((name, line) for name, line, _node in self.entries)


Node = Scalar | Sequence | Mapping


def read_nodes(file: str, text: str, keep: bool = True) -> Node:
    """The nodes of a YAML text; raises DataError with the line where it is no YAML.

    `keep` is False for texts that people send: they leave nothing in the cache.
    """
    if not keep:
        return _compose(file, text)
    digest = hashlib.sha256(f"{_FORM}\n{text}".encode()).hexdigest()
    kept = _cache_folder() / f"{digest}.json"
    with suppress(OSError, ValueError, TypeError, AssertionError, RecursionError):
        return _restored(json.loads(kept.read_text(encoding="utf-8")))
    node = _compose(file, text)
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(_kept(node), ensure_ascii=False), encoding="utf-8")
        partial.replace(kept)
    return node


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ntm" / "criteria"


def _compose(file: str, text: str) -> Node:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > MAX_CHARACTERS:
        raise DataError(_("{file}: tệp quá lớn.").format(file=file))
    try:
        composed = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise DataError(
            _("{file} không phải là YAML.").format(file=file),
            [
                Problem(
                    _("không đọc được như YAML ({reason}).").format(reason=error.problem or error.context),
                    _("Hãy kiểm tra thụt dòng, ngoặc và dấu hai chấm; không dùng phím tab."),
                    file=file,
                    line=line,
                )
            ],
        ) from error
    except (YAMLError, RecursionError, ValueError) as error:
        raise DataError(_("{file} không phải là YAML: {reason}").format(file=file, reason=error)) from error
    if composed is None:
        raise DataError(_("{file}: tệp trống.").format(file=file))
    return _converted(composed, file, set())


def _converted(node: object, file: str, seen: set[int]) -> Node:
    """Our nodes of ruamel's. An alias (`*name`) is refused: a few of them can stand for billions of lines."""
    from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

    assert isinstance(node, Node)  # noqa: S101 - compose gives nothing else
    if id(node) in seen:
        raise DataError(
            _("{file}: không dùng bí danh (&, *) trong tệp tiêu chí; hãy ghi lại từng dòng.").format(
                file=file
            )
        )
    seen.add(id(node))
    within = seen
    if isinstance(node, ScalarNode):
        plain = node.style is None
        written = nfc(str(node.value))
        return Scalar(None if plain and written in ("", "~", "null") else written, node.start_mark.line + 1)
    if isinstance(node, SequenceNode):
        return Sequence(
            tuple(_converted(item, file, within) for item in node.value), node.start_mark.line + 1
        )
    assert isinstance(node, MappingNode)  # noqa: S101 - YAML has no fourth kind of node
    entries = tuple(
        (nfc(str(key.value)), key.start_mark.line + 1, _converted(value, file, within))
        for key, value in node.value
    )
    return Mapping(entries, node.start_mark.line + 1)


def _kept(node: Node) -> list[object]:
    if isinstance(node, Scalar):
        return ["s", node.line, node.text]
    if isinstance(node, Sequence):
        return ["l", node.line, [_kept(item) for item in node.items]]
    return ["m", node.line, [[name, line, _kept(value)] for name, line, value in node.entries]]


def _restored(kept: list[object]) -> Node:
    kind, line, content = kept
    assert isinstance(line, int)  # noqa: S101 - a cache of another form is passed over
    if kind == "s":
        return Scalar(None if content is None else str(content), line)
    assert isinstance(content, list)  # noqa: S101 - as above
    if kind == "l":
        return Sequence(tuple(_restored(item) for item in content), line)
    return Mapping(tuple((str(name), int(at), _restored(value)) for name, at, value in content), line)
