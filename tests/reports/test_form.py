"""The exact form of the papers, measured on the printed page (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import io
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pypdf import PdfReader

from ntm.reports.paper import Paper
from ntm.reports.rendering import render
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.papers.summary import summary
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.reports.measuring import MM, line, opened, outside, overlaps, rule_below, words
from tests.reports.validating import PROFILES, failures

DAY = date(2024, 6, 30)
ALL_UNMET = "06550"  # a commune where everything is declared not met
LONG = "xã Nguyễn Thị Minh Khai Thượng Đông Sơn Bắc Hồng Phong Quyết Thắng"
NOTE = "cán bộ phụ trách giao thông - xây dựng phối hợp với các thôn, bản và ban phát triển thôn; " * 5


def papers(workspace: Workspace) -> dict[str, Paper]:
    """The papers at their plainest and at their worst."""
    ask = workspace.ask(DAY)
    plain = readiness(workspace, ask, "Xuân Dương")
    head = replace(plain.context["head"], issuer=replace(plain.context["head"].issuer, title=LONG, name=LONG))
    signed = Wishes(
        number="5", dated=date(2024, 7, 5), requests=("Kiến nghị thứ nhất.", "Kiến nghị thứ hai.")
    )
    return {
        "plain": plain,
        "signed": readiness(workspace, ask, "Xuân Dương", signed),
        "a long name": replace(plain, context={**plain.context, "head": head, "unit_title": LONG}),
        "19 unmet": readiness(workspace, ask, ALL_UNMET),
        "no data": readiness(workspace, ask, "thị trấn Đình Lập"),
        "district": summary(workspace, ask, "huyện Lộc Bình"),
        "province": summary(workspace, ask, "tỉnh Lạng Sơn"),
        "with a map": summary(workspace, workspace.ask(date(2025, 9, 30)), "tỉnh Lạng Sơn"),
    }


@pytest.fixture(scope="module")
def printed(demo_copy: Path) -> dict[str, bytes]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        criteria = workspace.sets(workspace.ask(DAY))("20")
        for number in (criterion.number for criterion in criteria.criteria):
            set_value(workspace, ALL_UNMET, number, "chưa đạt", DAY, by="thử")
        for indicator in criteria.indicators:
            set_value(
                workspace, ALL_UNMET, indicator.id, "chưa đạt", DAY, by="thử", responsible=NOTE[:400].strip()
            )
        return {name: render(paper) for name, paper in papers(workspace).items()}


KINDS = ("plain", "signed", "a long name", "19 unmet", "no data", "district", "province", "with a map")


@pytest.fixture(scope="module", params=KINDS)
def every(request: pytest.FixtureRequest, printed: dict[str, bytes]) -> Iterator[PDF]:
    """Each paper in turn."""
    with opened(printed[request.param]) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def plain(printed: dict[str, bytes]) -> Iterator[PDF]:
    """The report of Xuân Dương."""
    with opened(printed["plain"]) as pdf:
        yield pdf


# -- what holds on every page of every paper ----------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_validator_finds_nothing(printed: dict[str, bytes], kind: str, profile: str) -> None:
    assert failures(printed[kind], profile) == []


def test_pages_are_a4_and_only_annexes_lie_across(every: PDF) -> None:
    for page in every.pages:
        size = round(page.width / MM), round(page.height / MM)
        assert size in ((210, 297), (297, 210))
    assert every.pages[0].height > every.pages[0].width
    across = [page for page in every.pages if page.width > page.height]
    assert across, "the annex of results lies across"
    assert "Phụ lục I" in across[0].extract_text()


def test_nothing_stands_beyond_the_margins(every: PDF) -> None:
    assert {page.page_number: outside(page) for page in every.pages if outside(page)} == {}


def test_no_text_covers_another(every: PDF) -> None:
    assert [pair for page in every.pages for pair in overlaps(page)] == []


def test_page_numbers_are_in_the_middle_of_the_top_margin_and_not_on_first_pages(every: PDF) -> None:
    expected = 1
    for page in every.pages:
        starts = page.page_number == 1 or "(Kèm theo Báo cáo" in page.extract_text()
        expected = 1 if starts else expected + 1
        above = [
            word for word in words(page)
            if word["bottom"] < 20 * MM and abs((word["x0"] + word["x1"]) / 2 - middle_of(page)) < 30
        ]  # fmt: skip
        if starts:
            assert above == []
            continue
        [number] = above
        assert (number["text"], round(number["size"])) == (str(expected), 14)
        assert abs((number["x0"] + number["x1"]) / 2 - middle_of(page)) < 1.5


def rows_of(page: Page) -> list[list[str | None]]:
    """The rows of a page's table, its head first."""
    table = page.extract_table()
    assert table is not None
    return table


