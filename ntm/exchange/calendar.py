"""Due days as a calendar file (iCalendar, RFC 5545) that any calendar program takes in.

Each is a whole day with a reminder some days before. The same entries give the same bytes, and an entry keeps its
identity from file to file, so that a later file brings the earlier one up to date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

REMIND_BEFORE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """One due day. `uid` is its identity, `sequence` counts its changes, `stamp` is when it was last changed (UTC)."""

    uid: str
    day: date
    summary: str
    description: str
    stamp: datetime
    sequence: int = 0


def calendar_file(entries: Iterable[Entry], name: str, remind: str) -> bytes:
    """The calendar file of these entries, called `name`; `remind` is what the reminder says."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//ntm//tasks//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.stamp)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("sequence", entry.sequence)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", remind)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
        calendar.add_component(event)
    content = calendar.to_ical()
    assert isinstance(content, bytes)  # noqa: S101 - it gives bytes
    return content
