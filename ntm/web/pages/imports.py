"""Page 6, import: a filled sheet or a status file is shown cell by cell, then applied exactly as shown."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.responses import Response

from ntm.scoring.average_words import unit_title
from ntm.service.access.rights import Action
from ntm.service.sheets import importing as service
from ntm.service.sheets.importing import Shown
from ntm.service.sheets.sheet_import import DATABASE
from ntm.web.visit import Posted, Visit, Visited, files_of, page_router, text_of

router = page_router()


@router.get("/imports")
def page(visit: Visited) -> Response:
    """The form to send a file."""
    visit.rights.require_somewhere(Action.ENTER)
    return visit.page("imports.html.j2", done=None)


@router.post("/imports")
def show(visit: Visited, posted: Posted) -> Response:
    """What the files would change; nothing is written."""
    visit.rights.require_somewhere(Action.ENTER)
    files = files_of(posted, "file", service.MOST_BYTES)
    return _shown(visit, service.show(visit.workspace, visit.rights, visit.person, files))


@router.post("/imports/choose")
def choose(visit: Visited, posted: Posted) -> Response:
    """The files shown again, with one side taken wherever they disagree; nothing is written."""
    visit.rights.require_somewhere(Action.ENTER)
    prefer = text_of(posted, "prefer", 100)
    return _shown(
        visit, service.chosen(visit.workspace, visit.rights, visit.person, _digests(posted), prefer)
    )


@router.post("/imports/apply")
def apply(visit: Visited, posted: Posted) -> Response:
    """Apply the files exactly as they were shown."""
    visit.rights.require_somewhere(Action.ENTER)
    done = service.apply(
        visit.workspace,
        visit.rights,
        visit.person,
        _digests(posted),
        text_of(posted, "digest", 64),
        text_of(posted, "prefer", 100),
    )
    return visit.page("imports.html.j2", done=done)


def _shown(visit: Visit, shown: Shown) -> Response:
    template = "imports_disputed.html.j2" if shown.incoming.sides else "imports_shown.html.j2"
    return visit.page(template, shown=shown, title_of=unit_title, database=DATABASE)


def _digests(posted: FormData) -> list[str]:
    return [one[:64] for one in posted.getlist("sha256") if isinstance(one, str)][: service.MOST_FILES]
