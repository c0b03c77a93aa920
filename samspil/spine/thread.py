"""The thread's verbs: open a node, link what came first to what came of it, withdraw, and follow the trail both ways."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from samspil.paper import danish, signs
from samspil.paper.refusal import Refused, demanded
from samspil.spine import journal, kinds, locks, outlines, search, sources, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Circle, Link, NamedReader, Node, Organisation, Person, Room

# Each relation as a sentence seen from either end: (from what came first, from what came of it).
SENTENCES = {
    Link.Relation.LED_TO: ("førte til", "kom af"),
    Link.Relation.GROUNDS: ("er grundlag for", "bygger på"),
    Link.Relation.ANSWERED_BY: ("blev besvaret med", "er svar på"),
    Link.Relation.DECIDED_BY: ("blev afgjort ved", "afgør"),
    Link.Relation.FUNDS: ("betaler", "betales af"),
    Link.Relation.CARRIED_OUT_BY: ("udføres ved", "udfører"),
    Link.Relation.MEASURED_BY: ("er målt ved", "måler"),
    Link.Relation.RELEASES: ("udløser", "er udløst af"),
    Link.Relation.SUPERSEDED_BY: ("er afløst af", "afløser"),
}


def open_node(
    *,
    by: Actor,
    kind: str,
    title: str,
    organisation: Organisation,
    visibility: str = Node.Visibility.ORGANISATION,
    within: Circle | None = None,
    occurred_on: danish.When | dt.date | None = None,
    is_invented: bool = False,
    **fields: Any,
) -> Node:
    """Make the node of a new record. Called inside a deed; the record is saved with the same key.

    `occurred_on` may be known less precisely than to the day; what is read from sources
    (`sources.read`) is marked so, unless `is_sourced` says otherwise. ValueError for a kind of the other room (`care.new_node`).
    """
    when = occurred_on if isinstance(occurred_on, danish.When) else danish.When(occurred_on)
    kinds.check_room(kind, fields.get("room", Room.THREAD))
    title = demanded(signs.clean(title), "Skriv en titel.", field="title")

    _check_circle(visibility, within)
    return Node.objects.create(
        kind=kind,
        title=title[:500],
        organisation=organisation,
        visibility=visibility,
        within=within,
        occurred_on=when.on,
        occurred_precision=when.precision,
        is_invented=is_invented,
        created_by_id=by.person_id,
        **{"is_sourced": sources.are_read(), **fields},
    )


def show_to(node: Node, visibility: str, *, within: Circle | None = None, persons: Sequence[Person] = ()) -> Node:
    """Change who may see a node. Called inside a deed; search and thread follow at once."""
    _check_circle(visibility, within or node.within)
    node.visibility = visibility
    if within is not None:
        node.within = within
    node.save(update_fields=["visibility", *(["within"] if within is not None else []), "modified_at"])
    if visibility == Node.Visibility.PERSONS:
        NamedReader.objects.filter(node=node).exclude(person__in=persons).delete()
        NamedReader.objects.bulk_create([NamedReader(node=node, person=p) for p in persons], ignore_conflicts=True)
    return node


def _check_circle(visibility: str, within: Circle | None) -> None:
    if visibility == Node.Visibility.CIRCLE and within is None:
        raise Refused("Vælg det partnerskab eller udvalg, der må se det.", field="within")


def redate(node: Node, when: danish.When | dt.date | None) -> Node:
    """Give a node another date, no more precise than it is known, and its new place in search. Called inside a deed.

    What came of it and has its day, by its kind (`kinds.Kind.shares_day`), follows.
    """
    before = node.when
    node.date(when)
    node.save(update_fields=["occurred_on", "occurred_precision", "modified_at"])
    search.moved(node)
    if node.when == before:
        return node

    for link in Link.objects.filter(earlier=node, withdrawn_at__isnull=True).select_related("later").order_by("pk"):
        if link.later.when == before and kinds.get(link.later.kind).shares_day(link.later):
            redate(link.later, node.when)
    return node


def retitle(node: Node, title: str) -> Node:
    """Change a node's title and what search knows of it. Called inside a deed. ValueError for a care record's, which is its kind."""
    node.check_on_thread()
    node.title = demanded(signs.clean(title), "Skriv en titel.", field="title")[:500]
    node.save(update_fields=["title", "modified_at"])
    search.index(node)
    return node


def rename_source(later: Iterable[UUID], before: str, now: str) -> None:
    """Name the source of links to some records anew, where it is a record that got another title. Called inside a deed."""
    Link.objects.filter(later__in=later, source=before).update(source=now)


@journal.deed
def link(
    *,
    by: Actor,
    earlier: Node,
    later: Node,
    relation: str,
    why: str,
    strength: str = Link.Strength.DIRECT,
    source: str = "",
) -> Link:
    """Say that one record came of another. The same link twice gives the first one back.

    Refused without a reason, from a record to itself, and to or from a record of somebody's care.
    """
    if earlier.pk == later.pk:
        raise Refused("En sammenhæng går mellem to forskellige ting.")
    if earlier.is_care or later.is_care:
        raise Refused("Et forløb om en person kan ikke stå på en tråd. Vælg indsatsen eller det udækkede behov.")
    demanded(why, "Skriv, hvorfor de to hænger sammen, eller hvor det står.", field="why")

    locks.hold(earlier, later)
    standing = Link.objects.filter(earlier=earlier, later=later, relation=relation, withdrawn_at__isnull=True)
    if same := standing.first():
        return same

    try:
        with transaction.atomic():
            made = Link.objects.create(
                earlier=earlier,
                later=later,
                relation=relation,
                strength=strength,
                why=why.strip(),
                source=source,
                by_id=by.person_id,
                job=by.job,
            )
    except IntegrityError:
        return standing.get()

    journal.note("link.made", by=by, node=later, data={"link": made.pk, "earlier": earlier.pk, "relation": relation})
    return made


@journal.deed
def withdraw_link(*, by: Actor, link: Link, why: str) -> Link:
    """Take a link back, keeping that it stood. Refused without a reason, and when already withdrawn."""
    locks.reread(link)
    demanded(why, "Skriv, hvorfor sammenhængen trækkes tilbage.", field="why")
    standing = Link.objects.filter(pk=link.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_by=by.person_id, withdrawn_why=why.strip()):
        raise Refused("Sammenhængen er allerede trukket tilbage.")
    link.refresh_from_db(fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    journal.note("link.withdrawn", by=by, node=link.later, data={"link": link.pk})
    return link


@dataclass(frozen=True)
class Step:
    """One link on a trail as somebody may see it. `hidden` ends are nameless steps: only their kind's stage shows."""

    link_id: UUID
    earlier_id: UUID
    later_id: UUID
    relation: str
    strength: str
    why: str
    source: str


