"""Page 4, district and province: averages beside the reference, the matrix, who reports, what is nearest, the map."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from ntm.reports.trends import Series, trend_chart
from ntm.scoring.average_words import average_json, unit_title
from ntm.service.access.rights import Action
from ntm.service.office import area as service
from ntm.service.office.area_matrix import Choice, area_matrix, orders
from ntm.service.papers.readiness_average import standing_plot
from ntm.service.workspace import Ask
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.web.visit import NotFound, Visit, Visited, page_router

router = page_router()


@router.get("/areas")
def listing(visit: Visited) -> Response:
    """The districts and provinces the person may see."""
    visit.rights.require_somewhere(Action.SEE)
    return visit.page("areas.html.j2", areas=service.areas(visit.rights, visit.day), day=visit.day)


@router.get("/areas/{code}")
def page(visit: Visited, code: str) -> Response:
    """A district or province on the day."""
    unit, ask = _asked(visit, code)
    found = service.area(visit.workspace, ask, unit)
    drawing, attribution = found.map
    return visit.page(
        "area.html.j2", unit=unit, ask=ask, area=found, average=average_json(found.comparison),
        title_of=unit_title, parts_of=found.parts(visit.workspace), drawing=drawing, attribution=attribution,
        may_suppose=visit.rights.may(Action.SUPPOSE, unit, ask.day),
        plot=standing_plot(found.comparison, found.standing, ""), most=service.MOST_STEPS,
    )  # fmt: skip


@router.get("/areas/{code}/trend")
def trend(visit: Visited, code: str) -> Response:
    """The averages over time: fetched into the page after it, since many days are scored for it; or by itself."""
    unit, ask = _asked(visit, code)
    points = service.trend(visit.workspace, ask, unit)
    part = "area_trend.html.j2" if visit.request.headers.get("hx-request") else "area_trend_page.html.j2"
    return visit.page(part, unit=unit, ask=ask, points=points, chart=_chart(visit, unit, ask, points))


@router.get("/areas/{code}/matrix")
def matrix(visit: Visited, code: str) -> Response:
    """The communes by criterion, filtered and in the order asked for."""
    unit, ask = _asked(visit, code)
    asked = visit.request.query_params
    names = ("order", "district", "criterion", "verdict", "reporting")
    choice = Choice(**{name: asked[name] for name in names if asked.get(name)})
    found = area_matrix(visit.workspace, ask, unit, choice)
    return visit.page("matrix.html.j2", unit=unit, ask=ask, matrix=found, orders=orders(found))


def _asked(visit: Visit, code: str) -> tuple[Unit, Ask]:
    """The district or province, which the person may see, and the day and set asked for."""
    unit = visit.unit(code)
    if unit.kind in COMMUNE_KINDS or unit.kind == "thon":
        raise NotFound(_("{unit} không phải là huyện hay tỉnh.").format(unit=unit.title))
    visit.rights.require(Action.SEE, unit, visit.day)
    return unit, visit.workspace.ask(visit.day, visit.request.query_params.get("set") or None)


def _chart(visit: Visit, unit: Unit, ask: Ask, points: Sequence[service.Point]) -> str:
    if not points:
        return ""
    above = visit.workspace.territory.parent(unit, ask.day)
    reference = None
    if any(point.reference is not None for point in points):
        name = above.title if above is not None else _("cả nước")
        reference = Series(name, [point.reference for point in points])
    of = len(visit.workspace.sets(ask)(None).criteria)
    subject = Series(unit.title, [point.subject for point in points])
    return trend_chart([point.day for point in points], subject, reference, of)
