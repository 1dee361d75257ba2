"""Warnings that go with a commune's score: what a reader must know before trusting it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from ntm.criteria.model import Indicator
from ntm.scoring.wording import body_word, exact_value, verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

if TYPE_CHECKING:
    from ntm.scoring.scorecard import Scorecard


def warnings_for(scorecard: Scorecard, row: int) -> list[str]:
    """The warnings of one commune, in sentences, the gravest first."""
    return [
        *_made_up(scorecard, row),
        *_amended(scorecard, row),
        *_disagreements(scorecard, row),
        *_inconsistent(scorecard, row),
        *_places(scorecard),
    ]


def _made_up(scorecard: Scorecard, row: int) -> Iterator[str]:
    if scorecard.snapshot.illustrative or scorecard.column(row).illustrative:
        yield _("Số liệu minh họa: có giá trị hoặc mức yêu cầu được đặt ra để trình diễn.")


def _amended(scorecard: Scorecard, row: int) -> Iterator[str]:
    column = scorecard.column(row)
    for amendment in column.criteria_set.amendments:
        if amendment.applied or scorecard.snapshot.day < amendment.day:
            continue
        known = [threshold for threshold in column.thresholds if threshold is not None]
        if all(amendment.decision in threshold.source.compared_with for threshold in known):
            continue
        yield _(
            "{decision} ngày {day} đã sửa đổi bộ tiêu chí này; nội dung sửa đổi chưa được đối chiếu, "
            "nên các mức yêu cầu chưa được coi là đã đối chiếu văn bản."
        ).format(decision=amendment.decision, day=format_day(amendment.day))


def _disagreements(scorecard: Scorecard, row: int) -> Iterator[str]:
    criteria_set = scorecard.criteria_set
    for index, criterion in enumerate(criteria_set.criteria):
        if scorecard.criteria.disagrees[index, row]:
            name = _("Tiêu chí {number}").format(number=criterion.number)
            yield _disagreement(scorecard, row, criterion.number, name, True, index)
    for index, indicator in enumerate(criteria_set.indicators):
        if scorecard.indicators.disagrees[index, row]:
            name = _("Chỉ tiêu {id}").format(id=indicator.id)
            yield _disagreement(scorecard, row, indicator.id, name, False, index)


def _disagreement(
    scorecard: Scorecard, row: int, item: str, name: str, of_criterion: bool, index: int
) -> str:
    layer = scorecard.criteria if of_criterion else scorecard.indicators
    said = scorecard.declaration(row, item)
    who, what = (body_word(said.by), verdict_word(said.verdict)) if said is not None else ("", "")
    return _(
        "{name}: {body} kết luận {declared}, tính từ số liệu là {computed}; lấy kết quả {final}."
    ).format(
        name=name,
        body=who,
        declared=what,
        computed=verdict_word(int(layer.computed[index, row])),
        final=verdict_word(int(layer.verdicts[index, row])),
    )


def _inconsistent(scorecard: Scorecard, row: int) -> Iterator[str]:
    entries = scorecard.snapshot.stated.get(row)
    if not entries:
        return
    for indicator in scorecard.criteria_set.indicators:
        if len(indicator.measures) == 1:
            continue
        values = _values(scorecard, row, indicator)
        for measure in indicator.measures:
            value = values.get(measure.id)
            if value is None:
                continue
            parts = [
                values[other.id] for other in indicator.measures if other.id in values and other != measure
            ]
            every = len(parts) == len(indicator.measures) - 1
            if measure.only_disproves and every and not min(parts) <= value <= max(parts):
                yield _("{item}: số chung không nằm giữa số của nam và số của nữ; hãy kiểm tra lại.").format(
                    item=measure.id
                )
            whole = values.get(measure.within) if measure.within is not None else None
            if whole is not None and value > whole:
                yield _("{item}: phần lớn hơn toàn bộ ({whole}); hãy kiểm tra lại.").format(
                    item=measure.id, whole=measure.within
                )


def _values(scorecard: Scorecard, row: int, indicator: Indicator) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for measure in indicator.measures:
        stated = scorecard.measurement(row, measure.id)
        value = exact_value(measure, stated) if stated is not None else None
        if value is not None:
            found[measure.id] = value
    return found


def _places(scorecard: Scorecard) -> Iterator[str]:
    if not scorecard.snapshot.places_complete:
        yield _("Danh sách đơn vị hành chính vào ngày này có thể chưa đầy đủ.")
