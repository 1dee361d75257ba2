"""The menu: one line a page, shown only to those who may do something there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ntm.service.access.rights import Action
from ntm.territory.model import COMMUNE_KINDS
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    path: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class _Line:
    path: str
    label: Callable[[], str]
    needs: Action | None = None  # shown to whoever may do this somewhere; None: everybody
    above: bool = False  # shown only to those who have a place above the communes


_LINES: Sequence[_Line] = (
    _Line("/", lambda: _("Việc đang chờ tôi")),
    _Line("/communes", lambda: _("Các xã"), Action.SEE),
    _Line("/periods", lambda: _("Kỳ báo cáo"), Action.SEE),
    _Line("/tasks", lambda: _("Phân công"), Action.SEE_TASKS),
    _Line("/areas", lambda: _("Huyện, tỉnh"), Action.SEE, above=True),
    _Line("/scenarios", lambda: _("Phương án"), Action.SUPPOSE),
    _Line("/imports", lambda: _("Nhập từ tệp"), Action.ENTER),
    _Line("/papers", lambda: _("Văn bản"), Action.PRINT),
    _Line("/law", lambda: _("Bộ tiêu chí"), Action.SEE),
    _Line("/places", lambda: _("Đơn vị"), Action.SEE),
    _Line("/people", lambda: _("Người dùng"), Action.MANAGE_PEOPLE),
    _Line("/acts", lambda: _("Nhật ký"), Action.AUDIT),
    _Line("/help", lambda: _("Trợ giúp")),
)


def entries(visit: Visit) -> list[Entry]:
    """The lines this person sees; the one they are at is marked."""
    path = visit.request.url.path
    above = any(place.kind not in COMMUNE_KINDS for place in visit.rights.places(Action.SEE))
    return [
        Entry(line.path, line.label(), path == line.path or (line.path != "/" and path.startswith(line.path)))
        for line in _LINES
        if (line.needs is None or line.needs in visit.rights.anywhere) and (not line.above or above)
    ]
