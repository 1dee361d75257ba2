"""Page 6, papers and sheets: order papers and see how far they are, what was printed; templates to fill in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from starlette.responses import Response

from ntm.errors import UsageError
from ntm.scoring.verdict import Body
from ntm.service.access.rights import Action
from ntm.service.papers import printing as service
from ntm.service.sheets.sheet_template import write_sheets
from ntm.store.printing import RUNNING, WAITING
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold
from ntm.web.sending import attached
from ntm.web.terms import day_of, wishes_of
from ntm.web.visit import NotFound, Posted, Visit, Visited, page_router, text_of, to

router = page_router()


@router.get("/papers")
def page(visit: Visited) -> Response:
    """The form to order papers, and the orders."""
    visit.rights.require_somewhere(Action.PRINT)
    return visit.page(
        "papers.html.j2", kinds=service.kinds(), places=visit.rights.places(Action.PRINT), **_orders(visit)
    )


@router.get("/papers/orders")
def orders(visit: Visited) -> Response:
    """The orders alone, as the page renews them while something is printed."""
    visit.rights.require_somewhere(Action.PRINT)
    return visit.page("papers_orders.html.j2", **_orders(visit))


@router.post("/papers")
def order(visit: Visited, posted: Posted) -> Response:
    """Order papers; they are printed behind the page."""
    visit.rights.require_somewhere(Action.PRINT)
    day = day_of(text_of(posted, "day", 20)) or visit.office.today
    wishes = wishes_of(
        text_of(posted, "issuer", 100), text_of(posted, "number", 20), text_of(posted, "dated", 20),
        text_of(posted, "requests", 4_000),
    )  # fmt: skip
    service.order(
        visit.workspace, visit.rights, visit.person, text_of(posted, "unit", 100), text_of(posted, "kind", 40), day,
        text_of(posted, "form", 10) or "pdf", wishes,
    )  # fmt: skip
    visit.office.printer.wake()
    return to("/papers")


@router.get("/papers/{number}")
def file(visit: Visited, number: int) -> Response:
    """What was printed."""
    visit.rights.require_somewhere(Action.PRINT)
    found = service.printed(visit.workspace, visit.rights, number)
    if found is None:
        raise NotFound(_("Không có tệp nào của lượt in này, hoặc tệp đã được dọn; hãy in lại."))
    return attached(*found)


@router.get("/sheets")
def sheets(visit: Visited) -> Response:
    """The workbook of a commune, or of the communes of a district or province, to be filled in."""
    visit.rights.require_somewhere(Action.PRINT)
    text = visit.request.query_params.get("unit", "").strip()[:100]
    if not text:
        raise UsageError(_("Hãy ghi đơn vị: mã hoặc tên."))
    unit = visit.workspace.find(text, visit.day, "commune")
    visit.rights.require(Action.PRINT, unit, visit.day)
    name = f"bieu-{unit.code}-{fold(unit.name).replace(' ', '-')}-{visit.day.isoformat()}.xlsx"
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
        path = Path(folder) / name
        write_sheets(visit.workspace, visit.workspace.ask(visit.day), [unit.code], Body.COMMUNE, path)
        return attached(name, path.read_bytes())


def _orders(visit: Visit) -> dict[str, Any]:
    found = service.seen(visit.workspace, visit.rights)
    busy = any(job.state in (WAITING, RUNNING) for job, _unit in found)
    if busy:
        visit.office.printer.wake()
    return {"orders": found, "busy": busy, "titles": service.kinds(), "cleaning": service.cleaning_told()}
