"""The office under load: 200 officers saving a field every 5 s while 10 readers open the province's matrix.

<<<<<<< HEAD
The server runs in a process of its own on a loopback port; officers and readers are one asyncio process beside it,
on the same cores. Sessions are made in the database, not through the sign-in form (argon2 is slow on purpose).
Afterwards every acknowledged save must be found as a statement, once; some saves are sent twice on purpose.

    python -m benchmarks.office [SECONDS]
=======
    python -m benchmarks.office [--seconds 60] [--demonstration FILE]

`ntm serve` runs in a process of its own on a copy of the demonstration (SQLite, and PostgreSQL where it is
installed); people are asked for from this process, over the loopback, for a bounded time. A time counts from the
moment the request was due, so a server that falls behind cannot hide it. Afterwards every acknowledged save is
looked for in the database: none may be lost, doubled or changed. The load takes a part of the same processors.
>>>>>>> main
"""

from __future__ import annotations

<<<<<<< HEAD
import asyncio
import os
import random
import secrets
import socket
import statistics
=======
import argparse
import asyncio
import os
import random
import shutil
import socket
>>>>>>> main
import subprocess
import sys
import tempfile
import time
<<<<<<< HEAD
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from ntm.exchange.status_file import read_status_file
from ntm.service.demo import OVERLAY, make
from ntm.service.demo_people import make_people
from ntm.service.demo_status import DAY
from ntm.service.enter import apply_changes, read_changes
from ntm.service.people import token_hash
from ntm.service.rights import Role
from ntm.service.workspace import Workspace
from ntm.store import people as store
from ntm.store.database import Database, open_database, set_overlays
from ntm.store.people_tables import person, person_role
from ntm.store.places import save_places
from ntm.store.saves import last_seqs
from ntm.store.statements import history
from ntm.store.tables import key_day
from ntm.territory.model import Unit
from ntm.territory.shipped import shipped
from ntm.vietnamese.dates import now
from ntm.web.security import form_token
from tools.with_postgresql import PostgreSQLMissingError, postgresql

OFFICERS, READERS, EVERY = 200, 10, 5.0
SET = "xa-ntm-2021-2025"
ITEMS = ("10.1", "17.6")
"""The first officer of a commune saves the first, a second the other: no two on one field."""


@dataclass
class Worker:
    """One person at one browser, and what came of it."""

    login: str
    unit: Unit
    item: str
    token: str
    base: int = 0
    acknowledged: dict[int, str] = field(default_factory=dict)


@dataclass
class Told:
    """Seconds of every answer by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"save": [], "matrix": [], "start": []})
    faults: list[str] = field(default_factory=list)


def staff(database: Database) -> tuple[list[Worker], str]:
    """The officers with their sessions, and a province officer's session for the readers."""
    workspace = Workspace(database)
    communes = workspace.territory.communes(DAY)
    workers: list[Worker] = []
    with database.writing() as connection:
        for number in range(OFFICERS):
            unit, item = communes[number % len(communes)], ITEMS[number // len(communes)]
            login = f"can-bo-{number}"
            made = store.add_person(connection, login, login, "!", "bench", "bench")
            connection.execute(person.update().where(person.c.id == made).values(must_change=False))
            connection.execute(
                person_role.insert().values(
                    person_id=made, role=Role.COMMUNE_OFFICER.value, unit_code=unit.code,
                    unit_from=key_day(unit.valid_from),
                )
            )  # fmt: skip
            who = store.person_by_id(connection, made)
            assert who is not None
            token = secrets.token_urlsafe(32)
            store.begin_session(connection, token_hash(token), who, now() + timedelta(days=1), "", "bench")
            base = last_seqs(connection, (unit.code, unit.valid_from), SET, [item]).get(item, 0)
            workers.append(Worker(login, unit, item, token, base))
        reader = store.person_by_login(connection, "can-bo-tinh")
        assert reader is not None
        token = secrets.token_urlsafe(32)
        store.begin_session(connection, token_hash(token), reader, now() + timedelta(days=1), "", "bench")
    return workers, token


async def officer(client: httpx.AsyncClient, worker: Worker, until: float, told: Told) -> None:
    """Save the field every 5 s; one save in twenty is sent twice, as after a cut line."""
    cookies, headers = {"ntm_session": worker.token}, {"accept": "application/json"}
    headers["x-form-token"] = form_token(worker.token)
    path = f"/communes/{worker.unit.code}/items/{worker.item}?day={DAY.isoformat()}"
    await asyncio.sleep(random.random() * EVERY)
    while time.monotonic() < until:
        begun = time.monotonic()
        value = f"{random.randint(0, 99)},{random.randint(1, 9)}"
        data = {"value": value, "base": str(worker.base), "key": secrets.token_hex(16)}
        try:
            for _time in range(2 if random.random() < 0.05 else 1):
                answer = await client.post(path, data=data, headers=headers, cookies=cookies)
            told.seconds["save"].append(time.monotonic() - begun)
            if answer.status_code == 200:
                worker.base = answer.json()["version"]
                worker.acknowledged[worker.base] = value
            else:
                told.faults.append(f"save {answer.status_code}: {answer.text[:200]}")
        except httpx.HTTPError as error:
            told.faults.append(f"save: {error!r}")
        await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun)))


