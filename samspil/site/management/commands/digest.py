"""`samspil digest`: tell everybody in a partnership what is new since they were last told. The worker does so each Monday morning."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from samspil.features.partnerships.digest import actions as digest
from samspil.features.partnerships.digest import queries
from samspil.spine import people

MORNING = 7


def weekly(now: dt.datetime | None = None) -> int:
    """Tell those who have not been told this week, on a Monday from seven o'clock; it gives the number of mails."""
    moment = timezone.localtime(now)
    if moment.isoweekday() != 1 or moment.hour < MORNING:
        return 0
    return send(moment.replace(hour=MORNING, minute=0, second=0, microsecond=0), moment)


def send(before: dt.datetime, now: dt.datetime) -> int:
    """Tell those who were last told before a moment, each in a deed of their own."""
    by = people.job("digest")
    return sum(digest.tell(by=by, person=person, now=now, before=before) is not None for person in queries.due(before))


class Command(BaseCommand):
    """Sends the digests now."""

    help = "Send »Siden sidst« nu til alle, der er med i et partnerskab."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        self.stdout.write(f"{send(now, now)} mails er lagt i udbakken.")
