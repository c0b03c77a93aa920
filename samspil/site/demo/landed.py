"""When what the demo tells of landed: days after it happened, so that what is old is not new to anybody."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from samspil.features.cases.records.models import Meeting
from samspil.features.partnerships.day.models import LandingNote

# Minutes are approved before they are published; a note is written the day after.
MINUTES_AFTER, NOTE_AFTER = dt.timedelta(days=16), dt.timedelta(days=1)
NOON = dt.time(12)


def settle() -> None:
    """Date minutes and landing notes after the meetings and activities that they are of, and never after now."""
    for meeting in Meeting.objects.filter(state="published", node__occurred_on__isnull=False).select_related("node"):
        at = _after(meeting.node.day, MINUTES_AFTER)
        Meeting.objects.filter(pk=meeting.pk).update(minutes_published_at=at)

    notes = LandingNote.objects.annotate(on=F("activity__gathering__node__occurred_on")).filter(on__isnull=False)
    for pk, on in notes.values_list("pk", "on"):
        LandingNote.objects.filter(pk=pk).update(written_at=_after(on, NOTE_AFTER))


def _after(day: dt.date | None, later: dt.timedelta) -> dt.datetime:
    now = timezone.now()
    if day is None:
        return now
    return min(now, timezone.make_aware(dt.datetime.combine(day + later, NOON)))
