"""What a person's own overview shows, read in one go: what is expected, what is new, next dates, and how many notes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from samspil.spine import duties, kinds, notes, own_page
from samspil.spine.models import Duty, Gathering
from samspil.spine.people import Actor

MOST = 5  # duties and dates on the page; the rest is a link away


@dataclass(frozen=True)
class Owed:
    """A duty of the reader's, and where they say how it goes; empty when its kind of record has no such page."""

    duty: Duty
    told_at: str


@dataclass(frozen=True)
class Overview:
    """One person's page, read in a minute. `glances` are the parts that features show, by their place; empty ones are left out."""

    since: dt.datetime
    glances: dict[str, list[tuple[kinds.Glance, Any]]]
    duties: list[Owed]
    more_duties: int
    dates: list[Gathering]
    calendar_until: dt.datetime | None
    notes: int


def read(actor: Actor) -> Overview:
    """Return one person's page, by a fixed number of queries and those of the features' parts."""
    kept, now = own_page.of(actor), timezone.now()
    since = own_page.since(kept.seen_at, now)
    owed = list(duties.open_for(actor))

    glances: dict[str, list[tuple[kinds.Glance, Any]]] = defaultdict(list)
    for each in kinds.glances():
        if rows := each.rows(actor, since):
            glances[each.place].append((each, rows))

    return Overview(
        since=since,
        glances=dict(glances),
        duties=[Owed(duty, kinds.get(duty.node.kind).told_at) for duty in owed[:MOST]],
        more_duties=max(len(owed) - MOST, 0),
        dates=list(own_page.dates(actor, timezone.localdate())[:MOST]),
        calendar_until=own_page.calendar_until(kept, now),
        notes=notes.count(actor),
    )
