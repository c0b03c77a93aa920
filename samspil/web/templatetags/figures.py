"""Dates, hours and money as Danish pages write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template

from samspil.paper import danish

register = template.Library()


@register.filter
def danish_date(day: dt.date | None) -> str:
    """Write `23. september 2025`, nothing for no date."""
    return danish.date(day) if day else ""


@register.filter
def when(node: Any) -> str:
    """Write when a record happened, no more precisely than it is known: `april 2024`; nothing when it is not."""
    return str(node.when) if node else ""


@register.filter
def weekday_date(day: dt.date | None) -> str:
    """Write `tirsdag den 23. september 2025`, nothing for no date."""
    return danish.weekday_date(day) if day else ""


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
    return danish.clock(moment) if moment else ""


@register.filter
def in_millions(ore: int | None) -> str:
    """Write øre as millions of kroner with the decimals it takes, one at least: `0,05`, `1,2`."""
    return danish.in_millions(ore) if ore is not None else ""


@register.filter
def hours(given: Decimal) -> str:
    """Write hours: `2`, `2,5`."""
    return danish.hours(given)
