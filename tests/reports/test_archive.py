"""The papers in the archive: a validator of PDF/A-3a and PDF/UA-1 on plain ones, and facts that no validator judges.

The worst cases of every kind are validated where they are measured (test_form, test_dossier_form, test_task_papers).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pydyf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject

from ntm.reports.attachment import NAME
from ntm.reports.finishing import end_streams_on_a_line_of_their_own
from ntm.reports.rendering import render
from ntm.resources import shipped_folder
from ntm.service.papers.readiness import readiness
from ntm.service.papers.summary import summary
from ntm.service.recognition.dossier_papers import MAKERS
from ntm.service.workspace import Workspace
from ntm.store.database import open_database
from tests.reports.validating import PROFILES, failures

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


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", PAPERS)
def test_a_validator_finds_nothing(printed: dict[str, bytes], name: str, profile: str) -> None:
    assert failures(printed[name], profile) == []


def broken(pdf: bytes, kind: str, key: str) -> bytes:
    """The paper with one entry taken out of the first object of a kind (a /Type or /S), or of the catalogue."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    held = [one for one in map(resolved, writer._objects) if isinstance(one, DictionaryObject)]
    found = next(one for one in held if kind in (one.get("/Type"), one.get("/S")) and key in one)
    del found[key]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def resolved(one: Any) -> Any:
    return one.get_object() if one is not None else None


@pytest.mark.parametrize(
    ("profile", "kind", "key", "rule"),
    [
        ("3a", "/Catalog", "/OutputIntents", "PDFA3A-"),
        ("3a", "/Catalog", "/StructTreeRoot", "PDFA3A-"),
        ("3a", "/FontDescriptor", "/FontFile2", "PDFA3A-FONT"),
        ("ua1", "/Catalog", "/Lang", "PDFUA1-"),
        ("ua1", "/Figure", "/Alt", "PDFUA1-FIGURE-ALTERNATIVE-TEXT"),
        ("ua1", "/TH", "/A", "PDFUA1-TABLE-HEADERS"),
    ],
)
def test_the_validator_finds_what_is_broken(
    printed: dict[str, bytes], profile: str, kind: str, key: str, rule: str
) -> None:
    told = failures(broken(printed["readiness"], kind, key), profile)
    assert [one for one in told if one.startswith(rule)] != []


def test_a_stream_that_ends_with_a_carriage_return_keeps_its_length() -> None:
    pdf, written = pydyf.PDF(), io.BytesIO()
    pdf.add_object(pydyf.Stream([b"0 0 m\r"]))
    end_streams_on_a_line_of_their_own(pdf)
    pdf.write(written)
    assert b"/Length 6" in written.getvalue()
    assert b"stream\n0 0 m\r\r\nendstream\nendobj" in written.getvalue()
    read = PdfReader(io.BytesIO(written.getvalue()))
    assert next(one for one in everything(read) if hasattr(one, "get_data")).get_data() == b"0 0 m\r"


def test_an_office_s_template_that_skips_a_heading_calls_itself_archived_but_not_accessible(
    printed: dict[str, bytes], demo_copy: Path, tmp_path: Path
) -> None:
    own = tmp_path / "shared" / "parts.html.j2"
    own.parent.mkdir()
    shipped = (shipped_folder("reports") / "shared" / "parts.html.j2").read_text(encoding="utf-8")
    own.write_text(shipped.replace("h1>", "h3>"), encoding="utf-8")
    with open_database(str(demo_copy)) as database:
        workspace = Workspace(database)
        minutes = MAKERS["minutes"](workspace, workspace.ask(DAY), "Xuân Dương", None)
        pdf = render(minutes, tmp_path)
    assert failures(pdf, "3a") == []
    stream = root(PdfReader(io.BytesIO(pdf)))["/Metadata"].get_object()
    assert "pdfuaid" not in stream.get_data().decode()
    assert any("HEADING-NESTING" in one for one in failures(pdf, "ua1"))


def test_it_declares_the_archive_s_part_and_level(paper: PdfReader) -> None:
    stream = root(paper)["/Metadata"].get_object()
    text = stream.get_data().decode()
    assert 'pdfaid:part="3"' in text
    assert 'pdfaid:conformance="A"' in text
    assert 'pdfuaid:part="1"' in text
    assert "/Filter" not in stream, "read without a program for it"
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
        "/Document", "/Sect", "/Div", "/P", "/H1", "/H2", "/H3", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD",
        "/Span", "/NonStruct", "/Figure", "/Form",
    }  # fmt: skip
    # Words stand in their block itself; what is in the margins stands outside the tree.
    assert "/Span" not in kinds
    assert kinds.count("/H1") == kinds.count("/Form") == 1
    assert kinds.index("/H1") < kinds.index("/H2") < kinds.index("/Form") < kinds.index("/Sect"), (
        "as it is read"
    )
    assert {str(one["/A"]["/Scope"]) for one in tree if one["/S"] == "/TH"} == {"/Column"}
    assert kinds.count("/Table") == kinds.count("/THead") >= 1
    assert all(one.get("/Alt") for one in tree if one["/S"] == "/Figure")
    for one in tree:
        if one["/S"] == "/Figure":
            left, bottom, right, top = (float(side) for side in one["/A"]["/BBox"])
            page = one["/Pg"].get_object()
            assert 0 < left < right < float(page["/MediaBox"][2])
            assert 0 < bottom < top < float(page["/MediaBox"][3])
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
