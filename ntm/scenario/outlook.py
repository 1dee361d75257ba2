"""How each thing that is not met will become met, and when: at the pace of its figures, or on its due day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ntm.criteria.model import Indicator, Measure
from ntm.scenario.forecast import QUANTITIES, Forecast
from ntm.scenario.pace import Asked, Pace, reached, worse_is_low
from ntm.scoring.rules import applying, context_for
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Course:
    """One figure of one commune: its pace (None: not enough history) and when it reaches what is asked.

    `met` is whether it is met now; then nothing is reached, and `lost` is the first of the days forecast on which
    it no longer is, in the middle of the range.
    """

    measure: Measure
    index: int
    pace: Pace | None
    met: bool
    middle: date | None = None
    earliest: date | None = None
    latest: date | None = None
    lost: date | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One indicator (or declared criterion) that is not met: how it will become met, and when.

    `basis` is "pace", "due", or None where neither tells; then `reason` is why: "no_history", "still" (the figure
    does not move), "receding" (the pace leads away), "beyond" (not by the last day looked at), "no_threshold",
    "no_due", "overdue", "no_value".
    """

    item: str
    verdict: Verdict
    courses: tuple[Course, ...]
    due: date | None
    basis: str | None = None
    reason: str | None = None
    reached: date | None = None
    earliest: date | None = None
    latest: date | None = None

    @property
    def late(self) -> bool | None:
        """Whether the pace is slower than the day promised; None where one of the two is not known."""
        if self.basis != "pace" or self.due is None or self.reached is None:
            return None
        return self.reached > self.due


def outlooks(found: Forecast, row: int) -> list[Outlook]:
    """Every indicator of a commune that is not met (or not shown to be), in the order of the law.

    Criteria that are not met by declaration alone stand after them.
    """
    return [*_indicators(found, row), *_declared(found, row)]


def losing(found: Forecast, row: int) -> list[Course]:
    """The figures of a commune that are met now and, at their pace, will not be on one of the days."""
    now, lost_ones = found.now, []
    for index, measure in enumerate(now.criteria_set.measures):
        if int(now.measures[index, row]) != Verdict.MET or (row, index) not in found.paces:
            continue
        days = [one.day for one in found.days if one.middle.measures[index, row] == Verdict.NOT_MET]
        if days:
            lost_ones.append(Course(measure, index, found.paces[row, index], True, lost=days[0]))
    return lost_ones


def asked_of(card: Scorecard, row: int, index: int, until: date) -> list[Asked]:
    """What will be asked of a measure of a commune, from the scored day to the last one looked at."""
    criteria, unit = card.column(row).criteria_set, card.snapshot.units[row]
    measure, start = criteria.measures[index], card.snapshot.day
    changes = {start}
    for one in measure.thresholds:
        first, last = one.valid_from, one.valid_to
        changes |= {date(year, 1, 1) for year in one.years or ()}
        if one.years is not None and one.years[1] < date.max.year:
            changes.add(date(one.years[1] + 1, 1, 1))
        changes |= {day for day in (first, last + timedelta(days=1) if last is not None else None) if day}
    found: list[Asked] = []
    for day in sorted(day for day in changes if start <= day <= until):
        context = context_for(criteria, day, unit.region, unit.group, unit.attributes)
        threshold = applying(measure.thresholds, context)
        if not found or found[-1].threshold is not threshold:
            found.append(Asked(day, threshold))
    return found


def _indicators(found: Forecast, row: int) -> list[Outlook]:
    now, lines = found.now, []
    for at, indicator in enumerate(now.criteria_set.indicators):
        verdict = Verdict(int(now.indicators.verdicts[at, row]))
        if verdict in (Verdict.NOT_MET, Verdict.UNDETERMINED):
            criterion = now.criteria.verdicts[now.shape.criterion_of[at], row]
            if verdict is Verdict.NOT_MET or criterion == Verdict.UNDETERMINED:
                lines.append(_outlook(found, row, at, indicator, verdict))
    return lines


