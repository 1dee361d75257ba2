"""What one answer of the office takes of a processor: asked one after another, the server's processes alone.

    python -m benchmarks.office_answers [--demonstration FILE] [-- SERVE-OPTION …]

Times on the clock tell little where a machine has other work; these seconds tell more, though a busy machine makes
them longer too: of several rounds the least is told beside the middle one. Needs Linux (/proc).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.office import served
from benchmarks.office_asking import Browser
from benchmarks.office_people import LANG_SON, Officer, Seat, make_office
from ntm.service.demonstration.demo import make
from ntm.store.database import open_database

ROUNDS, WARM = 12, 20
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Ask SQLite's office and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demonstration", type=Path, help="one that is made already; it is copied")
    parser.add_argument("serve", nargs="*", help="options of `ntm serve`, after --")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ntm.db"
        shutil.copyfile(given.demonstration or make(Path(folder) / "demo").database, path)
        with open_database(str(path)) as database:
            officers, readers = make_office(database, 60, 3)
        with served(str(path), given.serve or ["--workers", "1"]) as (server, port):
            asyncio.run(_ask(server, port, officers, readers))


async def _ask(server: int, port: int, officers: list[Officer], readers: list[Seat]) -> None:
    at_fields = [Browser(port, one.seat) for one in officers]
    at_matrix = [Browser(port, one) for one in readers]
    chance = random.Random(1)

    async def save(at: int) -> int:
        one = officers[at % len(officers)]
        item, value = one.next(chance)
        fields = {"value": value, "base": str(one.versions[item]), "key": f"ban-{chance.getrandbits(64):x}"}
        answer = await at_fields[at % len(officers)].post(f"/communes/{one.commune}/items/{item}", fields)
        assert answer.status == 200, answer.body
        one.versions[item] = int(json.loads(answer.body)["version"])
        return len(answer.body)

    async def matrix(at: int) -> int:
        return await _page(at_matrix[at % len(readers)], f"/areas/{LANG_SON}/matrix")

    async def start(at: int) -> int:
        return await _page(at_fields[at % len(officers)], "/")

    asked: dict[str, tuple[Callable[[int], Awaitable[int]], int]] = {
        "a save, with the verdicts it answers": (save, 40),
        "the matrix": (matrix, 10),
        "the start page": (start, 20),
    }
    table = Table("answer", title="Processor of the server, ms an answer")
    for head in ("least", "middle", "bytes unpacked"):
        table.add_column(head, justify="right")
    for name, (ask, count) in asked.items():
        for at in range(WARM):
            await ask(at)
        took = []
        for _round in range(ROUNDS):
            before = _processor(server)
            for at in range(count):
                size = await ask(at)
            took.append(1000 * (_processor(server) - before) / count)
        table.add_row(name, f"{min(took):.1f}", f"{median(took):.1f}", f"{size}")
    Console(width=118).print(table)


async def _page(browser: Browser, path: str) -> int:
    answer = await browser.get(path)
    assert answer.status == 200, answer.body
    return len(answer.body)


def _processor(pid: int) -> float:
    """Seconds that a process and those below it took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    below = (
        child for one in Path(f"/proc/{pid}/task").glob("*/children") for child in one.read_text().split()
    )
    return (int(fields[11]) + int(fields[12])) / _TICKS + sum(_processor(int(child)) for child in below)


if __name__ == "__main__":
    main()
