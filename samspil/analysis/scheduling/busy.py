"""Reads when somebody is busy out of a calendar file (RFC 5545) they hand over, and nothing else: no titles, places or names.

What comes from outside is bounded in size, in events, and in how often an event may repeat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from samspil.analysis.scheduling.problem import HALF_HOUR, Span
from samspil.paper import danish
from samspil.paper.refusal import Refused

LARGEST = 2 * 2**20
MOST_EVENTS = 5_000
# A rule that began long ago is stepped through from its beginning: this many steps, some fifty years of days.
MOST_STEPS = 20_000
SLOW_ENOUGH = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"})
_UNREADABLE = "En aftale i kalenderfilen kan ikke læses. Udfyld skemaet i stedet."
_NO_CALENDAR = "Filen er ikke en kalenderfil. Vælg en fil, der ender på .ics, fra din kalenders »Eksportér«."


def busy(content: bytes, first: dt.date, last: dt.date) -> tuple[Span, ...]:
    """Return when a calendar is busy on the days of a window, in Danish time, outward to whole half hours.

    Events that are free (TRANSP:TRANSPARENT), cancelled or declined do not count. Refused when the file is no calendar, too
    large, or repeats more often than daily.
    """
    if len(content) > LARGEST:
        raise Refused("Kalenderfilen er større end 2 MB. Eksportér kun de uger, der spørges om.", field="file")
    if b"BEGIN:VCALENDAR" not in content[:1000].upper():
        raise Refused(_NO_CALENDAR, field="file")

    opens = dt.datetime.combine(first, dt.time())
    closes = dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1)
    spans = set()
    for starts, ends in _times(content, opens, closes):
        begin, end = _down(max(starts, opens)), _up(min(ends, closes))
        if begin < end:
            spans.add((begin, end))

    return _joined(sorted(spans))


def _times(content: bytes, opens: dt.datetime, closes: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    import icalendar

    try:
        parts: list[Any] = [
            part for whole in icalendar.Calendar.from_ical(content, multiple=True) for part in whole.walk()
        ]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        raise Refused(_NO_CALENDAR, field="file") from None
    if not parts:
        raise Refused(_NO_CALENDAR, field="file")
    events = [part for part in parts if part.name in {"VEVENT", "VFREEBUSY"}]
    # The library passes over a time it cannot read; a busy hour that silently became free would be worse than a refusal.
    if any(str(name).upper() in TIMES for each in events for name, _why in each.errors):
        raise Refused(_UNREADABLE, field="file")
    if len(events) > MOST_EVENTS:
        raise Refused(
            f"Kalenderfilen har mere end {MOST_EVENTS} aftaler. Eksportér kun de uger, der spørges om.", field="file"
        )
    try:
        moved = {
            (str(each.get("uid")), _danish(each["recurrence-id"].dt)) for each in events if "recurrence-id" in each
        }
        for each in events:
            yield from _free_busy(each) if each.name == "VFREEBUSY" else _event(each, moved, opens, closes)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise Refused(_UNREADABLE, field="file") from None


def _free_busy(part: Any) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    told = part.get("freebusy", [])
    for periods in told if isinstance(told, list) else [told]:
        if str(periods.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            for each in periods.dts if hasattr(periods, "dts") else [periods]:
                starts, ends = each.dt if isinstance(each.dt, tuple) else (each.start, each.end)
                yield _danish(starts), _danish(starts + ends if isinstance(ends, dt.timedelta) else ends)


def _event(
    event: Any, moved: set[tuple[str, dt.datetime]], opens: dt.datetime, closes: dt.datetime
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    if (
        str(event.get("transp", "OPAQUE")).upper() == "TRANSPARENT"
        or str(event.get("status", "")).upper() == "CANCELLED"
    ):
        return
    if "dtstart" not in event:
        return

    starts = event["dtstart"].dt
    ends = (
        event["dtend"].dt
        if "dtend" in event
        else starts
        + (
            event["duration"].dt
            if "duration" in event
            else dt.timedelta(days=0 if isinstance(starts, dt.datetime) else 1)
        )
    )
    begin = _danish(starts)
    length = _danish(ends) - begin
    if "rrule" not in event:
        yield begin, begin + length
        return

    without = {_danish(each.dt) for dates in _listed(event.get("exdate")) for each in dates.dts}
    if "recurrence-id" not in event:
        without |= {at for uid, at in moved if uid == str(event.get("uid"))}

    for at in _repeats(event, begin, closes):
        if at + length > opens and at not in without:
            yield at, at + length


def _repeats(event: Any, begin: dt.datetime, closes: dt.datetime) -> Iterator[dt.datetime]:
    from dateutil import rrule

    rule = event["rrule"]
    if isinstance(rule, list) or str(rule.get("freq", [""])[0]).upper() not in SLOW_ENOUGH:
        raise Refused("En aftale i kalenderfilen gentages oftere end dagligt. Udfyld skemaet i stedet.", field="file")
    # UNTIL is told in UTC where the start has a zone; the rule is followed on the Danish clock, so that summer time is right.
    parts = rule.to_ical().decode().split(";")
    until = next(iter(rule.get("until", [])), None)
    kept = ";".join(each for each in parts if not each.upper().startswith("UNTIL="))
    last = min(closes, _danish(until)) if until is not None else closes
    for step, at in enumerate(rrule.rrulestr(kept, dtstart=begin)):
        if at > last or step > MOST_STEPS:
            return
        yield at


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _danish(moment: dt.date) -> dt.datetime:
    """Return a moment on the Danish clock without zone; a whole day begins at midnight."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time())
    return moment.astimezone(danish.COPENHAGEN).replace(tzinfo=None) if moment.tzinfo else moment


def _down(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


def _up(moment: dt.datetime) -> dt.datetime:
    down = _down(moment)
    return down if down == moment else down + HALF_HOUR


def _joined(spans: list[tuple[dt.datetime, dt.datetime]]) -> tuple[Span, ...]:
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for starts, ends in spans:
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return tuple(Span(*each) for each in joined)
