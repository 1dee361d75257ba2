"""A plan in Vietnamese: what to do, what it costs, why this and not another, what is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ntm.scenario.optimum import Optimum
from ntm.scenario.plan import Hindrance, InTheWay, Plan, Planned, Step
from ntm.scoring.average_words import unit_title
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import plain
from ntm.vietnamese.dates import format_day, months_after
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number


def done_by(plan: Plan, step: Step) -> date | None:
    """The day by which a step can be done; None where nobody said how long things take."""
    return None if step.month is None else months_after(plan.before.snapshot.day, step.month)


def differs(plan: Plan, other: Optimum) -> dict[str, list[dict[str, str]]]:
    """The criteria that another plan has in place of the best one's."""
    best = plan.best.gains if plan.best is not None else frozenset()
    units, criteria = plan.before.snapshot.units, plan.before.criteria_set.criteria
    return {
        side: [
            {
                "unit": units[plan.gaps[gain].row].code,
                "criterion": criteria[plan.gaps[gain].criterion].number,
            }
            for gain in sorted(gains)
        ]
        for side, gains in (("adds", other.gains - best), ("drops", best - other.gains))
    }


def step_rows(planned: Planned, steps: list[Step], *, shown: bool = False) -> list[dict[str, object]]:
    """Steps as rows of a listing: `number` counts in the plan's order, `indicators` marks what is undetermined.

    With `shown`, numbers and days are written as people read them.
    """
    plan = planned.plan
    units, criteria = plan.before.snapshot.units, plan.before.criteria_set
    verdicts = plan.before.indicators.verdicts
    rows: list[dict[str, object]] = []
    for step in steps:
        gap = step.gap
        lacking = [
            criteria.indicators[at].id
            + (_(" (chưa đủ số liệu)") if verdicts[at, gap.row] == Verdict.UNDETERMINED else "")
            for at in gap.indicators
        ]
        if gap.concluded:
            lacking.append(_("kết luận lại"))
        criterion, day = criteria.criteria[gap.criterion], done_by(plan, step)
        rows.append(
            {
                "number": plan.steps.index(step) + 1,
                "code": units[gap.row].code,
                "unit": units[gap.row].name,
                "criterion": criterion.number,
                "name": criterion.name,
                "indicators": ", ".join(lacking),
                "cost": format_number(step.cost) if shown else plain(step.cost),
                "people": "yes" if step.people else "no",
                "works": ", ".join(step.works),
                "done_by": format_day(day) if shown and day is not None else day,
            }
        )
    return rows


def heading(planned: Planned) -> list[str]:
    """What the plan is for and what it comes to, in lines."""
    return list(_heading(planned))


def _heading(planned: Planned) -> Iterator[str]:
    plan, best = planned.plan, planned.plan.best
    card = plan.before
    yield _(
        "Phương án ngắn nhất cho {unit}, ngày {day}, bộ {set}: phép tính, không ghi gì vào số liệu."
    ).format(unit=unit_title(planned.unit), day=format_day(card.snapshot.day), set=card.criteria_set.id)
    yield _("Mục tiêu: {goal}").format(goal=_goal(planned))
    if best is None:
        yield _("KHÔNG đạt được mục tiêu trong các điều kiện đã cho.")
        return
    if not best.gains:
        yield _("Mục tiêu đã đạt: không phải làm gì thêm.")
        return
    communes = len({step.gap.row for step in plan.steps})
    yield _("Thêm {criteria} tiêu chí ({indicators} chỉ tiêu) ở {communes} xã: {cost}.").format(
        criteria=len(best.gains),
        indicators=sum(len(step.gap.indicators) for step in plan.steps),
        communes=communes,
        cost=_cost(plan, sorted(best.acts)),
    )
    yield _proof(plan, best)
    if planned.average_after is not None and planned.average_after.value is not None:
        after = planned.average_after
        assert after.value is not None  # noqa: S101 - held above
        yield _("Sau đó: bình quân {average} ({met} ÷ {reporting}){reference}.").format(
            average=format_fixed(after.value),
            met=format_number(Decimal(after.met)),
            reporting=after.reporting,
            reference=_reference_after(planned),
        )


def _goal(planned: Planned) -> str:
    goal, target, compared = planned.goal, planned.plan.target, planned.comparison
    if goal.reach == "standard":
        if compared is None:
            return _("xã đạt chuẩn (mọi tiêu chí áp dụng đều đạt).")
        return _("thêm {count} xã đạt chuẩn.").format(count=target.communes)
    if goal.reach == "number":
        number = format_number(goal.number or Decimal(0))
        if compared is None:
            return _("xã đạt {number} tiêu chí, cần thêm {count}.").format(
                number=number, count=target.criteria
            )
        return _("bình quân {number} tiêu chí/xã, cần thêm {count} tiêu chí.").format(
            number=number, count=target.criteria
        )
    assert compared is not None and compared.reference is not None  # noqa: S101,PT018 - else there is no plan
    moves = planned.reference_after not in (None, compared.reference.value)
    return _("bình quân bằng {reference} ({value}){moves}: cần thêm {count} tiêu chí.").format(
        reference=unit_title(compared.reference.unit),
        value=format_fixed(compared.reference.value),
        moves=_(", mốc này lên theo vì gồm cả đơn vị") if moves else "",
        count=target.criteria,
    )


