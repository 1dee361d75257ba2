"""Writing a workbook with XlsxWriter: in constant memory, whole or not at all, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet


class Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet for many sheets alike, and for texts that anybody may have written."""

    _prepared: ClassVar[dict[str, str]] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # Thirty searches for newer functions: once a formula, not once a sheet; half of the whole time of a province.
        prepared = self._prepared.get(formula)
        if prepared is None:
            prepared = str(super()._prepare_formula(formula, expand_future_functions))
            if len(self._prepared) < _MOST_PREPARED:
                self._prepared[formula] = prepared
        return prepared

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        # XlsxWriter writes what is between <r> and </r> as it is, for rich texts: a plain text must not pass for one.
        return int(
            super()._write_string(row, col, f" {string}" if string.startswith("<r>") else string, cell_format)
        )


class _Book(Workbook):  # type: ignore[misc]  # XlsxWriter has no types
    worksheet_class = Sheet


_MOST_PREPARED = 20_000


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
            book = _Book(str(partial), options)
            try:
                yield book
            finally:
                book.close()  # also after a fault: it closes the files it works in
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
