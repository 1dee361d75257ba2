"""Printing for a whole province: the batch beside WeasyPrint used plainly, Chromium and Typst, on the same reports.

The plain way: a fresh process a report, fonts and style sheet read each time, no attachment. Chromium prints the
same HTML in a fresh process too; it is left out where it is not installed. Typst sets the same words and tables
(benchmarks.typesetting) in one process of the peers' environment. All are given the finished page, while the batch's
figures hold everything from the database to the PDF/A file with its data.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import held, peak
from benchmarks.typesetting import typst
from ntm.reports.rendering import fill
from ntm.resources import shipped_folder
from ntm.service.demonstration.demo import make
from ntm.service.groups import communes_named
from ntm.service.papers.batch import Order, batch
from ntm.service.papers.batch import _print as print_one
from ntm.service.papers.batch import _start as start
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.workspace import Ask, Workspace
from ntm.store.database import open_database

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
PLAIN, CHROMIUM, TYPST = "WeasyPrint, plainly", "Chromium", "Typst, one process"
DISTRICT, PROVINCE = "huyện Lộc Bình", "tỉnh Lạng Sơn"
_PLAIN = "import sys; from weasyprint import HTML; HTML(sys.argv[1]).write_pdf(sys.argv[2])"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of printing: reports printed, seconds it took, processes at work, their processor seconds, peak in MB."""

    what: str
    reports: int
    seconds: float
    workers: int
    processor: float
    peak_mb: float

    @property
    def per_report(self) -> float:
        """Seconds of one worker for one report."""
        return self.seconds * self.workers / self.reports


def papers(folder: Path) -> Iterator[Way]:
    """Every way in turn; peaks are those of the largest child so far, so the heaviest comes last."""
    made = make(folder / "demo")
    with open_database(str(made.database)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(made.day)
        pages = list(_pages(workspace, ask, folder))
        chromium = shutil.which("chromium")
        batches = (
            (DISTRICT, 1, "batch of a district, one worker"),
            (DISTRICT, 2, "batch of a district, two workers"),
            (PROVINCE, 2, "batch of a province, two workers"),
        )
        for text, jobs, what in batches:
            units = communes_named(workspace, ask, [text])
            order = Order(str(made.database), ask, Wishes(), folder / f"batch-{text}-{jobs}")
            begun, used = time.perf_counter(), _processor()
            printed = list(batch(workspace, order, units, jobs))
            seconds = time.perf_counter() - begun
            assert all(not one.reason for one in printed)
            yield Way(what, len(units), seconds, jobs, _processor() - used, _peak())
        if PEERS.exists():
            yield _typst(folder)
        yield _each(PLAIN, pages, [sys.executable, "-c", _PLAIN, "{page}", "{pdf}"])
        if chromium is not None:
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={folder / 'chromium'}"]  # fmt: skip
            yield _each(CHROMIUM, pages, [chromium, *flags, "--print-to-pdf={pdf}", "{page}"])


def _pages(workspace: Workspace, ask: Ask, folder: Path) -> Iterator[Path]:
    """Five communes' reports as HTML with their style and fonts beside them."""
    fonts = shipped_folder("reports") / "fonts"
    style = (shipped_folder("reports") / "shared" / "page.css").read_text(encoding="utf-8")
    style = style.replace("ntm:fonts/", f"{fonts.as_uri()}/")
    for unit in communes_named(workspace, ask, [DISTRICT])[:5]:
        html = fill(readiness(workspace, ask, unit.code))
        path = folder / f"{unit.code}.html"
        path.with_suffix(".typ").write_text(typst(html), encoding="utf-8")
        path.write_text(html.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
        yield path


def _each(what: str, pages: list[Path], command: list[str]) -> Way:
    begun, used = time.perf_counter(), _processor()
    for page in pages:
        values = {"page": str(page), "pdf": str(page.with_suffix(".pdf"))}
        subprocess.run([part.format(**values) for part in command], check=True, stderr=subprocess.DEVNULL)
    return Way(what, len(pages), time.perf_counter() - begun, 1, _processor() - used, _peak())


def _typst(folder: Path) -> Way:
    """The same five pages by Typst; it measures itself, without the start of its process."""
    fonts = str(shipped_folder("reports") / "fonts")
    command = [str(PEERS), "-m", "benchmarks.peers.typst_papers", str(folder), fonts]
    used = _processor()
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    return Way(TYPST, found["reports"], found["seconds"], 1, _processor() - used, found["peak_mb"])


def memory(folder: Path, reports: int, every: int = 50) -> Iterator[tuple[int, float, float, float]]:
    """One worker's memory as it prints the district again and again: papers, MB held, MB at most, seconds a paper."""
    made = make(folder / "demo")
    with open_database(str(made.database)) as database:
        workspace = Workspace(database)
        ask = workspace.ask(made.day)
        units = communes_named(workspace, ask, [DISTRICT])
    order = Order(str(made.database), ask, Wishes(), folder / "papers")
    order.folder.mkdir()
    start(order)
    begun = time.process_time()
    for number in range(1, reports + 1):
        print_one(units[number % len(units)].code, ("paper.pdf",))
        if number % every == 0 or number in (1, reports):
            yield number, held(), peak(), (time.process_time() - begun) / number


def _processor() -> float:
    """Processor seconds of every child that ended so far: what is told even where the machine has other work."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the table; with `--reports N`, the memory of one worker over so many instead."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, help="print so many on one worker and tell its memory")
    asked = parser.parse_args()
    if asked.reports:
        with tempfile.TemporaryDirectory() as name:
            for number, now, most, seconds in memory(Path(name), asked.reports):
                print(
                    f"{number:5} reports  {now:6.0f} MB  at most {most:6.0f} MB  {seconds:.2f} s processor each"
                )
        return
    table()


def table() -> None:
    """Every way beside the plain one."""
    from rich.console import Console
    from rich.table import Table

    shown = Table("way", title=f"Printing readiness reports, {os.cpu_count()} cores")
    for head in (
        "reports",
        "seconds a report and core",
        "processor seconds a report",
        "reports a minute",
        "times the plain way",
        "peak memory",
    ):
        shown.add_column(head, justify="right")
    with tempfile.TemporaryDirectory() as name:
        ways = list(papers(Path(name)))
    plain = next(way for way in ways if way.what == PLAIN)
    highest = 0.0
    for way in ways:
        shown.add_row(
            way.what,
            str(way.reports),
            f"{way.per_report:.2f}",
            f"{way.processor / way.reports:.2f}",
            f"{60 * way.reports / way.seconds:.0f}",
            f"{(way.reports / way.seconds) / (plain.reports / plain.seconds):.1f}",
            f"{way.peak_mb:.0f} MB" if way.peak_mb > highest else "no higher",
        )
        highest = max(highest, way.peak_mb)
    Console(width=118).print(shown)


if __name__ == "__main__":
    main()
