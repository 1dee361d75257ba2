"""One transaction for everything that an answer reads: one state of the database, over one connection.

Within `Database.one_state` every `reading` of the same thread joins one transaction, which the first of them begins.
A write ends it: what is read after the write sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from ntm.store.database import Database


class _State:
    """One transaction, and how many questions are being asked in it."""

    def __init__(self, opening: AbstractContextManager[Connection]) -> None:
        self.connection = opening.__enter__()
        self.questions = 0
        self._opening = opening

    def close(self) -> None:
        self._opening.__exit__(None, None, None)


class Shared:
    """The transaction of one answer, begun by its first question: who only waits holds no connection."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._state: _State | None = None

    @contextmanager
    def joined(self) -> Iterator[Connection]:
        """The transaction, for one question; one that fails ends it, since its state may be spoilt."""
        state = self._state = self._state or _State(self.database.reading_alone())
        state.questions += 1
        try:
            yield state.connection
        except BaseException:
            self._state = None if self._state is state else self._state
            raise
        finally:
            state.questions -= 1
            if state is not self._state and not state.questions:
                state.close()

    def end(self) -> None:
        """Give the connection back, as soon as nobody asks on it; the next question begins a new transaction."""
        state, self._state = self._state, None
        if state is not None and not state.questions:
            state.close()


_SHARED: ContextVar[Shared | None] = ContextVar("ntm_shared", default=None)


def shared_of(database: Database) -> Shared | None:
    """The transaction that a question to this database joins here; None where each has its own."""
    held = _SHARED.get()
    return held if held is not None and held.database is database else None


@contextmanager
def sharing(database: Database) -> Iterator[None]:
    """One transaction for the questions of this block; within another such block, that one's."""
    if shared_of(database) is not None:
        yield
        return
    held = Shared(database)
    token = _SHARED.set(held)
    try:
        yield
    finally:
        _SHARED.reset(token)
        held.end()
