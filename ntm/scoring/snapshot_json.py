"""Snapshots as files, `ntm.snapshot/1`, read with every field checked at the door.

What a field may hold is declared in ntm.scoring.snapshot_model, what may be stated of an item in
ntm.scoring.statement_rules, and writing is in ntm.scoring.snapshot_writing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ntm.criteria.model import REGIONS, CriteriaSet, Kind
from ntm.errors import DataError, Problem
from ntm.scoring.assemble import DECLARATION, MEASUREMENT, SnapshotBuilder
from ntm.scoring.snapshot import Snapshot, Stated, UnitRow
from ntm.scoring.snapshot_model import DocumentModel, StatementModel, UnitModel, problems_of
from ntm.scoring.snapshot_writing import write
from ntm.scoring.statement_rules import check_stated, unknown_item
from ntm.scoring.verdict import Body, Verdict
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

__all__ = ["Loader", "read", "read_document", "read_file", "version_problem", "write"]

_LARGEST = 512 * 1024 * 1024
_YES_NO = {"yes": Decimal(1), "no": Decimal(0)}

Loader = Callable[[str, tuple[str, ...]], CriteriaSet]
"""Gives a criteria set by its id and the ids of the overlays laid on it."""


def read_document(path: Path) -> dict[str, Any]:
    """The JSON of a file, numbers kept exact; raises DataError where it is not UTF-8 JSON of an object."""
    try:
        if path.stat().st_size > _LARGEST:
            raise _unreadable(path, _("tập tin quá lớn"))
        text = path.read_bytes().decode("utf-8-sig")
        document = json.loads(text, parse_float=Decimal, parse_constant=str, object_pairs_hook=_unique)
    except OSError as error:
        raise _unreadable(path, reason(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, _("không phải là UTF-8")) from error
    except json.JSONDecodeError as error:
        raise _unreadable(path, _("không phải là JSON (dòng {line})").format(line=error.lineno)) from error
    except RecursionError as error:
        raise _unreadable(path, _("lồng nhau quá sâu")) from error
    except _RepeatedKeyError as error:
        raise _unreadable(path, _("khóa “{key}” lặp lại").format(key=error)) from error
    except ValueError as error:  # an integer of thousands of digits
        raise _unreadable(path, _("có số quá dài")) from error
    if not isinstance(document, dict):
        raise _unreadable(path, _("không phải là một đối tượng JSON"))
    return document


class _RepeatedKeyError(Exception):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


def _unreadable(path: Path, why: str) -> DataError:
    return DataError(
        _("Không đọc được {path}: {why}. Hãy xuất lại bằng «ntm status export --as snapshot».").format(
            path=path, why=why
        )
    )


def read_file(path: Path, loader: Loader) -> Snapshot:
    """The snapshot in a file, its criteria set given by `loader`. Raises DataError with every problem."""
    document = read_document(path)
    model = _model(document)
    return _read(model, loader(model.criteria_set, tuple(model.overlays)))


def read(document: dict[str, Any], criteria_set: CriteriaSet) -> Snapshot:
    """The snapshot in a document of `ntm.snapshot/1`. Raises DataError; its problems name every bad field."""
    return _read(_model(document), criteria_set)


def version_problem(document: dict[str, Any], criteria_set: CriteriaSet) -> Problem | None:
    """A warning where the document was written with another version of the set than this one."""
    written = document.get("set_hash")
    if not written or not criteria_set.hash or written == criteria_set.hash:
        return None
    return Problem(
        _("Số liệu được xuất theo một phiên bản khác của bộ tiêu chí {set}.").format(set=criteria_set.id),
        _("Kết quả được tính theo phiên bản đang dùng."),
        field="set_hash",
        severity="warning",
    )


def _model(document: dict[str, Any]) -> DocumentModel:
    try:
        return DocumentModel.model_validate(document)
    except ValidationError as error:
        raise _refused(problems_of(error)) from error


def _refused(problems: list[Problem]) -> DataError:
    return DataError(
        _("Tập tin số liệu có {count} chỗ sai; không nhận gì cả.").format(count=len(problems)), problems
    )


def _read(model: DocumentModel, criteria_set: CriteriaSet) -> Snapshot:
    problems: list[Problem] = []
    if model.criteria_set != criteria_set.id:
        problems.append(
            Problem(
                _("tập tin theo bộ tiêu chí {stated}, không phải {asked}.").format(
                    stated=model.criteria_set, asked=criteria_set.id
                ),
                _("Hãy chấm theo bộ tiêu chí của tập tin, hoặc xuất lại."),
                field="criteria_set",
            )
        )
        raise _refused(problems)
    builder = SnapshotBuilder(
        criteria_set,
        model.on,
        [_unit(unit) for unit in model.units],
        known_at=model.known_at,
        illustrative=model.illustrative,
        overlays=tuple(model.overlays),
        places_complete=model.places_complete,
    )
    codes: set[str] = set()
    for row, unit in enumerate(model.units):
        field = f"units[{row}]"
        if unit.code in codes:
            problems.append(
                Problem(
                    _("đơn vị {code} lặp lại.").format(code=unit.code), _("Bỏ một."), field=f"{field}.code"
                )
            )
        codes.add(unit.code)
        if unit.region is not None and unit.region not in REGIONS:
            problems.append(
                Problem(
                    _("không có vùng “{region}”.").format(region=unit.region),
                    _("Các vùng: {regions}.").format(regions=", ".join(REGIONS)),
                    field=f"{field}.region",
                )
            )
        problems += _put_statements(builder, row, unit, model, criteria_set, field)
        problems += _put_supposed(builder, row, unit, criteria_set, field)
    if problems:
        raise _refused(problems)
    return builder.build()


def _unit(unit: UnitModel) -> UnitRow:
    district, province = unit.district, unit.province
    return UnitRow(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        valid_from=unit.valid_from,
        district_code=district.code if district is not None else None,
        district_name=district.name if district is not None else None,
        province_code=province.code if province is not None else None,
        province_name=province.name if province is not None else None,
        region=unit.region,
        group=unit.group,
        attributes=dict(unit.attributes),
        counted=unit.kind == "xa" if unit.counted is None else unit.counted,
    )


def _put_statements(
    builder: SnapshotBuilder,
    row: int,
    unit: UnitModel,
    model: DocumentModel,
    criteria_set: CriteriaSet,
    field: str,
) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(unit.statements):
        where = f"{field}.statements[{number}]"
        found = _check_days(entry, unit, model)
        stated: Stated | None = None
        try:
            stated = _stated(entry, criteria_set)
        except ValueError:
            found.append(
                Problem(
                    _("{item}: “{value}” không phải là một số.").format(item=entry.item, value=entry.value),
                    _('Ghi số với dấu chấm thập phân, ví dụ "46.5"; đạt/chưa đạt ghi "yes"/"no".'),
                    field="value",
                )
            )
        if stated is not None:
            found += check_stated(criteria_set, stated)
            kind = DECLARATION if stated.verdict is not None else MEASUREMENT
            if (stated.item, kind) in seen:
                found.append(
                    Problem(
                        _("{item} được ghi hai lần.").format(item=stated.item), _("Bỏ một."), field="item"
                    )
                )
            seen.add((stated.item, kind))
            if not found:
                builder.put(row, stated)
        problems += [
            Problem(problem.message, problem.remedy, field=f"{where}.{problem.field or 'item'}")
            for problem in found
        ]
    return problems


def _check_days(entry: StatementModel, unit: UnitModel, model: DocumentModel) -> list[Problem]:
    if entry.on > model.on:
        return [
            Problem(
                _("{item}: số liệu của ngày sau ngày chấm.").format(item=entry.item),
                _("Bỏ dòng này, hoặc sửa “on” của tập tin."),
                field="on",
            )
        ]
    if unit.valid_from is not None and entry.on < unit.valid_from:
        return [
            Problem(
                _("{item}: số liệu của ngày trước khi có đơn vị {code}.").format(
                    item=entry.item, code=unit.code
                ),
                _("Số liệu không chuyển sang đơn vị mới; bỏ dòng này."),
                field="on",
            )
        ]
    return []


def _stated(entry: StatementModel, criteria_set: CriteriaSet) -> Stated:
    measure = criteria_set.measure_by_id.get(entry.item)
    value: Decimal | None = None
    if entry.value is not None:
        if measure is not None and measure.kind is Kind.YES_NO:
            if entry.value not in _YES_NO:
                raise ValueError(entry.value)
            value = _YES_NO[entry.value]
        else:
            if entry.value in _YES_NO:
                raise ValueError(entry.value)
            value = Decimal(entry.value)
    return Stated(
        item=entry.item,
        on=entry.on,
        by=Body[entry.by.upper()],
        value=value,
        numerator=Decimal(entry.numerator) if entry.numerator is not None else None,
        denominator=Decimal(entry.denominator) if entry.denominator is not None else None,
        grade=entry.grade,
        not_applicable=entry.not_applicable,
        verdict=Verdict[entry.verdict.upper()] if entry.verdict is not None else None,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        note=entry.note,
        responsible=entry.responsible,
        due=entry.due,
        evidence=entry.evidence,
        illustrative=bool(entry.illustrative),
    )


def _put_supposed(
    builder: SnapshotBuilder, row: int, unit: UnitModel, criteria_set: CriteriaSet, field: str
) -> list[Problem]:
    problems: list[Problem] = []
    for number, entry in enumerate(unit.supposed):
        if entry.item in criteria_set.criterion_by_number or entry.item in criteria_set.indicator_by_id:
            builder.suppose(row, entry.item, Verdict[entry.verdict.upper()])
        else:
            found = unknown_item(criteria_set, entry.item)
            where = f"{field}.supposed[{number}].item"
            problems.append(Problem(found.message, found.remedy, field=where))
    return problems
