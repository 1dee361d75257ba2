"""The office under load: 200 officers saving a field every 5 s while 10 readers open the province's matrix.

The server runs in a process of its own on a loopback port; officers and readers are one asyncio process beside it,
on the same cores. Sessions are made in the database, not through the sign-in form (argon2 is slow on purpose).
Afterwards every acknowledged save must be found as a statement, once; some saves are sent twice on purpose.

    python -m benchmarks.office [SECONDS]
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
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


if __name__ == "__main__":
    main()
