"""An office around our workbooks: filled in as an officer does, computed anew by LibreOffice, read as it shows them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from ntm.criteria.model import Kind, Measure, Threshold
from ntm.exchange.sheet.layout import FIRST_ROW, At, Line
from ntm.exchange.sheet.pattern import Pattern
from ntm.exchange.sheet.record import Record
from ntm.scoring.snapshot import Stated
from ntm.scoring.verdict import Verdict

Cells = Mapping[tuple[int, At], object]
"""What is typed into a sheet, by row (from 1) and column."""


def chance(seed: object) -> random.Random:
    """The same choices every time."""
    return random.Random(str(seed))


WORD_OF = {Verdict.MET: "đạt", Verdict.BASICALLY_MET: "cơ bản đạt", Verdict.NOT_MET: "chưa đạt"}


def fill(path: Path, filled: Mapping[str, Cells]) -> None:
    """Type into the sheets of a workbook and save it, as a program that computes nothing."""
    book = load_workbook(path)
    for name, cells in filled.items():
        for (row, at), value in cells.items():
            cell = book[name].cell(row, at + 1)
            assert not cell.protection.locked, f"{name}!{cell.coordinate} is locked"
            cell.value = value  # type: ignore[assignment]  # numbers, words and days
    book.save(path)


def recalculated(paths: Iterable[Path], into: Path) -> None:
    """Every formula computed by LibreOffice, all workbooks in one start of it; the results in folder `into`."""
    into.mkdir()
    home = (into / "office").as_uri()
    command = ["soffice", f"-env:UserInstallation={home}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*command, str(into), *(str(path) for path in paths)], check=True, timeout=300, capture_output=True
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The hidden numbers of a computed sheet, by row (from 1): None where there is none, or an error."""

    rows: Sequence[Sequence[object]]

    def number(self, row: int, at: At) -> int | None:
        """The number in a cell."""
        value = self.rows[row - 1][at]
        return int(value) if isinstance(value, float) else None

    def word(self, row: int) -> str:
        """The verdict that people read."""
        return str(self.rows[row - 1][At.SHOWN])


def read(path: Path) -> dict[str, Shown]:
    """Every sheet of a computed workbook."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: Shown(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    }


@dataclass
class Officer:
    """Somebody who fills in sheets at random, the neighbours of thresholds first of all."""

    random: random.Random

    def sheet(self, pattern: Pattern, record: Record) -> tuple[dict[tuple[int, At], object], list[Stated]]:
        """What is typed into one commune's sheet, and what that states."""
        cells: dict[tuple[int, At], object] = {}
        stated: list[Stated] = []
        absent = -1
        for row, line in enumerate(pattern.lines, start=FIRST_ROW + 1):
            about = {"item": line.item, "on": record.day, "by": pattern.body}
            if line.level != "measure":
                if record.said(line.item, row).cell is not None and self.random.random() < 0.25:
                    verdict = self.random.choice(list(WORD_OF))
                    cells[row, At.DECLARED] = WORD_OF[verdict]
                    stated.append(Stated(**about, verdict=verdict))  # type: ignore[arg-type]  # the fields' types
                if self._absent(pattern, record, line):
                    absent = line.indicator
                    cells[row, At.NOT_APPLICABLE] = "xã không có"
                    stated.append(Stated(**about, not_applicable="xã không có"))  # type: ignore[arg-type]
            if line.measure < 0 or line.indicator == absent or not record.is_open(line.item):
                continue
            if self.random.random() < 0.6:
                typed, said = self.figure(pattern.criteria_set.measures[line.measure],
                                           pattern.column.thresholds[line.measure])  # fmt: skip
                cells.update({(row, at): value for at, value in typed.items()})
                stated.append(Stated(**about, **said))  # type: ignore[arg-type]
        return cells, stated

    def _absent(self, pattern: Pattern, record: Record, line: Line) -> bool:
        if line.indicator < 0:
            return False
        indicator = pattern.criteria_set.indicators[line.indicator]
        allowed = indicator.not_applicable_if is not None and record.is_open(indicator.id)
        return allowed and self.random.random() < 0.3

    def figure(
        self, measure: Measure, threshold: Threshold | None
    ) -> tuple[dict[At, object], dict[str, object]]:
        """What is typed for one measure, and the fields of what it states."""
        limit = threshold.value if threshold is not None and threshold.value is not None else Decimal(50)
        match measure.kind:
            case Kind.YES_NO:
                yes = self.random.random() < 0.6
                return {At.VALUE: "đạt" if yes else "chưa đạt"}, {"value": Decimal(int(yes))}
            case Kind.GRADE:
                grades = measure.scale.grades if measure.scale is not None else ()
                grade = self.random.choice(grades) if grades else "Khá"
                return {At.VALUE: grade}, {"grade": grade}
            case Kind.PERCENTAGE | Kind.RATIO if self.random.random() < 0.6:
                a, b = self._counts(measure, limit)
                return {At.NUMERATOR: typed(a), At.DENOMINATOR: typed(b)}, {"numerator": a, "denominator": b}
            case _:
                step = Decimal(1) if measure.whole else self.random.choice(_STEPS)
                value = max(Decimal(0), limit + step * self.random.choice((-1, 0, 0, 1)))
                if measure.whole:
                    value = value.to_integral_value(ROUND_FLOOR)
                if measure.upper_bound is not None:
                    value = min(value, measure.upper_bound)
                return {At.VALUE: typed(value)}, {"value": value}

    def _counts(self, measure: Measure, limit: Decimal) -> tuple[Decimal, Decimal]:
        """Two counts whose ratio is at the limit or as near it as their decimals allow."""
        factor = 100 if measure.kind is Kind.PERCENTAGE else 1
        decimals = 0 if measure.whole else self.random.choice((0, 0, 0, 1, 2, 3))
        unit = Decimal(1).scaleb(-decimals)
        whole = self.random.choice((3, 7, 12, 19, 412, 1000, 9973, 48_611, self.random.randint(1, 100_000)))
        below = whole * unit
        exact = (limit * below / factor / unit).to_integral_value(
            self.random.choice((ROUND_FLOOR, ROUND_CEILING))
        )
        above = max(Decimal(0), exact + self.random.choice((-1, 0, 0, 0, 1))) * unit
        return (min(above, below) if measure.upper_bound is not None else above), below


_STEPS = (Decimal("0.01"), Decimal("0.000001"), Decimal("1"), Decimal("7.3"))


def typed(value: Decimal) -> int | float:
    """The number as a spreadsheet holds it."""
    return int(value) if value == value.to_integral_value() else float(value)
