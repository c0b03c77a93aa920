"""News of what somebody follows, beside mail: drawn from the journal and from the invitations in the outbox, and kept nowhere else.

A notice is a row of the journal whose verb a feature has put words to, on a record that the reader follows and may see at the
moment of reading: what is closed, erased or out of reach is gone by itself. It holds no words but the record's title. Muting a
circle stops its news, never an invitation. What a demo was made with is told on the days of its story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from samspil.paper import danish
from samspil.paper.refusal import NotFound
from samspil.spine import demonstration, desk, journal, own_page, visibility
from samspil.spine.actors import Actor
from samspil.spine.models import Circle, Invitation, JournalEntry, Message, Mute, Node, Person, ReadMark, Role, Visit

# What is older is no news any more: the record's own page tells of it.
KEPT = dt.timedelta(days=60)
# Who has never marked anything as read is not met by two months of it.
AT_FIRST = dt.timedelta(days=14)
MOST = 200  # notices on the list
LABEL = "news"  # of the marks that are counted for every page
# What a mail with a calendar file says, by its method (RFC 5546).
SENT = {
    "REQUEST": gettext_lazy("Du er inviteret, eller din invitation er ændret"),
    "CANCEL": gettext_lazy("Din invitation gælder ikke mere"),
}

_says: dict[str, str | Promise] = {}


def register(says: Mapping[str, str | Promise]) -> None:
    """Put words to verbs of the journal, so that they are told as news; called from `apps.py`. ValueError for other words."""
    for verb, words in says.items():
        if _says.setdefault(verb, words) != words:
            message = f"news of {verb!r} is told both as {_says[verb]!r} and as {words!r}"
            raise ValueError(message)


def verbs() -> dict[str, str | Promise]:
    """Return every verb that is told as news, with its words."""
    return dict(_says)


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a record: what and when, and whether the reader has read it. `is_of_day`: no hour is known."""

    says: str
    at: dt.datetime
    is_unread: bool
    is_of_day: bool = False


@dataclass(frozen=True)
class Group:
    """What happened to one record on one day, the newest first."""

    node: Node
    day: dt.date
    happened: list[Happened]

    @property
    def is_unread(self) -> bool:
        """Whether something of it is unread."""
        return any(each.is_unread for each in self.happened)


def _followed(actor: Actor) -> QuerySet[Node]:
    """Return the records that somebody follows and may see: in their circles, their own, and what they are invited to."""
    mine = Q(within__in=actor.circles) | Q(created_by=actor.person_id) | Exists(_invited(actor, "pk"))
    muted = Mute.objects.filter(person=actor.person_id).values("circle")
    return visibility.nodes(actor).filter(mine).exclude(within__in=muted)


