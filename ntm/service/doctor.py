"""What is installed and whether it is sound: programs, fonts, criteria sets, the database and what it derives."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from ntm import __version__
from ntm.criteria import library
from ntm.criteria.coverage import coverage
from ntm.criteria.proof import prove
from ntm.criteria.requirement import mark_word
from ntm.errors import DataError, NtmError, UsageError
from ntm.resources import shipped_folder
from ntm.store import chain, speaking
from ntm.store.database import Database, open_database, overlays
from ntm.store.faults import DatabaseAbsent
from ntm.store.statements import items_stated
from ntm.vietnamese.messages import _

FONTS = (
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationSerif-Italic",
    "LiberationSerif-BoldItalic",
)
"""The faces every paper is set in."""


class State(StrEnum):
    """How a thing was found. Only what is broken makes the doctor fail."""

    SOUND = "sound"
    NOTE = "note"  # worth knowing, nothing to mend
    BROKEN = "broken"

    @property
    def word(self) -> str:
        """How it is called to people."""
        words = {State.SOUND: _("tốt"), State.NOTE: _("lưu ý"), State.BROKEN: _("hỏng")}
        return words[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, what was found, and what to do where something is wrong."""

    subject: str
    found: str
    state: State = State.SOUND
    remedy: str = ""


def examine(database_url: str | None, day: date, rebuild: bool = False, audit: bool = False) -> list[Finding]:
    """Look at everything. With `rebuild`, what speaks now is made anew from the statements first.

    With `audit`, every act and every statement is held against the hashes written with it.
    """
    return [*_programs(), _printing(), _fonts(), *_sets(day), *_database(database_url, rebuild, audit)]


def _programs() -> Iterator[Finding]:
    yield Finding("ntm", __version__)
    supported = sys.version_info >= (3, 11)
    yield Finding(
        "Python",
        platform.python_version(),
        State.SOUND if supported else State.BROKEN,
        "" if supported else _("Cần Python 3.11 trở lên."),
    )
    for package in ("sqlalchemy", "numpy"):
        yield Finding(package, version(package))
    try:
        yield Finding("psycopg", version("psycopg"))
    except PackageNotFoundError:
        yield Finding(
            "psycopg",
            _("chưa cài; chỉ cần khi dùng PostgreSQL"),
            State.NOTE,
            _('Khi cần, hãy cài: pip install "ntm[postgresql]".'),
        )


