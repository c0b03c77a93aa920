"""Where a case has been, where it stands and who carries it: one item's course, and one matter across authorities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from samspil.features.cases.records.models import AgendaItem, Body, DecisionStatement, Meeting, RouteStep
from samspil.features.cases.records.queries.rows import (
    meetings_visible_to,
    outcomes_of,
    statements_visible_to,
    steps_visible_to,
    visible_to,
)
from samspil.features.cases.records.rules import standing
from samspil.features.cases.routes import rules
from samspil.paper import languages
from samspil.paper.refusal import NotAllowed, NotFound
from samspil.spine import desk, policy, sources, visibility
from samspil.spine.models import Circle, Node, Organisation
from samspil.spine.people import Actor

CHOICES = 3  # meetings offered by a button each
UNKNOWN_DAY = dt.date.max
WAITS = "Venter på at blive taget op"
SENT = "Sendt videre. Om sagen er taget op, står ikke i de kilder, Samspil har"


@dataclass
class Stop:
    """One stop of a case: an item of a meeting, or a body that it is sent to and that has not had it yet."""

    who: str
    authority: Organisation
    on: dt.date | None
    item: AgendaItem | None = None
    statements: list[DecisionStatement] = field(default_factory=list)
    step: RouteStep | None = None
    came_by: RouteStep | None = None
    is_here: bool = False

    @property
    def state(self) -> str:
        """How it stands here, in a few words."""
        if self.item is None:
            assert self.step is not None
            if self.step.seen_state != "sent":
                return standing.STEP_STATES[self.step.seen_state]
            return languages.told(SENT) if self.is_told else languages.told(WAITS)
        if self.statements:
            said = [str(each.get_outcome_display()) for each in outcomes_of(self.statements)]
            return ", ".join(said) or "Orientering"
        return standing.STATES[self.item.meeting.state]

    @property
    def node(self) -> Node | None:
        """The record that says what is known here: the item, or the decision that sent the case on."""
        return self.item.node if self.item is not None else self.step.statement.node if self.step is not None else None

    @property
    def is_told(self) -> bool:
        """Whether all that is known of the case's way here is that a source says it was sent on."""
        return self.item is None and self.step is not None and sources.speaks_openly(self.step.statement)

    @property
    def is_waiting(self) -> bool:
        """Whether nothing has been decided here yet, as far as Samspil can know."""
        return not self.is_told and not self.statements and (self.step is None or self.step.seen_state == "sent")


@dataclass
class Course:
    """A matter's stops in the order of time, and the authorities they lie with."""

    stops: list[Stop]
    authorities: list[Organisation]

    @property
    def numbers(self) -> list[tuple[Organisation, list[str]]]:
        """What each authority calls the matter, as far as the stops that are seen say."""
        return [
            (each, list(dict.fromkeys(s.item.case_number for s in self._of(each) if s.item and s.item.case_number)))
            for each in self.authorities
        ]

    @property
    def lines(self) -> list[tuple[Organisation, list[str], list[Stop]]]:
        """Each authority with its numbers and its stops."""
        return [(each, numbers, self._of(each)) for each, numbers in self.numbers]

    def _of(self, authority: Organisation) -> list[Stop]:
        return [stop for stop in self.stops if stop.authority.pk == authority.pk]


def course(actor: Actor, items: Iterable[AgendaItem], *, here: UUID | None = None) -> Course:
    """Return the course of some items of one matter, as the actor may see it. Four queries, however many."""
    chosen = list(items)
    statements = list(
        statements_visible_to(actor)
        .filter(item__in=[item.pk for item in chosen])
        .order_by("item__node__occurred_on", "item__order", "order")
    )
    steps = list(steps_visible_to(actor).filter(statement__in=statements))
    stops = [
        Stop(
            who=item.meeting.body.circle.name,
            authority=item.node.organisation,
            on=item.node.day,
            item=item,
            statements=[each for each in statements if each.item_id == item.pk],
            came_by=next((each for each in steps if each.seen_next_id == item.pk), None),
            is_here=item.pk == here,
        )
        for item in chosen
    ]
    known = {stop.item.pk: stop for stop in stops if stop.item}
    for step in steps:
        if step.seen_next_id in known:
            continue
        sender = known[step.statement.item_id]
        to = step.to_circle
        stops.append(
            Stop(
                who=step.to_text if to is None else to.name,
                authority=sender.authority if to is None or to.organisation is None else to.organisation,
                on=step.seen_ended_on,
                step=step,
                came_by=step,
            )
        )

    stops.sort(key=lambda stop: (stop.on or UNKNOWN_DAY, stop.item is None, stop.item.order if stop.item else 0))
    authorities = list({stop.authority.pk: stop.authority for stop in stops}.values())
    return Course(stops, authorities)


def course_of(actor: Actor, item: AgendaItem) -> Course:
    """Return the course of the matter that an item belongs to, of the item alone when it has none."""
    if item.case_file_id is None:
        return course(actor, [item], here=item.pk)
    return course(actor, _of_matter(actor, item.case_file_id), here=item.pk)


