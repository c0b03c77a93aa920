"""When the things of a plan are, as precisely as they are said and no more: days, a month, or only the plan's order.

A time without a year is placed by the order of the plan, and the placing is called a guess: it is drawn, never stored.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from samspil.analysis import process_plan
from samspil.paper import danish


@dataclass(frozen=True)
class Said:
    """What is said of one activity's time: the period and the words as they stand, and the day and clock where they are known."""

    period: str = ""
    words: str = ""
    on: dt.date | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None


@dataclass(frozen=True)
class Day:
    """One named day, or the days from the first to the last. A clock stands only where both day and clock are said."""

    first: dt.date
    last: dt.date
    starts: dt.time | None = None
    ends: dt.time | None = None


@dataclass(frozen=True)
class Placed:
    """Where an activity lies in time: its named days, else the span it falls within. `is_guess`: the year is not said."""

    days: tuple[Day, ...]
    first: dt.date | None
    last: dt.date | None
    is_guess: bool


def days_of(said: Said) -> tuple[Day, ...]:
    """Return the days that are named with their year, those of the words before the day that was typed in."""
    named = tuple(
        Day(
            time.on,
            time.until or time.on,
            time.starts if not time.until else None,
            time.ends if not time.until else None,
        )
        for time in process_plan.times_in(said.words)
        if time.on is not None
    )
    if named or said.on is None:
        return named

    return (Day(said.on, said.on, said.starts, said.ends if said.starts else None),)


def label(said: Said) -> str:
    """Say when, in the words that stand; a day with further words (`efter kl. 12.00`) gets both."""
    if said.words and (said.on is None or process_plan.months_in(said.words)):
        return said.words
    if said.on is None:
        return said.period
    clock = danish.clock(said.starts) if said.starts else ""
    if said.starts and said.ends:
        clock += f"-{said.ends.hour}.{said.ends.minute:02d}"
    return " ".join(part for part in (danish.date(said.on), clock, said.words) if part)


def place(rows: Sequence[Said]) -> list[Placed]:
    """Place a plan's rows, in the plan's order, between the days that are named."""
    named = [days_of(row) for row in rows]
    known = [_span(days) if days else _whole_months(row) for row, days in zip(rows, named, strict=True)]
    spans = list(known)
    for at, row in enumerate(rows):
        spans[at] = known[at] or _by_order(row, spans[:at], known[at + 1 :])
    return [
        Placed(days, span[0] if span else None, span[1] if span else None, is_guess=span is not None and said is None)
        for days, span, said in zip(named, spans, known, strict=True)
    ]


Span = tuple[dt.date, dt.date]


def _span(days: tuple[Day, ...]) -> Span:
    return min(day.first for day in days), max(day.last for day in days)


def _whole_months(row: Said) -> Span | None:
    """The month is said with its year: `November 2024`."""
    words = row.words or row.period
    months = process_plan.months_in(words)
    year = next((int(word) for word in words.split() if word.isdigit() and len(word) == 4), None)
    return (_first(year, months[0]), _last(year, months[-1])) if months and year else None


def _by_order(row: Said, before: Sequence[Span | None], after: Sequence[Span | None]) -> Span | None:
    months = process_plan.months_in(row.words) or process_plan.months_in(row.period)
    previous = next((span for span in reversed(before) if span), None)
    following = next((span for span in after if span), None)
    if not months:
        return None

    if previous is not None:
        start = previous[0].replace(day=1)
        year = start.year if _first(start.year, months[0]) >= start else start.year + 1
    elif following is not None:
        year = following[0].year if _first(following[0].year, months[0]) <= following[0] else following[0].year - 1
    else:
        return None

    ends = year if months[-1] >= months[0] else year + 1
    return _first(year, months[0]), _last(ends, months[-1])


def _first(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
