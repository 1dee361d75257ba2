"""Papers for many communes at once: worker processes, a file a commune, an index, and a record to go on from.

The same batch on the same data writes the same bytes. What was printed is kept in a record beside the papers, so
that a batch that was interrupted goes on where it stopped; a change in the data, the law, the templates or the
program prints everything anew.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ntm.errors import DataError, NtmError
from ntm.reports import quick_layout
from ntm.reports.index import INDEX, Entry, index_page
from ntm.reports.paper import Paper
from ntm.reports.rendering import render, templates_digest, write
from ntm.service.assigning.action_plan import KIND as ACTION_PLAN
from ntm.service.assigning.action_plan import action_plan
from ntm.service.papers.processes import processes
from ntm.service.papers.readiness import KIND as READINESS
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.papers.results import KIND as RESULTS
from ntm.service.papers.results import results
from ntm.service.recognition.dossier_papers import MAKERS, NAMES
from ntm.service.workspace import Ask, Workspace
from ntm.store.acts import last_moment
from ntm.store.database import open_database
from ntm.territory.model import Unit
from ntm.vietnamese.dates import format_day_words
from ntm.vietnamese.messages import _, in_vietnamese
from ntm.vietnamese.reasons import reason
from ntm.vietnamese.text import fold

RECORD = ".ntm-batch"
KINDS = {READINESS: readiness, RESULTS: results, ACTION_PLAN: action_plan, **MAKERS}
"""What can be printed for many communes at once."""
TITLES = {
    READINESS: "Báo cáo mức độ sẵn sàng",
    RESULTS: "Biểu tổng hợp kết quả thực hiện",
    ACTION_PLAN: "Kế hoạch thực hiện các tiêu chí chưa đạt",
    **NAMES,
}
"""What the index page calls them: Vietnamese, as the papers are."""
Files = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed: from which database, on what terms, into which folder, with whose templates.

    `polite` workers leave the processor to others: a server prints so, behind its pages.
    """

    database: str | None
    ask: Ask
    wishes: Wishes
    folder: Path
    templates: Path | None = None
    form: str = "pdf"  # "pdf" | "docx" | "both"
    kind: str = READINESS
    polite: bool = False

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The kinds of file to write."""
        return (".pdf", ".docx") if self.form == "both" else (f".{self.form}",)


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of one commune's paper: its files and verdict, or the reason why there are none.

    `digest` is the SHA-256 of all its files one after another.
    """

    code: str
    name: str
    files: tuple[str, ...]
    verdict: str = ""
    digest: str = ""
    reason: str = ""
    kept: bool = False


def file_names(unit: Unit, order: Order) -> tuple[str, ...]:
    """Names that sort by code and are plain ASCII: `06607-xuan-duong-2024-06-30.pdf`."""
    return tuple(file_name(unit, order.ask.day, order.kind, suffix) for suffix in order.suffixes)


def file_name(unit: Unit, day: date, kind: str, suffix: str) -> str:
    """The name of one paper of a commune."""
    return _of_kind(f"{unit.code}-{fold(unit.name).replace(' ', '-')}-{day.isoformat()}", kind) + suffix


def _of_kind(stem: str, kind: str) -> str:
    """Two kinds of paper in one folder have names of their own; the readiness report's is the plain one."""
    return stem if kind == READINESS else f"{stem}-{kind}"


def batch(workspace: Workspace, order: Order, units: Sequence[Unit], jobs: int) -> Iterator[Printed]:
    """Print the paper of every commune; gives what became of each as it is done, those kept first.

    Raises DataError where the folder cannot be written. One commune's failure stops nothing.
    """
    try:
        order.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(order.folder, error) from error
    with suppress(NtmError):  # the law now used is remembered before the workers start, not while they print
        KINDS[order.kind](workspace, order.ask, units[0].code, order.wishes)
    key = _key(workspace, order, units)
    names = {unit.code: file_names(unit, order) for unit in units}
    done = _recorded(order, key, names)
    yield from done.values()
    left = [unit for unit in units if unit.code not in done]
    try:
        for one in _printed(order, left, names, jobs):
            if not one.reason:
                done[one.code] = one
            yield one
    finally:
        _keep(order, key, done)


def finish(order: Order, printed: Sequence[Printed], places: str, archive: Path | None = None) -> Path:
    """Write the index page of a batch and, where asked for, everything as one zip; gives the index's path.

    `places` are the titles of what was asked for: "huyện Lộc Bình".
    """
    ordered = sorted(printed, key=lambda one: one.code)
    entries = [Entry(one.code, one.name, one.files, one.verdict, one.reason) for one in ordered]
    index = order.folder / f"{_of_kind(INDEX, order.kind)}.html"
    with in_vietnamese():
        title = f"{TITLES[order.kind]}: {places}"
        page = index_page(title, format_day_words(order.ask.day), order.ask.set_id, entries)
    try:
        write(index, page.encode())
        if archive is not None:
            files = [index, *(order.folder / name for one in ordered if not one.reason for name in one.files)]
            _zip(archive, files)
    except OSError as error:
        raise _unwritable(Path(error.filename or order.folder), error) from error
    return index


def _unwritable(path: Path, error: OSError) -> DataError:
    return DataError(_("Không ghi được {file}: {reason}.").format(file=path, reason=reason(error)))


