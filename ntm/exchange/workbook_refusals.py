"""Why a file is not read as a workbook, a sentence for each: what it is, and what the officer can do."""

from __future__ import annotations

from ntm.exchange.archive import Archive
from ntm.exchange.sheet_scan import Refused
from ntm.vietnamese.messages import _


def unsafe(file: str, error: Refused) -> str:
    """A sheet that cannot be read safely."""
    if error.kind == "document type":
        return _("{file}: tệp khai báo thực thể XML, sổ tính thật không có. Không đọc.").format(file=file)
    if error.kind == "marks":
        return _("{file}: quá nhiều ô lỗi hoặc công thức chưa tính. Hãy mở bằng Excel và lưu lại.").format(
            file=file
        )
    return _("{file}: tệp được viết theo cách lạ. Hãy mở bằng Excel hoặc LibreOffice và lưu lại.").format(
        file=file
    )


def old_excel(file: str, content: bytes) -> str:
    """A file of the old kind: .xls, or an .xlsx behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _(
            "{file}: tệp có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin) và lưu lại."
        ).format(file=file)
    return _("{file}: tệp Excel kiểu cũ (.xls). Hãy mở bằng Excel và lưu lại thành .xlsx.").format(file=file)


def other_zip(archive: Archive) -> str:
    """A zip that is no xlsx: what it is instead, as far as its parts tell."""
    names = set(archive.names)
    if "content.xml" in names:
        return _("{file}: tệp LibreOffice (.ods). Hãy mở bằng LibreOffice và lưu lại thành .xlsx.").format(
            file=archive.file
        )
    if "xl/workbook.bin" in names:
        return _("{file}: tệp Excel nhị phân (.xlsb). Hãy mở bằng Excel và lưu lại thành .xlsx.").format(
            file=archive.file
        )
    if "word/document.xml" in names:
        return _("{file}: là tệp Word, không phải xlsx. Hãy chép bảng sang Excel và lưu thành .xlsx.").format(
            file=archive.file
        )
    return _("{file}: không đọc được như một tệp xlsx. Hãy mở bằng Excel và lưu lại thành .xlsx.").format(
        file=archive.file
    )
