"""The office under load: 200 officers saving a field every 5 s while 10 readers open the province's matrix.

    python -m benchmarks.office [--seconds 60] [--demonstration FILE] [-- SERVE-OPTION …]

`ntm serve` runs in a process of its own on a copy of the demonstration (SQLite, and PostgreSQL where it is
installed); people are asked for from this process, over the loopback, for a bounded time. A time counts from the
moment the request was due, so a server that falls behind cannot hide it. Afterwards every acknowledged save is
looked for in the database: none may be lost, doubled or changed. The load takes a part of the same processors;
how much each side took is told beside the times. What follows `--` is given to `ntm serve`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks.office_asking import Browser
from benchmarks.office_people import LANG_SON, Officer, Seat, make_office
from ntm.service.demonstration.demo import make
from ntm.service.demonstration.demo_status import DAY
from ntm.store.backup import backup, restore
from ntm.store.database import Database, open_database
from ntm.store.tables import statement
from tools.with_postgresql import PostgreSQLMissingError, postgresql

ROOT = Path(__file__).parents[1]
EVERY = 5.0
OFFICERS, READERS, STARTERS = 200, 10, 10
SENT_AGAIN = 0.05
"""The part of saves that is sent a second time with its key, as after a lost line."""
AIMS = {"save": 0.250, "matrix": 0.300, "start page": 0.100}
MOST_SECONDS = 300


@dataclass
class Seen:
    """What was asked and answered: times by what was asked, saves acknowledged, whatever went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    saved: list[tuple[Officer, str, str, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    elapsed: float = 0.0
    asking: float = 0.0
    """Processor seconds that the asking side took."""


_FAULTS = (OSError, EOFError, TimeoutError)
"""What a connection can come to."""


def main() -> None:
    """Run on every database there is and print a table; leaves with 1 where a save was lost or an answer failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--demonstration", type=Path, help="one that is made already; it is copied")
    parser.add_argument("serve", nargs="*", help="options of `ntm serve`, after --")
    given = parser.parse_args()
    seconds = min(given.seconds, MOST_SECONDS)
    console, good = Console(width=118), True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = folder / "ntm.db"
        shutil.copyfile(given.demonstration or make(folder / "demo").database, made)
        urls = {"SQLite": str(made)}
        try:
            urls["PostgreSQL"] = stack.enter_context(postgresql())
            with open_database(str(made)) as database:
                backup(database, folder / "demo.zip")
            restore(folder / "demo.zip", urls["PostgreSQL"])
        except PostgreSQLMissingError as error:
            console.print(f"PostgreSQL: {error}")
        for name, url in urls.items():
            good = _one(console, name, url, seconds, given.serve) and good
    if not good:
        sys.exit(1)


def _one(console: Console, name: str, url: str, seconds: int, options: Sequence[str]) -> bool:
    with open_database(url) as database:
        officers, readers = make_office(database, OFFICERS, READERS)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with served(url, options) as (_server, port):
        seen = asyncio.run(_load(port, officers, readers, seconds))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open_database(url) as database:
        lost = _lost(database, seen)
    console.print(_table(f"{name}: {OFFICERS} officers, {READERS} readers, {seconds} s", seen))
    for line in [*seen.wrong[:5], *lost[:5]]:
        console.print(f"  {line}")
    console.print(
        f"  {len(seen.saved)} saves acknowledged, {len(lost)} lost, doubled or changed; "
        f"{len(seen.wrong)} answers that were errors"
    )
    served_for = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    console.print(
        f"  processor: {served_for:.1f} s the server with its start and end, {seen.asking:.1f} s the asking side, "
        f"in {seen.elapsed:.0f} s"
    )
    return not lost and not seen.wrong


# -- the server ------------------------------------------------------------------------------------------


@contextmanager
def served(url: str, options: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """`ntm serve` on a free port of this machine, for as long as the block lasts: its process and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("ntm")), "--database", url, "serve", "--port", str(port)]
    command += options
    environment = {**os.environ, "NTM_ON": DAY.isoformat(), "NTM_LANG": "vi"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _turn in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if server.poll() is not None:
                    raise
                time.sleep(0.1)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(20)


# -- the people ------------------------------------------------------------------------------------------


async def _load(port: int, officers: list[Officer], readers: list[Seat], seconds: int) -> Seen:
    seen = Seen()
    matrix = f"/areas/{LANG_SON}/matrix"
    for _time in range(4):  # what a server reads once is read now, by each of its processes
        first = [Browser(port, seat) for seat in (readers[0], officers[0].seat) * 4]
        await asyncio.gather(*(one.get((matrix, "/")[at % 2]) for at, one in enumerate(first)))
        await asyncio.gather(*(one.close() for one in first))
    begun, worked = time.monotonic() + 1, time.process_time()
    people = [
        _officer(Browser(port, one.seat), one, begun, at, seconds, seen) for at, one in enumerate(officers)
    ]
    people += [
        _reader(Browser(port, one), matrix, "matrix", begun + at * EVERY / READERS, seconds, seen)
        for at, one in enumerate(readers)
    ]
    people += [
        _reader(Browser(port, one.seat), "/", "start page", begun + at * EVERY / STARTERS, seconds, seen)
        for at, one in enumerate(officers[:STARTERS])
    ]
    await asyncio.gather(*people)
    seen.elapsed, seen.asking = time.monotonic() - begun, time.process_time() - worked
    return seen


async def _officer(browser: Browser, one: Officer, begun: float, at: int, seconds: int, seen: Seen) -> None:
    chance = random.Random(at)
    due = begun + at * EVERY / OFFICERS
    while due < begun + seconds:
        item, value = one.next(chance)
        key = f"ban-{at}-{len(seen.saved)}-{chance.getrandbits(64):x}"
        data = {"value": value, "base": str(one.versions[item]), "key": key}
        path = f"/communes/{one.commune}/items/{item}"
        version = await _posted(browser, path, data, "save", due, seen)
        if version is not None:
            one.versions[item] = version
            seen.saved.append((one, item, value, version))
            if chance.random() < SENT_AGAIN:
                again = await _posted(browser, path, data, "sent again", time.monotonic(), seen)
                if again != version:
                    seen.wrong.append(f"{path}: sent again it became version {again}, not {version}")
        due += EVERY
    await browser.close()


async def _posted(
    browser: Browser, path: str, data: dict[str, str], what: str, due: float, seen: Seen
) -> int | None:
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    try:
        answer = await browser.post(path, data)
    except _FAULTS as error:
        seen.wrong.append(f"{path}: {error!r}")
        return None
    seen.times.setdefault(what, []).append(time.monotonic() - due)
    if answer.status != 200:
        seen.wrong.append(f"{path}: {answer.status} {answer.body[:200].decode()}")
        return None
    return int(json.loads(answer.body)["version"])


async def _reader(browser: Browser, path: str, what: str, first: float, seconds: int, seen: Seen) -> None:
    due = first
    while due < first + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        try:
            answer = await browser.get(path)
        except _FAULTS as error:
            seen.wrong.append(f"{path}: {error!r}")
        else:
            seen.times.setdefault(what, []).append(time.monotonic() - due)
            if answer.status != 200 or b"</html>" not in answer.body:
                seen.wrong.append(f"{path}: {answer.status}")
        due += EVERY
    await browser.close()


# -- what became of it -----------------------------------------------------------------------------------


def _lost(database: Database, seen: Seen) -> list[str]:
    """Saves that are not there as they were acknowledged, and statements that nobody was told of."""
    logins = {one.seat.login for one, _item, _value, _version in seen.saved}
    with database.reading() as connection:
        query = select(statement).where(statement.c.recorded_by.in_(logins))
        found = {row.seq: row for row in connection.execute(query)}
    wrong: list[str] = []
    for one, item, value, version in seen.saved:
        row = found.pop(version, None)
        if row is None:
            wrong.append(f"{one.commune} {item}: version {version} is not there")
        elif (row.unit_code, row.item, Decimal(row.value)) != (
            one.commune,
            item,
            Decimal(value.replace(",", ".")),
        ):
            wrong.append(
                f"{one.commune} {item}: version {version} says {row.unit_code} {row.item} {row.value}"
            )
    wrong += [
        f"{row.unit_code} {row.item}: version {seq} was never acknowledged" for seq, row in found.items()
    ]
    return wrong


def _table(title: str, seen: Seen) -> Table:
    table = Table("what", title=title)
    for head in ("count", "a second", "p50", "p99", "most", "aim (p99)"):
        table.add_column(head, justify="right")
    for what, times in seen.times.items():
        high = quantiles(times, n=100, method="inclusive")[98] if len(times) > 1 else times[0]
        aim = AIMS.get(what)
        table.add_row(
            what, f"{len(times)}", f"{len(times) / seen.elapsed:.1f}", _ms(median(times)), _ms(high),
            _ms(max(times)), "" if aim is None else f"{_ms(aim)} {'✓' if high < aim else '✗'}",
        )  # fmt: skip
    return table


def _ms(seconds: float) -> str:
    return f"{timedelta(seconds=seconds) / timedelta(milliseconds=1):.0f} ms"


if __name__ == "__main__":
    main()
