"""Reading the plan: its rows as they are said and placed, month by month, and as calendar events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from samspil.analysis import plan_times
from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.features.partnerships.plans import rules
from samspil.paper import danish
from samspil.spine import texts
from samspil.spine.calendars import Event
from samspil.spine.models import Invitation, Pass
from samspil.spine.people import Actor

# The name of the text that holds a plan as it was printed where it was read from.
PRINTED_PLAN = "printed_plan"


def wording(activity: Activity) -> str:
    """Return what is to be done in the plan's own words: the description, where the title is its beginning."""
    title = activity.node.title
    if activity.description.startswith(title.removesuffix(" …")):
        return activity.description
    return title


@dataclass(frozen=True)
class Planned:
    """One row of the plan as a page shows it."""

    activity: Activity
    time: str
    placed: plan_times.Placed

    @property
    def wording(self) -> str:
        return wording(self.activity)

    @property
    def open(self) -> tuple[str, ...]:
        """What is not certain about it, in words."""
        gathering = self.activity.gathering
        told = (
            (self.activity.is_possible, "eventuel"),
            (gathering.is_uncertain, "usikker"),
            (
                not self.placed.days and self.placed.first is not None and not self.placed.is_guess,
                "kun måneden er kendt",
            ),
            (self.placed.is_guess, "året er ikke sagt"),
            (bool(self.activity.time_note), self.activity.time_note.strip("()")),
        )
        return tuple(words for is_so, words in told if is_so)


def planned(rows: Iterable[Activity]) -> list[Planned]:
    """Return a plan's rows with their times said and placed."""
    activities = list(rows)
    times = [core_queries.said(each) for each in activities]
    return [
        Planned(activity, plan_times.label(time), placed)
        for activity, time, placed in zip(activities, times, plan_times.place(times), strict=True)
    ]


@dataclass(frozen=True)
class MonthDay:
    """One day of a month, with what is planned on it."""

    on: dt.date
    rows: tuple[Planned, ...]


@dataclass(frozen=True)
class Month:
    """A month of the plan: its days, what is only known to lie within it, and the months before and after."""

    first: dt.date
    days: tuple[MonthDay, ...]
    within: tuple[Planned, ...]
    previous: dt.date
    following: dt.date

    @property
    def is_filled(self) -> bool:
        """Tell whether a day of it has something on it."""
        return any(day.rows for day in self.days)


def month(rows: Sequence[Planned], asked: dt.date) -> Month:
    """Return one month of the plan."""
    first = asked.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    previous = (first - dt.timedelta(days=1)).replace(day=1)
    days = [first + dt.timedelta(days=at) for at in range((following - first).days)]

    return Month(
        first,
        tuple(
            MonthDay(day, tuple(row for row in rows if any(d.first <= day <= d.last for d in row.placed.days)))
            for day in days
        ),
        tuple(
            row
            for row in rows
            if not row.placed.days
            and row.placed.first is not None
            and row.placed.last is not None
            and row.placed.first < following
            and row.placed.last >= first
        ),
        previous,
        following,
    )


def first_month(rows: Sequence[Planned], today: dt.date) -> dt.date:
    """Choose the month that is shown first: this one while the plan runs, else the nearest of its months."""
    firsts = [row.placed.first for row in rows if row.placed.first]
    lasts = [row.placed.last for row in rows if row.placed.last]
    if not firsts:
        return today
    return min(max(today, min(firsts)), max(lasts))


def calendar_passes(actor: Actor, partnership: Partnership) -> QuerySet[Pass]:
    """Return the actor's own calendar links that still open the plan."""
    mine = Pass.objects.filter(node=partnership.node, purpose=rules.CALENDAR_PURPOSE, person__isnull=False)
    return mine.filter(person=actor.person_id, revoked_at__isnull=True, expires_at__gt=timezone.now())


def printed_source(partnership: Partnership) -> str:
    """Return the plan word for word as it was printed where it was read from, nothing when it was typed in."""
    version = texts.current(partnership.node, PRINTED_PLAN)
    return texts.read(version) if version else ""


def broken(partnership: Partnership, rows: Sequence[Planned]) -> tuple[str, ...]:
    """Return what the plan breaks of the promises of a short course. One query, or none."""
    promised = getattr(partnership, "intensity", None)
    if promised is None:
        return ()

    dated = [
        (row.activity.node.title, day.first)
        for row in rows
        if row.activity.state != "cancelled"
        for day in row.placed.days
    ]
    invited = Invitation.objects.filter(gathering__activity__partnership=partnership)
    most = max(invited.values("gathering").annotate(number=Count("pk")).values_list("number", flat=True), default=0)
    return rules.broken(promised.limits, dated, partnership.circle.partners.count(), most)


def events(rows: Iterable[Planned], *, domain: str, address: str) -> list[Event]:
    """Return an event for each named day. What has no day is in no calendar: the page lists it."""
    drawn = []
    for row in rows:
        activity = row.activity
        gathering = activity.gathering
        open_words = row.open
        words = row.time or ""
        if open_words:
            words += f"\nForbehold: {danish.listing(list(open_words))}."
        for at, day in enumerate(row.placed.days):
            # The first day keeps the UID of the activity's own calendar file, so that a calendar holds it once.
            drawn.append(
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

    return drawn
