"""Writing a workbook with XlsxWriter: in constant memory, whole or not at all, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook


@contextmanager
def writing(path: Path) -> Iterator[Workbook]:
    """A workbook that stands at `path` when the block ends, and not when it raises; raises OSError.

    Rows of a sheet must be written from the top down. Texts that look like links or formulas stay texts.
    """
    partial = path.with_name(path.name + ".part")
    partial.open("wb").close()  # what cannot be written to is refused before the work begins
    try:
        with TemporaryDirectory() as folder:
            options = {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_urls": False,
                "strings_to_formulas": False,
            }
            book = Workbook(str(partial), options)
            try:
                yield book
            finally:
                book.close()  # also after a fault: it closes the files it works in
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
