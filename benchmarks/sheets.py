"""The sheets of a province: written, read back, filled in and imported, beside the libraries used plainly.

181 communes of Lạng Sơn, the 57 indicators (66 measures) of xa-ntm-2021-2025 all stated, one sheet a commune with its
formulas. The plain ways write the very cells of our workbook one by one, each with a format (border, fill, lock), but
no lists, protection or widths, and from memory; ours begins at the database. Reading is of every cell. Every way runs
in a process of its own; told are the median of some runs and how much of it the processor worked, which is what is
compared: it depends little on what else runs.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.acts import DAYS, PROVINCE, SET, fill
from benchmarks.measuring import peak

RUNS = 3
WRITING = (
    ("ours-write", "ntm: the template, from the database on"),
    ("xlsxwriter-write", "XlsxWriter, plainly"),
    ("openpyxl-write", "openpyxl, plainly"),
)
READING = (
    ("ours-read", "ntm: read, checked for hostile content, taken apart"),
    ("calamine-read", "python-calamine, every cell"),
    ("openpyxl-read", "openpyxl, every cell"),
)
SAVED = (
    ("ours-read-saved", "ntm: read, checked for hostile content, taken apart"),
    ("calamine-read-saved", "python-calamine, every cell"),
    ("openpyxl-read-saved", "openpyxl, every cell"),
)
IMPORTING = (
    ("ours-import", "ntm: 181 sheets × 66 figures read, checked and stored"),
    ("ours-import-57", "ntm: 181 sheets × 57 figures, one an indicator"),
    ("ours-dry-run", "ntm: the same as a dry run, with verdicts and averages"),
)


def main() -> None:
    """Run every way and print the tables; or, with a way and a folder, run that way and print its figures."""
    if len(sys.argv) == 3:
        way, folder = sys.argv[1], Path(sys.argv[2])
        print(json.dumps(_measured(WAYS[way], folder)))
        return
    console = Console(width=118)
    console.print(f"181 sheets × 57 indicators (66 measures), formulas and all; {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        for title, ways in (
            ("Writing the template of a province", WRITING),
            ("Reading it back filled in", READING),
            ("Reading it as LibreOffice saves it", SAVED if (folder / "saved.xlsx").exists() else ()),
            ("Importing it filled in", IMPORTING),
        ):
            console.print(_table(title, ways, folder) if ways else f"{title}: soffice is not here")


def _table(title: str, ways: tuple[tuple[str, str], ...], folder: Path) -> Table:
    figures = {way: _run(way, folder) for way, _what in ways}
    table = Table("way", title=title)
    for head in ("median", "of it processor", "peak memory", "processor, times the least"):
        table.add_column(head, justify="right")
    least = min(one["worked"] for one in figures.values())
    for way, what in ways:
        one = figures[way]
        table.add_row(
            what, f"{one['seconds']:.2f} s", f"{one['worked']:.2f} s", f"{one['peak_mb']:.0f} MB",
            f"{one['worked'] / least:.2f}",
        )  # fmt: skip
    return table


def _run(way: str, folder: Path) -> dict[str, float]:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.sheets", way, str(folder)],
        cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True, text=True,
    )  # fmt: skip
    figures: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return figures


def _measured(make: Callable[[Path], Iterator[None]], folder: Path) -> dict[str, float]:
    """The median of the timed part of a way: what it does between its first and its second `yield`."""
    times = []
    for _turn in range(RUNS):
        act = make(folder)
        next(act)
        begun, worked = time.perf_counter(), time.process_time()
        next(act)
        times.append((time.process_time() - worked, time.perf_counter() - begun))
    worked, waited = (statistics.median(each) for each in zip(*times, strict=True))
    return {"seconds": waited, "worked": worked, "peak_mb": peak()}


def _prepare(folder: Path) -> None:
    """The province's database, our workbook, its cells for the plain ways, and the workbook filled in."""
    from openpyxl import load_workbook

    from ntm.store.database import open_database

    with open_database(str(folder / "province.db"), create=True) as database:
        fill(database, folder)
    with open_database(str(folder / "empty.db"), create=True) as database:
        from ntm.store.places import save_places
        from ntm.territory.shipped import shipped

        places = shipped()
        save_places(database, places.units, places.successions, places.attributes, "benchmark", "benchmark")
    for way, name in (("ours-write", "province.xlsx"),):
        act = WAYS[way](folder)
        next(act)
        next(act)
        shutil.copyfile(folder / "ours.xlsx", folder / name)
    cells = {
        sheet.title: [
            (row, column, cell.value, cell.style_id)
            for row, line in enumerate(sheet.iter_rows())
            for column, cell in enumerate(line)
            if cell.value is not None or cell.has_style
        ]
        for sheet in load_workbook(folder / "province.xlsx")
    }
    (folder / "cells.pickle").write_bytes(pickle.dumps(cells))
    _filled(folder / "province.xlsx", folder / "filled.xlsx")
    _filled(folder / "province.xlsx", folder / "filled-57.xlsx", one_an_indicator=True)
    _saved(folder / "filled.xlsx", folder / "saved.xlsx")


