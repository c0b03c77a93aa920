"""One record's thread as pages tell it: its nearest links for a panel, and the whole of it as picture and as text."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samspil.spine import kinds, thread, visibility
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

NEAREST = 10


@dataclass(frozen=True)
class Told:
    """One link as a sentence: what came first, how, what came of it. An end is None when it is a nameless step."""

    link_id: UUID
    earlier: Node | None
    later: Node | None
    forward: str
    backward: str
    strength: str
    why: str
    source: str


@dataclass(frozen=True)
class Nearest:
    """The links that touch one record: what it came from, what came of it, and how many more of each there are."""

    before: tuple[Told, ...]
    after: tuple[Told, ...]
    more_before: int
    more_after: int


def sentence(relation: str) -> tuple[str, str]:
    """This function will give a relation as Danish words seen from what came first and from what came of it."""
    forward, backward = thread.SENTENCES[Link.Relation(relation)]
    return forward, backward


def nearest(actor: Actor, node: Node) -> Nearest:
    """This function will give the links that touch a record, as the actor may see them. Three queries.

    A hidden record is left out, unless it may be shown as a nameless step.
    """
    links = list(Link.objects.filter(withdrawn_at__isnull=True, later=node).order_by("at", "id"))
    links += list(Link.objects.filter(withdrawn_at__isnull=True, earlier=node).order_by("at", "id"))
    ends = {end for link in links for end in (link.earlier_id, link.later_id)} - {node.pk}
    known: dict[UUID, Node | None] = {node.pk: node}
    known |= dict.fromkeys(Node.objects.filter(pk__in=ends, step_public=True).values_list("pk", flat=True))
    known |= {seen.pk: seen for seen in visibility.nodes(actor).filter(pk__in=ends)}
    told = [_told(link, known) for link in links if link.earlier_id in known and link.later_id in known]
    before = [each for each in told if each.later is not None and each.later.pk == node.pk]
    after = [each for each in told if each.earlier is not None and each.earlier.pk == node.pk]
    return Nearest(
        tuple(before[:NEAREST]), tuple(after[:NEAREST]), max(len(before) - NEAREST, 0), max(len(after) - NEAREST, 0)
    )


def _told(link: Link | thread.Step, known: dict[UUID, Node | None]) -> Told:
    forward, backward = sentence(link.relation)
    return Told(
        link_id=link.pk if isinstance(link, Link) else link.link_id,
        earlier=known[link.earlier_id],
        later=known[link.later_id],
        forward=forward,
        backward=backward,
        strength=str(Link.Strength(link.strength).label),
        why=link.why,
        source=link.source,
    )


@dataclass(frozen=True)
class Story:
    """The whole thread of one record: its steps from the first to the last, and whether it is broken at either end."""

    start: Node
    trail: thread.Trail
    steps: tuple[Told, ...]
    counted: int

    @property
    def is_alone(self) -> bool:
        """Whether no link at all is documented."""
        return not self.steps


def whole(actor: Actor, start: Node) -> Story:
    """This function will give the whole thread of a record, its steps in the order of the stages. Five queries at most."""
    trail = thread.trail(actor, start)
    order = sorted(trail.steps, key=lambda step: (trail.depth[step.later_id], trail.depth[step.earlier_id]))
    return Story(start, trail, tuple(_told(step, trail.nodes) for step in order), len(trail.steps))


def label(node: Node | None) -> str:
    """This function will give the Danish word for a record's kind."""
    return kinds.get(node.kind).label if node is not None else ""
