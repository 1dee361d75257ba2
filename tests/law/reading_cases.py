"""How the tests read one criteria file: the reader's problems, else those of the proof."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ntm.criteria.library import load_file
from ntm.criteria.proof import prove
from ntm.errors import DataError, Problem

KNOWN = {"xa-ntm-2021-2025": {"17.1"}}
"""Items of other sets to which `same_as` may lead."""


def problems_of(path: Path, overlays: Sequence[str] = ()) -> list[Problem]:
    """Everything wrong with a file; what cannot be read is not proved."""
    try:
        found = load_file(path, overlays=overlays)
    except DataError as error:
        return list(error.problems)
    return prove(found, KNOWN.get)
