"""Notes about the database (table `meta`): whatever there is one of, such as the store's clock and the last numbers.

Every act moves three of them on. A transaction that writes reads the three together when it takes the clock, and
writes them together at its end: nobody else can change them meanwhile, and each question less is time less that
others wait for the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, bindparam, select

from ntm.store.tables import meta

CLOCK, COUNT, NUMBER = "last_moment", "acts", "last_seq"
"""The last act's moment in microseconds; how many acts and the last one's hash; the last statement's number."""

_NOTE = select(meta.c.value).where(meta.c.key == bindparam("asked"))
_CHANGE = meta.update().where(meta.c.key == bindparam("asked")).values(value=bindparam("written"))
# In the order of their keys, so that two who ask at once wait for each other and not each for a part.
_LEDGER = (
    select(meta.c.key, meta.c.value)
    .where(meta.c.key.in_((CLOCK, COUNT, NUMBER)))
    .order_by(meta.c.key)
    .with_for_update()
)


class _Ledger:
    """The three notes in a transaction that writes: as they stand in it, and which of them are to be written."""

    def __init__(self) -> None:
        self.values: dict[str, str | None] = {}
        self.changed: set[str] = set()


_LEDGERS: WeakKeyDictionary[Connection, _Ledger] = WeakKeyDictionary()


def get_note(connection: Connection, key: str) -> str | None:
    """A note, None when there is none."""
    ledger = _LEDGERS.get(connection)
    if ledger is not None and key in ledger.values:
        return ledger.values[key]
    found = connection.execute(_NOTE, {"asked": key}).scalar()
    return None if found is None else str(found)


def set_note(connection: Connection, key: str, value: str) -> None:
    """Keep a note."""
    ledger = _LEDGERS.get(connection)
    if ledger is not None and key in ledger.values:
        ledger.values[key] = value
        ledger.changed.add(key)
    else:
        _write(connection, key, value)


def hold_clock(connection: Connection) -> int:
    """Let no other writer begin an act until this transaction ends; gives the last moment, in microseconds."""
    ledger = _LEDGERS.get(connection)
    if ledger is not None and ledger.values:
        return int(ledger.values[CLOCK] or 0)
    found = {row.key: str(row.value) for row in connection.execute(_LEDGER)}
    if ledger is not None:
        ledger.values = {key: found.get(key) for key in (CLOCK, COUNT, NUMBER)}
    return int(found[CLOCK])


@contextmanager
def ledger_of(connection: Connection) -> Iterator[None]:
    """A transaction that writes: what it changed of the three notes is written when the block ends well."""
    ledger = _LEDGERS[connection] = _Ledger()
    try:
        yield
        del _LEDGERS[connection]
        for key in sorted(ledger.changed):
            _write(connection, key, str(ledger.values[key]))
    finally:
        _LEDGERS.pop(connection, None)


def _write(connection: Connection, key: str, value: str) -> None:
    if connection.execute(_CHANGE, {"asked": key, "written": value}).rowcount == 0:
        connection.execute(meta.insert().values(key=key, value=value))
