"""Titles that communes hold: recognised by which decision, from which day, until when.

A title is a dated attribute of the commune itself (docs/glossary.md: danh hiệu): never inherited from a district,
never carried over to the unit that takes a commune's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ntm.criteria import library
from ntm.criteria.model import CriteriaSet
from ntm.criteria.procedure import Procedure, Title
from ntm.errors import DataError, UsageError
from ntm.service.entering.enter import check_day
from ntm.service.groups import communes_named
from ntm.service.workspace import Ask, Workspace
from ntm.store.places import save_places
from ntm.territory.model import COMMUNE_KINDS, Attribute, Unit
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _

_YES, _NO = "yes", "no"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A title that a commune holds on a day, and by which decision."""

    unit: Unit
    title: Title
    since: date | None
    decision: str
    illustrative: bool


def dossier_law(workspace: Workspace, day: date, province: str | None = None) -> CriteriaSet:
    """The steps and papers of recognition in force on a day; raises DataError before there were any."""
    set_id = library.dossier_set(day)
    if set_id is None:
        raise DataError(
            _(
                "Ngày {day} chưa có trình tự, hồ sơ công nhận nào trong chương trình: chọn ngày muộn hơn."
            ).format(day=format_day(day))
        )
    return workspace.sets(Ask(day, set_id, workspace.known_at))(province)


def procedure_of(criteria: CriteriaSet) -> Procedure:
    """The part `procedure` of a dossier set; raises DataError where a province's own file lacks it."""
    if criteria.procedure is None:
        raise DataError(_("{file} thiếu mục “procedure”.").format(file=criteria.file))
    return criteria.procedure


def held(workspace: Workspace, day: date, units: Sequence[Unit], titles: Sequence[Title]) -> list[Held]:
    """The titles that these communes hold on a day, in the order of communes and titles."""
    found = []
    for unit in units:
        facts = {
            fact.name: fact for fact in workspace.territory.own_attributes(unit, day) if fact.value == _YES
        }
        found += [
            Held(unit, title, fact.valid_from, fact.source, fact.illustrative)
            for title in titles
            if (fact := facts.get(title.id)) is not None
        ]
    return found


def titles_within(workspace: Workspace, ask: Ask, text: str) -> list[Held]:
    """The titles held in a commune, a district or a province on a day."""
    law = dossier_law(workspace, max(ask.day, _first_law(ask.day)))
    return held(workspace, ask.day, communes_named(workspace, ask, [text]), procedure_of(law).titles)


def _first_law(day: date) -> date:
    """From when the program knows rules: an older title is recorded, and watched, by the first of them."""
    return next((one.in_force_from for one in library.available() if one.purpose == "dossier"), day)


def record_title(
    workspace: Workspace, unit_text: str, title_id: str, day: date, decision: str, by: str, until: date | None = None
) -> Held:  # fmt: skip
    """Record that a commune holds a title from a day (by that decision), until a day where one is given.

    The same title and day recorded again replaces what was said of it before; the older record is kept. Raises
    UsageError for no such title, DataError for a unit that is no commune or a decision that is not named.
    """
    unit, title = _unit_and_title(workspace, unit_text, title_id, day)
    named = " ".join(decision.split())
    if not named or len(named) > _LONGEST:
        raise DataError(
            _("Ghi số, ngày của quyết định công nhận (không quá {limit} ký tự).").format(limit=_LONGEST)
        )
    check_day(day)
    if until is not None and until < day:
        raise DataError(
            _("Ngày thôi giữ danh hiệu {until} trước ngày công nhận {day}.").format(
                until=format_day(until), day=format_day(day)
            )
        )
    _save(workspace, Attribute(unit.code, unit.valid_from, title.id, _YES, day, until, named), by)
    return Held(unit, title, day, named, illustrative=False)


def end_title(workspace: Workspace, unit_text: str, title_id: str, day: date, note: str, by: str) -> Held:
    """Record that a title no longer holds from a day: withdrawn, or (from its own first day) entered by mistake.

    Raises DataError where the commune holds no such title that day.
    """
    unit, title = _unit_and_title(workspace, unit_text, title_id, day)
    facts = workspace.territory.own_attributes(unit, day)
    fact = next((one for one in facts if one.name == title.id and one.value == _YES), None)
    if fact is None:
        raise DataError(
            _("{unit} không có danh hiệu “{title}” vào ngày {day}. Xem: ntm dossier titles").format(
                unit=unit.title, title=title.name, day=format_day(day)
            )
        )
    never = fact.valid_from is not None and day <= fact.valid_from
    source = f"{fact.source}; {' '.join(note.split())}" if note.strip() else fact.source
    ended = Attribute(
        fact.code, fact.unit_valid_from, fact.name, _NO if never else _YES, fact.valid_from,
        None if never else day - timedelta(days=1), source[:_LONGEST], fact.illustrative,
    )  # fmt: skip
    _save(workspace, ended, by)
    return Held(unit, title, fact.valid_from, ended.source, ended.illustrative)


def _unit_and_title(workspace: Workspace, unit_text: str, title_id: str, day: date) -> tuple[Unit, Title]:
    unit = workspace.find(unit_text, day, "commune")
    if unit.kind not in COMMUNE_KINDS:
        raise DataError(_("{unit} không phải là đơn vị cấp xã.").format(unit=unit.title))
    procedure = procedure_of(dossier_law(workspace, max(day, _first_law(day))))
    title = procedure.title(title_id)
    if title is None:
        raise UsageError(
            _("Không có danh hiệu “{title}”. Có: {known}.").format(
                title=title_id, known=", ".join(f"{one.id} ({one.name})" for one in procedure.titles)
            )
        )
    return unit, title


def _save(workspace: Workspace, fact: Attribute, by: str) -> None:
    if workspace.database is None:
        raise DataError(_("Cần một cơ sở dữ liệu để nhập số liệu: chạy `ntm init`."))
    save_places(workspace.database, [], [], [fact], by, subject="title:record")
    workspace.__dict__.pop("territory", None)  # what is known of places has changed