def middle_of(page: Page) -> float:
    """The middle between the margins, 30 mm at the left and 15 mm at the right."""
    return float((30 * MM + page.width - 15 * MM) / 2)


def test_table_heads_are_repeated_where_the_annex_goes_on(every: PDF) -> None:
    across = [page for page in every.pages if page.width > page.height]
    heads = [[cell for cell in rows_of(page)[0] if cell] for page in across]
    assert all(head == heads[0] for head in heads)


def test_the_signature_stays_with_the_last_lines(every: PDF) -> None:
    [page] = [page for page in every.pages if "TM. ỦY BAN NHÂN DÂN" in page.extract_text()]
    sign = line(page, "TM. ỦY BAN")
    before = [word for word in words(page) if word["bottom"] < sign.top and word["top"] > 20 * MM]
    assert before, "the signature block stands alone on its page"
    room = page.height - 20 * MM - line(page, "CHỦ TỊCH").bottom
    assert room > 20 * MM, "room to sign"


def test_an_empty_signature_field_is_left_where_the_signature_will_stand(every: PDF) -> None:
    [page] = [page for page in every.pages if page.annots]
    [field] = page.annots
    assert field["data"]["FT"].name == "Sig"
    assert "V" not in field["data"], "nothing is signed"
    office = line(page, "CHỦ TỊCH")
    assert field["top"] >= office.bottom - 1
    assert field["bottom"] - field["top"] >= 20 * MM
    assert field["x0"] <= (office.x0 + office.x1) / 2 <= field["x1"]
    assert field["bottom"] <= page.height - 20 * MM + 1


def test_every_word_can_be_taken_out_again_composed(every: PDF) -> None:
    text = "".join(page.extract_text() for page in every.pages)
    assert unicodedata.is_normalized("NFC", text)
    assert "\ufffd" not in text


# -- the decree's elements, on the report of Xuân Dương -----------------------------------------------


@pytest.mark.parametrize(
    ("start", "size", "style"),
    [
        ("CỘNG HÒA XÃ HỘI", 12, "Bold"),
        ("Độc lập - Tự", 13, "Bold"),
        ("ỦY BAN NHÂN DÂN", 12, "Bold"),
        ("XÃ XUÂN DƯƠNG", 12, "Bold"),
        ("Số:", 13, ""),
        ("Xuân Dương, ngày", 13, "Italic"),
        ("BÁO CÁO", 14, "Bold"),
        ("Mức độ sẵn sàng", 14, "Bold"),
        ("Căn cứ Quyết định", 14, "Italic"),
        ("I. KẾT QUẢ", 14, "Bold"),
        ("Tiêu chí chưa đủ", 14, ""),
    ],
)
def test_sizes_and_weights_of_the_first_page(plain: PDF, start: str, size: float, style: str) -> None:
    found = line(plain.pages[0], start)
    assert (found.size, found.style) == (size, style)


@pytest.mark.parametrize(
    ("start", "size", "style"),
    [
        ("Nơi nhận:", 12, "BoldItalic"),
        ("- UBND huyện", 11, ""),
        ("TM. ỦY BAN", 14, "Bold"),
        ("CHỦ TỊCH", 14, "Bold"),
    ],
)
def test_sizes_and_weights_of_the_end(plain: PDF, start: str, size: float, style: str) -> None:
    [page] = [page for page in plain.pages if "Nơi nhận:" in page.extract_text()]
    found = line(page, start)
    assert (found.size, found.style) == (size, style)


def test_the_heads_of_annexes(plain: PDF) -> None:
    annexes = [page for page in plain.pages if "(Kèm theo Báo cáo" in page.extract_text()]
    for number, page in zip(("I", "II", "III"), annexes, strict=True):
        title, with_what = line(page, f"Phụ lục {number}"), line(page, "(Kèm theo Báo")
        assert (title.text, title.size, title.style) == (f"Phụ lục {number}", 14, "Bold")
        assert (with_what.size, with_what.style) == (14, "Italic")
        assert abs((title.x0 + title.x1) / 2 - middle_of(page)) < 2


