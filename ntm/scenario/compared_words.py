"""Scenarios side by side, for a commune or every commune of a district or province: figures, flips, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from ntm.scenario.flips import Flip
from ntm.scenario.what_if import WhatIf
from ntm.scenario.what_if_words import assumptions, cautions
from ntm.scoring.average_words import two_decimals, unit_title
from ntm.scoring.averages import Average, UnitLabel
from ntm.scoring.scorecard import Scorecard
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import format_fixed

SCHEMA = "ntm.scenarios/1"
_MOST_UNITS = 12


def scenarios_json(found: Sequence[WhatIf], unit: UnitLabel) -> dict[str, Any]:
    """The contract `ntm.scenarios/1`: how the units in focus stand, and in each scenario, with every flip."""
    first = found[0]
    return {
        "schema": SCHEMA,
        "on": first.before.snapshot.day.isoformat(),
        "unit": dict(unit),
        "before": {
            "criteria_set": first.before.criteria_set.id,
            **_counts(first.before, first.rows),
            "averages": [_average(one.unit, one.before) for one in first.averages],
        },
        "scenarios": [
            {
                "name": one.scenario.name,
                "assumed": assumptions(one),
                "criteria_set": one.after.criteria_set.id,
                **_counts(one.after, one.rows),
                "averages": [_average(change.unit, change.after) for change in one.averages],
                "changed_communes": len({flip.row for flip in one.flips}),
                "flips": [flip_row(one, flip) for flip in one.flips],
                "warnings": cautions(one),
            }
            for one in found
        ],
    }


def _counts(card: Scorecard, rows: Sequence[int]) -> dict[str, int]:
    """Of the units in focus: how many, those that meet the set, and their criteria by verdict."""
    at = list(rows)
    return {
        "communes": len(at),
        "meet_the_set": int(card.meets_set[at].sum()),
        "met": int(card.met[at].sum()),
        "basically_met": int(card.basically_met[at].sum()),
        "not_met": int(card.not_met[at].sum()),
        "undetermined": int(card.undetermined[at].sum()),
        "not_applicable": int(card.not_applicable[at].sum()),
    }


def _average(unit: UnitLabel, held: Average) -> dict[str, Any]:
    return {
        "unit": dict(unit),
        "met": held.met,
        "communes": held.communes,
        "reporting": held.reporting,
        "average": two_decimals(held.value),
        "bands": [
            {"from": band.lowest, "to": band.highest, "communes": band.communes} for band in held.bands
        ],
    }


def flip_row(found: WhatIf, flip: Flip) -> dict[str, Any]:
    """A flip as a row of a listing and of the contract."""
    unit = found.after.snapshot.units[flip.row]
    return {
        "scenario": found.scenario.name,
        "unit": unit.code,
        "name": unit.name,
        "item": flip.item,
        "from": flip.before.word,
        "to": flip.after.word,
        "because": list(flip.because),
    }


def figure_rows(found: Sequence[WhatIf]) -> tuple[list[dict[str, object]], list[str]]:
    """Rows of figures, one column for how it stands and one for each scenario; and the columns' headings."""
    first = found[0]
    headings = [_("hiện nay"), *(one.scenario.name for one in found)]
    cards = [(first.before, first.rows), *((one.after, one.rows) for one in found)]
    counts = [_counts(card, rows) for card, rows in cards]
    table: list[tuple[str, list[object]]] = [
        (_("bộ tiêu chí"), [card.criteria_set.id for card, _rows in cards]),
        (_("tiêu chí đạt"), [one["met"] for one in counts]),
        (_("tiêu chí chưa đạt"), [one["not_met"] for one in counts]),
        (_("tiêu chí chưa đủ số liệu"), [one["undetermined"] for one in counts]),
    ]
    if any(one["basically_met"] for one in counts):
        table.append((_("tiêu chí cơ bản đạt"), [one["basically_met"] for one in counts]))
    if len(first.rows) > 1:
        table.append((_("xã đạt chuẩn"), [one["meet_the_set"] for one in counts]))
    for number, change in enumerate(first.averages):
        held = [change.before, *(one.averages[number].after for one in found)]
        table.append(
            (_("bình quân {unit}").format(unit=unit_title(change.unit)), [_shown(a.value) for a in held])
        )
        if number == 0:
            table += _bands(held)
    rows: list[dict[str, object]] = [
        {"figure": name, **{str(at): value for at, value in enumerate(values)}} for name, values in table
    ]
    return rows, headings


