"""The papers as .docx: the text and tables of the PDF, its form, and nothing that a hostile note could do."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tinyhtml5
from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from ntm.reports.editable import editable
from ntm.reports.paper import Paper
from ntm.reports.rendering import fill
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import readiness
from ntm.service.papers.summary import summary
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.command import Ntm

DAY = date(2024, 6, 30)
HOSTILE = '<img src="file:///etc/passwd"> & {{ 7 * 7 }}'


@pytest.fixture(scope="module", params=["commune", "district", "province"])
def paper(request: pytest.FixtureRequest, demo_copy: Path) -> Iterator[Paper]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        set_value(workspace, "Xuân Dương", "10.1", "43,2", DAY, responsible=HOSTILE, by="thử")
        match request.param:
            case "commune":
                yield readiness(workspace, workspace.ask(DAY), "Xuân Dương")
            case "district":
                yield summary(workspace, workspace.ask(DAY), "huyện Lộc Bình")
            case _:
                yield summary(workspace, workspace.ask(date(2025, 9, 30)), "tỉnh Lạng Sơn")


@pytest.fixture(scope="module")
def written(paper: Paper) -> Written:
    return Document(io.BytesIO(editable(paper)))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts(written: Written) -> str:
    """Every text of the document in order, tables in their place, without blanks."""
    return bare("".join(one.text or "" for one in written.element.body.iter("{*}t")))


def test_it_has_every_word_of_the_page_that_becomes_the_pdf(paper: Paper, written: Written) -> None:
    tree = tinyhtml5.parse(fill(paper), namespace_html_elements=False)
    body = tree.find("body")
    for parent in list(body.iter()):
        for child in list(parent):
            if child.tag.endswith("svg"):
                child.clear()  # a drawing is a picture there
    assert texts(written) == bare("".join(body.itertext()))


def test_its_tables_are_those_of_the_page(paper: Paper, written: Written) -> None:
    tree = tinyhtml5.parse(fill(paper), namespace_html_elements=False)
    sizes = [(len(list(table.iter("tr"))), len(list(table.iter("col")))) for table in tree.iter("table")]
    grids = [
        table for table in written.tables if table.style is not None and table.style.name == "Table Grid"
    ]
    assert [(len(table.rows), len(table.columns)) for table in grids] == sizes
    for table in grids:
        assert table.rows[0]._tr.find(".//{*}tblHeader") is not None
        assert all(row._tr.find(".//{*}cantSplit") is not None for row in table.rows)


def test_its_pages_have_the_form_of_the_decree(written: Written) -> None:
    for section in written.sections:
        sides = section.left_margin, section.right_margin, section.top_margin, section.bottom_margin
        assert [round(side.mm, 1) for side in sides if side is not None] == [30, 15, 20, 20]
        assert section.different_first_page_header_footer
        assert section._sectPr.find("{*}pgNumType").get(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}start"
        ) == "1"  # fmt: skip
    assert [section.orientation for section in written.sections][:2] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    normal = written.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert written.sections[0].first_page_header.paragraphs[0].text == "DỰ THẢO"
    assert "SỐ LIỆU MINH HỌA" in written.sections[0].first_page_footer.paragraphs[0].text
    assert "SỐ LIỆU MINH HỌA" in written.sections[0].footer.paragraphs[0].text


def test_the_same_paper_gives_the_same_bytes(paper: Paper) -> None:
    assert editable(paper) == editable(paper)


def test_it_refers_to_nothing_outside_itself(written: Written) -> None:
    for part in written.part.package.iter_parts():
        assert [one.target_ref for one in part.rels.values() if one.is_external] == []


def test_the_commands_write_it(ntm: Ntm, demo_here: Path) -> None:
    on = ("--on", "2024-06-30")
    assert ntm("report", "commune", "06607", *on, "-o", "x.docx").code == 0
    assert ntm("report", "batch", "06607", *on, "-o", "papers", "--format", "both").code == 0
    name = "06607-xuan-duong-2024-06-30"
    assert Path("papers", f"{name}.docx").read_bytes() == Path("x.docx").read_bytes()
    assert f'href="{name}.docx"' in Path("papers", "index.html").read_text(encoding="utf-8")
    assert Path("papers", f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert "giữ nguyên 1" in ntm("report", "batch", "06607", *on, "-o", "papers", "--format", "both").out
