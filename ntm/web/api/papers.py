"""Papers as files: a commune's readiness report and table of results, a district's or province's summary."""

from __future__ import annotations

import threading
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from ntm.reports.paper import Paper
from ntm.service.access.rights import Action
from ntm.service.papers.readiness import Wishes, readiness
from ntm.service.papers.results import results
from ntm.service.papers.summary import summary
from ntm.service.workspace import Ask, Workspace
from ntm.territory.model import COMMUNE_KINDS, DISTRICT_KINDS
from ntm.web.api.answers import told
from ntm.web.api.asked import Code, Criteria, Day, KnownAt, On, UnitCode
from ntm.web.api.caller import HEAVY, Calling

router = APIRouter(tags=["reports"])

Kind = Literal["commune", "results", "summary"]
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ONE_AT_A_TIME = threading.Lock()
"""A paper keeps a processor busy: pages go on being answered on the other."""


@router.get("/units/{code}/reports/{kind}", **told(None, content=(PDF, DOCX)))
def report(
    caller: Calling,
    code: Code,
    kind: Kind,
    on: On = None,
    criteria: Criteria = None,
    known_at: KnownAt = None,
    form: Annotated[
        Literal["pdf", "docx"], Query(alias="format", description="PDF/A, or .docx to edit before signing.")
    ] = "pdf",
    issuer: Annotated[
        UnitCode | None, Query(description="Who issues it: the unit itself, its district or province.")
    ] = None,
    number: Annotated[
        str | None, Query(max_length=40, description="Its number; without number and day, a draft.")
    ] = None,
    dated: Annotated[Day | None, Query(description="The day it is signed.")] = None,
    since: Annotated[Day | None, Query(description="The day to compare with.")] = None,
) -> Response:
    """Print a paper: `ntm report commune | results | summary`."""
    workspace = caller.known_at(known_at)
    ask = caller.ask(workspace, on, criteria)
    unit = caller.unit(
        code, Action.PRINT, ask.day, DISTRICT_KINDS | {"tinh"} if kind == "summary" else COMMUNE_KINDS
    )
    caller.slow_down(HEAVY)
    with _ONE_AT_A_TIME:
        paper = _made(kind, workspace, ask, unit.code, Wishes(issuer, number, dated, since))
        content = _written(paper, form)
    name = f"{unit.code}-{kind}-{ask.day.isoformat()}.{form}"
    return Response(
        content,
        media_type=PDF if form == "pdf" else DOCX,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _made(kind: Kind, workspace: Workspace, ask: Ask, code: str, wishes: Wishes) -> Paper:
    if kind == "commune":
        return readiness(workspace, ask, code, wishes)
    return (results if kind == "results" else summary)(workspace, ask, code, wishes)


def _written(paper: Paper, form: str) -> bytes:
    from ntm.reports.editable import editable
    from ntm.reports.rendering import render

    return render(paper) if form == "pdf" else editable(paper)
