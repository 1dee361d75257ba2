"""Writing a snapshot as `ntm.snapshot/1`; reading is in ntm.scoring.snapshot_json.

Exact numbers are strings with a decimal point ("46.5"), yes/no measures "yes" and "no", days ISO dates,
moments ISO with an offset. What is not said of a statement is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from ntm.criteria.model import CriteriaSet, Kind
from ntm.scoring.snapshot import Declarations, Snapshot, Stated
from ntm.scoring.snapshot_model import SCHEMA
from ntm.scoring.verdict import Verdict
from ntm.scoring.wording import plain


def write(snapshot: Snapshot, criteria_set: CriteriaSet) -> dict[str, Any]:
    """The snapshot as `ntm.snapshot/1`; reading it again with the same set gives an equal snapshot.

    Raises ValueError for a snapshot made of bare codes, whose statements are not kept.
    """
    supposed = _supposed(snapshot, criteria_set)
    known_at = snapshot.known_at
    return {
        "schema": SCHEMA,
        "on": snapshot.day.isoformat(),
        "criteria_set": criteria_set.id,
        "set_hash": criteria_set.hash,
        "overlays": list(snapshot.overlays),
        "known_at": known_at.astimezone(UTC).isoformat() if known_at is not None else None,
        "illustrative": snapshot.illustrative,
        "places_complete": snapshot.places_complete,
        "units": [
            _write_unit(snapshot, criteria_set, row, supposed.get(row, []))
            for row in range(len(snapshot.units))
        ],
    }


def _write_unit(
    snapshot: Snapshot, criteria_set: CriteriaSet, row: int, supposed: list[dict[str, str]]
) -> dict[str, Any]:
    unit, entries = snapshot.units[row], snapshot.stated.get(row, {})
    if snapshot.reporting[row] and not entries:
        raise ValueError(f"the statements of {unit.code} are not kept in this snapshot")
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "district": _place(unit.district_code, unit.district_name),
        "province": _place(unit.province_code, unit.province_name),
        "region": unit.region,
        "group": unit.group,
        "attributes": dict(unit.attributes),
        "counted": unit.counted,
        "statements": [_write_statement(criteria_set, stated) for stated in entries.values()],
        "supposed": supposed,
    }


def _place(code: str | None, name: str | None) -> dict[str, str | None] | None:
    return {"code": code, "name": name} if code is not None else None


def _write_statement(criteria_set: CriteriaSet, stated: Stated) -> dict[str, Any]:
    measure = criteria_set.measure_by_id.get(stated.item)
    value = plain(stated.value) if stated.value is not None else None
    if value is not None and measure is not None and measure.kind is Kind.YES_NO:
        value = "yes" if stated.value else "no"
    entry = {
        "item": stated.item,
        "on": stated.on.isoformat(),
        "by": stated.by.word,
        "value": value,
        "numerator": plain(stated.numerator) if stated.numerator is not None else None,
        "denominator": plain(stated.denominator) if stated.denominator is not None else None,
        "grade": stated.grade,
        "not_applicable": stated.not_applicable,
        "verdict": stated.verdict.word if stated.verdict is not None else None,
        "recorded_at": stated.recorded_at.isoformat() if stated.recorded_at is not None else None,
        "recorded_by": stated.recorded_by,
        "note": stated.note,
        "responsible": stated.responsible,
        "due": stated.due.isoformat() if stated.due is not None else None,
        "evidence": stated.evidence,
        "illustrative": stated.illustrative or None,
    }
    return {name: part for name, part in entry.items() if part is not None}


def _supposed(snapshot: Snapshot, criteria_set: CriteriaSet) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}

    def add(said: Declarations, items: Sequence[str]) -> None:
        for row, item, verdict in zip(
            said.rows.tolist(), said.items.tolist(), said.verdicts.tolist(), strict=True
        ):
            found.setdefault(row, []).append({"item": items[item], "verdict": Verdict(verdict).word})

    add(snapshot.supposed_criteria, [criterion.number for criterion in criteria_set.criteria])
    add(snapshot.supposed_indicators, [indicator.id for indicator in criteria_set.indicators])
    return found
