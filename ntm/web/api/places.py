"""Units: those the token covers, by code and by page; one with its attributes. And whose token it is."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from ntm.service.access.rights import Action
from ntm.service.units import UNIT_KEYS, unit_row, units_of
from ntm.web.api import contracts
from ntm.web.api.answers import document, rows, told
from ntm.web.api.asked import Code, Limit, On
from ntm.web.api.caller import Calling

router = APIRouter(tags=["units"])

Kind = Literal["tinh", "thanh_pho", "huyen", "xa", "phuong", "thi_tran", "thon"]


@router.get("/token", **told(contracts.TokenShape))
def token(caller: Calling) -> Response:
    """Whose token this is, for which role where, until when, and what it may do."""
    held = caller.bearer.token
    return document(
        {
            "login": held.login, "name": held.name, "role": held.role, "unit": held.unit_code,
            "to": held.valid_to.isoformat(), "today": caller.office.today.isoformat(),
            "may": sorted(caller.rights.anywhere),
        }
    )  # fmt: skip


@router.get("/units", **told(contracts.Units))
def units(
    caller: Calling,
    on: On = None,
    kind: Annotated[Kind | None, Query(description="Only units of this kind.")] = None,
    after: Annotated[
        str | None, Query(pattern=r"^[0-9]{1,10}$", description="Only codes after this.")
    ] = None,
    limit: Limit = 200,
) -> Response:
    """The units of the day that the token covers, by code."""
    caller.rights.require_somewhere(Action.SEE)
    day, territory = caller.day(on), caller.workspace.territory
    found = units_of(territory, day, kind, shown=lambda unit: caller.rights.may(Action.SEE, unit, day))
    rest = [unit for unit in found if after is None or unit.code > after]
    page = rest[:limit]
    body = rows((unit_row(territory, unit, day) for unit in page), UNIT_KEYS)
    onward = page[-1].code if len(rest) > limit else None
    return document({"on": day.isoformat(), "units": body, "next": onward})


@router.get("/units/{code}", **told(contracts.UnitWhole))
def unit(caller: Calling, code: Code, on: On = None) -> Response:
    """A unit on a day with its dated attributes."""
    day, territory = caller.day(on), caller.workspace.territory
    found = caller.unit(code, Action.SEE, day)
    (row,) = rows([unit_row(territory, found, day)], UNIT_KEYS)
    return document(row | {"attributes": territory.attributes_of(found, day)})
