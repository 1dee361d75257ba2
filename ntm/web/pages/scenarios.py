"""Page 5, scenarios kept by name: listed, opened, compared, copied, changed, removed; as files, both ways."""

from __future__ import annotations

from dataclasses import replace

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from ntm.errors import DataError
from ntm.scenario.compared_words import change_lines, figure_rows
from ntm.scenario.scenario import Scenario
from ntm.scenario.what_if_words import assumptions, cautions
from ntm.scoring.average_words import unit_title
from ntm.service.access.rights import Action
from ntm.service.papers.scenario_printing import print_scenario
from ntm.service.supposing import scenarios as service
from ntm.service.supposing.scenarios import Held
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import fold
from ntm.web.pages.what_if import held_of, of_fields
from ntm.web.sending import attached
from ntm.web.terms import day_of, wishes_of
from ntm.web.visit import Posted, Visit, Visited, page_router, text_of, to

router = page_router()


@router.get("/scenarios")
def page(visit: Visited) -> Response:
    """The scenarios the person may see, and the form to send one as a file."""
    found = service.seen(visit.workspace, visit.rights, visit.person)
    mine = [one for one in found if one[0].owner == visit.person.login]
    others = [one for one in found if one[0].owner != visit.person.login]
    return visit.page(
        "scenarios.html.j2", mine=mine, others=others, places=visit.rights.places(Action.SUPPOSE),
        most=service.MOST_COMPARED,
    )  # fmt: skip


@router.post("/scenarios")
def keep(visit: Visited, posted: Posted) -> Response:
    """Keep a new scenario: what stands in the fields of a commune's page, or a file."""
    visit.rights.require_somewhere(Action.SUPPOSE)
    day = day_of(text_of(posted, "day", 20)) or visit.office.today
    unit = visit.workspace.find(text_of(posted, "unit", 100), day, "commune")
    visit.rights.require(Action.SUPPOSE, unit, day)
    number = text_of(posted, "scenario", 10)
    scenario = _scenario(visit, posted, held_of(visit, number) if number else None)
    made = service.keep(
        visit.workspace, visit.rights, visit.person, unit, day, scenario, bool(text_of(posted, "shared", 5))
    )
    return _onward(held_of(visit, made))


@router.get("/scenarios/compare")
def compare(visit: Visited) -> Response:
    """Several scenarios of one unit and day, side by side."""
    visit.rights.require_somewhere(Action.SUPPOSE)
    numbers = list(dict.fromkeys(visit.request.query_params.getlist("of")))[: service.MOST_COMPARED + 1]
    return _shown(visit, [held_of(visit, number) for number in numbers])


@router.get("/scenarios/{number}")
def one(visit: Visited, number: int) -> Response:
    """A scenario: what it assumes, what it would change and why; what can be done with it."""
    return _shown(visit, [held_of(visit, number)])


@router.post("/scenarios/{number}")
def change(visit: Visited, posted: Posted, number: int) -> Response:
    """Change one's own scenario, as it was seen."""
    held = held_of(visit, number)
    service.change(
        visit.workspace, visit.rights, visit.person, held, _version(posted), _scenario(visit, posted, held),
        bool(text_of(posted, "shared", 5)),
    )  # fmt: skip
    return (
        _onward(held_of(visit, number)) if text_of(posted, "from_fields", 5) else to(f"/scenarios/{number}")
    )


@router.post("/scenarios/{number}/copy")
def copy(visit: Visited, posted: Posted, number: int) -> Response:
    """A copy of one's own."""
    made = service.copy(visit.workspace, visit.rights, visit.person, held_of(visit, number))
    return to(f"/scenarios/{made}")


@router.post("/scenarios/{number}/remove")
def remove(visit: Visited, posted: Posted, number: int) -> Response:
    """Take one's own scenario away."""
    service.remove(visit.workspace, visit.person, held_of(visit, number), _version(posted))
    return to("/scenarios")


@router.get("/scenarios/{number}/file")
def file(visit: Visited, number: int) -> Response:
    """The scenario as the file that `ntm what-if --scenario` reads."""
    held = held_of(visit, number)
    stem = "-".join(fold(held.kept.name).split())[:60] or "phuong-an"
    plain = "".join(sign for sign in stem if sign.isalnum() or sign == "-")
    return attached(f"{plain or 'phuong-an'}.yaml", held.kept.text.encode())


@router.get("/scenarios/{number}/paper")
def paper(visit: Visited, number: int) -> Response:
    """The scenario as a paper: PHƯƠNG ÁN GIẢ ĐỊNH, as PDF or .docx."""
    asked = visit.request.query_params
    held = held_of(visit, number)
    wishes = wishes_of(asked.get("issuer", ""), asked.get("number", ""), asked.get("dated", ""))
    form = asked.get("form", "pdf")
    return attached(*print_scenario(visit.workspace, visit.rights, visit.person, held, form, wishes))


def _shown(visit: Visit, held: list[Held]) -> Response:
    found = service.outcomes(visit.workspace, visit.rights, held)
    figures, headings = figure_rows(found)
    return visit.page(
        "scenario.html.j2", held=held, found=list(zip(held, found, strict=True)), figures=figures,
        headings=headings, assumptions=assumptions, cautions=cautions, change_lines=change_lines,
        title_of=unit_title,
    )  # fmt: skip


def _scenario(visit: Visit, posted: FormData, held: Held | None) -> Scenario:
    """The scenario of a posted form: of its file where one was sent, else of its fields."""
    name = text_of(posted, "name", service.MOST_LETTERS)
    sent = posted.get("file")
    if isinstance(sent, UploadFile) and sent.filename:
        found = service.read_text(sent.filename[:100], sent.file.read(4 * service.MOST_TEXT + 1))
        return replace(found, name=name or found.name)
    return of_fields(visit, held, posted, name)


def _version(posted: FormData) -> int:
    text = text_of(posted, "version", 10)
    if not text.isdecimal():
        raise DataError(_("Trang này không còn đúng; hãy mở lại phương án."))
    return int(text)


def _onward(held: Held) -> Response:
    """To the commune's fields, where the scenario can be shown there; else to its own page."""
    if held.by_fields:
        return to(
            f"/communes/{held.unit.code}/what-if?day={held.kept.day.isoformat()}&scenario={held.kept.id}"
        )
    return to(f"/scenarios/{held.kept.id}")
