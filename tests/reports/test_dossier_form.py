"""The form of the dossier's papers, measured on the page: plain, and a commune of 40 villages with long opinions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pdfplumber.pdf import PDF

from ntm.reports.paper import Paper
from ntm.reports.rendering import render
from ntm.service.entering.enter import set_value
from ntm.service.recognition.dossier_papers import MAKERS, NAMES
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from ntm.store.places import save_places
from ntm.territory.model import Unit
from tests.reports.measuring import MM, line, opened, outside, overlaps, rule_below, words
from tests.reports.test_form import LONG, middle_of, rows_of
from tests.reports.validating import PROFILES, failures

DAY = date(2024, 6, 30)
CROWDED = "06574"  # ten criteria not met, one open; here with 40 villages
OPINION = ("Đề nghị Ủy ban nhân dân xã sớm bố trí kinh phí cứng hóa đường nội đồng, " * 6)[:400].strip()
NAME = "Nguyễn Thị Minh Khai Thượng Đông Sơn Bắc Hồng Phong"


@pytest.fixture(scope="module")
def printed(demo_copy: Path) -> dict[str, bytes]:
    with open_database(str(demo_copy)) as database:
        villages = [
            Unit(f"{CROWDED}{number:02}", f"{NAME} {number}", "thon", CROWDED, None, date(2025, 6, 30))
            for number in range(1, 41)
        ]
        save_places(database, villages)
        workspace = Workspace(database)
        for village in villages:
            set_value(workspace, village.code, "hai-long", "40/41", DAY, note=OPINION, by="thử")
        for item in ("niem-yet", "phat-thanh", "bieu-quyet"):
            value = {"phat-thanh": "7", "bieu-quyet": "1234/1300"}.get(item, "chưa đạt")
            set_value(workspace, CROWDED, item, value, DAY, evidence=OPINION, responsible=OPINION, by="thử")
        ask = workspace.ask(DAY)
        made: dict[str, bytes] = {}
        for kind, make in MAKERS.items():
            made[f"{kind} plain"] = render(make(workspace, ask, "Xuân Dương", None))
            made[f"{kind} worst"] = render(long_named(make(workspace, ask, CROWDED, None)))
        return made


def long_named(paper: Paper) -> Paper:
    """The paper as that of a commune with a very long name."""
    head = paper.context["head"]
    head = replace(head, issuer=replace(head.issuer, title=LONG, name=LONG))
    return replace(paper, context={**paper.context, "head": head, "unit_title": LONG})


CASES = [f"{kind} {case}" for kind in NAMES for case in ("plain", "worst")]


@pytest.fixture(scope="module", params=CASES)
def every(request: pytest.FixtureRequest, printed: dict[str, bytes]) -> Iterator[PDF]:
    with opened(printed[request.param]) as pdf:
        yield pdf


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", CASES)
def test_a_validator_finds_nothing(printed: dict[str, bytes], case: str, profile: str) -> None:
    assert failures(printed[case], profile) == []


def starts_annex(text: str) -> bool:
    return "(Kèm theo" in text


def test_pages_are_a4_nothing_beyond_the_margins_nothing_covered(every: PDF) -> None:
    for page in every.pages:
        assert (round(page.width / MM), round(page.height / MM)) in ((210, 297), (297, 210))
        assert outside(page) == []
        assert list(overlaps(page)) == []
        assert unicodedata.is_normalized("NFC", page.extract_text())


def test_page_numbers_and_annexes(every: PDF) -> None:
    expected = 1
    for page in every.pages:
        starts = page.page_number == 1 or starts_annex(page.extract_text())
        expected = 1 if starts else expected + 1
        above = [
            word["text"] for word in words(page)
            if word["bottom"] < 20 * MM and abs((word["x0"] + word["x1"]) / 2 - middle_of(page)) < 30
        ]  # fmt: skip
        assert above == ([] if starts else [str(expected)])


def test_the_signatures_stay_with_the_last_lines_over_an_empty_field(every: PDF) -> None:
    first = next(at for at, page in enumerate(every.pages) if starts_annex(page.extract_text()))
    page = every.pages[first - 1]
    sign = line(page, "CHỦ TRÌ" if "BB-UBND" in every.pages[0].extract_text() else "TM. ỦY BAN")
    assert (sign.size, sign.style) == (14, "Bold")
    assert [word for word in words(page) if 20 * MM < word["bottom"] < sign.top], (
        "it stands alone on its page"
    )
    [field] = page.annots
    assert field["data"]["FT"].name == "Sig"
    assert "V" not in field["data"], "nothing is signed"
    assert field["top"] >= sign.bottom - 1
    assert field["bottom"] <= page.height - 20 * MM + 1


@pytest.mark.parametrize(
    ("kind", "title", "symbol"),
    [
        ("dossier", "BÁO CÁO", "/BC-UBND"),
        ("proposal", "TỜ TRÌNH", "/TTr-UBND"),
        ("achievement", "BÁO CÁO", "/BC-UBND"),
        ("minutes", "BIÊN BẢN", "/BB-UBND"),
        ("opinions", "BÁO CÁO", "/BC-UBND"),
    ],
)
def test_the_head_of_each_kind(printed: dict[str, bytes], kind: str, title: str, symbol: str) -> None:
    with opened(printed[f"{kind} plain"]) as pdf:
        page = pdf.pages[0]
        for start, size, style in (
            ("CỘNG HÒA XÃ HỘI", 12, "Bold"),
            ("Độc lập - Tự", 13, "Bold"),
            ("XÃ XUÂN DƯƠNG", 12, "Bold"),
            ("Số:", 13, ""),
            ("Xuân Dương, ngày", 13, "Italic"),
            (title, 14, "Bold"),
        ):
            found = line(page, start)
            assert (found.size, found.style) == (size, style)
        assert symbol in line(page, "Số:").text
        kind_line = line(page, title)
        assert abs((kind_line.x0 + kind_line.x1) / 2 - middle_of(page)) < 2
        motto = line(page, "Độc lập - Tự")
        left, right = rule_below(page, motto)
        assert abs(left - motto.x0) < 1.5
        assert abs(right - motto.x1) < 1.5
        assert line(page, "DỰ THẢO").bottom < 20 * MM


def test_to_whom_it_goes_stands_in_the_middle(printed: dict[str, bytes]) -> None:
    with opened(printed["proposal plain"]) as pdf:
        found = line(pdf.pages[0], "Kính gửi:")
        assert (found.size, found.style) == (14, "")
        assert abs((found.x0 + found.x1) / 2 - middle_of(pdf.pages[0])) < 2


def test_forty_villages_each_stand_on_one_page_below_a_repeated_head(printed: dict[str, bytes]) -> None:
    with opened(printed["opinions worst"]) as pdf:
        first = next(at for at, page in enumerate(pdf.pages) if "Phụ lục I\n" in page.extract_text())
        last = next(at for at, page in enumerate(pdf.pages) if "Phụ lục II\n" in page.extract_text())
        tables = [rows_of(page) for page in pdf.pages[first:last]]
        assert len(tables) > 1
        assert all(table[0] == tables[0][0] for table in tables)
        body = [row for table in tables for row in table[1:]]
        assert [row[0] for row in body] == [str(number) for number in range(1, 41)]
        assert all(row[2:5] == ["41", "40", "97,56%"] for row in body)
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        assert text.count("Đề nghị Ủy ban nhân dân xã sớm bố trí") >= 40
