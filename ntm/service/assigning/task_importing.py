"""A sheet of tasks imported on a page in two steps: what it would change is shown, then applied exactly as shown.

The file is kept between the steps as a file of status is (ntm.service.sheets.importing): by its hash, for its sender.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ntm.errors import Conflict, DataError, Problem
from ntm.exchange.task_file import read_task_file
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.assigning.task_sheet import RowChange, SheetImport, apply_sheet, read_sheet
from ntm.service.assigning.tasks_here import candidates
from ntm.service.sheets.importing import held_file, kept_file, plain_name
from ntm.service.workspace import Ask, Workspace
from ntm.store import uploads
from ntm.store.tasks import Saved
from ntm.vietnamese.messages import _


@dataclass(frozen=True)
class Shown:
    """A sheet as it would be applied: its hash and name, every change; `digest` names what is shown."""

    sha256: str
    name: str
    changes: tuple[RowChange, ...]
    unchanged: int
    digest: str


def show(workspace: Workspace, rights: Rights, by: Person, ask: Ask, name: str, content: bytes) -> Shown:
    """Keep the sheet and show what it would change; raises DataError with every problem in it, then keeps nothing."""
    plain = plain_name(name, content)
    found = _read(workspace, rights, ask, plain, content)
    sha256 = kept_file(workspace, by, plain, content)
    return Shown(sha256, plain, tuple(found.changes), found.unchanged, _digest(found))


def apply(workspace: Workspace, rights: Rights, by: Person, ask: Ask, sha256: str, digest: str) -> Saved:
    """Apply a sheet exactly as it was shown, all rows or none.

    Raises Conflict where it would change something else by now, DataError where the file is not kept any more.
    """
    found = _read(workspace, rights, ask, *held_file(workspace, by, sha256))
    if _digest(found) != digest:
        raise Conflict(_("Nhiệm vụ đã đổi từ lúc xem: hãy gửi lại bảng để xem thay đổi mới. Chưa ghi gì."))
    saved = apply_sheet(workspace, found, by.login, "web")
    with workspace.stored.writing() as connection:
        uploads.forget(connection, by.login, sha256)
    return saved


def _read(workspace: Workspace, rights: Rights, ask: Ask, name: str, content: bytes) -> SheetImport:
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
        path = Path(folder) / name.replace("/", "_").replace("\0", "_")
        path.write_bytes(content)
        found = read_sheet(workspace, ask, read_task_file(path))
    problems = found.problems or _not_allowed(workspace, rights, ask, found)
    if problems:
        raise DataError(
            _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(file=name, count=len(problems)),
            problems,
        )
    return found


def _not_allowed(workspace: Workspace, rights: Rights, ask: Ask, found: SheetImport) -> list[Problem]:
    """What the person may not give: other places' tasks, or to a sign-in name that has no role there."""
    problems: list[Problem] = []
    known: dict[str, set[str]] = {}
    for one in found.changes:
        refused = rights.refusal(Action.ASSIGN, one.unit, ask.day)
        if refused is not None:
            problems.append(one.row.problem("item", refused))
            continue
        account = one.wanted.assignment.account
        if not account or (one.before is not None and one.before.account == account):
            continue
        if one.unit.code not in known:
            known[one.unit.code] = {person.login for person in candidates(workspace, rights, one.unit)}
        if account not in known[one.unit.code]:
            problems.append(
                one.row.problem(
                    "account",
                    _("không phải tên đăng nhập của người có vai trò ở {unit}.").format(unit=one.unit.title),
                    _("Ghi đúng tên đăng nhập, hoặc để trống."),
                )
            )
    return problems


def _digest(found: SheetImport) -> str:
    told = [
        [one.unit.code, str(one.unit.valid_from), one.wanted.set_id, one.wanted.item, one.wanted.task, one.wanted.seen,
         repr(one.before), repr(one.wanted.assignment)]
        for one in found.changes
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
