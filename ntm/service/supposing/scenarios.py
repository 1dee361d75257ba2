"""Scenarios kept by name: who may keep, see, change, copy and remove them. Nothing of it touches status.

A scenario is seen by whoever keeps it and, where it is shared, by everybody who may do what-ifs at its unit; only
the one who keeps it changes or removes it. What it assumes of communes outside a person's places is refused, since
a step (+5) would tell what is stated there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ntm.criteria.library import in_force
from ntm.errors import Conflict, DataError, UsageError
from ntm.scenario.scenario import Scenario
from ntm.scenario.scenario_file import scenario_of
from ntm.scenario.scenario_writing import scenario_text
from ntm.scenario.what_if import WhatIf
from ntm.service.access.people import Person
from ntm.service.access.rights import Action, Forbidden, Rights
from ntm.service.supposing.what_if import what_if
from ntm.service.workspace import Workspace
from ntm.store import scenarios as store
from ntm.store.scenarios import Kept
from ntm.territory.model import COMMUNE_KINDS, Unit
from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

MOST_KEPT = 200
"""Scenarios one person may keep."""
MOST_SHOWN = 500
MOST_LETTERS = 100
"""Of a name."""
MOST_TEXT = 40_000
"""Characters of a scenario's text."""
MOST_COMPARED = 4


@dataclass(frozen=True)
class Held:
    """A kept scenario with its unit, read."""

    kept: Kept
    unit: Unit
    scenario: Scenario

    @property
    def by_fields(self) -> bool:
        """Whether its values can be changed on the what-if page: of a commune, by the set and day it stands by."""
        named = self.scenario.criteria
        own = named is None or named == in_force(self.kept.day)
        return self.unit.kind in COMMUNE_KINDS and own and self.scenario.on is None


def seen(workspace: Workspace, rights: Rights, by: Person) -> list[tuple[Kept, Unit]]:
    """The scenarios a person may see, the last changed first."""
    rights.require_somewhere(Action.SUPPOSE)
    with workspace.stored.reading() as connection:
        found = store.visible(connection, by.login, MOST_SHOWN)
    placed = ((kept, workspace.territory.exact(*kept.unit)) for kept in found)
    return [
        (kept, unit)
        for kept, unit in placed
        if unit is not None and rights.may(Action.SUPPOSE, unit, kept.day)
    ]


def opened(workspace: Workspace, rights: Rights, by: Person, number: int) -> Held | None:
    """The scenario of that number; None where there is none. Raises Forbidden where the person may not see it."""
    with workspace.stored.reading() as connection:
        kept = store.one(connection, number)
    unit = workspace.territory.exact(*kept.unit) if kept is not None else None
    if kept is None or unit is None:
        return None
    rights.require(Action.SUPPOSE, unit, kept.day)
    if kept.owner != by.login and not kept.shared:
        raise Forbidden(_("Phương án này của riêng người lập."))
    return Held(kept, unit, replace(scenario_of(f"{kept.name}.yaml", kept.text), name=kept.name))


def read_text(name: str, content: bytes) -> Scenario:
    """The scenario in a file that was sent; raises DataError with every fault and its line."""
    if not content:
        raise DataError(_("Hãy chọn một tệp kịch bản (YAML)."))
    if len(content) > 4 * MOST_TEXT:
        raise DataError(_too_long())
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(_("{file} không phải UTF-8.").format(file=name)) from error
    return scenario_of(name, text)


def keep(
    workspace: Workspace, rights: Rights, by: Person, unit: Unit, day: date, scenario: Scenario, shared: bool
) -> int:
    """Keep a new scenario of a unit on a day; gives its number. What cannot be computed is refused, whole."""
    kept = _checked(workspace, rights, by, unit, day, scenario, shared)
    with workspace.stored.writing() as connection:
        _room(store.count(connection, by.login))
        return store.add(connection, kept)


