"""A person's own signed-in browsers: which there are, ending one, ending all but this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ntm.errors import DataError
from ntm.service.access.signing import IDLE, SignedIn
from ntm.store import people as store
from ntm.store.database import Database
from ntm.store.people import StoredSession
from ntm.vietnamese.dates import now
from ntm.vietnamese.messages import _

_KEY = 16
"""Letters of a session's hash by which the page names it: enough among one person's, and no way to sign in."""
_BROWSERS = (
    ("edg/", "Edge"), ("opr/", "Opera"), ("coc_coc", "Cốc Cốc"), ("samsungbrowser", "Samsung Internet"),
    ("firefox/", "Firefox"), ("chrome/", "Chrome"), ("safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("mac os", "macOS"),
    ("linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser where the person is signed in: `key` names it, `here` that it is the one that asks."""

    key: str
    device: str
    begun: datetime
    seen: datetime
    expires: datetime
    here: bool


def own(database: Database, who: SignedIn) -> list[OwnSession]:
    """The person's sessions that still let somebody in, this one first, then the last used."""
    found = [_own(one, who) for one in _live(database, who)]
    return sorted(found, key=lambda one: not one.here)


def end(database: Database, who: SignedIn, key: str) -> None:
    """End one of the person's sessions; raises DataError where there is none of that key (any more)."""
    for one in _live(database, who):
        if one.token_hash[:_KEY] == key:
            with database.writing() as connection:
                store.end_session(connection, one.token_hash, who.person.login, "web")
            return
    raise DataError(_("Phiên đăng nhập này không còn nữa."))


def end_others(database: Database, who: SignedIn) -> int:
    """End every session of the person but the one that asks; gives how many."""
    with database.writing() as connection:
        return store.end_other_sessions(connection, who.person.id, who.token_hash, who.person.login, "web")


def device_words(device: str) -> str:
    """What a browser calls itself, as people read it: "Chrome, Windows"; unknown ones by their first letters."""
    told = device.lower()
    names = [next((name for mark, name in known if mark in told), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in names if name) or device[:40] or _("trình duyệt không rõ")


def _live(database: Database, who: SignedIn) -> list[StoredSession]:
    moment = now()
    with database.reading() as connection:
        found = store.sessions_of(connection, who.person.id)
    return [one for one in found if moment < one.expires_at and moment < one.seen_at + IDLE]


def _own(one: StoredSession, who: SignedIn) -> OwnSession:
    return OwnSession(
        one.token_hash[:_KEY], device_words(one.device or ""), one.created_at, one.seen_at, one.expires_at,
        one.token_hash == who.token_hash,
    )  # fmt: skip