async def reader(client: httpx.AsyncClient, token: str, until: float, told: Told) -> None:
    """Open the province's matrix, then the start page, and look at each for a while."""
    cookies = {"ntm_session": token}
    await asyncio.sleep(random.random() * EVERY)
    while time.monotonic() < until:
        for kind, path in (("matrix", f"/areas/20/matrix?day={DAY.isoformat()}"), ("start", "/")):
            begun = time.monotonic()
            try:
                answer = await client.get(path, cookies=cookies)
                told.seconds[kind].append(time.monotonic() - begun)
                if answer.status_code != 200:
                    told.faults.append(f"{kind} {answer.status_code}")
            except httpx.HTTPError as error:
                told.faults.append(f"{kind}: {error!r}")
            await asyncio.sleep(EVERY / 2)


async def load(address: str, workers: list[Worker], token: str, seconds: float) -> Told:
    """Everybody at once, for so many seconds."""
    told = Told()
    limits = httpx.Limits(max_connections=OFFICERS + READERS)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        for path in ("/", f"/areas/20/matrix?day={DAY.isoformat()}"):  # the first answer pays for imports
            await client.get(path, cookies={"ntm_session": token})
        until = time.monotonic() + seconds
        await asyncio.gather(
            *(officer(client, worker, until, told) for worker in workers),
            *(reader(client, token, until, told) for _reader in range(READERS)),
        )
    return told


def check(database: Database, workers: list[Worker]) -> tuple[int, int]:
    """Acknowledged saves that are not found as they were sent, and statements nobody was told of."""
    lost = doubled = 0
    with database.reading() as connection:
        for worker in workers:
            rows = history(connection, worker.unit.code, worker.unit.valid_from, SET, worker.item)
            mine = {one.seq: one.stated.value for one in rows if one.stated.recorded_by == worker.login}
            for seq, value in worker.acknowledged.items():
                lost += str(mine.get(seq)) != value.replace(",", ".")
            doubled += len(mine) - len(worker.acknowledged)
    return lost, doubled


