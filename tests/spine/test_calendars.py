"""Calendar feeds read back with another reader's eyes: whole days, clocks, tentative, called off, and no header injected."""

from __future__ import annotations

import datetime as dt

import icalendar

from samspil.spine import calendars
from samspil.spine.calendars import Event

STAMP = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
D = dt.date


def read(*events: Event) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(calendars.feed("Plan", events)).walk("VEVENT"))


def test_each_event_says_what_is_known_and_no_more() -> None:
    whole, clock, off = read(
        Event("a@x", "To dage", D(2025, 1, 16), D(2025, 1, 17), STAMP, is_tentative=True, words="16. -17. januar 2025"),
        Event("b@x", "Møde", D(2025, 3, 13), D(2025, 3, 13), STAMP, 2, dt.time(15), dt.time(17, 30), "Hallen"),
        Event("c@x", "Aflyst", D(2025, 3, 14), D(2025, 3, 14), STAMP, starts=dt.time(9), is_cancelled=True),
    )
    assert (whole["dtstart"].dt, whole["dtend"].dt, str(whole["status"])) == (
        D(2025, 1, 16),
        D(2025, 1, 18),
        "TENTATIVE",
    )
    assert clock["dtstart"].dt.isoformat() == "2025-03-13T15:00:00+01:00"
    assert clock["dtend"].dt.isoformat() == "2025-03-13T17:30:00+01:00"
    assert (str(clock["location"]), int(clock["sequence"]), str(clock["status"])) == ("Hallen", 2, "CONFIRMED")
    assert (str(off["status"]), "dtend" in off) == ("CANCELLED", False)


def test_words_with_line_breaks_stay_words() -> None:
    [event] = read(Event("a@x", "Møde\r\nATTENDEE:mailto:ond@example.org", D(2025, 1, 1), D(2025, 1, 1), STAMP))
    assert "attendee" not in event
    assert "ATTENDEE" in str(event["summary"])


def test_the_hour_that_comes_twice_is_given_in_utc() -> None:
    [event] = read(Event("a@x", "Nat", D(2026, 10, 25), D(2026, 10, 25), STAMP, starts=dt.time(2, 30)))
    assert event["dtstart"].dt == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_a_feed_has_a_name_and_asks_to_be_fetched_again() -> None:
    text = calendars.feed("Plan; for os\r\nMETHOD:CANCEL", ())
    assert text.count("METHOD:") == 3
    assert "NAME:Plan\\; for os\\nMETHOD:CANCEL\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in text
