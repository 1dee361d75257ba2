"""What is wrong with the form of a request, in words: pydantic's findings told as every other problem is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ntm.vietnamese.messages import _

Context = Mapping[str, Any]


def told(found: Mapping[str, Any]) -> str:
    """A finding of pydantic (`type`, `msg`, `ctx`) as a sentence in the language in force."""
    kind = str(found.get("type", ""))
    context: Context = found.get("ctx") or {}
    if kind in ("value_error", "assertion_error"):  # said by our own checks, in words already
        return str(context.get("error", found.get("msg", "")))
    words = _WORDS.get(kind) or next(
        (one for start, one in _FAMILIES.items() if kind.startswith(start)), None
    )
    return words(context) if words is not None else _("giá trị không đúng dạng.")


_WORDS: Mapping[str, Callable[[Context], str]] = {
    "missing": lambda _c: _("thiếu trường này."),
    "extra_forbidden": lambda _c: _("không có trường nào tên như vậy; hãy bỏ đi."),
    "json_invalid": lambda _c: _("không đọc được như JSON."),
    "string_too_short": lambda c: _("ngắn quá: ít nhất {least} ký tự.").format(least=c.get("min_length")),
    "string_too_long": lambda c: _("dài quá: nhiều nhất {most} ký tự.").format(most=c.get("max_length")),
    "string_pattern_mismatch": lambda c: _("không đúng mẫu {pattern}.").format(pattern=c.get("pattern")),
    "too_short": lambda c: _("ít quá: ít nhất {least} mục.").format(least=c.get("min_length")),
    "too_long": lambda c: _("nhiều quá: nhiều nhất {most} mục.").format(most=c.get("max_length")),
    "greater_than_equal": lambda c: _("phải từ {least} trở lên.").format(least=c.get("ge")),
    "less_than_equal": lambda c: _("phải từ {most} trở xuống.").format(most=c.get("le")),
    "literal_error": lambda c: _("phải là một trong: {names}.").format(names=c.get("expected")),
    "enum": lambda c: _("phải là một trong: {names}.").format(names=c.get("expected")),
}
_FAMILIES: Mapping[str, Callable[[Context], str]] = {
    "string": lambda _c: _("phải là một chuỗi ký tự (trong ngoặc kép)."),
    "int": lambda _c: _("phải là một số nguyên."),
    "bool": lambda _c: _("phải là true hoặc false."),
    "list": lambda _c: _("phải là một danh sách."),
    "model": lambda _c: _("phải là một đối tượng JSON với các trường đã nêu."),
    "dict": lambda _c: _("phải là một đối tượng JSON với các trường đã nêu."),
    "date": lambda _c: _("phải là một ngày có thật, viết 2024-06-30."),
    "none": lambda _c: _("phải để trống (null)."),
}
"""By how a type begins, where its word says no more."""
