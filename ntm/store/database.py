"""Opening, making and upgrading the database: where it is, whether it may be used, and its transactions.

SQLite is opened with a write-ahead log that is flushed at every commit, so that nothing acknowledged is lost
when the process is killed or the power fails.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    QueuePool,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ntm.errors import DataError, UsageError
from ntm.store import (  # noqa: F401 - their tables join the metadata
    office_tables,
    people_tables,
    printing_tables,
    scenario_tables,
    task_tables,
    token_tables,
    upload_tables,
)
from ntm.store.faults import DatabaseAbsent, DatabaseFault, not_a_database, read_only, told
from ntm.store.notes import get_note, ledger_of, set_note
from ntm.store.sharing import shared_of, sharing
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

DEFAULT_URL = "sqlite:///ntm.db"
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""The steps of ntm.store.migrations in order; the last is the version this program works with."""

_WRITING = "ntm_writing"
_BUSY_SECONDS = 5.0
_POOL = 10
"""Connections a server keeps open: as many as it answers at once (ntm.web)."""


class Database:
    """An open database of this program's version. Close it, or use it as a context."""

    def __init__(self, engine: Engine, name: str, pooled: bool = False) -> None:
        self.engine = engine
        self.name = name
        # SQLite has one writer at a time, and who finds it busy sleeps longer than a write takes: the threads
        # of one server queue up here instead.
        self._turn: AbstractContextManager[object] = (
            threading.Lock() if pooled and self.is_sqlite else nullcontext()
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file (else PostgreSQL)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one unchanging state; raises DatabaseFault with a sentence.

        Within `one_state` it is the same for all.
        """
        held = shared_of(self)
        if held is None:
            with self.reading_alone() as connection:
                yield connection
        else:
            with told(self.name), held.joined() as connection:
                yield connection

    def one_state(self) -> AbstractContextManager[None]:
        """Whatever the block reads it reads of one state, over one connection; what it writes it sees afterwards."""
        return sharing(self)

    @contextmanager
    def reading_alone(self) -> Iterator[Connection]:
        """A transaction of its own, whatever else is being read."""
        with told(self.name), self.engine.connect() as plain:
            connection = plain
            if not self.is_sqlite:
                connection = plain.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written whole when the block ends, and not at all when it raises."""
        held = shared_of(self)
        if held is not None:
            held.end()
        try:
            with told(self.name), self._turn, self.engine.connect() as plain:
                connection = plain.execution_options(**{_WRITING: True})
                with connection.begin(), ledger_of(connection):
                    yield connection
        finally:
            if held is not None:
                held.end()  # what was read while it was written did not see it

    def version(self) -> str | None:
        """The last migration step this database has."""
        with self.reading() as connection:
            return _revision(connection)

    def upgrade(self, revision: str = "head") -> None:
        """Bring the tables to a step of the migrations, by default this program's; raises DataError."""
        _upgrade(self, revision)

    def damage(self) -> list[str]:
        """What the database itself finds broken on its disk, in its own words; PostgreSQL checks as it reads."""
        if not self.is_sqlite:
            return []
        with self.reading() as connection:
            found = [str(line) for line in connection.execute(text("PRAGMA integrity_check")).scalars()]
            strays = connection.execute(text("PRAGMA foreign_key_check")).all()
        return [line for line in found if line != "ok"] + [f"{row[0]} → {row[2]}" for row in strays]

    def close(self) -> None:
        """Give back what is held; nothing is lost by it, and nothing waits to be written."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_database(
    url: str | None, create: bool = False, revision: str = "head", pooled: bool = False
) -> Database:
    """The database at `url` (a URL or the path of a SQLite file; None: ./ntm.db), checked to be usable.

    With `create` it is made when absent and upgraded when old (what `ntm init` does), to the step `revision`.
    `pooled` keeps connections open between transactions, for a server that many ask at once. Raises DataError
    with a sentence when it is absent, foreign, older or newer than the program, read-only, locked or unreachable.
    """
    address = _address(url)
    name = _name(address)
    if address.get_backend_name() == "sqlite":
        _check_file(Path(str(address.database)), name, create)
    database = Database(_engine(address, pooled), name, pooled)
    try:
        if create:
            database.upgrade(revision)
        else:
            _check_version(database)
    except BaseException:
        database.close()
        raise
    return database


def overlays(connection: Connection) -> tuple[str, ...]:
    """The overlays this database lays on every set (the demonstration's: "minh-hoa"), in order."""
    return tuple((get_note(connection, "overlays") or "").split())


def set_overlays(connection: Connection, ids: tuple[str, ...]) -> None:
    """Lay these overlays on every set scored from this database."""
    set_note(connection, "overlays", " ".join(ids))


def _address(url: str | None) -> URL:
    given = url or DEFAULT_URL
    if "://" not in given:
        return URL.create("sqlite", database=given)
    try:
        address = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise UsageError(
            _(
                "Địa chỉ cơ sở dữ liệu không đúng dạng. "
                "Hãy viết, ví dụ: sqlite:///ntm.db hoặc postgresql://tên@máy-chủ/ntm."
            )
        ) from error
    if address.get_backend_name() == "sqlite":
        if address.database in (None, "", ":memory:"):
            raise UsageError(_("Cơ sở dữ liệu SQLite cần một tệp. Hãy viết, ví dụ: sqlite:///ntm.db."))
        return address
    if address.get_backend_name() != "postgresql":
        raise UsageError(
            _("Không dùng được cơ sở dữ liệu loại “{kind}”; chỉ dùng sqlite hoặc postgresql.").format(
                kind=address.drivername
            )
        )
    if find_spec("psycopg") is None:
        raise UsageError(_('Thiếu thư viện psycopg cho PostgreSQL. Hãy cài: pip install "ntm[postgresql]".'))
    return address.set(drivername="postgresql+psycopg")


def _name(address: URL) -> str:
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    return address.set(drivername="postgresql").render_as_string(hide_password=True)


def _check_file(path: Path, name: str, create: bool) -> None:
    """What can be told of a SQLite file before SQLite touches it, where its own errors would be vague."""
    folder = path.parent
    if path.is_dir():
        raise DatabaseFault(
            _("{name} là một thư mục. Hãy chỉ tới một tệp, ví dụ {name}/ntm.db.").format(name=name)
        )
    if not folder.is_dir():
        raise DatabaseFault(
            _("Không có thư mục {folder} cho cơ sở dữ liệu {name}. Hãy tạo thư mục trước.").format(
                folder=folder, name=name
            )
        )
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        size = 0
    except OSError as error:
        raise DatabaseFault(
            _(
                "Không mở được cơ sở dữ liệu {name} ({reason}). "
                "Hãy kiểm tra thư mục, quyền truy cập và ổ đĩa."
            ).format(name=name, reason=reason(error))
        ) from error
    if size == 0 and not create:
        raise DatabaseAbsent(_absent(name))
    # The log stands beside the file, so the folder too must be writable.
    effective = os.access in os.supports_effective_ids
    if not os.access(folder, os.W_OK, effective_ids=effective) or (
        size and not os.access(path, os.W_OK, effective_ids=effective)
    ):
        raise DatabaseFault(read_only(name))


def _absent(name: str) -> str:
    return _("Chưa có cơ sở dữ liệu {name}. Hãy chạy: ntm init").format(name=name)


def _engine(address: URL, pooled: bool) -> Engine:
    # Each transaction of a command has a connection of its own, closed with it: whatever is read late (a
    # snapshot's details) leaves nothing open behind it. A server keeps some open.
    pool: dict[str, Any] = {"poolclass": NullPool}
    if pooled:
        pool = {"poolclass": QueuePool, "pool_size": _POOL, "max_overflow": 3 * _POOL}
    if address.get_backend_name() != "sqlite":
        return create_engine(address, **pool, pool_pre_ping=pooled)
    options: dict[str, Any] = {"check_same_thread": not pooled}
    if "timeout" not in address.query:
        options["timeout"] = _BUSY_SECONDS
    engine = create_engine(address, connect_args=options, **pool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = connection.cursor()
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: what it reads first is then what it changes.
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _revision(connection: Connection) -> str | None:
    tables = inspect(connection)
    if not tables.has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _check_version(database: Database) -> None:
    with database.reading() as connection:
        revision = _revision(connection)
        if revision is None:
            if inspect(connection).get_table_names():
                raise DatabaseFault(not_a_database(database.name))
            raise DatabaseAbsent(_absent(database.name))
    _refuse_newer(revision, database.name)
    if revision != REVISIONS[-1]:
        raise DataError(
            _(
                "Cơ sở dữ liệu {name} thuộc phiên bản cũ ({found}; chương trình cần {needed}). "
                "Hãy sao lưu rồi chạy: ntm init"
            ).format(name=database.name, found=revision, needed=REVISIONS[-1])
        )


def _refuse_newer(revision: str, name: str) -> None:
    if revision not in REVISIONS:
        raise DataError(
            _(
                "Cơ sở dữ liệu {name} do phiên bản ntm mới hơn tạo ra "
                "({found}; chương trình này biết đến {known}). "
                "Hãy nâng cấp ntm rồi chạy lại."
            ).format(name=name, found=revision, known=REVISIONS[-1])
        )


def _upgrade(database: Database, to: str) -> None:
    with database.writing() as connection:
        revision = _revision(connection)
        if revision is not None:
            _refuse_newer(revision, database.name)
        elif inspect(connection).get_table_names():
            raise DatabaseFault(
                _("{name} đã chứa dữ liệu của chương trình khác. Hãy chọn một cơ sở dữ liệu trống.").format(
                    name=database.name
                )
            )
        if revision == REVISIONS[-1]:
            return
        from alembic import command
        from alembic.config import Config

        steps = Config()
        steps.set_main_option(
            "script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%")
        )
        steps.set_main_option("path_separator", "os")
        steps.attributes["connection"] = connection
        command.upgrade(steps, to)
