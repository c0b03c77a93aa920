"""Which rows somebody may see: bodies, meetings, items, statements, steps, annexes, notices."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Manager, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from samspil.features.cases.records.models import (
    AgendaItem,
    Annex,
    Body,
    ClosedNotice,
    DecisionStatement,
    Meeting,
    RouteStep,
    StatementOutcome,
)
from samspil.features.cases.records.rules import standing
from samspil.paper.refusal import NotFound
from samspil.spine import people, policy, visibility
from samspil.spine.models import Circle, Node, Person, TextVersion
from samspil.spine.people import Actor

LATEST = 5  # meetings, of which so many cases are told, each in so many statements
LATEST_CASES, LATEST_WORDS = 4, 2
MOST_COMING = 40  # meetings in the picture of the months ahead


def numbers_of(keys: Collection[UUID]) -> dict[UUID, tuple[str, int]]:
    """Return the case of each statement, and its number there. One query."""
    told = DecisionStatement.objects.filter(node__in=keys).values_list("node", "item", "order")
    return {key: (str(item), order) for key, item, order in told}


def decided(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """Return those items of which a standing statement says an outcome or takes a stance (`outcomes.decides`)."""
    says = DecisionStatement.objects.filter(withdrawn_at__isnull=True).exclude(stance="", outcomes__isnull=True)
    return items.filter(pk__in=says.values("item"))


def is_decided(item: AgendaItem) -> bool:
    """Tell the same of one item."""
    return decided(AgendaItem.objects.filter(pk=item.pk)).exists()


def visible_to(actor: Actor) -> QuerySet[AgendaItem]:
    """Return the items that the actor may see, newest meeting first."""
    items = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle")
    return visibility.rows(items, actor).order_by(F("node__occurred_on").desc(nulls_last=True), "meeting_id", "order")


def in_order(actor: Actor) -> QuerySet[AgendaItem]:
    """Return the same items for a long list, the newest meeting first, read in that order by the index of meetings."""
    items = AgendaItem.objects.select_related("node", "meeting__node", "meeting__body__circle")
    meetings = items.filter(meeting__node__kind="meeting")
    return visibility.rows(meetings, actor).order_by("-meeting__node__occurred_on", "meeting__node__pk", "order")


def meetings_visible_to(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings that the actor may see, newest first."""
    meetings = Meeting.objects.select_related("node__organisation", "node__gathering", "body__circle__organisation")
    return visibility.rows(meetings, actor).order_by("-node__occurred_on", "pk")


def notices_for(actor: Actor) -> QuerySet[ClosedNotice]:
    """Return the notices of closed items that the actor sees instead of the items themselves."""
    own = visibility.rows(AgendaItem.objects.filter(pk=OuterRef("item_id")), actor)
    return visibility.rows(ClosedNotice.objects.select_related("node"), actor).filter(~Exists(own))


def statements_visible_to(actor: Actor) -> QuerySet[DecisionStatement]:
    """Return the standing statements that the actor may see."""
    statements = DecisionStatement.objects.select_related(
        "node__organisation", "item__node", "item__meeting__node", "item__meeting__body__circle"
    )
    return visibility.rows(statements, actor).filter(withdrawn_at__isnull=True).prefetch_related("outcomes")


def bodies(actor: Actor) -> QuerySet[Body]:
    """Return every body with the day of its latest meeting that the actor may see."""
    newest = visibility.rows(Meeting.objects.filter(node__within=OuterRef("pk"), node__kind="meeting"), actor)
    latest = newest.order_by("-node__occurred_on", "node__pk").values("node__occurred_on")[:1]
    return Body.objects.select_related("circle__organisation").annotate(latest_on=Subquery(latest))


def every_body() -> QuerySet[Body]:
    """Return every body by name, to choose among; every body is public."""
    return Body.objects.select_related("circle")


def circles_without_body(actor: Actor) -> QuerySet[Circle]:
    """Return the committees and councils of the actor's own authorities that have no page yet."""
    political = (Circle.Kind.COMMITTEE, Circle.Kind.COUNCIL, Circle.Kind.HEALTH_COUNCIL, Circle.Kind.HEALTH_CLUSTER)
    return Circle.objects.filter(kind__in=political, body__isnull=True, organisation__in=actor.organisations)


def bodies_to_import_for(actor: Actor) -> QuerySet[Body]:
    """Return the bodies whose minutes the actor may read in."""
    near = Body.objects.select_related("circle").filter(circle__in=actor.circles)
    may = [body.pk for body in near if policy.allows(actor, "import", "meeting", standing.place_of(body.circle))]
    return near.filter(pk__in=may)


