"""Every reading of partnerships and their plans."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet

from samspil.features.partnerships.models import Activity, LandingNote, Partnership
from samspil.spine import visibility
from samspil.spine.models import Invitation
from samspil.spine.people import Actor

LANDINGS_SHOWN = 5


def visible_to(actor: Actor) -> QuerySet[Partnership]:
    """Return the partnerships the actor may see, by name."""
    return (
        visibility.rows(Partnership.objects.all(), actor)
        .select_related("node__organisation", "circle")
        .order_by("node__title")
    )


def activities(actor: Actor) -> QuerySet[Activity]:
    """Return the activities the actor may see, in the plan's order."""
    return (
        visibility.rows(Activity.objects.all(), actor, through="gathering__node")
        .select_related("gathering__node__organisation", "partnership__node", "landing")
        .order_by("partnership", "order")
    )


def plan(actor: Actor, partnership: Partnership) -> QuerySet[Activity]:
    """Return a partnership's plan as the actor may see it. One query."""
    return activities(actor).filter(partnership=partnership)


def without_landing(actor: Actor) -> QuerySet[Activity]:
    """Return the held activities whose landing note is missing."""
    return activities(actor).filter(state="held")


def latest_landings(actor: Actor) -> list[LandingNote]:
    """Return the newest landing notes the actor may see. One query."""
    found = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node")
    return list(
        found.select_related("activity__gathering__node", "activity__partnership__node").order_by(
            "-activity__gathering__node__occurred_on", "-written_at"
        )[:LANDINGS_SHOWN]
    )


def landed_since(actor: Actor, since: dt.datetime) -> list[LandingNote]:
    """Return the landing notes written since a moment in the actor's own partnerships. One query."""
    found = visibility.rows(LandingNote.objects.all(), actor, through="activity__gathering__node")
    mine = found.filter(activity__partnership__circle__in=actor.circles, written_at__gt=since)
    return list(
        mine.select_related("activity__gathering__node", "activity__partnership__node").order_by("-written_at")[
            :LANDINGS_SHOWN
        ]
    )


def invitations(activity: Activity) -> QuerySet[Invitation]:
    """Return who is invited to an activity and who came."""
    return activity.gathering.invitations.select_related("person", "organisation").order_by(
        "organisation__name", "person__name", "name"
    )


def partnership(actor: Actor, pk: UUID) -> Partnership:
    """Return one partnership; `NotFound` alike when it is not there and when it may not be seen."""
    return visibility.get(Partnership.objects.select_related("node__organisation", "circle", "intensity"), actor, pk)


def activity(actor: Actor, pk: UUID) -> Activity:
    """Return one activity with its landing note."""
    rows = Activity.objects.select_related("gathering__node__organisation", "partnership__node", "landing")
    return visibility.get(rows, actor, pk, through="gathering__node")
