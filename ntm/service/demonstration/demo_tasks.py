"""Made-up tasks for the demonstration: Xuân Dương's gaps and what it closed before, by roles and never by names.

Works of infrastructure end in the third quarter, as the chairman asked; persons, bodies, money and days are invented,
and every task says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ntm.service.assigning.tasks import save_all
from ntm.service.demonstration.demo_history import LABEL
from ntm.service.demonstration.demo_status import DAY, XUAN_DUONG
from ntm.service.workspace import Workspace
from ntm.store.tasks import Assignment, State, Step, Wanted

ROLES = {
    "cán bộ 1": "can-bo-xa",  # the account of the demonstration's commune officer
    "cán bộ 2": None,
    "cán bộ 3": None,
    "cán bộ 4": None,
}
_GIVEN = date(2024, 1, 10)


@dataclass(frozen=True, slots=True)
class _Made:
    """One made-up task: on which item, by whom, and what else is said."""

    item: str
    responsible: str
    support: str
    due: date
    given_on: date = DAY
    cost: str | None = None
    fund: str | None = None
    steps: tuple[tuple[str, date], ...] = ()
    done_on: date | None = None


def _day(month: int, day: int) -> date:
    return date(2024, month, day)


_MADE = (
    _Made("2.2", "cán bộ 1", "Phòng Kinh tế và Hạ tầng huyện", _day(9, 30), cost="180", fund="ngân sách huyện, xã",
          steps=(("Đo đạc đoạn chưa cứng hóa", _day(7, 15)), ("Vận động góp công, hiến đất", _day(7, 31)),
                 ("Thi công, nghiệm thu", _day(9, 30)))),
    _Made("2.4", "cán bộ 1", "Phòng Nông nghiệp và PTNT huyện", _day(9, 30), cost="320", fund="ngân sách huyện, xã",
          steps=(("Chọn tuyến", _day(7, 15)), ("Thi công, nghiệm thu", _day(9, 30)))),
    _Made("6.2", "cán bộ 2", "Phòng Văn hóa và Thông tin huyện", _day(9, 30), cost="90", fund="xã hội hóa",
          steps=(("Bố trí đất", _day(7, 31)), ("Lắp dụng cụ", _day(9, 15)))),
    _Made("6.3", "cán bộ 2", "Mặt trận Tổ quốc xã", _day(9, 30), cost="250", fund="ngân sách xã, nhân dân góp công",
          steps=(("Họp thôn", _day(7, 20)), ("Sửa nhà văn hóa thôn", _day(9, 30)))),
    _Made("10.1", "cán bộ 3", "Hội Nông dân xã", _day(12, 15),
          steps=(("Điều tra thu nhập mẫu", _day(10, 31)), ("Tổng hợp, báo cáo", _day(12, 15)))),
    _Made("13.3", "cán bộ 3", "Hội Nông dân xã", _day(7, 31), steps=(("Rà soát, nhập số liệu", _day(7, 31)),)),
    _Made("17.2", "cán bộ 4", "Phòng Tài nguyên và Môi trường huyện", _day(9, 30), cost="15", fund="cơ sở tự chi",
          steps=(("Ký cam kết với cơ sở", _day(7, 31)),)),
    _Made("17.7", "cán bộ 4", "Hội Phụ nữ xã", _day(9, 30), cost="12", fund="ngân sách xã",
          steps=(("Đặt bể thu gom", _day(8, 31)),)),
    # What was closed before, so that an officer's sheet has something to count.
    _Made("12.2", "cán bộ 2", "Trung tâm GDNN - GDTX huyện", date(2023, 12, 15), date(2023, 7, 10),
          done_on=date(2023, 12, 10)),
    _Made("5.1", "cán bộ 1", "Phòng Giáo dục và Đào tạo huyện", _day(2, 29), _GIVEN, cost="400",
          fund="ngân sách huyện", done_on=_day(3, 20)),
    _Made("11.1", "cán bộ 3", "Hội Nông dân xã", _day(6, 15), _GIVEN, done_on=_day(6, 14)),
)  # fmt: skip


def make_tasks(workspace: Workspace) -> int:
    """Give the made-up tasks; gives how many."""
    unit = workspace.territory.unit(XUAN_DUONG, DAY)
    assert unit is not None  # noqa: S101 - the demonstration's places have it on that day
    set_id = workspace.ask(DAY).set_id
    wanted = [Wanted((unit.code, unit.valid_from), set_id, one.item, _assignment(one)) for one in _MADE]
    return save_all(workspace, wanted, LABEL, "give", "demo").new


def _assignment(one: _Made) -> Assignment:
    said = Assignment(
        responsible=one.responsible, given_on=one.given_on, due=one.due, support=one.support,
        cost=Decimal(one.cost) if one.cost else None, fund=one.fund,
        steps=tuple(Step(name, day) for name, day in one.steps), note=LABEL, account=ROLES[one.responsible],
        illustrative=True,
    )  # fmt: skip
    if one.done_on is None:
        return said
    return replace(said, state=State.DONE, done_on=one.done_on)
