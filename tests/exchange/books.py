"""Workbooks made for tests: sound ones by library, hostile ones as a zip of parts written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook {MAIN} xmlns:r="{REL}"><sheets><sheet name="Biểu" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}


def made(fill: Callable[[Any], None], **options: object) -> bytes:
    """A workbook that XlsxWriter writes; `fill` is given it."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book)
    book.close()
    return out.getvalue()


def by_hand(rows: str | bytes, head: str = "", **parts: str | bytes) -> bytes:
    """A workbook of one sheet whose rows are this XML; `parts` replace or add parts (`xl__styles_xml`)."""
    head = head or f"<worksheet {MAIN}>"
    body = rows.encode() if isinstance(rows, str) else rows
    sheet = head.encode() + b"<sheetData>" + body + b"</sheetData></worksheet>"
    all_parts: dict[str, str | bytes] = {**PARTS, "xl/worksheets/sheet1.xml": sheet}
    all_parts.update({name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()})
    return zipped(all_parts)


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
