"""The law as its pages show it: sets, what each asks on a day with marks and sources, coverage, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ntm.criteria import library
from ntm.criteria.coverage import Coverage, coverage
from ntm.criteria.difference import Difference, differences, links
from ntm.criteria.library import SetSummary
from ntm.criteria.model import CriteriaSet, Criterion, Mark, Measure
from ntm.criteria.requirement import mark_word, required_on, requirement
from ntm.errors import NtmError
from ntm.service.access.rights import Action, Rights
from ntm.service.workspace import Ask, Workspace
from ntm.vietnamese.messages import _


@dataclass(frozen=True, slots=True)
class Held:
    """A set in the list, with how many of its thresholds bear each mark on the day; `problem` where it has faults."""

    summary: SetSummary
    counts: Mapping[Mark, int]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a measure asks in one part of the country; `where` is empty where it is asked everywhere."""

    where: str
    words: str
    mark: Mark
    source: str
    urls: tuple[str, ...]
    illustrative: bool
    note: str

    @property
    def mark_word(self) -> str:
        """The mark in words."""
        return mark_word(self.mark)


@dataclass(frozen=True)
class SetView:
    """A set on a day, as it stands in a province."""

    criteria_set: CriteriaSet
    day: date
    coverage: Coverage

    def asked(self, measure: Measure) -> list[Asked]:
        """What the measure asks on the day, one line a part of the country."""
        lines = []
        for there in required_on(self.criteria_set, measure, self.day, joined=True):
            threshold = there.threshold
            words = _("chưa có") if threshold is None else requirement(measure, threshold)
            source = threshold.source if threshold is not None else None
            lines.append(
                Asked(
                    there.where, words, there.mark, source.citation() if source else "",
                    source.urls if source else (), bool(threshold and threshold.illustrative),
                    (threshold.text or "") if threshold else "",
                )
            )  # fmt: skip
        return lines

    def counts_of(self, criterion: Criterion) -> Mapping[Mark, int]:
        """How many thresholds of the criterion bear each mark."""
        own = {indicator.id for indicator in criterion.indicators}
        marks = [line.mark for line in self.coverage.lines if line.indicator.id in own]
        return {mark: marks.count(mark) for mark in Mark}


def sets(workspace: Workspace, rights: Rights, day: date) -> list[Held]:
    """Every set there is, with its coverage on the day as it stands in the person's province."""
    found = []
    for summary in library.available():
        try:
            loaded = _stands(workspace, rights, summary.id, day)
            found.append(Held(summary, coverage(loaded, day).counts))
        except NtmError as error:
            found.append(Held(summary, {}, str(error)))
    return found


def set_view(workspace: Workspace, rights: Rights, set_id: str, day: date) -> SetView:
    """A set on a day; raises UsageError for no such set."""
    loaded = _stands(workspace, rights, set_id, day)
    return SetView(loaded, day, coverage(loaded, day))


def compared(
    workspace: Workspace, rights: Rights, first: str, second: str, day_a: date, day_b: date
) -> tuple[Sequence[Difference], bool]:
    """What changed from one set on a day to another (or the same) on another day, and whether they are linked."""
    a, b = (_stands(workspace, rights, name, day) for name, day in ((first, day_a), (second, day_b)))
    return differences(a, b, day_a, day_b), bool(links(a, b))


def _stands(workspace: Workspace, rights: Rights, set_id: str, day: date) -> CriteriaSet:
    """The set with the overlays of the person's province laid on, where one province alone is theirs."""
    provinces = {
        province.code
        for place in rights.places(Action.SEE)
        if (province := rights.territory.province_of(place, rights.today)) is not None
    }
    return workspace.sets(Ask(day, set_id))(provinces.pop() if len(provinces) == 1 else None)
