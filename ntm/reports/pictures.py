"""A drawing of a paper (SVG) as a PNG, for formats that hold no SVG: drawn by the engine that sets the PDF."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, tostring

import pypdfium2
from weasyprint import HTML

from ntm.reports.rendering import ShippedOnly, style

_DOTS_PER_MM = 8
_MM = 72 / 25.4


def picture(svg: Element) -> tuple[bytes, float, float]:
    """The drawing as PNG bytes, with its width and height in millimetres."""
    wide, high = (_millimetres(svg.get(name) or "") for name in ("width", "height"))
    page = f"<style>@page {{ size: {wide}mm {high}mm; margin: 0 }} svg {{ display: block }}</style>"
    sheet, fonts = style()
    html = f"<body style='margin:0'>{page}{_plain(svg)}</body>"
    pdf = HTML(string=html, base_url="ntm:", url_fetcher=ShippedOnly()).write_pdf(
        stylesheets=[sheet], font_config=fonts
    )
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=_DOTS_PER_MM / _MM, grayscale=True).to_pil()
    document.close()
    into = io.BytesIO()
    image.save(into, "PNG", optimize=True)
    return into.getvalue(), wide, high


def _millimetres(text: str) -> float:
    return float(text.removesuffix("mm"))


def _plain(svg: Element) -> str:
    """The drawing's source; the page's parser has put it in SVG's own namespace or in none."""
    return tostring(svg, encoding="unicode").replace("ns0:", "").replace(":ns0", "")
