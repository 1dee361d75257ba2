"""The two kinds of wrong: problems in data (values, collected) and problems of the program (exceptions).

A `Problem` is a value with a position, gathered in lists and shown whole. An `NtmError` stops the command;
its text is one sentence for the reader and its `exit_code` is what the process answers with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in somebody's data: what, where, and what to do about it.

    `message` says what is wrong, `remedy` what to do. The position is as exact as the source allows:
    a file with line for text, a file with sheet, row (1-based) and column for tables, a field otherwise.
    A problem whose `severity` is "warning" does not stop anything.
    """

    message: str
    remedy: str = ""
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None
    severity: str = "error"

    @property
    def place(self) -> str:
        """Where it is: `file:12`, `Biểu Xuân Dương!F23`, a field's name, or nothing."""
        if self.sheet is not None and self.row is not None:
            cell = f"{self.sheet}!{self.column or ''}{self.row}"
            return f"{self.file}: {cell}" if self.file else cell
        if self.file is not None:
            place = self.file if self.line is None else f"{self.file}:{self.line}"
            if self.row is not None:
                place = f"{self.file}, dòng {self.row}" + (f", cột {self.column}" if self.column else "")
            return place
        return self.field or ""

    @property
    def text(self) -> str:
        """What and what to do, without the place."""
        return f"{self.message} {self.remedy}".strip()

    def sentence(self) -> str:
        """The whole problem in one line: place, message, remedy."""
        return f"{self.place}: {self.text}" if self.place else self.text


class NtmError(Exception):
    """The family of everything the program refuses to do; its text is a sentence for the reader."""

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(NtmError):
    """The command or request is not of the form it must have."""

    exit_code = 2


class DataError(NtmError):
    """The data cannot be used: unreadable, contradictory, or a set that cannot be scored."""

    exit_code = 3


class CheckFailed(NtmError):
    """A check, a verification or a goal was not reached."""

    exit_code = 1


class Conflict(NtmError):
    """Somebody else changed the same thing meanwhile; nothing was written."""

    exit_code = 3
