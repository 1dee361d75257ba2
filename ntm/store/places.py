"""Places in the database: every version that was recorded, so that a past answer finds its places again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from ntm.store.acts import begin_act, record
from ntm.store.database import Database
from ntm.store.notes import get_note, set_note
from ntm.store.tables import from_key_day, key_day, succession, unit, unit_attribute, unit_version
from ntm.territory.model import Attribute, Succession, Unit
from ntm.territory.register import Territory

Values = dict[str, Any]
_CHANGED = "places_changed"
"""The note of when the register was last changed."""


def save_places(
    database: Database,
    units: Sequence[Unit],
    successions: Sequence[Succession] = (),
    attributes: Sequence[Attribute] = (),
    by: str = "ntm",
    source: str = "cli",
    subject: str = "places:import",
) -> int:
    """Record what is new or changed, all or nothing; gives how many rows were. Saving the same twice adds nothing.

    The audit calls the act `source:subject`.
    """
    with database.writing() as connection:
        moment = begin_act(connection)
        known = {(row.code, row.valid_from) for row in connection.execute(select(unit))}
        first = [
            {"code": one.code, "valid_from": key_day(one.valid_from)}
            for one in units
            if (one.code, key_day(one.valid_from)) not in known
        ]
        if first:
            connection.execute(unit.insert(), first)
        added = (
            _add(connection, unit_version, ("code", "valid_from"), map(_unit_values, units), moment)
            + _add(connection, succession, _SUCCESSION_KEY, map(_succession_values, successions), moment)
            + _add(connection, unit_attribute, _ATTRIBUTE_KEY, map(_attribute_values, attributes), moment)
        )
        if added:
            set_note(connection, _CHANGED, moment.isoformat())
            record(connection, moment, f"{source}:{subject}", by, {"rows": added})
    return added


def load_territory(database: Database, known_at: datetime | None = None) -> Territory:
    """The register as the database holds it, as known at a moment (None: now)."""
    with database.reading() as connection:
        return Territory(
            [
                Unit(
                    row["code"], row["name"], row["kind"], row["parent_code"], from_key_day(row["valid_from"]),
                    row["valid_to"], row["legal_basis"] or "",
                )
                for row in _latest(connection, unit_version, ("code", "valid_from"), known_at)
            ],
            [
                Succession(
                    row["old_code"], from_key_day(row["old_from"]), row["new_code"], row["new_from"], row["share"],
                    row["legal_basis"] or "",
                )
                for row in _latest(connection, succession, _SUCCESSION_KEY, known_at)
            ],
            [
                Attribute(
                    row["code"], from_key_day(row["unit_from"]), row["name"], row["value"],
                    from_key_day(row["valid_from"]), row["valid_to"], row["source"] or "", row["illustrative"],
                )
                for row in _latest(connection, unit_attribute, _ATTRIBUTE_KEY, known_at)
            ],
        )  # fmt: skip


def places_version(database: Database) -> str | None:
    """What the register says changes it: the same text, the same register. None until it is next changed."""
    with database.reading() as connection:
        return get_note(connection, _CHANGED)


_SUCCESSION_KEY = ("old_code", "old_from", "new_code", "new_from")
_ATTRIBUTE_KEY = ("code", "unit_from", "name", "valid_from")


def _latest(
    connection: Connection, table: Table, key: tuple[str, ...], known_at: datetime | None
) -> Iterable[Values]:
    query = select(table).order_by(table.c.recorded_at)
    if known_at is not None:
        query = query.where(table.c.recorded_at <= known_at)
    latest: dict[tuple[object, ...], Values] = {}
    for row in connection.execute(query).mappings():
        latest[tuple(row[name] for name in key)] = dict(row)
    return latest.values()


def _add(
    connection: Connection, table: Table, key: tuple[str, ...], rows: Iterable[Values], moment: datetime
) -> int:
    held = {
        tuple(row[name] for name in key): {
            name: value for name, value in row.items() if name != "recorded_at"
        }
        for row in _latest(connection, table, key, None)
    }
    new = {tuple(row[name] for name in key): row for row in rows}
    changed = [row | {"recorded_at": moment} for at, row in new.items() if held.get(at) != row]
    if changed:
        connection.execute(table.insert(), changed)
    return len(changed)


def _unit_values(one: Unit) -> Values:
    return {
        "code": one.code, "valid_from": key_day(one.valid_from), "name": one.name, "kind": one.kind,
        "parent_code": one.parent_code, "valid_to": one.valid_to, "legal_basis": one.legal_basis or None,
    }  # fmt: skip


def _succession_values(one: Succession) -> Values:
    return {
        "old_code": one.old_code, "old_from": key_day(one.old_valid_from), "new_code": one.new_code,
        "new_from": one.new_valid_from, "share": one.share, "legal_basis": one.legal_basis or None,
    }  # fmt: skip


def _attribute_values(one: Attribute) -> Values:
    return {
        "code": one.code, "unit_from": key_day(one.unit_valid_from), "name": one.name,
        "valid_from": key_day(one.valid_from), "value": one.value, "valid_to": one.valid_to,
        "source": one.source or None, "illustrative": one.illustrative,
    }  # fmt: skip