@dataclass(frozen=True)
class Trail:
    """What may be seen of a thread from one record: nodes by id (None = a nameless step) and the steps between them.

    `depth` counts links from the record: negative towards what came before, positive towards what came of it.
    """

    start: UUID
    nodes: dict[UUID, Node | None]
    steps: tuple[Step, ...]
    depth: dict[UUID, int]

    @property
    def is_broken_backward(self) -> bool:
        """Whether nothing is documented before the record."""
        return not any(step.later_id == self.start for step in self.steps)

    @property
    def is_broken_forward(self) -> bool:
        """Whether nothing is documented to have come of the record."""
        return not any(step.earlier_id == self.start for step in self.steps)


def trail(actor: Actor, start: Node) -> Trail:
    """Return the whole thread through a record as the actor may see it. Six queries, whatever its length."""
    outlined = outlines.outline(actor, start)
    nodes: dict[UUID, Node | None] = dict.fromkeys(outlined.depth)
    nodes |= outlines.named(outlined, outlined.depth)
    nodes[start.pk] = start
    # Why and where somebody said so may name what a nameless step hides.
    told = tuple(
        replace(step, why="", source="") if {step.earlier_id, step.later_id} & outlined.nameless else step
        for step in steps([link for link, _earlier, _later in outlined.links])
    )
    return Trail(start.pk, nodes, told, outlined.depth)


_WALK_FROM_MANY = """
WITH RECURSIVE walk(start_id, node_id) AS (
    SELECT id, id FROM spine_node WHERE id IN ({places})
    UNION
    SELECT walk.start_id, link.later_id FROM walk CROSS JOIN spine_link AS link
    WHERE link.earlier_id = walk.node_id AND link.withdrawn_at IS NULL
)
SELECT walk.start_id, link.earlier_id, link.later_id, link.relation FROM walk CROSS JOIN spine_link AS link
WHERE link.earlier_id = walk.node_id AND link.withdrawn_at IS NULL
"""