def body(pk: UUID) -> Body:
    """Return a body with its circle and authority; every body is public. NotFound when there is none."""
    kept = Body.objects.select_related("circle__organisation").filter(pk=pk).first()
    if kept is None:
        raise NotFound
    return kept


def meeting(actor: Actor, pk: UUID) -> Meeting:
    """Return one meeting that the actor may see, else NotFound."""
    return visibility.get(
        Meeting.objects.select_related("node__organisation", "node__gathering", "body__circle__organisation"), actor, pk
    )


def item(actor: Actor, pk: UUID) -> AgendaItem:
    """Return one item that the actor may see, else NotFound."""
    return visibility.get(
        AgendaItem.objects.select_related("node__organisation", "meeting__node__organisation", "meeting__body__circle"),
        actor,
        pk,
    )


def outcomes_of(statements: Iterable[DecisionStatement]) -> list[StatementOutcome]:
    """Return the outcomes of several statements, each once, in the order of the statements."""
    outcomes: dict[str, StatementOutcome] = {}
    for statement in statements:
        for each in sorted(statement.outcomes.all(), key=lambda one: one.outcome):
            outcomes.setdefault(each.outcome, each)
    return list(outcomes.values())


def times_of(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting's time and place, for its form."""
    starts, ends = meeting.gathering.starts_at, meeting.gathering.ends_at
    return {
        "on": meeting.node.day,
        "starts": timezone.localtime(starts).time() if starts else None,
        "ends": timezone.localtime(ends).time() if ends else None,
        "place": meeting.gathering.place,
        "agenda_due_on": meeting.agenda_due_on,
    }


def corrections(statement: DecisionStatement) -> list[TextVersion]:
    """Return the versions of a statement's words that came after the first, each with its reason."""
    return list(TextVersion.objects.filter(text__node=statement.pk, number__gt=1).order_by("number"))


def steps_of(actor: Actor, statement: DecisionStatement) -> QuerySet[RouteStep]:
    """Return where a statement sent its case."""
    return steps_visible_to(actor).filter(statement=statement)


def step(actor: Actor, pk: UUID) -> RouteStep:
    """Return one step of a route whose statement the actor may see, else NotFound."""
    return visibility.get(
        steps_visible_to(actor).select_related(
            "statement__node", "statement__item__node", "statement__item__meeting__node"
        ),
        actor,
        pk,
        through="statement__node",
    )


def steps_visible_to(actor: Actor) -> QuerySet[RouteStep]:
    # The next body's item may be closed, or not yet on a published agenda: `next_is_seen` says whether it may be named.
    seen = visibility.rows(AgendaItem.objects.filter(pk=OuterRef("next_item_id")), actor)
    return RouteStep.objects.select_related(
        "statement__node",
        "to_circle__organisation",
        "next_item__node",
        "duty__node",
        "duty__owner",
        "duty__owner_circle",
        "duty__owner_organisation",
    ).annotate(next_is_seen=Exists(seen))


def annex(actor: Actor, pk: UUID) -> Annex:
    """Return one annex that the actor may see, else NotFound."""
    annexes = Annex.objects.select_related("node", "item__node", "item__meeting__node", "item__meeting__body__circle")
    return visibility.get(annexes.prefetch_related("node__files"), actor, pk)


def notice(actor: Actor, pk: UUID) -> ClosedNotice:
    """Return the public notice of a closed item, else NotFound."""
    return visibility.get(ClosedNotice.objects.select_related("node", "meeting__node"), actor, pk)


def carriers(item: AgendaItem) -> QuerySet[Person]:
    """Return the persons who hold a role in the item's body today: those who may carry its case on."""
    return people.members_of(item.meeting.body.circle)


def may_begin(actor: Actor, node: Node) -> bool:
    """Tell whether some meeting takes an item from the actor now, whatever it begins from."""
    return bool(meetings_open_for(actor))


def meetings_open_for(actor: Actor) -> list[Meeting]:
    """Return the meetings on which the actor may propose an item now."""
    # Only a role somewhere lets anybody propose: whoever stands nowhere is spared the question.
    if not (actor.organisations or actor.circles or actor.job):
        return []
    open_states = ("planned", "agenda_published", "minutes_draft")
    return [
        meeting
        for meeting in meetings_visible_to(actor).filter(state__in=open_states)
        if policy.allows(actor, "propose", "case_item", meeting.node, meeting.state)
    ]


@dataclass(frozen=True)
class Decided:
    """A case on the front page: its item, and the statements that decided it."""

    item: AgendaItem
    statements: tuple[DecisionStatement, ...]


def latest_decided(actor: Actor) -> list[Decided]:
    """Return what the latest meetings with published minutes decided, case by case, for the front page, the newest first.

    Those of a demo's invented example come beside the real ones and never instead of them. Six queries.
    """
    return [each for is_invented in (True, False) for each in _latest_decided(actor, is_invented=is_invented)]


def _latest_decided(actor: Actor, *, is_invented: bool) -> list[Decided]:
    held = Meeting.objects.filter(state="published", node__kind="meeting", node__is_invented=is_invented)
    published = visibility.rows(held, actor).order_by("-node__occurred_on", "node__pk")
    newest = list(published.values_list("pk", flat=True)[:LATEST])
    if not newest:
        return []
    seen = statements_visible_to(actor).filter(outcomes__isnull=False, item__meeting__in=newest).distinct()
    by_item: dict[UUID, list[DecisionStatement]] = defaultdict(list)
    for statement in sorted(seen, key=lambda one: (newest.index(one.item.meeting_id), one.item.order, one.order)):
        by_item[statement.item_id].append(statement)
    return [Decided(said[0].item, tuple(said[:LATEST_WORDS])) for said in by_item.values()][:LATEST_CASES]


def same_case(actor: Actor, item: AgendaItem) -> list[AgendaItem]:
    """Return the other visible items of the same matter, oldest first."""
    if item.case_file_id is None:
        return []
    return list(
        visible_to(actor).filter(case_file=item.case_file_id).exclude(pk=item.pk).order_by("node__occurred_on", "order")
    )


def body_page(actor: Actor, body: Body) -> QuerySet[Meeting]:
    """Return a body's meetings that the actor may see, newest first, with the number of their items."""
    items = visibility.rows(AgendaItem.objects.filter(meeting=OuterRef("pk"), is_on=True), actor).order_by()
    number = items.values("meeting").annotate(number=Count("pk")).values("number")
    meetings = Meeting.objects.select_related("node__organisation", "node__gathering", "body__circle__organisation")
    own = visibility.rows(meetings.filter(node__within=body.pk, node__kind="meeting"), actor)
    return own.annotate(item_count=Coalesce(Subquery(number), 0)).order_by("-node__occurred_on", "node__pk")


def coming(actor: Actor, body: Body, *, on: dt.date) -> list[Meeting]:
    """Return a body's meetings from a day on that the actor may see and that are not called off, the next first."""
    ahead = body_page(actor, body).filter(node__occurred_on__gte=on, node__gathering__cancelled_at__isnull=True)
    return list(ahead.order_by("node__occurred_on", "node__pk")[:MOST_COMING])


def found_by(actor: Actor, *, body: UUID | None = None, outcome: str = "") -> QuerySet[AgendaItem]:
    """Return the visible items, of one body or with one outcome where that is asked for."""
    items = in_order(actor)
    if body is not None:
        items = items.filter(meeting__node__within=body)

    if outcome:
        decided = visibility.rows(DecisionStatement.objects.filter(item=OuterRef("pk")), actor).filter(
            withdrawn_at__isnull=True, outcomes__outcome=outcome
        )
        items = items.filter(Exists(decided))

    return items


def outcomes_by_item(actor: Actor, items: Iterable[AgendaItem]) -> list[tuple[AgendaItem, list[StatementOutcome]]]:
    """Return items, each with the outcomes of the standing statements that the actor may see. Two queries."""
    chosen = list(items)
    said: dict[UUID, list[DecisionStatement]] = defaultdict(list)
    statements = visibility.rows(DecisionStatement.objects.filter(item__in=chosen, withdrawn_at__isnull=True), actor)
    for statement in statements.prefetch_related("outcomes").order_by("item", "order"):
        said[statement.item_id].append(statement)
    return [(item, outcomes_of(said[item.pk])) for item in chosen]


def texts_of(node_ids: Sequence[UUID]) -> dict[UUID, dict[str, TextVersion]]:
    """Return the standing newest version of every text of the nodes, by node and name. One query."""
    newer = TextVersion.objects.filter(text=OuterRef("text"), number__gt=OuterRef("number"))
    versions = (
        TextVersion.objects.filter(~Exists(newer), text__node__in=node_ids, text__withdrawn_at__isnull=True)
        .select_related("text__subject")
        .order_by("text__name")
    )
    texts_by_record: dict[UUID, dict[str, TextVersion]] = defaultdict(dict)
    for version in versions:
        texts_by_record[version.text.node_id][version.text.name] = version
    return texts_by_record


def next_place(rows: Manager[Any]) -> int:
    """Return the place after the last of a record's ordered rows, 1 for the first."""
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1
