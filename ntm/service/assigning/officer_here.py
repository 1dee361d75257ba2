"""An officer's year-end sheet as the office's pages give it: to the person themself and to their superiors alone.

A superior is a leader, verifier or administrator over the unit and, where the person signs in, over every place that
person has a role at today: nobody reads the sheet of somebody above them.
"""

from __future__ import annotations

from ntm.errors import UsageError
from ntm.reports.paper import Paper
from ntm.service.access import people
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Forbidden, Rights
from ntm.service.assigning.officer import officer, results, within
from ntm.service.papers.readiness import Wishes
from ntm.service.workspace import Ask, Workspace
from ntm.store.tasks import tasks
from ntm.territory.model import Unit
from ntm.vietnamese.collation import collation_key
from ntm.vietnamese.messages import _


def sheet(
    workspace: Workspace,
    rights: Rights,
    by: Person,
    ask: Ask,
    unit: Unit,
    person: str,
    year: int | None = None,
    wishes: Wishes | None = None,
) -> Paper:
    """The sheet of `person` (a name, a role or a sign-in name) in a unit; raises Forbidden unless it may be seen.

    One's own is asked for by one's own sign-in name, and holds what was given to that name alone.
    """
    if not person:
        raise UsageError(_("Hãy ghi người cần xem phiếu: tên, chức danh hoặc tên đăng nhập."))
    own = person == by.login
    if not own:
        _require_superior(workspace, rights, within(ask, year or ask.day.year), unit, person)
    return officer(workspace, ask, unit.code, person, year, wishes, own=own)


def officers(workspace: Workspace, rights: Rights, ask: Ask, unit: Unit) -> list[str]:
    """Who was given tasks in a unit, by name; raises Forbidden for whoever may see nobody's sheet there."""
    rights.require(Action.OFFICER_SHEET, unit, ask.day)
    communes = workspace.territory.communes(ask.day, unit, counted_only=False)
    with workspace.stored.reading() as connection:
        found = tasks(connection, [(one.code, one.valid_from) for one in communes])
    named = {one.assignment.responsible for one in found if one.assignment.given_on <= ask.day}
    return sorted(named, key=collation_key)


def _require_superior(workspace: Workspace, rights: Rights, ask: Ask, unit: Unit, person: str) -> None:
    rights.require(Action.OFFICER_SHEET, unit, ask.day)
    found = results(workspace, ask, unit, person)
    accounts = {one.task.assignment.account for one in found} - {None}
    for one in people.everybody(workspace.stored) if accounts else ():
        if one.login not in accounts:
            continue
        held = Rights(rights.territory, one.grants, rights.today)
        places = [rights.territory.unit(grant.unit_code, rights.today) for grant in held.grants]
        if not all(
            place is not None and rights.may(Action.OFFICER_SHEET, place, rights.today) for place in places
        ):
            raise Forbidden(_("Chỉ người có tên và cấp trên của người đó được xem phiếu này."))
