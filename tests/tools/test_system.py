"""The tools the Makefile leans on: a private PostgreSQL, and the check of the system's libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def answer(*command: str) -> int:
    """The exit code of a command run in the project's folder."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    return done.returncode


def test_the_server_lives_as_long_as_the_command_and_its_exit_code_is_the_commands(tmp_path: Path) -> None:
    told = tmp_path / "url"
    program = (
        "import os, pathlib, psycopg, sys\n"
        "url = os.environ['NTM_TEST_POSTGRESQL']\n"
        "psycopg.connect(url).close()\n"
        "pathlib.Path(sys.argv[1]).write_text(psycopg.conninfo.conninfo_to_dict(url)['host'])\n"
        "sys.exit(7)\n"
    )
    assert answer(sys.executable, "tools/with_postgresql.py", sys.executable, "-c", program, str(told)) == 7
    assert not Path(told.read_text()).exists(), "nothing is left of the server"


def test_what_is_installed_is_found_and_what_is_unknown_is_wrong_use() -> None:
    needed = "python", "weasyprint", "postgresql", "chromium", "libreoffice"
    assert answer("sh", "tools/system-libraries.sh", *needed) == 0
    assert answer("sh", "tools/system-libraries.sh", "oracle") == 2
