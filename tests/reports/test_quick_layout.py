"""What a batch's worker remembers changes no byte of a paper, and is left alone in another version of WeasyPrint."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import weasyprint
from weasyprint.layout import block, inline
from weasyprint.text import line_break

from ntm.reports import quick_layout
from ntm.reports.rendering import render
from ntm.service.assigning.action_plan import action_plan
from ntm.service.papers.readiness import readiness
from ntm.service.papers.results import results
from ntm.service.recognition.dossier_papers import MAKERS
from ntm.service.workspace import Workspace

DAY = date(2024, 6, 30)


@pytest.fixture(autouse=True)
def _left_as_it_was() -> Iterator[None]:
    yield
    quick_layout.remove()


def test_papers_are_the_same_to_the_byte(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(DAY)
    papers = [
        readiness(demo_workspace, ask, "Xuân Dương"),
        readiness(demo_workspace, ask, "Ái Quốc"),
        results(demo_workspace, ask, "Xuân Dương"),
        action_plan(demo_workspace, ask, "Xuân Dương"),
        *(make(demo_workspace, ask, "Xuân Dương", None) for make in MAKERS.values()),
    ]
    plain = [render(paper) for paper in papers]
    assert quick_layout.install()
    patched = inline.split_first_line, block.resolve_percentages, line_break.get_font_description
    assert {one.__module__ for one in patched} == {"ntm.reports.quick_layout"}
    assert [render(paper) for paper in papers] == plain, "remembered for the first time"
    assert [render(paper) for paper in papers] == plain, "and remembered from before"


def test_another_version_of_weasyprint_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = inline.split_first_line, block.resolve_percentages, line_break.get_font_description
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    assert not quick_layout.install()
    assert (inline.split_first_line, block.resolve_percentages, line_break.get_font_description) == before
