"""What stands where in our workbook: columns, rows, and the hidden marks by which a sheet is known again.

Who writes a sheet and who reads it back both look here. A sheet carries everything that names it in its own
hidden cells, so that it is still known when it is renamed, sorted, or copied into another workbook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum

from ntm.criteria.model import CriteriaSet, Measure
from ntm.scoring.verdict import Body

SCHEMA = "ntm.sheet/1"
LISTS = "_ntm"
"""The hidden sheet: the lists of the drop-downs, and what the workbook as a whole was made for."""
OVERVIEW = "Tổng hợp"
GUIDE = "Hướng dẫn"
MADE_UP = "SỐ LIỆU MINH HỌA: có giá trị hoặc mức yêu cầu được đặt ra để trình diễn."
"""What stands on every sheet in which anything is made up."""


class At(IntEnum):
    """The columns of a commune's sheet, from 0. From HELD_RESPONSIBLE on they are hidden, as KEY is."""

    __hash__ = int.__hash__  # an Enum's own is Python code: half of the time of looking at a filled-in line

    KEY = 0
    ITEM = 1
    NAME = 2
    REQUIRED = 3
    HELD = 4
    VALUE = 5
    NUMERATOR = 6
    DENOMINATOR = 7
    RATIO = 8
    NOT_APPLICABLE = 9
    DECLARED = 10
    SHOWN = 11
    EVIDENCE = 12
    NOTE = 13
    RESPONSIBLE = 14
    DUE = 15
    HELD_RESPONSIBLE = 16  # who and when as they were written out: what differs from them was changed
    HELD_DUE = 17
    BASE = 18  # the verdict of what is on record: used while nothing is filled in
    CODE = 19  # the measure's verdict
    INDICATOR = 20
    CRITERION = 21
    DOUBT = 22  # whether the indicator's verdict rests on a doubtful threshold alone
    SCALE = 23  # what makes both counts whole: 1, 10³ or 10⁶


LETTERS = {at: chr(ord("A") + at) for at in At}
INPUTS = (At.VALUE, At.NUMERATOR, At.DENOMINATOR, At.NOT_APPLICABLE, At.DECLARED, At.EVIDENCE, At.NOTE,
          At.RESPONSIBLE, At.DUE)  # fmt: skip
"""The columns that officers fill in."""
CARRIED = (*INPUTS, At.HELD_RESPONSIBLE, At.HELD_DUE)
"""The columns that are read back."""
KEYS_ROW = 4
"""The hidden row (from 0) that names the columns; the heads people read are below it."""
FIRST_ROW = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a commune's sheet.

    `level` is "criterion", "indicator" (the head of one with several measures), "measure" (one of several) or
    "single" (an indicator and its one measure). Indices are those of the set; -1 where there is none.
    """

    level: str
    item: str
    criterion: int
    indicator: int = -1
    measure: int = -1

    @property
    def key(self) -> str:
        """The row's hidden key, without the print of its meaning."""
        return f"{self.level} {self.item}"


def lines(criteria_set: CriteriaSet) -> Iterator[Line]:
    """The rows of the set, in the decision's order."""
    indicators = measures = 0
    for number, criterion in enumerate(criteria_set.criteria):
        yield Line("criterion", criterion.number, number)
        for indicator in criterion.indicators:
            if len(indicator.measures) == 1:
                yield Line("single", indicator.id, number, indicators, measures)
            else:
                yield Line("indicator", indicator.id, number, indicators)
                for offset, measure in enumerate(indicator.measures):
                    yield Line("measure", measure.id, number, indicators, measures + offset)
            indicators += 1
            measures += len(indicator.measures)


def meaning(measure: Measure) -> str:
    """A short print of what a figure of the measure means: kind, unit, counts and grades, not how it is worded."""
    counts = (
        (measure.counts.numerator, measure.counts.denominator, measure.counts.unit) if measure.counts else ()
    )
    grades = measure.scale.grades if measure.scale is not None else ()
    told = repr((measure.kind.value, measure.unit, counts, grades, measure.only_disproves))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def key_of(line: Line, criteria_set: CriteriaSet) -> str:
    """The hidden key of a row; where a figure can be given, with the print of its meaning."""
    if line.measure < 0:
        return line.key
    return f"{line.key} {meaning(criteria_set.measures[line.measure])}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a sheet was made for: whose it is, by which set and version, for which day, filled in by which body.

    `base` is the moment of the last act the sheet knows of: what was recorded after it, the sheet does not show.
    """

    unit_code: str
    unit_from: date | None
    set_id: str
    set_hash: str
    day: date
    by: Body
    base: datetime

    def text(self) -> str:
        """The identity as it is kept in the sheet's first, hidden cell."""
        first = self.unit_from.isoformat() if self.unit_from is not None else ""
        parts = (self.unit_code, first, self.set_id, self.set_hash, self.day.isoformat(), self.by.word,
                 self.base.isoformat())  # fmt: skip
        return "|".join((SCHEMA, *parts))


_BODIES = {body.word: body for body in Body}


def read_identity(text: str) -> Identity:
    """The identity in a sheet's first cell; raises ValueError or KeyError where it is none."""
    schema, code, first, set_id, digest, day, by, base = text.split("|")
    if schema != SCHEMA or not code or not set_id:
        raise ValueError(text)
    moment = datetime.fromisoformat(base)
    if moment.tzinfo is None:
        raise ValueError(text)
    return Identity(
        code, date.fromisoformat(first) if first else None, set_id, digest, date.fromisoformat(day),
        _BODIES[by],
        moment.astimezone(UTC),
    )  # fmt: skip
