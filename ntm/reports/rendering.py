"""Papers as PDF: Jinja2 templates that escape everything, WeasyPrint that fetches nothing but the shipped files.

Every paper is written as PDF/A-3a, and as PDF/UA-1 where its tags hold: archived whole, read by screen readers.
"""

from __future__ import annotations

import atexit
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from weasyprint import CSS, HTML
from weasyprint import Attachment as File
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ntm.errors import DataError
from ntm.reports.attachment import NAME
from ntm.reports.finishing import finish
from ntm.reports.paper import Paper
from ntm.resources import shipped_folder
from ntm.vietnamese.messages import _

_SCHEME = "ntm:"


class ShippedOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves `ntm:fonts/NAME` from the shipped folder, and nothing else on any machine or network."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The shipped file; raises ValueError for any other address."""
        name = url.removeprefix(_SCHEME)
        folder = shipped_folder("reports")
        known = {f"fonts/{path.name}": path for path in (folder / "fonts").glob("*.ttf")}
        if not url.startswith(_SCHEME) or name not in known:
            raise ValueError(f"not a shipped file: {url[:80]}")
        return URLFetcherResponse(url, body=known[name].read_bytes(), headers={"Content-Type": "font/ttf"})


@cache
def environment(own: Path | None = None) -> Environment:
    """The templates, an office's `own` folder before the shipped one; they see only what they are given."""
    shipped = shipped_folder("reports")
    return SandboxedEnvironment(
        loader=FileSystemLoader([shipped] if own is None else [own, shipped]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style(own: Path | None = None) -> tuple[CSS, FontConfiguration]:
    """The parsed style sheet and its fonts: read once a process, not once a paper."""
    fonts = FontConfiguration()
    folders = [shipped_folder("reports"), *([own] if own is not None else [])]
    sheets = [folder / "shared" / "page.css" for folder in folders]
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets if sheet.is_file())
    return CSS(string=text, font_config=fonts, url_fetcher=ShippedOnly()), fonts


@atexit.register
def _let_fonts_go() -> None:
    """WeasyPrint takes away its folder of fonts with the object that holds them, while the program is still whole."""
    style.cache_clear()


def fill(paper: Paper, templates: Path | None = None) -> str:
    """The paper as HTML: its template filled with its variables.

    `templates` is an office's own folder, looked in before the shipped one.
    """
    try:
        return environment(templates).get_template(paper.template).render(**paper.context)
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        if templates is None:
            raise  # a shipped template is the program's own: its fault is one of ours
        raise _bad_template(templates, error) from error


def _bad_template(folder: Path, error: Exception) -> DataError:
    """What is wrong in an office's own template, and where."""
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    for frame, at in walk_tb(error.__traceback__):  # where the template stood last while it was filled
        if frame.f_code.co_filename.endswith(".j2"):
            name, line = frame.f_code.co_filename, at
    place = f"{name or folder}:{line}" if line else f"{name or folder}"
    return DataError(
        _("Mẫu văn bản {place} có lỗi: {reason}. Xem các biến dùng được trong docs/templates.md.").format(
            place=place, reason=str(error).rstrip(".")
        )
    )


def templates_digest(own: Path | None = None) -> str:
    """A SHA-256 over every template and style sheet in use, so that a change in one is noticed."""
    digest = hashlib.sha256()
    for folder in (shipped_folder("reports"), *([own] if own is not None else [])):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".j2", ".css")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def render(paper: Paper, templates: Path | None = None) -> bytes:
    """The paper as the bytes of a PDF; the same paper gives the same bytes."""
    html = fill(paper, templates)
    sheet, fonts = style(templates)
    document = HTML(string=html, base_url="ntm:", url_fetcher=ShippedOnly()).render(
        stylesheets=[sheet], font_config=fonts
    )
    options: dict[str, Any] = {"output_intent": "srgb", "pdf_variant": "pdf/a-3a"}
    attachment = paper.attachment
    identifier = attachment.digest if attachment is not None else hashlib.sha256(html.encode()).hexdigest()
    if attachment is not None:
        moment = attachment.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        document.metadata.created = document.metadata.modified = moment
        file = File(
            string=attachment.content,
            name=NAME,
            description="ntm.paper/1",
            created=attachment.moment,
            modified=attachment.moment,
            relationship="Source",
        )
        options["attachments"] = [file]
    pdf = document.write_pdf(finisher=finish, pdf_identifier=bytes.fromhex(identifier[:32]), **options)
    assert isinstance(pdf, bytes)  # noqa: S101 - no target was given, so the bytes come back
    return pdf


def write(path: Path, pdf: bytes) -> None:
    """Write a paper whole, or not at all; raises OSError. What is no ordinary file is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_bytes(pdf)
        return
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(pdf)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
