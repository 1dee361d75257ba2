"""Page 2, the commune's page: every criterion and indicator with its field; saving, live verdicts, one item whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, JSONResponse, Response

from ntm.errors import DataError, UsageError
from ntm.service.access import people
from ntm.service.access.rights import Action
from ntm.service.assigning import tasks_here
from ntm.service.assigning.task_rules import state_word
from ntm.service.entering import saving
from ntm.service.entering.saving import FieldConflict, Typed
from ntm.service.office import commune_view
from ntm.vietnamese.dates import moment_shown, parse_moment
from ntm.vietnamese.messages import _
from ntm.web.errors import wants_json
from ntm.web.spot import Spot, spot
from ntm.web.templating import environment
from ntm.web.visit import Posted, Visited, fill, page_router, text_of, to

router = page_router()


@router.get("/communes/{code}")
def page(visit: Visited, code: str) -> Response:
    """The commune's page."""
    here = spot(visit, code)
    return visit.page("commune.html.j2", here=here, view=here.view(), dom=dom_id, **_tasks(here))


@router.get("/communes/{code}/items/{item}")
def item_page(visit: Visited, code: str, item: str) -> Response:
    """One indicator whole: the law, its fields, everything ever said of it, its files."""
    return _item_page(visit, spot(visit, code), item, 200)


@router.post("/communes/{code}/items/{item}")
def save(visit: Visited, posted: Posted, code: str, item: str) -> Response:
    """Save one field; for a program the answer is JSON with the page's changed parts."""
    here = spot(visit, code, Action.ENTER)
    typed, base = typed_of(posted), _base(posted)
    key = text_of(posted, "key", saving.LONGEST_KEY) or None
    try:
        done = saving.save(visit.workspace, visit.rights, visit.person, here.place(item), typed, base, key)
    except FieldConflict as error:
        return _conflict(visit, here, item, error, posted)
    if not wants_json(visit.request):
        return to(f"{here.path()}#{dom_id('i', _indicator(here, item))}")
    view = here.view(_criterion(here, item))
    saved_at = moment_shown(parse_moment(done.moment))
    return JSONResponse(
        {
            "version": done.version, "saved_at": saved_at,
            "said": _("đã lưu lúc {moment}").format(moment=saved_at), "parts": parts_of(here, view),
        }
    )  # fmt: skip


@router.post("/communes/{code}/items/{item}/preview")
def preview(visit: Visited, posted: Posted, code: str, item: str) -> Response:
    """What the verdicts would be with what is typed; nothing is written."""
    here = spot(visit, code, Action.ENTER)
    try:
        view = commune_view.supposed(
            visit.workspace, visit.rights, here.unit, here.ask, item, typed_of(posted)
        )
    except DataError as error:
        return HTMLResponse(_fragment("typed.html.j2", dom=dom_id, item=item, message=str(error)))
    told = _fragment("typed.html.j2", dom=dom_id, item=item, message="")
    return HTMLResponse(parts_of(here, view) + told)


@router.get("/form-token")
def form_token(visit: Visited) -> Response:
    """A form token for changes that waited in the browser, and whose browser it is now."""
    return JSONResponse({"token": visit.token, "login": visit.person.login})


def typed_of(posted: FormData) -> Typed:
    """What stands in a field's form."""
    return Typed(
        value=text_of(posted, "value"), numerator=text_of(posted, "numerator", 40),
        denominator=text_of(posted, "denominator", 40), not_applicable=text_of(posted, "not_applicable") == "on",
        reason=text_of(posted, "reason"), note=text_of(posted, "note"),
        responsible=text_of(posted, "responsible"), due=text_of(posted, "due", 20),
    )  # fmt: skip


def dom_id(kind: str, item: str) -> str:
    """The id of an item's part in the page: letters, digits and hyphens alone."""
    return f"{kind}-" + re.sub(r"[^0-9A-Za-z]", lambda sign: "_" if sign[0] == ":" else "-", item)


def parts_of(here: Spot, view: commune_view.CommuneView) -> str:
    """The parts of the page that a field changes, each with its id, to be put in place of the old."""
    return _fragment("commune_parts.html.j2", here=here, view=view, dom=dom_id)


def _fragment(template: str, **context: object) -> str:
    return environment().get_template(template).render(**context)


def _item_page(visit: Visited, here: Spot, item: str, status: int, **more: object) -> Response:
    view = here.view(_criterion(here, item))
    one = view.indicator(item)
    said = [
        (name, commune_view.said_of(visit.workspace, here.unit, view.criteria_set, name))
        for name in dict.fromkeys([one.id, *(field.item for field in one.fields)])
    ]
    context = {"message": None, **more}
    return visit.page(
        "item.html.j2",
        status,
        here=here,
        view=view,
        one=one,
        said=said,
        dom=dom_id,
        **_tasks(here),
        **context,
    )


def _tasks(here: Spot) -> dict[str, Any]:
    """The task that speaks for each item, and whether this person may give one."""
    visit = here.visit
    return {
        "given": tasks_here.given(visit.workspace, visit.rights, here.unit, here.ask),
        "may_assign": here.unit.alive(visit.office.today)
        and visit.rights.may(Action.ASSIGN, here.unit, visit.office.today),
        "state_word": state_word,
    }


def _criterion(here: Spot, item: str) -> str:
    criteria = saving.criteria_at(here.visit.workspace, here.place(item))
    return criteria.criterion_of_indicator[criteria.indicator_of_measure[item].id].number


def _indicator(here: Spot, item: str) -> str:
    return saving.criteria_at(here.visit.workspace, here.place(item)).indicator_of_measure[item].id


def _base(posted: FormData) -> int:
    text = text_of(posted, "base", 20) or "0"
    if not text.isdecimal():
        raise UsageError(_("Phiên bản của mục không đúng dạng; hãy tải lại trang."))
    return int(text)


def _conflict(visit: Visited, here: Spot, item: str, error: FieldConflict, posted: FormData) -> Response:
    if wants_json(visit.request):
        names = people.names(visit.workspace.stored)
        body: Mapping[str, object] = {
            "error": {"code": "conflict", "message": str(error), "problems": []},
            "theirs": error.theirs, "who": names.get(error.who, error.who), "when": moment_shown(error.when),
            "yours": error.yours, "version": error.version,
            "parts": parts_of(here, here.view(_criterion(here, item))),
        }  # fmt: skip
        return JSONResponse(body, 409)
    fields = {name: value for name, value in posted.items() if isinstance(value, str)}
    return HTMLResponse(
        fill(
            visit.request, "conflict.html.j2", visit, here=here, item=item, error=error, fields=fields,
            dom=dom_id, indicator=_indicator(here, item),
        ),
        409,
    )  # fmt: skip
