"""A what-if as the contract `ntm.what-if/1`, and in Vietnamese lines: always marked as assumed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ntm.criteria.requirement import requirement
from ntm.scenario.crossing import linked_items
from ntm.scenario.flips import Flip
from ntm.scenario.what_if import AverageChange, WhatIf
from ntm.scoring.average_words import two_decimals, unit_title
from ntm.scoring.averages import Average
from ntm.scoring.scorecard import Scorecard, score_json
from ntm.scoring.value_words import Said
from ntm.scoring.verdict import Body
from ntm.scoring.wording import value_text, verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed, format_number

SCHEMA = "ntm.what-if/1"


def what_if_json(found: WhatIf) -> dict[str, Any]:
    """The contract `ntm.what-if/1`. What was assumed stands first among the warnings of `after`."""
    after = score_json(found.after, found.row)
    after["warnings"] = [*assumptions(found), *cautions(found), *after["warnings"]]
    return {
        "schema": SCHEMA,
        "before": score_json(found.before, found.row),
        "after": after,
        "flips": [
            {
                "item": flip.item,
                "from": flip.before.word,
                "to": flip.after.word,
                "because": list(flip.because),
            }
            for flip in found.flips
        ],
        "averages": [
            {
                "unit": dict(change.unit),
                "before": two_decimals(change.before.value),
                "after": two_decimals(change.after.value),
            }
            for change in found.averages
        ],
    }


def assumptions(found: WhatIf) -> list[str]:
    """What was assumed, one sentence each."""
    return [*_of_law(found), *_of_places(found), *_of_values(found), *_of_thresholds(found)]


def _of_law(found: WhatIf) -> Iterator[str]:
    before, after, scenario = found.before, found.after, found.scenario
    if before.criteria_set.id != after.criteria_set.id:
        yield _(
            "Giả định: xét theo bộ {other} thay cho {held}; {count} số liệu nối giữa hai bộ được dùng chung, "
            "các chỉ tiêu khác chưa đủ số liệu."
        ).format(
            other=after.criteria_set.id,
            held=before.criteria_set.id,
            count=len(linked_items(before.criteria_set, after.criteria_set)),
        )
    if scenario.on is not None:
        yield _("Giả định: xét ngày {day}, theo số liệu và quy định của ngày ấy.").format(
            day=format_day(scenario.on)
        )
    if scenario.law_on is not None:
        yield _("Giả định: số liệu giữ nguyên, mức yêu cầu của ngày {day}.").format(
            day=format_day(scenario.law_on)
        )
    for draft in scenario.drafts:
        yield _("Giả định: theo dự thảo {file} của tỉnh.").format(file=draft.name)


def _of_places(found: WhatIf) -> Iterator[str]:
    for place in found.scenario.places:
        yield _("Giả định: {unit} được xét với {attributes}.").format(
            unit=place.unit or _whole(found),
            attributes=", ".join(f"{name}={value}" for name, value in place.attributes.items()),
        )


def _whole(found: WhatIf) -> str:
    if len(found.rows) == 1:
        return found.before.snapshot.units[found.row].name
    return _("mọi xã ({count})").format(count=len(found.rows))


def _of_values(found: WhatIf) -> Iterator[str]:
    after = found.after
    whole = len(found.rows) > 1
    for one in found.assumed.values if whole else ():
        if one.assignment.unit is None:
            yield _("Giả định: {item} = {value} ở {unit}.").format(
                item=one.assignment.item, value=one.assignment.text, unit=_whole(found)
            )
    for one, row, said in found.values:
        if not (whole and one.assignment.unit is None):
            elsewhere = whole or row != found.row
            where = _(" ở {unit}").format(unit=after.snapshot.units[row].name) if elsewhere else ""
            yield _assumed_value(after, row, said, where)


def _of_thresholds(found: WhatIf) -> Iterator[str]:
    after = found.after
    for required in found.assumed.thresholds:
        measure = required.measure
        threshold = after.threshold(found.row, after.shape.measure_index[measure.id])
        old = dict.fromkeys(
            requirement(measure, one) if one is not None else _("chưa có")
            for one in found.thresholds_before[measure.id]
        )
        if threshold is not None:
            yield _("Mức yêu cầu giả định: {item} {required} (quy định: {old}).").format(
                item=measure.id, required=requirement(measure, threshold), old="; ".join(old)
            )


def _assumed_value(after: Scorecard, row: int, said: Said, where: str) -> str:
    if said.verdict is not None:
        of_criterion = said.item in after.shape.criterion_index
        kind = _("tiêu chí") if of_criterion else _("chỉ tiêu")
        return _("Giả định: {kind} {item} {verdict}{where}.").format(
            kind=kind, item=said.item, verdict=verdict_word(said.verdict), where=where
        )
    if said.not_applicable is not None:
        return _("Giả định: {item} không áp dụng: {reason}{where}.").format(
            item=said.item, reason=said.not_applicable, where=where
        )
    index = after.shape.measure_index[said.item]
    stated = said.stated(after.snapshot.day, Body.COMMUNE)
    measure = after.criteria_set.measures[index]
    shown = value_text(measure, stated, after.threshold(row, index))
    return _("Giả định: {item} = {value}{where}.").format(item=said.item, value=shown, where=where)


def cautions(found: WhatIf) -> list[str]:
    """What must be known of the averages before they are read."""
    sentences = [
        _("{name}: có báo cáo {before}/{communes} xã trước và {after}/{communes} xã sau giả định.").format(
            name=unit_title(change.unit),
            before=change.before.reporting,
            after=change.after.reporting,
            communes=change.after.communes,
        )
        for change in found.averages
        if change.before.partial or change.after.partial
    ]
    if found.averages and found.before.criteria_set.id != found.after.criteria_set.id:
        sentences.append(_("Bình quân trước và sau theo hai bộ tiêu chí khác nhau: không trừ cho nhau."))
    return sentences


def what_if_text(found: WhatIf) -> str:
    """The what-if in lines for people."""
    return "\n".join(_lines(found))


def _lines(found: WhatIf) -> Iterator[str]:
    before, after, row = found.before, found.after, found.row
    unit = after.snapshot.units[row]
    yield _("Phép thử «nếu… thì» cho {name} ({code}), ngày {day}: không ghi gì vào số liệu.").format(
        name=unit_title({"kind": unit.kind, "name": unit.name}),
        code=unit.code,
        day=format_day(after.snapshot.day),
    )
    yield from (f"  {sentence}" for sentence in assumptions(found))
    yield ""
    yield _("Trước: {standing}").format(standing=standing_text(before, row))
    yield _("Sau:   {standing}").format(standing=standing_text(after, row))
    yield ""
    if found.flips:
        yield _("Kết luận thay đổi:")
        yield from (f"  {_flip(flip)}" for flip in found.flips)
    else:
        yield _("Không kết luận nào thay đổi.")
    if found.averages:
        yield ""
        yield _("Bình quân tiêu chí/xã:")
        yield from (f"  {_average(change)}" for change in found.averages)
    told = cautions(found)
    if told:
        yield ""
        yield from (f"! {sentence}" for sentence in told)


def standing_text(card: Scorecard, row: int) -> str:
    """How a commune stands in one line: the set, criteria met, and the others by verdict."""
    parts = [
        _("đạt {met}/{of} tiêu chí ({indicators}/{indicators_of} chỉ tiêu)").format(
            met=int(card.met[row]),
            of=card.of,
            indicators=int(card.indicators_met[row]),
            indicators_of=len(card.criteria_set.indicators),
        )
    ]
    for count, words in (
        (card.basically_met[row], _("cơ bản đạt {count}")),
        (card.not_met[row], _("chưa đạt {count}")),
        (card.undetermined[row], _("chưa đủ số liệu {count}")),
        (card.not_applicable[row], _("không áp dụng {count}")),
    ):
        if count:
            parts.append(words.format(count=int(count)))
    return f"{card.criteria_set.id}: {'; '.join(parts)}"


def _flip(flip: Flip) -> str:
    kind = _("Tiêu chí") if flip.of_criterion else _("Chỉ tiêu")
    change = f"{verdict_word(flip.before)} → {verdict_word(flip.after)}"
    because = "" if flip.of_criterion or not flip.because else f" [{'; '.join(flip.because)}]"
    return f"{kind} {flip.item} ({flip.name}): {change}{because}"


def _average(change: AverageChange) -> str:
    return f"{unit_title(change.unit)}: {average_text(change.before)} → {average_text(change.after)}"


def average_text(found: Average) -> str:
    """An average with its numerator and denominator."""
    if found.value is None:
        return _("chưa có xã báo cáo")
    return _("{average} ({met} ÷ {reporting})").format(
        average=format_fixed(found.value), met=format_number(Decimal(found.met)), reporting=found.reporting
    )
