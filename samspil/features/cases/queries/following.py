"""What is followed up in the bodies somebody oversees: statements nobody has, duties and how they go, who must be told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from samspil.features.cases import rules
from samspil.features.cases.models import (
    AgendaItem,
    Body,
    DecisionStatement,
    DutyStatus,
    NoFollowUp,
    OverdueNotice,
    RouteStep,
)
from samspil.features.cases.queries.rows import statements_visible_to
from samspil.paper.refusal import NotFound
from samspil.spine import duties as spine_duties
from samspil.spine import people, policy, visibility
from samspil.spine.models import Circle, Duty, Organisation, Person, Role
from samspil.spine.people import Actor


def overseen(actor: Actor) -> list[Body]:
    """Return the bodies whose follow-up the actor sees."""
    near = Body.objects.select_related("circle__organisation", "circle__heir").filter(
        Q(circle__in=actor.circles) | Q(circle__organisation__in=actor.organisations)
    )
    return [each for each in near if policy.allows(actor, "oversee", "body", rules.place_of(each.circle))]


def unanswered(actor: Actor, bodies: Sequence[Body]) -> QuerySet[DecisionStatement]:
    """Return the published statements of some bodies that ask for something nobody has, the oldest first."""
    duty = Duty.objects.filter(node=OuterRef("pk"), purpose=rules.following.PURPOSE)
    loose = RouteStep.objects.filter(statement=OuterRef("pk"), state="sent", duty__isnull=True)
    asking = Q(stance__in=rules.following.ASKING) & ~Exists(duty)

    return (
        statements_visible_to(actor)
        .filter(
            asking | Exists(loose),
            ~Exists(NoFollowUp.objects.filter(statement=OuterRef("pk"))),
            item__meeting__body__in=bodies,
            item__meeting__state="published",
        )
        .annotate(is_loose=Exists(loose))
        .order_by("node__occurred_on", "item__order", "order")
    )


def duties_of(actor: Actor, bodies: Sequence[Body], shown: str = "") -> QuerySet[Duty]:
    """Return the open duties of some bodies, on what the actor may see, narrowed to what is asked for.

    A duty is a body's when it stands on the body's own records or is owned by the body.
    """
    today, circles = timezone.localdate(), [each.pk for each in bodies]
    found = spine_duties.still_open().filter(Q(node__within__in=circles) | Q(owner_circle__in=circles))
    if shown == "over":
        found = found.filter(due_on__lt=today)
    elif shown == "ses-efter":
        found = found.filter(review_on__lte=today)
    elif shown == "uden-arving":
        found = found.filter(pk__in=spine_duties.without_heir(today).values("pk"))
    return told(visibility.rows(found, actor))


def told(found: QuerySet[Duty]) -> QuerySet[Duty]:
    """Return duties with their owners and all that was told of how they go, in one more query."""
    return found.select_related(
        "node__within", "owner", "owner_circle", "owner_organisation", "heir", "owner_circle__heir"
    ).prefetch_related(Prefetch("statuses", queryset=DutyStatus.objects.select_related("by")))


def duties_on(statement: DecisionStatement) -> list[Duty]:
    """Return every duty that a statement led to, done ones too, with how they went."""
    return list(told(Duty.objects.filter(node=statement.pk).order_by("created_at", "id")))


def why_none(statement: DecisionStatement) -> NoFollowUp | None:
    """Return why a statement has no duty, when that is said."""
    return NoFollowUp.objects.filter(statement=statement).first()


def duty(actor: Actor, pk: UUID) -> Duty:
    """Return one duty on a statement or an item that the actor may see, else NotFound."""
    rows = Duty.objects.filter(node__kind__in=("decision", "case_item"))
    return visibility.get(told(rows), actor, pk)


@dataclass(frozen=True)
class Owners:
    """Whom a duty may be given to: persons of the body and its authority, bodies that exist, and the authority."""

    persons: list[Person]
    circles: list[Circle]
    organisations: list[Organisation]


def owners(item: AgendaItem) -> Owners:
    """Return whom a duty of an item may be given to. Three queries."""
    today = timezone.localdate()
    authority = item.meeting.body.circle.organisation_id
    held = Role.objects.filter(people.holding(today)).filter(Q(circle=item.meeting.body_id) | Q(organisation=authority))
    return Owners(
        list(Person.objects.filter(pk__in=held.values("person_id"))),
        list(Circle.objects.filter(people.existing(today), body__isnull=False, organisation=authority)),
        list(Organisation.objects.filter(Q(pk=authority) | Q(part_of=authority))),
    )


def to_be_told(on: dt.date) -> list[tuple[Person, Duty, dt.date | None]]:
    """Return who is to hear of which overdue duty, and when each last did. Three queries.

    They are the secretaries and politicians of the body that a duty stands on or belongs to, who may see what it is about.
    """
    late = list(
        spine_duties.overdue(on)
        .filter(Q(node__within__body__isnull=False) | Q(owner_circle__body__isnull=False))
        .select_related("node")
    )
    circles = {key for each in late for key in (each.node.within_id, each.owner_circle_id) if key}
    held: dict[Any, dict[UUID, Person]] = defaultdict(dict)
    roles = Role.objects.filter(people.holding(on), circle__in=circles, role__in=("secretary", "politician"))
    for role in roles.select_related("person"):
        if role.person.email:
            held[role.circle_id][role.person_id] = role.person

    last = {
        (row["duty"], row["person"]): row["on"]
        for row in OverdueNotice.objects.filter(duty__in=late).values("duty", "person").annotate(on=Max("on"))
    }
    return [
        (person, each, last.get((each.pk, key)))
        for each in late
        for key, person in {**held[each.node.within_id], **_near(each, held)}.items()
    ]


def _near(duty: Duty, held: dict[Any, dict[UUID, Person]]) -> dict[UUID, Person]:
    # Whoever owns it through another body may not be let into what is closed in the first.
    return held[duty.owner_circle_id] if duty.node.visibility == "public" else {}


def latest(duty: Duty) -> DutyStatus | None:
    """Return the latest that was told of how a duty goes."""
    said: list[DutyStatus] = list(duty.statuses.all())
    return said[-1] if said else None


def statement(actor: Actor, pk: UUID) -> DecisionStatement:
    """Return one standing statement with what a duty on it needs, else NotFound."""
    found = statements_visible_to(actor).select_related("item__node__organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def rows(found: Iterable[Duty]) -> list[tuple[Any, ...]]:
    """Return duties as rows of a table to take away: what, about what, where, whose, dates, how it goes."""
    return [
        (
            each.title,
            each.node.title,
            each.node.within.name if each.node.within else "",
            str(each.owner or each.owner_circle or each.owner_organisation),
            each.due_on,
            each.review_on,
            str(each.heir or (each.owner_circle.heir if each.owner_circle else None) or ""),
            said.words if (said := latest(each)) else "",
        )
        for each in found
    ]
