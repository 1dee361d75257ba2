"""What a commune made of others states, derived from what they stated: added, weighted, or left open; never guessed.

Counts add up exactly. Yes/no holds only where it held in all. A rate without counts and income are weighted where
the weights are known: the whole commune's households, people or villages as stated beside some other indicator.
Everything else stays open. Declarations are verdicts of a body on the old communes and do not cross. Every derived
value says that it is derived and waits for confirmation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ntm.criteria.model import CriteriaSet, Indicator, Kind, Measure
from ntm.scoring.assemble import DECLARATION, MEASUREMENT
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body
from ntm.scoring.wording import value_text
from ntm.vietnamese.messages import _

Entries = Mapping[tuple[str, str], Stated]
WHOLE = ("tổng số dân", "tổng số hộ", "tổng số thôn")
"""Denominators that are the whole commune's, so that one indicator's may weigh another's."""
_PER_PERSON = "/người"


class How(StrEnum):
    """How a value of a merged commune comes about."""

    ADDED = "added"  # counts, or things counted
    EVERYWHERE = "everywhere"  # yes/no: in all, or not in all
    WEIGHTED = "weighted"  # by people or households that are known
    ALIKE = "alike"  # the same grade in all
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"

    @property
    def words(self) -> str:
        """In words."""
        return {
            How.ADDED: _("cộng"),
            How.EVERYWHERE: _("đạt khi mọi xã đều đạt"),
            How.WEIGHTED: _("bình quân gia quyền"),
            How.ALIKE: _("cùng một mức ở mọi xã"),
            How.NOT_APPLICABLE: _("không áp dụng ở mọi xã"),
            How.OPEN: _("không suy ra"),
        }[self]


@dataclass(frozen=True, slots=True)
class Part:
    """A commune that became part of the merged one: its name and what speaks of it."""

    name: str
    entries: Entries


@dataclass(frozen=True, slots=True)
class Derived:
    """A measure of the merged commune: what is stated of it (None: open), how, of which values, and why."""

    item: str
    how: How
    stated: Stated | None
    of: tuple[str, ...]
    why: str = ""


def derive(criteria_set: CriteriaSet, parts: Sequence[Part]) -> list[Derived]:
    """Every measure of a commune made of these whole ones, in the order of the set."""
    found: list[Derived] = []
    for indicator in criteria_set.indicators:
        for measure in indicator.measures:
            said = [_said(part.entries, indicator, measure) for part in parts]
            found.append(_measure(criteria_set, indicator, measure, parts, said))
    return found


def entries_of(criteria_set: CriteriaSet, derived: Sequence[Derived]) -> dict[tuple[str, str], Stated]:
    """What is derived as statements; "not applicable" stands on the indicator, and only where all of it is."""
    found: dict[tuple[str, str], Stated] = {}
    gone = {one.item for one in derived if one.how is How.NOT_APPLICABLE}
    for one in derived:
        indicator = criteria_set.indicator_of_measure[one.item]
        if one.stated is None:
            continue
        if one.how is not How.NOT_APPLICABLE:
            found[one.item, MEASUREMENT] = one.stated
        elif all(measure.id in gone for measure in indicator.measures):
            found[indicator.id, MEASUREMENT] = one.stated
    return found


def declared(parts: Sequence[Part]) -> int:
    """How many declarations of the old communes do not cross."""
    return sum(kind == DECLARATION for part in parts for _item, kind in part.entries)


def _said(entries: Entries, indicator: Indicator, measure: Measure) -> Stated | None:
    """What speaks of a measure of a commune; "not applicable" of its indicator unless it was stated anew."""
    own, whole = entries.get((measure.id, MEASUREMENT)), entries.get((indicator.id, MEASUREMENT))
    if whole is not None and whole.not_applicable is not None and (own is None or own.on <= whole.on):
        return whole
    return own


def _measure(
    criteria_set: CriteriaSet,
    indicator: Indicator,
    measure: Measure,
    parts: Sequence[Part],
    said: Sequence[Stated | None],
) -> Derived:
    of = tuple(
        f"{part.name}: {value_text(measure, one, None) if one is not None else _('chưa có số liệu')}"
        for part, one in zip(parts, said, strict=True)
    )
    there = [one for one in said if one is not None and one.not_applicable is None]
    no = measure.kind is Kind.YES_NO and any(one.value == 0 for one in there)
    missing = [part.name for part, one in zip(parts, said, strict=True) if one is None]
    if missing and not no:
        why = _("{units} chưa có số liệu").format(units=", ".join(missing))
        return Derived(measure.id, How.OPEN, None, of, why)
    stated = [one for one in said if one is not None]
    if not there:
        return Derived(
            measure.id, How.NOT_APPLICABLE, _made(indicator.id, stated, not_applicable=_reasons(stated)), of
        )
    how, values, why = _joined(criteria_set, measure, parts, said)
    made = _made(measure.id, stated, **values) if values else None
    return Derived(measure.id, how if made is not None else How.OPEN, made, of, why)


