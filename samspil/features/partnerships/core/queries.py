"""Every reading of partnerships and their activities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samspil.analysis import plan_times
from samspil.features.partnerships.core.models import Activity, Partnership
from samspil.spine import desk, texts, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Invitation, Node, Organisation, Role


def visible_to(actor: Actor) -> QuerySet[Partnership]:
    """Return the partnerships the actor may see, by name."""
    return (
        visibility.rows(Partnership.objects.all(), actor)
        .select_related("node__organisation", "circle")
        .order_by("node__title")
    )


def homes(actor: Actor) -> list[desk.Home]:
    """Return the partnerships that the actor belongs to, for their own page. One query."""
    return [home(each, "partnerships:detail") for each in visible_to(actor).filter(circle__in=actor.circles)]


def home(partnership: Partnership, page: str) -> desk.Home:
    """Return a partnership as somebody's own, with one of its pages."""
    node = partnership.node
    return desk.Home(
        circle=partnership.circle_id, title=node.title, at=(page, partnership.pk), is_invented=node.is_invented
    )


def led(actor: Actor) -> list[Partnership]:
    """Return the partnerships that the actor coordinates, by title. One query at most."""
    circles = [held.circle_id for held in actor.memberships if held.role == Role.Kind.COORDINATOR and held.circle_id]
    mine = visible_to(actor).filter(circle__in=circles) if circles else ()
    return sorted(mine, key=lambda each: each.node.title)


def where_to_plan(actor: Actor) -> list[desk.Home]:
    """Return the partnerships in which the reader plans an activity. One query at most."""
    return [home(each, "partnerships:new_activity") for each in led(actor) if not each.ended]


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


def invitations(activity: Activity) -> QuerySet[Invitation]:
    """Return who is invited to an activity and who came."""
    return activity.gathering.invitations.select_related("person", "organisation").order_by(
        "organisation__name", "person__name", "name"
    )


def partnership(actor: Actor, pk: UUID) -> Partnership:
    """Return one partnership; `NotFound` alike when it is not there and when it may not be seen."""
    return visibility.get(Partnership.objects.select_related("node__organisation", "circle", "intensity"), actor, pk)


def description(partnership: Partnership) -> dict[str, Any]:
    """Return what a partnership says of itself, field by field; `based_on` is the version of its purpose. One query."""
    purpose = texts.current(partnership.node, "purpose")
    names = ("programme", "target_group", "geography", "source", "ended", "ended_source")
    return {
        **{name: getattr(partnership, name) for name in names},
        "purpose": texts.read(purpose) if purpose else "",
        "based_on": purpose.number if purpose else 0,
    }


def activity(actor: Actor, pk: UUID) -> Activity:
    """Return one activity with its landing note."""
    rows = Activity.objects.select_related("gathering__node__organisation", "partnership__node", "landing")
    return visibility.get(rows, actor, pk, through="gathering__node")


def said(activity: Activity) -> plan_times.Said:
    """Return what is said of an activity's time."""
    gathering = activity.gathering
    starts = timezone.localtime(gathering.starts_at) if gathering.starts_at else None
    ends = timezone.localtime(gathering.ends_at) if gathering.ends_at else None
    return plan_times.Said(
        activity.period,
        gathering.time_text,
        starts.date() if starts else activity.node.day,
        starts.time() if starts else None,
        ends.time() if ends else None,
    )


def of_role(role: Role) -> Organisation | None:
    """Return whom a role in a circle is filled for: the seat's organisation, else the role's own."""
    seat = getattr(role, "seat", None)
    return seat.organisation if seat else role.organisation


def living_in(*nodes: Node) -> Iterable[UUID]:
    """Return the keys of the records that began within some partnerships, whoever may see them."""
    circles = Partnership.objects.filter(node__in=nodes).values("circle")
    return Node.objects.filter(within__in=circles).values_list("pk", flat=True)
