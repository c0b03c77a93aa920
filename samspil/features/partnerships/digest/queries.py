"""What has happened in somebody's partnerships since they were last told: counts, days and addresses, never a title or a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.day.models import LandingNote
from samspil.features.partnerships.digest.models import Digest
from samspil.features.partnerships.versions.models import PlanVersion
from samspil.paper import danish
from samspil.spine import duties, notices, people, visibility
from samspil.spine.models import Node, Person, Role

AHEAD = dt.timedelta(days=30)
# Who is told for the first time hears of the last week.
FIRST_SPAN = dt.timedelta(days=7)


@dataclass(frozen=True)
class News:
    """What is new in one partnership."""

    partnership: Partnership
    landings: int
    versions: int
    coming: tuple[dt.date, ...]


def due(before: dt.datetime) -> QuerySet[Person]:
    """Return those who take part in a partnership today, have a mail address, and were last told before a moment."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle__partnership__isnull=False)
    told = Digest.objects.filter(told_until__gte=before)
    return (
        Person.objects.filter(pk__in=held.values("person_id"))
        .exclude(Q(email="") | Q(pk__in=told.values("person_id")))
        .order_by("pk")
    )


def since(person: Person, now: dt.datetime) -> dt.datetime:
    """Tell up to when somebody has been told."""
    digest = Digest.objects.filter(person=person).first()
    return digest.told_until if digest else now - FIRST_SPAN


def news(person: Person, after: dt.datetime, now: dt.datetime) -> list[News]:
    """Return what is new to a person in each of their partnerships, as they may see it."""
    actor = people.actor_for(person)
    told = []
    muted = notices.muted(actor)
    for partnership in core_queries.visible_to(actor).filter(circle__in=actor.circles).exclude(circle__in=muted):
        landings = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node").filter(
            activity__partnership=partnership, written_at__gt=after, written_at__lte=now
        )
        versions = PlanVersion.objects.filter(partnership=partnership, made_at__gt=after, made_at__lte=now)
        coming = core_queries.activities(actor).filter(
            partnership=partnership,
            state="planned",
            gathering__node__occurred_precision=Node.Precision.DAY,
            gathering__node__occurred_on__range=(danish.today(), danish.today() + AHEAD),
        )
        days = sorted(day for day in coming.values_list("gathering__node__occurred_on", flat=True) if day)
        told.append(News(partnership, landings.count(), versions.count(), tuple(days)))

    return [each for each in told if each.landings or each.versions]


def open_duties(person: Person) -> int:
    """Tell how many tasks somebody has."""
    return duties.open_for(people.actor_for(person)).count()