def _invited(actor: Actor, node: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(gathering=OuterRef(node), person=actor.person_id, withdrawn_at__isnull=True)


def _concerns(actor: Actor) -> Q:
    """What happened in a circle before somebody came into it is there to be read, and is no news to them."""
    was_there = Role.objects.filter(
        person=actor.person_id, circle=OuterRef("within"), from_on__lte=OuterRef(OuterRef("at"))
    )
    theirs = Node.objects.filter(Exists(was_there) | Q(created_by=actor.person_id), pk=OuterRef("node_id"))
    return Q(Exists(theirs)) | Q(Exists(_invited(actor, "node_id")))


def _entries(actor: Actor) -> QuerySet[JournalEntry]:
    told = JournalEntry.objects.filter(verb__in=_says, at__gte=timezone.now() - KEPT)
    # Nobody is told what they did themselves; a job of the installation has no person.
    others = told.filter(Q(person_id__isnull=True) | ~Q(person_id=actor.person_id))
    return others.filter(_since(KEPT, "at"), node_id__in=_followed(actor).values("pk"))


def _invitations(actor: Actor) -> QuerySet[Message]:
    sent = Message.objects.filter(person=actor.person_id, calendar_method__in=SENT, created_at__gte=_horizon())
    return visibility.rows(sent.filter(_since(KEPT, "created_at")), actor)


def _since(kept: dt.timedelta, at: str) -> Q:
    """Keep of what a demo was made with as much as its records date to `kept`; all else is asked by its own time."""
    made = demonstration.made_at()
    if made is None:
        return Q()
    early = Node.objects.filter(pk=OuterRef("node_id"), occurred_on__lt=timezone.localdate() - kept)
    return Q(**{f"{at}__gt": made}) | Q(~Exists(early))


def _horizon() -> dt.datetime:
    return timezone.now() - KEPT


def _unread(actor: Actor, at: str) -> Q:
    read = ReadMark.objects.filter(person=actor.person_id, node=OuterRef("node_id"), until__gte=OuterRef(at))
    until = Visit.objects.filter(person=actor.person_id).values("read_until")
    since = Coalesce(Subquery(until), Value(timezone.now() - AT_FIRST))
    return ~Exists(read) & Q(**{f"{at}__gt": since}) & _since(AT_FIRST, at)


def marks(actor: Actor) -> list[QuerySet[JournalEntry] | QuerySet[Message]]:
    """Return a mark for each record with unread news, to be counted with what is expected (`desk.counted`)."""
    if actor.person_id is None:
        return []
    key = Cast("node_id", CharField())
    return [
        desk.tally(_entries(actor).filter(_unread(actor, "at") & _concerns(actor)), LABEL, key),
        desk.tally(_invitations(actor).filter(_unread(actor, "created_at")), LABEL, key),
    ]


def told(actor: Actor) -> list[Group]:
    """Return the news of what somebody follows, by day and record, the newest first. Three queries."""
    if actor.person_id is None:
        return []
    happened = _entries(actor).annotate(is_unread=_unread(actor, "at") & _concerns(actor)).order_by("-at")[:MOST]
    rows = [(each.node_id, each.at, str(_says[each.verb]), each.is_unread) for each in happened]
    rows += [
        (each.node_id, each.created_at, str(SENT[each.calendar_method]), each.is_unread)
        for each in _invitations(actor).annotate(is_unread=_unread(actor, "created_at")).order_by("-created_at")[:MOST]
    ]
    nodes = {each.pk: each for each in visibility.among(actor, {row[0] for row in rows}).select_related("within")}
    return _grouped(sorted(rows, key=lambda row: row[1], reverse=True), nodes)


def _grouped(rows: Iterable[tuple[UUID | None, dt.datetime, str, bool]], nodes: dict[UUID, Node]) -> list[Group]:
    groups: dict[tuple[dt.date, UUID], Group] = {}
    made = demonstration.made_at()
    for key, at, says, is_unread in rows:
        if key is None or key not in nodes:
            continue
        is_of_day = made is not None and at <= made
        day = _told_on(nodes[key], at) if is_of_day else danish.day_of(at)
        group = groups.setdefault((day, key), Group(nodes[key], day, []))
        # The same thing twice on a day is told once, by the newest.
        if all(each.says != says for each in group.happened):
            group.happened.append(Happened(says, at, is_unread, is_of_day))

    # Days change places where some are a demo's; those of one day stay as they came.
    return sorted(groups.values(), key=lambda group: group.day, reverse=True)


def _told_on(node: Node, at: dt.datetime) -> dt.date:
    """Return the day that a demo's record tells of; what still lies ahead was told when the demo was made."""
    written = danish.day_of(at)
    return min(written, node.day or written)


@journal.deed
def read(*, by: Actor, node: Node) -> ReadMark:
    """Mark what has happened to one record up to now as read. It is nobody else's, so no journal row tells of it."""
    person = own_page.check_own(by)
    made, _ = ReadMark.objects.update_or_create(person_id=person, node=node, defaults={"until": timezone.now()})
    return made


@journal.deed
def read_all(*, by: Actor, until: dt.datetime | None = None) -> dt.datetime | None:
    """Mark all news as read up to now, or only up to a time; give up to when they were read before."""
    person, now = own_page.check_own(by), timezone.now()
    visit, _ = Visit.objects.get_or_create(person_id=person, defaults={"at": now})
    before = visit.read_until
    visit.read_until = until or now
    visit.save(update_fields=["read_until"])
    return before


def circle(actor: Actor, pk: UUID) -> Circle:
    """Return one of the actor's own circles; `NotFound` for any other."""
    if pk not in actor.circles:
        raise NotFound
    return Circle.objects.get(pk=pk)


def muted(actor: Actor) -> set[UUID]:
    """Return the circles that somebody wants no news from. One query."""
    return set(Mute.objects.filter(person=actor.person_id).values_list("circle_id", flat=True))


def is_muted(person: Person, circle_id: UUID | None) -> bool:
    """Tell whether somebody wants no news from a circle, by mail either."""
    return circle_id is not None and Mute.objects.filter(person=person, circle=circle_id).exists()


@journal.deed
def mute(*, by: Actor, circle: Circle) -> bool:
    """Stop news and their mails from one circle; give whether that changed anything. A person's own: in no journal row."""
    _made, is_new = Mute.objects.get_or_create(person_id=own_page.check_own(by), circle=circle)
    return is_new


@journal.deed
def unmute(*, by: Actor, circle: Circle) -> bool:
    """Let news from one circle come again; give whether that changed anything."""
    gone, _ = Mute.objects.filter(person=own_page.check_own(by), circle=circle).delete()
    return bool(gone)
