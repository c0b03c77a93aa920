"""What is followed up in the bodies somebody oversees, and what a body that ends gives on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samspil.features.cases.follow_up import rules
from samspil.features.cases.follow_up.models import DutyStatus, Inheritance, NoFollowUp, OverdueNotice
from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, RouteStep
from samspil.features.cases.records.queries.rows import statements_visible_to
from samspil.features.cases.records.rules import standing
from samspil.paper.refusal import NotFound
from samspil.spine import desk, kinds, people, policy, thread, visibility
from samspil.spine import duties as spine_duties
from samspil.spine.models import Circle, Duty, Node, Organisation, Person, Role
from samspil.spine.people import Actor


def overseen(actor: Actor) -> list[Body]:
    """Return the bodies whose follow-up the actor sees."""
    near = Body.objects.select_related("circle__organisation", "circle__heir").filter(
        Q(circle__in=actor.circles) | Q(circle__organisation__in=actor.organisations)
    )
    return [each for each in near if policy.allows(actor, "oversee", "body", standing.place_of(each.circle))]


def unanswered(actor: Actor, bodies: Sequence[Body]) -> QuerySet[DecisionStatement]:
    """Return the published statements of some bodies that ask for something nobody has, the oldest first."""
    duty = Duty.objects.filter(node=OuterRef("pk"), purpose=rules.PURPOSE)
    loose = RouteStep.objects.filter(statement=OuterRef("pk"), state="sent", duty__isnull=True)
    asking = Q(stance__in=rules.ASKING) & ~Exists(duty)

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
    open_ones = spine_duties.still_open().filter(Q(node__within__in=circles) | Q(owner_circle__in=circles))
    if shown == "over":
        open_ones = open_ones.filter(due_on__lt=today)
    elif shown == "ses-efter":
        open_ones = open_ones.filter(review_on__lte=today)
    elif shown == "uden-arving":
        open_ones = open_ones.filter(pk__in=spine_duties.without_heir(today).values("pk"))
    return told(visibility.rows(open_ones, actor))


def told(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Return duties with their owners and all that was told of how they go, in one more query."""
    return duties.select_related(
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
    stands = statements_visible_to(actor).select_related("item__node__organisation").filter(pk=pk).first()
    if stands is None:
        raise NotFound
    return stands


def rows(duties: Iterable[Duty]) -> list[tuple[Any, ...]]:
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
        for each in duties
    ]


@dataclass(frozen=True)
class Left:
    """One open duty that a body inherits: from whom, since when (or that it comes), and what hangs on its decision."""

    duty: Duty
    from_circle: Circle
    on: dt.date | None
    money: list[Node] = field(default_factory=list)
    efforts: list[Node] = field(default_factory=list)
    dates: list[tuple[dt.date, str]] = field(default_factory=list)


@dataclass(frozen=True)
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
    orphans = spine_duties.without_heir(timezone.localdate()).filter(owner_circle__in=[each.pk for each in bodies])
    return told(visibility.rows(orphans, actor))


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


def orphans(actor: Actor) -> QuerySet[Duty] | None:
    """Return the duties without an heir in the bodies that the actor oversees; None for whoever oversees none.

    The bodies are those that `overseen` gives, chosen by where the roles are held, so that no query is needed to find them.
    """
    circles = {each.circle_id for each in actor.memberships if each.role in rules.OVERSEERS_WITHIN} - {None}
    houses = {each.organisation_id for each in actor.memberships if each.role in rules.OVERSEERS_OF} - {None}
    if not circles | houses:
        return None
    near = Body.objects.filter(Q(circle__in=circles) | Q(circle__organisation__in=houses)).values("pk")
    rows = spine_duties.without_heir(timezone.localdate()).filter(owner_circle__in=near)
    return visibility.rows(rows, actor).select_related("node", "owner_circle")


def orphan(row: Duty) -> desk.Expected:
    """Write a duty that nobody inherits."""
    body = row.owner_circle
    assert body is not None
    return desk.Expected(
        what=_("Vælg, hvem der fører opgaven videre"),
        about=row.title,
        at=("cases:estate", body.pk),
        where=body.name,
        circle=body.pk,
        due=body.valid_until,
        button=_("Vælg arvtager"),
        is_invented=row.node.is_invented,
    )


def oversees(actor: Actor, _since: dt.datetime) -> bool:
    """Tell whether the actor oversees any body, so that the overview leads there."""
    return bool(overseen(actor))
