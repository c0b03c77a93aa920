"""Every reading of whom one calls, and of the clocks that run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.features.voices.alarm import rules
from samspil.features.voices.alarm.models import Clock, Preparedness
from samspil.paper import danish
from samspil.paper.refusal import NotFound
from samspil.spine import desk, people, policy, visibility
from samspil.spine.models import Duty, Organisation, Person, Role
from samspil.spine.people import Actor


@dataclass(frozen=True)
class House:
    """Whom one calls at one place; `name` is empty where there is only one place."""

    name: str
    lines: list[rules.Line]


@dataclass(frozen=True)
class Running:
    """A clock that runs, and what is left of it."""

    clock: Clock
    left: rules.Left
    is_mine: bool


def of(organisation: UUID) -> Preparedness:
    """Return what a place has said of danger, or what holds where it has said nothing."""
    found = Preparedness.objects.filter(pk=organisation).select_related("next_in_line").first()
    return found or Preparedness(organisation_id=organisation)


def lines_of(said: Preparedness) -> list[rules.Line]:
    """Return a place's own lines."""
    return [rules.Line(**each) for each in said.lines]


def call_now(organisations: Collection[UUID]) -> list[House]:
    """Return whom one calls at some places. One query."""
    said = Preparedness.objects.filter(pk__in=organisations).exclude(lines=[]).select_related("organisation")
    rows = list(said.order_by("organisation__name", "pk"))
    return [House(each.organisation.name if len(rows) > 1 else "", lines_of(each)) for each in rows]


def organisation(actor: Actor, pk: UUID) -> Organisation:
    """Return one of the actor's own organisations; `NotFound` for any other."""
    if pk not in actor.organisations:
        raise NotFound
    return Organisation.objects.get(pk=pk)


def prepared_by(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations for which the actor says whom one calls."""
    return Organisation.objects.filter(pk__in=policy.places_where(actor, "prepare", "alarm")[0]).order_by("name", "pk")


def next_in_line(organisation: UUID) -> QuerySet[Person]:
    """Return those who may be told that nobody has followed up: they work with voices at the place today."""
    held = people.holding(timezone.localdate())
    there = Role.objects.filter(held, organisation=organisation, role__in=rules.NEXT_ROLES)
    return Person.objects.filter(pk__in=there.values("person")).order_by("name", "pk")


def told_next(duty: Duty) -> Person | None:
    """Return who is told when nobody has followed up: whom the place chose, else a coordinator; one who may see to it themselves."""
    node = duty.node
    near = Q(circle=node.within_id) if node.within_id else Q(organisation=node.organisation_id)
    there = Role.objects.filter(people.holding(timezone.localdate()), near, role="coordinator").order_by(
        "from_on", "pk"
    )
    others = list(there.values_list("person_id", flat=True))
    for key in rules.in_line(of(node.organisation_id).next_in_line_id, others, duty.owner_id):
        person = Person.objects.get(pk=key)
        actor = people.actor_for(person)
        sees = visibility.nodes(actor).filter(pk=node.pk).exists()
        if sees and policy.allows(actor, "answer_danger", "voice", node, "received"):
            return person
    return None


def clock_of(duty: UUID | None) -> Clock | None:
    """Return the clock of a duty, where it has one."""
    return Clock.objects.filter(pk=duty).select_related("told").first() if duty else None


def left_of(clock: Clock) -> rules.Left:
    """Return what is left of a clock now."""
    return rules.left(clock.due_at, timezone.now())


def running(actor: Actor) -> list[Running]:
    """Return the clocks of what the actor follows up on, and of what they were told that nobody has; the shortest first. One query."""
    if actor.person_id is None:
        return []
    mine = Q(duty__owner=actor.person_id) | Q(told=actor.person_id)
    rows = Clock.objects.filter(mine, duty__done_at__isnull=True, duty__node__in=visibility.nodes(actor).values("pk"))
    now = timezone.now()
    return [
        Running(each, rules.left(each.due_at, now), each.duty.owner_id == actor.person_id)
        for each in rows.select_related("duty__node", "duty__owner").order_by("due_at", "pk")
    ]


def told(actor: Actor) -> QuerySet[Clock] | None:
    """Return the clocks that ran out and that the actor was told of; None for whom none can."""
    if actor.person_id is None:
        return None
    rows = Clock.objects.filter(told=actor.person_id, duty__done_at__isnull=True).exclude(duty__owner=actor.person_id)
    rows = rows.filter(duty__node__in=visibility.nodes(actor).values("pk"))
    return rows.select_related("duty__node__organisation", "duty__node__within")


def expected(clock: Clock) -> desk.Expected:
    """Write the line of a clock that ran out. Others may look over a shoulder: it says that it is urgent, and not what it is."""
    node = clock.duty.node
    return desk.Expected(
        what="Et bidrag er ikke fulgt op til tiden",
        at=("voices:danger", node.pk),
        about=node.title,
        where=str(node.within or node.organisation),
        circle=node.within_id,
        due=danish.day_of(clock.due_at),
        button="Følg op",
        is_invented=node.is_invented,
    )


def overdue() -> QuerySet[Clock]:
    """Return the clocks that have run out and of which nobody was told."""
    rows = Clock.objects.filter(told_at=None, due_at__lte=timezone.now(), duty__done_at__isnull=True)
    return rows.select_related("duty__node__organisation").order_by("due_at", "pk")
