"""Who sits in a body, now and to come."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.features.cases.records.rules import standing
from samspil.features.cases.seats import rules
from samspil.paper.refusal import NotFound
from samspil.spine import people, policy
from samspil.spine.models import Circle, Organisation, Person, Role
from samspil.spine.people import Actor


def authorities(actor: Actor) -> QuerySet[Organisation]:
    """Return the authorities where the actor may found a body."""
    own = [key for key in actor.organisations if policy.allows(actor, "add_body", "body", standing.authority(key))]
    return Organisation.objects.filter(pk__in=own)


def is_taken(organisation: Organisation, name: str) -> bool:
    """Tell whether an authority has a body of that name that has not ended."""
    today = timezone.localdate()
    goes_on = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    return Circle.objects.filter(goes_on, organisation=organisation, name__iexact=name.strip()).exists()


def seats(circle: Circle) -> QuerySet[Role]:
    """Return those who sit in a body today or will, the members first."""
    held = Role.objects.filter(circle=circle, role__in=rules.ROLES)
    return (
        held.filter(people.lasting(timezone.localdate()))
        .select_related("person")
        .order_by("role", "person__name", "from_on")
    )


def seat(circle: Circle, key: int) -> Role:
    """Return one seat of a body, else NotFound."""
    role = seats(circle).filter(pk=key).first()
    if role is None:
        raise NotFound
    return role


def sits(circle: Circle, person: Person, role: str, on: dt.date) -> bool:
    """Tell whether somebody sits in a body in that role on a day or later."""
    held = Role.objects.filter(circle=circle, person=person, role=role)
    return held.filter(people.lasting(on)).exists()


def is_last_secretary(circle: Circle, role: Role, on: dt.date) -> bool:
    """Tell whether a body that goes on would have no secretary after a day without this seat."""
    if role.role != "secretary" or (circle.valid_until is not None and circle.valid_until <= on):
        return False
    others = Role.objects.filter(circle=circle, role="secretary").exclude(pk=role.pk)
    return not others.filter(people.lasting(on + dt.timedelta(days=1))).exists()
