"""Several processes answer at one address: what one saves the others show, a dead one is replaced, all end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from ntm.service.demonstration.demo_status import DAY
from ntm.web.api.pace import Buckets, Pace
from tests.web.office import Browser

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="workers are told apart by /proc, which this system lacks"
)
ITEM = "/communes/06607/items/17.2"


@contextmanager
def _served(database: Path, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("ntm")),
        "--database",
        str(database),
        "serve",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "NTM_ON": DAY.isoformat(), "NTM_LANG": "vi"}
    server = subprocess.Popen(
        [*command, "--workers", str(workers)], env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _until(lambda: server.poll() is not None or _answers(address))
        assert len(_workers(server.pid)) == workers
        yield server, address
    finally:
        server.kill()
        server.wait(30)


def _until(true: Callable[[], bool], seconds: float = 240) -> None:
    """Wait for another process to come so far."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/sign-in", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def _workers(pid: int) -> list[int]:
    """The processes below the supervisor that answer: those that run threads of their own."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, children.read_text().split()):
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
    return found


def _listening(pid: int) -> bool:
    """Whether a worker has come so far that it takes requests."""
    try:
        return any(
            str(one.readlink()).startswith("anon_inode:[eventpoll]")
            for one in Path(f"/proc/{pid}/fd").iterdir()
        )
    except OSError:
        return False


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@contextmanager
def _stopped(pid: int) -> Iterator[None]:
    """A worker that takes nothing meanwhile, so that another answers."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _anew(stack: ExitStack, address: str, cookies: httpx.Cookies) -> Browser:
    """The same browser over a new connection, which any worker may take."""
    client = stack.enter_context(httpx.Client(base_url=address, cookies=cookies, timeout=120))
    return Browser(client)  # type: ignore[arg-type]  # asked in the same way as the client of other tests


def test_workers_show_each_others_work_are_replaced_and_end_together(staffed: Path, tmp_path: Path) -> None:
    database = tmp_path / "ntm.db"
    database.write_bytes(staffed.read_bytes())
    with ExitStack() as stack, _served(database, 2) as (server, address):
        first, second = _workers(server.pid)
        _until(lambda: _listening(first) and _listening(second))
        browser = _anew(stack, address, httpx.Cookies())
        browser.sign_in("can-bo-xa")
        cookies = httpx.Cookies(browser.client.cookies)

        # What one saves the next answer of the other shows, and knows when it is sent again.
        typed = {"value": "31,07", "base": "0", "key": "worker-test-1"}
        with _stopped(first):
            here = _anew(stack, address, cookies)
            base = here.get(ITEM, accept="text/html").text.split('name="base" value="', 1)[1].split('"', 1)[0]
            assert here.post(ITEM, {**typed, "base": base}).status_code == 303
        with _stopped(second):
            there = _anew(stack, address, cookies)
            assert 'value="31,07"' in there.get(ITEM).text
            assert there.post(ITEM, {**typed, "base": base}).status_code == 303
            assert (
                there.post(ITEM, {**typed, "base": base, "key": "worker-test-2", "value": "9"}).status_code
                == 409
            )

        # One that dies is replaced, and meanwhile the other answers.
        os.kill(first, signal.SIGKILL)
        assert _anew(stack, address, cookies).get("/").status_code == 200
        _until(lambda: len(_workers(server.pid)) == 2 and first not in _workers(server.pid))

        # All end when the supervisor is told to stop.
        [*running] = _workers(server.pid)
        _until(lambda: all(map(_listening, running)))
        server.terminate()
        server.wait(30)
        assert not any(map(_runs, running))
        assert not _answers(address)


def test_workers_do_not_outlive_a_supervisor_that_was_killed(staffed: Path, tmp_path: Path) -> None:
    database = tmp_path / "ntm.db"
    database.write_bytes(staffed.read_bytes())
    with _served(database, 2) as (server, address):
        running = _workers(server.pid)
        _until(lambda: all(map(_listening, running)))
        server.kill()
        server.wait(30)
        _until(lambda: not any(map(_runs, running)))
        assert not _answers(address)


def test_the_pace_of_a_token_is_one_for_all_workers() -> None:
    buckets = Buckets.shared()
    first, second = (
        Pace(a_second=1, at_once=3, clock=lambda: 100.0, buckets=buckets) for _worker in range(2)
    )
    assert [first.wait(7), second.wait(7), first.wait(7)] == [0, 0, 0]
    assert second.wait(7) == first.wait(7) == 1
    assert second.wait(8) == 0


def test_a_worker_that_died_while_it_counted_keeps_nobody_waiting() -> None:
    buckets = Buckets.shared()
    assert buckets.lock.acquire(True, 1.0)
    assert Pace(buckets=buckets).wait(1) == 0