@dataclass(frozen=True)
class Ahead:
    """One record that a thread reaches, by the relation of the link that reached it first; `depth` counts links."""

    node: Node
    relation: str
    depth: int


def ahead_of(actor: Actor, starts: Collection[UUID]) -> dict[UUID, tuple[Ahead, ...]]:
    """Return what each record led to, as the actor may see it, the nearest first. Three queries for any number.

    A hidden node cuts a thread exactly as on its own page (`trail`); nameless steps are passed and left out.
    """
    if not starts:
        return {}
    steps, seen, passable = _walked(actor, starts)
    return {start: _reached(start, steps[start], seen, passable) for start in starts}


@dataclass(frozen=True)
class Onward:
    """What a record led to: the records that may be named, and every (earlier, later) on the way, by nameless steps too."""

    nodes: dict[UUID, Node]
    links: tuple[tuple[UUID, UUID], ...]


def onward_of(actor: Actor, starts: Collection[UUID]) -> dict[UUID, Onward]:
    """Return the ways ahead of each record, as the actor may see them: cut as `ahead_of`. Three queries for any number."""
    if not starts:
        return {}
    steps, seen, passable = _walked(actor, starts)
    found = {}
    for start in starts:
        links: list[tuple[UUID, UUID]] = []
        queue, met = deque([start]), {start}
        while queue:
            here = queue.popleft()
            for far, _relation in steps[start][here]:
                if far not in seen and far not in passable:
                    continue
                links.append((here, far))
                if far not in met:
                    met.add(far)
                    queue.append(far)
        found[start] = Onward({key: seen[key] for key in met if key in seen}, tuple(links))
    return found


# For each start, what lies one link ahead of a record on its way, and by which relation.
_Steps = dict[UUID, dict[UUID, list[tuple[UUID, str]]]]


def _walked(actor: Actor, starts: Collection[UUID]) -> tuple[_Steps, dict[UUID, Node], set[UUID]]:
    """Walk ahead of some records: the steps of each, the records that may be seen, and those that may be passed."""
    native = connection.features.has_native_uuid_field
    with connection.cursor() as cursor:
        cursor.execute(
            _WALK_FROM_MANY.format(places=", ".join(["%s"] * len(starts))),
            [start if native else start.hex for start in starts],
        )
        rows = cursor.fetchall()

    steps: _Steps = defaultdict(lambda: defaultdict(list))
    for start, earlier, later, relation in rows:
        a, b, c = (start, earlier, later) if native else (UUID(start), UUID(earlier), UUID(later))
        steps[a][b].append((c, relation))

    ids = {end for neighbours in steps.values() for ends in neighbours.values() for end, _ in ends}
    seen = {node.pk: node for node in _in_chunks(actor, ids)} if ids else {}
    passable = set(_steppable(ids - seen.keys())) if len(seen) < len(ids) else set()
    return steps, seen, passable


def _reached(
    start: UUID, neighbours: dict[UUID, list[tuple[UUID, str]]], seen: dict[UUID, Node], passable: set[UUID]
) -> tuple[Ahead, ...]:
    queue, met, reached = deque([(start, 0)]), {start}, []
    while queue:
        here, depth = queue.popleft()
        for far, relation in neighbours[here]:
            if far in met or (far not in seen and far not in passable):
                continue
            met.add(far)
            queue.append((far, depth + 1))
            if far in seen:
                reached.append(Ahead(seen[far], relation, depth + 1))
    return tuple(reached)


def _in_chunks(actor: Actor, ids: set[UUID]) -> list[Node]:
    # One query for any length: a subquery over the ids' range would not be exact, and SQLite takes 250,000 parameters.
    return list(visibility.among(actor, ids).only(*outlines.NAMED))


def _steppable(ids: set[UUID]) -> list[UUID]:
    return list(Node.objects.filter(pk__in=ids, step_public=True).values_list("pk", flat=True))


def steps(ids: Iterable[UUID]) -> tuple[Step, ...]:
    """Return links as steps, in the order they were made. One query."""
    links = Link.objects.filter(pk__in=list(ids)).order_by("at", "id")
    return tuple(
        Step(row.pk, row.earlier_id, row.later_id, row.relation, row.strength, row.why, row.source) for row in links
    )
