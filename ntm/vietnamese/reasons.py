"""Why the system would not open or write a file, in words."""

from __future__ import annotations

import errno

from ntm.vietnamese.messages import _


def reason(error: OSError) -> str:
    """The reason in words; for a rare one, the system's own."""
    told = {
        errno.ENOENT: _("không có tệp hay thư mục này"),
        errno.EACCES: _("không có quyền"),
        errno.EPERM: _("không có quyền"),
        errno.EROFS: _("ổ đĩa chỉ cho đọc"),
        errno.ENOSPC: _("ổ đĩa đã đầy"),
        errno.EISDIR: _("đây là thư mục"),
        errno.ENOTDIR: _("đây không phải là thư mục"),
    }
    return told.get(error.errno or 0) or error.strerror or str(error)
