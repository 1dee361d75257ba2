"""Papers ordered on a page: printed one order after another, behind the pages, by a thread of the server.

An order is a row, so it survives the request and tells how far it is. Papers are set in a process of their own
with low priority (ntm.service.papers.batch), so that those who enter status do not wait for them.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex
from socket import gethostname
from weakref import WeakSet

from ntm.errors import DataError, NtmError, UsageError
from ntm.reports.editable import editable
from ntm.reports.rendering import render
from ntm.service import groups
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.assigning.action_plan import KIND as ACTION_PLAN
from ntm.service.papers.batch import KINDS, Order, Printed, batch
from ntm.service.papers.batch import TITLES as BATCH_TITLES
from ntm.service.papers.batch import finish as finished
from ntm.service.papers.processes import processes
from ntm.service.papers.readiness import KIND as READINESS
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.summary import KIND as SUMMARY
from ntm.service.papers.summary import summary
from ntm.service.papers.terms import read_terms, require_issuer, written
from ntm.service.workspace import Ask, Workspace
from ntm.store import printing as store
from ntm.store.database import Database, open_database
from ntm.store.printing import Job
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.dates import format_day, now
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

log = logging.getLogger("ntm.printing")

MOST_WAITING = 5
"""Orders of one person that may wait at once."""
MOST_SHOWN = 200
FORMS = ("pdf", "docx")
LEASE = timedelta(seconds=60)
"""So long a printer that says nothing more is believed to be at work."""
KEPT = timedelta(days=90)
"""How long a printed file is kept at most; its row stays."""
MOST_BYTES = 1024 * 1024 * 1024
"""How much printed files may take together; the oldest are dropped first."""
WITH_REQUESTS = (READINESS, ACTION_PLAN, SUMMARY)
"""The papers that have requests (kiến nghị)."""


def kinds(unit: Unit | None = None) -> dict[str, str]:
    """What can be printed (of a unit: for it), with its name."""
    named = {kind: BATCH_TITLES[kind] for kind in KINDS}
    if unit is None or unit.kind not in COMMUNE_KINDS:
        named[SUMMARY] = _("Báo cáo tổng hợp huyện, tỉnh")
    return named


def order(
    workspace: Workspace,
    rights: Rights,
    by: Person,
    text: str,
    kind: str,
    day: date,
    form: str = "pdf",
    wishes: Wishes | None = None,
) -> int:
    """Order a paper of a commune, of all communes of a district or province, or its summary; gives its number.

    Raises UsageError and DataError for what cannot be printed, Forbidden for what lies outside the person's places.
    """
    if kind not in kinds() or form not in FORMS:
        raise UsageError(_("Hãy chọn loại văn bản và dạng tệp trong danh sách."))
    if not text:
        raise UsageError(_("Hãy ghi đơn vị: mã hoặc tên."))
    unit = workspace.find(text, day, "commune")
    rights.require(Action.PRINT, unit, day)
    if kind == SUMMARY and unit.kind in COMMUNE_KINDS:
        raise UsageError(_("Báo cáo tổng hợp là của huyện hay tỉnh, không phải của một xã."))
    wishes = wishes or Wishes()
    require_issuer(workspace, rights, wishes.issuer, day)
    ask = workspace.ask(day)
    total = 1 if kind == SUMMARY else len(_communes(workspace, ask, unit))
    if not total:
        raise DataError(_("{unit} không có xã nào ngày {day}.").format(unit=unit.title, day=format_day(day)))
    if total > 1 and wishes.number is not None:
        raise UsageError(_("Số văn bản chỉ ghi được khi in một văn bản."))
    if wishes.requests and kind not in WITH_REQUESTS:
        raise UsageError(_("Loại văn bản này không có mục kiến nghị: để trống kiến nghị."))
    with workspace.stored.writing() as connection:
        if store.unfinished(connection, by.login) >= MOST_WAITING:
            raise UsageError(
                _("Đã có {count} lượt in đang chờ; hãy đợi một lượt xong.").format(count=MOST_WAITING)
            )
        key = (unit.code, unit.valid_from)
        return store.add(connection, by.login, kind, key, ask.day, ask.set_id, form, total, written(wishes))


def seen(workspace: Workspace, rights: Rights) -> list[tuple[Job, Unit]]:
    """The last orders for units of which the person may print, the newest first."""
    with workspace.stored.reading() as connection:
        found = store.jobs(connection, MOST_SHOWN)
    placed = ((job, workspace.territory.exact(job.unit_code, job.unit_from)) for job in found)
    return [
        (job, unit) for job, unit in placed if unit is not None and rights.may(Action.PRINT, unit, job.day)
    ]


def printed(workspace: Workspace, rights: Rights, number: int) -> tuple[str, bytes] | None:
    """The file of an order: its name and content; None where there is none. Raises Forbidden."""
    with workspace.stored.reading() as connection:
        found = store.one(connection, number)
    if found is None:
        return None
    job, content = found
    unit = workspace.territory.exact(job.unit_code, job.unit_from)
    if unit is None:
        return None
    rights.require(Action.PRINT, unit, job.day)
    return None if content is None or job.name is None else (job.name, content)


def cleaning_told() -> str:
    """The rule by which printed files are dropped, for people."""
    return _(
        "Tệp đã in được giữ {days} ngày, và cả máy chủ giữ nhiều nhất {size} MB (cũ nhất bỏ trước); "
        "dòng trong bảng vẫn còn, ghi “đã dọn”. Cần lại thì in lại."
    ).format(days=KEPT.days, size=MOST_BYTES // 1024 // 1024)


class Printer:
    """Prints the orders of a database, one at a time, while there are any.

    Every process of a server has one; the one that holds the database's lease prints, the others leave it to it. The
    lease is said anew while it prints, so that what a dead process left is taken up by the next that is woken.
    """

    def __init__(self, database: Database) -> None:
        """Orders that ran when their process ended are told to be ordered again."""
        self.database = database
        self.name = f"{gethostname()}:{os.getpid()}:{token_hex(4)}"
        _HERE.add(self)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that somebody prints."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="ntm-printing", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait until everything ordered here is printed, so long at most."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        done = threading.Event()
        threading.Thread(target=self._stay, args=(done,), name="ntm-printing-lease", daemon=True).start()
        try:
            while True:
                with self._lock:
                    job = self._next()
                    if job is None:
                        done.set()
                        self._thread = None  # under the lock: whoever orders next starts another
                        return
                try:
                    self._print(job)
                except NtmError as error:
                    self._fail(job, str(error))
                except Exception as error:  # a fault of one order must not stop the others
                    log.exception("printing %s", job.id)
                    self._fail(
                        job, _("Chương trình gặp lỗi khi in: {reason}").format(reason=type(error).__name__)
                    )
        finally:
            done.set()

    def _next(self) -> Job | None:
        """The next order, None when there is none or another prints; seen and given up in one transaction.

        So an order added meanwhile is printed: either it is seen here, or whoever added it finds the lease free.
        """
        with self.database.writing() as connection:
            held = store.take_over(connection, self.name, now() + LEASE, _gone)
            if held is None:
                return None
            if held == "taken":
                for number in store.running(connection):
                    store.fail(connection, number, _("Máy chủ đã khởi động lại giữa chừng; hãy in lại."))
            job = store.next_waiting(connection)
            if job is None:
                store.give_up(connection, self.name)
            return job

    def _stay(self, done: threading.Event) -> None:
        """Say the lease anew, in good time, until all is printed."""
        while not done.wait(LEASE.total_seconds() / 4):
            with self._lock:
                if done.is_set():
                    return  # what was given up is not taken again
                with suppress(NtmError), self.database.writing() as connection:
                    store.take_over(connection, self.name, now() + LEASE, _gone)

    def _fail(self, job: Job, problem: str) -> None:
        with self.database.writing() as connection:
            store.fail(connection, job.id, problem)

    def _print(self, job: Job) -> None:
        workspace = Workspace(self.database)
        unit = workspace.territory.exact(job.unit_code, job.unit_from)
        if unit is None:
            raise DataError(_("Đơn vị này không còn trong danh mục."))
        ask = Ask(job.day, job.set_id)
        with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
            if job.kind == SUMMARY:
                stem = fold(unit.name).replace(" ", "-")
                name, content, problem = (
                    f"tong-hop-{stem}-{job.day.isoformat()}.{job.form}",
                    self._summary(job),
                    None,
                )
            else:
                name, content, problem = self._batch(job, workspace, ask, unit, Path(folder))
        digest = hashlib.sha256(content).hexdigest()
        with self.database.writing() as connection:
            store.progress(connection, job.id, job.total)
            store.finish(connection, job, name, content, digest, problem)
            store.clean(connection, now() - KEPT, MOST_BYTES)

    def _summary(self, job: Job) -> bytes:
        with processes(1, _polite) as pool:
            return pool.submit(_one_summary, self._url, job).result()

    def _batch(
        self, job: Job, workspace: Workspace, ask: Ask, unit: Unit, folder: Path
    ) -> tuple[str, bytes, str | None]:
        wanted = Order(self._url, ask, read_terms(job.terms), folder, None, job.form, job.kind, polite=True)
        done: list[Printed] = []
        for one in batch(workspace, wanted, _communes(workspace, ask, unit), 1):
            done.append(one)
            with self.database.writing() as connection:
                store.progress(connection, job.id, len(done))
        failed = [one for one in done if one.reason]
        if len(failed) == len(done):
            raise DataError(failed[0].reason)
        problem = "; ".join(f"{one.name}: {one.reason}" for one in failed[:20]) or None
        if len(done) == 1:
            [file] = done[0].files
            return file, (folder / file).read_bytes(), problem
        archive = folder / f"{job.kind}-{fold(unit.name).replace(' ', '-')}-{job.day.isoformat()}.zip"
        finished(wanted, done, unit.title, archive)
        return archive.name, archive.read_bytes(), problem

    @property
    def _url(self) -> str:
        return self.database.engine.url.render_as_string(hide_password=False)


_HERE: WeakSet[Printer] = WeakSet()
"""The printers of this process."""


def _gone(name: str) -> bool:
    """Whether that printer is surely no more: its process was on this machine and has ended."""
    host, pid, _mark = name.rsplit(":", 2)
    if host != gethostname():
        return False
    if int(pid) == os.getpid():  # an ended process had our number, or one of ours has it
        return name not in {one.name for one in _HERE}
    return os.name == "posix" and not _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)  # signal 0 asks alone
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _polite() -> None:
    os.nice(10)


def _one_summary(url: str, job: Job) -> bytes:
    with open_database(url) as database:
        ask = Ask(job.day, job.set_id)
        paper = summary(Workspace(database), ask, job.unit_code, read_terms(job.terms))
        return render(paper) if job.form == "pdf" else editable(paper)


def _communes(workspace: Workspace, ask: Ask, unit: Unit) -> Sequence[Unit]:
    if unit.kind in COMMUNE_KINDS:
        return [unit]
    return groups.scored_units(workspace, ask, [unit])
