"""Every reading of programmes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from samspil.features.partnerships.core import queries as core_queries
from samspil.features.partnerships.core.models import Partnership
from samspil.features.partnerships.programmes.models import Programme, Track
from samspil.spine import visibility
from samspil.spine.models import Node
from samspil.spine.people import Actor


def visible_to(actor: Actor) -> QuerySet[Programme]:
    """Return the programmes the actor may see, by name."""
    return visibility.rows(Programme.objects.all(), actor).select_related("node__organisation").order_by("node__title")


def programme(actor: Actor, pk: UUID) -> Programme:
    """Return one programme; `NotFound` alike when it is not there and when it may not be seen."""
    return visibility.get(Programme.objects.select_related("node__organisation"), actor, pk)


def partnerships(actor: Actor, programme: Programme) -> QuerySet[Partnership]:
    """Return the programme's partnerships that the actor may see."""
    return core_queries.visible_to(actor).filter(programmes=programme)


@dataclass(frozen=True)
class Telling:
    """The tracks as one source tells them."""

    source: str
    tracks: list[Track]


def tellings(programme: Programme) -> list[Telling]:
    """Return the tracks source by source, the oldest telling first. One query."""
    return [Telling(source, list(rows)) for source, rows in groupby(programme.tracks.all(), key=lambda row: row.source)]


def of_partnership(actor: Actor, partnership: Partnership) -> QuerySet[Programme]:
    """Return the programmes that a partnership belongs to and the actor may see."""
    return visible_to(actor).filter(partnerships=partnership)


def living_in(node: Node) -> Iterable[UUID]:
    """Return the keys of a programme's partnerships and of what began within them, whoever may see it."""
    theirs = Node.objects.filter(pk__in=Partnership.objects.filter(programmes__node=node).values("node"))
    return {*theirs.values_list("pk", flat=True), *core_queries.living_in(*theirs)}
