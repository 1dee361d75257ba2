"""What is closed to a commune's entries, why, who has it and what comes next.

A submission closes its commune's set up to the period's last day while a higher level has it and after it was
confirmed. Sent back, it opens only what was flagged. Later days stay open: the next period goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from ntm.criteria.model import CriteriaSet
from ntm.errors import DataError, Problem
from ntm.scoring.verdict import Body
from ntm.service.access.rights import OPEN_TO_COMMUNE, State
from ntm.service.office.periods import period_words
from ntm.store.entries import Entry
from ntm.store.submissions import Step, Submission, UnitKey, steps_of, submissions_of
from ntm.vietnamese.messages import _


class Closed(DataError):
    """What was to be entered lies in a period that is closed to it."""


@dataclass(frozen=True)
class Closing:
    """What of a commune's set is closed: its submissions, and what each sent back has flagged."""

    submissions: Sequence[Submission]
    flags: dict[int, dict[str, str]]

    def reason(self, day: date, names: Iterable[str]) -> str | None:
        """Why something (by the ids of its measure, indicator and criterion) is closed on a day; None: open."""
        wanted = set(names)
        for one in self.submissions:
            if day > one.ends:
                continue
            state = State(one.state)
            if state not in OPEN_TO_COMMUNE:
                return _closed_words(one, state)
            if state is State.RETURNED and not wanted & set(self.flags.get(one.id, {})):
                return _(
                    "Báo cáo {period} bị trả lại chỉ để sửa các mục được nêu; mục này không nằm trong số đó."
                ).format(period=period_words(one.period_id))
        return None


def closing_of(connection: Connection, unit: UnitKey, set_id: str) -> Closing:
    """What is closed of a commune's set now."""
    held = submissions_of(connection, unit, set_id)
    returned = [one.id for one in held if one.state == State.RETURNED]
    flags: dict[int, dict[str, str]] = {}
    if returned:
        for step in steps_of(connection, returned):
            if step.act == "return":
                flags[step.submission_id] = dict(step.flags)
    return Closing(held, flags)


def flags_of(steps: Sequence[Step]) -> dict[str, str]:
    """What the last return flagged, with the reviewer's words."""
    returns = [step for step in steps if step.act == "return"]
    return dict(returns[-1].flags) if returns else {}


def names_of(criteria_set: CriteriaSet, item: str) -> tuple[str, ...]:
    """The ids under which an item can be flagged: its own, its indicator's, its criterion's."""
    indicator = criteria_set.indicator_of_measure.get(item) or criteria_set.indicator_by_id.get(item)
    if indicator is None:
        return (item,)
    return item, indicator.id, criteria_set.criterion_of_indicator[indicator.id].number


def refuse_closed(connection: Connection, entries: Sequence[Entry], sets: Sequence[CriteriaSet]) -> None:
    """Raise Closed, naming each item, where a commune's own entry lies in a closed period (at every door)."""
    held: dict[tuple[str, date | None, str], Closing] = {}
    by_id = {criteria.id: criteria for criteria in sets}
    problems: list[Problem] = []
    for entry in entries:
        if entry.stated.by is not Body.COMMUNE:
            continue
        key = (entry.unit_code, entry.unit_from, entry.set_id)
        if key not in held:
            held[key] = closing_of(connection, (entry.unit_code, entry.unit_from), entry.set_id)
        names = names_of(by_id[entry.set_id], entry.stated.item)
        reason = held[key].reason(entry.stated.on, names)
        if reason is not None:
            problems.append(Problem(f"{entry.unit_code}, {entry.stated.item}: {reason}"))
    if problems:
        message = problems[0].message if len(problems) == 1 else _("{count} mục nằm trong kỳ đã khóa.")
        raise Closed(message.format(count=len(problems)), problems)


def _closed_words(one: Submission, state: State) -> str:
    period = period_words(one.period_id)
    if state is State.CONFIRMED:
        return _("Báo cáo {period} tỉnh đã xác nhận: số liệu đến hết kỳ không sửa nữa.").format(period=period)
    if state is State.ACCEPTED:
        return _(
            "Báo cáo {period} đã được chấp nhận, đang chờ tỉnh xác nhận. Cần sửa thì xin trả lại."
        ).format(period=period)
    return _("Báo cáo {period} đã trình, cấp trên đang thẩm tra. Cần sửa thì xin trả lại.").format(
        period=period
    )