@contextmanager
def served(url: str) -> Iterator[str]:
    """The office on that database, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "NTM_ON": DAY.isoformat(), "NTM_LANG": "vi"}
    command = [str(Path(sys.executable).with_name("ntm")), "--database", url, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        for _try in range(100):
            try:
                httpx.get(f"{address}/sign-in", timeout=5)
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def measure(name: str, url: str, seconds: float) -> str:
    """One database under load: its line of the table; stops when anything was lost or doubled."""
    with open_database(url) as database:
        workers, token = staff(database)
        with served(url) as address:
            begun = time.monotonic()
            told = asyncio.run(load(address, workers, token, seconds))
            took = time.monotonic() - begun
        lost, doubled = check(database, workers)
    for fault in told.faults[:5]:
        print(f"  {fault}", file=sys.stderr)
    saves = told.seconds["save"]
    cells = [f"{name}", f"{len(saves) / took:.1f}"]
    for kind in ("save", "matrix", "start"):
        cuts = statistics.quantiles(told.seconds[kind], n=100)
        cells += [f"{1000 * cuts[49]:.0f}", f"{1000 * cuts[98]:.0f}"]
    cells += [str(len(told.faults)), str(lost), str(doubled)]
    assert (lost, doubled) == (0, 0), f"{name}: {lost} saves lost, {doubled} doubled"
    return "| " + " | ".join(cells) + " |"


def copy_demonstration(source: Path, url: str) -> None:
    """The demonstration's people and status in an empty PostgreSQL, through the officers' own door."""
    places = shipped()
    with open_database(url, create=True) as database:
        save_places(database, places.units, places.successions, places.attributes)
        with database.writing() as connection:
            set_overlays(connection, (OVERLAY,))
        workspace = Workspace(database)
        for file in ("lang-son-minh-hoa.csv", "loc-binh-minh-hoa.csv"):
            apply_changes(
                workspace,
                read_changes(workspace, read_status_file(source / file), illustrative=True),
                "bench",
            )
        make_people(workspace)


def main() -> None:
    """Make the demonstration, load it on SQLite and, where it is installed, PostgreSQL; print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    print(
        f"{OFFICERS} officers saving every {EVERY:.0f} s, {READERS} readers, {seconds:.0f} s; {os.cpu_count()} cores"
    )
    print(
        "| database | saves/s | save p50 ms | p99 | matrix p50 | p99 | start p50 | p99 | errors | lost | doubled |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = make(folder)
        with open_database(str(made.database)) as database:
            make_people(Workspace(database))
        print(measure("SQLite", f"sqlite:///{made.database}", seconds), flush=True)
        try:
            with postgresql() as url:
                copy_demonstration(folder, url)
                print(measure("PostgreSQL", url, seconds), flush=True)
        except PostgreSQLMissingError as error:
            print(f"PostgreSQL left out: {error}", file=sys.stderr)
=======
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks.office_people import LANG_SON, Officer, Seat, make_office
from ntm.service.demo import make
from ntm.service.demo_status import DAY
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


def main() -> None:
    """Run on every database there is and print a table; leaves with 1 where a save was lost or an answer failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--demonstration", type=Path, help="one that is made already; it is copied")
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
            good = _one(console, name, url, seconds) and good
    if not good:
        sys.exit(1)


def _one(console: Console, name: str, url: str, seconds: int) -> bool:
    with open_database(url) as database:
        officers, readers = make_office(database, OFFICERS, READERS)
    with _served(url) as base:
        seen = asyncio.run(_load(base, officers, readers, seconds))
    with open_database(url) as database:
        lost = _lost(database, seen)
    console.print(_table(f"{name}: {OFFICERS} officers, {READERS} readers, {seconds} s", seen, seconds))
    for line in [*seen.wrong[:5], *lost[:5]]:
        console.print(f"  {line}")
    console.print(
        f"  {len(seen.saved)} saves acknowledged, {len(lost)} lost, doubled or changed; "
        f"{len(seen.wrong)} answers that were errors"
    )
    return not lost and not seen.wrong


# -- the server ------------------------------------------------------------------------------------------


@contextmanager
def _served(url: str) -> Iterator[str]:
    """`ntm serve` on a free port of this machine, for as long as the block lasts: its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("ntm")), "--database", url, "serve", "--port", str(port)]
    environment = {**os.environ, "NTM_ON": DAY.isoformat(), "NTM_LANG": "vi"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _turn in range(300):
            try:
                httpx.get(f"{base}/sign-in")
                break
            except httpx.TransportError:
                if server.poll() is not None:
                    raise
                time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait(20)


# -- the people ------------------------------------------------------------------------------------------


async def _load(base: str, officers: list[Officer], readers: list[Seat], seconds: int) -> Seen:
    seen = Seen()
    async with _client(base) as client:
        for seat, path in ((readers[0], f"/areas/{LANG_SON}/matrix"), (officers[0].seat, "/")):
            await client.get(path, headers=seat.headers)  # what a server reads once is read now
        begun = time.monotonic() + 1
        people = [_officer(client, one, begun, at, seconds, seen) for at, one in enumerate(officers)]
        matrix = f"/areas/{LANG_SON}/matrix"
        people += [
            _reader(client, one, matrix, "matrix", begun + at * EVERY / READERS, seconds, seen)
            for at, one in enumerate(readers)
        ]
        people += [
            _reader(client, one.seat, "/", "start page", begun + at * EVERY / STARTERS, seconds, seen)
            for at, one in enumerate(officers[:STARTERS])
        ]
        await asyncio.gather(*people)
    return seen


@asynccontextmanager
async def _client(base: str) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=OFFICERS + READERS + STARTERS)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=30) as client:
        yield client


