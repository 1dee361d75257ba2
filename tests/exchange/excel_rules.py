"""What Excel is strict about and LibreOffice is not, looked up in the parts of a workbook: every fault a sentence.

The limits are Excel's own (its "specifications and limits", and the order of elements in ECMA-376). Excel is not run.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "legacyDrawing", "tableParts", "extLst",
)  # fmt: skip
FUNCTIONS = frozenset((
    "ABS", "AND", "AVERAGE", "CHOOSE", "COUNT", "COUNTA", "COUNTIF", "IF", "IFERROR", "INT", "ISERROR", "ISNUMBER",
    "MATCH", "MAX", "MIN", "NA", "OR", "ROUND", "SIGN", "SUM", "SUMPRODUCT",
))  # fmt: skip
"""Those of Excel 2007, so that none needs a prefix or is unknown to an old computer."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")


def faults(path: Path) -> list[str]:
    """Everything in a workbook that Excel would refuse or repair."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        book = _part(archive, "xl/workbook.xml")
        styles = _part(archive, "xl/styles.xml")
        targets = {
            one.attrib["Id"]: "xl/" + one.attrib["Target"].removeprefix("/xl/")
            for one in _part(archive, "xl/_rels/workbook.xml.rels")
        }
        sheets = {one.attrib["name"]: targets[one.attrib[REL]] for one in book.iter(f"{MAIN}sheet")}
        found = [*_doubled("part", names), *_book(book, list(sheets)), *_styles(styles)]
        looks = len(list(styles.find(f"{MAIN}cellXfs") or ()))
        overlays = len(list(styles.find(f"{MAIN}dxfs") or ()))
        for name, part in sheets.items():
            root = _part(archive, part)
            found += [f"{name}: {fault}" for fault in _sheet(root, looks, overlays)]
    return found


def _part(archive: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314 - the file was written just now


def _doubled(what: str, names: list[str]) -> Iterator[str]:
    for name in {one for one in names if [other.casefold() for other in names].count(one.casefold()) > 1}:
        yield f"{what} {name} twice"


def _book(book: ET.Element, names: list[str]) -> Iterator[str]:
    yield from _doubled("sheet", names)
    for name in names:
        if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\") or name.strip("'") != name:
            yield f"sheet name {name!r}"
    defined = [
        (one.attrib["name"], one.attrib.get("localSheetId")) for one in book.iter(f"{MAIN}definedName")
    ]
    if len(defined) != len({(name.casefold(), sheet) for name, sheet in defined}):
        yield "a defined name twice"
    for name, _sheet in defined:
        plain = name.removeprefix("_xlnm.")
        if len(name) > 255 or not _NAME.fullmatch(plain) or _REFERENCE.fullmatch(plain.upper()):
            yield f"defined name {name!r}"


def _styles(styles: ET.Element) -> Iterator[str]:
    for part, most in (("cellXfs", 64_000), ("fonts", 1_024), ("fills", 64_000), ("numFmts", 250)):
        held = styles.find(f"{MAIN}{part}")
        if held is not None and len(held) > most:
            yield f"{len(held)} {part}"
    for form in styles.iter(f"{MAIN}numFmt"):
        if len(form.attrib["formatCode"]) > 255:
            yield "a number format over 255"


def _sheet(root: ET.Element, looks: int, overlays: int) -> Iterator[str]:
    order = [ORDER.index(child.tag.removeprefix(MAIN)) for child in root]
    if order != sorted(order):
        yield "elements out of order"
    yield from _cells(root, looks)
    ranges = [_corners(one.attrib["ref"]) for one in root.iter(f"{MAIN}mergeCell")]
    for index, one in enumerate(ranges):
        if any(_overlap(one, other) for other in ranges[index + 1 :]):
            yield f"merged cells overlap at {one}"
    for rule in root.iter(f"{MAIN}cfRule"):
        if int(rule.attrib.get("dxfId", 0)) >= overlays:
            yield "a conditional format without its look"
    yield from _validations(root)
    for place in root.iter(f"{MAIN}headerFooter"):
        if any(len(one.text or "") > 255 for one in place):
            yield "a footer over 255"


def _cells(root: ET.Element, looks: int) -> Iterator[str]:
    last_row = 0
    for row in root.iter(f"{MAIN}row"):
        number = int(row.attrib["r"])
        if not last_row < number <= 1_048_576:
            yield f"row {number} after row {last_row}"
        last_row, last_column = number, 0
        if float(row.attrib.get("ht", 0)) > 409.5:
            yield f"row {number} higher than 409,5 points"
        for cell in row:
            column, at_row = _at(cell.attrib["r"])
            if at_row != number or not last_column < column <= 16_384:
                yield f"{cell.attrib['r']} out of place"
            last_column = column
            if int(cell.attrib.get("s", 0)) >= looks:
                yield f"{cell.attrib['r']} without its style"
            text = "".join(one.text or "" for one in cell.iter(f"{MAIN}t"))
            if len(text) > 32_767:
                yield f"{cell.attrib['r']} over 32767 letters"
            formula = cell.find(f"{MAIN}f")
            if formula is not None:
                yield from (f"{cell.attrib['r']}: {one}" for one in formula_faults(formula.text or ""))


def formula_faults(formula: str) -> Iterator[str]:
    """What is wrong with a formula as it stands in a file."""
    if len(formula) > 8_192:
        yield f"a formula of {len(formula)} signs"
    if any(len(text) - 2 > 255 for text in _TEXT.findall(formula)):
        yield "a text of over 255 in a formula"
    bare = _TEXT.sub("", re.sub(r"'(?:[^']|'')*'!", "", formula))
    unknown = set(re.findall(r"([A-Za-z_.][\w.]*)\(", bare)) - FUNCTIONS
    if unknown:
        yield f"functions {sorted(unknown)}"
    if ";" in bare:
        yield "a semicolon between arguments"
    depth = deepest = 0
    for sign in bare:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    if depth or deepest > 64:
        yield f"brackets {deepest} deep, {depth} open"


def _validations(root: ET.Element) -> Iterator[str]:
    rules = list(root.iter(f"{MAIN}dataValidation"))
    if len(rules) > 65_534:
        yield f"{len(rules)} validations"
    for rule in rules:
        for name, most in (("errorTitle", 32), ("promptTitle", 32), ("error", 225), ("prompt", 255)):
            if len(rule.attrib.get(name, "")) > most:
                yield f"a validation's {name} over {most}"
        first = rule.findtext(f"{MAIN}formula1") or ""
        if not first:
            yield "a validation of nothing"
        if first.startswith('"') and len(first) - 2 > 255:
            yield "a typed list over 255"
        if not first.startswith('"'):
            yield from formula_faults(first)
    covered = [_corners(ref) for rule in rules for ref in rule.attrib["sqref"].split()]
    cells = [
        (row, column)
        for (top, left), (bottom, right) in covered
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    ]
    if len(cells) != len(set(cells)):
        yield "two validations of one cell"


def _at(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    assert match, reference
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def _corners(reference: str) -> tuple[tuple[int, int], tuple[int, int]]:
    first, _colon, last = reference.partition(":")
    left, top = _at(first)
    right, bottom = _at(last or first)
    return (top, left), (bottom, right)


def _overlap(
    one: tuple[tuple[int, int], tuple[int, int]], other: tuple[tuple[int, int], tuple[int, int]]
) -> bool:
    return all(one[0][axis] <= other[1][axis] and other[0][axis] <= one[1][axis] for axis in (0, 1))
