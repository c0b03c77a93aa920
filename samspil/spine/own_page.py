"""A person's own page: what they have seen, which gatherings are theirs, and the calendar behind an address of their own."""

from __future__ import annotations

import datetime as dt
import secrets as randomness
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.paper.refusal import NotAllowed, NotFound
from samspil.spine import calendars, gatherings, journal, people, secrets, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Gathering, Invitation, OwnPage, Visit

# How far back the page looks for whoever has not yet said "seen".
AT_FIRST = dt.timedelta(days=60)
# So long after the last look at the page a visit is over, and the next look begins another.
PAUSE = dt.timedelta(hours=1)
# A visit is written down at most once a minute.
STEP = dt.timedelta(minutes=1)
# A calendar's address lasts a year, so that a forgotten one dies by itself.
LASTS = dt.timedelta(days=366)
# How far the calendar looks back and ahead.
PAST, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)
# What the hash of an address is keyed for. It names the calendar, and must never change.
ADDRESS = "own calendar"


def check_own(by: Actor) -> UUID:
    """Return the person's id; Refused for whoever is nobody in particular, who has nothing of their own."""
    if by.person_id is None:
        raise NotAllowed("Log ind for at se og skrive det, der kun er dit.")
    return by.person_id


def since(seen_at: dt.datetime | None, now: dt.datetime, before: dt.datetime | None = None) -> dt.datetime:
    """Tell from when on things are new to somebody: since the visit before ended, or since they said "seen" in this one."""
    return max((at for at in (seen_at, before) if at is not None), default=now - AT_FIRST)


def of(actor: Actor) -> OwnPage:
    """Return a person's own page as it is kept, an empty one when nothing is."""
    return OwnPage.objects.filter(person=actor.person_id).first() or OwnPage()


def calendar_until(kept: OwnPage, now: dt.datetime) -> dt.datetime | None:
    """Return until when the address of a person's calendar works, or nothing when it does not."""
    return kept.expires_at if kept.token_hash and kept.expires_at and kept.expires_at > now else None


def dates(actor: Actor, first: dt.date, last: dt.date | None = None) -> QuerySet[Gathering]:
    """Return the gatherings of a person's circles, and those the person is invited to, from a day on."""
    invited = Invitation.objects.filter(gathering=OuterRef("pk"), person=actor.person_id)
    mine = Q(node__within__in=actor.circles) | Exists(invited)
    found = visibility.rows(Gathering.objects.filter(mine, node__occurred_on__gte=first), actor)
    if last is not None:
        found = found.filter(node__occurred_on__lte=last)
    return found.select_related("node__within").order_by("node__occurred_on", "starts_at", "pk")


def calendar(token: str) -> str:
    """Give the calendar behind an address, as its person may see it today; NotFound when it is dead."""
    hashes = secrets.keyed_hashes(ADDRESS, token)
    kept = OwnPage.objects.select_related("person").filter(token_hash__in=hashes, expires_at__gt=timezone.now()).first()
    if kept is None:
        raise NotFound
    today = timezone.localdate()
    coming = dates(people.actor_for(kept.person), today - PAST, today + AHEAD)
    return calendars.feed("Samspil", (gatherings.event(each, domain=settings.SAMSPIL_DOMAIN) for each in coming))


@journal.deed
def visit(*, by: Actor) -> Visit:
    """Note that a person looks at their own page, and give when the visit before ended. No journal row tells of it.

    Looks with less than an hour between them are one visit, so that a page loaded anew still shows what was new.
    """
    person, now = check_own(by), timezone.now()
    made, is_first = Visit.objects.get_or_create(person_id=person, defaults={"at": now})
    if is_first or now - made.at < STEP:
        return made
    if now - made.at >= PAUSE:
        made.before = made.at
    made.at = now
    made.save(update_fields=["at", "before"])
    return made


@journal.deed
def mark_seen(*, by: Actor, at: dt.datetime | None = None) -> OwnPage:
    """Say that a person has seen what is new up to now, or only what was new `at` a time. Nobody else's: in no journal row."""
    person = check_own(by)
    made, _ = OwnPage.objects.update_or_create(person_id=person, defaults={"seen_at": at or timezone.now()})
    return made


@journal.deed
def open_calendar(*, by: Actor) -> str:
    """Return a person's calendar a new address, whose token is shown this once; an older one is dead at once."""
    person = check_own(by)
    token = randomness.token_urlsafe(24)
    key_id, hashed = secrets.keyed_hash(ADDRESS, token)
    OwnPage.objects.update_or_create(
        person_id=person,
        defaults={"token_hash": hashed, "key_id": key_id, "expires_at": timezone.now() + LASTS},
    )
    journal.note("own_calendar.opened", by=by, data={"person": person})
    return token


@journal.deed
def close_calendar(*, by: Actor) -> None:
    """Make the address of a person's calendar worthless at once."""
    person = check_own(by)
    OwnPage.objects.filter(person=person).update(token_hash="", key_id="", expires_at=None)
    journal.note("own_calendar.closed", by=by, data={"person": person})
