"""How often one token may ask: buckets that refill, in the memory that the processes of a server share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Protocol

_PLACES = 4096
"""Buckets. Tokens are numbered one after another, so two share one only where there are more tokens than that."""


class _Lock(Protocol):
    def acquire(self, blocking: bool = ..., timeout: float = ...) -> bool: ...
    def release(self) -> None: ...


@dataclass(frozen=True)
class Buckets:
    """What was taken of each bucket and when that was, by place; and what is held while one is looked at."""

    taken: MutableSequence[float]
    at: MutableSequence[float]
    lock: _Lock

    @classmethod
    def here(cls) -> Buckets:
        """Buckets of this process alone."""
        return cls([0.0] * _PLACES, [0.0] * _PLACES, threading.Lock())

    @classmethod
    def shared(cls) -> Buckets:
        """Buckets that processes share which are started (`spawn`) with them."""
        context = get_context("spawn")
        return cls(
            context.Array("d", _PLACES, lock=False), context.Array("d", _PLACES, lock=False), context.Lock()
        )

    def held(self) -> AbstractContextManager[None]:
        """Nobody else looks meanwhile; but none waits for long for a process that died while it did."""
        return _held(self.lock)


@contextmanager
def _held(lock: _Lock) -> Iterator[None]:
    got = lock.acquire(True, 1.0)
    try:
        yield
    finally:
        if got:
            lock.release()


class Pace:
    """So many requests a second for each token, with so many at once; asked by many threads and processes."""

    def __init__(
        self,
        a_second: float = 20,
        at_once: float = 120,
        clock: Callable[[], float] = time.monotonic,
        buckets: Buckets | None = None,
    ) -> None:
        self._a_second, self._at_once, self._clock = a_second, at_once, clock
        self._buckets = buckets or Buckets.here()

    def wait(self, token_id: int, weight: float = 1) -> float:
        """Take a request of that weight from the token's bucket: 0 when it may go on, else the seconds to wait."""
        place = token_id % _PLACES
        held = self._buckets
        with held.held():
            moment = self._clock()
            taken = max(0.0, held.taken[place] - (moment - held.at[place]) * self._a_second)
            left = self._at_once - taken
            good = left >= weight
            held.taken[place] = taken + weight if good else taken
            held.at[place] = moment
        return 0.0 if good else (weight - left) / self._a_second
