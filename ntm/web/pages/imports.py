"""Page 6, import: a filled sheet or a status file is shown cell by cell, then applied exactly as shown."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.responses import Response

from ntm.scoring.average_words import unit_title
from ntm.service.access.rights import Action
from ntm.service.sheets import importing as service
from ntm.web.visit import Posted, Visited, page_router, text_of

router = page_router()


@router.get("/imports")
def page(visit: Visited) -> Response:
    """The form to send a file."""
    visit.rights.require_somewhere(Action.ENTER)
    return visit.page("imports.html.j2", done=None)


@router.post("/imports")
def show(visit: Visited, posted: Posted) -> Response:
    """What the file would change; nothing is written."""
    visit.rights.require_somewhere(Action.ENTER)
    file = posted.get("file")
    content, name = b"", ""
    if isinstance(file, UploadFile):
        content, name = file.file.read(service.MOST_BYTES + 1), file.filename or ""
    shown = service.show(visit.workspace, visit.rights, visit.person, name, content)
    return visit.page("imports_shown.html.j2", shown=shown, title_of=unit_title)


@router.post("/imports/apply")
def apply(visit: Visited, posted: Posted) -> Response:
    """Apply the file exactly as it was shown."""
    visit.rights.require_somewhere(Action.ENTER)
    done = service.apply(
        visit.workspace,
        visit.rights,
        visit.person,
        text_of(posted, "sha256", 64),
        text_of(posted, "digest", 64),
    )
    return visit.page("imports.html.j2", done=done)
