"""The readiness report of xã Xuân Dương, opened again: its paper, its words, and what a hostile note can reach."""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ntm.reports.rendering import ShippedOnly, render
from ntm.service.demo import make
from ntm.service.enter import set_value
from ntm.service.readiness import TEMPLATE, readiness
from ntm.service.workspace import Workspace
from ntm.store.database import open_database

DAY = date(2024, 6, 30)
HOSTILE = '<img src="file:///etc/passwd"><style>*{background:url(http://127.0.0.1:9/x)}</style>'


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    made = make(tmp_path_factory.mktemp("demo"))
    with open_database(str(made.database)) as database:
        workspace = Workspace(database)
        set_value(workspace, "Xuân Dương", "10.1", "43,2", DAY, responsible=HOSTILE, by="thử")
        return PdfReader(io.BytesIO(render(TEMPLATE, readiness(workspace, workspace.ask(DAY), "Xuân Dương"))))


def text_of(printed: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in printed.pages)


def test_the_paper_is_a4_with_its_first_annex_across(printed: PdfReader) -> None:
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in printed.pages
    ]
    assert sizes[0] == (595, 842)
    assert (842, 595) in sizes
    assert set(sizes) == {(595, 842), (842, 595)}


def test_it_says_what_the_score_says_and_to_whom(printed: PdfReader) -> None:
    text = " ".join(text_of(printed).split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "DỰ THẢO",
        "Đạt 14/19 tiêu chí",
        "Chưa đủ điều kiện đề nghị xét công nhận",
        "247/19",
        "2534/181",
        "còn cần thêm 22 tiêu chí",
        "UBND huyện Lộc Bình",
        "Lưu: VT.",
        "Quyết định 211/QĐ-TTg",
    ):
        assert words in text
    assert unicodedata.normalize("NFC", text) == text


def test_every_page_says_that_the_figures_are_made_up(printed: PdfReader) -> None:
    assert all("SỐ LIỆU MINH HỌA" in page.extract_text() for page in printed.pages)


def test_a_note_is_printed_as_it_was_written_and_reaches_nothing(printed: PdfReader) -> None:
    assert "file:///etc/passwd" in "".join(text_of(printed).split())


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1:9/x", "ntm:fonts/../OFL.txt", "data:,x"]
)
def test_only_shipped_fonts_are_fetched(url: str) -> None:
    with pytest.raises(ValueError, match="not a shipped file"):
        ShippedOnly().fetch(url)


def test_the_shipped_fonts_are_those_of_the_style() -> None:
    style = (Path(__file__).parents[2] / "reports" / "shared" / "page.css").read_text(encoding="utf-8")
    for name in ("Regular", "Bold", "Italic", "BoldItalic"):
        assert f"ntm:fonts/LiberationSerif-{name}.ttf" in style
        assert ShippedOnly().fetch(f"ntm:fonts/LiberationSerif-{name}.ttf").read(4) == b"\x00\x01\x00\x00"