def _reference_after(planned: Planned) -> str:
    if planned.reference_after is None or planned.goal.reach != "average":
        return ""
    return _("; mốc so sánh {value}").format(value=format_fixed(planned.reference_after))


def _cost(plan: Plan, acts: list[int]) -> str:
    money = plan.money(acts)
    if plan.costs is None:
        return _("chi phí tính là {count} chỉ tiêu phải làm").format(count=format_number(money))
    parts = []
    if plan.costs.tell("cost"):
        parts.append(_("{money} triệu đồng").format(money=format_number(money)))
    if plan.costs.tell("months"):
        months = sum(plan.priced.acts[act].months for act in acts)
        parts.append(_("{months} tháng công việc").format(months=months))
    return ", ".join(parts)


def _amount(plan: Plan, amount: Decimal) -> str:
    if plan.wishes.minimise == "months":
        return _("{months} tháng công việc").format(months=format_number(amount))
    if plan.costs is None:
        return _("{count} chỉ tiêu").format(count=format_number(amount))
    return _("{money} triệu đồng").format(money=format_number(amount))


def _proof(plan: Plan, best: Optimum) -> str:
    total, bound = plan.amount(best.total), plan.amount(best.bound)
    if best.optimal:
        return _("Tối ưu, đã chứng minh: không phương án nào dưới {bound} (khoảng cách 0).").format(
            bound=_amount(plan, bound)
        )
    return _("Chưa chứng minh là tối ưu: cận dưới {bound}, khoảng cách {gap}.").format(
        bound=_amount(plan, bound), gap=_amount(plan, total - bound)
    )


def notes(planned: Planned) -> list[str]:
    """What follows the steps: works, why this plan, what else, or what is in the way; warnings apart."""
    return list(_notes(planned))


def _notes(planned: Planned) -> Iterator[str]:
    plan, best = planned.plan, planned.plan.best
    if best is None:
        yield from _in_the_way(plan)
        return
    if not best.gains:
        return
    for work in plan.works:
        after = _(", làm sau {works}").format(works=", ".join(work.after)) if work.after else ""
        yield _(
            "Công trình «{name}»: {cost}, trả một lần, phục vụ {count} tiêu chí (bước {steps}){after}."
        ).format(
            name=work.name,
            cost=_("{money} triệu đồng").format(money=format_number(work.cost)),
            count=len(work.serves),
            steps=", ".join(str(number + 1) for number in work.serves) or "-",
            after=after,
        )
    if plan.costs is not None and (plan.costs.funds or plan.spent.keys() - {""}):
        yield _("Nguồn vốn: {funds}.").format(funds="; ".join(_fund(plan, fund) for fund in plan.spent))
    yield from _why(plan, best)
    for number, other in enumerate(plan.others, start=1):
        sides = differs(plan, other)
        yield _("Phương án kế tiếp {number}: {total}; thêm {adds}, bỏ {drops}.").format(
            number=number,
            total=_amount(plan, plan.amount(other.total)),
            adds=_criteria(plan, sides["adds"]),
            drops=_criteria(plan, sides["drops"]),
        )


def _fund(plan: Plan, fund: str) -> str:
    name, spent = fund or _("không ghi tên"), format_number(plan.spent[fund])
    limit = plan.costs.funds.get(fund) if plan.costs is not None else None
    if limit is None:
        return _("{fund} {spent} triệu đồng").format(fund=name, spent=spent)
    return _("{fund} {spent}/{limit} triệu đồng").format(fund=name, spent=spent, limit=format_number(limit))


def _criteria(plan: Plan, side: list[dict[str, str]]) -> str:
    names = {unit.code: unit.name for unit in plan.before.snapshot.units}
    shown = [
        _("{unit} tiêu chí {criterion}").format(unit=names[one["unit"]], criterion=one["criterion"])
        for one in side
    ]
    more = len(shown) - 4
    listed = ", ".join(shown[:4]) or _("không có")
    return _("{listed} và {more} tiêu chí nữa").format(listed=listed, more=more) if more > 0 else listed


def _why(plan: Plan, best: Optimum) -> Iterator[str]:
    further = plan.further()
    if plan.target.criteria and further is not None:
        yield _("Vì sao: ngoài phương án, thêm một tiêu chí nữa tốn ít nhất {amount}.").format(
            amount=_amount(plan, further)
        )
    if plan.sorted_total is not None and plan.sorted_total > best.total:
        yield _("Làm lần lượt từ tiêu chí rẻ nhất sẽ tốn {sorted}; phương án này tiết kiệm {saved}.").format(
            sorted=_amount(plan, plan.amount(plan.sorted_total)),
            saved=_amount(plan, plan.amount(plan.sorted_total - best.total)),
        )


