"""Runs a command beside a private PostgreSQL: started in a temporary folder, named to it, then stopped.

    python tools/with_postgresql.py COMMAND [ARGUMENT …]

The command finds the server's URL in NTM_TEST_POSTGRESQL. It listens on a socket in its own folder and on no
port, so that nothing collides with it. initdb refuses to run as root; as root the server runs as the user
`postgres` (else `nobody`). It is thrown away afterwards, so it does not wait for the disk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

VARIABLE = "NTM_TEST_POSTGRESQL"
_INSTALLED = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"
_SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


class PostgreSQLMissingError(RuntimeError):
    """PostgreSQL is not installed, or did not start; the text says what to do."""


@contextmanager
def postgresql() -> Iterator[str]:
    """A fresh PostgreSQL for as long as the block lasts: its URL. Raises PostgreSQLMissingError."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="ntm-pg-"))
    user = _other_user()
    try:
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        made = [str(binaries / "initdb"), "-D", str(data), "-U", "ntm", "-A", "trust", "-E", "UTF8", "-N"]
        _run(user, folder, [*made, "--locale=C.UTF-8"])
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
        log = str(folder / "log")
        _run(user, folder, [*control, "-l", log, "-o", f"{_SETTINGS} -k {folder}", "start"])
        try:
            yield f"postgresql://ntm@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _run(user, folder, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Run the command with the variable set; its exit code."""
    if not arguments:
        print(__doc__, file=sys.stderr)  # noqa: T201 - a tool that tells how it is used
        return 2
    signal.signal(signal.SIGTERM, _leave)  # so that the server is stopped then, too
    try:
        with postgresql() as url:
            return subprocess.call(arguments, env={**os.environ, VARIABLE: url})  # noqa: S603 - the caller's own
    except PostgreSQLMissingError as error:
        print(error, file=sys.stderr)  # noqa: T201 - what a person must read
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _binaries() -> Path:
    """The folder of the newest PostgreSQL installed."""
    found = [Path(path).parent for path in (shutil.which("initdb"),) if path]
    for pattern in _INSTALLED:
        root, rest = pattern.lstrip("/").split("/", 1)
        found += [path for path in Path("/", root).glob(rest) if (path / "initdb").exists()]
    with_control = [path for path in found if (path / "pg_ctl").exists()]
    if not with_control:
        raise PostgreSQLMissingError(
            "PostgreSQL is not installed. On Debian or Ubuntu: sudo apt-get install postgresql "
            "(or: sh tools/system-libraries.sh postgresql)"
        )
    return max(with_control, key=_number)


def _number(binaries: Path) -> list[int]:
    return [int(part) for part in binaries.parent.name.split(".") if part.isdigit()]


def _other_user() -> pwd.struct_passwd | None:
    """Whom to run as in place of root; None where we are nobody special."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgreSQLMissingError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _run(user: pwd.struct_passwd | None, folder: Path, command: Sequence[str]) -> None:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    # The output goes to a file: the server inherits it, and a pipe would never end.
    with (folder / "output").open("w+") as output:
        done = subprocess.run(  # noqa: S603 - fixed programs, our own arguments
            command, env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False,
            user=None if user is None else user.pw_uid, group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
        )  # fmt: skip
        if done.returncode != 0:
            output.seek(0)
            log = folder / "log"
            told = output.read() + (log.read_text() if log.exists() else "")
            raise PostgreSQLMissingError(f"{command[0]} failed:\n{told}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
