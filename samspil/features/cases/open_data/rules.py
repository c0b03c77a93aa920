"""How long an elected body sits."""

from __future__ import annotations

import datetime as dt

# Municipal and regional councils are elected for four years from 1 January (lov om kommunale og regionale valg, § 6).
TERM_YEARS = 4
A_TERM_BEGAN = 2022


def term_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of the electoral term that a day falls in."""
    first = day.year - (day.year - A_TERM_BEGAN) % TERM_YEARS
    return dt.date(first, 1, 1), dt.date(first + TERM_YEARS - 1, 12, 31)


def terms(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Return the terms from the one that holds the first day to the one that holds the last, in order."""
    following = [term_of(first)]
    while following[-1][1] < last:
        following.append(term_of(following[-1][1] + dt.timedelta(days=1)))
    return following