def _declared(found: Forecast, row: int) -> list[Outlook]:
    """The criteria that are not met by declaration alone: they have nothing but a due day."""
    now, lines = found.now, []
    for at, criterion in enumerate(now.criteria_set.criteria):
        start, stop = now.shape.indicator_spans[at]
        if (
            int(now.criteria.verdicts[at, row]) == Verdict.NOT_MET
            and not (now.indicators.verdicts[start:stop, row] == Verdict.NOT_MET).any()
        ):
            due = found.due.get((row, criterion.number))
            basis, reason = _by_due(due, now.snapshot.day)
            reached_on = due if basis else None
            lines.append(Outlook(criterion.number, Verdict.NOT_MET, (), due, basis, reason, reached_on))
    return lines


def _outlook(found: Forecast, row: int, at: int, indicator: Indicator, verdict: Verdict) -> Outlook:
    now, due = found.now, found.due.get((row, indicator.id))
    start, stop = now.shape.measure_spans[at]
    courses = []
    for index in range(start, stop):
        measure = now.criteria_set.measures[index]
        if not measure.only_disproves or indicator.measures == (measure,):
            courses.append(_course(found, row, index, measure))
    open_ones = [course for course in courses if not course.met]
    quantities = [course for course in open_ones if course.measure.kind in QUANTITIES]
    if verdict is Verdict.UNDETERMINED or not quantities:
        basis, reason = _by_due(due, now.snapshot.day)
        if verdict is Verdict.UNDETERMINED:
            basis, reason = None, "no_value"
        return Outlook(
            indicator.id, verdict, tuple(courses), due, basis, reason, due if basis else None
        )  # fmt: skip
    reason = next((told for course in quantities if (told := _why_not(found, row, course)) is not None), None)
    promised = [course for course in open_ones if course not in quantities]
    if reason is None and promised:  # a part that is said with yes or no has its day only from the task
        _basis, reason = _by_due(due, now.snapshot.day)
    if reason is not None:
        return Outlook(indicator.id, verdict, tuple(courses), due, None, reason)
    given = [due] if promised else []
    return Outlook(
        indicator.id, verdict, tuple(courses), due, "pace", None,
        _last([course.middle for course in quantities] + given),
        _last([course.earliest for course in quantities] + given),
        None if promised else _last([course.latest for course in quantities]),
    )  # fmt: skip


def _course(found: Forecast, row: int, index: int, measure: Measure) -> Course:
    now = found.now
    pace = found.paces.get((row, index))
    if int(now.measures[index, row]) in (Verdict.MET, Verdict.NOT_APPLICABLE) or pace is None:
        met = int(now.measures[index, row]) in (Verdict.MET, Verdict.NOT_APPLICABLE)
        return Course(measure, index, pace, met)
    asked = asked_of(now, row, index, found.until)
    day = reached(pace, asked, now.snapshot.day, found.until)
    return Course(measure, index, pace, False, day.middle, day.earliest, day.latest)


def _why_not(found: Forecast, row: int, course: Course) -> str | None:
    """Why the pace does not tell when a figure is reached; None where it does."""
    if course.pace is None:
        return "no_history"
    if course.middle is not None:
        return None
    threshold = found.now.threshold(row, course.index)
    if threshold is None or threshold.value is None:
        return "no_threshold"
    if not course.pace.per_day:
        return "still"
    rising = course.pace.per_day > 0
    leads = rising is worse_is_low(threshold.comparator, float(threshold.value))
    return "beyond" if leads else "receding"


def _by_due(due: date | None, day: date) -> tuple[str | None, str | None]:
    if due is None:
        return None, "no_due"
    return (None, "overdue") if due < day else ("due", None)


def _last(days: Sequence[date | None]) -> date | None:
    """The last of the days; None where one is not known."""
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) and known else None
