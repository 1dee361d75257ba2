"""Page 7, history: a commune's statements (old → new, who, when, why), and the office's acts; filters and export."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from ntm.errors import DataError
from ntm.service.access.rights import Action
from ntm.service.office import history as service
from ntm.service.office.history import Filter
from ntm.store.acts import Sought, action_parts
from ntm.vietnamese.dates import DayError, parse_day
from ntm.web.sending import listed
from ntm.web.visit import Visit, Visited, page_router

router = page_router()


@router.get("/communes/{code}/history")
def statements(visit: Visited, code: str) -> Response:
    """Everything stated of a commune in a set, the newest first."""
    unit = visit.commune(code)
    ask = visit.workspace.ask(visit.day, _asked(visit, "set") or None)
    chosen = Filter(_asked(visit, "item"), _asked(visit, "who"), _day(visit, "since"), _day(visit, "until"))
    found = service.changes(visit.workspace, ask, unit, chosen)
    if form := _asked(visit, "export"):
        return listed(f"lich-su-{unit.code}", form, service.change_rows(found), service.change_columns())
    shown = found[: service.PAGE] if not _asked(visit, "all") else found
    return visit.page(
        "history.html.j2", unit=unit, ask=ask, chosen=chosen, changes=shown, count=len(found),
        sets=sorted({ask.set_id, *service.sets_of(visit.workspace, unit)}),
        former=visit.workspace.territory.predecessors(unit),
    )  # fmt: skip


@router.get("/acts")
def acts(visit: Visited) -> Response:
    """The audit: every act, as `source:subject:action`."""
    visit.rights.require_somewhere(Action.AUDIT)
    since, until = service.moments_of(_day(visit, "since"), _day(visit, "until"))
    sought = Sought(
        _asked(visit, "source"), _asked(visit, "subject"), _asked(visit, "verb"), _asked(visit, "who"), since,
        until,
    )  # fmt: skip
    if form := _asked(visit, "export"):
        found = service.acts_seen(visit.workspace, visit.rights, sought, most=service.MOST_EXPORTED)
        return listed("nhat-ky", form, service.act_rows(found), service.act_columns())
    before = _asked(visit, "before")
    found = service.acts_seen(
        visit.workspace, visit.rights, sought, int(before) if before.isdecimal() else None, service.PAGE + 1
    )
    with visit.workspace.stored.reading() as connection:
        parts = action_parts(connection)
    return visit.page(
        "acts.html.j2", acts=found[: service.PAGE], more=len(found) > service.PAGE, sought=sought, parts_of=parts,
        kept={name: value for name, value in visit.request.query_params.items() if name != "before" and value},
    )  # fmt: skip


def _asked(visit: Visit, name: str) -> str:
    return visit.request.query_params.get(name, "").strip()[:200]


def _day(visit: Visit, name: str) -> date | None:
    try:
        return parse_day(_asked(visit, name)) if _asked(visit, name) else None
    except DayError as error:
        raise DataError(str(error)) from error
