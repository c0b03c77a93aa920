"""The days of the invented example, told from today: `@-30` is a month ago, and `{-30}` in a sentence is its date.

What is behind us falls on the working day before and what lies ahead on the one after, so that nobody meets on a Sunday or at
Christmas, the order stands, and what is late is late on purpose, whichever day the demo is loaded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from samspil.analysis.scheduling import days as holidays
from samspil.paper import danish

_PLACE = r"([-+]\d+|[a-z_]+[a-z0-9_]*)"
WHOLE = re.compile(rf"@{_PLACE}")
YEAR = re.compile(rf"\{{{_PLACE}:year(?:\+(\d+))?\}}")
WITHIN = re.compile(rf"\{{{_PLACE}(?::([a-z]+)(?:\+(\d+))?)?\}}")
SATURDAY = 6
WRITTEN: Mapping[str, Callable[[dt.date], str]] = {
    "date": danish.date,
    "month": lambda day: danish.date(day).split(" ", 1)[1],
    "weekday": lambda day: danish.weekday_date(day).capitalize().replace(" den ", " d. "),
    "digits": lambda day: f"{day:%d-%m-%Y}",
    "yy": lambda day: f"{day:%y}",
}


class Days:
    """The days that a file names, counted from one day."""

    def __init__(self, today: dt.date, named: Mapping[str, int] | None = None) -> None:
        self.today, self.named = today, dict(named or {})

    def day(self, place: str) -> dt.date:
        """Return the working day of a name or of a number of days from today. KeyError for an unknown name."""
        ahead = int(place) if place[0] in "-+" else self.named[place]
        return worked(self.today + dt.timedelta(days=ahead), step=1 if ahead > 0 else -1)

    def told(self, value: Any) -> Any:
        """Give whatever a file holds with its days written out."""
        if isinstance(value, dict):
            return {key: self.told(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.told(each) for each in value]
        if not isinstance(value, str):
            return value
        if whole := WHOLE.fullmatch(value):
            return self.day(whole[1])
        if year := YEAR.fullmatch(value):
            return self.day(year[1]).year + int(year[2] or 0)

        return self.words(value)

    def words(self, text: str) -> str:
        """Write the days out in a text."""
        return WITHIN.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        day, form = self.day(found[1]), found[2] or "date"
        if form == "year":
            return str(day.year + int(found[3] or 0))
        return WRITTEN[form](day)


def worked(day: dt.date, *, step: int) -> dt.date:
    """Return the day itself, or the nearest before (`step` -1) or after (1) on which people work."""
    while day.isoweekday() >= SATURDAY or day in _closed(day.year):
        day += dt.timedelta(days=step)
    return day


@cache
def _closed(year: int) -> frozenset[dt.date]:
    return holidays.closed(dt.date(year, 1, 1), dt.date(year, 12, 31)).days
