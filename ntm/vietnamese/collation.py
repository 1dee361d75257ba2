"""The order of Vietnamese words: a ă â … d đ … o ô ơ … u ư, tones after letters (TCVN 5712's alphabet)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_ALPHABET, start=100)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng, after no tone: the order of Vietnamese dictionaries."""

Key = tuple[tuple[tuple[int, ...], ...], tuple[int, ...], str]


@lru_cache(maxsize=32_768)  # the names of the country's communes, and more
def collation_key(text: str) -> Key:
    """The key to sort by: letters word by word first, then tones, then the text itself (case)."""
    words: list[tuple[int, ...]] = []
    tones: list[int] = []
    for word in unicodedata.normalize("NFC", text).casefold().split():
        letters = []
        for letter in word:
            tone = 0
            parts = [sign for sign in unicodedata.normalize("NFD", letter) if sign not in _TONES]
            for sign in unicodedata.normalize("NFD", letter):
                tone = _TONES.get(sign, tone)
            bare = unicodedata.normalize("NFC", "".join(parts))
            letters.append(_PLACE.get(bare) or (ord(bare[0]) if ord(bare[0]) < 100 else 100 + ord(bare[0])))
            tones.append(tone)
        words.append(tuple(letters))
    return tuple(words), tuple(tones), text
