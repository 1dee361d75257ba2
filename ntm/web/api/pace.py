"""How often one token may ask: a bucket that refills, kept in the server's memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Pace:
    """So many requests a second for each token, with so many at once; asked by many threads."""

    def __init__(
        self, a_second: float = 20, at_once: float = 120, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._a_second, self._at_once, self._clock = a_second, at_once, clock
        self._buckets: dict[int, _Bucket] = {}
        self._lock = threading.Lock()

    def wait(self, token_id: int, weight: float = 1) -> float:
        """Take a request of that weight from the token's bucket: 0 when it may go on, else the seconds to wait."""
        moment = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(token_id, _Bucket(self._at_once, moment))
            bucket.left = min(self._at_once, bucket.left + (moment - bucket.at) * self._a_second)
            bucket.at = moment
            if bucket.left < weight:
                return (weight - bucket.left) / self._a_second
            bucket.left -= weight
            return 0.0
