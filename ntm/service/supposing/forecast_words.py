"""A forecast as the contract `ntm.forecast/1`, and in lines for people: estimates, and said to be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ntm.scenario.forecast import Forecast, Standings
from ntm.scenario.outlook import Course, Outlook, losing, outlooks
from ntm.scenario.pace import CONFIDENCE, MIN_DAYS, MIN_POINTS
from ntm.scoring.average_words import two_decimals, unit_title
from ntm.scoring.averages import Average
from ntm.scoring.scorecard import required_string
from ntm.service.supposing.forecast import GroupOutlook, Outcome
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number

SCHEMA = "ntm.forecast/1"
OLD = timedelta(days=120)
"""Figures older than a quarter and a month are told to be."""
_DAYS_A_YEAR = 365


def forecast_json(found: Outcome) -> dict[str, Any]:
    """The contract `ntm.forecast/1`. Estimates are strings of two decimals; days that are not known are null."""
    card, row, held = found.forecast.now, found.row, found.forecast
    criteria = card.column(row or 0).criteria_set
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "unit": dict(found.label),
        "on": card.snapshot.day.isoformat(),
        "criteria_set": criteria.id,
        "set_hash": criteria.hash,
        "confidence": f"{CONFIDENCE:g}",
        "until": held.until.isoformat(),
    }
    if row is not None:
        document |= {
            "now": {"met": int(card.met[row]), "of": card.of},
            "standings": [
                {"on": one.day.isoformat(), **{side: int(there.met[row]) for side, there in one.sides.items()}}
                for one in held.days
            ],
            "indicators": [_outlook(held, line, row) for line in outlooks(held, row)],
            "losing": [_course(held, course, row) | {"lost": _iso(course.lost)} for course in losing(held, row)],
        }  # fmt: skip
    else:
        document["communes"] = [_commune(held, at) for at in found.groups[0].rows]
    document["averages"] = [_group(group) for group in found.groups]
    document["warnings"] = cautions(found)
    return document


def _outlook(held: Forecast, line: Outlook, row: int) -> dict[str, Any]:
    return {
        "id": line.item,
        "name": _name(held, line.item),
        "verdict": line.verdict.word,
        "basis": line.basis,
        "reason": line.reason,
        "reached_on": _iso(line.reached),
        "earliest": _iso(line.earliest),
        "latest": _iso(line.latest),
        "due": _iso(line.due),
        "late": line.late,
        "measures": [_course(held, course, row) for course in line.courses],
    }


def _course(held: Forecast, course: Course, row: int) -> dict[str, Any]:
    pace = course.pace
    return {
        "id": course.measure.id,
        "met": course.met,
        "points": pace.points if pace is not None else None,
        "first": _iso(pace.first) if pace is not None else None,
        "last": _iso(pace.last) if pace is not None else None,
        "value": _two(pace.value) if pace is not None else None,
        "a_year": {
            "middle": _two(pace.per_day * _DAYS_A_YEAR),
            "low": _two(pace.low * _DAYS_A_YEAR),
            "high": _two(pace.high * _DAYS_A_YEAR),
        }
        if pace is not None
        else None,
        "reached_on": _iso(course.middle),
        "earliest": _iso(course.earliest),
        "latest": _iso(course.latest),
        "at": [] if pace is None else [_at(course, one, row) for one in held.days],
    }


def _at(course: Course, one: Standings, row: int) -> dict[str, Any]:
    assert course.pace is not None  # noqa: S101 - the caller looked
    there = course.pace.at(one.day)
    required = required_string(course.measure, one.middle.threshold(row, course.index))
    return {
        "on": one.day.isoformat(), "middle": _two(there.middle), "low": _two(there.low), "high": _two(there.high),
        "required": required,
    }  # fmt: skip


def _commune(held: Forecast, row: int) -> dict[str, Any]:
    unit = held.now.snapshot.units[row]
    return {
        "code": unit.code,
        "name": unit.name,
        "met": int(held.now.met[row]),
        "standings": [
            {"on": one.day.isoformat(), **{side: int(there.met[row]) for side, there in one.sides.items()}}
            for one in held.days
        ],
        "held": held.steady(row),
    }


def _group(group: GroupOutlook) -> dict[str, Any]:
    return {
        "unit": dict(group.unit),
        "communes": group.now.communes,
        "held": group.held,
        "now": {"met": group.now.met, "average": two_decimals(group.now.value)},
        "standings": [
            {
                "on": day.isoformat(),
                **{
                    side: {"met": one.met, "average": two_decimals(one.value)} for side, one in averages.items()
                },
            }
            for day, averages in group.days
        ],
    }  # fmt: skip


def cautions(found: Outcome) -> list[str]:
    """What must be said of a forecast."""
    card = found.forecast.now
    lines = [
        _(
            "Dự báo là ước tính theo tiến độ đã qua, không phải kết quả. Mức thấp và cao lấy tốc độ chậm nhất và "
            "nhanh nhất còn hợp lý (độ tin cậy {share}%) cùng độ lệch lớn nhất đã thấy, cho mọi chỉ tiêu cùng một lúc."
        ).format(share=format_number(Decimal(str(CONFIDENCE * 100)).normalize())),
        _("Chỉ tiêu đạt/chưa đạt được coi là hoàn thành đúng hạn đã giao; mức thấp không tính các việc này."),
    ]
    for group in found.groups:
        if group.held:
            lines.append(
                _("{unit}: {held}/{communes} xã chưa đủ lịch sử số liệu, được giữ như hiện nay.").format(
                    unit=unit_title(group.unit), held=group.held, communes=group.now.communes
                )
            )
    columns = card.table.columns
    if card.snapshot.illustrative or any(column.illustrative for column in columns):
        lines.append(_("Có số liệu minh họa: không dùng để đánh giá xã có thật."))
    return lines


def forecast_text(found: Outcome) -> str:
    """The forecast in lines for people."""
    return "\n".join(_lines(found))


def _lines(found: Outcome) -> Iterator[str]:
    card, row, held = found.forecast.now, found.row, found.forecast
    day = format_day(card.snapshot.day)
    if row is not None:
        yield _("{unit}, ngày {day}: đạt {met}/{of} tiêu chí.").format(
            unit=unit_title(found.label), day=day, met=int(card.met[row]), of=card.of
        )
        yield from (f"  {line}" for line in standing_lines(held, row))
        yield ""
        for line in outlooks(held, row):
            yield f"  {line.item}  {_short(_name(held, line.item))}"
            yield f"      {outlook_text(line, card.snapshot.day)}"
        yield from (f"  {course_lost(course)}" for course in losing(held, row))
    else:
        yield from _communes(found)
    for group in found.groups:
        yield ""
        yield from group_lines(group, day)
    yield ""
    yield from cautions(found)


def standing_lines(held: Forecast, row: int) -> Iterator[str]:
    """What a commune will stand at on each of the days."""
    for one in held.days:
        low, paced, middle, high = (int(card.met[row]) for card in one.sides.values())
        text = _("Ngày {day}: khoảng {middle} tiêu chí (thấp {low}, cao {high})").format(
            day=format_day(one.day), middle=middle, low=low, high=high
        )
        if paced != middle:
            text += _("; riêng theo tiến độ số liệu: {paced}").format(paced=paced)
        yield f"{text}."


def group_lines(group: GroupOutlook, day: str) -> Iterator[str]:
    """A group's average now and on each of the days, with numerator and denominator."""
    yield _("Bình quân {unit}, ngày {day}: {now}.").format(
        unit=unit_title(group.unit), day=day, now=_average(group.now)
    )
    for later, averages in group.days:
        yield "  " + _("Ngày {day}: {middle} (thấp {low}, cao {high}); riêng theo tiến độ số liệu: {paced}.").format(
            day=format_day(later), middle=_average(averages["middle"]), low=_average(averages["low"]),
            high=_average(averages["high"]), paced=_average(averages["paced"]),
        )  # fmt: skip


