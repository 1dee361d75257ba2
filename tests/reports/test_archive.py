"""Structural facts of the archived papers that a PDF/A-3a validator would look at: declared and spot-checked here.

No validator runs in these tests (docs/archive.md says which tools were tried): what is held are single facts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from ntm.reports.attachment import NAME
from ntm.reports.rendering import render
from ntm.service.dossier_papers import MAKERS
from ntm.service.readiness import readiness
from ntm.service.summary import summary
from ntm.service.workspace import Workspace
from ntm.store.database import open_database

DAY = date(2024, 6, 30)
PAPERS = ("readiness", "summary", "map", "minutes")


@pytest.fixture(scope="module")
def printed(demo_copy: Path) -> dict[str, bytes]:
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(DAY)
        return {
            "readiness": render(readiness(workspace, ask, "Xuân Dương")),
            "summary": render(summary(workspace, ask, "huyện Lộc Bình")),
            "map": render(summary(workspace, workspace.ask(date(2025, 9, 30)), "tỉnh Lạng Sơn")),
            "minutes": render(MAKERS["minutes"](workspace, ask, "Xuân Dương", None)),
        }


@pytest.fixture(scope="module", params=PAPERS)
def paper(request: pytest.FixtureRequest, printed: dict[str, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(printed[request.param]))


def root(paper: PdfReader) -> Any:
    """The document's catalogue."""
    return paper.trailer["/Root"].get_object()


def everything(paper: PdfReader) -> Iterator[Any]:
    """Every dictionary of the file, streams among them."""
    for number in range(1, int(str(paper.trailer["/Size"]))):
        found = paper.get_object(number)
        if isinstance(found, DictionaryObject):
            yield found


def elements(node: Any) -> Iterator[Any]:
    """The elements of the structure tree below a node."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for one in node:
            yield from elements(one)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_it_declares_the_archive_s_part_and_level(paper: PdfReader) -> None:
    stream = root(paper)["/Metadata"].get_object()
    text = stream.get_data().decode()
    assert 'pdfaid:part="3"' in text
    assert 'pdfaid:conformance="A"' in text
    assert paper.metadata is not None
    assert str(paper.metadata.title) in text, "the two titles are one"


def test_colours_have_one_output_intent_with_its_profile(paper: PdfReader) -> None:
    [intent] = root(paper)["/OutputIntents"]
    found = intent.get_object()
    assert found["/S"] == "/GTS_PDFA1"
    profile = found["/DestOutputProfile"].get_object()
    assert (profile["/N"], profile.get_data()[36:40]) == (3, b"acsp")


def test_every_font_is_inside_with_its_letters(paper: PdfReader) -> None:
    fonts = [one for one in everything(paper) if one.get("/Type") == "/Font"]
    whole = [one for one in fonts if one["/Subtype"] == "/Type0"]
    assert whole
    assert {one["/Subtype"] for one in fonts} == {"/Type0", "/CIDFontType2"}
    for font in whole:
        assert font["/ToUnicode"].get_object().get_data()
        [inner] = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert "Liberation" in font["/BaseFont"]


def test_the_data_is_attached_as_the_source_and_nothing_else_is(paper: PdfReader) -> None:
    names = root(paper)["/Names"]["/EmbeddedFiles"]["/Names"]
    assert [str(name) for name in names[::2]] == [NAME]
    files = {one.idnum for one in root(paper)["/AF"]}
    assert files == {names[1].idnum}
    assert len(root(paper)["/AF"]) == 1
    described = names[1].get_object()
    assert (described["/AFRelationship"], described["/UF"], described["/F"]) == ("/Source", NAME, NAME)
    stream = described["/EF"]["/F"].get_object()
    assert stream["/Subtype"] in ("/application/json", "/application#2Fjson")
    assert {"/ModDate", "/Size", "/CheckSum"} <= set(stream["/Params"])


def test_it_is_tagged_in_vietnamese_and_every_picture_has_words(paper: PdfReader) -> None:
    catalogue = root(paper)
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "vi"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    tree = list(elements(catalogue["/StructTreeRoot"]["/K"]))
    kinds = [str(one["/S"]) for one in tree]
    assert kinds[0] == "/Document"
    assert set(kinds) <= {
        "/Document", "/Sect", "/Div", "/P", "/H2", "/H3", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD",
        "/Span", "/NonStruct", "/Figure",
    }  # fmt: skip
    assert kinds.count("/Table") == kinds.count("/THead") >= 1
    assert all(one.get("/Alt") for one in tree if one["/S"] == "/Figure")
    for page in paper.pages:
        assert "/StructParents" in page
        assert str(page["/Tabs"]) == "/S"


def test_nothing_in_it_runs_hides_or_asks_for_a_key(paper: PdfReader) -> None:
    assert not paper.is_encrypted
    assert "/ID" in paper.trailer
    catalogue = root(paper)
    assert not {"/OpenAction", "/AA", "/OCProperties", "/Requirements"} & set(catalogue)
    for one in everything(paper):
        assert one.get("/S") not in ("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR")
        assert one.get("/Subtype") not in (
            "/Movie",
            "/Sound",
            "/Screen",
            "/3D",
            "/RichMedia",
            "/PS",
            "/Type3",
        )
        assert one.get("/Filter") not in ("/LZWDecode", ["/LZWDecode"])
        assert "/JS" not in one
        assert one.get("/BM", "/Normal") == "/Normal"
        assert one.get("/ca", 1) == one.get("/CA", 1) == 1, "nothing is see-through"
    for page in paper.pages:
        for annotation in page.get("/Annots", []):
            found = annotation.get_object()
            assert found["/F"] & 4, "printed"
            assert not found["/F"] & (1 | 2 | 32), "seen"
            assert "/N" in found["/AP"]
