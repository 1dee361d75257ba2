"""The criteria sets and what each asks on a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from ntm.criteria import library
from ntm.service.access.rights import Action
from ntm.service.legislation.law import REQUIREMENT_KEYS, SET_KEYS, is_of, requirement_rows, set_rows
from ntm.vietnamese.messages import _
from ntm.web.api import contracts
from ntm.web.api.answers import document, rows, told
from ntm.web.api.asked import Item, On
from ntm.web.api.caller import Calling
from ntm.web.visit import NotFound

router = APIRouter(tags=["sets"])


@router.get("/sets", **told(contracts.Sets))
def sets(caller: Calling) -> Response:
    """Every criteria set: when it is in force, and whether it is entered whole."""
    caller.rights.require_somewhere(Action.SEE)
    return document({"sets": rows(set_rows(), SET_KEYS)})


@router.get("/sets/{set_id}", **told(contracts.SetWhole))
def one_set(
    caller: Calling,
    set_id: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", examples=["xa-ntm-2021-2025"])],
    on: On = None,
    item: Annotated[Item | None, Query(description="Only this criterion, indicator or measure.")] = None,
) -> Response:
    """What a set asks on a day: every requirement with where it applies, its mark and its source."""
    caller.rights.require_somewhere(Action.SEE)
    if set_id not in {row["id"] for row in set_rows()}:
        raise NotFound(_("Không có bộ tiêu chí “{id}”.").format(id=set_id))
    found, day = library.load(set_id), caller.day(on)
    picked = [measure for measure in found.measures if is_of(found, measure, item)]
    listed = (row for measure in picked for row in requirement_rows(found, measure, day))
    return document(
        {
            "id": found.id, "title": found.title, "set_hash": found.hash, "on": day.isoformat(),
            "requirements": rows(listed, REQUIREMENT_KEYS),
        }
    )  # fmt: skip
