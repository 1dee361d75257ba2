"""A sheet of tasks sent back: what it would change is shown, then applied exactly as shown."""

from __future__ import annotations

from starlette.responses import Response

from ntm.exchange.task_file import heading
from ntm.service.access.rights import Action
from ntm.service.assigning import task_importing as service
from ntm.service.sheets.importing import MOST_BYTES
from ntm.web.visit import Posted, Visited, files_of, page_router, text_of

router = page_router()


@router.get("/tasks/import")
def page(visit: Visited) -> Response:
    """The form to send a sheet."""
    visit.rights.require_somewhere(Action.ASSIGN)
    return visit.page("task_imports.html.j2", done=None)


@router.post("/tasks/import")
def show(visit: Visited, posted: Posted) -> Response:
    """What the sheet would change; nothing is written."""
    visit.rights.require_somewhere(Action.ASSIGN)
    name, content = next(iter(files_of(posted, "file", MOST_BYTES)), ("", b""))
    ask = visit.workspace.ask(visit.office.today)
    shown = service.show(visit.workspace, visit.rights, visit.person, ask, name, content)
    return visit.page("task_imports_shown.html.j2", shown=shown, heading=heading)


@router.post("/tasks/import/apply")
def apply(visit: Visited, posted: Posted) -> Response:
    """Apply the sheet exactly as it was shown."""
    visit.rights.require_somewhere(Action.ASSIGN)
    ask = visit.workspace.ask(visit.office.today)
    sha256, digest = text_of(posted, "sha256", 64), text_of(posted, "digest", 64)
    done = service.apply(visit.workspace, visit.rights, visit.person, ask, sha256, digest)
    return visit.page("task_imports.html.j2", done=done)
