"""Page 3, submit and verify: where a commune's period stands, what changed, declarations, the steps and the seal."""

from __future__ import annotations

from starlette.responses import Response

from ntm.errors import UsageError
from ntm.service.access.rights import BY_TURN, Action
from ntm.service.office import reviewing, submissions
from ntm.service.office.submissions import Filing
from ntm.store.submissions import Period
from ntm.vietnamese.messages import _
from ntm.web.pages.commune import dom_id
from ntm.web.spot import Spot, spot
from ntm.web.visit import Posted, Visited, page_router, text_of, to

router = page_router()


@router.get("/communes/{code}/submission")
def page(visit: Visited, code: str) -> Response:
    """Where the period stands; for the level whose turn it is, what to do."""
    here = spot(visit, code)
    if here.filing is None:
        return visit.page("no_period.html.j2", here=here)
    held, view = here.filing, here.view()
    may = {
        action.value: visit.rights.refusal(action, here.unit, held.day, held.state) is None
        for action in BY_TURN
    }
    return visit.page(
        "submission.html.j2", here=here, view=view, filing=held, may=may, dom=dom_id,
        holds=submissions.seal_holds(visit.workspace, here.unit, held),
        reviews=reviewing.reviews(visit.workspace, here.unit, here.ask, view.scorecard),
        changes=reviewing.changes_since(
            visit.workspace, here.unit, here.ask, view.scorecard, reviewing.last_look(held)
        ),
        since=reviewing.last_look(held),
    )  # fmt: skip


@router.post("/communes/{code}/submission/submit")
def submit(visit: Visited, posted: Posted, code: str) -> Response:
    """The commune's leader submits."""
    here, period = _spot(visit, code, Action.SUBMIT)
    comment = text_of(posted, "comment")
    submissions.submit(visit.workspace, visit.rights, visit.person, here.unit, period, comment)
    return to(here.path("/submission"))


@router.post("/communes/{code}/submission/return")
def send_back(visit: Visited, posted: Posted, code: str) -> Response:
    """Sent back: the ticked items, each with its words."""
    here, period = _spot(visit, code, Action.RETURN)
    flags = {
        item: text_of(posted, f"words-{item}") or text_of(posted, "comment")
        for item in posted.getlist("flag")
        if isinstance(item, str)
    }
    comment = text_of(posted, "comment")
    submissions.send_back(visit.workspace, visit.rights, visit.person, here.unit, period, flags, comment)
    return to(here.path("/submission"))


@router.post("/communes/{code}/submission/declare")
def declare(visit: Visited, posted: Posted, code: str) -> Response:
    """What the verifying level says of each criterion."""
    here, period = _spot(visit, code, Action.DECLARE)
    verdicts = {
        name.removeprefix("verdict-"): value
        for name, value in posted.items()
        if name.startswith("verdict-") and isinstance(value, str)
    }
    note = text_of(posted, "note")
    reviewing.declare(visit.workspace, visit.rights, visit.person, here.unit, period, verdicts, note)
    return to(f"{here.path('/submission')}#declare")


@router.post("/communes/{code}/submission/accept")
def accept(visit: Visited, posted: Posted, code: str) -> Response:
    """The district accepts and seals."""
    here, period = _spot(visit, code, Action.ACCEPT)
    comment = text_of(posted, "comment")
    submissions.accept(visit.workspace, visit.rights, visit.person, here.unit, period, comment)
    return to(here.path("/submission"))


@router.post("/communes/{code}/submission/confirm")
def confirm(visit: Visited, posted: Posted, code: str) -> Response:
    """The province confirms and seals."""
    here, period = _spot(visit, code, Action.CONFIRM)
    comment = text_of(posted, "comment")
    submissions.confirm(visit.workspace, visit.rights, visit.person, here.unit, period, comment)
    return to(here.path("/submission"))


def _spot(visit: Visited, code: str, action: Action) -> tuple[Spot, Period]:
    here = spot(visit, code, action)
    held: Filing | None = here.filing
    if held is None:
        raise UsageError(_("Tỉnh chưa mở kỳ báo cáo nào cho ngày này."))
    return here, held.period