def _average(average: Average) -> str:
    if average.value is None:
        return _("chưa có")
    whole = format_number(Decimal(average.met))
    return f"{format_fixed(average.value)} ({whole}/{format_number(Decimal(average.reporting))})"


def _communes(found: Outcome) -> Iterator[str]:
    held = found.forecast
    for row in found.groups[0].rows:
        now = int(held.now.met[row])
        later = ", ".join(
            _("{day}: {middle} ({low}-{high})").format(
                day=format_day(one.day), middle=int(one.middle.met[row]), low=int(one.low.met[row]),
                high=int(one.high.met[row]),
            )
            for one in held.days
        )  # fmt: skip
        end = _(" (chưa đủ lịch sử, giữ như hiện nay)") if held.steady(row) else ""
        yield f"  {held.now.snapshot.units[row].name}: {now} → {later}{end}"


def outlook_text(line: Outlook, day: date) -> str:
    """How one thing that is not met on the day will become met, in one sentence; old figures say how old."""
    text = _outlook_text(line)
    lasts = [course.pace.last for course in line.courses if course.pace is not None and not course.met]
    if lasts and day - min(lasts) > OLD:
        text += _("; số đo gần nhất {day}").format(day=format_day(min(lasts)))
    return text


def _outlook_text(line: Outlook) -> str:
    if line.basis == "pace" and line.reached is not None:
        text = _("theo tiến độ hiện nay đạt khoảng {day}").format(day=format_day(line.reached))
        if line.earliest is not None:
            # At the worst of the range it may never get there.
            latest = format_day(line.latest) if line.latest is not None else _("chưa rõ")
            text += _(" (sớm nhất {earliest}, muộn nhất {latest})").format(
                earliest=format_day(line.earliest), latest=latest
            )
        if line.late is not None and line.due is not None:
            text += "; " + (_("chậm hơn hạn {due}") if line.late else _("kịp hạn {due}")).format(
                due=format_day(line.due)
            )
        return text
    if line.basis == "due" and line.due is not None:
        return _("đạt nếu xong đúng hạn {day}").format(day=format_day(line.due))
    return reason_text(line.reason)


def reason_text(reason: str | None) -> str:
    """Why nothing can be told, as people read it."""
    return {
        "no_history": _("chưa đủ lịch sử (cần ít nhất {count} lần đo trong {days} ngày trở lên)").format(
            count=MIN_POINTS, days=MIN_DAYS
        ),
        "still": _("số liệu không thay đổi: tiến độ hiện nay không đạt"),
        "receding": _("số liệu đang xa dần mức yêu cầu: tiến độ hiện nay không đạt"),
        "beyond": _("tiến độ hiện nay chưa đạt trong thời hạn của bộ tiêu chí"),
        "no_threshold": _("chưa có mức yêu cầu"),
        "no_due": _("chưa giao thời hạn"),
        "overdue": _("đã quá hạn giao, chưa có hạn mới"),
        "no_value": _("chưa có số liệu"),
    }.get(reason or "", "")


def course_lost(course: Course) -> str:
    """That a figure met now will not be."""
    assert course.lost is not None  # noqa: S101 - only such are told of
    return _("{item} đang đạt, nhưng theo tiến độ đến {day} sẽ không còn đạt.").format(
        item=course.measure.id, day=format_day(course.lost)
    )


def _name(held: Forecast, item: str) -> str:
    criteria = held.now.criteria_set
    found = criteria.indicator_by_id.get(item) or criteria.criterion_by_number.get(item)
    return found.name if found is not None else item


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
