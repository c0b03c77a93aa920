"""One record's nearest links, as the panel on its page tells them. The whole thread is told by `web.telling`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from samspil.paper import languages
from samspil.spine import kinds, outlines, thread, visibility
from samspil.spine.models import Link, Node
from samspil.spine.people import Actor

NEAREST = 10


@dataclass(frozen=True)
class LinkSentence:
    """One link as a sentence: what came first, how, what came of it. An end is None when it is a nameless step."""

    link_id: UUID
    earlier: Node | None
    later: Node | None
    forward: str
    backward: str
    relation: str
    strength: str
    is_direct: bool
    why: str
    source: str


@dataclass(frozen=True)
class Nearest:
    """The links that touch one record: what it came from, what came of it, and how many more of each there are."""

    before: tuple[LinkSentence, ...]
    after: tuple[LinkSentence, ...]
    more_before: int
    more_after: int


def sentence(relation: str) -> tuple[str, str]:
    """Return a relation as Danish words seen from what came first and from what came of it."""
    forward, backward = thread.SENTENCES[Link.Relation(relation)]
    return languages.told(forward), languages.told(backward)


def nearest(actor: Actor, node: Node) -> Nearest:
    """Return the links that touch a record, as the actor may see them. Three queries, and one where there are answers.

    A hidden record is left out, unless it may be shown as a nameless step.
    """
    links = list(Link.objects.filter(withdrawn_at__isnull=True, later=node).order_by("at", "id"))
    links += list(Link.objects.filter(withdrawn_at__isnull=True, earlier=node).order_by("at", "id"))
    ends = {end for link in links for end in (link.earlier_id, link.later_id)} - {node.pk}
    known: dict[UUID, Node | None] = {node.pk: node}
    known |= dict.fromkeys(Node.objects.filter(pk__in=ends, step_public=True).values_list("pk", flat=True))
    # Last, so that a nameless step which the reader may see has its name.
    known |= {seen.pk: seen for seen in visibility.among(actor, ends)}
    answers = [
        key for key, seen in known.items() if seen is not None and seen.kind in kinds.with_trait(kinds.Trait.ANSWER)
    ]
    # Beside its own voice an answer needs no other name. Named in memory alone.
    if node.kind not in kinds.with_trait(kinds.Trait.VOICE):
        for key, voice in outlines.answered(actor, answers).items():
            cast("Node", known[key]).title = answer_to(voice)
    near = [told(link, known) for link in links if link.earlier_id in known and link.later_id in known]
    before = [each for each in near if each.later is not None and each.later.pk == node.pk]
    after = [each for each in near if each.earlier is not None and each.earlier.pk == node.pk]

    return Nearest(
        tuple(before[:NEAREST]), tuple(after[:NEAREST]), max(len(before) - NEAREST, 0), max(len(after) - NEAREST, 0)
    )


def told(link: Link | thread.Step, known: dict[UUID, Node | None]) -> LinkSentence:
    """Tell one link as a sentence; `known` holds both its ends, None for a nameless step."""
    forward, backward = sentence(link.relation)
    # Why and where somebody said so may name what the nameless step hides.
    is_open = known[link.earlier_id] is not None and known[link.later_id] is not None
    return LinkSentence(
        link_id=link.pk if isinstance(link, Link) else link.link_id,
        earlier=known[link.earlier_id],
        later=known[link.later_id],
        forward=forward,
        backward=backward,
        relation=link.relation,
        strength=languages.told(str(Link.Strength(link.strength).label)),
        is_direct=link.strength == Link.Strength.DIRECT,
        why=link.why if is_open else "",
        source=link.source if is_open else "",
    )


def answer_to(voice: str) -> str:
    """Name an answer by the title of the voice that it answers, to a reader who may see that voice."""
    return gettext("Svar på »{title}«").format(title=voice)


def url_of(node: Node) -> str:
    """Return the address of a record's own page, else of its thread."""
    try:
        return reverse(kinds.get(node.kind).url_name, args=[node.pk])
    except (KeyError, NoReverseMatch):
        return reverse("web:thread", args=[node.pk])


def label(node: Node | None) -> str:
    """Return the Danish word for a record's kind."""
    return languages.told(kinds.get(node.kind).label) if node is not None else ""