async def _officer(
    client: httpx.AsyncClient, one: Officer, begun: float, at: int, seconds: int, seen: Seen
) -> None:
    chance = random.Random(at)  # noqa: S311 - the same load each time
    due = begun + at * EVERY / OFFICERS
    while due < begun + seconds:
        item, value = one.next(chance)
        key = f"ban-{at}-{len(seen.saved)}-{chance.getrandbits(64):x}"
        data = {"value": value, "base": str(one.versions[item]), "key": key}
        path = f"/communes/{one.commune}/items/{item}"
        version = await _posted(client, path, data, one.seat, "save", due, seen)
        if version is not None:
            one.versions[item] = version
            seen.saved.append((one, item, value, version))
            if chance.random() < SENT_AGAIN:
                again = await _posted(client, path, data, one.seat, "sent again", time.monotonic(), seen)
                if again != version:
                    seen.wrong.append(f"{path}: sent again it became version {again}, not {version}")
        due += EVERY


async def _posted(
    client: httpx.AsyncClient, path: str, data: dict[str, str], seat: Seat, what: str, due: float, seen: Seen
) -> int | None:
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    try:
        answer = await client.post(path, data=data, headers=seat.headers | {"accept": "application/json"})
    except httpx.HTTPError as error:
        seen.wrong.append(f"{path}: {error!r}")
        return None
    seen.times.setdefault(what, []).append(time.monotonic() - due)
    if answer.status_code != 200:
        seen.wrong.append(f"{path}: {answer.status_code} {answer.text[:200]}")
        return None
    return int(answer.json()["version"])


async def _reader(
    client: httpx.AsyncClient, seat: Seat, path: str, what: str, first: float, seconds: int, seen: Seen
) -> None:
    due = first
    while due < first + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        try:
            answer = await client.get(path, headers=seat.headers)
        except httpx.HTTPError as error:
            seen.wrong.append(f"{path}: {error!r}")
        else:
            seen.times.setdefault(what, []).append(time.monotonic() - due)
            if answer.status_code != 200:
                seen.wrong.append(f"{path}: {answer.status_code}")
        due += EVERY


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


def _table(title: str, seen: Seen, seconds: int) -> Table:
    table = Table("what", title=title)
    for head in ("count", "a second", "p50", "p99", "most", "aim (p99)"):
        table.add_column(head, justify="right")
    for what, times in seen.times.items():
        high = quantiles(times, n=100)[98] if len(times) > 1 else times[0]
        aim = AIMS.get(what)
        table.add_row(
            what, f"{len(times)}", f"{len(times) / seconds:.1f}", _ms(median(times)), _ms(high),
            _ms(max(times)), "" if aim is None else f"{_ms(aim)} {'✓' if high < aim else '✗'}",
        )  # fmt: skip
    return table


def _ms(seconds: float) -> str:
    return f"{timedelta(seconds=seconds) / timedelta(milliseconds=1):.0f} ms"
>>>>>>> main


if __name__ == "__main__":
    main()
