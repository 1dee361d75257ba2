"""The commune, the reporting period and the day a page speaks of, read from its address; the right to see it asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ntm.service.access.rights import Action
from ntm.service.entering.saving import Place
from ntm.service.office.commune_view import CommuneView, commune_view
from ntm.service.office.periods import current_period, periods_of
from ntm.service.office.submissions import Filing, filing
from ntm.service.workspace import Ask
from ntm.store.submissions import Period
from ntm.territory.model import Unit
from ntm.vietnamese.messages import _
from ntm.web.visit import NotFound, Visit


@dataclass(frozen=True)
class Spot:
    """A commune in a period of its province; without a period open, on the visit's day."""

    visit: Visit
    unit: Unit
    ask: Ask
    periods: tuple[Period, ...]
    filing: Filing | None

    @property
    def period(self) -> Period | None:
        """The period, None where the province has opened none."""
        return self.filing.period if self.filing is not None else None

    @property
    def query(self) -> str:
        """The end of an address that leads to the same period or day."""
        return f"?period={self.period.id}" if self.period is not None else f"?day={self.ask.day.isoformat()}"

    def path(self, more: str = "") -> str:
        """The address of the commune's page, or of one below it (`/submission`)."""
        return f"/communes/{self.unit.code}{more}{self.query}"

    def place(self, item: str) -> Place:
        """A field of the page."""
        return Place(self.unit, self.ask.day, self.ask.set_id, item)

    def view(self, only: str | None = None) -> CommuneView:
        """The page's values, of one criterion alone with `only`."""
        starts = self.period.starts if self.period is not None else None
        flags: Any = self.filing.flags if self.filing is not None else {}
        return commune_view(
            self.visit.workspace,
            self.visit.rights,
            self.unit,
            self.ask,
            starts=starts,
            flags=flags,
            only=only,
        )


def spot(visit: Visit, code: str, action: Action = Action.SEE) -> Spot:
    """The commune of that code with its period (`?period=`, else the one to work on); Forbidden, NotFound."""
    today, asked = visit.office.today, visit.request.query_params
    opened = _opened(visit, code)
    period: Period | None = None
    if "period" in asked:
        period = next((one for one in opened if one.id == asked["period"]), None)
        if period is None:
            raise NotFound(_("Tỉnh chưa mở kỳ báo cáo {period}.").format(period=asked["period"][:20]))
    elif "day" not in asked:
        period = current_period(opened, today)
    day = min(period.ends, today) if period is not None else visit.day
    unit = visit.commune(code, action, day)
    if period is None:
        return Spot(visit, unit, visit.workspace.ask(day), opened, None)
    held = filing(visit.workspace, visit.rights, unit, period)
    return Spot(visit, unit, Ask(held.day, held.set_id), opened, held)


def _opened(visit: Visit, code: str) -> tuple[Period, ...]:
    """The periods of the province in which a unit of that code lies or lay."""
    territory = visit.workspace.territory
    for unit in territory.of_code(code):
        province = territory.province_of(unit, unit.valid_to or visit.office.today)
        if province is not None:
            return tuple(periods_of(visit.workspace, province.code))
    raise NotFound(_("Không có đơn vị nào mang mã {code}.").format(code=code[:20]))
