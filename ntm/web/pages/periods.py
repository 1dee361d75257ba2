"""Reporting periods: which are open and until when; the province's administrator opens them and sets deadlines."""

from __future__ import annotations

from datetime import date

from starlette.datastructures import FormData
from starlette.responses import Response

from ntm.errors import DataError
from ntm.service.access.rights import Action
from ntm.service.office import periods
from ntm.service.office.periods import period_words
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.web.visit import Posted, Visited, page_router, text_of, to

router = page_router()


@router.get("/periods")
def page(visit: Visited) -> Response:
    """The periods of the provinces in which the person has a place."""
    territory, today = visit.workspace.territory, visit.office.today
    provinces = {}
    for place in visit.rights.places(Action.SEE):
        province = territory.province_of(place, today)
        if province is not None:
            provinces[province.code] = province
    visit.rights.require_somewhere(Action.SEE)
    opened = [
        (
            one,
            periods.periods_of(visit.workspace, one.code),
            visit.rights.may(Action.MANAGE_PERIODS, one, today),
        )
        for one in provinces.values()
    ]
    return visit.page("periods.html.j2", provinces=opened, words=period_words)


@router.post("/periods/{code}")
def open_period(visit: Visited, posted: Posted, code: str) -> Response:
    """Open a period of a province, or change its deadlines."""
    province = visit.unit(code, visit.office.today)
    visit.rights.require(Action.MANAGE_PERIODS, province, visit.office.today)
    periods.open_period(
        visit.workspace, province, text_of(posted, "period", 10), visit.person.login,
        commune_due=_day(posted, "commune_due"), district_due=_day(posted, "district_due"),
        province_due=_day(posted, "province_due"), source="web",
    )  # fmt: skip
    return to("/periods")


def _day(posted: FormData, name: str) -> date | None:
    text = text_of(posted, name, 20)
    try:
        return parse_day(text) if text else None
    except DayError as error:
        raise DataError(_("Hạn: {reason}").format(reason=error)) from error
