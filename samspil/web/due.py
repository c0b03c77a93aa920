"""How far off a day is, in one wording for every page: "om 3 dage", "i dag", "4 dage over fristen"."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = 3  # days: what is due within them is marked
FAR = 60  # days: beyond them it is told in months, and beyond two years in years
MONTH, YEAR = 30.44, 365.25  # days


def words(day: dt.date, today: dt.date) -> str:
    """Write how far off a day is from today, for what is to be done by it."""
    days = (day - today).days
    if days in {0, 1}:
        return _("i morgen") if days else _("i dag")
    far = abs(days)
    if far >= 2 * YEAR:
        span = ngettext("{number} år", "{number} år", n := round(far / YEAR)).format(number=n)
    elif far > FAR:
        span = ngettext("{number} måned", "{number} måneder", n := round(far / MONTH)).format(number=n)
    else:
        span = ngettext("{number} dag", "{number} dage", far).format(number=far)
    return (_("om {span}") if days > 0 else _("{span} over fristen")).format(span=span)


def status(day: dt.date, today: dt.date) -> str:
    """Return the kind of mark that a day stands with: an error when it is past, a warning when it is near, else none."""
    days = (day - today).days
    return "error" if days < 0 else "warning" if days <= SOON else ""
