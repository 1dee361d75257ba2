"""A kept scenario printed for the page that asks: in a process of its own with low priority, one at a time.

It is not kept among the printed papers, where everybody of the place would find it; the audit tells its SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from ntm.errors import UsageError
from ntm.reports.editable import editable
from ntm.reports.rendering import render
from ntm.scenario.scenario import Scenario
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Rights
from ntm.service.papers.readiness import Wishes
from ntm.service.papers.scenario_paper import scenario_paper
from ntm.service.papers.terms import require_issuer
from ntm.service.supposing.scenarios import Held, require_places
from ntm.service.workspace import Workspace
from ntm.store.acts import begin_act, record
from ntm.store.database import open_database
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold

FORMS = ("pdf", "docx")
_PATIENCE = 60.0
_turn = threading.BoundedSemaphore(1)


def print_scenario(
    workspace: Workspace, rights: Rights, by: Person, held: Held, form: str, wishes: Wishes
) -> tuple[str, bytes]:
    """The name and content of a scenario's paper. Raises Forbidden, UsageError, and as `scenario_paper` does."""
    if form not in FORMS:
        raise UsageError(_("Chỉ in được pdf hoặc docx."))
    rights.require(Action.PRINT, held.unit, held.kept.day)
    require_issuer(workspace, rights, wishes.issuer, held.kept.day)
    require_places(workspace, rights, held.kept.day, held.scenario)
    database = workspace.stored
    url = database.engine.url.render_as_string(hide_password=False)
    if not _turn.acquire(timeout=_PATIENCE):
        raise UsageError(_("Máy chủ đang in phương án khác; hãy thử lại sau một lát."))
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _polite) as pool:
            content = pool.submit(
                _printed, url, held.unit.code, held.kept.day, held.scenario, wishes, form
            ).result()
    finally:
        _turn.release()
    name = f"phuong-an-{fold(held.unit.name).replace(' ', '-')}-{held.kept.day.isoformat()}.{form}"
    detail = {"scenario": held.kept.id, "version": held.kept.version, "file": name}
    digest = hashlib.sha256(content).hexdigest()
    with database.writing() as connection:
        record(connection, begin_act(connection), "web:scenario:print", by.login, detail | {"sha256": digest})
    return name, content


def _polite() -> None:
    os.nice(10)


def _printed(url: str, code: str, day: date, scenario: Scenario, wishes: Wishes, form: str) -> bytes:
    with open_database(url) as database:
        paper = scenario_paper(Workspace(database), code, scenario, wishes, day=day)
        return editable(paper) if form == "docx" else render(paper)
