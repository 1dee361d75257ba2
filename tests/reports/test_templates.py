"""docs/templates.md names every variable that a paper gives to its template."""

from datetime import date
from pathlib import Path

from ntm.service.assigning.action_plan import action_plan
from ntm.service.assigning.officer import officer
from ntm.service.papers.readiness import readiness
from ntm.service.papers.results import results
from ntm.service.papers.summary import summary
from ntm.service.recognition.dossier_papers import MAKERS
from ntm.service.workspace import Workspace

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def test_every_variable_of_the_papers_is_documented(demo_workspace: Workspace) -> None:
    ask = demo_workspace.ask(date(2024, 6, 30))
    for paper in (
        readiness(demo_workspace, ask, "06607"),
        results(demo_workspace, ask, "06607"),
        summary(demo_workspace, ask, "huyện Lộc Bình"),
        *(make(demo_workspace, ask, "06607", None) for make in MAKERS.values()),
        action_plan(demo_workspace, ask, "06607"),
        officer(demo_workspace, ask, "06607", "cán bộ 1"),
    ):
        assert [name for name in paper.context if f"`{name}`" not in PAGE] == []
