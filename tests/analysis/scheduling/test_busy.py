"""Busy times out of calendar files as people's programmes write them, and out of files that mean harm."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from samspil.analysis.scheduling import busy as reading
from samspil.analysis.scheduling.busy import busy
from samspil.paper.refusal import Refused

FIRST, LAST = dt.date(2026, 10, 19), dt.date(2026, 10, 30)  # summer time ends on 25 October


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//X//DA"]
    for each in events:
        kind = "VFREEBUSY" if "FREEBUSY" in each else "VEVENT"
        lines += [f"BEGIN:{kind}", "UID:1", "SUMMARY:Hos psykologen", *each.split("|"), f"END:{kind}"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def told(*events: str) -> list[str]:
    return [f"{each.starts:%d %H:%M}-{each.ends:%d %H:%M}" for each in busy(calendar(*events), FIRST, LAST)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20261020T080000Z|DTEND:20261020T090000Z", ["20 10:00-20 11:00"]),
        ("DTSTART:20261026T080000Z|DTEND:20261026T090000Z", ["26 09:00-26 10:00"]),
        ("DTSTART:20261020T101000|DTEND:20261020T104500", ["20 10:00-20 11:00"]),
        ("DTSTART;TZID=Europe/Copenhagen:20261020T100000|DURATION:PT90M", ["20 10:00-20 11:30"]),
        ("DTSTART;VALUE=DATE:20261020", ["20 00:00-21 00:00"]),
        ("DTSTART;VALUE=DATE:20261020|DTEND;VALUE=DATE:20261022", ["20 00:00-22 00:00"]),
        ("DTSTART:20261020T101500", ["20 10:00-20 10:30"]),
        ("DTSTART:20261017T100000|DTEND:20261019T020000", ["19 00:00-19 02:00"]),
        ("DTSTART:20261020T100000|DTEND:20261020T110000|TRANSP:TRANSPARENT", []),
        ("DTSTART:20261020T100000|DTEND:20261020T110000|STATUS:CANCELLED", []),
        ("DTSTART:20261101T100000|DTEND:20261101T110000", []),
        ("SUMMARY:Uden tid", []),
        # Each Tuesday at ten on the Danish clock, summer and winter, but for one that is left out.
        (
            "DTSTART;TZID=Europe/Copenhagen:20200107T100000|DURATION:PT1H|RRULE:FREQ=WEEKLY",
            ["20 10:00-20 11:00", "27 10:00-27 11:00"],
        ),
        (
            "DTSTART;TZID=Europe/Copenhagen:20200107T100000|DURATION:PT1H|RRULE:FREQ=WEEKLY|EXDATE;TZID=Europe/Copenhagen:20261020T100000",
            ["27 10:00-27 11:00"],
        ),
        (
            "DTSTART;TZID=Europe/Copenhagen:20261019T100000|DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20261020T080000Z",
            ["19 10:00-19 11:00", "20 10:00-20 11:00"],
        ),
        ("DTSTART:20261019T100000|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=1", ["19 10:00-19 11:00"]),
        (
            "FREEBUSY:20261020T080000Z/20261020T090000Z,20261021T080000Z/PT30M",
            ["20 10:00-20 11:00", "21 10:00-21 10:30"],
        ),
        ("FREEBUSY;FBTYPE=FREE:20261020T080000Z/20261020T090000Z", []),
    ],
)
def test_each_kind_of_time_is_read(event: str, expected: list[str]) -> None:
    assert told(event) == expected


def test_one_occurrence_that_was_moved_counts_where_it_is() -> None:
    rule = "DTSTART:20261019T100000|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=2"
    moved = "RECURRENCE-ID:20261020T100000|DTSTART:20261020T140000|DURATION:PT1H"
    assert told(rule, moved) == ["19 10:00-19 11:00", "20 14:00-20 15:00"]


def test_times_that_touch_are_one() -> None:
    assert told("DTSTART:20261020T100000|DURATION:PT1H", "DTSTART:20261020T110000|DURATION:PT1H") == [
        "20 10:00-20 12:00"
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "ikke en kalenderfil"),
        (b"PK\x03\x04 en zip", "ikke en kalenderfil"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>", "ikke en kalenderfil"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nrod", "kan ikke læses|ikke en kalenderfil"),
        (b"BEGIN:VCALENDAR" + b"x" * reading.LARGEST, "større end 2 MB"),
        (calendar(*["DTSTART:20261020T100000"] * (reading.MOST_EVENTS + 1)), "mere end 5000 aftaler"),
        (calendar("DTSTART:19700101T000000|RRULE:FREQ=SECONDLY"), "oftere end dagligt"),
        (calendar("DTSTART:i morgen|DURATION:PT1H"), "kan ikke læses"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        busy(content, FIRST, LAST)
    assert refused.value.field == "file"


def test_a_rule_that_never_comes_to_the_window_ends() -> None:
    began = time.perf_counter()
    assert told("DTSTART:10000101T000000|DURATION:PT1H|RRULE:FREQ=DAILY;BYMONTHDAY=31;BYMONTH=1") == []
    assert time.perf_counter() - began < 10


def test_nothing_but_times_comes_out() -> None:
    assert "psykolog" not in repr(busy(calendar("DTSTART:20261020T100000|DURATION:PT1H"), FIRST, LAST))