def _printing() -> Finding:
    """WeasyPrint and, behind it, the system's Pango: importing it is what fails where a library is missing."""
    try:
        weasyprint = import_module("weasyprint")
        number = import_module("weasyprint.text.ffi").pango.pango_version()
    except OSError as error:
        return Finding(
            "WeasyPrint",
            _("thiếu thư viện hệ thống: {reason}").format(reason=str(error).splitlines()[0]),
            State.BROKEN,
            _(
                "Hãy cài, trên Debian hoặc Ubuntu: "
                "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            ),
        )
    return Finding(
        "WeasyPrint",
        f"{weasyprint.__version__}, Pango {number // 10000}.{number // 100 % 100}.{number % 100}",
    )


def _fonts() -> Finding:
    subject = _("Phông chữ của báo cáo")
    remedy = _("Hãy cài lại ntm: các phông này đi kèm chương trình.")
    try:
        folder = shipped_folder("reports") / "fonts"
    except FileNotFoundError:
        return Finding(subject, _("không có thư mục reports"), State.BROKEN, remedy)
    lacking = [name for name in FONTS if not (folder / f"{name}.ttf").is_file()]
    if lacking:
        return Finding(subject, _("thiếu {names}").format(names=", ".join(lacking)), State.BROKEN, remedy)
    return Finding(subject, ", ".join(FONTS))


def _sets(day: date) -> Iterator[Finding]:
    """Each set, and each overlay laid over it, read, proved, and its thresholds counted by mark."""
    try:
        summaries = library.available()
    except DataError as error:
        yield _broken(_("Bộ tiêu chí"), error)
        return
    for summary in summaries:
        for over in ((), *((overlay,) for overlay in library.overlays_over(summary.id))):
            subject = _("Bộ tiêu chí {id}").format(id=" + ".join((summary.id, *over)))
            try:
                loaded = library.load(summary.id, overlays=over)
            except DataError as error:
                yield _broken(subject, error)
                continue
            faults = [problem for problem in prove(loaded) if problem.severity == "error"]
            if faults:
                yield Finding(
                    subject,
                    _("{count} lỗi; lỗi đầu: {first}").format(count=len(faults), first=faults[0].sentence()),
                    State.BROKEN,
                    f"ntm criteria check {summary.id}",
                )
            elif not loaded.complete:
                yield Finding(subject, _("mới có khung, chưa nhập chỉ tiêu; chưa tính được"), State.NOTE)
            else:
                counts = coverage(loaded, day).counts
                marks = ", ".join(f"{mark_word(mark)} {count}" for mark, count in counts.items() if count)
                yield Finding(subject, _("ngưỡng: {marks}").format(marks=marks))


def _broken(subject: str, error: NtmError) -> Finding:
    told = " ".join([str(error), *(problem.sentence() for problem in error.problems[:1])])
    return Finding(subject, told, State.BROKEN, _("Hãy sửa tệp đó, hoặc bỏ NTM_CRITERIA."))


def _database(url: str | None, rebuild: bool, audit: bool) -> Iterator[Finding]:
    subject = _("Cơ sở dữ liệu")
    try:
        with open_database(url) as database:
            yield Finding(
                subject,
                _("{name}, phiên bản {version}").format(name=database.name, version=database.version()),
            )
            yield from _contents(database, rebuild)
            if audit:
                yield from _audit(database)
    except DatabaseAbsent as absent:
        yield Finding(subject, str(absent), State.NOTE)
    except DataError as error:
        yield Finding(subject, str(error), State.BROKEN)


def _contents(database: Database, rebuild: bool) -> Iterator[Finding]:
    damage = database.damage()
    if damage:
        yield Finding(
            _("Tệp cơ sở dữ liệu"),
            "; ".join(damage[:3]),
            State.BROKEN,
            _("Hãy lấy lại từ bản sao lưu."),
        )
    if rebuild:
        with database.writing() as connection:
            mended = speaking.differences(connection)
            speaking.rebuild(connection)
        yield Finding(_("Dựng lại bảng số liệu hiện hành"), _("{count} dòng đã sửa").format(count=mended))
    with database.reading() as connection:
        wrong = speaking.differences(connection)
        stated = items_stated(connection)
        laid = overlays(connection)
    sound = _("khớp với các phát biểu")
    yield Finding(
        _("Bảng số liệu hiện hành"),
        sound if not wrong else _("{count} dòng không khớp với các phát biểu").format(count=wrong),
        State.BROKEN if wrong else State.SOUND,
        _("Hãy chạy: ntm doctor --rebuild") if wrong else "",
    )
    if laid:
        yield Finding(_("Bộ phủ của cơ sở dữ liệu này"), ", ".join(laid), State.NOTE)
    yield from _strays(stated)


def _audit(database: Database) -> Iterator[Finding]:
    """The chain of acts and the statements they recorded, one finding a fault."""
    subject = _("Nhật ký")
    with database.reading() as connection:
        found = chain.check(connection)
    remedy = _("Hãy so với bản sao lưu gần nhất và báo người quản trị: có người đã sửa thẳng cơ sở dữ liệu.")
    for fault in found.faults:
        yield Finding(subject, fault, State.BROKEN, remedy)
    if not found.faults:
        yield Finding(
            subject,
            _("{acts} mục và {sealed}/{statements} phát biểu đúng như lúc ghi; mã cuối {head}").format(
                acts=found.acts, sealed=found.sealed, statements=found.statements, head=found.head[:16]
            ),
        )


def _strays(stated: list[tuple[str, str]]) -> Iterator[Finding]:
    """Items with statements that the set, as it is now, does not have: they are kept, and no longer scored."""
    by_set: dict[str, list[str]] = {}
    for set_id, item in stated:
        by_set.setdefault(set_id, []).append(item)
    for set_id, items in by_set.items():
        try:
            loaded = library.load(set_id)
        except DataError:
            continue  # told above, among the sets
        except UsageError:
            names: set[str] = set()  # there is no such set any more
        else:
            names = {*loaded.measure_by_id, *loaded.indicator_by_id, *loaded.criterion_by_number}
        lost = [item for item in items if item not in names]
        if lost:
            yield Finding(
                _("Số liệu của bộ {id}").format(id=set_id),
                _("có mục mà bộ tiêu chí hiện không có: {items}").format(items=", ".join(lost[:10])),
                State.NOTE,
                _("Số liệu vẫn được giữ nhưng không được tính; xem: ntm criteria show {id}").format(
                    id=set_id
                ),
            )
