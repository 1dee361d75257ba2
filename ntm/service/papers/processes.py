"""Processes that print: their temporary files are in one folder, which goes when they do, however they end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any


@contextmanager
def processes(count: int, begin: Callable[..., None], *given: Any) -> Iterator[ProcessPoolExecutor]:
    """`count` processes, each begun with `begin(*given)`; what waits when the block ends is not begun any more.

    WeasyPrint keeps fonts in folders that it takes away when its objects go; a process that is killed, or ends with
    its memory frozen, leaves them.
    """
    with tempfile.TemporaryDirectory(prefix="ntm-printing-", ignore_cleanup_errors=True) as folder:
        pool = ProcessPoolExecutor(count, get_context("spawn"), _begin, (folder, begin, given))
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(folder: str, begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    tempfile.tempdir = folder
    begin(*given)
