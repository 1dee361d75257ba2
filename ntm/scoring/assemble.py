"""Making snapshots: from single statements (SnapshotBuilder) or from columns of codes (from_codes).

Values are encoded here and nowhere else. A statement "not applicable" is on an indicator and covers all its
measures, save those stated anew on a later day. Whether a statement is admissible is decided before, in
ntm.scoring.statement_rules; here only what cannot be represented is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from ntm.criteria.model import CriteriaSet, Kind, Measure
from ntm.errors import DataError
from ntm.scoring.fixed import MISSING, NOT_APPLICABLE, encode, encode_counts
from ntm.scoring.shape import shape_of
from ntm.scoring.snapshot import BoolArray, Declarations, Snapshot, Stated, UnitRow
from ntm.scoring.verdict import Verdict
from ntm.vietnamese.messages import _

MEASUREMENT = "measurement"
DECLARATION = "declaration"


def code_of(measure: Measure, stated: Stated) -> int:
    """The code of a stated value of a measure.

    Two counts are compared as their ratio (times 100 for a percentage), a grade by its place in the scale.
    A grade whose scale has no known order counts as nothing said. Raises DataError for what has no code.
    """
    try:
        if stated.not_applicable is not None:
            return NOT_APPLICABLE
        if measure.kind is Kind.GRADE:
            return _grade_code(measure, stated)
        if stated.numerator is not None and stated.denominator is not None:
            factor = 100 if measure.kind is Kind.PERCENTAGE else 1
            return encode_counts(stated.numerator, stated.denominator, factor)
        if stated.value is not None:
            return encode(stated.value)
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise DataError(
            _("{item}: giá trị nằm ngoài giới hạn tính được; hãy kiểm tra lại số đã nhập.").format(
                item=stated.item
            )
        ) from error
    raise DataError(
        _("{item}: không có giá trị; hãy nhập một số, hai số đếm hoặc một từ.").format(item=stated.item)
    )


def _grade_code(measure: Measure, stated: Stated) -> int:
    grades = measure.scale.grades if measure.scale is not None else ()
    if stated.grade is not None and stated.grade in grades:
        return encode(Decimal(grades.index(stated.grade) + 1))
    if not grades:
        return MISSING
    raise DataError(
        _("{item}: mức “{grade}” không có trong thang; các mức là: {grades}.").format(
            item=stated.item, grade=stated.grade, grades=", ".join(grades)
        )
    )


class SnapshotBuilder:
    """Puts what is stated into rows and makes the snapshot. A second `put` of a thing replaces the first."""

    def __init__(
        self,
        criteria_set: CriteriaSet,
        day: date,
        units: Sequence[UnitRow],
        *,
        known_at: datetime | None = None,
        illustrative: bool = False,
        overlays: tuple[str, ...] | None = None,
        places_complete: bool = True,
    ) -> None:
        """`overlays` defaults to the set's own; `illustrative` is also set by any illustrative statement."""
        self._set = criteria_set
        self._shape = shape_of(criteria_set)
        self._day = day
        self._units = tuple(units)
        self._known_at = known_at
        self._illustrative = illustrative
        self._overlays = criteria_set.overlays if overlays is None else overlays
        self._places_complete = places_complete
        self._stated: dict[int, dict[tuple[str, str], Stated]] = {}
        self._supposed_indicators: dict[tuple[int, int], int] = {}
        self._supposed_criteria: dict[tuple[int, int], int] = {}

    def put(self, row: int, stated: Stated) -> None:
        """State something of the unit in that row. Raises DataError for an item the set does not have."""
        if stated.verdict is not None:
            if (
                stated.item not in self._shape.criterion_index
                and stated.item not in self._shape.indicator_index
            ):
                raise _unknown(stated.item, self._set)
            kind = DECLARATION
        else:
            covers = stated.not_applicable is not None and stated.item in self._shape.indicator_index
            if not covers and stated.item not in self._shape.measure_index:
                raise _unknown(stated.item, self._set)
            kind = MEASUREMENT
        self._stated.setdefault(row, {})[stated.item, kind] = stated
        self._illustrative = self._illustrative or stated.illustrative

    def remove(self, row: int, item: str, kind: str = MEASUREMENT) -> None:
        """Take back what was put for an item, if anything."""
        self._stated.get(row, {}).pop((item, kind), None)

    def suppose(self, row: int, item: str, verdict: Verdict) -> None:
        """Suppose a verdict of a criterion (by number) or an indicator; it overrides all else."""
        if item in self._shape.criterion_index:
            self._supposed_criteria[row, self._shape.criterion_index[item]] = verdict
        elif item in self._shape.indicator_index:
            self._supposed_indicators[row, self._shape.indicator_index[item]] = verdict
        else:
            raise _unknown(item, self._set)

    def build(self) -> Snapshot:
        """The snapshot. Raises DataError for a value that cannot be encoded."""
        codes = np.full((len(self._set.measures), len(self._units)), MISSING, np.int64)
        reporting = np.zeros(len(self._units), np.bool_)
        on_indicators: dict[tuple[int, int], tuple[int, int]] = {}
        on_criteria: dict[tuple[int, int], tuple[int, int]] = {}
        for row, entries in self._stated.items():
            reporting[row] = bool(entries)
            for (item, kind), stated in entries.items():
                if kind == MEASUREMENT:
                    if stated.not_applicable is None:
                        index = self._shape.measure_index[item]
                        codes[index, row] = code_of(self._set.measures[index], stated)
                elif stated.verdict is not None:
                    said = (int(stated.verdict), int(stated.by))
                    if item in self._shape.criterion_index:
                        on_criteria[row, self._shape.criterion_index[item]] = said
                    else:
                        on_indicators[row, self._shape.indicator_index[item]] = said
            self._not_applicable(codes, row, entries)
        return from_codes(
            self._set,
            self._day,
            self._units,
            codes,
            reporting,
            on_indicators=_declarations(on_indicators),
            on_criteria=_declarations(on_criteria),
            supposed_indicators=_declarations({key: (v, 0) for key, v in self._supposed_indicators.items()}),
            supposed_criteria=_declarations({key: (v, 0) for key, v in self._supposed_criteria.items()}),
            stated=self._stated,
            known_at=self._known_at,
            illustrative=self._illustrative,
            overlays=self._overlays,
            places_complete=self._places_complete,
        )

    def _not_applicable(
        self, codes: npt.NDArray[np.int64], row: int, entries: dict[tuple[str, str], Stated]
    ) -> None:
        for (item, kind), stated in entries.items():
            if kind != MEASUREMENT or stated.not_applicable is None:
                continue
            index = self._shape.indicator_index.get(item)
            if index is None:
                codes[self._shape.measure_index[item], row] = NOT_APPLICABLE
                continue
            for at in range(*self._shape.measure_spans[index]):
                own = entries.get((self._set.measures[at].id, MEASUREMENT))
                if own is None or own is stated or own.on <= stated.on:
                    codes[at, row] = NOT_APPLICABLE


