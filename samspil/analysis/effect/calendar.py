"""Months and days as small numbers: a month is counted from the register's first, a day from 1 January 1970."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def month_starts(first_year: int, months: int, first_month: int = 1) -> Array:
    """Return the day number on which each of `months` months begins, and the day after the last: (months + 1,) int64."""
    begin = np.datetime64(f"{first_year:04d}-{first_month:02d}", "M")
    return np.asarray((begin + np.arange(months + 1)).astype("datetime64[D]").astype(np.int64))


def month_of(days: Array, starts: Array) -> Array:
    """Return the month of each day number (int64): below 0 before the first, `months` or more after the last."""
    return np.searchsorted(starts, days, side="right").astype(np.int64) - 1


def day_number(day: dt.date) -> int:
    """Return the day's number from 1 January 1970."""
    return day.toordinal() - dt.date(1970, 1, 1).toordinal()


def date_of(number: int) -> dt.date:
    """Return the date of a day number."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(number))


def month_name(starts: Array, month: int) -> str:
    """Return a month as `2026-03`."""
    return date_of(int(starts[month])).strftime("%Y-%m")
