"""What goes into the table of statements and what comes out of it, as values.

An `Entry` is what is to be stated; a `Recorded` is a statement with its number, its moment and its fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from ntm.criteria.model import CriteriaSet, Kind
from ntm.scoring.fixed import NOT_APPLICABLE, encode, encode_counts
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Body, Verdict
from ntm.store.tables import DECLARATION, KIND_WORDS, MEASUREMENT, from_key_day, key_day


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be stated of a unit (by code and the day it begins) in a set.

    `factor` is what the quotient of two counts is multiplied by to be the value: 100 for a percentage,
    1 for any other (`entry_in` sets it from the measure).
    """

    unit_code: str
    unit_from: date | None
    set_id: str
    stated: Stated
    factor: int = 100


def entry_in(criteria_set: CriteriaSet, unit_code: str, unit_from: date | None, stated: Stated) -> Entry:
    """What is to be stated in a set, its factor taken from the kind of the measure."""
    measure = criteria_set.measure_by_id.get(stated.item)
    factor = 100 if measure is None or measure.kind is Kind.PERCENTAGE else 1
    return Entry(unit_code, unit_from, criteria_set.id, stated, factor)


@dataclass(frozen=True, slots=True)
class Appended:
    """What `append` did, by entry: the sequence number of each new statement, None where nothing changed."""

    moment: datetime
    seqs: tuple[int | None, ...]

    @property
    def recorded(self) -> int:
        """How many new statements there are."""
        return sum(seq is not None for seq in self.seqs)

    @property
    def unchanged(self) -> int:
        """How many entries said what was already said."""
        return len(self.seqs) - self.recorded


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement as it was recorded. A withdrawal names in `withdraws` the sequence number it takes back.

    `withdrawn_at` is when this one was withdrawn, as far as was known at the moment asked about.
    """

    seq: int
    unit_code: str
    unit_from: date | None
    set_id: str
    kind: str  # "measurement" | "declaration"
    stated: Stated
    withdraws: int | None = None
    withdrawn_at: datetime | None = None


def row_of(entry: Entry) -> dict[str, Any]:
    """The columns of an entry, without its number and moment."""
    stated = entry.stated
    code = _code(stated, entry.factor) if stated.verdict is None and stated.grade is None else None
    return {
        "unit_code": entry.unit_code, "unit_from": key_day(entry.unit_from), "set_id": entry.set_id,
        "item": stated.item, "kind": MEASUREMENT if stated.verdict is None else DECLARATION,
        "day": stated.on, "body": int(stated.by), "value": _text(stated.value),
        "numerator": _text(stated.numerator), "denominator": _text(stated.denominator), "grade": stated.grade,
        "not_applicable": stated.not_applicable, "code": code,
        "verdict": None if stated.verdict is None else int(stated.verdict), "note": stated.note,
        "responsible": stated.responsible, "due": stated.due, "evidence": stated.evidence,
        "illustrative": stated.illustrative,
    }  # fmt: skip


def _code(stated: Stated, factor: int) -> int:
    """What the engine compares; the exact quotient where the counts are known."""
    if stated.not_applicable is not None:
        return NOT_APPLICABLE
    if stated.numerator is not None and stated.denominator is not None:
        return encode_counts(stated.numerator, stated.denominator, factor)
    if stated.value is not None:
        return encode(stated.value)
    raise ValueError(f"nothing is stated of {stated.item}")


def _text(value: Decimal | None) -> str | None:
    """The exact number, written one way: no exponent, no zeros at the end of the decimals."""
    if value is None:
        return None
    return format(value.normalize(), "f") if value else "0"


def recorded(row: Row[Any]) -> Recorded:
    """A row of `statement` as a value."""
    return Recorded(
        seq=row.seq,
        unit_code=row.unit_code,
        unit_from=from_key_day(row.unit_from),
        set_id=row.set_id,
        kind=KIND_WORDS[row.kind],
        stated=Stated(
            item=row.item,
            on=row.day,
            by=Body(row.body),
            value=_number(row.value),
            numerator=_number(row.numerator),
            denominator=_number(row.denominator),
            grade=row.grade,
            not_applicable=row.not_applicable,
            verdict=None if row.verdict is None else Verdict(row.verdict),
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            note=row.note,
            responsible=row.responsible,
            due=row.due,
            evidence=row.evidence,
            illustrative=row.illustrative,
        ),
        withdraws=row.withdraws,
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
