"""A month as people know it from the wall: weeks below each other, Monday first, and what happens on each day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from samspil.paper import danish

WEEKDAYS = tuple((name[:2], name) for name in danish.WEEKDAYS)
# More months than a quarter are a list, not a picture.
MOST = 3


@dataclass(frozen=True)
class Entry:
    """Something on a day: what it is called, and the address of its page."""

    on: dt.date
    title: str
    url: str


@dataclass(frozen=True)
class Day:
    """A day of a month, with what happens on it; None for a square before the first or after the last."""

    on: dt.date | None
    entries: tuple[Entry, ...] = ()
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    """A month with its weeks of seven squares."""

    title: str
    weeks: tuple[tuple[Day, ...], ...]


def months(entries: Iterable[Entry], *, today: dt.date) -> list[Month]:
    """Return the months in which something happens, at most `MOST`, in their order."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for each in entries:
        by_day[each.on].append(each)
    wanted = sorted({(on.year, on.month) for on in by_day})[:MOST]
    return [_month(year, month, by_day, today) for year, month in wanted]


def _month(year: int, month: int, by_day: dict[dt.date, list[Entry]], today: dt.date) -> Month:
    weeks = tuple(
        tuple(Day(on, tuple(by_day.get(on, ())), on == today) if on.month == month else Day(None) for on in week)
        for week in calendar.Calendar().monthdatescalendar(year, month)
    )
    return Month(f"{danish.MONTHS[month - 1]} {year}", weeks)
