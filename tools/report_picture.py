"""Makes docs/images/report.png, the first two pages of the demonstration's report, from a PDF already printed.

python -m tools.report_picture demo/xuan-duong.pdf
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "report.png"
_DOTS_PER_POINT = 70 / 72


def main(pdf: str) -> None:
    """Write the picture: two pages side by side, in few greys, small enough for a README."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[at].render(scale=_DOTS_PER_POINT).to_pil().convert("L") for at in range(2)]
    sheet = Image.new("L", (sum(page.width for page in pages) + 10, pages[0].height), 160)
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width + 10
    sheet.quantize(16).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
