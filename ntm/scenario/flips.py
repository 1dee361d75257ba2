"""Flips: the verdicts that are others in a second scorecard of the same communes, and because of what.

Between two sets only indicators whose every measure is the same figure can be compared, each under its id in the
later set; criteria are compared within one set alone. The country is compared at once on arrays; a reason is
made once for all communes that share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ntm.criteria.model import CriteriaSet, Measure, Threshold
from ntm.criteria.requirement import requirement
from ntm.scenario.crossing import linked_items
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Basis, Verdict
from ntm.scoring.wording import body_word, value_text
from ntm.vietnamese.messages import _

_SUPPOSED = Basis.SUPPOSED


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that changed; `item` is the number of a criterion or the id of an indicator.

    `because` says what it rests on: what was asked or known before and after; of a criterion, its indicators
    that changed.
    """

    row: int
    item: str
    name: str
    of_criterion: bool
    before: Verdict
    after: Verdict
    because: tuple[str, ...] = ()


def find_flips(before: Scorecard, after: Scorecard, rows: Sequence[int]) -> tuple[Flip, ...]:
    """The flips of the communes in these rows: by row, criteria first, in the order of the later set."""
    return tuple(_Flips(before, after).of(np.array(sorted(set(rows)), np.intp)))


@dataclass
class _Flips:
    before: Scorecard
    after: Scorecard
    reasons: dict[tuple[int, int, int], tuple[str, ...]] = field(default_factory=dict)

    def of(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> list[Flip]:
        before, after = self.before, self.after
        target = after.criteria_set
        old_of = linked_indicators(before.criteria_set, target)
        at = [index for index, one in enumerate(target.indicators) if one.id in old_of]
        then = [before.shape.indicator_index[old_of[target.indicators[index].id]] for index in at]
        was = before.indicators.verdicts[then][:, rows]
        now = after.indicators.verdicts[at][:, rows]
        changed: dict[int, list[Flip]] = {}
        for column, position in np.argwhere((was != now).T).tolist():
            row, index, old = int(rows[column]), at[position], then[position]
            indicator = target.indicators[index]
            verdicts = Verdict(int(was[position, column])), Verdict(int(now[position, column]))
            because = self._because(row, old, index)
            changed.setdefault(row, []).append(
                Flip(row, indicator.id, indicator.name, False, *verdicts, because)
            )
        found: list[Flip] = []
        criteria = self._criteria(rows, changed)
        for row in sorted(changed.keys() | criteria.keys()):
            found += criteria.get(row, [])
            found += changed.get(row, [])
        return found

    def _criteria(
        self, rows: np.ndarray[tuple[int], np.dtype[np.intp]], changed: dict[int, list[Flip]]
    ) -> dict[int, list[Flip]]:
        before, after = self.before, self.after
        target = after.criteria_set
        if before.criteria_set.id != target.id:
            return {}
        was, now = before.criteria.verdicts[:, rows], after.criteria.verdicts[:, rows]
        criterion_of = {
            one.id: criterion.number for criterion in target.criteria for one in criterion.indicators
        }
        found: dict[int, list[Flip]] = {}
        for column, index in np.argwhere((was != now).T).tolist():
            row, criterion = int(rows[column]), target.criteria[index]
            because = tuple(
                one.item for one in changed.get(row, ()) if criterion_of[one.item] == criterion.number
            )
            if after.criteria.given[index, row]:
                because = (_given(after.criteria.bases[index, row], after.criteria.bodies[index, row]),)
            found.setdefault(row, []).append(
                Flip(
                    row, criterion.number, criterion.name, True,
                    Verdict(int(was[index, column])), Verdict(int(now[index, column])), because,
                )
            )  # fmt: skip
        return found

    def _because(self, row: int, old: int, new: int) -> tuple[str, ...]:
        """Why an indicator (by index in each set) flipped for the commune in a row."""
        layer = self.after.indicators
        if layer.given[new, row]:
            return (_given(layer.bases[new, row], layer.bodies[new, row]),)
        then, now = self.before.shape.measure_spans[old], self.after.shape.measure_spans[new]
        was, is_now = self.before.snapshot.codes, self.after.snapshot.codes
        same = was is is_now or np.array_equal(was[then[0] : then[1], row], is_now[now[0] : now[1], row])
        key = (new, int(self.before.context_of[row]), int(self.after.context_of[row]))
        if same and key in self.reasons:
            return self.reasons[key]
        told = tuple(
            sentence
            for offset in range(now[1] - now[0])
            if (sentence := self._measure(row, then[0] + offset, now[0] + offset, same))
        )
        if same:
            self.reasons[key] = told
        return told

    def _measure(self, row: int, old: int, new: int, same: bool) -> str:
        """What is other about a measure: what is asked of it, and where that is not all, its value."""
        measure = self.after.criteria_set.measures[new]
        asked, asks = self.before.threshold(row, old), self.after.threshold(row, new)
        parts = []
        if _other(asked, asks):
            parts.append(
                _("yêu cầu {old} → {new}{line}").format(
                    old=_asked(measure, asked), new=_asked(measure, asks), line=_line(asks)
                )
            )
        if not same:
            was = _value(self.before, row, self.before.criteria_set.measures[old], asked)
            value = _value(self.after, row, measure, asks)
            if was != value:
                parts.append(f"{was} → {value}")
        return f"{measure.id}: {'; '.join(parts)}" if parts else ""


def _given(basis: int, body: int) -> str:
    if basis == _SUPPOSED:
        return _("kết luận giả định")
    return _("theo kết luận của {body}").format(body=body_word(int(body)))


def _other(one: Threshold | None, other: Threshold | None) -> bool:
    def key(threshold: Threshold | None) -> object:
        return threshold and (threshold.comparator, threshold.value, threshold.checked, threshold.repealed)

    return key(one) != key(other)


def _asked(measure: Measure, threshold: Threshold | None) -> str:
    return requirement(measure, threshold) if threshold is not None else _("chưa có")


def _line(threshold: Threshold | None) -> str:
    """Where the later requirement stands: the law's words for it and the line of its file."""
    if threshold is None:
        return ""
    place = f"{threshold.file}:{threshold.line}" if threshold.file and threshold.line else ""
    told = ", ".join(part for part in (threshold.source.citation(), place) if part)
    return f" ({told})" if told else ""


def _value(card: Scorecard, row: int, measure: Measure, threshold: Threshold | None) -> str:
    stated: Stated | None = card.measurement(row, measure.id)
    return value_text(measure, stated, threshold) if stated is not None else _("chưa có số liệu")


def linked_indicators(held: CriteriaSet, target: CriteriaSet) -> dict[str, str]:
    """The indicators of the later set that are those of the earlier one, later to earlier."""
    if held.id == target.id:
        return {indicator.id: indicator.id for indicator in target.indicators}
    back = {new: old for old, new in linked_items(held, target).items()}
    found: dict[str, str] = {}
    for indicator in target.indicators:
        olds = [back.get(measure.id) for measure in indicator.measures]
        homes = {held.indicator_of_measure[old].id for old in olds if old is not None}
        if None not in olds and len(homes) == 1:
            home = held.indicator_by_id[homes.pop()]
            if len(home.measures) == len(olds):
                found[indicator.id] = home.id
    return found
