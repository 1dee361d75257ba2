"""Vietnamese text at the door: NFC, folding of case and diacritics, and one placement of tone marks."""

from __future__ import annotations

import re
import unicodedata

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_WORD = re.compile(r"[\W_]+")


def nfc(text: str) -> str:
    """The text composed (NFC), as all text is kept."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text for finding: no case, no diacritics, đ as d, punctuation and blanks as single blanks."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).replace("đ", "d")
    return _NOT_WORD.sub(" ", bare).strip()


def tone_normal(text: str) -> str:
    """The text with every tone mark moved to the end of its word: Hoà and Hòa, Thuỵ and Thụy become equal.

    For comparing only; case is folded and blanks are single.
    """
    return " ".join(_LETTERS.sub(lambda word: _tone_last(word.group()), nfc(text).casefold()).split())


def _tone_last(word: str) -> str:
    signs = unicodedata.normalize("NFD", word)
    tones = "".join(sign for sign in signs if sign in _TONES)
    return nfc("".join(sign for sign in signs if sign not in _TONES)) + tones
