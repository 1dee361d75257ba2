"""Keeps the English catalogue in step with the messages of the code.

    python -m tools.catalogue

extracts the messages of `ntm/`, carries over the texts that are there, lists those still without one, and
compiles `ntm.mo`. Vietnamese is the source language and needs no catalogue.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
# The header of a compiled catalogue carries a day: one day for all, so that the same texts give the same bytes.
WHEN = datetime(2024, 1, 1, tzinfo=UTC)
ENGLISH = ROOT / "ntm" / "vietnamese" / "locale" / "en" / "LC_MESSAGES" / "ntm.po"


def messages(root: Path = ROOT) -> Catalog:
    """Every message of the code, with the files it stands in (no lines: they would change with every edit)."""
    found = Catalog(locale="en", charset="utf-8", creation_date=WHEN, revision_date=WHEN, fuzzy=False)
    places: dict[str, set[str]] = {}
    for file, _line, message, _comments, _context in extract_from_dir(
        root / "ntm", [("**.py", "python"), ("web/templates/**.j2", "jinja2")], keywords={"_": None}
    ):
        if not isinstance(message, str):
            raise TypeError(f"{file}: a message with plural forms, which nothing here has: {message}")
        places.setdefault(message, set()).add(f"ntm/{Path(file).as_posix()}")
    for message, files in sorted(places.items(), key=lambda item: (min(item[1]), item[0])):
        found.add(message, locations=[(file, 0) for file in sorted(files)])
    return found


def stored() -> Catalog:
    """The catalogue as it is kept."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def renew() -> list[str]:
    """Write the catalogue anew; gives the messages without an English text."""
    old, new = stored(), messages()
    for message in new:
        if message.id and message.id in old:
            message.string = old[message.id].string
    with ENGLISH.open("wb") as file:
        write_po(file, new, width=0, omit_header=True, include_lineno=False)
    ENGLISH.with_suffix(".mo").write_bytes(compiled(new))
    return [str(message.id) for message in new if message.id and not message.string]


def main() -> int:
    """Renew, and say what is left to translate."""
    missing = renew()
    for message in missing:
        sys.stdout.write(f"no English text: {message}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
