"""How far off a day is, in one wording for every page: "om 3 dage", "i dag", "4 dage over tiden"."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = 3  # days: what is due within them is marked


def words(day: dt.date, today: dt.date) -> str:
    """Write how far off a day is from today, for what is to be done by it."""
    days = (day - today).days
    if days in {0, 1}:
        return _("i morgen") if days else _("i dag")
    if days > 0:
        return ngettext("om {days} dag", "om {days} dage", days).format(days=days)
    return ngettext("{days} dag over tiden", "{days} dage over tiden", -days).format(days=-days)


def status(day: dt.date, today: dt.date) -> str:
    """Return the kind of mark that a day stands with: an error when it is past, a warning when it is near, else none."""
    days = (day - today).days
    return "error" if days < 0 else "warning" if days <= SOON else ""