# -- the workers ---------------------------------------------------------------------------------------


def _printed(order: Order, units: Sequence[Unit], names: dict[str, Files], jobs: int) -> Iterator[Printed]:
    if not units:
        return
    workers = max(1, min(jobs, len(units)))
    with processes(workers, _start, order) as pool:
        waiting = {pool.submit(_print, unit.code, names[unit.code]): unit for unit in units}
        for future in as_completed(waiting):
            unit = waiting[future]
            yield _outcome(future, unit, names[unit.code])


def _outcome(future: Future[tuple[str, str]], unit: Unit, name: Files) -> Printed:
    try:
        verdict, digest = future.result()
    except NtmError as error:
        return Printed(unit.code, unit.title, name, reason=str(error))
    except OSError as error:
        return Printed(unit.code, unit.title, name, reason=reason(error))
    except BrokenProcessPool:
        return Printed(unit.code, unit.title, name, reason=_("tiến trình in bị dừng; hãy chạy lại lệnh"))
    except Exception as error:  # a fault of ours in one paper must not take the others with it
        return Printed(unit.code, unit.title, name, reason=f"{type(error).__name__}: {error}")
    return Printed(unit.code, unit.title, name, verdict, digest)


_worker: tuple[Workspace, Order] | None = None


def _start(order: Order) -> None:
    """A worker's beginning: its own database connection, style sheet and fonts, kept for all its papers."""
    global _worker  # a process pool has no other place for what a worker keeps
    # The one who asked stops the batch; papers under way end whole.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if order.polite:
        os.nice(10)
    if order.templates is None:  # an office's own may style what the shipped ones do not
        quick_layout.install()
    gc.disable()  # a paper makes a million short-lived objects in cycles: cheaper cleared once, after it
    _worker = Workspace(open_database(order.database), known_at=order.ask.known_at), order


def _print(code: str, names: Files) -> tuple[str, str]:
    """Print one commune's paper; gives its verdict in words and the SHA-256 of its files."""
    assert _worker is not None  # noqa: S101 - `_start` ran first
    workspace, order = _worker
    try:
        paper = KINDS[order.kind](workspace, order.ask, code, order.wishes)
        digest = hashlib.sha256()
        for name in names:
            content = _set(paper, name, order.templates)
            write(order.folder / name, content)
            digest.update(content)
    finally:
        gc.collect()
        # What the first paper loaded stays for all: no need to look at it again.
        if not gc.get_freeze_count():
            gc.freeze()
    return str(paper.context["verdict"]), digest.hexdigest()


def _set(paper: Paper, name: str, templates: Path | None) -> bytes:
    if not name.endswith(".docx"):
        return render(paper, templates)
    from ntm.reports.editable import editable  # Word's library is loaded where it is asked for

    return editable(paper, templates)


# -- the record ----------------------------------------------------------------------------------------


def _key(workspace: Workspace, order: Order, units: Sequence[Unit]) -> str:
    """What the papers depend on beside the commune: data, law, terms, templates, program."""
    assert workspace.database is not None  # noqa: S101 - a batch is printed from a database
    with workspace.database.reading() as connection:
        moment = last_moment(connection)
    above = (workspace.territory.province_of(unit, order.ask.day) for unit in units)
    provinces = sorted({province.code for province in above if province is not None})
    law = [workspace.sets(order.ask)(code).hash for code in provinces]
    parts = (
        order.kind, order.form, version("ntm"), moment, order.ask, law, order.wishes, templates_digest(order.templates),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _recorded(order: Order, key: str, names: dict[str, Files]) -> dict[str, Printed]:
    """What an earlier run of the same batch printed and is still there unchanged, under the names it would have now."""
    try:
        record = json.loads(_record(order).read_text(encoding="utf-8"))
        if record["key"] != key:
            return {}
        held = [Printed(**{**one, "files": tuple(one["files"])}, kept=True) for one in record["printed"]]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    mine = (one for one in held if names.get(one.code) == one.files)  # a record names no other file
    return {one.code: one for one in mine if _digest(order.folder, one.files) == one.digest}


def _record(order: Order) -> Path:
    return order.folder / f"{_of_kind(RECORD, order.kind)}.json"


def _digest(folder: Path, files: Files) -> str:
    try:
        return hashlib.sha256(b"".join((folder / name).read_bytes() for name in files)).hexdigest()
    except OSError:
        return ""


def _keep(order: Order, key: str, done: dict[str, Printed]) -> None:
    fields = ("code", "name", "files", "verdict", "digest")
    printed = [{name: asdict(done[code])[name] for name in fields} for code in sorted(done)]
    text = json.dumps({"key": key, "printed": printed}, ensure_ascii=False, indent=1)
    with suppress(OSError):  # without a record the next run prints everything anew, and nothing is wrong
        write(_record(order), text.encode())


def _zip(archive: Path, files: Sequence[Path]) -> None:
    """The files side by side, all of one day, so that the same papers give the same archive."""
    partial = archive.with_name(archive.name + ".part")
    try:
        with ZipFile(partial, "w", ZIP_STORED) as packed:  # PDFs are compressed already
            for path in files:
                packed.writestr(ZipInfo(path.name, (1980, 1, 1, 0, 0, 0)), path.read_bytes())
        partial.replace(archive)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
