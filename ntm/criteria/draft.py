"""A province's overlay that is not in force: laid on a set in place of the one it is a draft of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ntm.criteria.fields import Faults
from ntm.criteria.model import CriteriaSet
from ntm.criteria.nodes import Mapping, Scalar, read_nodes
from ntm.criteria.overlay import Overlay, lay, read_overlay
from ntm.criteria.reading import read_set
from ntm.errors import DataError
from ntm.vietnamese.messages import _

Documents = tuple[tuple[str, str], ...]


def province_of(name: str, text: str) -> str | None:
    """The code of the province that a draft is for; None: for every one. Raises DataError for what is no overlay."""
    found = _root(name, text).get("province")
    return found.text if isinstance(found, Scalar) else None


def with_draft(laid: CriteriaSet, name: str, text: str) -> CriteriaSet:
    """The set with a draft in place of the overlay of the same id, or beside the others.

    What the draft gives a value, an illustrative overlay no longer fills. Raises DataError with every fault of
    the draft, its file and line.
    """
    return _with_draft(laid.documents, name, text)


@lru_cache(maxsize=32)
def _with_draft(documents: Documents, name: str, text: str) -> CriteriaSet:
    faults = Faults()
    (file, national), *over = documents
    made = read_set(file, _root(file, national), faults)
    draft = read_overlay(name, _root(name, text), made, faults)
    given = {line.item for line, _tightens in draft.lines if line.value is not None}
    held = [(read_overlay(file, _root(file, body), made, faults), (file, body)) for file, body in over]
    kept = [one for one in held if one[0].id != draft.id]
    first = [one for one in kept if not one[0].illustrative]
    last = [one for one in kept if one[0].illustrative]
    used: list[tuple[str, str]] = [(file, national)]
    for overlay, document in (*first, (draft, (name, text)), *last):
        made = lay(
            made, _less(overlay, given) if overlay.illustrative and overlay is not draft else overlay, faults
        )
        used.append(document)
    if faults.problems:
        raise DataError(
            _("Dự thảo {file}: {count} chỗ phải sửa.").format(file=name, count=len(faults.problems)),
            faults.problems,
        )
    digest = hashlib.sha256()
    for file, content in used:
        digest.update(f"{Path(file).name}\n{content}\n".encode())
    return replace(made, documents=tuple(used), hash=digest.hexdigest())


def _less(overlay: Overlay, given: set[str]) -> Overlay:
    return replace(overlay, lines=tuple(line for line in overlay.lines if line[0].item not in given))


def _root(name: str, text: str) -> Mapping:
    node = read_nodes(name, text)
    if not isinstance(node, Mapping):
        raise DataError(_("{file} không phải là một bộ của tỉnh.").format(file=name))
    return node
