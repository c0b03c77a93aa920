"""Calendar files (RFC 5545): one event to send, or many in a feed that a calendar programme fetches again and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samspil.paper import danish

if TYPE_CHECKING:
    import icalendar

# How often a subscriber is asked to look again (RFC 7986, 5.7).
REFRESH = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Attendee:
    """The one whom a calendar file is made for: the address, what they have answered (PARTSTAT), and who invites."""

    address: str
    organizer: str
    partstat: str = "NEEDS-ACTION"


@dataclass(frozen=True)
class Event:
    """One event: whole days from `first` to `last`, or with a clock on the first. Tentative where something is left open.

    Without a `last` day it is the first alone (RFC 5545, 3.6.1).
    """

    uid: str
    title: str
    first: dt.date
    last: dt.date | None
    stamp: dt.datetime
    sequence: int = 0
    starts: dt.time | None = None
    ends: dt.time | None = None
    place: str = ""
    words: str = ""
    url: str = ""
    is_tentative: bool = False
    is_cancelled: bool = False
    to: Attendee | None = None


def feed(name: str, events: Iterable[Event]) -> str:
    """Write the events as one calendar with a name, to be fetched again."""
    return _written(events, "PUBLISH", name=name)


def file(event: Event, *, method: str = "PUBLISH") -> str:
    """Write one event as a file to keep or to send (RFC 5546 for the method)."""
    return _written([event], method)


def _written(events: Iterable[Event], method: str, *, name: str = "") -> str:
    import icalendar

    whole = icalendar.Calendar()
    whole.add("prodid", "-//Samspil//DA")
    whole.add("version", "2.0")
    whole.add("method", method)
    if name:
        for key in ("name", "x-wr-calname"):
            whole.add(key, icalendar.vText(name))  # as text, so that it is escaped: the library does not know these two
        whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for each in events:
        whole.add_component(_component(each))
    # A file that names a time zone must carry its rules (RFC 5545, 3.6.5).
    whole.add_missing_timezones()
    return str(whole.to_ical().decode("utf-8"))


def _component(each: Event) -> icalendar.Event:
    import icalendar

    event = icalendar.Event()
    event.add("uid", each.uid)
    event.add("dtstamp", each.stamp.astimezone(dt.UTC))
    # Of two with one uid, calendars keep the one with the higher number (RFC 5546, 2.1.4).
    event.add("sequence", each.sequence)
    event.add("summary", each.title)
    if each.starts is None:
        event.add("dtstart", each.first)
        # A whole day ends on the day after its last, which is not counted in (RFC 5545, 3.6.1).
        if each.last is not None:
            event.add("dtend", each.last + dt.timedelta(days=1))
        # Known by its date alone, it must not show people as busy all day.
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", _moment(each.first, each.starts))
        if each.ends:
            event.add("dtend", _moment(each.last or each.first, each.ends))
    for key, value in (("location", each.place), ("description", each.words), ("url", each.url)):
        if value:
            event.add(key, value)
    event.add("status", "CANCELLED" if each.is_cancelled else "TENTATIVE" if each.is_tentative else "CONFIRMED")
    if each.to is not None:
        event.add("organizer", icalendar.vCalAddress(f"mailto:{each.to.organizer}"))
        # Answers are given by link: no calendar is asked to send one by mail, where nobody would read it.
        event.add(
            "attendee",
            icalendar.vCalAddress(f"mailto:{each.to.address}"),
            parameters={"PARTSTAT": each.to.partstat, "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"},
        )
    return event


def _moment(day: dt.date, clock: dt.time) -> dt.datetime:
    local = dt.datetime.combine(day, clock, danish.COPENHAGEN)
    # The hour that comes twice in October has no local name in a calendar file (RFC 5545, 3.3.5), so it is given in UTC.
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return local.astimezone(dt.UTC) if twice else local
