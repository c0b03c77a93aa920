"""What of an import is here already: the same source, or the same meeting read from another format."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from samspil.features.cases.importing import rules
from samspil.features.cases.importing.models import ImportedSource, SourceRemainder
from samspil.features.cases.records.models import Body, Meeting


@dataclass(frozen=True)
class Arrived:
    """A meeting that is here already, and the places in the draft (from 0) of the items that it has."""

    meeting: Meeting
    places: frozenset[int]
    is_same_source: bool


def source_key(sha256: str, body: UUID, day: dt.date) -> str:
    """Return the key under which one source is read into one meeting of a body."""
    return hashlib.sha256(f"{sha256}/{body}/{day.isoformat()}".encode()).hexdigest()


def arrived(body: Body, draft: rules.Meeting) -> Arrived | None:
    """Tell what of a draft is here already; None when the body has no meeting that day."""
    if draft.held_on is None:
        return None
    meeting = Meeting.objects.select_related("node").filter(body=body, node__occurred_on=draft.held_on).first()
    if meeting is None:
        return None
    key = source_key(draft.source_sha256, body.pk, draft.held_on)
    return Arrived(meeting, items_there(meeting, draft), ImportedSource.objects.filter(key=key).exists())


def items_there(meeting: Meeting, draft: rules.Meeting) -> frozenset[int]:
    """Return the places of the draft's items that a meeting has, by their number or their title."""
    there = list(meeting.items.values_list("number", "node__title"))
    numbers = {number for number, _ in there if number}
    titles = {title.casefold() for _, title in there}
    return frozenset(
        place
        for place, item in enumerate(draft.items)
        if item.number in numbers or item.title.strip().casefold() in titles
    )


def remainders(meeting: Meeting) -> list[SourceRemainder]:
    """Give what the meeting's sources held beside its records, in the order they were read in. For its secretary only."""
    return list(SourceRemainder.objects.filter(source__meeting=meeting).order_by("source__at", "pk"))
