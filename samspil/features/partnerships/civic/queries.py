"""Reading what associations have taken on: whose duty it is, the hours given, and who may speak for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from samspil.features.partnerships.civic import rules
from samspil.features.partnerships.civic.models import CivicTask, VolunteerHours
from samspil.features.partnerships.core.models import Partnership, Seat
from samspil.paper.refusal import NotFound
from samspil.spine import passes, people, policy, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Organisation, Pass, Person, Role

FOUR_WEEKS = dt.timedelta(days=28)
ASSOCIATION = Organisation.Kind.ASSOCIATION
AUTHORITIES = (Organisation.Kind.REGION, Organisation.Kind.MUNICIPALITY)


@dataclass(frozen=True)
class Taken:
    """A task with the hours that volunteers have given, in all and in the last four weeks, and what it warns of."""

    task: CivicTask
    hours: Decimal
    lately: Decimal

    @property
    def warnings(self) -> list[str]:
        task = self.task
        if task.stopped_at or task.duty.done_at:
            return []
        name = task.association.name
        warned = [rules.warning(task.adds, name, task.authority.name)] if task.authority else []
        if task.authority and not task.adds:
            warned = [rules.UNTOLD]
        return [said for said in (*warned, rules.too_much(self.lately, task.hours, name)) if said]


def tasks(partnership: Partnership) -> list[Taken]:
    """Return what associations have taken on in a partnership, what goes on first. One query."""
    return [_taken(row) for row in _counted(CivicTask.objects.filter(partnership=partnership))]


def task(actor: Actor, pk: UUID) -> Taken:
    """Return one task of a partnership that the actor may see."""
    visibility.get(CivicTask.objects.all(), actor, pk, through="duty__node")
    return _taken(_counted(CivicTask.objects.filter(pk=pk)).get())


def counted(actor: Actor, pk: int) -> VolunteerHours:
    """Return one count of hours on a task that the actor may see."""
    return visibility.get(VolunteerHours.objects.select_related("task"), actor, pk, through="task__duty__node")


def _counted(rows: QuerySet[CivicTask]) -> QuerySet[CivicTask]:
    since = timezone.localdate() - FOUR_WEEKS
    told = rows.annotate(all_hours=Sum("given__hours"), late_hours=Sum("given__hours", filter=Q(given__on__gt=since)))
    whole = told.select_related("duty__node", "association", "authority", "partnership__node", "issued")
    return whole.order_by("stopped_at", "association__name", "duty__created_at")


def _taken(row: CivicTask) -> Taken:
    none = Decimal(0)
    return Taken(row, getattr(row, "all_hours", None) or none, getattr(row, "late_hours", None) or none)


def opened(held: Iterable[UUID], pk: UUID) -> Taken:
    """Return the task that a personal link opened in this session has been made for. `NotFound` without one."""
    good = CivicTask.objects.filter(pk=pk, issued__in=passes.held(held, rules.PASS_PURPOSE))
    row = _counted(good).first()
    if row is None:
        raise NotFound(passes.NOT_OPEN)
    return _taken(row)


def behind(issued: Pass) -> CivicTask:
    """Return the task that a link was made for."""
    return CivicTask.objects.get(issued=issued)


def speaks_for(actor: Actor, task: CivicTask) -> bool:
    """Tell whether the actor speaks for the task's association: belongs to it, or sits in the partnership for it."""
    if actor.job or actor.acts_for(task.association_id):
        return True
    if actor.person_id is None:
        return False
    held = people.holding(timezone.localdate())
    seats = Seat.objects.filter(organisation=task.association_id, role__circle=task.partnership.circle_id)
    mine = seats.filter(role__person=actor.person_id).values("role_id")
    return Role.objects.filter(held, pk__in=mine).exists()


def may_count(actor: Actor, task: CivicTask) -> bool:
    """Tell whether the actor may write hours: the association's own, the coordinator, a colleague."""
    return speaks_for(actor, task) or policy.allows(actor, "count", "civic_task", task.duty.node)


def may_stop(actor: Actor, task: CivicTask) -> bool:
    """Tell whether the actor may say »ikke mere nu«: the association's own, or the coordinator for them."""
    return speaks_for(actor, task) or policy.allows(actor, "stop", "civic_task", task.duty.node)


def associations(partnership: Partnership) -> QuerySet[Organisation]:
    """Return the associations among the parties."""
    return partnership.circle.partners.filter(kind=ASSOCIATION).order_by("name")


def authorities(partnership: Partnership) -> QuerySet[Organisation]:
    """Return the authorities among the parties."""
    return partnership.circle.partners.filter(kind__in=AUTHORITIES).order_by("name")


def told_of(task: CivicTask) -> list[Person]:
    """Return who is told that an association stops: the coordinators, and the authority's own in the partnership."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle=task.partnership.circle_id)
    theirs = Q(seat__organisation=task.authority_id) | Q(organisation=task.authority_id)
    rows = held.filter(Q(role="coordinator") | (theirs & Q(role__in=("director", "staff"))))
    return list(Person.objects.filter(pk__in=rows.values("person_id")).exclude(email="").order_by("name"))


def contacts(task: CivicTask) -> QuerySet[Person]:
    """Return those in the partnership who come from the task's association."""
    held = Role.objects.filter(people.holding(timezone.localdate()), circle=task.partnership.circle_id)
    mine = held.filter(Q(seat__organisation=task.association_id) | Q(organisation=task.association_id))
    return Person.objects.filter(pk__in=mine.values("person_id")).order_by("name")
