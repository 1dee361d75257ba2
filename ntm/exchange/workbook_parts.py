"""The small parts of a workbook: which sheets there are, where, how hidden, and which styles show per cent.

Read with expat, which is given nothing that declares a document type: no entity can be defined, so none expands.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from ntm.exchange.archive import Archive

MAX_PART = 8_000_000
MAX_SHARED_TEXTS = 1_000_000
MAX_ELEMENTS = 200_000
"""Elements of one small part: a styles part has 64 thousand styles at most."""
_QUOTED = re.compile(r'"[^"]*"|\\.')
_BUILT_IN_PERCENT = frozenset({"9", "10"})


class BadXml(Exception):
    """A part that is no plain XML, or declares a document type."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it: its name, the part its cells are in, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """What the head of a workbook says of the whole."""

    sheets: tuple[SheetPart, ...]
    epoch_1904: bool
    uncalculated: bool
    """Formulas must be calculated when the file is opened: their kept results are nobody's."""


def read_book(archive: Archive) -> Book | None:
    """The head of the workbook in an archive; None when the archive is no xlsx. Raises BadXml."""
    part = "xl/workbook.xml"
    if part not in archive.names:
        root = _relations(archive, "") if "_rels/.rels" in archive.names else {}
        part = next((target for target in root.values() if re.fullmatch(r"xl/workbook\d*\.xml", target)), "")
        if part not in archive.names:
            return None
    targets = _relations(archive, part)
    sheets: list[SheetPart] = []
    epoch = uncalculated = False
    for _parent, name, attributes in elements(archive.read(part, MAX_PART)):
        if name == "sheet" and "name" in attributes:
            sheets.append(
                SheetPart(
                    attributes["name"],
                    targets.get(attributes.get("id", ""), ""),
                    attributes.get("state", "visible") != "visible",
                )
            )
        elif name == "workbookPr":
            epoch = attributes.get("date1904", "0") in ("1", "true")
        elif name == "calcPr":
            uncalculated = attributes.get("fullCalcOnLoad", "0") in ("1", "true")
    return Book(tuple(sheets), epoch, uncalculated)


def percent_styles(archive: Archive) -> frozenset[int]:
    """The numbers of the cell styles that show a number as per cent. Raises BadXml."""
    part = next((name for name in archive.names if name.lower() == "xl/styles.xml"), None)
    if part is None:
        return frozenset()
    formats = set(_BUILT_IN_PERCENT)
    found: set[int] = set()
    style = 0
    for parent, name, attributes in elements(archive.read(part, MAX_PART)):
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "xf" and parent == "cellXfs":
            if attributes.get("numFmtId") in formats:
                found.add(style)
            style += 1
    return frozenset(found)


def elements(content: bytes) -> list[tuple[str, str, dict[str, str]]]:
    """Every element as (parent, name, attributes), names without prefix, in order. Raises BadXml."""
    found: list[tuple[str, str, dict[str, str]]] = []
    path: list[str] = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if len(found) >= MAX_ELEMENTS:
            raise BadXml("too many elements")
        found.append((path[-1], local, {k.rpartition(":")[2]: v for k, v in attributes.items()}))
        path.append(local)

    def end(_name: str) -> None:
        path.pop()

    def document_type(*_declared: object) -> None:
        raise BadXml("document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadXml(str(error)) from error
    return found


def text_lengths(pieces: Iterable[bytes]) -> list[int]:
    """The length of each shared text, in bytes, from the part that holds them. Raises BadXml."""
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            if len(lengths) >= MAX_SHARED_TEXTS:
                raise BadXml("too many texts")
            lengths.append(0)

    def characters(text: str) -> None:
        if lengths:
            lengths[-1] += len(text) if text.isascii() else len(text.encode())

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, characters
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadXml(str(error)) from error
    return lengths


def _relations(archive: Archive, part: str) -> dict[str, str]:
    """The parts that a part (or, for "", the archive itself) points to, by their id; external ones are left out."""
    folder, _slash, name = part.rpartition("/")
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    return dict(_targets(archive, folder, path)) if path in archive.names else {}


def _targets(archive: Archive, folder: str, path: str) -> Iterator[tuple[str, str]]:
    for _parent, name, attributes in elements(archive.read(path, MAX_PART)):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, attributes.get("Target", "")))
            yield attributes.get("Id", ""), target.lstrip("/")
