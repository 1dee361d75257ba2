"""The board of tasks: by person, commune, quarter; what is overdue first; its sheet, reminder and calendar file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Set
from pathlib import Path
from urllib.parse import urlencode

from starlette.responses import Response

from ntm.errors import UsageError
from ntm.exchange.task_file import write_csv, write_workbook
from ntm.reports.editable import editable
from ntm.reports.paper import Paper
from ntm.reports.rendering import render
from ntm.service.access.rights import Action
from ntm.service.assigning import task_board as service
from ntm.service.assigning.task_board import Choice, choice
from ntm.service.assigning.task_digest import (
    calendar,
    closing_lines,
    digest,
    digest_mail,
    digest_paper,
    part_rows,
)
from ntm.service.assigning.task_sheet import sheet_rows, sheet_title, state_words
from ntm.service.assigning.work import Wish, carried_word, state_text, work
from ntm.service.workspace import Ask
from ntm.vietnamese.messages import _
from ntm.vietnamese.quarters import Quarter
from ntm.web.sending import attached
from ntm.web.visit import Visit, Visited, page_router

router = page_router()

PAGE = 200
"""Lines on one page."""
_ONE_AT_A_TIME = threading.Lock()
"""A paper keeps a processor busy: pages go on being answered on the other."""
_PATIENCE = 15.0
"""Seconds to wait for one's turn, so that those who wait do not keep the server from answering."""


@router.get("/tasks")
def listing(visit: Visited) -> Response:
    """What is to be done."""
    wanted, ask = _asked(visit)
    found = service.board(visit.workspace, ask, wanted)
    start = visit.request.query_params.get("from", "0")
    first = int(start) if start.isdecimal() and len(start) < 7 else 0
    lines = found.lines[first : first + PAGE]
    may = {
        unit.code for unit in visit.rights.communes(Action.ASSIGN, visit.office.today)
    } if Action.ASSIGN in visit.rights.anywhere else set()  # fmt: skip
    return visit.page(
        "tasks.html.j2", board=found, groups=found.groups(lines), wanted=wanted, ask=ask, first=first, page=PAGE,
        shown=len(lines), asked=visit.request.query_params, orders=_orders(), may_assign=may, carried_word=carried_word,
        state_text=state_text, quarters=[Quarter(ask.day.year, number) for number in range(1, 5)],
        several=len({line.unit.code for line in found.lines}) > 1, link=lambda **more: _link(visit, **more),
        works=service.WORKS, given=_given(visit), to_give=_to_give(found, wanted, may),
    )  # fmt: skip


@router.get("/tasks/sheet")
def sheet(visit: Visited) -> Response:
    """What is wanted as a sheet to fill in and import again (xlsx, or csv with `form=csv`)."""
    wanted, ask = _asked(visit)
    lines = work(visit.workspace, ask, wanted.codes, wanted.wish, "commune")
    form = visit.request.query_params.get("form") or "xlsx"
    if form not in ("xlsx", "csv"):
        raise UsageError(_("Chỉ xuất được csv hoặc xlsx."))
    with tempfile.TemporaryDirectory(prefix="ntm-") as folder:
        path = Path(folder) / f"tasks.{form}"
        if form == "csv":
            write_csv(path, sheet_rows(lines))
        else:
            title = sheet_title(visit.workspace, ask, wanted.codes)
            write_workbook(path, sheet_rows(lines), title, state_words())
        return attached(f"nhiem-vu-{_name(wanted)}-{ask.day.isoformat()}.{form}", path.read_bytes())


@router.get("/tasks/digest")
def reminder(visit: Visited) -> Response:
    """The reminder, as a page to print, or as PDF, docx or a mail to send (`form=`)."""
    wanted, ask = _asked(visit)
    form = visit.request.query_params.get("form") or "page"
    found = digest(visit.workspace, ask, wanted.codes, wanted.wish.persons)
    if form == "page":
        return visit.page(
            "task_digest.html.j2", found=found, rows=lambda part: part_rows(part, found), wanted=wanted,
            closing=list(closing_lines(found)), link=lambda **more: _link(visit, "/tasks/digest", **more), ask=ask,
        )  # fmt: skip
    content = digest_mail(found) if form == "eml" else printed(digest_paper(found), form)
    return attached(f"nhac-viec-{_name(wanted)}-{ask.day.isoformat()}.{form}", content)


@router.get("/tasks/calendar")
def dates(visit: Visited) -> Response:
    """The due days as a calendar file."""
    wanted, ask = _asked(visit)
    content = calendar(visit.workspace, ask, wanted.codes, wanted.wish.persons)
    return attached(f"nhiem-vu-{_name(wanted)}.ics", content)


def printed(paper: Paper, form: str) -> bytes:
    """A paper as PDF or docx; raises UsageError for another form."""
    if form not in ("pdf", "docx"):
        raise UsageError(_("Hãy chọn loại văn bản và dạng tệp trong danh sách."))
    if not _ONE_AT_A_TIME.acquire(timeout=_PATIENCE):
        raise UsageError(_("Nhiều người đang in. Hãy thử lại sau ít phút."))
    try:
        return render(paper) if form == "pdf" else editable(paper)
    finally:
        _ONE_AT_A_TIME.release()


def _asked(visit: Visit) -> tuple[Choice, Ask]:
    """What the address asks for, the right to see it asked."""
    asked = {name: value.strip()[:200] for name, value in visit.request.query_params.items()}
    wanted = choice(visit.workspace, visit.rights, visit.day, asked, visit.person.login)
    return wanted, visit.workspace.ask(visit.day)


def _link(visit: Visit, path: str = "/tasks", **more: str) -> str:
    """The address asked for with some of its words changed; an empty one is left out."""
    kept = {name: value for name, value in visit.request.query_params.items() if value and name != "from"}
    words = {name: value for name, value in {**kept, **more}.items() if value}
    return f"{path}?{urlencode(words)}" if words else path


def _name(wanted: Choice) -> str:
    return "-".join(wanted.codes[:3])


def _given(visit: Visit) -> int | None:
    """How many tasks were given at once before the page was opened; None where none were."""
    told = visit.request.query_params.get("given", "")
    return int(told) if told.isdecimal() and len(told) < 5 else None


def _to_give(board: service.Board, wanted: Choice, may: Set[str]) -> int:
    """How many gaps of the one commune looked at whole name a person and have no task, where this person may give."""
    if len(wanted.units) != 1 or wanted.units[0].code not in may or wanted.wish != Wish():
        return 0
    return sum(line.assigned and line.task is None and not line.met for line in board.lines)


def _orders() -> dict[str, str]:
    return {
        "urgency": _("Gấp trước"), "person": _("Theo người"), "commune": _("Theo xã"), "quarter": _("Theo quý")
    }  # fmt: skip
