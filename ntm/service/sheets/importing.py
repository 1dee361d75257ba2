"""A file imported on a page in two steps: what it would change is shown cell by cell, then applied exactly as shown.

The file is kept between the steps, known by its hash; what was shown is known by a hash too, and where the same
file would change anything else by then, nothing is applied.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from ntm.errors import Conflict, DataError, Problem
from ntm.scoring.verdict import Body
from ntm.scoring.wording import said_words
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.entering.effects import Effects
from ntm.service.sheets.incoming import Incoming, Placed, read_files
from ntm.service.workspace import Workspace
from ntm.store import uploads
from ntm.vietnamese.dates import now
from ntm.vietnamese.messages import _

MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Shown:
    """A file as it would be applied: its hash and name, the changes, what they do; `digest` names what is shown."""

    sha256: str
    name: str
    incoming: Incoming
    effects: Effects
    digest: str

    @property
    def rows(self) -> list[tuple[Placed, str, str]]:
        """Every change with what is on record and what would be, in words."""
        return [
            (
                one,
                said_words(one.change.before, one.change.measure) if one.change.before else "",
                said_words(one.change.stated, one.change.measure),
            )
            for one in self.incoming.changes
        ]


def show(workspace: Workspace, rights: Rights, by: Person, name: str, content: bytes) -> Shown:
    """Keep the file and show what it would change; raises DataError with every problem in it, then keeps nothing."""
    plain = plain_name(name, content)
    found = _read(workspace, rights, by, plain, content)
    digest = kept_file(workspace, by, plain, content)
    return Shown(digest, plain, found, found.effects(workspace), _digest(found))


def apply(workspace: Workspace, rights: Rights, by: Person, sha256: str, digest: str) -> tuple[int, int]:
    """Apply a file exactly as it was shown; gives how many statements are new and how many were there.

    Raises Conflict where it would change something else by now, DataError where the file is not kept any more.
    """
    found = _read(workspace, rights, by, *held_file(workspace, by, sha256))
    if _digest(found) != digest:
        raise Conflict(_("Số liệu đã đổi từ lúc xem: hãy gửi lại tệp để xem thay đổi mới. Chưa nhập gì."))
    done = found.apply(workspace, by.login, "web")
    with workspace.stored.writing() as connection:
        uploads.forget(connection, by.login, sha256)
    return done.recorded, done.unchanged


def plain_name(name: str, content: bytes) -> str:
    """The name of a file that was sent, without folders; raises DataError where there is no file, or too long a one."""
    if not content:
        raise DataError(_("Hãy chọn một tệp để nhập."))
    if len(content) > MOST_BYTES:
        raise DataError(_("Tệp quá lớn: tối đa {limit} MB.").format(limit=MOST_BYTES // 1024 // 1024))
    return PureWindowsPath(PurePosixPath(name).name).name.strip()[:100] or "tep"


def kept_file(workspace: Workspace, by: Person, name: str, content: bytes) -> str:
    """Keep a file for its sender until it is applied; gives its SHA-256."""
    with workspace.stored.writing() as connection:
        return uploads.keep(connection, by.login, name, content, now())


def held_file(workspace: Workspace, by: Person, sha256: str) -> tuple[str, bytes]:
    """The name and content of a file that person sent; raises DataError where it is not kept any more."""
    with workspace.stored.reading() as connection:
        held = uploads.held(connection, by.login, sha256)
    if held is None:
        raise DataError(_("Tệp này không còn được giữ; hãy gửi lại."))
    return held


def _read(workspace: Workspace, rights: Rights, by: Person, name: str, content: bytes) -> Incoming:
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
        path = Path(folder) / name.replace("/", "_").replace("\0", "_")
        path.write_bytes(content)
        found = read_files(workspace, [path], by.login)
    problems = found.problems or _not_allowed(rights, found)
    if problems:
        raise DataError(
            _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(file=name, count=len(problems)),
            problems,
        )
    return found


def _not_allowed(rights: Rights, found: Incoming) -> list[Problem]:
    """What the person may not enter: other communes', or a higher body's."""
    problems = []
    for one in found.changes:
        change = one.change
        refused = rights.refusal(Action.ENTER, change.unit, change.stated.on)
        if refused is None and change.stated.by is not Body.COMMUNE:
            refused = _("kết luận của cấp trên ghi ở trang thẩm tra, không nhập từ tệp ở đây.")
        if refused is not None:
            problems.append(Problem(f"{one.place}: {refused}"))
    return problems


def _digest(found: Incoming) -> str:
    told = [
        [
            one.place, one.change.unit.code, str(one.change.unit.valid_from), one.change.set_id,
            repr(one.change.before), repr(one.change.stated),
        ]
        for one in found.changes
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
