"""The people of the load: officers of every commune of the demonstration and readers of its province, signed in."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ntm.criteria.model import CriteriaSet, Kind
from ntm.service.access import people
from ntm.service.access.passwords import token_hash
from ntm.service.access.rights import Role
from ntm.service.access.signing import LONGEST
from ntm.service.demonstration.demo_people import make_people
from ntm.service.demonstration.demo_status import DAY
from ntm.service.workspace import Workspace
from ntm.store import people as store
from ntm.store.database import Database
from ntm.store.saves import last_seqs
from ntm.vietnamese.dates import now
from ntm.web.security import HEADER, form_token
from ntm.web.visit import SESSION

LANG_SON = "20"
_ITEMS = 8
"""So many fields an officer saves in turn."""


@dataclass(frozen=True)
class Seat:
    """A person at a browser that is signed in."""

    login: str
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        """The cookie, and the token of a form."""
        return {"cookie": f"{SESSION}={self.secret}", HEADER: form_token(self.secret)}


@dataclass
class Officer:
    """An officer of a commune with the fields they save, each with the version they know."""

    seat: Seat
    commune: str
    versions: dict[str, int]
    said: set[str] = field(default_factory=set)
    turn: int = 0

    def next(self, chance: random.Random) -> tuple[str, str]:
        """The next field and a value it never had."""
        items = list(self.versions)
        item = items[self.turn % len(items)]
        self.turn += 1
        while True:
            value = f"{chance.randrange(1, 9_999) / 100:.2f}".replace(".", ",")
            if f"{item}={value}" not in self.said:
                self.said.add(f"{item}={value}")
                return item, value


def make_office(database: Database, officers: int, readers: int) -> tuple[list[Officer], list[Seat]]:
    """People with their roles and sessions; two officers of one commune save different fields."""
    workspace = Workspace(database)
    make_people(workspace)
    province = workspace.territory.unit(LANG_SON, DAY)
    assert province is not None
    communes = workspace.territory.communes(DAY, province)
    ask = workspace.ask(DAY)
    items = _items(workspace.sets(ask)(LANG_SON))
    made: list[Officer] = []
    with database.writing() as connection:
        for at in range(officers):
            unit = communes[at % len(communes)]
            seat = _seat(connection, f"can-bo-{at}", people.NewRole(Role.COMMUNE_OFFICER, unit))
            own = items[_ITEMS * (at // len(communes)) :][:_ITEMS]
            known = last_seqs(connection, (unit.code, unit.valid_from), ask.set_id, own)
            made.append(Officer(seat, unit.code, {item: known.get(item, 0) for item in own}))
        role = people.NewRole(Role.READER, province)
        seats = [_seat(connection, f"nguoi-xem-{at}", role) for at in range(readers)]
    return made, seats


def _items(criteria: CriteriaSet) -> list[str]:
    """Percentages that stand for their whole indicator: any value from 0 to 100 may be typed there."""
    return [
        indicator.id
        for indicator in criteria.indicators
        if len(indicator.measures) == 1 and indicator.measures[0].kind is Kind.PERCENTAGE
    ]


def _seat(connection: Connection, login: str, role: people.NewRole) -> Seat:
    """A person with a session of their own and no password: signing in is not what is measured."""
    number = store.add_person(connection, login, login, "", "bench", "bench")
    who = store.person_by_id(connection, number)
    assert who is not None
    store.set_password(connection, who, "", False, "bench", "bench")
    store.add_role(connection, role.stored(number), login, "bench", "bench")
    secret = secrets.token_urlsafe(32)
    store.begin_session(connection, token_hash(secret), who, now() + LONGEST, "bench", "bench")
    return Seat(login, secret)
