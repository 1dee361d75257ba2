"""The terms of a paper kept with its order; and who may print in whose name."""

from __future__ import annotations

import json
from datetime import date

from ntm.service.access.rights import Action, Rights
from ntm.service.papers.readiness import Wishes
from ntm.service.workspace import Workspace


def written(wishes: Wishes) -> str | None:
    """The terms as JSON; None where nothing was decided."""
    if wishes == Wishes():
        return None
    return json.dumps(
        {
            "issuer": wishes.issuer,
            "number": wishes.number,
            "dated": wishes.dated.isoformat() if wishes.dated is not None else None,
            "since": wishes.since.isoformat() if wishes.since is not None else None,
            "requests": list(wishes.requests),
        },
        ensure_ascii=False,
    )


def read_terms(text: str | None) -> Wishes:
    """The terms of an order."""
    if text is None:
        return Wishes()
    held = json.loads(text)
    dated, since = (date.fromisoformat(held[key]) if held[key] else None for key in ("dated", "since"))
    return Wishes(held["issuer"], held["number"], dated, since, tuple(held["requests"]))


def require_issuer(workspace: Workspace, rights: Rights, issuer: str | None, day: date) -> None:
    """Raise Forbidden where the person may not print in that unit's name."""
    if issuer is not None:
        rights.require(Action.PRINT, workspace.find(issuer, day, "district"), day)
