"""Pages drawn as pictures against stored ones, within a tolerance; `python -m tests.reports.test_pictures` renews.

What differs from run to run (the digest and its code) stands in the last annex, of which no picture is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
from PIL import Image

from ntm.reports.rendering import render
from ntm.scenario.scenario_file import options
from ntm.service.assigning.action_plan import action_plan
from ntm.service.assigning.officer import officer
from ntm.service.assigning.task_digest import digest, digest_paper
from ntm.service.demonstration.demo import make
from ntm.service.papers.readiness import readiness
from ntm.service.papers.results import results
from ntm.service.papers.scenario_paper import scenario_paper
from ntm.service.papers.summary import summary
from ntm.service.recognition.dossier_papers import MAKERS
from ntm.service.sheets.form import form
from ntm.service.workspace import Workspace
from ntm.store.database import open_database

STORED = Path(__file__).with_name("pages")
DAY = date(2024, 6, 30)
DOTS_PER_POINT = 40 / 72
# paper, page (0 is the first)
PAGES = (
    ("readiness", 0),
    ("readiness", 1),
    ("readiness", 2),
    ("readiness", 3),
    ("summary", 0),
    ("summary", 4),
    ("proposal", 0),
    ("minutes", 0),
    ("opinions", 0),
    ("results", 1),
    ("action-plan", 0),
    ("action-plan", 2),
    ("officer", 0),
    ("digest", 0),
    ("form", 0),
    ("scenario", 0),
    ("scenario", 2),
)
GREY_OFF = 3.0
"""How far the mean grey (of 255) may be off. A line more or less on a page is off by far more."""


def drawn(workspace: Workspace) -> Iterator[tuple[str, int, Image.Image]]:
    """Every page of which a picture is kept."""
    ask = workspace.ask(DAY)
    made = {
        "readiness": render(readiness(workspace, ask, "Xuân Dương")),
        "summary": render(summary(workspace, ask, "huyện Lộc Bình")),
        "scenario": render(
            scenario_paper(workspace, "Xuân Dương", options(["10.1=48", "17.2=19/20", "7=đạt"]), day=DAY)
        ),
        **{
            kind: render(MAKERS[kind](workspace, ask, "Xuân Dương", None))
            for kind in ("proposal", "minutes", "opinions")
        },
        "results": render(results(workspace, ask, "Xuân Dương")),
        "action-plan": render(action_plan(workspace, ask, "Xuân Dương")),
        "officer": render(officer(workspace, ask, "Xuân Dương", "cán bộ 1")),
        "digest": render(digest_paper(digest(workspace, ask, ["Xuân Dương"]))),
        "form": render(form(workspace, ask, "Xuân Dương")),
    }
    for name, at in PAGES:
        document = pypdfium2.PdfDocument(made[name])
        yield name, at, document[at].render(scale=DOTS_PER_POINT, grayscale=True).to_pil()


@pytest.fixture(scope="module")
def pages(demo_copy: Path) -> dict[tuple[str, int], Image.Image]:
    with open_database(str(demo_copy)) as database:
        return {(name, at): page for name, at, page in drawn(Workspace(database))}


def greys(image: Image.Image) -> npt.NDArray[np.float64]:
    """The picture's greys, each averaged with its neighbours, so that a hair's breadth does not count."""
    small = image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX)
    return np.asarray(small, np.float64)


@pytest.mark.parametrize(("name", "at"), PAGES)
def test_a_page_looks_as_it_did(pages: dict[tuple[str, int], Image.Image], name: str, at: int) -> None:
    with Image.open(STORED / f"{name}-{at + 1}.png") as stored:
        before = greys(stored.convert("L"))
    now = greys(pages[name, at])
    assert now.shape == before.shape
    off = float(np.abs(now - before).mean())
    assert off < GREY_OFF, "look at the page; if it is meant so: python -m tests.reports.test_pictures"


def test_a_page_moved_by_a_line_would_be_noticed(pages: dict[tuple[str, int], Image.Image]) -> None:
    for page in pages.values():
        moved = Image.new("L", page.size, 255)
        moved.paste(page, (0, round(17 * DOTS_PER_POINT)))
        assert float(np.abs(greys(moved) - greys(page)).mean()) > GREY_OFF


def renew() -> None:
    """Draw the stored pictures anew."""
    STORED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        with open_database(str(made.database)) as database:
            for name, at, page in drawn(Workspace(database)):
                page.quantize(16).save(STORED / f"{name}-{at + 1}.png", optimize=True)


if __name__ == "__main__":
    renew()
