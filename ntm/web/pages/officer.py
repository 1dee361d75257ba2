"""The year-end sheet of an officer (phiếu kết quả), for the person and their superiors: as a page, PDF or docx."""

from __future__ import annotations

from starlette.responses import Response

from ntm.errors import UsageError
from ntm.reports.paper import Paper
from ntm.service.access.rights import Action, Forbidden
from ntm.service.assigning import officer_here as service
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold
from ntm.web.pages.tasks import printed
from ntm.web.sending import attached
from ntm.web.visit import Visit, Visited, page_router

router = page_router()


@router.get("/tasks/officer")
def page(visit: Visited) -> Response:
    """The sheet of `?person=` in `?unit=` and `?year=`, saved with `form=pdf|docx`; with no person, whose there are."""
    asked = {name: value.strip()[:200] for name, value in visit.request.query_params.items()}
    unit = _unit(visit, asked.get("unit", ""))
    person, form = asked.get("person", ""), asked.get("form", "")
    if not person:
        return _whose(visit, unit)
    ask, year = visit.workspace.ask(visit.day), _year(asked.get("year", ""))
    paper = service.sheet(visit.workspace, visit.rights, visit.person, ask, unit, person, year)
    if form:
        content = printed(paper, form)
        who = fold(paper.context["person"]).replace(" ", "-")[:60]
        return attached(f"phieu-ket-qua-{unit.code}-{who}-{paper.context['year']}.{form}", content)
    return _shown(visit, unit, person, paper)


def _shown(visit: Visit, unit: Unit, person: str, paper: Paper) -> Response:
    years = range(visit.day.year, visit.day.year - 5, -1)
    return visit.page("officer.html.j2", unit=unit, person=person, sheet=paper.context, years=years)


def _whose(visit: Visit, unit: Unit) -> Response:
    """Whose sheets the person may ask for: their own and, of a superior, of everybody with a task there."""
    ask = visit.workspace.ask(visit.day)
    may = visit.rights.may(Action.OFFICER_SHEET, unit, ask.day)
    found = service.officers(visit.workspace, visit.rights, ask, unit) if may else []
    return visit.page("officers.html.j2", unit=unit, officers=found, may=may)


def _unit(visit: Visit, text: str) -> Unit:
    """The unit asked for, else the person's first place."""
    if text:
        return visit.workspace.find(text, visit.day, "commune")
    for action in (Action.SEE_TASKS, Action.OFFICER_SHEET):
        for unit in visit.rights.places(action):
            if unit.alive(visit.day):
                return unit
    raise Forbidden(_("Chỉ người có tên và cấp trên của người đó được xem phiếu này."))


def _year(text: str) -> int | None:
    if text and not (text.isdecimal() and len(text) == 4):
        raise UsageError(_("Năm ghi bốn chữ số."))
    return int(text) if text else None
