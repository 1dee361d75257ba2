"""Files that would hurt: each refused with a sentence that says what to do, within 300 MB and a few seconds."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ntm.errors import DataError
from ntm.exchange.workbook import open_workbook
from tests.exchange.books import MAIN, PARTS, by_hand, made, zipped

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def lying_size() -> bytes:
    """A sheet whose directory states a tenth of its size, with the checksum of that tenth."""
    sheet = (f"<worksheet {MAIN}><sheetData>" + ROW * 100_000).encode()
    short = sheet[: len(sheet) // 10]
    content = bytearray(zipped({**PARTS, "xl/worksheets/sheet1.xml": sheet}))
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = max(found.start() for found in re.finditer(re.escape(signature), content))
        crc, packed, _size = struct.unpack_from("<3I", content, at + offset)
        assert crc == zlib.crc32(sheet)
        struct.pack_into("<3I", content, at + offset, zlib.crc32(short), packed, len(short))
    return bytes(content)


def shared_bomb() -> bytes:
    """One long text that a quarter of a million cells point to: 8 GB when written out."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 250_001))
    text = f"<sst {MAIN}><si><t>{Random(1).randbytes(16_000).hex()}</t></si></sst>"
    return by_hand(cells, xl__sharedStrings_xml=text)


def many_cells() -> bytes:
    """A million filled rows."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (n, n, n % 977) for n in range(1, 1_048_577)
    )
    return by_hand(rows + ROW.encode().replace(b"A1", b"C1048576"))


def long_texts() -> bytes:
    """90 MB of text that stands in the cells themselves, packed to a few."""
    chance = Random(5)
    row = '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c></row>'
    texts = (chance.randbytes(400).hex() + "a" * 29_000 for _row in range(3_000))
    return by_hand("".join(row.format(n=n, text=text) for n, text in enumerate(texts, 1)))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (
        lambda: by_hand(ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "XFD1048576",
    ),
    "far cell behind a sign": (
        lambda: by_hand(ROW + '<row r="2"><c x=">" r="XFD1048576"><v>1</v></c></row>'),
        "cách lạ",
    ),
    "cells without positions": (lambda: by_hand("<row><c><v>1</v></c></row>"), "cách lạ"),
    "cell as an entity": (lambda: by_hand('<row r="1"><c r="&#65;1"><v>1</v></c></row>'), "cách lạ"),
    "two kinds of cells": (lambda: by_hand(ROW + '<row r="2"><y:c r="XFD9"><v>1</v></y:c></row>'), "cách lạ"),
    "a million rows": (many_cells, "ô có dữ liệu|quá lớn"),
    "zeros": (lambda: by_hand(b" " * 150_000_000), "phình ra"),
    "many large parts": (
        lambda: by_hand(Random(2).randbytes(15_000).hex() * 6_000),
        "phình ra",
    ),
    "lying size": (lying_size, "hỏng"),
    "shared text bomb": (shared_bomb, "chữ trong các ô"),
    "long texts in the cells": (long_texts, "chữ trong các ô"),
    "a million empty texts": (
        lambda: by_hand(ROW, xl__sharedStrings_xml=f"<sst {MAIN}>" + "<si/>" * 1_000_001 + "</sst>"),
        "hỏng|phình ra",
    ),
    "a million sheets": (
        lambda: by_hand(ROW, xl__workbook_xml=f"<workbook {MAIN}>" + "<a/>" * 1_000_000 + "</workbook>"),
        "hỏng|phình ra",
    ),
    "entities in the sheet": (lambda: by_hand(ROW, head=ENTITIES + f"<worksheet {MAIN}>"), "thực thể"),
    "entities in the texts": (lambda: by_hand(ROW, xl__sharedStrings_xml=ENTITIES + "<sst/>"), "thực thể"),
    "entities in the styles": (lambda: by_hand(ROW, xl__styles_xml=ENTITIES + "<styleSheet/>"), "hỏng"),
    "another encoding": (
        lambda: by_hand(ROW, head=f'<?xml version="1.0" encoding="UTF-16"?><worksheet {MAIN}>'),
        "cách lạ",
    ),
    "a deep nest": (lambda: by_hand("<a>" * 300_000), "hỏng|cách lạ|không có"),
    "many parts": (lambda: zipped({f"{n}.xml": "" for n in range(10_001)}, zipfile.ZIP_STORED), "nhiều hơn"),
    "ods": (lambda: zipped({"content.xml": "", "mimetype": ""}), "ods"),
    "xlsb": (lambda: zipped({"xl/workbook.bin": ""}), "xlsb"),
    "docx": (lambda: zipped({"word/document.xml": ""}), "Word"),
    "a zip": (lambda: zipped({"a.txt": "x"}), "không đọc được như một tệp xlsx"),
    "cut in half": (lambda: by_hand(ROW)[:700], "hỏng"),
    "xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"\.xls"),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "mật khẩu",
    ),
    "an empty file": (lambda: b"", "không phải là sổ tính"),
    "too many bytes": (lambda: b"PK\x03\x04" + b"\0" * 20_000_000, "lớn hơn 20 MB"),
}


def everything(content: bytes) -> list[object]:
    """Every row of every sheet."""
    return [list(sheet.rows()) for sheet in open_workbook("tệp.xlsx", content).sheets]


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence(name: str) -> None:
    make, words = HOSTILE[name]
    content = make()
    if name == "a deep nest":  # harmless: nothing in it is a cell
        assert everything(content) == [[]]
        return
    with pytest.raises(DataError, match=words) as refused:
        everything(content)
    assert str(refused.value).startswith("tệp.xlsx:")


def test_whatever_is_changed_in_a_sound_file_gives_values_or_a_sentence() -> None:
    def fill(book: object) -> None:
        sheet = book.add_worksheet()  # type: ignore[attr-defined]  # XlsxWriter ships no types
        for row in range(20):
            sheet.write_row(row, 0, ["Xuân Dương", row, "17.1", 82.5])

    sound = made(fill)
    parts = {
        name: zipfile.ZipFile(io.BytesIO(sound)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(sound)).namelist()
    }
    chance = Random(3)
    for turn in range(400):
        if turn % 2:
            broken = bytearray(sound)
            for _change in range(3):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            content = bytes(broken)
        else:  # inside a part, where the checksum does not tell
            name = chance.choice(
                [name for name in parts if name.startswith(("xl/work", "xl/shared", "xl/styles"))]
            )
            part = bytearray(parts[name])
            start = chance.randrange(len(part))
            part[start : start + chance.randrange(4)] = chance.choice(
                [b"", b"<", b'"', b"999999999", b"-1", b">"]
            )
            content = zipped({**parts, name: bytes(part)})
        try:
            everything(content)
        except DataError as error:
            assert str(error).startswith("tệp.xlsx")  # noqa: PT017 - some of the files are still sound


CHILD = """
import sys, time
from pathlib import Path
import ntm.service.entering.enter
from ntm.errors import DataError
from ntm.exchange.status_file import read_status_file
for path in map(Path, sys.argv[1:]):
    begun = time.monotonic()
    try:
        print(path.name, len(read_status_file(path).rows), round(time.monotonic() - begun, 1))
    except DataError as error:
        print(path.name, "refused", round(time.monotonic() - begun, 1))
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_memory_stays_under_300_mb_whatever_the_file(tmp_path: Path) -> None:
    """Every hostile file, and the largest sound ones, read one after the other in one process."""
    chance = Random(4)
    head = ["unit", "item", "on", "value", "note"]

    def largest(book: object) -> None:
        sheet = book.add_worksheet()  # type: ignore[attr-defined]  # XlsxWriter ships no types
        sheet.write_row(0, 0, head)
        for row in range(1, 50_001):
            sheet.write_row(row, 0, ["Xuân Dương", "17.1", "2024-06-30", row / 7, f"ghi chú {row}"])

    columns = "ABCDEFGHIJKL"
    rows = ["".join(f'<c r="{columns[at]}1" t="s"><v>{at}</v></c>' for at in range(len(head)))]
    for row in range(2, 50_001):
        note = f'<c r="E{row}" t="s"><v>{row + 4}</v></c>'
        rows.append(
            note + "".join(f'<c r="{at}{row}"><v>{row / 7:.12f}</v></c>' for at in columns if at != "E")
        )
    texts = [*head, *(f"{row} 😀 " + "Xuân Dương " * 18 for row in range(50_000))]
    wide = by_hand(
        "".join(f'<row r="{row}">{cells}</row>' for row, cells in enumerate(rows, 1)),
        xl__sharedStrings_xml=f"<sst {MAIN}>"
        + "".join(f"<si><t>{text}</t></si>" for text in texts)
        + "</sst>",
    )

    files = {name: make() for name, (make, _words) in HOSTILE.items()}
    files["largest"] = made(largest, constant_memory=True, in_memory=False)
    text = ",".join(head) + "\n" + "".join(
        f"Xuân Dương,17.1,2024-06-30,{chance.random():.3f},{'ghi chú ' * 15}\n" for _row in range(120_000)
    )  # fmt: skip
    files["widest"] = wide
    files["largest.csv"] = text.encode()[:19_999_000]
    paths = []
    for number, content in enumerate(files.values()):
        paths.append(tmp_path / f"{number}")
        paths[-1].write_bytes(content)
    begun = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)], capture_output=True, text=True, check=True
    )
    *told, peak = ran.stdout.splitlines()
    assert [line.split()[1] for line in told[len(HOSTILE) :]] == ["50000", "49999", "50000"]
    assert all("refused" in line for line in told[: len(HOSTILE)])
    assert int(peak) < 300, (peak, told)
    assert time.monotonic() - begun < 120