def test_the_motto_is_ruled_as_long_as_it_is_and_the_others_a_third_to_a_half(plain: PDF) -> None:
    page = plain.pages[0]
    motto = line(page, "Độc lập - Tự")
    left, right = rule_below(page, motto)
    assert abs(left - motto.x0) < 1.5
    assert abs(right - motto.x1) < 1.5
    for start in ("XÃ XUÂN DƯƠNG", "tính đến ngày"):
        text = line(page, start)
        if start == "tính đến ngày":  # a subject of two lines: the longer one counts
            text = line(page, "Mức độ sẵn sàng")
            left, right = rule_below(page, line(page, "tính đến ngày"))
        else:
            left, right = rule_below(page, text)
        assert 1 / 3 <= (right - left) / (text.x1 - text.x0) <= 1 / 2
        assert abs((left + right) / 2 - (text.x0 + text.x1) / 2) < 2


def test_a_paragraph_begins_a_centimetre_in_with_room_above(plain: PDF) -> None:
    page = plain.pages[0]
    body = line(page, "Tiêu chí chưa đủ")
    assert abs(body.x0 - (30 + 10) * MM) < 1
    first, second = (
        next(word for word in words(page) if word["text"] == text) for text in ("giai", "công")
    )  # the last lines of the two grounds
    starts = [word for word in words(page) if word["text"] == "Căn"]
    line_height = first["top"] - starts[0]["top"]
    assert 14 <= line_height <= 14 * 1.5
    assert starts[1]["top"] - first["top"] - line_height >= 5.9  # at least 6 pt between paragraphs
    assert second["top"] > starts[1]["top"]


def test_no_row_of_the_annex_is_cut(plain: PDF) -> None:
    """Each row of the annex, first and last cell, stands on one page."""
    rows = [row for page in plain.pages if page.width > page.height for row in rows_of(page)[1:]]
    ids = [row[0] for row in rows]
    assert ids[0] == "1"
    assert len(ids) == len(set(ids)) == 19 + 62  # criteria, and the measures asked for
    assert all(row[-1] for row in rows)


def test_draft_and_label_are_said_in_words(printed: dict[str, bytes]) -> None:
    with opened(printed["plain"]) as draft, opened(printed["signed"]) as signed:
        assert line(draft.pages[0], "DỰ THẢO").bottom < 20 * MM
        assert "DỰ THẢO" not in signed.pages[0].extract_text()
        assert "Số: 05/BC-UBND" in signed.pages[0].extract_text()
        assert "Xuân Dương, ngày 05 tháng 7 năm 2024" in signed.pages[0].extract_text()


# -- letters ------------------------------------------------------------------------------------------


def vietnamese_letters() -> str:
    """The 134 letters of Vietnamese that carry a mark, small and capital."""
    bases = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
    small = [
        unicodedata.normalize("NFC", base + tone)
        for base in bases
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    ]
    marked = [letter for letter in [*small, "đ"] if letter not in string.ascii_lowercase]
    return "".join(marked + [letter.upper() for letter in marked])


def test_every_vietnamese_letter_is_printed_and_taken_out_again(plain_paper: Paper) -> None:
    letters = vietnamese_letters()
    assert len(letters) == 134
    remarks = [" ".join(letters[at : at + 20]) for at in range(0, 134, 20)]
    for style in ("remarks", "grounds"):
        pdf = render(replace(plain_paper, context={**plain_paper.context, style: remarks}))
        reader = PdfReader(io.BytesIO(pdf))
        text = reader.pages[0].extract_text()
        assert [letter for letter in letters if letter not in text] == []
        with opened(pdf) as paper:
            fonts = {word["fontname"].split("+")[-1] for page in paper.pages for word in words(page)}
        assert all(font.startswith("Liberation-Serif") for font in fonts), "another font stood in"


@pytest.fixture
def plain_paper(demo_workspace: Workspace) -> Paper:
    return readiness(demo_workspace, demo_workspace.ask(DAY), "Xuân Dương")
