"""The plan as calendar events: only days that are named, tentative where something is open, and never more said than the page says."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from samspil.features.partnerships.queries.plans import Planned
from samspil.paper import danish
from samspil.spine.calendars import Event


def events(rows: Iterable[Planned], *, domain: str, address: str) -> list[Event]:
    """Return an event for each named day. What has no day is in no calendar: the page lists it."""
    found = []
    for row in rows:
        activity = row.activity
        gathering = activity.gathering
        open_words = row.open
        words = row.time or ""
        if open_words:
            words += f"\nForbehold: {danish.listing(list(open_words))}."
        for at, day in enumerate(row.placed.days):
            # The first day keeps the UID of the activity's own calendar file, so that a calendar holds it once.
            found.append(
                Event(
                    uid=f"{activity.pk}@{domain}" if at == 0 else f"{activity.pk}-{at + 1}@{domain}",
                    title=activity.node.title,
                    first=day.first,
                    last=day.last,
                    starts=day.starts,
                    ends=day.ends,
                    stamp=activity.node.modified_at,
                    sequence=gathering.sequence,
                    place=gathering.place,
                    words=words,
                    url=address + reverse("partnerships:activity", args=[activity.pk]),
                    is_tentative=bool(open_words),
                    is_cancelled=gathering.cancelled_at is not None,
                )
            )

    return found
