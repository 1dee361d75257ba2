"""The form for a village: the sheet's rows and codes, on A4 landscape, with room to write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pdfplumber

from ntm.criteria import library
from ntm.exchange.sheet.layout import lines
from ntm.service.sheets.form import form
from ntm.service.workspace import Workspace
from tests.command import Ntm

DAY = date(2024, 6, 30)


def test_it_has_every_row_of_the_sheet_with_the_same_code(demo_workspace: Workspace) -> None:
    paper = form(demo_workspace, demo_workspace.ask(DAY), "Xuân Dương")
    rows = paper.context["rows"]
    assert [(row["level"], row["item"]) for row in rows] == [
        (line.level, line.item) for line in lines(library.load("xa-ntm-2021-2025"))
    ]
    by_key = {f"{row['level']} {row['item']}": row for row in rows}
    assert by_key["single 1.1"]["words"] == ("đạt", "chưa đạt")
    assert by_key["single 13.4"]["absence"]
    assert by_key["measure 12.1:nam"]["counts"] == "(số lao động đạt / tổng số lao động)"
    assert (by_key["single 10.1"]["unit"], by_key["single 10.1"]["required"][:4]) == (
        "triệu đồng/người/năm",
        "≥ 45",
    )
    graded = form(demo_workspace, demo_workspace.ask(DAY, "xa-ntm-nang-cao-2021-2025"), "Xuân Dương")
    assert [row["words"] for row in graded.context["rows"] if row["item"] == "5.4"] == [
        ("Mức độ 1", "Mức độ 2")
    ]


def test_it_prints_on_a4_landscape_with_heads_on_every_page(ntm: Ntm, demo_here: Path) -> None:
    assert ntm("status", "form", "Xuân Dương", "--on", "2024-06-30", "-o", "phieu.pdf").code == 0
    with pdfplumber.open("phieu.pdf") as pdf:
        assert [(round(page.width), round(page.height)) for page in pdf.pages] == [(842, 595)] * len(
            pdf.pages
        )
        texts = [page.extract_text() for page in pdf.pages]
    assert all("Tổng số" in text and "Yêu cầu" in text for text in texts)
    assert "XÃ XUÂN DƯƠNG" in texts[0]
    assert all("SỐ LIỆU MINH HỌA" in text for text in texts)
    for code in ("1.1", "12.1:nam", "17.1:tap-", "19.2"):
        assert any(code in text for text in texts)


def test_it_can_be_edited_too(ntm: Ntm, demo_here: Path) -> None:
    assert ntm("status", "form", "Xuân Dương", "--on", "2024-06-30", "-o", "phieu.docx").code == 0
    assert Path("phieu.docx").read_bytes()[:2] == b"PK"
