"""The data inside a paper: what it was made of and what it says, as one JSON file attached to the PDF.

`ntm.paper/1` holds the snapshot, the texts of the criteria set, the verdicts and the program's version, so that
the paper can be made out again with no database. Its SHA-256 is printed on the paper, and shortened in a QR code.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from markupsafe import Markup

from ntm.errors import DataError
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

SCHEMA = "ntm.paper/1"
NAME = "ntm-so-lieu.json"
_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """The attached file's bytes, and the moment the paper speaks from (UTC)."""

    content: bytes
    moment: datetime

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def short(self) -> str:
        """The first sixteen digits, in fours: what a person compares."""
        return " ".join(self.digest[at : at + 4] for at in range(0, 16, 4))


def encode(document: dict[str, Any]) -> bytes:
    """The document as bytes that are the same for the same content."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def qr_code(text: str) -> Markup:
    """The text as a QR code, a small SVG 22 mm wide."""
    import segno

    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, title="Mã QR của mã rút gọn")
    # the library's own output; `text` is in it only as black and white squares
    return Markup(drawn.replace("<svg ", '<svg width="22mm" height="22mm" role="img" ', 1))  # noqa: S704


@dataclass(frozen=True, slots=True)
class Opened:
    """A paper opened again: the attached bytes and the text of its pages, spaces and line ends taken out."""

    content: bytes
    text: str


def open_paper(path: Path) -> Opened:
    """Read a printed paper; raises DataError where it is no PDF or carries no data of ours."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(
            _("Không đọc được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
    if not data.startswith(b"%PDF-"):
        raise DataError(_("{file} không phải là tệp PDF.").format(file=path))
    try:
        reader = PdfReader(BytesIO(data))
        held = {name: files for name, files in reader.attachments.items() if name == NAME}
        text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(_("{file} bị hỏng, không đọc được như một tệp PDF.").format(file=path)) from error
    if not held:
        raise DataError(
            _("{file} không có số liệu đính kèm “{name}”: không phải do ntm in, hoặc đã bị in lại.").format(
                file=path, name=NAME
            )
        )
    [content] = held[NAME]
    if len(content) > _LARGEST:
        raise DataError(_("Số liệu đính kèm trong {file} quá lớn.").format(file=path))
    return Opened(bytes(content), text)