def _in_the_way(plan: Plan) -> Iterator[str]:
    wanted = plan.target.communes or plan.target.criteria
    kind = _("xã đạt chuẩn") if plan.target.communes else _("tiêu chí")
    yield _("Nhiều nhất thêm được {possible}/{wanted} {kind}.").format(
        possible=plan.most_possible or 0, wanted=wanted, kind=kind
    )
    if plan.closest is not None:
        yield _("Gần mục tiêu nhất: thêm {adds}, tốn {amount}.").format(
            adds=_criteria(plan, differs(plan, plan.closest)["adds"]),
            amount=_amount(plan, plan.amount(plan.closest.total)),
        )
    for one in plan.in_the_way:
        if one.what is Hindrance.TOGETHER:
            yield _together(plan, one)
            continue
        yield _("Vướng: {what}. {without}").format(what=_hindrance(plan, one), without=_without(plan, one))


def _hindrance(plan: Plan, one: InTheWay) -> str:
    match one.what:
        case Hindrance.UNPRICED:
            items = sorted({item for items in plan.priced.unpriced.values() for item in items})
            return _("{count} tiêu chí có chỉ tiêu chưa có giá trong tệp chi phí ({items})").format(
                count=one.items, items=", ".join(items[:12])
            )
        case Hindrance.BARRED:
            return _("{count} tiêu chí bị loại bằng --not").format(count=one.items)
        case Hindrance.LATE:
            return _("{count} tiêu chí không xong trước ngày {day}").format(
                count=one.items, day=format_day(plan.wishes.by) if plan.wishes.by else ""
            )
        case Hindrance.BUDGET:
            return _("ngân sách {money}").format(money=_amount(plan, plan.wishes.budget or Decimal(0)))
        case Hindrance.MONTHS:
            return _("giới hạn {months} tháng công việc").format(months=plan.wishes.months)
        case Hindrance.TOGETHER:
            return _together(plan, one)
        case Hindrance.FUND:
            limit = plan.costs.funds[one.fund] if plan.costs is not None else Decimal(0)
            return _("nguồn «{fund}» chỉ có {money} triệu đồng").format(
                fund=one.fund or _("không ghi tên"), money=format_number(limit)
            )


def _together(plan: Plan, one: InTheWay) -> str:
    if one.total is None:
        return _("Gỡ tất cả các điều trên vẫn chưa đạt: phần còn thiếu nhiều hơn mọi tiêu chí có thể làm.")
    return _("Gỡ tất cả các điều trên: đạt được, tốn ít nhất {amount}.").format(
        amount=_amount(plan, one.total)
    )


def _without(plan: Plan, one: InTheWay) -> str:
    if one.total is None:
        return _("Riêng điều này được gỡ thì vẫn chưa đạt.")
    if one.what is Hindrance.UNPRICED:
        return _("Cần ghi giá cho các chỉ tiêu này.")
    return _("Nếu không có điều này: đạt được, tốn ít nhất {amount}.").format(amount=_amount(plan, one.total))


def warnings(planned: Planned) -> list[str]:
    """What must be known before the plan is acted on."""
    return list(_warnings(planned))


def _warnings(planned: Planned) -> Iterator[str]:
    plan = planned.plan
    card, day, by = plan.before, plan.before.snapshot.day, plan.wishes.by
    verdicts = card.indicators.verdicts
    unknown = sum(
        verdicts[at, step.gap.row] == Verdict.UNDETERMINED
        for step in plan.steps
        for at in step.gap.indicators
    )
    if unknown:
        yield _(
            "{count} chỉ tiêu trong phương án chưa đủ số liệu: có thể đã đạt, hãy nhập số liệu trước."
        ).format(count=unknown)
    concluded = sum(step.gap.concluded for step in plan.steps)
    if concluded:
        yield _("{count} tiêu chí còn cần cấp xét kết luận lại sau khi các chỉ tiêu đạt.").format(
            count=concluded
        )
    if plan.priced.unpriced and plan.best is not None:
        yield _("{count} tiêu chí không được xét vì có chỉ tiêu chưa có giá trong tệp chi phí.").format(
            count=len(plan.priced.unpriced)
        )
    if by is not None and by.year != day.year:
        yield _("Mức yêu cầu là của năm {year}; năm {later} có thể cao hơn: xem lại bằng --on.").format(
            year=day.year, later=by.year
        )
    if plan.costs is not None and plan.costs.illustrative:
        yield _("Chi phí là số liệu minh họa: không dùng để lập dự toán.")
    columns = card.table.columns
    if card.snapshot.illustrative or any(column.illustrative for column in columns):
        yield _("Có số liệu minh họa: không dùng để đánh giá xã có thật.")