def matter(actor: Actor, pk: UUID) -> tuple[str, Course]:
    """Return a matter's title and course. NotFound alike when there is none and when none of it is seen."""
    items = list(_of_matter(actor, pk))
    if not items:
        raise NotFound
    return items[0].node.title, course(actor, items)


def _of_matter(actor: Actor, pk: UUID) -> QuerySet[AgendaItem]:
    items = (
        visible_to(actor)
        .filter(case_file=pk)
        .select_related("node__organisation", "meeting__node", "meeting__body__circle")
    )
    return items.order_by("node__occurred_on", "order")


@dataclass
class Arrival:
    """What was sent to a body and waits there, and the meetings that may take it."""

    step: RouteStep
    body: Body
    meetings: list[Meeting]


def received(actor: Actor) -> tuple[list[Arrival], list[tuple[RouteStep, Body]]]:
    """Return what waits at the actor's bodies, and what perhaps is meant for one of them by its words.

    Four queries, however much there is.
    """
    bodies = receiving_bodies(actor)
    waiting = (
        visibility.rows(steps_visible_to(actor), actor, through="statement__node")
        .filter(state="sent", next_item__isnull=True, statement__item__meeting__state="published")
        .select_related(
            "statement__node", "statement__item__node", "statement__item__meeting__body__circle__organisation"
        )
        .order_by(F("sent_on").asc(nulls_last=True), "id")
    )
    meetings = list(
        meetings_visible_to(actor)
        .filter(body__in=bodies, state__in=("planned", "agenda_published"))
        .order_by("node__occurred_on")
    )
    mine = {body.pk: body for body in bodies}
    sure = [
        Arrival(
            step, mine[step.to_circle_id], [each for each in meetings if each.body_id == step.to_circle_id][:CHOICES]
        )
        for step in waiting.filter(to_circle__in=list(mine))
        if step.to_circle_id is not None
    ]
    authorities = {body.circle.organisation_id for body in bodies}
    unsure = waiting.filter(to_circle__isnull=True, statement__node__organisation__in=authorities)
    maybe = [
        (step, body)
        for step in unsure
        for body in bodies
        if body.circle.organisation_id == step.statement.node.organisation_id
        and rules.names(step.to_text, body.circle.name)
    ]

    return sure, maybe


def destinations(item: AgendaItem) -> QuerySet[Circle]:
    """Return the circles that have a body's page, without the item's own: those a case may be sent to."""
    return Circle.objects.filter(body__isnull=False).exclude(pk=item.meeting.body_id)


def receiving_bodies(actor: Actor) -> list[Body]:
    """Return the bodies for which the actor receives cases."""
    near = Body.objects.select_related("circle__organisation").filter(circle__in=actor.circles)
    return [each for each in near if policy.allows(actor, "receive", "case_item", standing.place_of(each.circle))]


def check_receives(actor: Actor) -> None:
    """Refuse whoever receives cases for no body."""
    if not receiving_bodies(actor):
        raise NotAllowed("Kun en sekretær i et udvalg kan se, hvad udvalget har modtaget.")


def addressed(step: RouteStep) -> standing.Place:
    """Return where the receiver of a step works. NotAllowed for everybody while no receiver here is named."""
    if step.to_circle is None:
        raise NotAllowed("Det står ikke, hvilket udvalg sagen er sendt til. Skriv det først.")
    return standing.place_of(step.to_circle)


def arriving(actor: Actor, pk: UUID) -> RouteStep:
    """Return one step whose statement the actor may see, with what taking it up needs, else NotFound."""
    steps = steps_visible_to(actor).select_related(
        "statement__node",
        "statement__item__node__organisation",
        "statement__item__case_file",
        "statement__item__meeting__node",
        "statement__item__meeting__body__circle",
        "to_circle__body",
    )
    return visibility.get(steps, actor, pk, through="statement__node")


def waiting(actor: Actor) -> QuerySet[RouteStep] | None:
    """Return what was sent to the bodies that the actor keeps and waits there; None for whoever keeps none."""
    kept = {held.circle_id for held in actor.memberships if held.role == rules.RECEIVER} - {None}
    if not kept:
        return None
    rows = RouteStep.objects.filter(
        state="sent", next_item__isnull=True, to_circle__in=kept, statement__item__meeting__state="published"
    )
    seen = visibility.rows(rows, actor, through="statement__node")
    return seen.select_related("statement__node", "statement__item__node", "to_circle").order_by("sent_on", "pk")


def expected(row: RouteStep) -> desk.Expected:
    """Write a case that waits to be received."""
    assert row.to_circle is not None
    return desk.Expected(
        what=_("Tag imod en sag fra et andet udvalg"),
        about=row.statement.node.title,
        at=("cases:received",),
        where=row.to_circle.name,
        circle=row.to_circle_id,
        button=_("Se sagen"),
        is_invented=row.statement.node.is_invented,
    )
