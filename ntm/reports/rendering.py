"""Papers as PDF: Jinja2 templates that escape everything, WeasyPrint that fetches nothing but the shipped files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from ntm.resources import shipped_folder

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
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped_folder("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    text = (shipped_folder("reports") / "shared" / "page.css").read_text(encoding="utf-8")
    return CSS(string=text, font_config=fonts, url_fetcher=ShippedOnly()), fonts


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """The paper `template` (a path below reports/) filled with `context`, as the bytes of a PDF."""
    html = _environment().get_template(template).render(**context)
    style, fonts = _style()
    document = HTML(string=html, base_url="ntm:", url_fetcher=ShippedOnly())
    pdf = document.write_pdf(stylesheets=[style], font_config=fonts)
    assert isinstance(pdf, bytes)  # noqa: S101 - no target was given, so the bytes come back
    return pdf


def write(path: Path, pdf: bytes) -> None:
    """Write a paper whole, or not at all."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(pdf)
    partial.replace(path)
