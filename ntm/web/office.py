"""What one server shares between its answers: the database, the places, the day it works on."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime
from typing import TYPE_CHECKING

from ntm.service.papers.printing import Printer
from ntm.service.workspace import Workspace
from ntm.store.database import Database
from ntm.store.places import load_territory, places_changed_at
from ntm.vietnamese.dates import scored_day

if TYPE_CHECKING:
    from ntm.territory.register import Territory

_LOOK_AGAIN = 2.0
"""Seconds after which the server looks whether another program changed the places."""


class Office:
    """One server's database (opened with `pooled`) and settings; safe to be asked by many threads."""

    def __init__(self, database: Database, day: date | None = None) -> None:
        """Serve `database`. `day` stands for today in a demonstration; None: NTM_ON, else today in Vietnam."""
        self.database = database
        self.printer = Printer(database)
        self._day = day
        self._lock = threading.Lock()
        self._territory: Territory | None = None
        self._changed_at: datetime | None = None
        self._looked = 0.0

    @property
    def today(self) -> date:
        """The day on which people act."""
        return self._day or scored_day(None)

    @property
    def demonstration(self) -> bool:
        """Whether it serves a demonstration with a day of its own."""
        return self._day is not None

    def workspace(self, known_at: datetime | None = None) -> Workspace:
        """A workspace for one answer; the places are read once and kept while they stay as they are."""
        if known_at is not None:
            return Workspace(self.database, known_at=known_at)
        return Workspace(self.database, territory=self.territory())

    def territory(self) -> Territory:
        """The places now."""
        with self._lock:
            if self._territory is None or time.monotonic() - self._looked > _LOOK_AGAIN:
                changed_at = places_changed_at(self.database)
                if self._territory is None or changed_at != self._changed_at:
                    self._territory = load_territory(self.database)
                    self._changed_at = changed_at
                self._looked = time.monotonic()
            return self._territory
