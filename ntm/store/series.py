"""Every figure a commune stated of an item, day by day: what a pace is read from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, select

from ntm.scoring.fixed import MIN_CODE, SCALE
from ntm.store.speaking import chunks
from ntm.store.tables import MEASUREMENT, key_day, statement

Series = dict[str, dict[str, list[tuple[date, float]]]]
"""By unit's code and item: the days and figures, oldest first; a figure is exact to four decimals."""


def series(
    connection: Connection,
    set_id: str,
    units: Sequence[tuple[str, date | None]],
    until: date,
    known_at: datetime | None = None,
) -> Series:
    """The figures of these units in a set up to a day, as known at a moment (None: now).

    Of several figures of one day that of the highest body speaks, then the last recorded. Yes and no are 1 and 0;
    "not applicable" and grades are no figures. What was withdrawn by the moment does not speak.
    """
    c = statement.c
    columns = (c.unit_code, c.unit_from, c.item, c.day, c.body, c.seq, c.code, c.withdraws)
    query = select(*columns).where(c.set_id == set_id, c.kind == MEASUREMENT, c.day <= until)
    if known_at is not None:
        query = query.where(c.recorded_at <= known_at)
    wanted = {(code, key_day(first)) for code, first in units}
    said: dict[tuple[str, str, date], tuple[int, int, int | None]] = {}
    for codes in chunks(sorted({code for code, _first in wanted})):
        rows = connection.execute(query.where(c.unit_code.in_(codes))).all()
        withdrawn = {row.withdraws for row in rows if row.withdraws is not None}
        for row in rows:
            if row.withdraws is not None or row.seq in withdrawn or (row[0], row[1]) not in wanted:
                continue
            key = (row.unit_code, row.item, row.day)
            told = (row.body, row.seq, row.code)
            if key not in said or said[key][:2] < told[:2]:
                said[key] = told
    found: Series = {}
    for (unit, item, day), (_body, _seq, code) in sorted(said.items(), key=lambda one: one[0]):
        if code is not None and code >= MIN_CODE:
            found.setdefault(unit, {}).setdefault(item, []).append((day, code / (2 * SCALE)))
    return found
