"""Days of a measurement: a result's period written as two of them, and the day on which figures are ripe."""

from __future__ import annotations

import datetime
import re


def days_of(name: str) -> tuple[datetime.date, datetime.date] | None:
    """Read a result's period written as two days YYYY-MM-DD/YYYY-MM-DD; None for every other name."""
    written = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2})", name)
    try:
        return (datetime.date.fromisoformat(written[1]), datetime.date.fromisoformat(written[2])) if written else None
    except ValueError:
        return None


def ripe_on(ends_on: datetime.date, months: int, days: int) -> datetime.date:
    """Return the day that lies some months and days after another; a month's last day stands for a day it does not have."""
    year, month = divmod(ends_on.year * 12 + ends_on.month - 1 + months, 12)
    last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(ends_on.day, last)) + datetime.timedelta(days=days)
