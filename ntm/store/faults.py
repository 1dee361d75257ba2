"""What the database's own errors mean, in sentences for the reader."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from ntm.errors import DataError
from ntm.vietnamese.messages import _


class DatabaseFault(DataError):
    """The database cannot be opened, read or written."""


class DatabaseAbsent(DataError):
    """There is no database yet; `ntm init` makes it."""


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn the errors of the database `name` into a DatabaseFault; the program's own pass through."""
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(name, error)
        if sentence is None:
            raise
        raise DatabaseFault(sentence) from error


def read_only(name: str) -> str:
    """The sentence for a file or a disk that may not be written."""
    return _(
        "Không ghi được vào cơ sở dữ liệu {name}: tệp hoặc ổ đĩa chỉ cho đọc. "
        "Hãy cấp quyền ghi, hoặc chép tệp sang nơi ghi được rồi chỉ tới đó bằng --database."
    ).format(name=name)


def not_a_database(name: str) -> str:
    """The sentence for a file that is something else."""
    return _(
        "{name} không phải là cơ sở dữ liệu của ntm, hoặc đã hỏng. "
        "Hãy kiểm tra đường dẫn ở --database hoặc NTM_DATABASE, hoặc lấy lại từ bản sao lưu."
    ).format(name=name)


def _sentence(name: str, error: DBAPIError) -> str | None:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _sqlite_sentence(name, cause)
    # psycopg is optional: its errors are known by their five-letter SQLSTATE, not by their class.
    state = getattr(cause, "sqlstate", None)
    if state is None and type(cause).__name__ in ("OperationalError", "ConnectionTimeout"):
        return _(
            "Không kết nối được tới cơ sở dữ liệu {name}: {reason} "
            "Hãy kiểm tra máy chủ, tên cơ sở dữ liệu và tài khoản trong --database hoặc NTM_DATABASE."
        ).format(name=name, reason=_ended(str(cause)))
    if state == "25006":
        return read_only(name)
    if state in ("55P03", "57014"):
        return _locked(name)
    if state in ("53100", "53200"):
        return _full(name)
    if state is not None and state.startswith("57P"):
        return _("Máy chủ của cơ sở dữ liệu {name} đã dừng kết nối. Hãy chạy lại lệnh.").format(name=name)
    return None


def _sqlite_sentence(name: str, cause: sqlite3.Error) -> str | None:
    kind = getattr(cause, "sqlite_errorname", "") or ""
    if kind.startswith("SQLITE_READONLY"):
        return read_only(name)
    if kind.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return not_a_database(name)
    if kind.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _locked(name)
    if kind.startswith("SQLITE_FULL"):
        return _full(name)
    if kind.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
        return _(
            "Không mở được cơ sở dữ liệu {name} ({reason}). Hãy kiểm tra thư mục, quyền truy cập và ổ đĩa."
        ).format(name=name, reason=cause)
    return None


def _locked(name: str) -> str:
    return _(
        "Cơ sở dữ liệu {name} đang bị một chương trình khác khóa; chưa có gì được ghi. "
        "Hãy đóng chương trình đó hoặc chờ rồi chạy lại."
    ).format(name=name)


def _full(name: str) -> str:
    return _(
        "Hết chỗ trên ổ đĩa của cơ sở dữ liệu {name}; chưa có gì được ghi. Hãy giải phóng ổ đĩa."
    ).format(name=name)


def _ended(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else "?"
    return first if first.endswith((".", "!", "?")) else first + "."
