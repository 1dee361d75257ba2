"""The readiness report of xã Xuân Dương, opened again: its paper, its words, and what a hostile note can reach."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pypdf import PdfReader

from ntm.errors import DataError
from ntm.reports.paper import Paper
from ntm.reports.rendering import ShippedOnly, render
from ntm.service.assigning.tasks import change, commune_of, task_on
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.workspace import Workspace
from ntm.store.database import open_database

DAY = date(2024, 6, 30)
HOSTILE = '<img src="file:///etc/passwd"><style>*{background:url(http://127.0.0.1:9/x)}</style>'
MARGIN = 20 / 25.4 * 72


@pytest.fixture(scope="module")
def workspace(demo_copy: Path) -> Iterator[Workspace]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        set_value(workspace, "Xuân Dương", "10.1", "43,2", DAY, by="thử")
        ask = workspace.ask(DAY)
        held = task_on(workspace, ask, commune_of(workspace, "Xuân Dương", DAY), "10.1")
        change(workspace, held, {"responsible": HOSTILE}, DAY, "thử")
        yield workspace


@pytest.fixture(scope="module")
def pdf(workspace: Workspace) -> bytes:
    return render(paper_of(workspace))


@pytest.fixture(scope="module")
def printed(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


@pytest.fixture(scope="module")
def measured(pdf: bytes) -> Iterator[PDF]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        yield opened


def paper_of(workspace: Workspace, unit: str = "Xuân Dương", day: date = DAY, **wishes: Any) -> Paper:
    return readiness(workspace, workspace.ask(day), unit, Wishes(**wishes))


def context(workspace: Workspace, unit: str = "Xuân Dương", day: date = DAY, **wishes: Any) -> Any:
    return paper_of(workspace, unit, day, **wishes).context


def text_of(printed: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in printed.pages).split())


def test_the_paper_is_a4_with_its_first_annex_across(printed: PdfReader) -> None:
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in printed.pages
    ]
    assert sizes[:2] == [(595, 842), (595, 842)]
    assert (842, 595) in sizes
    assert set(sizes) == {(595, 842), (842, 595)}


def test_it_says_what_the_score_says_and_to_whom(printed: PdfReader) -> None:
    text = text_of(printed)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "DỰ THẢO",
        "Đạt 14/19 tiêu chí (48/57 chỉ tiêu); chưa đạt 4; chưa đủ số liệu 1.",
        "Chưa đủ điều kiện đề nghị xét công nhận",
        "huyện Lộc Bình 13,00 247 19",
        "tỉnh Lạng Sơn 14,00 2.534 181",
        "cần thêm ít nhất 22 tiêu chí",
        "4/206 tấn",
        "UBND huyện Lộc Bình",
        "Lưu: VT.",
        "Quyết định 211/QĐ-TTg",
    ):
        assert words in text
    assert unicodedata.normalize("NFC", text) == text


def test_each_annex_counts_its_own_pages_and_the_first_page_has_no_number(measured: PDF) -> None:
    starts = [at for at, page in enumerate(measured.pages) if "(Kèm theo Báo cáo" in page.extract_text()]
    assert len(starts) == 3
    for start, end in zip([0, *starts], [*starts, len(measured.pages)], strict=True):
        numbers = [numbers_above(page) for page in measured.pages[start:end]]
        assert numbers == ["", *(str(at) for at in range(2, end - start + 1))]


def numbers_above(page: Page) -> str:
    """What stands in the middle of the top margin."""
    middle = page.width / 2
    inside = page.crop((middle - 60, 0, middle + 60, MARGIN))
    return str(inside.extract_text()).strip()


def test_every_page_says_that_the_figures_are_made_up(printed: PdfReader) -> None:
    assert all("SỐ LIỆU MINH HỌA" in page.extract_text() for page in printed.pages)


def test_a_note_is_printed_as_it_was_written_and_reaches_nothing(printed: PdfReader) -> None:
    assert "file:///etc/passwd" in text_of(printed).replace(" ", "")


def test_what_is_lacking_stands_with_whoever_carries_it(workspace: Workspace) -> None:
    found = context(workspace)
    parts = {part["title"]: [line.id for line in part["rows"]] for part in found["gaps"]}
    assert parts == {
        "Thuộc trách nhiệm của người dân và cộng đồng (làm ngay)": [],
        "Nhà nước và nhân dân cùng làm": ["2.2", "2.4", "6.2", "6.3", "10.1", "17.2", "17.7"],
        "Cần Nhà nước đầu tư, thực hiện": [],
        "Chưa đủ số liệu để kết luận": ["13.3"],
    }
    lacking = {line.id: line.gap for part in found["gaps"] for line in part["rows"]}
    assert lacking["6.3"] == "1/9 thôn"
    assert lacking["10.1"] == "cần thêm 1,8 triệu đồng/người/năm"


def test_what_is_due_in_the_quarter_stands_in_the_order_of_its_days(workspace: Workspace) -> None:
    due = context(workspace)["due"]
    assert due["quarter"] == "Quý III/2024"
    assert [row["id"] for row in due["rows"]] == ["13.3", "2.2", "2.4", "6.2", "6.3", "17.2", "17.7"]
    assert due["infrastructure"] == ["2.2", "2.4", "6.2", "6.3"]
    assert due["overdue"] == []
    later = context(workspace, day=date(2024, 8, 15))["due"]
    assert [row["id"] for row in later["overdue"]] == ["13.3"]
    assert "13.3" not in [row["id"] for row in later["rows"]]


def test_the_forecast_stands_beside_the_plan(workspace: Workspace) -> None:
    outlook = context(workspace)["outlook"]
    assert [line[:15] for line in outlook["standings"]] == ["Ngày 30/9/2024:", "Ngày 31/12/2024"]
    told = {row["id"]: row["text"] for row in outlook["rows"]}
    assert told["6.2"] == "đạt nếu xong đúng hạn 30/9/2024"
    assert told["13.3"] == "chưa có số liệu"
    assert told["10.1"].startswith("theo tiến độ hiện nay đạt khoảng")
    early = context(workspace, day=date(2023, 3, 31))["outlook"]
    assert "chưa đủ lịch sử" in {row["text"][:15] for row in early["rows"]}


def test_what_changed_is_told_since_the_quarter_before_or_the_day_asked_for(workspace: Workspace) -> None:
    changes = context(workspace)["changes"]
    assert (changes["since"], changes["count"]) == ("31/3/2024", "13 lên 14")
    assert changes["gained"] == ["11. Nghèo đa chiều: chưa đạt → đạt"]
    assert changes["lost"] == []
    assert context(workspace, since=date(2022, 6, 30))["changes"]["note"] == (
        "Ngày này chưa có số liệu nào của xã nên không so được."
    )
    with pytest.raises(DataError, match=r"phải trước ngày báo cáo 30/6/2024"):
        context(workspace, since=DAY)


def test_another_issuer_changes_head_place_and_addressee(workspace: Workspace) -> None:
    head = context(workspace, issuer="huyện Lộc Bình", number="5", dated=date(2024, 7, 5))["head"]
    assert (head.issuer.title, head.number_line) == ("huyện Lộc Bình", "Số: 05/BC-UBND")
    assert head.dateline == "Lộc Bình, ngày 05 tháng 7 năm 2024"
    assert head.recipients[0] == "UBND tỉnh Lạng Sơn;"
    assert not head.draft
    with pytest.raises(DataError, match="chọn cơ quan ban hành khác"):
        context(workspace, issuer="huyện Chi Lăng")


def test_a_commune_with_no_data_still_has_its_paper(workspace: Workspace) -> None:
    paper = paper_of(workspace, "Hùng Sơn", date(2023, 1, 31))
    assert paper.context["verdict"].startswith("Đạt 0/19 tiêu chí (0/57 chỉ tiêu); chưa đủ số liệu 19.")
    text = text_of(PdfReader(io.BytesIO(render(paper))))
    assert "chưa có số liệu" in text
    assert "Ngày này chưa có số liệu nào của xã nên không so được." in text


def test_after_the_districts_are_gone_the_paper_goes_to_the_province(workspace: Workspace) -> None:
    found = context(workspace, "xã Xuân Dương", date(2025, 8, 1))
    assert found["head"].recipients[0] == "UBND tỉnh Lạng Sơn;"
    assert "huyện" not in " ".join((found["verdict"], *found["average_lines"]))


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
