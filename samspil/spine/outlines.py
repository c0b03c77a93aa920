"""The whole thread through a record, or of what lives in it, in ids: walked both ways and cut at what may not be seen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from samspil.spine import kinds, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Link, Node

Triple = tuple[UUID, UUID, UUID]  # link, what came first, what came of it

# What a record is told by where it is only named: on a thread, in a list of links.
NAMED = ("id", "kind", "room", "title", "occurred_on", "occurred_precision", "is_invented", "is_sourced")


# CROSS JOIN binds SQLite to go from the few to their links; left to itself it reads every link there is.
_WALK = """
WITH RECURSIVE walk(node_id) AS (
    SELECT id FROM spine_node WHERE id IN ({places})
    UNION
    SELECT link.{far}_id FROM walk CROSS JOIN spine_link AS link
    WHERE link.{near}_id = walk.node_id AND link.withdrawn_at IS NULL
)
SELECT link.id, link.earlier_id, link.later_id FROM walk CROSS JOIN spine_link AS link
WHERE link.{near}_id = walk.node_id AND link.withdrawn_at IS NULL
"""


def backward(*starts: UUID) -> list[Triple]:
    """Return the links behind some nodes as (link, earlier, later) ids: one recursive query; loops end."""
    return _walk(starts, near="later", far="earlier")


def forward(*starts: UUID) -> list[Triple]:
    """Return the links ahead of some nodes as (link, earlier, later) ids: one recursive query; loops end."""
    return _walk(starts, near="earlier", far="later")


def _walk(starts: Sequence[UUID], *, near: str, far: str) -> list[Triple]:
    # On SQLite a UUID is stored as 32 hexadecimal digits; on PostgreSQL it is a type of its own.
    native = connection.features.has_native_uuid_field
    places = ", ".join(["%s"] * len(starts))
    with connection.cursor() as cursor:
        cursor.execute(
            _WALK.format(near=near, far=far, places=places), [start if native else start.hex for start in starts]
        )
        rows = cursor.fetchall()
    return rows if native else [(UUID(a), UUID(b), UUID(c)) for a, b, c in rows]


@dataclass(frozen=True)
class Outline:
    """A thread as somebody may see it, in ids alone: the kind and depth of every node, the nameless steps, and the links.

    `links` holds (link, earlier, later); `depth` counts links from the start as in `Trail`; `days` are of those that may be named,
    and `vague` are those of them that are known less precisely than to the day. `places` are of those that have a number within
    another, as a decision in its case (`kinds.Kind.places`); `answered` names the voices that answers are to, where they may be seen.
    """

    start: UUID
    kinds: dict[UUID, str]
    nameless: frozenset[UUID]
    links: tuple[tuple[UUID, UUID, UUID], ...]
    depth: dict[UUID, int]
    days: dict[UUID, dt.date | None]
    vague: frozenset[UUID] = frozenset()
    places: Mapping[UUID, tuple[str, int]] = field(default_factory=dict)
    answered: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def is_broken_backward(self) -> bool:
        """Whether nothing is documented before the record."""
        return not any(later == self.start for _link, _earlier, later in self.links)

    @property
    def is_broken_forward(self) -> bool:
        """Whether nothing is documented to have come of the record."""
        return not any(earlier == self.start for _link, earlier, _later in self.links)


def outline(actor: Actor, start: Node) -> Outline:
    """Return the whole thread through a record in ids, as the actor may see it.

    A node that may not be seen cuts the thread, unless it lets itself be shown as a nameless step (`step_public`). Three queries,
    or four, and those of `_places` and `answered`.
    """
    start.check_on_thread()
    return _cut(actor, start, {start.pk}, backward(start.pk), forward(start.pk))


def gathered(actor: Actor, start: Node) -> Outline:
    """Return the thread of what lives in a record (`kinds.Gathers`): its own, and of each that it gathers. Five or six queries.

    Every record is asked for as on a thread of its own; what may not be seen begins nothing.
    """
    start.check_on_thread()
    wanted = kinds.gathered_in(start)
    seen = set(visibility.among(actor, wanted).values_list("pk", flat=True)) | {start.pk}
    starts = sorted(seen)
    return _cut(actor, start, seen, backward(*starts), forward(*starts))


def _cut(actor: Actor, start: Node, starts: set[UUID], back: Sequence[Triple], ahead: Sequence[Triple]) -> Outline:
    """Return what the actor may see of the links behind and ahead of records that they may see. Two queries."""
    ids = starts | {end for row in (*back, *ahead) for end in row[1:]}
    # One query for any length: a subquery over the ids' range would not be exact, and SQLite takes 250,000 parameters.
    seen = visibility.among(actor, ids).values_list("pk", "kind", "occurred_on", "occurred_precision")
    days, vague = {start.pk: start.occurred_on}, set() if start.day else {start.pk}
    passable = {start.pk: start.kind}
    for key, kind, day, precision in seen:
        passable[key], days[key] = kind, day
        if precision != Node.Precision.DAY:
            vague.add(key)

    hidden = ids - passable.keys()
    steps = Node.objects.filter(pk__in=hidden, step_public=True).values_list("pk", "kind")
    nameless = dict(steps) if hidden else {}
    roots = sorted(key for key in starts if key in passable)
    passable |= nameless
    depth = dict.fromkeys(roots, 0)
    chosen: dict[UUID, Triple] = {}
    for rows, sign in ((back, -1), (ahead, 1)):
        _walk_through(rows, sign, passable, roots, depth, chosen)

    kept = {key: passable[key] for key in depth}
    unnamed = frozenset(nameless.keys() & kept.keys())
    answers = [key for key, kind in kept.items() if key not in unnamed and kind in kinds.with_trait(kinds.Trait.ANSWER)]
    return Outline(
        start=start.pk,
        kinds=kept,
        nameless=unnamed,
        links=tuple(chosen.values()),
        depth=depth,
        days=days,
        vague=frozenset(vague),
        places=_places(kept),
        answered=answered(actor, answers),
    )


def answered(actor: Actor, answers: Collection[UUID]) -> dict[UUID, str]:
    """Return the titles of the voices that some answers are to, where the actor may see them. One query, none for no answer."""
    if not answers:
        return {}
    voices = visibility.nodes(actor).filter(kind__in=kinds.with_trait(kinds.Trait.VOICE))
    told = Link.objects.filter(
        later__in=answers, relation=Link.Relation.ANSWERED_BY, withdrawn_at__isnull=True, earlier__in=voices
    )
    return dict(told.order_by("at", "id").values_list("later", "earlier__title"))


def _places(kept: Mapping[UUID, str]) -> dict[UUID, tuple[str, int]]:
    """Return what numbers records have within others. One query for each kind there that has any."""
    found: dict[UUID, tuple[str, int]] = {}
    for name in sorted(set(kept.values())):
        if (ask := kinds.get(name).places) is not None:
            found |= ask([key for key, kind in kept.items() if kind == name])
    return found


def _walk_through(
    rows: Sequence[Triple],
    sign: int,
    passable: Mapping[UUID, str],
    roots: Sequence[UUID],
    depth: dict[UUID, int],
    chosen: dict[UUID, Triple],
) -> None:
    neighbours: dict[UUID, list[tuple[UUID, Triple]]] = defaultdict(list)
    for row in rows:
        near, far = (row[2], row[1]) if sign < 0 else (row[1], row[2])
        if far in passable:
            neighbours[near].append((far, row))

    queue, reached = deque(roots), set(roots)
    while queue:
        here = queue.popleft()
        for far, row in neighbours[here]:
            chosen[row[0]] = row
            if far not in reached:
                reached.add(far)
                queue.append(far)
                depth.setdefault(far, depth[here] + sign)


def named(found: Outline, wanted: Iterable[UUID]) -> dict[UUID, Node]:
    """Return those of an outline's nodes that are wanted and may be named. One query."""
    ids = [key for key in wanted if key in found.kinds and key not in found.nameless]
    nodes = Node.objects.filter(pk__in=ids).only(*NAMED)
    return {node.pk: node for node in nodes}
