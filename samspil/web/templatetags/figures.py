"""Dates, hours and money as pages write them: Danish, and dates as the reader's language does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language, pgettext

from samspil.paper import danish, languages

register = template.Library()


def _is_danish() -> bool:
    return (get_language() or settings.LANGUAGE_CODE) == settings.LANGUAGE_CODE


def _dated(day: dt.date, form: str) -> str:
    return formats.date_format(danish.day_of(day), form)


def told_when(when: danish.When) -> str:
    """Write when something happened, no more precisely than it is known, as the reader's language does."""
    if _is_danish() or when.on is None:
        return str(when)
    if when.precision == "season":
        season = next(name for name, month in danish.SEASONS.items() if month == when.on.month)
        return f"{languages.told(season)} {when.on.year}"
    forms = {"month": pgettext("date", "F Y"), "year": "Y"}
    return _dated(when.on, forms.get(when.precision, pgettext("date", "j. F Y")))


@register.filter
def danish_date(day: dt.date | None) -> str:
    """Write `23. september 2025`, nothing for no date."""
    return (danish.date(day) if _is_danish() else _dated(day, pgettext("date", "j. F Y"))) if day else ""


@register.filter
def when(node: Any) -> str:
    """Write when a record happened, no more precisely than it is known: `april 2024`; nothing when it is not."""
    return told_when(node.when) if node else ""


@register.filter
def weekday_date(day: dt.date | None) -> str:
    """Write `tirsdag den 23. september 2025`, nothing for no date."""
    return (
        (danish.weekday_date(day) if _is_danish() else _dated(day, pgettext("date", r"l \d\e\n j. F Y"))) if day else ""
    )


@register.filter
def kroner(ore: int | None) -> str:
    """Write øre as `1.234.567,89 kr.`, nothing for no amount."""
    return danish.kroner(ore) if ore is not None else ""


@register.filter
def millions(ore: int | None) -> str:
    """Write øre as `5,7 mio. kr.`, nothing for no amount."""
    return danish.millions(ore) if ore is not None else ""


@register.filter
def clock(moment: dt.datetime | dt.time | None) -> str:
    """Write `kl. 8.30`, nothing for no time."""
    if not moment or _is_danish():
        return danish.clock(moment) if moment else ""
    local = timezone.localtime(moment) if isinstance(moment, dt.datetime) and timezone.is_aware(moment) else moment
    return formats.time_format(local, pgettext("date", r"\k\l. G.i"))


@register.filter
def in_millions(ore: int | None) -> str:
    """Write øre as millions of kroner with the decimals it takes, one at least: `0,05`, `1,2`."""
    return danish.in_millions(ore) if ore is not None else ""


@register.filter
def short_money(ore: int | None) -> str:
    """Write øre as one reads it at a glance: `5,7 mio. kr.`, and `360.000 kr.` where it is less than a million."""
    return danish.sum_of(ore) if ore is not None else ""


@register.filter
def hours(given: Decimal) -> str:
    """Write hours: `2`, `2,5`."""
    return danish.hours(given)
