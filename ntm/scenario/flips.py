"""Flips: the verdicts that are others in a second scorecard of the same communes, and because of what.

Between two sets only indicators whose every measure is the same figure can be compared, each under its id in the
later set; criteria are compared within one set alone. The country is compared at once on arrays; a reason is
made once for all communes that share it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


Matrix = npt.NDArray[np.int8]
Rows = npt.NDArray[np.intp]
_VERDICTS = tuple(Verdict)
"""Verdicts by their number: thousands of look-ups are quicker here than by the enumeration."""


def _changes(was: Matrix, now: Matrix, rows: Rows) -> Iterator[tuple[int, int, Verdict, Verdict]]:
    """What differs in two matrices (items, rows): the row, the position of the item, and both verdicts."""
    columns, positions = np.nonzero((was != now).T)
    return zip(
        rows[columns].tolist(),
        positions.tolist(),
        map(_VERDICTS.__getitem__, was[positions, columns].tolist()),
        map(_VERDICTS.__getitem__, now[positions, columns].tolist()),
        strict=True,
    )


class _Flips:
    """Two scorecards of the same communes; a reason is made once for all that share it."""

    def __init__(self, before: Scorecard, after: Scorecard) -> None:
        self.before, self.after = before, after
        self._reasons: dict[tuple[int, int, int], tuple[str, ...]] = {}
        self._contexts = before.context_of.tolist(), after.context_of.tolist()
        self._any_given = bool(after.indicators.given.any())
        self._same_codes = before.snapshot.codes is after.snapshot.codes

    def of(self, rows: Rows) -> list[Flip]:
        """The flips of these rows."""
        before, after = self.before, self.after
        target = after.criteria_set
        old_of = linked_indicators(before.criteria_set, target)
        at = [index for index, one in enumerate(target.indicators) if one.id in old_of]
        then = [before.shape.indicator_index[old_of[target.indicators[index].id]] for index in at]
        was, now = before.indicators.verdicts[then][:, rows], after.indicators.verdicts[at][:, rows]
        indicators = [target.indicators[index] for index in at]
        changed: dict[int, list[Flip]] = {}
        for row, position, old, new in _changes(was, now, rows):
            one = indicators[position]
            because = self._because(row, then[position], at[position])
            changed.setdefault(row, []).append(Flip(row, one.id, one.name, False, old, new, because))
        found: list[Flip] = []
        criteria = self._criteria(rows, changed)
        for row in sorted(changed.keys() | criteria.keys()):
            found += criteria.get(row, [])
            found += changed.get(row, [])
        return found

    def _criteria(self, rows: Rows, changed: Mapping[int, Sequence[Flip]]) -> dict[int, list[Flip]]:
        before, after = self.before.criteria, self.after.criteria
        target = self.after.criteria_set
        if self.before.criteria_set.id != target.id:
            return {}
        number_of = {
            one.id: criterion.number for criterion in target.criteria for one in criterion.indicators
        }
        given = bool(after.given.any())
        found: dict[int, list[Flip]] = {}
        for row, index, old, new in _changes(before.verdicts[:, rows], after.verdicts[:, rows], rows):
            criterion = target.criteria[index]
            if given and after.given[index, row]:
                because: tuple[str, ...] = (_given(after.bases[index, row], after.bodies[index, row]),)
            else:
                mine = changed.get(row, ())
                because = tuple([one.item for one in mine if number_of[one.item] == criterion.number])
            flip = Flip(row, criterion.number, criterion.name, True, old, new, because)
            found.setdefault(row, []).append(flip)
        return found

    def _because(self, row: int, old: int, new: int) -> tuple[str, ...]:
        """Why an indicator (by index in each set) flipped for the commune in a row."""
        key = (new, self._contexts[0][row], self._contexts[1][row])
        if self._same_codes and not self._any_given and key in self._reasons:
            return self._reasons[key]
        layer = self.after.indicators
        if layer.given[new, row]:
            return (_given(layer.bases[new, row], layer.bodies[new, row]),)
        then, now = self.before.shape.measure_spans[old], self.after.shape.measure_spans[new]
        was, is_now = self.before.snapshot.codes, self.after.snapshot.codes
        same = self._same_codes or np.array_equal(was[then[0] : then[1], row], is_now[now[0] : now[1], row])
        if same and key in self._reasons:
            return self._reasons[key]
        told = tuple(
            sentence
            for offset in range(now[1] - now[0])
            if (sentence := self._measure(row, then[0] + offset, now[0] + offset, same))
        )
        if same:
            self._reasons[key] = told
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
