"""Files imported on a page in two steps: what it would change is shown cell by cell, then applied exactly as shown.

The files are kept between the steps, known by their hashes; what was shown is known by a hash too, and where the same
file would change anything else by then, nothing is applied.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
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
MOST_FILES = 10


@dataclass(frozen=True)
class Held:
    """A file that is kept between the steps: its hash and name."""

    sha256: str
    name: str


@dataclass(frozen=True)
class Shown:
    """Files as they would be applied: the changes, what they do; `digest` names what is shown.

    `incoming.sides` are those between whom the person has to choose first; `prefer` is what was chosen.
    """

    files: tuple[Held, ...]
    incoming: Incoming
    effects: Effects
    digest: str
    prefer: str

    @property
    def names(self) -> str:
        """What the files are called."""
        return ", ".join(file.name for file in self.files)

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


Files = Sequence[tuple[str, bytes]]
"""Files as they were sent: name and content."""


def show(workspace: Workspace, rights: Rights, by: Person, files: Files) -> Shown:
    """Keep the files and show what they would change together.

    Raises DataError with every problem in them, then keeps nothing; where the files only disagree among themselves or
    with what others entered, that is shown, and nothing is chosen (`Shown.incoming.sides`).
    """
    sent = [(name, content) for name, content in files if content or name]
    if not sent or not all(content for _name, content in sent):
        raise DataError(_("Hãy chọn một tệp để nhập."))
    if len(sent) > MOST_FILES:
        raise DataError(_("Nhiều nhất {most} tệp một lần.").format(most=MOST_FILES))
    if sum(len(content) for _name, content in sent) > MOST_BYTES:
        raise DataError(_too_large())
    plain = _apart([plain_name(name, content) for name, content in sent])
    named = list(zip(plain, (content for _name, content in sent), strict=True))
    found = _read(workspace, rights, by, named)
    kept = tuple(Held(kept_file(workspace, by, name, content), name) for name, content in named)
    if len({file.sha256 for file in kept}) < len(kept):
        raise DataError(_("Một tệp được gửi hai lần."))
    return Shown(kept, found, found.effects(workspace), _digest(found), "")


def chosen(workspace: Workspace, rights: Rights, by: Person, digests: Sequence[str], prefer: str) -> Shown:
    """The kept files shown again, `prefer` (a file's name or DATABASE) taken wherever they disagree."""
    files = _kept(workspace, by, digests)
    found = _read(workspace, rights, by, [held[1:] for held in files], prefer)
    kept = tuple(Held(digest, name) for digest, name, _content in files)
    return Shown(kept, found, found.effects(workspace), _digest(found), prefer)


def apply(
    workspace: Workspace, rights: Rights, by: Person, digests: Sequence[str], digest: str, prefer: str = ""
) -> tuple[int, int]:
    """Apply files exactly as they were shown; gives how many statements are new and how many were there.

    Raises Conflict where they would change something else by now, DataError where one is not kept any more.
    """
    files = _kept(workspace, by, digests)
    found = _read(workspace, rights, by, [held[1:] for held in files], prefer)
    if found.sides or _digest(found) != digest:
        raise Conflict(_("Số liệu đã đổi từ lúc xem: hãy gửi lại tệp để xem thay đổi mới. Chưa nhập gì."))
    done = found.apply(workspace, by.login, "web")
    with workspace.stored.writing() as connection:
        for sha256, _name, _content in files:
            uploads.forget(connection, by.login, sha256)
    return done.recorded, done.unchanged


def plain_name(name: str, content: bytes) -> str:
    """The name of a file that was sent, without folders; raises DataError where there is no file, or too long a one."""
    if not content:
        raise DataError(_("Hãy chọn một tệp để nhập."))
    if len(content) > MOST_BYTES:
        raise DataError(_too_large())
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


def _kept(workspace: Workspace, by: Person, digests: Sequence[str]) -> list[tuple[str, str, bytes]]:
    if not 0 < len(digests) <= MOST_FILES:
        raise DataError(_("Hãy chọn một tệp để nhập."))
    return [(digest, *held_file(workspace, by, digest)) for digest in digests]


def _too_large() -> str:
    return _("Tệp quá lớn: tối đa {limit} MB.").format(limit=MOST_BYTES // 1024 // 1024)


def _apart(names: Sequence[str]) -> list[str]:
    """The names, those that are the same numbered, so that each file can be told from the others."""
    found: list[str] = []
    for name in names:
        plain, path, at = name, PurePosixPath(name), 2
        while plain in found:
            plain, at = f"{path.stem} ({at}){path.suffix}", at + 1
        found.append(plain)
    return found


def _read(workspace: Workspace, rights: Rights, by: Person, files: Files, prefer: str = "") -> Incoming:
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
        paths = []
        for name, content in files:
            paths.append(Path(folder) / name.replace("/", "_").replace("\0", "_"))
            paths[-1].write_bytes(content)
        found = read_files(workspace, paths, by.login, prefer=[prefer] if prefer else [])
    problems = [] if found.sides else found.problems
    problems = problems or _not_allowed(rights, found)
    if problems:
        names = ", ".join(name for name, _content in files)
        raise DataError(
            _("{file}: không nhập dòng nào, {count} chỗ phải sửa:").format(file=names, count=len(problems)),
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
