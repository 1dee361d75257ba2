"""How the fields of a criteria file are spelled in a sheet for officers, and read back.

Each spelling has a canonical text, the one that stands in the YAML: `write` gives what the sheet shows of it, `read`
the canonical text of what was typed. A field is changed only when the two canonical texts differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ntm.criteria.model import REGIONS, CarriedBy, Comparator, Kind, Mark
from ntm.exchange.cell_values import Value
from ntm.exchange.foreign.reading import text_of
from ntm.vietnamese.dates import DayError, format_day, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.numbers import NumberError, format_number, parse_number
from ntm.vietnamese.text import fold

MAX_TEXT = 3_000
MARKS: Mapping[str, str] = {
    Mark.READ: "đã đối chiếu", Mark.RECALLED: "chưa đối chiếu",
    Mark.DOUBTFUL: "còn nghi ngờ", Mark.MISSING: "chưa có",
}  # fmt: skip
SIGNS: Mapping[str, str] = {
    Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.EQUAL: "=",
    Comparator.MORE: ">", Comparator.LESS: "<",
}  # fmt: skip
KINDS: Mapping[str, str] = {
    Kind.PERCENTAGE: "tỷ lệ %", Kind.NUMBER: "số lượng", Kind.YES_NO: "đạt / chưa đạt",
    Kind.GRADE: "mức xếp loại", Kind.RATIO: "tỷ số",
}  # fmt: skip
CARRIERS: Mapping[str, str] = {
    CarriedBy.STATE: "Nhà nước", CarriedBy.PEOPLE: "người dân", CarriedBy.BOTH: "Nhà nước và nhân dân",
}  # fmt: skip
PLACES: Mapping[str, str] = {"all": "mọi vùng", "general": "cột chung", **REGIONS}
YES_NO: Mapping[str, str] = {"true": "có", "false": "không"}
DELEGATED: Mapping[str, str] = {"province": "giao cho tỉnh"}
_PAIR = re.compile(r"\s*([\w-]+)\s*=\s*([^;=]+?)\s*")
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")


class Misspelled(ValueError):
    """What was typed cannot be the field's value; the text says what to write."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write a field: canonical text to the sheet's, and back; `choices` make a drop-down."""

    write: Callable[[str], str | Decimal | date]
    read: Callable[[Value], str]
    choices: tuple[str, ...] = ()


def _typed(value: Value) -> str:
    text = text_of(value) or ""
    if len(text) > MAX_TEXT:
        raise Misspelled(_("dài quá {limit} ký tự.").format(limit=MAX_TEXT))
    return text


def words(known: Mapping[str, str], several: bool = False) -> Spelling:
    """One of some words (or several, after semicolons), by its Vietnamese."""
    back = {fold(word): code for code, word in known.items()} | {fold(code): code for code in known}
    signs = {word: code for code, word in known.items()}

    def one(text: str) -> str:
        code = signs.get(text) or (text if text in known else back.get(fold(text)) if fold(text) else None)
        if code is None:
            raise Misspelled(
                _("“{text}” không có trong danh sách: {names}.").format(
                    text=text, names=", ".join(known.values())
                )
            )
        return str(code)

    def read(value: Value) -> str:
        text = _typed(value)
        parts = [part.strip() for part in text.split(";")] if several else [text.strip()]
        return "; ".join(one(part) for part in parts if part)

    def write(text: str) -> str:
        return "; ".join(known.get(part, part) for part in text.split("; "))

    return Spelling(write, read, tuple(known.values()))


def _read_number(value: Value) -> str:
    if isinstance(value, Decimal):
        number = value
    else:
        text = _typed(value).strip()
        if not text or not text.lstrip("-")[:1].isdigit():
            return text.strip()  # đạt, or a word of a scale
        try:
            number = parse_number(text, percent_like=text.endswith("%"))
        except NumberError as error:
            raise Misspelled(str(error)) from error
    return plain_number(number)


def plain_number(number: Decimal) -> str:
    """A number as YAML has it: 26.7, never 2.67E+1."""
    return f"{number.normalize():f}"


def _write_number(text: str) -> str | Decimal:
    return Decimal(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text


def _read_day(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = _typed(value).strip()
    if not text:
        return ""
    try:
        return parse_day(text).isoformat()
    except DayError as error:
        raise Misspelled(str(error)) from error


def _write_day(text: str) -> str | date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _read_years(value: Value) -> str:
    text = _typed(value).strip()
    match = _YEARS.fullmatch(text)
    if text and not match:
        raise Misspelled(_("“{text}” không phải là năm. Ghi 2024 hoặc 2021-2025.").format(text=text))
    return "" if match is None else match[1] if match[2] in (None, match[1]) else f"{match[1]}-{match[2]}"


def _read_pairs(value: Value) -> str:
    text = _typed(value).strip().rstrip(";")
    if not text:
        return ""
    pairs = [_PAIR.fullmatch(part) for part in text.split(";")]
    if not all(pairs):
        raise Misspelled(_("“{text}” phải ghi dạng border=yes.").format(text=text))
    return "; ".join(sorted(f"{pair[1]}={pair[2]}" for pair in pairs if pair))


def _read_list(value: Value) -> str:
    return "; ".join(part.strip() for part in _typed(value).split(";") if part.strip())


def _read_text(value: Value) -> str:
    return " ".join(_typed(value).split())


TEXT = Spelling(str, _read_text)
LIST = Spelling(str, _read_list)
NUMBER = Spelling(_write_number, _read_number)
DAY = Spelling(_write_day, _read_day)
YEARS = Spelling(str, _read_years)
PAIRS = Spelling(str, _read_pairs)


def shown(spelling: Spelling, canonical: str) -> str:
    """A canonical text as people read it in a list of differences."""
    if not canonical:
        return ""
    written = spelling.write(canonical)
    if isinstance(written, Decimal):
        return format_number(written)
    return format_day(written) if isinstance(written, date) else written
