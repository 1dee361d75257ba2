"""docs/templates.md names every variable that a paper gives to its template."""

from datetime import date
from pathlib import Path

from ntm.service.readiness import readiness
from ntm.service.workspace import Workspace

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def test_every_variable_of_the_readiness_report_is_documented(demo_workspace: Workspace) -> None:
    paper = readiness(demo_workspace, demo_workspace.ask(date(2024, 6, 30)), "06607")
    assert [name for name in paper.context if f"`{name}`" not in PAGE] == []
