"""How the tests read one criteria file: the reader's problems, else those of the proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ntm.criteria.fields import Faults
from ntm.criteria.model import CriteriaSet
from ntm.criteria.nodes import Mapping, read_nodes
from ntm.criteria.proof import prove
from ntm.criteria.reading import read_set
from ntm.errors import DataError, Problem

KNOWN = {"xa-ntm-2021-2025": {"17.1"}}
"""Items of other sets to which `same_as` may lead."""


def read(path: Path) -> tuple[CriteriaSet, list[Problem]]:
    """The set in a file and what the reader found wrong in it."""
    text = path.read_text(encoding="utf-8")
    faults = Faults()
    root = read_nodes(path.name, text)
    assert isinstance(root, Mapping)
    found = read_set(path.name, root, faults)
    return replace(found, documents=((path.name, text),)), faults.problems


def problems_of(path: Path) -> list[Problem]:
    """Everything wrong with a file; what cannot be read is not proved."""
    try:
        found, faults = read(path)
    except DataError as error:
        return list(error.problems)
    return faults or prove(found, KNOWN.get)
