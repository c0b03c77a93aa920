"""Which days nobody meets on: Danish public holidays, the days many have off, and whole weeks that are taken."""

from __future__ import annotations

import datetime as dt

from samspil.analysis.scheduling.problem import Closed
from samspil.paper.refusal import Refused

# Half or whole days off by agreement, not by law (category `optional` of the library): a choice in each plan.
BY_AGREEMENT = {"may_day": (5, 1), "constitution_day": (6, 5), "christmas_eve": (12, 24), "new_years_eve": (12, 31)}
LABELS = {
    "may_day": "1. maj",
    "constitution_day": "grundlovsdag den 5. juni",
    "christmas_eve": "juleaftensdag den 24. december",
    "new_years_eve": "nytårsaftensdag den 31. december",
}


def public_holidays(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Return the Danish public holidays of a window with their Danish names."""
    import holidays

    years = range(first.year, last.year + 1)
    holiday_names = holidays.country_holidays("DK", years=years, language="da")
    return {day: name for day, name in sorted(holiday_names.items()) if first <= day <= last}


def closed(first: dt.date, last: dt.date, *, by_agreement: frozenset[str] = frozenset(BY_AGREEMENT)) -> Closed:
    """Close a window's public holidays and those days by agreement that are chosen. KeyError for an unknown one."""
    days = set(public_holidays(first, last))
    for name in by_agreement:
        month, day = BY_AGREEMENT[name]
        days |= {dt.date(year, month, day) for year in range(first.year, last.year + 1)}
    return Closed("helligdage", frozenset(each for each in days if first <= each <= last))


def week(year: int, number: int, *, name: str = "") -> Closed:
    """Close one whole week by its number (ISO 8601), as a wish: a council's or committee's own week."""
    try:
        monday = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        raise Refused(
            f"Uge {number} findes ikke i {year}. Skriv et ugenummer fra 1 til 52 eller 53.", field="weeks"
        ) from None
    days = frozenset(monday + dt.timedelta(days=each) for each in range(7))
    return Closed(name or f"uge {number} i {year}", days, is_wish=True)
