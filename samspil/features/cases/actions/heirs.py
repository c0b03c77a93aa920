"""A body that ends names who inherits its open duties, and hands them over when it has ended."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samspil.features.cases import rules
from samspil.features.cases.models import Inheritance, Meeting
from samspil.paper.refusal import Refused
from samspil.spine import duties, journal, locks, people
from samspil.spine.models import Circle, Duty
from samspil.spine.people import Actor


@journal.deed
def end_body(*, by: Actor, circle: Circle, on: dt.date | None) -> Circle:
    """Write the last day of a body, or that it goes on (None). Refused while it has a meeting after that day."""
    # All circles in one order, as `people.end_circle` takes them: an heir is judged by its own last day.
    locks.reread(circle, *Circle.objects.all())
    rules.following.check_end_body(by, rules.place_of(circle))
    later = Meeting.objects.select_related("node").filter(body=circle.pk, node__gathering__cancelled_at__isnull=True)
    first = later.filter(node__occurred_on__gt=on).order_by("node__occurred_on").first() if on is not None else None
    rules.following.check_last_day(circle.name, first.node.day if first is not None else None)
    handed = on is None or on >= timezone.localdate()
    rules.following.check_has_not_handed_over(
        circle.name, is_handed_over=handed and Inheritance.objects.filter(from_circle=circle).exists()
    )
    return people.end_circle(by=by, circle=circle, on=on)


@journal.deed
def name_heir(*, by: Actor, duty: Duty, heir: Circle) -> Duty:
    """Name the body that takes one duty over. Refused when it ends no later, or has ended."""
    locks.reread(duty)
    if duty.owner_circle is None:
        raise Refused("Kun en opgave, som et udvalg eller partnerskab har, kan få en arvtager.")
    rules.following.check_name_heir(by, rules.place_of(duty.owner_circle))
    _check_lives(heir)
    return duties.name_heir(by=by, duty=duty, heir=heir)


@journal.deed
def name_body_heir(*, by: Actor, circle: Circle, heir: Circle) -> Circle:
    """Name the body that takes over all that no single duty names another heir for."""
    rules.following.check_name_heir(by, rules.place_of(circle))
    _check_lives(heir)
    return people.name_heir(by=by, circle=circle, heir=heir)


@journal.deed
def hand_over(*, by: Actor, circle: Circle) -> list[Inheritance]:
    """Move every open duty of an ended body to its heirs, and keep that it did. Refused by halves."""
    locks.reread(circle)
    rules.following.check_name_heir(by, rules.place_of(circle))
    moved = duties.hand_over(by=by, circle=circle)
    if not moved:
        raise Refused(f"{circle.name} har ingen åbne opgaver at give videre.")

    today = timezone.localdate()
    rows = [
        Inheritance(duty=duty, from_circle=circle, to_circle_id=duty.owner_circle_id, on=today)
        for duty in moved
        if duty.owner_circle_id is not None
    ]
    made = Inheritance.objects.bulk_create(rows)
    journal.note(
        "body.handed_over", by=by, organisation=circle.organisation_id, data={"circle": circle.pk, "duties": len(made)}
    )
    return made


def _check_lives(heir: Circle) -> None:
    if heir.valid_until is not None and heir.valid_until < timezone.localdate():
        raise Refused(f"{heir.name} er selv slut. Vælg et udvalg, der fortsætter.", field="heir")