def _bands(held: Sequence[Average]) -> Iterator[tuple[str, list[object]]]:
    """Communes by criteria met, where every scenario counts out of as many criteria."""
    if len({one.of for one in held}) > 1:
        return
    for number, band in enumerate(held[0].bands):
        span = str(band.lowest) if band.lowest == band.highest else f"{band.lowest}-{band.highest}"
        yield (
            _("– xã đạt {span} tiêu chí").format(span=span),
            [one.bands[number].communes for one in held],
        )


def _shown(value: Fraction | None) -> str:
    return format_fixed(value) if value is not None else _("chưa có")


def compared_head(found: Sequence[WhatIf], unit: UnitLabel) -> list[str]:
    """What is compared: the unit, the day, and what each scenario assumes."""
    first = found[0]
    lines = [
        _("Phép thử «nếu… thì» cho {name}, ngày {day}: không ghi gì vào số liệu.").format(
            name=unit_title(unit), day=format_day(first.before.snapshot.day)
        )
    ]
    for one in found:
        lines.append(f"{one.scenario.name}:")
        lines += [f"  {sentence}" for sentence in assumptions(one)]
    return lines


def change_lines(found: WhatIf) -> list[str]:
    """What changes in a scenario and why: of one commune each flip, of many the same flip told once."""
    if not found.flips:
        return [_("{name}: không kết luận nào thay đổi.").format(name=found.scenario.name)]
    lines = [
        _("{name}: {flips} kết luận thay đổi ở {communes} xã.").format(
            name=found.scenario.name,
            flips=len(found.flips),
            communes=len({flip.row for flip in found.flips}),
        )
    ]
    for flips in alike(found):
        lines += _alike(found, flips)
    return lines


def alike(found: WhatIf) -> list[list[Flip]]:
    """The flips, those of the same item from the same to the same verdict together: criteria first, in order."""
    held: dict[tuple[bool, str, Verdict, Verdict], list[Flip]] = {}
    for flip in found.flips:
        held.setdefault((not flip.of_criterion, flip.item, flip.before, flip.after), []).append(flip)
    order = _order(found)
    return [held[key] for key in sorted(held, key=lambda one: (one[0], order[one[1]], one[2:]))]


def _order(found: WhatIf) -> dict[str, int]:
    criteria = found.after.criteria_set
    items = [*criteria.criterion_by_number, *criteria.indicator_by_id]
    return {item: at for at, item in enumerate(items)}


def _alike(found: WhatIf, flips: Sequence[Flip]) -> Iterator[str]:
    first = flips[0]
    of_indicator = not first.of_criterion
    kind = _("Chỉ tiêu") if of_indicator else _("Tiêu chí")
    change = f"{verdict_word(first.before)} → {verdict_word(first.after)}"
    where = "" if len(found.rows) == 1 else _(", {count} xã: {units}").format(
        count=len(flips), units=units_of(found, flips)
    )  # fmt: skip
    yield f"  {kind} {first.item} ({first.name}): {change}{where}"
    if of_indicator:
        why = dict.fromkeys(reason for flip in flips for reason in flip.because)
        shown = list(why)[:3]
        yield from (f"      {reason}" for reason in shown)
        if len(why) > len(shown):
            more = _("… và {more} lý do khác (--format csv cho đủ)").format(more=len(why) - len(shown))
            yield f"      {more}"


def units_of(found: WhatIf, flips: Sequence[Flip]) -> str:
    """The communes of these flips by name; of very many the first, and how many more."""
    names = [found.after.snapshot.units[flip.row].name for flip in flips]
    more = len(names) - _MOST_UNITS
    listed = ", ".join(names[:_MOST_UNITS])
    return _("{listed} và {more} xã nữa").format(listed=listed, more=more) if more > 0 else listed
