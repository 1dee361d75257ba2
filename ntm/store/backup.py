"""A backup: every table of a database as text in one zip, that restores into SQLite and PostgreSQL alike.

The file holds `backup.json` (program, schema step, per table its rows and SHA-256) and one `NAME.jsonl` a table.
It is read whole and checked before a row is written, and written in one transaction: all of it, or nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Date, LargeBinary, MetaData, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from ntm.errors import DataError
from ntm.store.database import REVISIONS, Database, open_database
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

FORMAT = "ntm.backup/1"
_MANIFEST = "backup.json"
_FOREIGN = "alembic_version"  # the schema's own step: made by the migrations, not copied
_ROWS_AT_ONCE = 5_000
_LONGEST_LINE = 16 * 1024 * 1024


class _Held(BaseModel):
    """What the manifest says of one table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    sha256: str


class _Manifest(BaseModel):
    """The manifest of a backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str
    program: str
    revision: str
    taken_at: datetime
    tables: dict[str, _Held]


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore moved: tables, rows, and the schema step of the backup."""

    tables: int
    rows: int
    revision: str


def backup(database: Database, path: Path) -> Copied:
    """Write every table into the zip `path`, as of one moment; only its owner may read it.

    Raises DataError when the file cannot be written. What was there stays until the new file is whole.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with database.reading() as connection:
            copied = _write(connection, database.version() or "", beside)
        beside.replace(path)
    except OSError as error:
        raise DataError(
            _("Không ghi được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return copied


def restore(path: Path, url: str | None) -> Copied:
    """Make the database at `url` from a backup, then bring it to this program's schema.

    The database must be new: nothing that is there is ever overwritten. Raises DataError with what is wrong.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        _check(archive, manifest, path)
        with open_database(url, create=True, revision=manifest.revision) as database:
            with database.writing() as connection:
                _refuse_used(connection, database.name)
                rows = _fill(connection, archive, manifest, path)
            database.upgrade()
    return Copied(len(manifest.tables), rows, manifest.revision)


# -- out -----------------------------------------------------------------------------------------------


def _write(connection: Connection, revision: str, path: Path) -> Copied:
    held: dict[str, _Held] = {}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in _tables(connection):
            digest, count = hashlib.sha256(), -1  # the first line names the columns
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as into:
                for row in _rows(connection, table):
                    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
                    digest.update(line)
                    into.write(line)
                    count += 1
            held[table.name] = _Held(rows=count, sha256=digest.hexdigest())
        manifest = _Manifest(
            format=FORMAT,
            program=f"ntm {version('ntm')}",
            revision=revision,
            taken_at=datetime.now(UTC),
            tables=held,
        )
        archive.writestr(_MANIFEST, manifest.model_dump_json(indent=1))
    return Copied(len(held), sum(one.rows for one in held.values()), revision)


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    yield [column.name for column in table.columns]
    for row in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query):
        yield [_text(value) for value in row]


def _text(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


# -- in ------------------------------------------------------------------------------------------------


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise DataError(
            _("Không đọc được {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
    except zipfile.BadZipFile as error:
        raise _not_a_backup(path) from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> _Manifest:
    try:
        manifest = _Manifest.model_validate_json(archive.read(_MANIFEST))
    except (KeyError, ValidationError, zipfile.BadZipFile, zlib.error) as error:
        raise _not_a_backup(path) from error
    if manifest.format != FORMAT:
        raise _not_a_backup(path)
    if manifest.revision not in REVISIONS:
        raise DataError(
            _(
                "{file} do phiên bản ntm mới hơn tạo ra ({program}, bước {found}; chương trình này biết đến {known}). "
                "Hãy nâng cấp ntm rồi chạy lại."
            ).format(file=path, program=manifest.program, found=manifest.revision, known=REVISIONS[-1])
        )
    return manifest


def _not_a_backup(path: Path) -> DataError:
    return DataError(
        _("{file} không phải là bản sao lưu của ntm, hoặc đã hỏng. Chọn tệp do `ntm backup` tạo ra.").format(
            file=path
        )
    )


def _check(archive: zipfile.ZipFile, manifest: _Manifest, path: Path) -> None:
    """Every table is there, whole and unchanged."""
    for name, held in manifest.tables.items():
        digest, count = hashlib.sha256(), -1  # the first line names the columns
        try:
            for line in _lines(archive, name):
                digest.update(line)
                count += 1
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise _not_a_backup(path) from error
        if digest.hexdigest() != held.sha256 or count != held.rows:
            raise DataError(
                _("{file}: bảng {table} đã bị thay đổi hoặc thiếu; không khôi phục gì cả.").format(
                    file=path, table=name
                )
            )


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(f"{name}.jsonl") as lines:
        while line := lines.readline(_LONGEST_LINE):
            yield line


def _refuse_used(connection: Connection, name: str) -> None:
    for table in _tables(connection):
        if table.name == "meta":
            continue  # the migrations put the store's clock there
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise DataError(
                _("{name} đã có dữ liệu. Khôi phục chỉ ghi vào một cơ sở dữ liệu mới: chọn nơi khác.").format(
                    name=name
                )
            )


def _fill(connection: Connection, archive: zipfile.ZipFile, manifest: _Manifest, path: Path) -> int:
    tables = {table.name: table for table in _tables(connection)}
    unknown = sorted(manifest.tables.keys() - tables.keys())
    if unknown:
        raise DataError(
            _("{file}: có bảng lạ ({names}); không khôi phục gì cả.").format(
                file=path, names=", ".join(unknown)
            )
        )
    total = 0
    for name, table in tables.items():
        connection.execute(table.delete())
        if name not in manifest.tables:
            continue
        lines = _lines(archive, name)
        try:
            columns = [table.c[column] for column in json.loads(next(lines))]
            batch: list[dict[str, Any]] = []
            for line in lines:
                values = zip(columns, json.loads(line), strict=True)
                batch.append({column.name: _value(column.type, value) for column, value in values})
                if len(batch) == _ROWS_AT_ONCE:
                    total += _insert(connection, table, batch)
                    batch = []
            total += _insert(connection, table, batch)
        except (KeyError, ValueError, TypeError, StopIteration, SQLAlchemyError) as error:
            raise DataError(
                _("{file}: bảng {table} không ghi lại được; không khôi phục gì cả.").format(
                    file=path, table=name
                )
            ) from error
        _number_on(connection, table)
    return total


def _number_on(connection: Connection, table: Table) -> None:
    """Let the next row's number follow those that were copied; SQLite sees to that itself."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        counter = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
        if counter is not None:
            last = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(counter, last, False)))


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> int:
    if rows:
        connection.execute(table.insert(), rows)
    return len(rows)


def _value(kind: object, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    return value


def _tables(connection: Connection) -> list[Table]:
    """Every table as it stands in the database, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _FOREIGN]