def _joined(
    criteria_set: CriteriaSet, measure: Measure, parts: Sequence[Part], said: Sequence[Stated | None]
) -> tuple[How, dict[str, Decimal | str], str]:
    """How these join, into which fields of a statement (none: they do not), and why."""
    there = [(part, one) for part, one in zip(parts, said, strict=True) if one and one.not_applicable is None]
    values = [one for _part, one in there]
    if measure.kind is Kind.YES_NO:
        held = all(one.value == 1 for one in values)
        return How.EVERYWHERE, {"value": Decimal(int(held))}, ""
    if measure.kind is Kind.GRADE:
        grades = {one.grade for one in values}
        grade = grades.pop() if len(grades) == 1 else None
        return How.ALIKE, {"grade": grade} if grade else {}, "" if grade else _("các xã ở mức khác nhau")
    if all(one.numerator is not None and one.denominator is not None for one in values):
        return (
            How.ADDED,
            _ratio([(one.numerator or Decimal(0), one.denominator or Decimal(0)) for one in values]),
            "",
        )
    if measure.whole:
        total = sum((one.value for one in values if one.value is not None), Decimal(0))
        return How.ADDED, {"value": total}, ""
    whole = _weighed_by(measure)
    if whole is None:
        return How.OPEN, {}, _("không nhập bằng hai số đếm, và không có số nào để gia quyền")
    pairs: list[tuple[Decimal, Decimal]] = []
    sources: dict[str, None] = {}
    share = 100 if measure.kind is Kind.PERCENTAGE else 1
    for part, one in there:
        if one.numerator is not None and one.denominator is not None:
            pairs.append((one.numerator, one.denominator))
            continue
        weight = _weight(criteria_set, part.entries, whole)
        if weight is None or one.value is None:
            return (
                How.OPEN,
                {},
                _("chưa biết {whole} của {unit} để gia quyền").format(whole=whole, unit=part.name),
            )
        pairs.append((one.value * weight[1] / share, weight[1]))
        sources[weight[0]] = None
    why = _("theo {whole} ở {items}").format(whole=whole, items=", ".join(sources))
    return How.WEIGHTED, _ratio(pairs), why


def _ratio(pairs: Sequence[tuple[Decimal, Decimal]]) -> dict[str, Decimal | str]:
    return {
        "numerator": sum((top for top, _bottom in pairs), Decimal(0)),
        "denominator": sum((bottom for _top, bottom in pairs), Decimal(0)),
    }


def _weighed_by(measure: Measure) -> str | None:
    """What weighs a rate that is not stated in counts; None: nothing does."""
    if measure.kind is Kind.NUMBER and _PER_PERSON in measure.unit:
        return WHOLE[0]
    counts = measure.counts
    if measure.kind is Kind.PERCENTAGE and counts is not None and ":" not in measure.id:
        return counts.denominator if counts.denominator in WHOLE else None
    return None


def _weight(criteria_set: CriteriaSet, entries: Entries, whole: str) -> tuple[str, Decimal] | None:
    """A commune's whole number of people, households or villages, and the item it stands beside.

    The latest; of several that day the largest, since some indicators leave a few out. Parts by sex are none.
    """
    known = [
        (one.on, one.denominator, measure.id)
        for measure in criteria_set.measures
        if measure.counts is not None and measure.counts.denominator == whole and ":" not in measure.id
        for one in [entries.get((measure.id, MEASUREMENT))]
        if one is not None and one.denominator is not None
    ]
    if not known:
        return None
    _on, count, item = max(known, key=lambda one: (one[0], one[1]))
    return item, count


def _reasons(said: Sequence[Stated]) -> str:
    return "; ".join(dict.fromkeys(one.not_applicable or "" for one in said))


def _made(item: str, of: Sequence[Stated], **values: object) -> Stated:
    """A derived statement: as old as the oldest it rests on, and waiting for confirmation."""
    return Stated(
        item,
        min(one.on for one in of),
        Body.COMMUNE,
        note=_("suy ra từ các xã được gộp; chờ xác nhận"),
        illustrative=any(one.illustrative for one in of),
        **values,  # type: ignore[arg-type] # the fields of a value, as `_joined` gives them
    )
