"""Who asks the API: a token, the person it acts for, the one role it may use; the day, the set, the moment asked for.

Every route takes `caller: Calling`. Cookies are not looked at: a page of this or another site can ask nothing here
in a person's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from ntm.service.access.rights import Action, Rights
from ntm.service.access.tokens import MARK, Bearer, bearer
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.web.api.pace import Pace
from ntm.web.office import Office
from ntm.web.visit import NotFound

HEAVY = 20.0
"""What a paper counts of a token's pace: it keeps a processor busy for a second or more."""
_LONGEST_TOKEN = 100
_scheme = HTTPBearer(
    auto_error=False, scheme_name="token", description="A token made with `ntm user token add`."
)


class TokenNeeded(HTTPException):
    """No token, or one that is good no more."""

    def __init__(self) -> None:
        super().__init__(401, headers={"www-authenticate": 'Bearer realm="ntm"'})


class TooOften(HTTPException):
    """The token asked too often; `retry-after` says how many seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(429, headers={"retry-after": str(max(1, ceil(seconds)))})


@dataclass(frozen=True)
class Caller:
    """A program at the API."""

    office: Office
    bearer: Bearer
    workspace: Workspace
    rights: Rights
    pace: Pace

    def known_at(self, moment: datetime | None) -> Workspace:
        """The workspace as known at a moment (None: now)."""
        return self.workspace if moment is None else self.office.workspace(moment)

    def unit(self, code: str, action: Action, day: date, kinds: frozenset[str] | None = None) -> Unit:
        """The unit of that code on the day, to which the token may do `action`; raises NotFound and Forbidden."""
        found = self.workspace.territory.unit(code, day)
        if found is None or (kinds is not None and found.kind not in kinds):
            raise NotFound(_("Ngày này không có đơn vị nào mang mã {code}.").format(code=code[:20]))
        self.rights.require(action, found, day)
        return found

    def commune(self, code: str, action: Action, day: date) -> Unit:
        """The commune, town or ward of that code; raises NotFound and Forbidden."""
        return self.unit(code, action, day, COMMUNE_KINDS)

    def day(self, on: date | None) -> date:
        """The day asked for, else the office's today."""
        return on or self.office.today

    def ask(self, workspace: Workspace, on: date | None, criteria: str | None) -> Ask:
        """The day and the set asked for."""
        return workspace.ask(self.day(on), criteria)

    def slow_down(self, weight: float) -> None:
        """Count something heavy; raises TooOften."""
        if wait := self.pace.wait(self.bearer.token.id, weight):
            raise TooOften(wait)


def calling(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]
) -> Caller:
    """The caller of a request; raises TokenNeeded and TooOften."""
    office: Office = request.app.state.office
    pace: Pace = request.app.state.pace
    secret = given.credentials if given is not None else ""
    if not secret.startswith(MARK) or len(secret) > _LONGEST_TOKEN:
        raise TokenNeeded
    who = bearer(office.database, secret, office.today)
    if who is None:
        raise TokenNeeded
    workspace = office.workspace()
    caller = Caller(office, who, workspace, Rights(workspace.territory, who.grants, office.today), pace)
    caller.slow_down(1)
    return caller


Calling = Annotated[Caller, Depends(calling)]
"""The parameter of a route: `caller: Calling`."""
