"""Nothing outside the shipped files is reached by a paper: not by what officers write, not by an office's template."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from ntm.reports.editable import editable
from ntm.reports.paper import Paper
from ntm.reports.rendering import fill, render
from ntm.service.entering.enter import set_value
from ntm.service.papers.readiness import readiness
from ntm.service.recognition.dossier_papers import MAKERS
from ntm.service.workspace import Workspace
from ntm.store.database import open_database

DAY = date(2024, 6, 30)
SECRET = "bi-mat-khong-duoc-doc"  # noqa: S105 - what must not be found


class Asked(HTTPServer):
    """A server on this machine that remembers what it was asked for."""

    paths: list[str]


class _Remember(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Asked)
        self.server.paths.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SECRET.encode())

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Asked]:
    found = Asked(("127.0.0.1", 0), _Remember)
    found.paths = []
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


@pytest.fixture
def hostile(server: Asked, tmp_path: Path) -> list[str]:
    """What a note, a name or a template might hold to fetch a file of the machine or an address of the network."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    file, address = secret.as_uri(), f"http://127.0.0.1:{server.server_port}/x"
    entity = tmp_path / "entity.svg"
    entity.write_text(
        f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{file}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="9">&e;</text></svg>',
        encoding="utf-8",
    )
    return [
        f'<img src="{file}"><img src="{address}"><img src="{entity.as_uri()}">',
        f'<p style="background:url({address})">.</p><style>@import "{address}"; p {{background:url({file})}}</style>',
        f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{file}"><object data="{file}"></object>',
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/><use href="{file}#a"/></svg>',
        f'<!DOCTYPE svg [<!ENTITY e SYSTEM "{file}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&e;</text></svg>',
        f'<a href="{address}">x</a><embed src="{file}"><iframe src="{address}"></iframe>',
    ]


@pytest.fixture
def workspace(demo_here: Path) -> Iterator[Workspace]:
    with open_database(str(demo_here)) as database:
        yield Workspace(database)


def reached_nothing(server: Asked, pdf: bytes) -> None:
    """The server was not asked, the secret is not in the file, and only our own data is attached."""
    assert server.paths == []
    reader = PdfReader(io.BytesIO(pdf))
    assert SECRET not in "".join(page.extract_text() for page in reader.pages)
    assert list(reader.attachments) == ["ntm-so-lieu.json"]
    assert not any(SECRET.encode() in content for found in reader.attachments.values() for content in found)


def test_what_officers_write_is_words_only(workspace: Workspace, server: Asked, hostile: list[str]) -> None:
    text = " ".join(hostile)
    set_value(workspace, "06607", "10.1", "43,2", DAY, responsible=text, note=text, evidence=text, by="thử")
    set_value(workspace, "06607", "hinh-anh", "chưa đạt", DAY, responsible=text, evidence=text, by="thử")
    set_value(workspace, "0660701", "hai-long", "36/38", DAY, note=text, by="thử")
    ask = workspace.ask(DAY)
    for paper in (
        readiness(workspace, ask, "06607"),
        MAKERS["dossier"](workspace, ask, "06607", None),
        MAKERS["opinions"](workspace, ask, "06607", None),
    ):
        html = fill(paper)
        assert "&lt;img src=" in html
        for tag in ("<img", "<link", "<object", "<iframe", "<embed", "<!ENTITY", "<a href"):
            assert tag not in html
        reached_nothing(server, render(paper))
        written = ZipFile(io.BytesIO(editable(paper)))
        assert not any(SECRET.encode() in written.read(name) for name in written.namelist())
    assert server.paths == []


@pytest.mark.parametrize("at", range(6))
def test_an_office_s_own_template_reaches_nothing_either(
    workspace: Workspace, server: Asked, hostile: list[str], tmp_path: Path, at: int,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    own = tmp_path / "mau"
    (own / "own").mkdir(parents=True)
    page = f"<!doctype html><html lang='vi'><body data-label='' data-draft=''><p>Mẫu</p>{hostile[at]}</body></html>"
    (own / "own" / "page.html.j2").write_text(page, encoding="utf-8")
    made = MAKERS["minutes"](workspace, workspace.ask(DAY), "06607", None)
    with caplog.at_level(logging.CRITICAL):  # WeasyPrint says of each that it could not be fetched
        reached_nothing(server, render(Paper("own/page.html.j2", {}, made.attachment), own))


def test_evidence_is_a_name_and_never_a_path(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(SECRET.encode())
    for item, name in (
        ("1.1", str(secret)),
        ("1.2", "../" * 9 + str(secret).lstrip("/")),
        ("3.1", "/etc/passwd"),
    ):
        value = "82/100" if item == "3.1" else "đạt"
        set_value(workspace, "06607", item, value, DAY, evidence=name, by="thử")
    paper = readiness(workspace, workspace.ask(DAY), "06607")
    assert [row["evidence"] for row in paper.context["evidence"]][:2] == [
        str(secret), "../" * 9 + str(secret).lstrip("/"),
    ]  # fmt: skip
    reader = PdfReader(io.BytesIO(render(paper)))
    assert "/etc/passwd" in "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert list(reader.attachments) == ["ntm-so-lieu.json"]
    [[content]] = [reader.attachments["ntm-so-lieu.json"]]
    assert SECRET.encode() not in content
    assert b"root:" not in content
