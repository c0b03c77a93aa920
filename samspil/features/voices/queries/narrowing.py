"""What the lists of voices are narrowed by: where they were given, how, and what they led to; as far as the reader may know it.

How and where somebody spoke is told to those near the voice. Others are told where only of the public ones of a place and a
side that so many have spoken from that nobody is known by it (decision 0028).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from samspil.analysis.disclosure import small
from samspil.features.voices import rules
from samspil.paper import danish
from samspil.spine import kinds, visibility
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

LEAST = small.HIDE_AT_MOST + 1  # so many public voices of a place and a side are none too few to be told of
MOST_PLACES, MOST_INSIGHTS = 300, 100  # to choose from

# Every place once, by jumps in its index; whether a voice there is near the reader; and which sides have enough public voices there.
_PLACES = """
WITH RECURSIVE told(place) AS (
    SELECT MIN(place) FROM voices_voice WHERE place > ''
    UNION ALL
    SELECT (SELECT MIN(voice.place) FROM voices_voice AS voice WHERE voice.place > told.place)
    FROM told WHERE told.place IS NOT NULL
)
SELECT place, is_near, {names} FROM (
    SELECT told.place AS place, {near} AS is_near, {sides} FROM told WHERE told.place IS NOT NULL
) AS asked WHERE is_near OR {names_or} LIMIT {most}
"""
_NEAR = """((
    SELECT 1 FROM voices_voice AS voice JOIN spine_node AS node ON node.id = voice.node_id
    WHERE voice.place = told.place AND ({where}) LIMIT 1
) IS NOT NULL)"""
_ENOUGH = """((
    SELECT 1 FROM voices_voice AS voice JOIN spine_node AS node ON node.id = voice.node_id
    WHERE voice.place = told.place AND voice.state = 'published' AND voice.side = %s
    AND node.visibility = 'public' AND (node.visible_until IS NULL OR node.visible_until >= %s)
    LIMIT 1 OFFSET {before}
) IS NOT NULL) AS side_{number}"""


@dataclass(frozen=True)
class Place:
    """Where voices were given: whether any of them is near the reader, and of which sides all may know so."""

    name: str
    is_near: bool
    sides: tuple[str, ...]


def near(actor: Actor) -> Q:
    """Return the condition on a voice that it lies where the reader has a role: they are told how and where it was given."""
    if actor.job:
        return Q()
    return visibility.lies_in(actor.organisations, actor.circles)


def places(actor: Actor) -> list[Place]:
    """Return the places that a list may be narrowed to for a reader, in the order of the Danish alphabet. One query."""
    where, keys = _where(actor)
    sides = list(rules.SIDES)
    names = [f"side_{number}" for number in range(len(sides))]
    asked = _PLACES.format(
        names=", ".join(names),
        names_or=" OR ".join(names),
        near=_NEAR.format(where=where),
        sides=", ".join(_ENOUGH.format(before=LEAST - 1, number=number) for number in range(len(sides))),
        most=MOST_PLACES,
    )
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(asked, [*keys, *(each for side in sides for each in (side, today))])
        found = [
            Place(name, bool(is_near), tuple(side for side, is_told in zip(sides, told, strict=True) if is_told))
            for name, is_near, *told in cursor.fetchall()
        ]
    return sorted(found, key=lambda place: danish.sort_key(place.name))


def _where(actor: Actor) -> tuple[str, list[str | UUID]]:
    """Write `near` for a node as the databases take it, with its keys."""
    if actor.job:
        return "1 = 1", []
    conditions, keys = ["1 = 0"], list[str | UUID]()
    for column, held in (("organisation_id", actor.organisations), ("within_id", actor.circles)):
        if held:
            conditions.append(f"node.{column} IN ({', '.join(['%s'] * len(held))})")
            keys += _written(held)
    return " OR ".join(conditions), keys


def _written(keys: Collection[UUID]) -> list[str | UUID]:
    return [Node._meta.pk.get_db_prep_value(key, connection) for key in sorted(keys)]


def given_at(actor: Actor, place: Place) -> Q:
    """Return the condition that a voice was given at a place, as far as the reader may know it."""
    told = Q(state="published", side__in=place.sides) if place.sides else Q(pk__in=())
    return Q(place=place.name) & (near(actor) | told)


def given_by(actor: Actor, method: str) -> Q:
    """Return the condition that a voice was given by a method: known to those near it."""
    return Q(method=method) & near(actor)


def insights(actor: Actor) -> list[Node]:
    """Return the insights that voices led to and the reader may see, the newest first. One query."""
    # Which kinds of record a voice's words become insight in is told by the features that keep them.
    of_kind = visibility.rows(Node.objects.filter(kind__in=kinds.with_trait(kinds.Trait.INSIGHT)), actor, through="pk")
    came_of = Link.objects.filter(later=OuterRef("pk"), earlier__kind="voice", withdrawn_at__isnull=True)
    # One is looked for at each insight: as a condition that it exists, PostgreSQL would read every link there is.
    of_kind = of_kind.annotate(came_of=Subquery(came_of.values("pk")[:1])).filter(came_of__isnull=False)
    return list(of_kind.order_by("-occurred_on", "id")[:MOST_INSIGHTS])


def led_to(insight: Node) -> Q:
    """Return the condition that a voice led to an insight."""
    links = Link.objects.filter(later=insight.pk, withdrawn_at__isnull=True)
    return Q(pk__in=links.values("earlier"))