def _saved(source: Path, target: Path) -> None:
    """The workbook opened, computed and saved by LibreOffice, as it comes back from an office; none without it."""
    office = shutil.which("soffice")
    if office is None:
        return
    with tempfile.TemporaryDirectory() as name:
        home = (Path(name) / "home").as_uri()
        subprocess.run(
            [office, f"-env:UserInstallation={home}", "--headless", "--convert-to", "xlsx", "--outdir", name, source],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        shutil.move(Path(name) / source.name, target)


def _filled(source: Path, target: Path, one_an_indicator: bool = False) -> None:
    """A value typed into every figure's cell of every sheet, straight into the file's XML.

    `one_an_indicator`: only into the first figure of each of the 57 indicators.
    """
    from ntm.criteria import library
    from ntm.criteria.model import Kind
    from ntm.exchange.sheet.layout import FIRST_ROW, LETTERS, At, lines

    criteria = library.load(SET)
    typed: dict[str, str] = {}
    for row, line in enumerate(lines(criteria), start=FIRST_ROW + 1):
        if line.measure < 0:
            continue
        measure = criteria.measures[line.measure]
        if one_an_indicator and criteria.indicators[line.indicator].measures[0] is not measure:
            continue
        if measure.kind is Kind.YES_NO:
            typed[f"{LETTERS[At.VALUE]}{row}"] = ' t="inlineStr"><is><t>chưa đạt</t></is></c>'
        elif measure.counts is not None:
            typed[f"{LETTERS[At.NUMERATOR]}{row}"] = f"><v>{17 + row}</v></c>"
            typed[f"{LETTERS[At.DENOMINATOR]}{row}"] = "><v>412</v></c>"
        else:
            typed[f"{LETTERS[At.VALUE]}{row}"] = "><v>43.8</v></c>" if not measure.whole else "><v>3</v></c>"
    blank = re.compile(r'<c r="([A-Z]+[0-9]+)"( s="[0-9]+")/>')

    def put(match: re.Match[str]) -> str:
        rest = typed.get(match[1])
        return match[0] if rest is None else f'<c r="{match[1]}"{match[2]}{rest}'

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = blank.sub(put, content.decode()).encode()
            new.writestr(name, content)


# -- the ways: prepare, yield, do what is timed, yield -------------------------------------------------------


def _ours_write(folder: Path) -> Iterator[None]:
    from ntm.scoring.verdict import Body
    from ntm.service.sheets.sheet_template import write_sheets
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database

    with open_database(str(folder / "province.db")) as database:
        workspace = Workspace(database)
        ask = workspace.ask(DAYS[-1])
        yield
        assert write_sheets(workspace, ask, [PROVINCE], Body.COMMUNE, folder / "ours.xlsx") == 181
        yield


def _cells(folder: Path) -> dict[str, list[tuple[int, int, object, int]]]:
    """By sheet: row and column from 0, value (None: a blank with a format), the number of its format."""
    content = (folder / "cells.pickle").read_bytes()
    found: dict[str, list[tuple[int, int, object, int]]] = pickle.loads(content)  # noqa: S301 - _prepare wrote it
    return found


def _xlsxwriter_write(folder: Path) -> Iterator[None]:
    import xlsxwriter

    cells = _cells(folder)
    yield
    book = xlsxwriter.Workbook(str(folder / "plain.xlsx"))
    formats: dict[int, object] = {}
    for name, those in cells.items():
        sheet = book.add_worksheet(name)
        for row, column, value, style in those:
            if style not in formats:
                look = {"border": 1, "bg_color": f"#{style:06X}", "locked": style % 2 == 0}
                formats[style] = book.add_format(look)
            sheet.write(row, column, value, formats[style])
    book.close()
    yield


def _openpyxl_write(folder: Path) -> Iterator[None]:
    from openpyxl import Workbook
    from openpyxl.styles import Border, NamedStyle, PatternFill, Protection, Side

    cells = _cells(folder)
    yield
    book = Workbook()
    side = Side(style="thin")
    formats: dict[int, NamedStyle] = {}
    for name, those in cells.items():
        sheet = book.create_sheet(name)
        for row, column, value, style in those:
            if style not in formats:
                formats[style] = NamedStyle(
                    f"s{style}", border=Border(side, side, side, side),
                    fill=PatternFill("solid", fgColor=f"{style:06X}"), protection=Protection(style % 2 == 0),
                )  # fmt: skip
            cell = sheet.cell(row + 1, column + 1, value)
            cell.style = formats[style]
    book.save(folder / "open.xlsx")
    yield


def _ours_read(folder: Path, name: str = "filled.xlsx") -> Iterator[None]:
    from ntm.exchange.sheet.filled import read_filled
    from ntm.exchange.workbook import read_workbook

    yield
    found = read_filled(read_workbook(folder / name))
    assert found is not None
    assert len(found.sheets) == 181
    yield


def _calamine_read(folder: Path, name: str = "filled.xlsx") -> Iterator[None]:
    from python_calamine import CalamineWorkbook

    yield
    book = CalamineWorkbook.from_path(str(folder / name))
    for sheet in book.sheet_names:
        book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    yield


def _openpyxl_read(folder: Path, name: str = "filled.xlsx") -> Iterator[None]:
    from openpyxl import load_workbook

    yield
    for sheet in load_workbook(folder / name, data_only=True):
        for _row in sheet.iter_rows(values_only=True):
            pass
    yield


def _ours_import(
    folder: Path, dry: bool = False, source: str = "filled.xlsx", figures: int = 66
) -> Iterator[None]:
    from ntm.service.sheets.incoming import read_files
    from ntm.service.workspace import Workspace
    from ntm.store.database import open_database

    path = folder / "import.db"
    for name in ("import.db", "import.db-wal", "import.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copyfile(folder / ("province.db" if dry else "empty.db"), path)
    with open_database(str(path)) as database:
        workspace = Workspace(database)
        yield
        found = read_files(workspace, [folder / source], "benchmark")
        assert not found.problems, found.problems[0].sentence()
        if dry:
            assert found.effects(workspace).averages
        else:
            assert found.apply(workspace, "benchmark").recorded == 181 * figures
        yield


def _ours_dry_run(folder: Path) -> Iterator[None]:
    return _ours_import(folder, dry=True)


WAYS: dict[str, Callable[[Path], Iterator[None]]] = {
    "ours-write": _ours_write, "xlsxwriter-write": _xlsxwriter_write, "openpyxl-write": _openpyxl_write,
    "ours-read": _ours_read, "calamine-read": _calamine_read, "openpyxl-read": _openpyxl_read,
    "ours-read-saved": partial(_ours_read, name="saved.xlsx"),
    "calamine-read-saved": partial(_calamine_read, name="saved.xlsx"),
    "openpyxl-read-saved": partial(_openpyxl_read, name="saved.xlsx"),
    "ours-import": _ours_import, "ours-dry-run": _ours_dry_run,
    "ours-import-57": partial(_ours_import, source="filled-57.xlsx", figures=57),
}  # fmt: skip


if __name__ == "__main__":
    main()
