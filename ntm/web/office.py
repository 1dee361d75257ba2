"""What one server shares between its answers: the database, the places, the day it works on."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import TYPE_CHECKING

from ntm.service.papers.printing import Printer
from ntm.service.workspace import Workspace
from ntm.store.database import Database
from ntm.store.places import load_territory, places_version
from ntm.vietnamese.dates import scored_day

if TYPE_CHECKING:
    from ntm.territory.register import Territory


class Office:
    """One server's database (opened with `pooled`) and settings; safe to be asked by many threads."""

    def __init__(self, database: Database, day: date | None = None) -> None:
        """Serve `database`. `day` stands for today in a demonstration; None: NTM_ON, else today in Vietnam."""
        self.database = database
        self.printer = Printer(database)
        self._day = day
        self._lock = threading.Lock()
        self._territory: Territory | None = None
        self._version: str | None = None

    @property
    def today(self) -> date:
        """The day on which people act."""
        return self._day or scored_day(None)

    @property
    def demonstration(self) -> bool:
        """Whether it serves a demonstration with a day of its own."""
        return self._day is not None

    def workspace(self, known_at: datetime | None = None) -> Workspace:
        """A workspace for one answer; the places are kept while the database says that they are as they were."""
        if known_at is not None:
            return Workspace(self.database, known_at=known_at)
        return Workspace(self.database, territory=self.territory())

    def territory(self) -> Territory:
        """The places now: read again when this or another process changed them."""
        with self.database.one_state():
            version = places_version(self.database)
            with self._lock:
                if self._territory is None or version != self._version:
                    self._territory, self._version = load_territory(self.database), version
                return self._territory
