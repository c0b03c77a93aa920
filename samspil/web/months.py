"""A month as people know it from the wall: weeks below each other, Monday first, and what happens on each day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from samspil.paper import danish

Row = TypeVar("Row")

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
class Day(Generic[Row]):
    """A day of a month, with what happens on it; None for a square before the first or after the last."""

    on: dt.date | None
    entries: tuple[Row, ...] = ()
    is_today: bool = False


@dataclass(frozen=True)
class Month(Generic[Row]):
    """A month with its weeks of seven squares, and the months before and after."""

    first: dt.date
    weeks: tuple[tuple[Day[Row], ...], ...]

    @property
    def title(self) -> str:
        """Its name and year."""
        return f"{danish.MONTHS[self.first.month - 1]} {self.first.year}"

    @property
    def days(self) -> list[Day[Row]]:
        """Its days one after the other, without the squares around them."""
        return [day for week in self.weeks for day in week if day.on is not None]

    @property
    def previous(self) -> dt.date:
        """The first of the month before."""
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def following(self) -> dt.date:
        """The first of the month after."""
        return (self.first + dt.timedelta(days=32)).replace(day=1)


def months(entries: Iterable[Entry], *, today: dt.date) -> list[Month[Entry]]:
    """Return the months in which something happens, at most `MOST`, in their order."""
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for each in entries:
        by_day[each.on].append(each)
    wanted = sorted({(on.year, on.month) for on in by_day})[:MOST]
    return [month(dt.date(year, at, 1), lambda on: by_day.get(on, ()), today=today) for year, at in wanted]


def month(asked: dt.date, happens: Callable[[dt.date], Iterable[Row]], *, today: dt.date) -> Month[Row]:
    """Return the month that a day falls in, with what `happens` on each of its days."""
    first = asked.replace(day=1)
    weeks = tuple(
        tuple(
            Day(on, tuple(happens(on)), on == today) if (on.year, on.month) == (first.year, first.month) else Day(None)
            for on in week
        )
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    )
    return Month(first, weeks)
