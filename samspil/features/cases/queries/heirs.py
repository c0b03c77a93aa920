"""What a body that ends gives on, and what a body inherits: duties with their decisions, money and next dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from samspil.features.cases.models import Body, Inheritance
from samspil.features.cases.queries.following import told
from samspil.spine import duties as spine_duties
from samspil.spine import kinds, people, thread, visibility
from samspil.spine.models import Circle, Duty, Node
from samspil.spine.people import Actor


@dataclass
class Left:
    """One open duty that a body inherits: from whom, since when (or that it comes), and what hangs on its decision."""

    duty: Duty
    from_circle: Circle
    on: dt.date | None
    money: list[Node] = field(default_factory=list)
    efforts: list[Node] = field(default_factory=list)
    dates: list[tuple[dt.date, str]] = field(default_factory=list)


@dataclass
class Estate:
    """A body's page of heirs: what it gives on, what it inherits, and how much of either the reader may not see."""

    gives: list[Duty]
    inherits: list[Left]
    hidden: int

    @property
    def orphans(self) -> list[Duty]:
        """The duties that nobody is named to inherit."""
        return [each for each in self.gives if heir_of(each) is None]


def heir_of(duty: Duty) -> Circle | None:
    """Return who inherits a duty: its own heir, else its body's."""
    return duty.heir or (duty.owner_circle.heir if duty.owner_circle else None)


def estate(actor: Actor, body: Body) -> Estate:
    """Return what a body gives on and inherits, as the actor may see it. Nine queries at most."""
    circle = body.circle
    gives = (
        list(told(visibility.rows(spine_duties.still_open().filter(owner_circle=circle), actor)))
        if circle.valid_until
        else []
    )
    moved = {row.duty_id: row for row in Inheritance.objects.filter(to_circle=circle).select_related("from_circle")}
    mine = Q(pk__in=list(moved), owner_circle=circle)
    coming = Q(heir=circle) | Q(heir__isnull=True, owner_circle__heir=circle)
    all_of_it = spine_duties.still_open().filter(mine | coming)
    seen = list(told(visibility.rows(all_of_it, actor)))
    ahead = thread.ahead_of(actor, {each.node_id for each in seen})
    inherits = [_left(each, moved.get(each.pk), ahead.get(each.node_id, ())) for each in seen]

    return Estate(gives, inherits, all_of_it.count() - len(seen))


def _left(duty: Duty, row: Inheritance | None, ahead: Sequence[thread.Ahead]) -> Left:
    today = timezone.localdate()
    named = [(duty.review_on, "Ses efter"), (duty.due_on, "Frist")]
    named += [(each.node.day, f"{kinds.get(each.node.kind).label}: {each.node.title}") for each in ahead]
    assert row is not None or duty.owner_circle is not None
    return Left(
        duty=duty,
        from_circle=row.from_circle if row is not None else duty.owner_circle,  # type: ignore[arg-type]
        on=row.on if row is not None else None,
        money=[each.node for each in ahead if "is_money" in kinds.get(each.node.kind).traits],
        efforts=[each.node for each in ahead if "is_effort" in kinds.get(each.node.kind).traits],
        dates=sorted((day, words) for day, words in named if day is not None and day >= today),
    )


def without_heir(actor: Actor, bodies: Sequence[Body]) -> QuerySet[Duty]:
    """Return the open duties of ending bodies that nobody inherits: each raises a hand."""
    found = spine_duties.without_heir(timezone.localdate()).filter(owner_circle__in=[each.pk for each in bodies])
    return told(visibility.rows(found, actor))


def heirs_for(circle: Circle) -> QuerySet[Circle]:
    """Return the circles that may inherit from one: those that exist today and are not itself."""
    political = (
        Circle.Kind.COMMITTEE,
        Circle.Kind.COUNCIL,
        Circle.Kind.HEALTH_COUNCIL,
        Circle.Kind.HEALTH_CLUSTER,
        Circle.Kind.PARTNERSHIP,
    )
    return Circle.objects.filter(people.existing(timezone.localdate()), kind__in=political).exclude(pk=circle.pk)
