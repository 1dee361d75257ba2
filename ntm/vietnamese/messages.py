"""What people read, through gettext: Vietnamese is the source language, English a catalogue.

`_("Chưa đủ số liệu")` gives the text in the language in force: English when `NTM_LANG`, else the locale,
begins with "en"; otherwise Vietnamese. Placeholders are named: `_("Xã {name}").format(name=…)`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

_LOCALE = Path(__file__).with_name("locale")
_FIXED: ContextVar[str | None] = ContextVar("_FIXED", default=None)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """That language ("vi" or "en") whatever the surroundings say: what a reader of the pages chose."""
    before = _FIXED.set("en" if code == "en" else "vi")
    try:
        yield
    finally:
        _FIXED.reset(before)


def in_vietnamese() -> AbstractContextManager[None]:
    """Vietnamese whatever the surroundings say: papers are official documents and have one language."""
    return in_language("vi")


def language() -> str:
    """The language in force: "en" or "vi"."""
    fixed = _FIXED.get()
    if fixed is not None:
        return fixed
    for variable in ("NTM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "en" if value.lower().startswith("en") else "vi"
    return "vi"


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "vi":
        return gettext.NullTranslations()
    return gettext.translation("ntm", localedir=_LOCALE, languages=[code], fallback=True)


def _(message: str) -> str:
    """The message in the language in force."""
    return _catalogue(language()).gettext(message)
