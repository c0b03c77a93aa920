"""What a person's own page shows, read in one go: what is expected, next dates, what is new, and where they belong."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from samspil.spine import desk, kinds, notes, notices, own_page
from samspil.spine.models import Gathering
from samspil.spine.people import Actor
from samspil.web import succeeding

SHOWN = 10  # lines of what is expected on the page; the rest by a press
DATES = 5  # dates on the page
AHEAD = 200  # dates that are looked through for the next one of each partnership and body


@dataclass(frozen=True)
class Date:
    """One gathering to come: whether it is today, and what to read before it."""

    gathering: Gathering
    is_today: bool
    reading: tuple[str, str] | None


@dataclass(frozen=True)
class Home:
    """One partnership or body of the reader's: its page, its next date, and how much there is expected of them."""

    home: desk.Home
    url: str
    next: Gathering | None
    waits: int
    is_muted: bool


@dataclass(frozen=True)
class Overview:
    """One person's page, read in a minute. `glances` are the parts that features show, by their place; empty ones are left out."""

    since: dt.datetime
    is_first: bool
    expected: list[desk.Expected]
    more: int
    glances: dict[str, list[tuple[kinds.Glance, Any]]]
    dates: list[Date]
    homes: list[Home]
    quick: list[tuple[str, str]]
    calendar_until: dt.datetime | None
    notes: int
    may_succeed: bool

    @property
    def waits(self) -> int:
        """How much is expected in all."""
        return len(self.expected) + self.more


def read(
    actor: Actor, *, before: dt.datetime | None = None, everything: bool = False, from_first: bool = False
) -> Overview:
    """Return one person's page, by a fixed number of queries and those of the features' parts.

    `before` is when the visit before ended. With `everything` no line of what is expected is left out; with `from_first` the
    new is shown as to somebody who comes for the first time.
    """
    kept, now = own_page.of(actor), timezone.now()
    since = own_page.since(None, now) if from_first else own_page.since(kept.seen_at, now, before)
    waiting = desk.expected(actor)
    shown = waiting if everything else waiting[:SHOWN]
    coming = list(own_page.dates(actor, timezone.localdate())[:AHEAD])

    return Overview(
        since=since,
        is_first=since <= own_page.since(None, now),
        expected=shown,
        more=len(waiting) - len(shown),
        glances=_glances(actor, since),
        dates=_dates(actor, coming[:DATES]),
        homes=_homes(actor, coming, waiting),
        quick=[(label, reverse(at[0], args=at[1:])) for label, at in desk.quick(actor)],
        calendar_until=own_page.calendar_until(kept, now),
        notes=notes.count(actor),
        may_succeed=succeeding.may_name(actor),
    )


def _glances(actor: Actor, since: dt.datetime) -> dict[str, list[tuple[kinds.Glance, Any]]]:
    found: dict[str, list[tuple[kinds.Glance, Any]]] = defaultdict(list)
    for each in kinds.glances():
        if rows := each.rows(actor, since):
            found[each.place].append((each, rows))
    return dict(found)


def _dates(actor: Actor, coming: list[Gathering]) -> list[Date]:
    today, readings = timezone.localdate(), desk.readings(actor, coming)
    return [
        Date(
            each,
            is_today=each.node.day == today,
            reading=(first[0], reverse(first[1][0], args=first[1][1:])) if (first := readings.get(each.pk)) else None,
        )
        for each in coming
    ]


def _homes(actor: Actor, coming: list[Gathering], waiting: list[desk.Expected]) -> list[Home]:
    waits, muted = desk.by_circle(waiting), notices.muted(actor)
    first: dict[Any, Gathering] = {}
    for each in coming:
        if each.cancelled_at is None:
            first.setdefault(each.node.within_id, each)
    return [
        Home(
            home,
            url=reverse(home.at[0], args=home.at[1:]),
            next=first.get(home.circle),
            waits=waits.get(home.circle, 0),
            is_muted=home.circle in muted,
        )
        for home in desk.homes(actor)
    ]
