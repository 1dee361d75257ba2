"""The content of a file that comes in, never more than a bound, and how its text is encoded where it is CSV."""

from __future__ import annotations

from pathlib import Path

from ntm.errors import DataError
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason

MAX_BYTES = 20_000_000


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of a file that may come in; raises DataError when it cannot be opened or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise DataError(
            _("Không mở được tệp {file}: {reason}. Hãy kiểm tra đường dẫn và quyền đọc.").format(
                file=path, reason=reason(error)
            )
        ) from error
    require_size(path.name, content, limit)
    return content


def require_size(file: str, content: bytes, limit: int = MAX_BYTES) -> None:
    """Raise DataError for content of more bytes than the limit."""
    if len(content) > limit:
        raise DataError(
            _("{file}: tệp lớn hơn {limit} MB. Hãy chia nhỏ tệp rồi nhập từng phần.").format(
                file=file, limit=limit // 1_000_000
            )
        )


def csv_encoding(file: str, content: bytes) -> str:
    """The encoding of a CSV file: UTF-8, or UTF-16 where its first bytes say so; raises DataError for any other."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise DataError(
                _("{file}: không phải tệp CSV hay xlsx. Hãy dùng tệp CSV UTF-8 hoặc .xlsx.").format(file=file)
            ) from error
        line = content[: error.start].count(b"\n") + 1
        raise DataError(
            _(
                "{file}, dòng {line}: tệp không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258). "
                "Hãy lưu lại dưới dạng “CSV UTF-8”."
            ).format(file=file, line=line)
        ) from error
    return encoding
