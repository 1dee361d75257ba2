"""Place files: CSV of units, successions and attributes, read with every fault and its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ntm.errors import DataError, Problem
from ntm.territory.model import ATTRIBUTES, KIND_WORDS, Attribute, Succession, Unit
from ntm.vietnamese.dates import DayError, parse_day
from ntm.vietnamese.messages import _
from ntm.vietnamese.reasons import reason
from ntm.vietnamese.text import nfc

UNIT_COLUMNS = ("code", "name", "kind", "parent_code", "valid_from", "valid_to", "legal_basis")
SUCCESSION_COLUMNS = ("old_code", "old_valid_from", "new_code", "new_valid_from", "share", "legal_basis")
ATTRIBUTE_COLUMNS = ("code", "unit_valid_from", "name", "value", "valid_from", "valid_to", "source")


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, column: str, message: str, remedy: str = "") -> None:
        self.problems.append(
            Problem(message, remedy, file=self.file, line=self.line, column=column, field=column)
        )

    def day(self, column: str) -> date | None:
        if not self.text(column):
            return None
        try:
            return parse_day(self.text(column))
        except DayError as error:
            self.fault(column, str(error))
            return None


def read_units(path: Path, problems: list[Problem], known: Collection[str] = ()) -> list[Unit]:
    """The units in a file; faults are added to `problems`. Raises DataError when it cannot be read at all.

    `known` are codes of units that are there already: a unit of the file may lie below one of them.
    """
    units: list[Unit] = []
    lines: list[int] = []
    for row in _rows(path, UNIT_COLUMNS[:6], problems):
        if row.text("kind") not in KIND_WORDS:
            row.fault(
                "kind",
                _("loại đơn vị “{kind}” không có.").format(kind=row.text("kind")),
                _known(list(KIND_WORDS)),
            )
            continue
        if not row.text("code") or not row.text("name"):
            row.fault("code", _("thiếu mã hoặc tên."), _("Điền đủ."))
            continue
        units.append(
            Unit(
                row.text("code"), row.text("name"), row.text("kind"), row.text("parent_code") or None,
                row.day("valid_from"), row.day("valid_to"), row.text("legal_basis"),
            )
        )  # fmt: skip
        lines.append(row.line)
    _check_units(path.name, units, lines, problems, {unit.code for unit in units} | set(known))
    return units


def _check_units(
    file: str, units: Sequence[Unit], lines: Sequence[int], problems: list[Problem], codes: Collection[str]
) -> None:
    earlier: dict[str, list[tuple[Unit, int]]] = {}
    for unit, line in zip(units, lines, strict=True):
        if unit.parent_code is not None and unit.parent_code not in codes:
            problems.append(
                Problem(
                    _("đơn vị cấp trên {code} không có trong tệp.").format(code=unit.parent_code),
                    _("Thêm đơn vị ấy hoặc sửa mã."), file=file, line=line, column="parent_code",
                )
            )  # fmt: skip
        for other, at in earlier.get(unit.code, []):
            start, end = max(_first(unit), _first(other)), min(_last(unit), _last(other))
            if start <= end:
                problems.append(
                    Problem(
                        _("mã {code} trùng thời gian với dòng {line}.").format(code=unit.code, line=at),
                        _("Sửa valid_from, valid_to."), file=file, line=line, column="valid_from",
                    )
                )  # fmt: skip
        earlier.setdefault(unit.code, []).append((unit, line))


def _first(unit: Unit) -> date:
    return unit.valid_from or date.min


def _last(unit: Unit) -> date:
    return unit.valid_to or date.max


def read_successions(path: Path, problems: list[Problem]) -> list[Succession]:
    """Who became whom, in a file."""
    found: list[Succession] = []
    for row in _rows(path, SUCCESSION_COLUMNS[:5], problems):
        start = row.day("new_valid_from")
        if row.text("share") not in ("whole", "part"):
            row.fault(
                "share", _("“{share}” không đúng.").format(share=row.text("share")), _known(["whole", "part"])
            )
        elif start is None:
            row.fault("new_valid_from", _("thiếu ngày."), _("Ghi ngày đơn vị mới được lập."))
        else:
            found.append(
                Succession(
                    row.text("old_code"), row.day("old_valid_from"), row.text("new_code"), start, row.text("share"),
                    row.text("legal_basis"),
                )
            )  # fmt: skip
    return found


def read_attributes(path: Path, problems: list[Problem]) -> list[Attribute]:
    """Dated attributes with their sources, in a file."""
    found: list[Attribute] = []
    for row in _rows(path, ATTRIBUTE_COLUMNS, problems):
        name, value = row.text("name"), row.text("value")
        if name not in ATTRIBUTES:
            row.fault("name", _("không có thuộc tính “{name}”.").format(name=name), _known(list(ATTRIBUTES)))
            continue
        values = ATTRIBUTES[name]
        if values is not None and value not in values:
            row.fault("value", _("“{value}” không đúng.").format(value=value), _known(list(values)))
            continue
        found.append(
            Attribute(
                row.text("code"), row.day("unit_valid_from"), name, value, row.day("valid_from"), row.day("valid_to"),
                row.text("source"),
            )
        )  # fmt: skip
    return found


def _rows(path: Path, needed: Sequence[str], problems: list[Problem]) -> Iterator[_Row]:
    try:
        text = nfc(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(
            _("{file} không phải UTF-8. Hãy lưu lại dưới dạng “CSV UTF-8”.").format(file=path.name)
        ) from error
    except OSError as error:
        raise DataError(
            _("Không mở được tệp {file}: {reason}.").format(file=path, reason=reason(error))
        ) from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    lacking = [name for name in needed if name not in (reader.fieldnames or ())]
    if lacking:
        raise DataError(
            _("{file}: thiếu cột {names}. Dòng đầu phải có: {needed}.").format(
                file=path.name, names=", ".join(lacking), needed=", ".join(needed)
            )
        )
    for cells in reader:
        row = {key: (value or "").strip() for key, value in cells.items() if key is not None}
        yield _Row(path.name, reader.line_num, row, problems)


def _known(names: Sequence[str]) -> str:
    return _("Dùng một trong: {names}.").format(names=", ".join(names))
