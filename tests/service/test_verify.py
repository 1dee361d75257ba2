"""A printed paper is checked from the data inside it; whatever was changed afterwards is found."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from ntm.errors import DataError
from ntm.reports.attachment import NAME
from ntm.reports.rendering import render
from ntm.service.demonstration.demo_status import DAY
from ntm.service.papers.readiness import readiness
from ntm.service.papers.verify import verify
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def pdf(demo_copy: Path) -> bytes:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        return render(readiness(workspace, workspace.ask(DAY), "Xuân Dương"))


def with_data(pdf: bytes, content: bytes) -> bytes:
    """The same pages with other data attached."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for attached in writer.attachment_list:
        if attached.name == NAME:
            attached.delete()
    writer.add_attachment(NAME, content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def data_of(pdf: bytes) -> bytes:
    [content] = PdfReader(io.BytesIO(pdf)).attachments[NAME]
    return bytes(content)


def put(folder: Path, pdf: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return path


def changed(pdf: bytes, change: Change) -> bytes:
    document = json.loads(data_of(pdf))
    change(document)
    return with_data(
        pdf, json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_an_untouched_paper_agrees(pdf: bytes, tmp_path: Path) -> None:
    found = verify(put(tmp_path, pdf))
    assert found.agreed
    assert (found.unit, found.day, found.criteria_set) == (
        "06607 Xuân Dương", "2024-06-30", "xa-ntm-2021-2025",
    )  # fmt: skip
    assert verify(put(tmp_path, with_data(pdf, data_of(pdf)))).agreed


def value(document: dict[str, Any]) -> None:
    statements = document["standings"][0]["snapshot"]["units"][0]["statements"]
    next(one for one in statements if one["item"] == "10.1")["value"] = "46"


def verdict(document: dict[str, Any]) -> None:
    document["standings"][0]["score"]["met"] = 19


def law(document: dict[str, Any]) -> None:
    name, text = document["standings"][0]["criteria"][0]
    document["standings"][0]["criteria"][0] = [name, text + "# sửa\n"]


def neighbour(document: dict[str, Any]) -> None:
    document["averages"]["communes"][0]["met"] += 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (value, ("10.1", "Câu kết luận in trên giấy khác", "Tiêu chí 10 in trên giấy khác")),
        (verdict, ("met: báo cáo ghi 19, tính lại là 14.",)),
        (law, ("set_hash", "không đúng với dấu vân tay đã ghi")),
        (neighbour, ("cộng lại là",)),
    ],
)
def test_what_was_changed_in_the_data_is_named(
    pdf: bytes, tmp_path: Path, change: Change, told: tuple[str]
) -> None:
    found = verify(put(tmp_path, changed(pdf, change)))
    text = "\n".join(found.differences)
    assert "Dấu vân tay in trên giấy không phải của số liệu đính kèm" in text
    for words in told:
        assert words in text


def test_a_single_changed_byte_is_found(pdf: bytes, tmp_path: Path) -> None:
    content = data_of(pdf)
    spaced = content.replace(b'","', b'", "', 1)  # it still means the same
    assert not verify(put(tmp_path, with_data(pdf, spaced))).agreed


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema":"ntm.paper/1"}', b"\xff", b"[" * 5000])
def test_data_that_is_no_data_of_ours_is_refused(pdf: bytes, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DataError, match="không đọc được"):
        verify(put(tmp_path, with_data(pdf, content)))


def test_files_that_are_no_paper_are_refused(tmp_path: Path) -> None:
    for content, words in ((b"hello", "không phải là tệp PDF"), (b"%PDF-1.7\nrubbish", "bị hỏng")):
        with pytest.raises(DataError, match=words):
            verify(put(tmp_path, content))
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(DataError, match="không có số liệu đính kèm"):
        verify(put(tmp_path, out.getvalue()))


def test_the_command_ends_with_one_where_anything_differs(pdf: bytes, tmp_path: Path, ntm: Ntm) -> None:
    good = ntm("report", "verify", str(put(tmp_path, pdf)))
    assert (good.code, "KHỚP" in good.out) == (0, True)
    bad = ntm("report", "verify", str(put(tmp_path, changed(pdf, verdict))), "--format", "json")
    assert (bad.code, bad.json()["agreed"]) == (1, False)
    assert "KHÔNG KHỚP" in bad.err


def test_a_paper_is_in_vietnamese_and_the_same_whoever_prints_it(
    ntm: Ntm, demo_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("report", "commune", "Xuân Dương", "--on", "2024-06-30", "-o")
    assert ntm(*asked, "vi.pdf").code == 0
    monkeypatch.setenv("NTM_LANG", "en")
    assert ntm(*asked, "en.pdf").out == "Printed en.pdf.\n"
    assert Path("vi.pdf").read_bytes() == Path("en.pdf").read_bytes()
    assert "AGREED" in ntm("report", "verify", "en.pdf").out