def change(
    workspace: Workspace,
    rights: Rights,
    by: Person,
    held: Held,
    version: int,
    scenario: Scenario,
    shared: bool,
) -> None:
    """Put a scenario in place of a kept one that was seen at `version`; raises Conflict where it is another by now."""
    _own(by, held)
    kept = _checked(workspace, rights, by, held.unit, held.kept.day, scenario, shared)
    with workspace.stored.writing() as connection:
        if not store.change(connection, replace(kept, id=held.kept.id, version=version)):
            raise _changed()


def copy(workspace: Workspace, rights: Rights, by: Person, held: Held) -> int:
    """A copy of a scenario one may see, one's own and not shared; gives its number."""
    scenario = replace(held.scenario, name=_("Bản sao: {name}").format(name=held.kept.name)[:MOST_LETTERS])
    kept = _checked(workspace, rights, by, held.unit, held.kept.day, scenario, False)
    with workspace.stored.writing() as connection:
        _room(store.count(connection, by.login))
        return store.add(connection, kept, "copy")


def remove(workspace: Workspace, by: Person, held: Held, version: int) -> None:
    """Take one's own scenario away, as it was seen at `version`; raises Conflict where it is another by now."""
    _own(by, held)
    with workspace.stored.writing() as connection:
        if not store.remove(connection, replace(held.kept, version=version)):
            raise _changed()


def outcomes(workspace: Workspace, rights: Rights, held: Sequence[Held]) -> list[WhatIf]:
    """What scenarios of one unit and day would change, side by side. Raises UsageError for what has no common place."""
    if not 0 < len(held) <= MOST_COMPARED:
        raise UsageError(_("Hãy chọn từ hai đến {most} phương án để so.").format(most=MOST_COMPARED))
    first = held[0]
    if any((one.kept.unit, one.kept.day) != (first.kept.unit, first.kept.day) for one in held):
        raise UsageError(_("Chỉ so được các phương án của cùng một đơn vị và cùng một ngày."))
    for one in held:
        require_places(workspace, rights, one.kept.day, one.scenario)
    named = [one.scenario for one in held]
    return what_if(workspace, first.unit.code, named, day=first.kept.day)


def require_places(workspace: Workspace, rights: Rights, day: date, scenario: Scenario) -> None:
    """Raise Forbidden where the scenario names a commune at which the person may do no what-ifs."""
    named = [*(one.unit for one in scenario.values), *(one.unit for one in scenario.places)]
    for text in sorted({unit for unit in named if unit is not None}):
        rights.require(Action.SUPPOSE, workspace.find(text, day, "commune"), day)


def _checked(
    workspace: Workspace, rights: Rights, by: Person, unit: Unit, day: date, scenario: Scenario, shared: bool
) -> Kept:
    """What is to be kept: allowed, under a name, and computed once, so that it can be opened again."""
    rights.require(Action.SUPPOSE, unit, day)
    name = " ".join(nfc(scenario.name).split())
    if not name:
        raise UsageError(_("Hãy đặt tên cho phương án."))
    if len(name) > MOST_LETTERS:
        raise UsageError(_("Tên phương án dài nhất {most} ký tự.").format(most=MOST_LETTERS))
    named = replace(scenario, name=name)
    text = scenario_text(named)
    if len(text) > MOST_TEXT:
        raise DataError(_too_long())
    require_places(workspace, rights, day, named)
    what_if(workspace, unit.code, [named], day=day)
    return Kept(by.login, name, (unit.code, unit.valid_from), day, text, shared)


def _own(by: Person, held: Held) -> None:
    if held.kept.owner != by.login:
        raise Forbidden(_("Chỉ người lập được sửa hay xóa phương án; hãy chép thành bản của mình."))


def _room(count: int) -> None:
    if count >= MOST_KEPT:
        raise UsageError(_("Mỗi người giữ nhiều nhất {most} phương án: hãy xóa bớt.").format(most=MOST_KEPT))


def _too_long() -> str:
    return _("Kịch bản quá dài: nhiều nhất {most} ký tự.").format(most=MOST_TEXT)


def _changed() -> Conflict:
    return Conflict(
        _("Phương án đã được đổi hoặc xóa từ lúc mở trang. Hãy mở lại để xem; chưa có gì được ghi.")
    )
