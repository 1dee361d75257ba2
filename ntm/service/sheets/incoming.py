"""Files that come in, of whatever kind: read into changes, each with its place, shown, and entered whole or not at all.

What a file is, is told from its content: our own filled sheets by their hidden marks, else a status file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ntm.errors import Problem, UsageError
from ntm.exchange.file_bytes import read_bytes
from ntm.exchange.sheet.filled import FilledBook, read_filled
from ntm.exchange.status_file import StatusFile, read_status_file
from ntm.exchange.workbook import is_workbook, open_workbook
from ntm.service.entering.effects import Effects, effects_of
from ntm.service.entering.enter import Change, Import, apply_changes, read_changes
from ntm.service.sheets.sheet_import import DATABASE, read_sheets
from ntm.service.workspace import Workspace
from ntm.vietnamese.messages import _


@dataclass(frozen=True, slots=True)
class Placed:
    """A change, the cell or row it comes from, and the day on which its effect is seen."""

    place: str
    change: Change
    day: date


@dataclass
class Incoming:
    """What the files would change, and every problem.

    `unchanged` things are said already; `kept` cells gave way to what is in the database. `after` is the number of
    the last statement that this was held against (None: it was held against nothing). `notices` tell what was not
    read. `sides` are those between whom a choice (`prefer`) would settle every problem; none where that is not all
    that is wrong.
    """

    changes: list[Placed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0
    after: int | None = None
    notices: list[str] = field(default_factory=list)
    sides: tuple[str, ...] = ()

    def effects(self, workspace: Workspace) -> Effects:
        """What entering the changes would do to verdicts and averages."""
        return effects_of(workspace, [(one.change, one.day) for one in self.changes])

    def apply(self, workspace: Workspace, who: str, source: str = "cli") -> Import:
        """Enter everything in one transaction; raises DataError where anything is wrong."""
        done = Import([one.change for one in self.changes], list(self.problems))
        apply_changes(workspace, done, who, after=self.after, source=source)
        done.unchanged += self.unchanged
        return done


def read_files(
    workspace: Workspace,
    paths: Sequence[Path],
    who: str,
    *,
    prefer: Sequence[str] = (),
    day: date | None = None,
    set_id: str | None = None,
) -> Incoming:
    """What the files would change, `who` importing them.

    Several files, `prefer`, `day` and `set_id` are for our own sheets (ntm.service.sheets.sheet_import). Raises
    UsageError where they are given for others, DataError for files that cannot be read.
    """
    names = _names(paths)
    books = [_ours(path, name) for path, name in names.items()]
    ours = [book for book in books if book is not None]
    if len(ours) == len(paths):
        wished = [names.get(Path(name), name) for name in prefer]
        if unknown := [name for name in wished if name != DATABASE and name not in names.values()]:
            raise UsageError(
                _("--prefer {name}: không phải tệp nào đang nhập. Dùng: {names}.").format(
                    name=unknown[0], names=", ".join([*names.values(), DATABASE])
                )
            )
        found = read_sheets(workspace, ours, who, prefer=wished, day=day, set_id=set_id)
        placed = [
            Placed(_cell(one.claim.problem(""), ours), one.change, one.claim.day) for one in found.changes
        ]
        notices = [_noticed(book, one, ours) for book in ours for one in book.notices]
        sides = tuple(found.sides) if found.disputes == len(found.problems) else ()
        return Incoming(placed, found.problems, found.unchanged, found.kept, found.after, notices, sides)
    if len(paths) > 1:
        raise UsageError(
            _("Chỉ các biểu do «ntm status template» lập mới nhập chung được; {file} không phải.").format(
                file=next(name for name, book in zip(names.values(), books, strict=True) if book is None)
            )
        )
    if prefer or day is not None or set_id is not None:
        raise UsageError(
            _("--prefer, --on và --criteria chỉ dùng với các biểu do «ntm status template» lập.")
        )
    return read_rows(workspace, read_status_file(paths[0]))


def read_rows(workspace: Workspace, file: StatusFile) -> Incoming:
    """What the rows of a status file, or of a spreadsheet read by a map, would change."""
    result = read_changes(workspace, file)
    new = [change for change in result.changes if change.is_new]
    placed = [Placed(_row(change), change, change.stated.on) for change in new]
    return Incoming(placed, result.problems, len(result.changes) - len(new))


def _names(paths: Sequence[Path]) -> dict[Path, str]:
    """What each file is called: by its name, or by its whole path where two have the same name."""
    last = [path.name for path in paths]
    if len(set(paths)) < len(paths):
        raise UsageError(_("Một tệp được ghi hai lần trong lệnh."))
    return {path: path.name if last.count(path.name) == 1 else str(path) for path in paths}


def _ours(path: Path, name: str) -> FilledBook | None:
    content = read_bytes(path)
    return read_filled(open_workbook(name, content)) if is_workbook(content) else None


def _cell(problem: Problem, books: Sequence[FilledBook]) -> str:
    """The cell of a change, the file's name only where there are several."""
    return problem.place if len(books) > 1 else problem.place.removeprefix(f"{problem.file}: ")


def _noticed(book: FilledBook, notice: str, books: Sequence[FilledBook]) -> str:
    """A notice, with the file's name only where there are several."""
    return f"{book.file}: {notice}" if len(books) > 1 else notice


def _row(change: Change) -> str:
    assert change.row is not None  # noqa: S101 - read_changes gives every change its row
    return change.row.problem("value", "").place.removeprefix(f"{change.row.file}: ")