def from_codes(
    criteria_set: CriteriaSet,
    day: date,
    units: Sequence[UnitRow],
    codes: npt.NDArray[np.signedinteger],
    reporting: BoolArray,
    *,
    on_indicators: Declarations | None = None,
    on_criteria: Declarations | None = None,
    supposed_indicators: Declarations | None = None,
    supposed_criteria: Declarations | None = None,
    stated: Mapping[int, Mapping[tuple[str, str], Stated]] | None = None,
    known_at: datetime | None = None,
    illustrative: bool = False,
    overlays: tuple[str, ...] | None = None,
    places_complete: bool = True,
) -> Snapshot:
    """A snapshot from a matrix (measures, units) of codes of ntm.scoring.fixed, for many communes at once.

    The codes are kept in 32 bits where they fit. Raises DataError when the shape is not that of set
    and units.
    """
    if codes.shape != (len(criteria_set.measures), len(units)):
        raise DataError(
            _("Bảng số liệu {shape} không khớp {measures} chỉ số và {units} xã.").format(
                shape=codes.shape, measures=len(criteria_set.measures), units=len(units)
            )
        )
    narrow = np.iinfo(np.int32)
    if codes.dtype != np.int32 and (not codes.size or int(codes.max()) <= narrow.max):
        codes = codes.astype(np.int32)
    snapshot = Snapshot(
        day=day,
        set_id=criteria_set.id,
        units=tuple(units),
        measures=tuple(measure.id for measure in criteria_set.measures),
        codes=np.ascontiguousarray(codes),
        reporting=reporting,
        on_indicators=on_indicators or Declarations.empty(),
        on_criteria=on_criteria or Declarations.empty(),
        supposed_indicators=supposed_indicators or Declarations.empty(),
        supposed_criteria=supposed_criteria or Declarations.empty(),
        stated={} if stated is None else stated,
        known_at=known_at,
        illustrative=illustrative,
        overlays=criteria_set.overlays if overlays is None else overlays,
        places_complete=places_complete,
    )
    return snapshot.prepared()


def _declarations(found: Mapping[tuple[int, int], tuple[int, int]]) -> Declarations:
    if not found:
        return Declarations.empty()
    where, said = np.array(list(found), np.int32), np.array(list(found.values()), np.int8)
    return Declarations(where[:, 0], where[:, 1], said[:, 0], said[:, 1])


def _unknown(item: str, criteria_set: CriteriaSet) -> DataError:
    return DataError(
        _("Bộ tiêu chí {set} không có mục {item}; xem «ntm criteria show {set}».").format(
            set=criteria_set.id, item=item
        )
    )
