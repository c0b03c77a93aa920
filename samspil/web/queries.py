"""Every read that the product's own pages need, each as the reader may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samspil.paper import danish, languages
from samspil.paper.refusal import NotFound
from samspil.spine import access, duties, kinds, outbox, people, search, succession, visibility
from samspil.spine.models import Circle, Duty, Link, Message, Node, Role, SearchEntry, StoredFile
from samspil.spine.people import NOBODY, Actor
from samspil.web import highlight

LOOKS_AFTER_MAIL = frozenset({Role.Kind.COORDINATOR, Role.Kind.SECRETARY, Role.Kind.ADMINISTRATOR})
MOST_MAILS = 10


def visible_to(actor: Actor) -> QuerySet[Node]:
    """Return the records that the actor may see, with what pages show of them."""
    return visibility.nodes(actor).select_related("organisation", "within")


def node(actor: Actor, pk: UUID) -> Node:
    """Return one record; `NotFound` alike when it is not there and when it may not be seen."""
    row = visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def link(actor: Actor, pk: UUID) -> Link:
    """Return one standing link whose both ends the actor may see, else `NotFound`."""
    links = Link.objects.filter(withdrawn_at__isnull=True).select_related("earlier", "later")
    near = visibility.rows(links, actor, through="earlier")
    return visibility.get(near, actor, pk, through="later")


def file(actor: Actor, pk: UUID) -> StoredFile:
    """Return one file of a record that the actor may see, else `NotFound`.

    Where the kind of record decides over its files, it must be among those that it shows the actor.
    """
    stored = visibility.get(StoredFile.objects.select_related("subject", "node"), actor, pk)
    decides = kinds.get(stored.node.kind).files
    if decides is not None and stored not in decides(actor, stored.node):
        raise NotFound
    return stored


def note_file(actor: Actor, kept: StoredFile) -> None:
    """Note that somebody read a sealed file: a person's picture, unless it is public. Called before it is read."""
    if kept.subject is None:
        return
    decides = kinds.get(kept.node.kind).files
    shown = decides(NOBODY, kept.node) if decides is not None else []
    if kept not in shown:
        access.note(actor, purpose="Billede eller fil åbnet", node=kept.node, subject=kept.subject)


def duty(actor: Actor, pk: UUID) -> Duty:
    """Return one duty that the actor owns, on a record the actor may see, else `NotFound`."""
    owned = Duty.objects.select_related("node", "owner", "owner_circle", "owner_organisation").filter(pk=pk)
    owed_row = visibility.rows(owned, actor).first()
    if owed_row is None or not duties.owns(actor, owed_row):
        raise NotFound
    return owed_row


def any_duty(actor: Actor, pk: UUID) -> Duty:
    """Return one duty on a record the actor may see, done or not, else `NotFound`."""
    return visibility.get(Duty.objects.select_related("node"), actor, pk)


@dataclass(frozen=True)
class Hit:
    """One found record: its title and the piece of its open words around the first match, each cut at the found words."""

    node: Node
    kind: str
    title: list[tuple[str, bool]]
    words: list[tuple[str, bool]]


def found(
    actor: Actor, words: str, narrowed: search.Narrowed | None = None, near: Iterable[str] = ()
) -> QuerySet[Node]:
    """Return the records that hold every word, or one `near` it, newest first."""
    return search.find(actor, words, narrowed=narrowed, near=near).select_related("organisation")


def drawn() -> QuerySet[Node]:
    """Return the records as a list of what was found draws them, to be asked for by the keys that `found` gave."""
    return Node.objects.select_related("organisation")


def hits(nodes: list[Node], words: str, near: Iterable[str] = ()) -> list[Hit]:
    """Return the found records with their pieces of text. One query."""
    texts = dict(SearchEntry.objects.filter(node__in=nodes).values_list("node_id", "words"))
    near = list(near)
    return [
        Hit(
            each,
            languages.told(kinds.get(each.kind).label),
            highlight.pieces(each.title, words, near),
            highlight.pieces(search.snippet(texts.get(each.pk, "").partition("\n")[2], words, near), words, near),
        )
        for each in nodes
    ]


def meant(shown: Iterable[Hit]) -> list[str]:
    """Return the words that a list of hits shows as found, each once: all of them its reader may read."""
    pieces = [piece.lower() for hit in shown for piece, is_found in (*hit.title, *hit.words) if is_found]
    return list(dict.fromkeys(pieces))


def places(actor: Actor) -> QuerySet[Circle]:
    """Return the bodies and partnerships within which there is something that the actor may see, by name."""
    return Circle.objects.filter(Exists(visibility.nodes(actor).filter(within=OuterRef("pk")))).order_by("name", "pk")


def roles_of(actor: Actor) -> QuerySet[Role]:
    """Return the actor's own roles that hold today."""
    return Role.objects.filter(people.holding(danish.today()), person=actor.person_id).select_related(
        "organisation", "circle"
    )


def undelivered(actor: Actor) -> list[Message]:
    """Return the mails given up in the last month: the reader's own, and those about what they look after. No query for nobody."""
    places = {held.organisation_id for held in actor.memberships if held.role in LOOKS_AFTER_MAIL}
    if actor.person_id is None:
        return []
    # Each mail's own record is asked for: nearly no mail is given up, and there may be very many records.
    about = Q(Exists(visibility.nodes(actor).filter(pk=OuterRef("node"), organisation__in=places - {None})))
    since = timezone.now() - outbox.TOLD_FOR
    given_up = Message.objects.filter(Q(person=actor.person_id) | about, given_up_at__gte=since)
    mails = list(given_up.select_related("node", "person").order_by("-given_up_at")[:MOST_MAILS])
    asked = [each.node_id for each in mails if each.node_id]
    # The mail is the reader's; the record it was about need not be.
    seen = set(visibility.among(actor, asked).values_list("pk", flat=True)) if asked else set()
    for each in mails:
        each.node = each.node if each.node_id in seen else None
    return mails


def left_without(actor: Actor, since: dt.datetime) -> list[succession.Left]:
    """Return what is owed in care where the actor coordinates, and stands without anybody. No query without a kind of care."""
    return succession.left_without(actor) if kinds.in_care() else []
