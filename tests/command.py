"""Running `ntm` as an officer does, inside the test's own process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from ntm.cli.main import run


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered: its exit code, what it printed and what it complained of."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What was printed, read as JSON."""
        return json.loads(self.out)

    def state_of(self, subject: str) -> str:
        """The state of the findings (JSON) on a subject, the worst of them."""
        rows = [row for row in self.json() if row["subject"] == subject]
        return max((str(row["state"]) for row in rows), key=["sound", "note", "broken"].index)


class Ntm:
    """The command, ready to be called with its arguments."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        """Run `ntm` with these arguments."""
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run(list(arguments))
        told = self.capsys.readouterr()
        return Ran(int(left.value.code or 0), told.out, told.err)


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who owns nothing, since root may write everywhere; elsewhere as we are."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
