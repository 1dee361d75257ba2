"""What is put right in a PDF just before it is written: room to sign, tags, metadata, every object made once.

pydyf makes each object twice where a file has an identifier (once to write it, once to hash it), and compresses
each stream twice with it: a tenth of a paper's time. Here each is made once and kept as bytes.
"""

from __future__ import annotations

from typing import BinaryIO

import pydyf
from weasyprint.document import Document

from ntm.reports.declaration import declare
from ntm.reports.signature import leave_signature_field
from ntm.reports.structure import mend

_END, _OWN_LINE = b"\nendstream\nendobj", b"\r\nendstream\nendobj"


class _Made(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """An object whose bytes are known."""

    def __init__(self, source: pydyf.Object) -> None:
        super().__init__()
        self.number, self.offset = source.number, source.offset
        self.generation, self.free = source.generation, source.free
        self._data = source.data
        self._compressible = source.compressible

    @property
    def data(self) -> bytes:
        """The bytes, as they were made."""
        return bytes(self._data)

    @property
    def compressible(self) -> bool:
        """Whether it may lie in an object stream, as its source might."""
        return bool(self._compressible)


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """Change the PDF in place; nothing is added to it after this but its trailer."""
    leave_signature_field(document, pdf)
    declare(pdf, accessible=mend(pdf))
    files = pdf.catalog.get("AF")
    if files is not None:  # WeasyPrint names each file as often as it meets it
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))
    pdf.objects[:] = [one if one.free == "f" else _Made(one) for one in pdf.objects]
    end_streams_on_a_line_of_their_own(pdf)


def end_streams_on_a_line_of_their_own(pdf: pydyf.PDF) -> None:
    """Write CR LF after each stream in place of LF.

    A stream whose last byte is CR would else seem to end before it, and its stated length to be wrong.
    """
    write_line = pdf.write_line

    def write(content: bytes, output: BinaryIO) -> None:
        write_line(content[: -len(_END)] + _OWN_LINE if content.endswith(_END) else content, output)

    pdf.write_line = write
