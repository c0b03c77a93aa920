"""What one person's own page shows: what is new, what is expected, next dates, private notes, and the calendar behind an address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.features.cases.communication import queries as communication_queries
from samspil.features.cases.communication.models import JointCommunication
from samspil.features.cases.follow_up import queries as follow_up_queries
from samspil.features.cases.follow_up import rules as follow_up_rules
from samspil.features.cases.own import rules
from samspil.features.cases.own.models import OwnPage, PrivateNote
from samspil.features.cases.records.models import DecisionStatement, Meeting
from samspil.features.cases.records.queries.rows import meetings_visible_to, statements_visible_to
from samspil.paper.refusal import NotFound
from samspil.spine import calendars, gatherings, people, secrets, visibility
from samspil.spine import duties as spine_duties
from samspil.spine.models import Duty, Gathering, Invitation, Node
from samspil.spine.people import Actor

MOST = 5  # meetings, duties and dates on the page; the rest is a link away
# How far the calendar looks back and ahead.
PAST, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)


@dataclass
class Overview:
    """One person's page, read in a minute."""

    since: dt.datetime
    landed: list[tuple[Meeting, list[DecisionStatement]]]
    duties: list[Duty]
    more_duties: int
    hands: list[Duty]
    dates: list[Gathering]
    approvals: list[JointCommunication]
    calendar_until: dt.datetime | None
    notes: int


def page_of(actor: Actor) -> OwnPage:
    """Return a person's own page as it is kept, an empty one when nothing is."""
    return OwnPage.objects.filter(person=actor.person_id).first() or OwnPage()


def overview(actor: Actor) -> Overview:
    """Return one person's page. Twelve queries, however much there is."""
    kept, now = page_of(actor), timezone.now()
    since = rules.since(kept.seen_at, now)
    owed = list(spine_duties.open_for(actor))

    return Overview(
        since=since,
        landed=_landed(actor, since),
        duties=owed[:MOST],
        more_duties=max(len(owed) - MOST, 0),
        hands=list(follow_up_queries.without_heir(actor, follow_up_queries.overseen(actor))),
        dates=list(dates(actor, timezone.localdate())[:MOST]),
        approvals=communication_queries.awaiting(actor),
        calendar_until=kept.expires_at if kept.token_hash and kept.expires_at and kept.expires_at > now else None,
        notes=PrivateNote.objects.filter(notebook=actor.person_id).count(),
    )


def _landed(actor: Actor, since: dt.datetime) -> list[tuple[Meeting, list[DecisionStatement]]]:
    meetings = list(
        meetings_visible_to(actor).filter(body__in=actor.circles, state="published", minutes_published_at__gt=since)[
            :MOST
        ]
    )
    said: dict[Any, list[DecisionStatement]] = defaultdict(list)
    decided = statements_visible_to(actor).filter(item__meeting__in=meetings).order_by("item__order", "order")
    for each in decided:
        if each.outcomes.all() or each.stance in follow_up_rules.ASKING:
            said[each.item.meeting_id].append(each)
    return [(meeting, said[meeting.pk]) for meeting in meetings]


def dates(actor: Actor, first: dt.date, last: dt.date | None = None) -> QuerySet[Gathering]:
    """Return the gatherings of a person's circles, and those the person is invited to, from a day on."""
    invited = Invitation.objects.filter(gathering=OuterRef("pk"), person=actor.person_id)
    mine = Q(node__within__in=actor.circles) | Exists(invited)
    found = visibility.rows(Gathering.objects.filter(mine, node__occurred_on__gte=first), actor)
    if last is not None:
        found = found.filter(node__occurred_on__lte=last)
    return found.select_related("node").order_by("node__occurred_on", "starts_at", "pk")


@dataclass(frozen=True)
class Read:
    """A private note opened for the person it belongs to. The record is None when they may not see it any more."""

    node: Node | None
    words: str
    at: dt.datetime


def note_on(actor: Actor, node: Node) -> str:
    """Return the actor's own note on a record, empty when there is none."""
    if not rules.may_keep(actor):
        return ""
    found = PrivateNote.objects.select_related("notebook__subject").filter(notebook=actor.person_id, node=node).first()
    return secrets.unseal(found.notebook.subject, bytes(found.sealed), bound_to=str(found.pk)) if found else ""


def notes(actor: Actor) -> list[Read]:
    """Return all of the actor's own notes, the newest first. Two queries."""
    kept = list(PrivateNote.objects.select_related("notebook__subject").filter(notebook=actor.person_id))
    seen = {each.pk: each for each in visibility.nodes(actor).filter(pk__in=[note.node_id for note in kept])}
    return [
        Read(
            seen.get(each.node_id),
            secrets.unseal(each.notebook.subject, bytes(each.sealed), bound_to=str(each.pk)),
            each.at,
        )
        for each in kept
    ]


def notable(actor: Actor, pk: UUID) -> Node:
    """Return an item, a meeting or a decision that the actor may see and so may note on, else NotFound."""
    found = visibility.nodes(actor).filter(pk=pk, kind__in=rules.KINDS).first()
    if found is None:
        raise NotFound
    return found


def calendar(token: str) -> str:
    """Give the calendar behind an address, as its person may see it today; NotFound when it is dead."""
    hashes = secrets.keyed_hashes("own calendar", token)
    kept = OwnPage.objects.select_related("person").filter(token_hash__in=hashes, expires_at__gt=timezone.now()).first()
    if kept is None:
        raise NotFound
    today = timezone.localdate()
    coming = dates(people.actor_for(kept.person), today - PAST, today + AHEAD)
    return calendars.feed("Samspil", (gatherings.event(each, domain=settings.SAMSPIL_DOMAIN) for each in coming))
